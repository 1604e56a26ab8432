// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/TaskLifeHandlers.h"

#include "server/handlers/Checks.h"
#include "server/handlers/Recurrence.h"
#include "server/handlers/Tally.h"
#include "server/handlers/TaskPlacement.h"

namespace TaskMaster::Server {
namespace {

/// Rows that one PurgeTask removes at most: a transaction stays short.
constexpr std::size_t PurgedAtOnceMax = 800;

/// The rows that a copy of a task takes along.
void needParts(const Uuid &taskId, Needs &needs)
{
    needs.related<&TaskLabel::taskId>(taskId);
    needs.related<&TaskAssignee::taskId>(taskId);
    needs.related<&Checklist::taskId>(taskId);
    needs.related<&ChecklistItem::taskId>(taskId);
    needs.related<&CustomValue::taskId>(taskId);
}

Uuid copyId(const Context &context, const Uuid &original)
{
    return Uuid::v5(context.commandId, original.toBytes());
}

/// Labels, people, checklists with nothing ticked, and custom fields. The task is there already.
void copyParts(const Context &context, const Uuid &from, const Uuid &to, WorkingSet &set)
{
    for (const TaskLabel *label : set.related<&TaskLabel::taskId>(from)) {
        TaskLabel copy = *label;
        copy.id = pairId(to, label->labelId);
        copy.taskId = to;
        set.put(std::move(copy));
    }
    for (const TaskAssignee *assignee : set.related<&TaskAssignee::taskId>(from)) {
        TaskAssignee copy = *assignee;
        copy.id = pairId(to, assignee->userId);
        copy.taskId = to;
        set.put(std::move(copy));
    }
    for (const Checklist *list : set.related<&Checklist::taskId>(from)) {
        Checklist copy = *list;
        copy.id = copyId(context, list->id);
        copy.taskId = to;
        set.put(std::move(copy));
    }
    for (const ChecklistItem *item : set.related<&ChecklistItem::taskId>(from)) {
        ChecklistItem copy = *item;
        copy.id = copyId(context, item->id);
        copy.taskId = to;
        copy.checklistId = copyId(context, item->checklistId);
        copy.done = false;
        Tally::put(std::move(copy), set);
    }
    for (const CustomValue *value : set.related<&CustomValue::taskId>(from)) {
        CustomValue copy = *value;
        copy.id = pairId(to, value->fieldId);
        copy.taskId = to;
        set.put(std::move(copy));
    }
}

/// What of a task a copy begins with; dates, place and times are the caller's.
Task copyOf(const Task &task, const Uuid &id, const Context &context)
{
    Task copy;
    copy.id = id;
    copy.title = task.title;
    copy.description = task.description;
    copy.priority = task.priority;
    copy.estimate = task.estimate;
    copy.parentId = task.parentId;
    copy.milestoneId = task.milestoneId;
    copy.creatorId = context.isSystem() ? task.creatorId : context.actor;
    copy.createdAt = context.now;
    return copy;
}

/// Gives the next number, and puts the task with its counters.
void putNumbered(const Context &context, Task task, WorkingSet &set)
{
    Project counted = *set.find<Project>(context.stream.scope);
    task.number = ++counted.lastNumber;
    set.put(std::move(counted));
    Tally::put(std::move(task), set);
}

TaskPlace placeOf(const DuplicateTask &wish, const Task &original)
{
    const bool isPlaced = !wish.afterId.isNull() || !wish.beforeId.isNull();
    const Uuid column = wish.columnId.isNull() ? original.columnId : wish.columnId;
    if (isPlaced || column != original.columnId)
        return {wish.newTaskId, column, wish.afterId, wish.beforeId};
    return {wish.newTaskId, column, original.id, {}};
}

/// Where work that comes again waits: the first column for what was not started, or else the first one at all.
const Column *firstColumn(const WorkingSet &set)
{
    const Column *first = nullptr;
    const auto order = [](const Column &column) {
        return std::tuple(column.type == ColumnType::Unstarted     ? 0
                              : column.type == ColumnType::Backlog ? 1
                                                                   : 2,
                          column.rank, column.id);
    };
    for (const Column *column : set.all<Column>()) {
        if (column->archivedAt == 0 && (!first || order(*column) < order(*first)))
            first = column;
    }
    return first;
}

/// The task and everything below it that is not in the trash, parents first.
std::vector<const Task *> subtree(const Task &task, const WorkingSet &set)
{
    std::vector<const Task *> all{&task};
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (const Task *child : set.related<&Task::parentId>(all[i]->id)) {
            if (child->trashedAt == 0)
                all.push_back(child);
        }
    }
    return all;
}

using Key = Needs::Key;

template <auto Member> void collect(const Uuid &id, const WorkingSet &set, std::vector<Key> &keys)
{
    for (const auto *row : set.related<Member>(id))
        keys.push_back({kindOf(Entity(*row)), row->id});
}

/// Everything that goes with a task, and the relations of others to it.
std::vector<Key> partsOf(const Uuid &taskId, const WorkingSet &set)
{
    std::vector<Key> keys;
    for (const Comment *comment : set.related<&Comment::taskId>(taskId))
        collect<&Reaction::targetId>(comment->id, set, keys);
    collect<&Comment::taskId>(taskId, set, keys);
    collect<&Reaction::targetId>(taskId, set, keys);
    collect<&TaskLabel::taskId>(taskId, set, keys);
    collect<&TaskAssignee::taskId>(taskId, set, keys);
    collect<&ChecklistItem::taskId>(taskId, set, keys);
    collect<&Checklist::taskId>(taskId, set, keys);
    collect<&Relation::taskId>(taskId, set, keys);
    collect<&Relation::otherId>(taskId, set, keys);
    collect<&Watcher::taskId>(taskId, set, keys);
    collect<&Attachment::taskId>(taskId, set, keys);
    collect<&CustomValue::taskId>(taskId, set, keys);
    collect<&TaskMaster::Recurrence::taskId>(taskId, set, keys);
    collect<&TimeEntry::taskId>(taskId, set, keys);
    return keys;
}

} // namespace

