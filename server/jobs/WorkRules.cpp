// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/jobs/WorkRules.h"

#include "server/handlers/Recurrence.h"
#include "server/jobs/ProjectMove.h"
#include "shared/core/Zone.h"

#include <QDateTime>

namespace TaskMaster::Server::WorkRules {
namespace {

constexpr std::size_t TasksAtOnce = 200;

/// The same time of the day on another day, as clocks in that zone show it.
qint64 onDay(qint64 moment, const QDate &day, const QTimeZone &zone)
{
    if (moment == 0)
        return 0;
    const QTime time = QDateTime::fromMSecsSinceEpoch(moment, zone).time();
    return QDateTime(day, time, zone).toMSecsSinceEpoch();
}

Result<std::optional<Command>> nextOf(const EventTrace &trace, const Uuid &taskId)
{
    const auto recurrence = Read::one<TaskMaster::Recurrence>(trace.database, trace.event.stream, recurrenceId(taskId));
    const auto task = Read::one<Task>(trace.database, trace.event.stream, taskId);
    if (!recurrence)
        return recurrence.error();
    if (!task)
        return task.error();
    if (!*recurrence || !*task)
        return std::optional<Command>();
    const QTimeZone zone = zoneNamed((*recurrence)->timeZone);
    const QDate doneOn = QDateTime::fromMSecsSinceEpoch(trace.event.at, zone).date();
    const bool isFromDone = (*recurrence)->from == RecurFrom::Done || !(*task)->dueDate.isValid();
    const QDate start = isFromDone ? doneOn : (*task)->dueDate;
    const auto due = Server::Recurrence::next((*recurrence)->rule, start, start);
    if (!due)
        return std::optional<Command>(); // that was the last one
    RepeatTask repeat;
    repeat.taskId = taskId;
    repeat.newTaskId = trace.idFor(QByteArrayLiteral("next:") + taskId.toBytes());
    repeat.dueDate = *due;
    repeat.dueAt = onDay((*task)->dueAt, *due, zone);
    if ((*task)->startDate.isValid()) {
        const qint64 lead = (*task)->dueDate.isValid() ? (*task)->startDate.daysTo((*task)->dueDate) : 0;
        repeat.startDate = due->addDays(-lead);
        repeat.startAt = onDay((*task)->startAt, repeat.startDate, zone);
    }
    return std::optional<Command>(
        Command{trace.idFor(QByteArrayLiteral("repeat:") + taskId.toBytes()), trace.event.stream, repeat});
}

/// Commands about many tasks, some hundred in each of a few.
class Portions {
public:
    Portions(const EventTrace &trace, QByteArray what)
        : m_trace(trace)
        , m_what(std::move(what))
    {
    }
    void add(CommandArgs command)
    {
        m_bulk.commands.push_back({std::move(command)});
        if (m_bulk.commands.size() == TasksAtOnce)
            flush();
    }
    QList<Command> take()
    {
        flush();
        return std::move(m_commands);
    }

private:
    void flush()
    {
        if (m_bulk.commands.empty())
            return;
        const Uuid id = m_trace.idFor(m_what + ':' + QByteArray::number(m_commands.size()));
        m_commands.append({id, m_trace.event.stream, std::exchange(m_bulk, {})});
    }

    const EventTrace &m_trace;
    QByteArray m_what;
    Bulk m_bulk;
    QList<Command> m_commands;
};

/// Open tasks of a closed cycle go to the next.
Result<QList<Command>> carryOver(const EventTrace &trace, const Uuid &cycleId)
{
    const auto cycle = Read::one<Cycle>(trace.database, trace.event.stream, cycleId);
    if (!cycle)
        return cycle.error();
    const auto tasks = Read::relatedRows<&Task::cycleId>(trace.database, trace.event.stream, cycleId);
    if (!tasks)
        return tasks.error();
    Portions portions(trace, QByteArrayLiteral("carry"));
    const Uuid next = *cycle ? (*cycle)->carriedToId : Uuid{};
    for (const Task &task : *tasks) {
        if (!task.isOpen())
            continue;
        const Value value = next.isNull() ? Value() : Value(next);
        portions.add(Edit{EntityKind::Task, task.id, {{fieldIndex<&Task::cycleId>(), value}}, {}});
    }
    return portions.take();
}

/// All tasks of a column whose type was changed, those in the archive and the trash, too: they come back into it.
Result<QList<Command>> dateTasks(const EventTrace &trace, const Uuid &columnId)
{
    const auto tasks = Read::relatedRows<&Task::columnId>(trace.database, trace.event.stream, columnId);
    if (!tasks)
        return tasks.error();
    Portions portions(trace, QByteArrayLiteral("date"));
    for (const Task &task : *tasks)
        portions.add(DateTask{task.id});
    return portions.take();
}

bool hasNewType(const Change &change)
{
    return change.op == ChangeOp::Put && newValue<&Column::type>(change);
}

bool isFinished(const Change &change)
{
    return change.op == ChangeOp::Put && isSetBy<&Task::completedAt>(change);
}

} // namespace

bool concerns(const Change &change)
{
    switch (change.entity) {
    case EntityKind::Task:
        return isFinished(change);
    case EntityKind::Column:
        return hasNewType(change);
    case EntityKind::Cycle:
        return isSetBy<&Cycle::closedAt>(change);
    case EntityKind::Redirect:
        return change.op == ChangeOp::Create;
    default:
        return false;
    }
}

Result<QList<Command>> reactionsTo(const EventTrace &trace)
{
    QList<Command> commands;
    bool isMove = false;
    for (const Change &change : trace.event.changes) {
        if (isFinished(change)) {
            auto next = nextOf(trace, change.id);
            if (!next)
                return next.error();
            if (*next)
                commands.append(std::move(**next));
        } else if (concerns(change) && change.entity != EntityKind::Redirect) {
            auto many = change.entity == EntityKind::Cycle ? carryOver(trace, change.id) : dateTasks(trace, change.id);
            if (!many)
                return many.error();
            commands.append(std::move(*many));
        }
        isMove = isMove || (change.entity == EntityKind::Redirect && change.op == ChangeOp::Create);
    }
    if (!isMove || trace.event.verb != u"taskMovedToProject")
        return commands;
    auto moved = ProjectMove::reactionsTo(trace);
    if (!moved)
        return moved.error();
    return commands + *moved;
}

} // namespace TaskMaster::Server::WorkRules
