// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/TrelloDescription.h"

#include "server/exchange/ImportText.h"

namespace TaskMaster::Server {
namespace {

QString section(const QString &heading, const QStringList &lines)
{
    return lines.isEmpty() ? QString() : QStringLiteral("### %1\n\n").arg(heading) + lines.join(u'\n');
}

QString oneLine(const QString &text)
{
    return ImportText::singleLine(ImportText::storable(text));
}

} // namespace

TrelloDescription::TrelloDescription(const TrelloBoard &board, ImportReport &report)
    : m_board(board)
    , m_report(report)
{
    for (const TrelloBoard::Checklist &checklist : board.checklists)
        m_checklistsOf[checklist.cardId].append(&checklist);
    for (const TrelloBoard::Member &member : board.members)
        m_memberNames.insert(member.id, member.fullName.isEmpty() ? member.username : member.fullName);
}

QString TrelloDescription::of(const TrelloBoard::Card &card, const QStringList &strangers, ColumnType columnType)
{
    QStringList sections{ImportText::storable(card.description).trimmed()};
    for (const TrelloBoard::Checklist *checklist : m_checklistsOf.value(card.id))
        sections.append(checklistText(*checklist));
    if (card.dueComplete && columnType != ColumnType::Done) {
        sections.append(QStringLiteral("The due date was marked complete in Trello."));
        m_report.noteChanged(QStringLiteral("A due date that was marked complete is mentioned in the description."));
    }
    sections.append(section(QStringLiteral("Custom fields"), customLines(card)));
    sections.append(section(QStringLiteral("Attachments"), attachmentLines(card)));
    QStringList people;
    for (const QString &memberId : strangers)
        people.append(QStringLiteral("- ") + memberName(memberId));
    sections.append(section(QStringLiteral("Assigned in Trello"), people));
    if (!card.location.isEmpty())
        sections.append(section(QStringLiteral("Location"), {oneLine(card.location)}));
    sections.removeAll(QString());
    return sections.join(QStringLiteral("\n\n"));
}

QString TrelloDescription::checklistText(const TrelloBoard::Checklist &checklist)
{
    QStringList lines;
    for (const TrelloBoard::CheckItem &item : checklist.items) {
        QString line = (item.complete ? QStringLiteral("- [x] ") : QStringLiteral("- [ ] ")) + oneLine(item.name);
        QStringList more;
        if (!item.memberId.isEmpty())
            more.append(memberName(item.memberId));
        if (!item.due.isEmpty())
            more.append(QStringLiteral("due ") + oneLine(item.due.left(10)));
        if (!more.isEmpty())
            line += QStringLiteral(" (%1)").arg(more.join(QStringLiteral(", ")));
        lines.append(line);
    }
    m_checkItems += static_cast<int>(checklist.items.size());
    ++m_checklists;
    if (lines.isEmpty())
        lines.append(QStringLiteral("(empty)"));
    const QString heading = oneLine(checklist.name);
    return section(heading.isEmpty() ? QStringLiteral("Checklist") : heading, lines);
}

QStringList TrelloDescription::customLines(const TrelloBoard::Card &card)
{
    QStringList lines;
    for (const TrelloBoard::CustomValue &value : card.customValues) {
        const TrelloBoard::CustomField field = m_board.customFields.value(value.fieldId);
        const QString text =
            value.optionId.isEmpty() ? value.text : field.options.value(value.optionId, value.optionId);
        const QString name = field.name.isEmpty() ? QStringLiteral("(unknown field)") : field.name;
        lines.append(QStringLiteral("- %1: %2").arg(oneLine(name), ImportText::storable(text)));
        ++m_customValues;
    }
    return lines;
}

QStringList TrelloDescription::attachmentLines(const TrelloBoard::Card &card)
{
    QStringList lines;
    for (const TrelloBoard::Attachment &attachment : card.attachments) {
        const QString label = oneLine(attachment.name.isEmpty() ? attachment.url : attachment.name);
        lines.append(QStringLiteral("- [%1](%2)").arg(label, oneLine(attachment.url)));
        ++m_attachments;
        if (attachment.isUpload)
            m_report.noteLeft(QStringLiteral("The content of an uploaded file: only its link at Trello was kept."));
    }
    return lines;
}

QString TrelloDescription::memberName(const QString &memberId) const
{
    const QString name = oneLine(m_memberNames.value(memberId));
    return name.isEmpty() ? QStringLiteral("somebody who left the board") : name;
}

void TrelloDescription::reportTotals()
{
    m_report.count(QStringLiteral("checklists"), m_checklists);
    m_report.count(QStringLiteral("checklist items"), m_checkItems);
    m_report.count(QStringLiteral("custom field values"), m_customValues);
    m_report.count(QStringLiteral("attachment links"), m_attachments);
    if (m_checklists > 0)
        m_report.noteChanged(QStringLiteral("Checklists are lists in the description."));
    if (m_customValues > 0)
        m_report.noteChanged(QStringLiteral("Values of custom fields are text in the description."));
    if (const auto orphans = m_board.checklists.size() - m_checklists; orphans > 0)
        m_report.noteLeft(QStringLiteral("A checklist of a card that is not in the file."), static_cast<int>(orphans));
}

} // namespace TaskMaster::Server
