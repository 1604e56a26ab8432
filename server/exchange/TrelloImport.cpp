// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/TrelloImport.h"

#include "server/exchange/ImportText.h"
#include "server/exchange/TrelloBoard.h"

#include <QDateTime>

namespace TaskMaster::Server {
namespace {

constexpr int ActionsOfExportMax = 1000; ///< Trello puts no more into a file

qint64 trelloTime(const QString &iso)
{
    const QDateTime at = QDateTime::fromString(iso, Qt::ISODateWithMs);
    return at.isValid() ? std::max<qint64>(0, at.toMSecsSinceEpoch()) : 0;
}

/// The first eight hexadecimal digits of Trello's ids are the second in which the thing was made.
qint64 trelloTimeOfId(const QString &trelloId)
{
    bool isNumber = false;
    const qint64 seconds = trelloId.left(8).toLongLong(&isNumber, 16);
    return trelloId.size() == 24 && isNumber ? seconds * 1000 : 0;
}

QString shortCardName(const TrelloBoard::Card &card)
{
    return ImportText::shortened(ImportText::singleLine(ImportText::storable(card.name)), 60);
}

CustomFieldType fieldTypeOf(const TrelloBoard::CustomField &field)
{
    if (field.type == u"number")
        return CustomFieldType::Number;
    if (field.type == u"date")
        return CustomFieldType::Date;
    if (field.type == u"checkbox")
        return CustomFieldType::Checkbox;
    return field.type == u"list" ? CustomFieldType::Select : CustomFieldType::Text;
}

class TrelloConverter {
public:
    TrelloConverter(TrelloBoard board, const ImportOptions &options)
        : m_trello(std::move(board))
        , m_zone(options.timeZone)
    {
        m_board.source = "trello";
        m_board.sourceName = QStringLiteral("Trello");
        m_board.taskWord = QStringLiteral("card");
        m_board.columnWord = QStringLiteral("list");
        m_board.id = m_trello.id;
        m_board.name = options.projectNameOr(m_trello.name);
        m_board.description = m_trello.description;
    }

    ImportBoard convert()
    {
        convertLists();
        for (const TrelloBoard::Label &label : std::as_const(m_trello.labels)) {
            const QString color = QString(label.color).replace(u'_', u' ');
            m_board.labels.append(
                {label.id, label.name.trimmed().isEmpty() ? color : label.name, namedColor(label.color)});
        }
        for (const TrelloBoard::Member &member : std::as_const(m_trello.members)) {
            const QString name = member.fullName.isEmpty() ? member.username : member.fullName;
            m_memberNames.insert(member.id, name);
            m_board.people.append({member.id, name, member.username, member.email});
        }
        convertFields();
        for (const TrelloBoard::Checklist &checklist : std::as_const(m_trello.checklists))
            m_checklistsOf[checklist.cardId].append(&checklist);
        for (const TrelloBoard::Card &card : std::as_const(m_trello.cards))
            convertCard(card);
        convertComments();
        noteRest();
        return std::move(m_board);
    }

private:
    void convertLists()
    {
        for (const TrelloBoard::List &list : std::as_const(m_trello.lists)) {
            const qint64 limit = list.softLimit > 0 && list.softLimit <= Limits::WipMax ? list.softLimit : 0;
            m_columnTypes.insert(list.id, guessColumnType(list.name));
            m_board.columns.append({list.id, list.name, m_columnTypes.value(list.id), limit, list.closed});
        }
    }

    void convertFields()
    {
        for (const TrelloBoard::CustomField &field : std::as_const(m_trello.customFields)) {
            QList<ImportBoard::Option> options;
            for (const TrelloBoard::CustomOption &option : field.options)
                options.append({option.id, option.text, namedColor(option.color)});
            m_fieldTypes.insert(field.id, fieldTypeOf(field));
            m_board.fields.append({field.id, field.name, fieldTypeOf(field), options});
        }
    }

