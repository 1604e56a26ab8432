// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/ImportPlanner.h"
#include "server/exchange/ImportText.h"

#include <QLocale>
#include <QRegularExpression>
#include <QUrl>

#include <cmath>

namespace TaskMaster::Server {
namespace {

// What the server refuses beyond, of one task.
constexpr int ChecklistsMax = 50;
constexpr int CheckItemsMax = 500;
constexpr int LinksMax = 500;

QString shortTaskTitle(const QString &title)
{
    return ImportText::shortened(ImportText::singleLine(ImportText::storable(title)), 60);
}

bool isLink(const QString &url)
{
    const QString scheme = url.section(u':', 0, 0).toLower();
    return (scheme == u"http" || scheme == u"https") && url.size() <= Limits::UrlMax
        && QUrl(url, QUrl::StrictMode).isValid();
}

/// A checklist as Markdown, for what has no room as one.
QString listText(const ImportBoard::Checklist &checklist, qsizetype from)
{
    QStringList lines;
    for (const ImportBoard::CheckItem &item : checklist.items.mid(from))
        lines.append((item.done ? QStringLiteral("- [x] ") : QStringLiteral("- [ ] "))
                     + ImportText::singleLine(item.text));
    return QStringLiteral("### %1\n\n").arg(ImportText::singleLine(checklist.name)) + lines.join(u'\n');
}

} // namespace

/// In the order of the file, but never a part before its whole. Circles are cut.
QList<const ImportBoard::Task *> ImportPlanner::parentsFirst()
{
    QHash<QString, ImportBoard::Task *> byId;
    for (ImportBoard::Task &task : m_board.tasks)
        byId.insert(task.id, &task);
    QList<const ImportBoard::Task *> ordered;
    QSet<const ImportBoard::Task *> placed;
    for (ImportBoard::Task &task : m_board.tasks) {
        QList<ImportBoard::Task *> chain;
        for (ImportBoard::Task *next = &task; next && !placed.contains(next); next = byId.value(next->parentId)) {
            if (chain.contains(next)) {
                m_plan.report.noteLeft(QStringLiteral("That “%1” is a part of “%2”: they go round in a circle.")
                                           .arg(shortTaskTitle(chain.constLast()->title), shortTaskTitle(next->title)));
                chain.last()->parentId.clear();
                break;
            }
            chain.append(next);
        }
        for (auto it = chain.crbegin(); it != chain.crend(); ++it) {
            placed.insert(*it);
            ordered.append(*it);
        }
    }
    return ordered;
}

void ImportPlanner::planTask(const ImportBoard::Task &task)
{
    if (!m_columns.contains(task.columnId)) {
        m_plan.report.noteLeft(QStringLiteral("The %1 “%2”: its %3 is missing or was left out.")
                                   .arg(m_board.taskWord, shortTaskTitle(task.title), m_board.columnWord));
        return;
    }
    CreateTask wish;
    wish.taskId = idIn("task", task.id);
    wish.columnId = idIn("column", task.columnId);
    wish.createdAt = task.createdAt;
    const ColumnType type = m_columns.value(task.columnId);
    wish.closedAt = type == ColumnType::Done || type == ColumnType::Cancelled ? task.completedAt : 0;
    wish.priority = task.priority;
    wish.estimate = task.estimate;
    TaskText text{ImportText::singleLine(stored(task.title)), {}, {}};
    wish.title =
        text.title.isEmpty() ? QStringLiteral("(no title)") : ImportText::shortened(text.title, Limits::TitleMax);
    wish.startDate = task.start.date;
    wish.startAt = task.start.at;
    wish.dueDate = task.due.date;
    wish.dueAt = task.due.at;
    const bool isBackwards = wish.startDate.isValid() && wish.dueDate.isValid()
        && (wish.dueDate < wish.startDate || (wish.startAt != 0 && wish.dueAt != 0 && wish.dueAt < wish.startAt));
    if (isBackwards) {
        m_plan.report.noteLeft(QStringLiteral("A start date that lies behind the due date."));
        wish.startDate = {};
        wish.startAt = 0;
    }
    if (m_milestones.contains(task.milestoneId))
        wish.milestoneId = idIn("milestone", task.milestoneId);
    if (m_planned.contains(task.parentId)) {
        wish.parentId = idIn("task", task.parentId);
        ++m_subtasks;
    }

    QList<Command> before;
    before.swap(m_plan.commands);
    planSets(task, wish.taskId);
    planChecklists(task, wish.taskId, text);
    planLinks(task, wish.taskId, text);
    planFieldValues(task, wish.taskId, text);
    if (!task.rule.isEmpty())
        planRecurrence(task, wish.taskId);
    before.swap(m_plan.commands); // what belongs to the task comes behind it
    if (task.completedAt != 0 && wish.closedAt == 0)
        text.sections.append(completion(task));
    const QStringList parts = ImportText::split(stored(descriptionOf(task, text)), Limits::DescriptionMax);
    wish.description = parts.first();
    add(wish, wish.taskId);
    m_plan.commands += before;
    planContinuation(wish.taskId, parts);
    m_planned.insert(task.id);
    if (task.archived)
        m_archivedTasks.append(task.id);
}

QString ImportPlanner::descriptionOf(const ImportBoard::Task &task, TaskText &text)
{
    QStringList sections{stored(task.description).trimmed()};
    if (text.title.size() > Limits::TitleMax) {
        sections.prepend(text.title);
        m_plan.report.noteChanged(
            QStringLiteral("A title has more than %1 characters: the whole one begins the description.")
                .arg(Limits::TitleMax));
    }
    sections += text.sections;
    QStringList strangers;
    for (const QString &personId : task.personIds) {
        if (!m_users.contains(personId))
            strangers.append(QStringLiteral("- ") + ImportText::singleLine(m_personNames.value(personId, personId)));
    }
    if (!strangers.isEmpty())
        sections.append(QStringLiteral("### Assigned in %1\n\n").arg(m_board.sourceName) + strangers.join(u'\n'));
    if (!text.longTexts.isEmpty())
        sections.append(QStringLiteral("### Whole texts\n\n") + text.longTexts.join(u'\n'));
    sections.removeAll(QString());
    return sections.join(QStringLiteral("\n\n"));
}

/// What does not fit into a description goes on in comments, which hold less.
void ImportPlanner::planContinuation(const Uuid &taskId, const QStringList &parts)
{
    for (qsizetype number = 2; number <= parts.size(); ++number) {
        const QStringList pieces = ImportText::split(parts[number - 1], Limits::CommentMax);
        for (qsizetype i = 0; i < pieces.size(); ++i) {
            AddComment wish;
            wish.commentId = Uuid::v5(taskId, QByteArrayLiteral("description:") + QByteArray::number(number * 100 + i));
            wish.taskId = taskId;
            wish.body = pieces[i];
            wish.authorName = QStringLiteral("%1 import").arg(m_board.sourceName);
            add(wish, wish.commentId);
            m_plan.report.noteChanged(
                QStringLiteral("A description has more than %1 characters: it goes on in comments.")
                    .arg(Limits::DescriptionMax));
        }
    }
}

void ImportPlanner::planSets(const ImportBoard::Task &task, const Uuid &taskId)
{
    for (const QString &labelId : task.labelIds) {
        if (!m_labels.contains(labelId)) {
            m_plan.report.noteLeft(
                QStringLiteral("A label of %1 “%2” is not there.").arg(m_board.taskWord, shortTaskTitle(task.title)));
            continue;
        }
        add(LabelTask{taskId, idIn("label", labelId), true}, taskId, labelId.toUtf8());
        ++m_labelled;
    }
    QSet<Uuid> assigned; // several of their people may be one of ours
    for (const QString &personId : task.personIds) {
        const auto user = m_users.constFind(personId);
        if (user == m_users.constEnd() || assigned.contains(user->userId))
            continue; // named in the description
        assigned.insert(user->userId);
        add(AssignTask{taskId, user->userId, true}, taskId, user->userId.toBytes());
        ++m_assigned;
    }
}

/// Without a due date there is nothing to count from but the day on which it is done.
void ImportPlanner::planRecurrence(const ImportBoard::Task &task, const Uuid &taskId)
{
    RecurFrom from = task.recurFrom;
    if (from == RecurFrom::Due && !task.due.isSet()) {
        from = RecurFrom::Done;
        m_plan.report.noteChanged(
            QStringLiteral("A task that recurs and has no date counts from the day on which it is done."));
    }
    add(SetRecurrence{taskId, task.rule, from, {}}, taskId);
}

/// A text that has to fit into one line; the whole of a longer one stands in the description.
QString ImportPlanner::fitting(const QString &whole, qsizetype charactersMax, const QString &kind, TaskText &text)
{
    const QString clean = ImportText::singleLine(stored(whole));
    if (clean.size() <= charactersMax)
        return clean;
    text.longTexts.append(QStringLiteral("- ") + clean);
    m_plan.report.noteChanged(
        QStringLiteral("A %1 has more than %2 characters: the whole text stands in the description.")
            .arg(kind)
            .arg(charactersMax));
    return ImportText::shortened(clean, charactersMax);
}

void ImportPlanner::planChecklists(const ImportBoard::Task &task, const Uuid &taskId, TaskText &text)
{
    int lists = 0;
    for (const ImportBoard::Checklist &checklist : task.checklists) {
        if (++lists > ChecklistsMax) {
            text.sections.append(stored(listText(checklist, 0)));
            m_plan.report.noteChanged(
                QStringLiteral("A task has at most %1 checklists: more of them stand in the description.")
                    .arg(ChecklistsMax));
            continue;
        }
        AddChecklist wish;
        wish.checklistId = idIn("checklist", checklist.id);
        wish.taskId = taskId;
        wish.name = fitting(checklist.name, Limits::NameMax, QStringLiteral("checklist's name"), text);
        if (wish.name.isEmpty())
            wish.name = QStringLiteral("Checklist");
        add(wish, wish.checklistId);
        ++m_checklists;
        if (checklist.items.size() > CheckItemsMax) {
            text.sections.append(stored(listText(checklist, CheckItemsMax)));
            m_plan.report.noteChanged(
                QStringLiteral("A checklist has at most %1 items: more of them stand in the description.")
                    .arg(CheckItemsMax));
        }
        for (const ImportBoard::CheckItem &item : checklist.items.mid(0, CheckItemsMax)) {
            AddChecklistItem added;
            added.itemId = idIn("checkItem", item.id);
            added.checklistId = wish.checklistId;
            added.text = fitting(item.text, Limits::TitleMax, QStringLiteral("checklist item"), text);
            if (added.text.isEmpty())
                added.text = QStringLiteral("(no text)");
            added.done = item.done;
            add(added, added.itemId);
            ++m_checkItems;
        }
    }
}

void ImportPlanner::planLinks(const ImportBoard::Task &task, const Uuid &taskId, TaskText &text)
{
    QStringList others;
    int links = 0;
    for (const ImportBoard::Link &link : task.links) {
        const QString url = stored(link.url).trimmed();
        const QString shown = ImportText::singleLine(stored(link.name));
        if (!isLink(url) || ++links > LinksMax) {
            if (!url.isEmpty() || !shown.isEmpty())
                others.append(QStringLiteral("- %1: %2")
                                  .arg(shown.isEmpty() ? QStringLiteral("Link") : shown, ImportText::singleLine(url)));
            m_plan.report.noteChanged(
                QStringLiteral("A link that is no web address, or one too many, stands in the description."));
            continue;
        }
        AttachLink wish;
        wish.attachmentId = Uuid::v5(taskId, "link:" + link.id.toUtf8());
        wish.taskId = taskId;
        wish.url = url;
        wish.name = fitting(shown.isEmpty() ? url : shown, Limits::TitleMax, QStringLiteral("link's name"), text);
        wish.mimeType =
            link.mimeType.size() <= Limits::MimeTypeMax ? ImportText::singleLine(stored(link.mimeType)) : QString();
        wish.sizeBytes = std::clamp<qint64>(link.sizeBytes, 0, Limits::BytesMax);
        add(wish, wish.attachmentId);
        ++m_links;
    }
    if (!others.isEmpty())
        text.sections.append(QStringLiteral("### Links\n\n") + others.join(u'\n'));
}

void ImportPlanner::planFieldValues(const ImportBoard::Task &task, const Uuid &taskId, TaskText &text)
{
    for (const ImportBoard::FieldText &value : task.fields) {
        const ImportBoard::Field *field = m_fields.value(value.fieldId);
        if (!field)
            continue; // the report says that the field was left out
        QString wanted = fieldText(*field, stored(value.text).trimmed());
        if (wanted.size() > Limits::FieldValueMax)
            wanted = fitting(wanted, Limits::FieldValueMax, QStringLiteral("custom field"), text);
        if (wanted.isEmpty()) {
            if (!value.text.trimmed().isEmpty())
                m_plan.report.noteLeft(
                    QStringLiteral("The value “%1” of the custom field “%2”: it does not fit its type.")
                        .arg(shortTaskTitle(value.text), shortTaskTitle(field->name)));
            continue;
        }
        const Uuid fieldId = idIn("field", value.fieldId);
        add(SetField{taskId, fieldId, wanted}, pairId(taskId, fieldId));
        ++m_fieldValues;
    }
}

/// As FieldValue has it; empty: it is none of that type.
QString ImportPlanner::fieldText(const ImportBoard::Field &field, const QString &text) const
{
    switch (field.type) {
    case CustomFieldType::Number: {
        static const QRegularExpression plain(QStringLiteral("^-?[0-9]{1,15}([.][0-9]{1,9})?$"));
        if (plain.match(text).hasMatch())
            return text;
        bool isNumber = false; // 1e3, +7, 0.12345678901
        const double number = text.toDouble(&isNumber);
        return isNumber && std::abs(number) < 1e15 ? QLocale::c().toString(number, 'f', QLocale::FloatingPointShortest)
                                                   : QString();
    }
    case CustomFieldType::Date:
        return QDate::fromString(text, Qt::ISODate).isValid() ? text : QString();
    case CustomFieldType::Url:
        return isLink(text) ? text : QString();
    case CustomFieldType::Select:
        for (const ImportBoard::Option &option : field.options) {
            if (option.id == text)
                return idIn("option", field.id + u'/' + option.id).toString();
        }
        return {};
    default:
        return text;
    }
}

void ImportPlanner::planComments()
{
    int taken = 0;
    for (const ImportBoard::Comment &comment : std::as_const(m_board.comments)) {
        const QString text = stored(comment.text).trimmed();
        if (!m_planned.contains(comment.taskId) || text.isEmpty()) {
            m_plan.report.noteLeft(
                text.isEmpty() ? QStringLiteral("An empty comment.")
                               : QStringLiteral("A comment on a %1 that is not in the file.").arg(m_board.taskWord));
            continue;
        }
        const QStringList parts = ImportText::split(text, Limits::CommentMax);
        if (parts.size() > 1)
            m_plan.report.noteChanged(
                QStringLiteral("A comment with more than %1 characters became several.").arg(Limits::CommentMax));
        const auto user = m_users.constFind(comment.authorId);
        const bool isKnown = user != m_users.constEnd();
        QString author = isKnown ? user->name : ImportText::singleLine(stored(comment.authorName));
        if (author.isEmpty())
            author = QStringLiteral("Somebody at %1").arg(m_board.sourceName);
        const Uuid commentId = idIn("comment", comment.id);
        for (qsizetype i = 0; i < parts.size(); ++i) {
            AddComment wish;
            wish.commentId = i == 0 ? commentId : Uuid::v5(commentId, QByteArray::number(i));
            wish.taskId = idIn("task", comment.taskId);
            wish.body = parts[i];
            if (isKnown)
                wish.authorId = user->userId;
            wish.authorName = ImportText::shortened(author, Limits::NameMax);
            wish.createdAt = comment.at;
            add(wish, wish.commentId);
        }
        ++taken;
    }
    ImportReport &report = m_plan.report;
    report.count(m_board.taskWord + u's', static_cast<int>(m_planned.size()));
    const auto countSome = [&report](const QString &what, int count) {
        if (count > 0)
            report.count(what, count);
    };
    countSome(QStringLiteral("subtasks"), m_subtasks);
    report.count(QStringLiteral("comments"), taken);
    countSome(QStringLiteral("checklists"), m_checklists);
    countSome(QStringLiteral("checklist items"), m_checkItems);
    countSome(QStringLiteral("custom field values"), m_fieldValues);
    countSome(QStringLiteral("attachment links"), m_links);
    report.count(QStringLiteral("labels on %1s").arg(m_board.taskWord), m_labelled);
    report.count(QStringLiteral("assignments"), m_assigned);
}

/// Archived last: nothing may be changed in what is archived.
void ImportPlanner::archiveTasks()
{
    for (const QString &taskId : std::as_const(m_archivedTasks)) {
        const Uuid id = idIn("task", taskId);
        add(ArchiveTask{id, true}, id);
    }
    if (!m_archivedTasks.isEmpty())
        m_plan.report.count(QStringLiteral("archived %1s").arg(m_board.taskWord),
                            static_cast<int>(m_archivedTasks.size()));
}

} // namespace TaskMaster::Server
