// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/TaskDetails.h"

#include "client/replica/Outbox.h"
#include "client/views/Days.h"
#include "client/views/Ids.h"
#include "client/views/People.h"

namespace TaskMaster::Client {

namespace {

QString dayText(const QDate &day)
{
    return day.isValid() ? day.toString(Qt::ISODate) : QString();
}

QString nameOfPriority(Priority priority)
{
    switch (priority) {
    case Priority::Low:
        return TaskDetails::tr("Low");
    case Priority::Medium:
        return TaskDetails::tr("Medium");
    case Priority::High:
        return TaskDetails::tr("High");
    case Priority::Urgent:
        return TaskDetails::tr("Urgent");
    case Priority::None:
        break;
    }
    return TaskDetails::tr("No priority");
}

Value choiceValue(Priority priority)
{
    return QString::fromLatin1(ChoiceNames<Priority>::names[static_cast<int>(priority)]);
}

Value dateValue(const QString &day)
{
    return day.isEmpty() ? Value() : Value(day);
}

} // namespace

TaskDetails::TaskDetails(const ProjectRows &rows, Outbox &outbox, QObject *parent)
    : QObject(parent)
    , m_rows(rows)
    , m_outbox(outbox)
    , m_comments(rows)
{
}

void TaskDetails::open(const Uuid &task, const Uuid &me)
{
    if (!m_task.isNull())
        Q_EMIT leaving();
    m_task = m_rows.task(task) ? task : Uuid();
    m_me = me;
    m_comments.open(m_task, me);
    refresh();
    Q_EMIT opened();
}

void TaskDetails::follow(const ReplicaChanges &changes)
{
    if (m_task.isNull())
        return;
    const StreamId &stream = m_rows.stream();
    const bool reloaded = changes.reloaded.contains(stream);
    bool concerned = reloaded || changes.dropped.contains(stream);
    for (const RowChange &change : changes.rows) {
        if (change.stream == stream && change.kind == EntityKind::Comment && m_rows.taskOf<Comment>(change) == m_task)
            m_comments.followComment(change.id);
        concerned = concerned || concerns(change);
    }
    if (!concerned)
        return;
    if (const Task *open = task(); !open || open->trashedAt != 0) {
        Q_EMIT gone();
        return;
    }
    if (reloaded)
        m_comments.open(m_task, m_me);
    refresh();
}

bool TaskDetails::concerns(const RowChange &change) const
{
    switch (change.kind) {
    case EntityKind::Task:
        return change.id == m_task;
    case EntityKind::TaskLabel:
        return m_rows.taskOf<TaskLabel>(change) == m_task;
    case EntityKind::TaskAssignee:
        return m_rows.taskOf<TaskAssignee>(change) == m_task;
    case EntityKind::Member:
        return change.stream == StreamId::ofWorkspace(m_rows.stream().workspace);
    case EntityKind::Column:
    case EntityKind::Label:
    case EntityKind::Project:
    case EntityKind::ProjectMember:
        return change.stream == m_rows.stream();
    default:
        return false;
    }
}

QString TaskDetails::taskId() const
{
    return m_task.isNull() ? QString() : m_task.toString();
}
QString TaskDetails::taskKey() const
{
    return task() ? m_rows.keyOf(*task()) : QString();
}
QString TaskDetails::title() const
{
    return task() ? task()->title : QString();
}
QString TaskDetails::description() const
{
    return task() ? task()->description : QString();
}

QString TaskDetails::columnName() const
{
    const Column *column = task() ? m_rows.column(task()->columnId) : nullptr;
    return column ? column->name : QString();
}

QString TaskDetails::columnKind() const
{
    const Column *column = task() ? m_rows.column(task()->columnId) : nullptr;
    return column ? QString::fromLatin1(ChoiceNames<ColumnType>::names[static_cast<int>(column->type)]) : QString();
}

int TaskDetails::priority() const
{
    return task() ? static_cast<int>(task()->priority) : 0;
}
QString TaskDetails::priorityName() const
{
    return nameOfPriority(task() ? task()->priority : Priority::None);
}
int TaskDetails::estimate() const
{
    return task() ? static_cast<int>(task()->estimate) : 0;
}
QString TaskDetails::startDate() const
{
    return task() ? dayText(task()->startDate) : QString();
}
QString TaskDetails::startText() const
{
    return task() ? longDay(task()->startDate, m_rows.today()) : QString();
}
QString TaskDetails::dueDate() const
{
    return task() ? dayText(task()->dueDate) : QString();
}
QString TaskDetails::dueText() const
{
    return task() ? longDay(task()->dueDate, m_rows.today()) : QString();
}

QString TaskDetails::dueState() const
{
    return nameOf(task() ? Client::dueState(task()->dueDate, m_rows.today(), m_rows.isDone(*task())) : DueState::None);
}

QStringList TaskDetails::labelNames() const
{
    return m_rows.labelNamesOf(m_task);
}
QList<QColor> TaskDetails::labelColors() const
{
    return m_rows.labelColorsOf(m_task);
}
QStringList TaskDetails::assigneeInitials() const
{
    return m_rows.assigneeInitialsOf(m_task);
}
QList<QColor> TaskDetails::assigneeColors() const
{
    return m_rows.assigneeColorsOf(m_task);
}
QString TaskDetails::assigneeNames() const
{
    return m_rows.assigneeNamesOf(m_task).join(u", "_qs);
}
bool TaskDetails::isArchived() const
{
    return task() && task()->archivedAt != 0;
}

void TaskDetails::editTitle(const QString &title, const QString &seen)
{
    if (!title.trimmed().isEmpty())
        editField(u"title", title.trimmed(), seen);
}

void TaskDetails::editDescription(const QString &description, const QString &seen)
{
    editField(u"description", description, textHash(seen));
}

void TaskDetails::editPriority(const QString &optionId)
{
    if (task())
        editField(u"priority", choiceValue(static_cast<Priority>(qBound(0, optionId.toInt(), 4))),
                  choiceValue(task()->priority));
}

void TaskDetails::editEstimate(int points)
{
    if (task())
        editField(u"estimate", qint64(qBound(0, points, static_cast<int>(Limits::EstimateMax))), task()->estimate);
}

void TaskDetails::editStartDate(const QString &date)
{
    editField(u"startDate", dateValue(date), dateValue(startDate()));
}
void TaskDetails::editDueDate(const QString &date)
{
    editField(u"dueDate", dateValue(date), dateValue(dueDate()));
}

void TaskDetails::moveToColumn(const QString &columnId)
{
    if (task() && task()->columnId != idOf(columnId))
        submit(MoveTask{m_task, idOf(columnId), {}, {}});
}

void TaskDetails::toggleAssignee(const QString &userId)
{
    const QList<ProjectRows::Person> assignees = m_rows.assigneesOf(m_task);
    const bool assigned = std::any_of(assignees.begin(), assignees.end(),
                                      [&](const auto &person) { return person.userId == idOf(userId); });
    submit(AssignTask{m_task, idOf(userId), !assigned});
}

void TaskDetails::toggleLabel(const QString &labelId)
{
    const QList<const Label *> labels = m_rows.labelsOf(m_task);
    const bool labelled =
        std::any_of(labels.begin(), labels.end(), [&](const Label *label) { return label->id == idOf(labelId); });
    submit(LabelTask{m_task, idOf(labelId), !labelled});
}

void TaskDetails::createLabel(const QString &name)
{
    const Uuid label = Uuid::v7();
    submit(CreateLabel{label, name.trimmed(), paletteColor(m_rows.labels().size()).name()});
    submit(LabelTask{m_task, label, true});
}

void TaskDetails::addComment(const QString &body)
{
    AddComment wish;
    wish.commentId = Uuid::v7();
    wish.taskId = m_task;
    wish.body = body;
    submit(wish);
}

void TaskDetails::deleteComment(const QString &commentId)
{
    submit(DeleteComment{idOf(commentId)});
}
void TaskDetails::unarchive()
{
    submit(ArchiveTask{m_task, false});
}

void TaskDetails::refresh()
{
    if (const Task *open = task()) {
        QList<Option> columns;
        for (const Column *column : m_rows.columns()) {
            const QString kind = QString::fromLatin1(ChoiceNames<ColumnType>::names[static_cast<int>(column->type)]);
            columns.append({column->id.toString(), column->name, u"status"_qs, kind, {}, column->id == open->columnId});
        }
        m_statusOptions.setOptions(columns);
        QList<Option> priorities;
        for (const Priority priority :
             {Priority::None, Priority::Urgent, Priority::High, Priority::Medium, Priority::Low}) {
            const QString number = QString::number(static_cast<int>(priority));
            priorities.append(
                {number, nameOfPriority(priority), u"priority"_qs, number, {}, priority == open->priority});
        }
        m_priorityOptions.setOptions(priorities);
        refreshPeopleAndLabels();
    }
    Q_EMIT changed();
}

void TaskDetails::refreshPeopleAndLabels()
{
    QList<Option> people;
    const QList<ProjectRows::Person> assignees = m_rows.assigneesOf(m_task);
    for (const ProjectRows::Person &person : m_rows.people()) {
        const bool chosen = std::any_of(assignees.begin(), assignees.end(),
                                        [&](const auto &one) { return one.userId == person.userId; });
        people.append({person.userId.toString(), person.name, u"avatar"_qs, initialsOf(person.name),
                       colorOfPerson(person.userId), chosen});
    }
    m_assigneeOptions.setOptions(people);
    QList<Option> labels;
    const QList<const Label *> labelled = m_rows.labelsOf(m_task);
    for (const Label *label : m_rows.labels())
        labels.append(
            {label->id.toString(), label->name, u"dot"_qs, {}, QColor(label->color), labelled.contains(label)});
    m_labelOptions.setOptions(labels);
}

void TaskDetails::editField(QStringView field, const Value &value, const Value &seen)
{
    if (!task() || value == seen)
        return;
    const quint8 number = Prediction::fieldOf<Task>(field);
    submit(Edit{EntityKind::Task, m_task, FieldValues{{number, value}}, FieldValues{{number, seen}}});
}

void TaskDetails::submit(CommandArgs args)
{
    if (!m_task.isNull())
        m_outbox.submit(m_rows.stream(), std::move(args));
}

} // namespace TaskMaster::Client