    void convertCard(const TrelloBoard::Card &card)
    {
        if (!m_columnTypes.contains(card.listId)) {
            m_board.report.noteLeft(QStringLiteral("Card “%1”: its list is missing.").arg(shortCardName(card)));
            return;
        }
        ImportBoard::Task task;
        task.id = card.id;
        task.title = card.name;
        task.columnId = card.listId;
        task.createdAt = trelloTimeOfId(card.id);
        task.labelIds = card.labelIds;
        task.personIds = card.memberIds;
        task.archived = card.closed;
        task.start = momentOf(card.start);
        task.due = momentOf(card.due);
        task.description = descriptionOf(card);
        for (const TrelloBoard::Checklist *checklist : m_checklistsOf.take(card.id))
            task.checklists.append(convertChecklist(*checklist));
        for (const TrelloBoard::Attachment &attachment : card.attachments) {
            task.links.append({attachment.id.isEmpty() ? attachment.url : attachment.id, attachment.name,
                               attachment.url, attachment.mimeType, attachment.sizeBytes});
            if (attachment.isUpload)
                m_board.report.noteLeft(
                    QStringLiteral("The content of an uploaded file: only its link at Trello was kept."));
        }
        for (const TrelloBoard::CustomValue &value : card.customValues)
            convertValue(value, task);
        noteLeftOf(card);
        m_board.tasks.append(std::move(task));
    }

    /// Trello's start dates are whole days, written as a moment of one.
    ImportedMoment momentOf(const QString &iso)
    {
        if (iso.isEmpty())
            return {};
        const QDateTime at = QDateTime::fromString(iso, Qt::ISODateWithMs);
        if (!at.isValid() || at.toUTC().date().year() < 1970 || at.toUTC().date().year() > 9999) {
            m_board.report.noteLeft(QStringLiteral("The date “%1”: it is not a valid one.")
                                        .arg(ImportText::shortened(ImportText::storable(iso), 40)));
            return {};
        }
        const bool isWholeDay = at.toUTC().time() == QTime(0, 0);
        return {isWholeDay ? at.toUTC().date() : at.toTimeZone(m_zone).date(), isWholeDay ? 0 : at.toMSecsSinceEpoch()};
    }

    QString descriptionOf(const TrelloBoard::Card &card)
    {
        QStringList sections{card.description.trimmed()};
        if (card.dueComplete && m_columnTypes.value(card.listId) != ColumnType::Done) {
            sections.append(QStringLiteral("The due date was marked complete in Trello."));
            m_board.report.noteChanged(
                QStringLiteral("A due date that was marked complete is mentioned in the description."));
        }
        if (!card.location.isEmpty())
            sections.append(QStringLiteral("### Location\n\n") + ImportText::singleLine(card.location));
        sections.removeAll(QString());
        return sections.join(QStringLiteral("\n\n"));
    }

    ImportBoard::Checklist convertChecklist(const TrelloBoard::Checklist &checklist)
    {
        ImportBoard::Checklist result{checklist.id, checklist.name, {}};
        for (const TrelloBoard::CheckItem &item : checklist.items) {
            QStringList more;
            if (!item.memberId.isEmpty())
                more.append(memberName(item.memberId));
            if (!item.due.isEmpty())
                more.append(QStringLiteral("due ") + item.due.left(10));
            if (!more.isEmpty())
                m_board.report.noteChanged(
                    QStringLiteral("Who does an item of a checklist, and until when, stands in its text."));
            const QString behind =
                more.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(more.join(QStringLiteral(", ")));
            result.items.append(
                {item.id.isEmpty() ? checklist.id + u'/' + item.name : item.id, item.name + behind, item.complete});
        }
        return result;
    }

