// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/jobs/WorkRules.h"

#include "server/handlers/Recurrence.h"
#include "server/jobs/ProjectMove.h"
#include "shared/core/Zone.h"

#include <QDateTime>

namespace TaskMaster::Server::WorkRules {
namespace {

constexpr std::size_t EditsAtOnce = 200;

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

/// Open tasks of a closed cycle, some hundred with each command.
Result<QList<Command>> carryOver(const EventTrace &trace, const Uuid &cycleId)
{
    const auto cycle = Read::one<Cycle>(trace.database, trace.event.stream, cycleId);
    if (!cycle)
        return cycle.error();
    const auto tasks = Read::relatedRows<&Task::cycleId>(trace.database, trace.event.stream, cycleId);
    if (!tasks)
        return tasks.error();
    QList<Command> commands;
    Bulk bulk;
    const auto flush = [&] {
        if (bulk.commands.empty())
            return;
        const Uuid id = trace.idFor(QByteArrayLiteral("carry:") + QByteArray::number(commands.size()));
        commands.append({id, trace.event.stream, std::exchange(bulk, {})});
    };
    const Uuid next = *cycle ? (*cycle)->carriedToId : Uuid{};
    for (const Task &task : *tasks) {
        if (!task.isOpen())
            continue;
        const Value value = next.isNull() ? Value() : Value(next);
        bulk.commands.push_back({Edit{EntityKind::Task, task.id, {{fieldIndex<&Task::cycleId>(), value}}, {}}});
        if (bulk.commands.size() == EditsAtOnce)
            flush();
    }
    flush();
    return commands;
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
        } else if (change.entity == EntityKind::Cycle && concerns(change)) {
            auto carried = carryOver(trace, change.id);
            if (!carried)
                return carried.error();
            commands.append(std::move(*carried));
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