void SetParentHandler::needs(const Context &context, const SetParent &wish, const WorkingSet &set, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    Tally::needs(EntityKind::Task, wish.taskId, set, needs);
    Checks::partNeeds(wish.parentId, set, needs);
}

Result<void> SetParentHandler::handle(const Context &context, const SetParent &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto task = Checks::liveTask(wish.taskId, set);
    if (!task)
        return task.error();
    if ((*task)->parentId == wish.parentId)
        return {};
    if (!wish.parentId.isNull()) {
        if (const auto parent = Checks::liveTask(wish.parentId, set); !parent)
            return parent.error();
    }
    if (auto ok = Checks::partOf(wish.taskId, wish.parentId, set); !ok)
        return ok;
    Task changed = **task;
    changed.parentId = wish.parentId;
    Tally::put(std::move(changed), set);
    return {};
}

void DuplicateTaskHandler::needs(const Context &context, const DuplicateTask &wish, const WorkingSet &set,
                                 Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    Tally::needs(EntityKind::Task, wish.taskId, set, needs);
    needs.row<Task>(wish.newTaskId);
    needParts(wish.taskId, needs);
    const auto *original = set.find<Task>(wish.taskId);
    if (!original)
        return;
    const TaskPlace place = placeOf(wish, *original);
    Checks::roomNeeds(place.columnId, set, needs);
    TaskPlacement::needs(context, place, set, needs);
}

Result<void> DuplicateTaskHandler::handle(const Context &context, const DuplicateTask &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto original = Checks::liveTask(wish.taskId, set, Checks::ArchivedTask::Allowed);
    if (!original)
        return original.error();
    if (set.find<Task>(wish.newTaskId))
        return ErrorCode::AlreadyExists;
    const TaskPlace place = placeOf(wish, **original);
    const auto column = Checks::openColumn(place.columnId, set);
    if (!column)
        return column.error();
    if (auto ok = Checks::room(context, **column, nullptr, set); !ok)
        return ok;
    Task copy = copyOf(**original, wish.newTaskId, context);
    if (!wish.title.isEmpty())
        copy.title = wish.title;
    copy.startDate = (*original)->startDate;
    copy.dueDate = (*original)->dueDate;
    copy.startAt = (*original)->startAt;
    copy.dueAt = (*original)->dueAt;
    copy.cycleId = (*original)->cycleId;
    copy.columnId = place.columnId;
    Checks::enter(copy, **column, context.now);
    copy.rank = TaskPlacement::rankFor(context, place, set);
    putNumbered(context, std::move(copy), set);
    copyParts(context, wish.taskId, wish.newTaskId, set);
    return {};
}

void MoveTaskToProjectHandler::needs(const Context &context, const MoveTaskToProject &wish, const WorkingSet &set,
                                     Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Task>(wish.taskId);
    const auto *task = set.find<Task>(wish.taskId);
    if (!task)
        return;
    for (const Task *part : subtree(*task, set)) {
        Tally::needs(EntityKind::Task, part->id, set, needs);
        needs.related<&Task::parentId>(part->id);
        needs.row<Redirect>(part->id);
    }
}

Result<void> MoveTaskToProjectHandler::handle(const Context &context, const MoveTaskToProject &wish,
                                              WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto task = Checks::liveTask(wish.taskId, set, Checks::ArchivedTask::Allowed);
    if (!task)
        return task.error();
    if (wish.toProjectId == context.stream.scope)
        return Error::invalidField(QStringLiteral("toProjectId"), QStringLiteral("must be another project"));
    for (const Task *part : subtree(**task, set)) {
        Task left = *part;
        left.movedToId = Uuid::v5(wish.toProjectId, left.id.toBytes() + context.commandId.toBytes());
        left.trashedAt = context.now;
        Redirect redirect;
        redirect.id = left.id;
        redirect.number = left.number;
        redirect.toProjectId = wish.toProjectId;
        redirect.toTaskId = left.movedToId;
        set.put(std::move(redirect));
        Tally::put(std::move(left), set);
    }
    return {};
}