    void convertValue(const TrelloBoard::CustomValue &value, ImportBoard::Task &task)
    {
        const auto type = m_fieldTypes.constFind(value.fieldId);
        if (type == m_fieldTypes.constEnd()) {
            m_board.report.noteLeft(QStringLiteral("A value of a custom field that is not in the file."));
            return;
        }
        QString text = value.optionId.isEmpty() ? value.text : value.optionId;
        if (*type == CustomFieldType::Checkbox && text != u"true")
            return; // not ticked is how it is anyway
        if (*type == CustomFieldType::Date) {
            const ImportedMoment moment = momentOf(text);
            if (moment.at != 0)
                m_board.report.noteChanged(QStringLiteral("A date in a custom field lost its time of day."));
            text = moment.date.toString(Qt::ISODate);
        }
        if (!text.isEmpty())
            task.fields.append({value.fieldId, text});
    }

    QString memberName(const QString &memberId) const
    {
        const QString name = ImportText::singleLine(m_memberNames.value(memberId));
        return name.isEmpty() ? QStringLiteral("somebody who left the board") : name;
    }

    void noteLeftOf(const TrelloBoard::Card &card)
    {
        ImportReport &report = m_board.report;
        if (card.votes > 0)
            report.noteLeft(QStringLiteral("Votes on cards."), card.votes);
        if (card.hasCover)
            report.noteLeft(QStringLiteral("The cover of a card."));
        if (card.isTemplate)
            report.noteChanged(QStringLiteral("A template card became an ordinary task."));
        m_commentsExpected += card.commentsInTrello;
    }

    void convertComments()
    {
        int taken = 0;
        for (const TrelloBoard::Comment &comment : std::as_const(m_trello.comments)) {
            QString name = comment.authorName.isEmpty() ? m_memberNames.value(comment.authorId) : comment.authorName;
            m_board.comments.append(
                {comment.id, comment.cardId, comment.text, comment.authorId, name, trelloTime(comment.at)});
            ++taken;
        }
        const int missing = m_commentsExpected - taken;
        if (m_trello.actionCount >= ActionsOfExportMax)
            m_board.report.noteLeft(
                QStringLiteral("Trello's files hold the newest %1 entries of the activity log, and this one is full: "
                               "older comments are not in it%2.")
                    .arg(ActionsOfExportMax)
                    .arg(missing > 0 ? QStringLiteral(" (%1 are missing)").arg(missing) : QString()));
        else if (missing > 0)
            m_board.report.noteLeft(QStringLiteral("Comments that the cards count but the file does not hold."),
                                    missing);
    }

    void noteRest()
    {
        ImportReport &report = m_board.report;
        if (!m_checklistsOf.isEmpty())
            report.noteLeft(QStringLiteral("A checklist of a card that is not in the file."),
                            static_cast<int>(m_checklistsOf.size()));
        if (m_trello.powerUps + m_trello.pluginValues > 0)
            report.noteLeft(QStringLiteral("Power-ups and what they have stored."),
                            m_trello.powerUps + m_trello.pluginValues);
        int others = 0;
        for (const auto &[type, times] : m_trello.otherActions)
            others += times;
        if (others > 0)
            report.noteLeft(QStringLiteral("Entries of Trello's activity log that are no comments."), others);
        for (const auto &[key, times] : m_trello.unknown)
            report.noteLeft(
                QStringLiteral("“%1”: this version does not know what it is.").arg(ImportText::storable(key)), times);
        report.noteLeft(QStringLiteral(
            "The look of the board (background, cover colours, stickers) and Trello's own card numbers."));
    }

    TrelloBoard m_trello;
    QTimeZone m_zone;
    ImportBoard m_board;
    QHash<QString, ColumnType> m_columnTypes;
    QHash<QString, QString> m_memberNames;
    QHash<QString, CustomFieldType> m_fieldTypes;
    QHash<QString, QList<const TrelloBoard::Checklist *>> m_checklistsOf; ///< by card; what is left at the end is lost
    int m_commentsExpected = 0;
};

} // namespace

Result<ImportBoard> readTrelloBoard(const QByteArray &json, const ImportOptions &options)
{
    auto board = TrelloBoard::parse(json);
    if (!board)
        return board.error();
    return TrelloConverter(*std::move(board), options).convert();
}

} // namespace TaskMaster::Server