void PurgeTaskHandler::needs(const Context &context, const PurgeTask &wish, const WorkingSet &set, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    Tally::needs(EntityKind::Task, wish.taskId, set, needs);
    needParts(wish.taskId, needs);
    needs.related<&Task::parentId>(wish.taskId);
    needs.related<&Comment::taskId>(wish.taskId);
    needs.related<&Reaction::targetId>(wish.taskId);
    needs.related<&Relation::taskId>(wish.taskId);
    needs.related<&Relation::otherId>(wish.taskId);
    needs.related<&Watcher::taskId>(wish.taskId);
    needs.related<&Attachment::taskId>(wish.taskId);
    needs.related<&TaskMaster::Recurrence::taskId>(wish.taskId);
    needs.related<&TimeEntry::taskId>(wish.taskId);
    for (const Comment *comment : set.related<&Comment::taskId>(wish.taskId))
        needs.related<&Reaction::targetId>(comment->id);
    for (const Relation *relation : set.related<&Relation::otherId>(wish.taskId))
        Tally::needs(EntityKind::Relation, relation->id, set, needs);
}

Result<void> PurgeTaskHandler::handle(const Context &, const PurgeTask &wish, WorkingSet &set) const
{
    const auto *task = set.find<Task>(wish.taskId);
    if (!task)
        return {};
    if (task->trashedAt == 0)
        return Error::invalidField(QStringLiteral("taskId"), QStringLiteral("must be in the trash first"));
    std::vector<Key> parts = partsOf(wish.taskId, set);
    const bool isMuch = parts.size() > PurgedAtOnceMax;
    if (isMuch)
        parts.resize(PurgedAtOnceMax);
    for (const Key &part : parts)
        Tally::remove(part.kind, part.id, set);
    if (isMuch)
        return {};
    for (const Task *child : set.related<&Task::parentId>(wish.taskId)) {
        Task orphan = *child;
        orphan.parentId = {};
        set.put(std::move(orphan));
    }
    Tally::remove(EntityKind::Task, wish.taskId, set);
    return {};
}

void RepeatTaskHandler::needs(const Context &context, const RepeatTask &wish, const WorkingSet &set, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    Tally::needs(EntityKind::Task, wish.taskId, set, needs);
    needs.row<Task>(wish.newTaskId);
    needParts(wish.taskId, needs);
    needs.row<TaskMaster::Recurrence>(recurrenceId(wish.taskId));
    needs.all<Column>();
    if (const Column *column = firstColumn(set))
        TaskPlacement::needs(context, {wish.newTaskId, column->id, {}, {}}, set, needs);
}

Result<void> RepeatTaskHandler::handle(const Context &context, const RepeatTask &wish, WorkingSet &set) const
{
    const auto *done = set.find<Task>(wish.taskId);
    const auto *recurrence = set.find<TaskMaster::Recurrence>(recurrenceId(wish.taskId));
    const Column *column = firstColumn(set);
    if (!done || !recurrence || !column || set.find<Task>(wish.newTaskId) || !set.find<Project>(context.stream.scope))
        return {}; // ended, or done already
    TaskMaster::Recurrence next = *recurrence;
    next.id = recurrenceId(wish.newTaskId);
    next.taskId = wish.newTaskId;
    next.rule = Recurrence::rest(recurrence->rule);
    Task task = copyOf(*done, wish.newTaskId, context);
    task.columnId = column->id;
    task.startDate = wish.startDate;
    task.dueDate = wish.dueDate;
    task.startAt = wish.startAt;
    task.dueAt = wish.dueAt;
    if (auto ok = Checks::dates(task); !ok)
        return ok;
    Checks::enter(task, *column, context.now);
    task.rank = TaskPlacement::rankFor(context, {wish.newTaskId, column->id, {}, {}}, set);
    set.remove(EntityKind::Recurrence, recurrence->id);
    putNumbered(context, std::move(task), set);
    copyParts(context, wish.taskId, wish.newTaskId, set);
    if (!next.rule.isEmpty())
        set.put(std::move(next));
    return {};
}

void DateTaskHandler::needs(const Context &context, const DateTask &wish, const WorkingSet &set, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    Tally::needs(EntityKind::Task, wish.taskId, set, needs);
    if (const auto *task = set.find<Task>(wish.taskId))
        needs.row<Column>(task->columnId);
}

Result<void> DateTaskHandler::handle(const Context &context, const DateTask &wish, WorkingSet &set) const
{
    const auto *task = set.find<Task>(wish.taskId);
    const auto *column = task ? set.find<Column>(task->columnId) : nullptr;
    if (!column)
        return {}; // gone since
    Task dated = *task;
    Checks::enter(dated, *column, context.now);
    Tally::put(std::move(dated), set);
    return {};
}

} // namespace TaskMaster::Server
