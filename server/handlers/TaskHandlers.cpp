// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/TaskHandlers.h"

#include "server/handlers/Checks.h"
#include "server/handlers/Tally.h"
#include "server/handlers/TaskPlacement.h"

namespace TaskMaster::Server {
namespace {

TaskPlace placeOf(const CreateTask &wish)
{
    return {wish.taskId, wish.columnId, wish.afterId, wish.beforeId};
}

TaskPlace placeOf(const MoveTask &wish)
{
    return {wish.taskId, wish.columnId, wish.afterId, wish.beforeId};
}

void needProjectAnd(const Context &context, const Uuid &taskId, Needs &needs)
{
    needs.row<Project>(context.stream.scope);
    needs.row<Task>(taskId);
}

/// A task that will be put: what counts it is needed too, and the column where it takes room.
void needChanging(const Context &context, const Uuid &taskId, const WorkingSet &set, Needs &needs)
{
    needs.row<Project>(context.stream.scope);
    Tally::needs(EntityKind::Task, taskId, set, needs);
}

/// Coming back from the archive or the trash, a task takes room in its column again.
Result<void> roomForReturn(const Context &context, const Task &task, const WorkingSet &set)
{
    const auto *column = set.find<Column>(task.columnId);
    return column ? Checks::room(context, *column, &task, set) : Result<void>();
}

/// An import makes a task that was archived elsewhere as archived, and its people and labels afterwards.
Checks::ArchivedTask archivedForImports(const Context &context)
{
    return context.isSystem() ? Checks::ArchivedTask::Allowed : Checks::ArchivedTask::Refused;
}

/// Between the neighbours that the client named already: moving there changes nothing.
bool isThereAlready(const Task &task, const TaskPlace &place, const WorkingSet &set)
{
    if (task.columnId != place.columnId)
        return false;
    const auto *after = set.find<Task>(place.afterId);
    const auto *before = set.find<Task>(place.beforeId);
    const auto isOrdered = [&task](const Task *first, const Task *second) {
        return first && second && first->columnId == task.columnId && second->columnId == task.columnId
            && std::tie(first->rank, first->id) < std::tie(second->rank, second->id);
    };
    return isOrdered(after, &task) && isOrdered(&task, before);
}

} // namespace

void CreateTaskHandler::needs(const Context &context, const CreateTask &wish, const WorkingSet &set, Needs &needs) const
{
    needProjectAnd(context, wish.taskId, needs);
    needs.row<Task>(wish.parentId);
    needs.row<Cycle>(wish.cycleId);
    needs.row<Milestone>(wish.milestoneId);
    Checks::roomNeeds(wish.columnId, set, needs);
    TaskPlacement::needs(context, placeOf(wish), set, needs);
}

Result<void> CreateTaskHandler::handle(const Context &context, const CreateTask &wish, WorkingSet &set) const
{
    if (auto ok = Checks::systemOnly(context, {wish.createdAt != 0, wish.archived, wish.closedAt != 0}); !ok)
        return ok;
    const auto project = Checks::openProject(context, set);
    if (!project)
        return project.error();
    if (set.find<Task>(wish.taskId))
        return ErrorCode::AlreadyExists;
    const auto column = Checks::openColumn(wish.columnId, set);
    if (!column)
        return column.error();
    if (!wish.parentId.isNull()) {
        if (const auto parent = Checks::liveTask(wish.parentId, set, archivedForImports(context)); !parent)
            return parent.error();
    }
    if (auto ok = Checks::plan(wish.cycleId, wish.milestoneId, set); !ok)
        return ok;
    if (auto ok = Checks::room(context, **column, nullptr, set); !ok)
        return ok;

    Task task;
    task.id = wish.taskId;
    task.number = (*project)->lastNumber + 1;
    task.title = wish.title;
    task.description = wish.description;
    task.columnId = wish.columnId;
    task.priority = wish.priority;
    task.estimate = wish.estimate;
    task.startDate = wish.startDate;
    task.dueDate = wish.dueDate;
    task.creatorId = context.isSystem() ? Uuid{} : context.actor;
    task.createdAt = wish.createdAt != 0 ? wish.createdAt : context.now;
    task.startAt = wish.startAt;
    task.dueAt = wish.dueAt;
    task.parentId = wish.parentId;
    task.cycleId = wish.cycleId;
    task.milestoneId = wish.milestoneId;
    if (auto ok = Checks::dates(task); !ok)
        return ok;
    const bool closes = (*column)->type == ColumnType::Done || (*column)->type == ColumnType::Cancelled;
    Checks::enter(task, **column, closes && wish.closedAt != 0 ? wish.closedAt : context.now);
    task.archivedAt = wish.archived ? context.now : 0;
    Project counted = **project;
    counted.lastNumber = task.number;
    task.rank = TaskPlacement::rankFor(context, placeOf(wish), set);
    set.put(std::move(counted));
    Tally::put(std::move(task), set);
    return {};
}

void MoveTaskHandler::needs(const Context &context, const MoveTask &wish, const WorkingSet &set, Needs &needs) const
{
    needChanging(context, wish.taskId, set, needs);
    Checks::roomNeeds(wish.columnId, set, needs);
    TaskPlacement::needs(context, placeOf(wish), set, needs);
}

Result<void> MoveTaskHandler::handle(const Context &context, const MoveTask &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto task = Checks::liveTask(wish.taskId, set);
    if (!task)
        return task.error();
    const auto column = Checks::openColumn(wish.columnId, set);
    if (!column)
        return column.error();
    if (isThereAlready(**task, placeOf(wish), set))
        return {};
    if (auto ok = Checks::room(context, **column, *task, set); !ok)
        return ok;
    Task moved = **task;
    moved.columnId = wish.columnId;
    Checks::enter(moved, **column, context.now);
    moved.rank = TaskPlacement::rankFor(context, placeOf(wish), set);
    Tally::put(std::move(moved), set);
    return {};
}

void ArchiveTaskHandler::needs(const Context &context, const ArchiveTask &wish, const WorkingSet &set,
                               Needs &needs) const
{
    needChanging(context, wish.taskId, set, needs);
    if (const auto *task = set.find<Task>(wish.taskId))
        Checks::roomNeeds(task->columnId, set, needs);
}

Result<void> ArchiveTaskHandler::handle(const Context &context, const ArchiveTask &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto task = Checks::liveTask(wish.taskId, set, Checks::ArchivedTask::Allowed);
    if (!task)
        return task.error();
    if (((*task)->archivedAt != 0) == wish.archived)
        return {};
    if (auto ok = wish.archived ? Result<void>() : roomForReturn(context, **task, set); !ok)
        return ok;
    Task changed = **task;
    changed.archivedAt = wish.archived ? context.now : 0;
    Tally::put(std::move(changed), set);
    return {};
}

void TrashTaskHandler::needs(const Context &context, const TrashTask &wish, const WorkingSet &set, Needs &needs) const
{
    needChanging(context, wish.taskId, set, needs);
}

Result<void> TrashTaskHandler::handle(const Context &context, const TrashTask &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto *task = set.find<Task>(wish.taskId);
    if (!task)
        return Error::notFound(QStringLiteral("task"));
    if (task->trashedAt != 0)
        return {};
    Task trashed = *task;
    trashed.trashedAt = context.now;
    Tally::put(std::move(trashed), set);
    return {};
}

void RestoreTaskHandler::needs(const Context &context, const RestoreTask &wish, const WorkingSet &set,
                               Needs &needs) const
{
    needChanging(context, wish.taskId, set, needs);
    needs.row<Redirect>(wish.taskId);
    if (const auto *task = set.find<Task>(wish.taskId))
        Checks::roomNeeds(task->columnId, set, needs);
}

Result<void> RestoreTaskHandler::handle(const Context &context, const RestoreTask &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto *task = set.find<Task>(wish.taskId);
    if (!task)
        return Error::notFound(QStringLiteral("task"));
    if (task->trashedAt == 0)
        return {};
    // The server itself brings back what another project did not take.
    if (!task->movedToId.isNull() && !context.isSystem())
        return Error(ErrorCode::Archived, QStringLiteral("“%1” went on in another project.").arg(task->title));
    if (auto ok = roomForReturn(context, *task, set); !ok)
        return ok;
    Task restored = *task;
    restored.trashedAt = 0;
    restored.movedToId = {};
    if (set.find<Redirect>(wish.taskId))
        set.remove(EntityKind::Redirect, wish.taskId);
    Tally::put(std::move(restored), set);
    return {};
}

void AssignTaskHandler::needs(const Context &context, const AssignTask &wish, const WorkingSet &, Needs &needs) const
{
    needProjectAnd(context, wish.taskId, needs);
    needs.row<TaskAssignee>(pairId(wish.taskId, wish.userId));
    needs.row<ProjectMember>(memberId(context.stream.scope, wish.userId));
}

Result<void> AssignTaskHandler::handle(const Context &context, const AssignTask &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto task = Checks::liveTask(wish.taskId, set, archivedForImports(context));
    if (!task)
        return task.error();
    const Uuid id = pairId(wish.taskId, wish.userId);
    const bool isAssigned = set.find<TaskAssignee>(id) != nullptr;
    if (isAssigned == wish.assigned)
        return {};
    if (!wish.assigned) {
        set.remove(EntityKind::TaskAssignee, id);
        return {};
    }
    if (!Checks::seesProject(context, wish.userId, set))
        return Error(ErrorCode::NotFound, QStringLiteral("This person is not in the project."));
    TaskAssignee assignee;
    assignee.id = id;
    assignee.taskId = wish.taskId;
    assignee.userId = wish.userId;
    set.put(std::move(assignee));
    return {};
}

void LabelTaskHandler::needs(const Context &context, const LabelTask &wish, const WorkingSet &, Needs &needs) const
{
    needProjectAnd(context, wish.taskId, needs);
    needs.row<TaskLabel>(pairId(wish.taskId, wish.labelId));
    needs.row<Label>(wish.labelId);
}

Result<void> LabelTaskHandler::handle(const Context &context, const LabelTask &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto task = Checks::liveTask(wish.taskId, set, archivedForImports(context));
    if (!task)
        return task.error();
    const Uuid id = pairId(wish.taskId, wish.labelId);
    const bool isLabelled = set.find<TaskLabel>(id) != nullptr;
    if (isLabelled == wish.labelled)
        return {};
    if (!wish.labelled) {
        set.remove(EntityKind::TaskLabel, id);
        return {};
    }
    const auto *label = set.find<Label>(wish.labelId);
    if (!label)
        return Error::notFound(QStringLiteral("label"));
    if (label->archivedAt != 0)
        return Error(ErrorCode::Archived,
                     QStringLiteral("The label “%1” is archived; restore it first.").arg(label->name));
    TaskLabel row;
    row.id = id;
    row.taskId = wish.taskId;
    row.labelId = wish.labelId;
    set.put(std::move(row));
    return {};
}

void AddCommentHandler::needs(const Context &context, const AddComment &wish, const WorkingSet &, Needs &needs) const
{
    needProjectAnd(context, wish.taskId, needs);
    needs.row<Comment>(wish.commentId);
    needs.row<Comment>(wish.parentId);
}

Result<void> AddCommentHandler::handle(const Context &context, const AddComment &wish, WorkingSet &set) const
{
    if (auto ok =
            Checks::systemOnly(context, {!wish.authorId.isNull(), !wish.authorName.isEmpty(), wish.createdAt != 0});
        !ok)
        return ok;
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto task = Checks::liveTask(wish.taskId, set, Checks::ArchivedTask::Allowed);
    if (!task)
        return task.error();
    if (set.find<Comment>(wish.commentId))
        return ErrorCode::AlreadyExists;
    if (!wish.parentId.isNull()) {
        const auto *parent = set.find<Comment>(wish.parentId);
        if (!parent || parent->taskId != wish.taskId)
            return Error::notFound(QStringLiteral("comment"));
    }
    Comment comment;
    comment.id = wish.commentId;
    comment.parentId = wish.parentId;
    comment.taskId = wish.taskId;
    comment.body = wish.body;
    comment.authorId = context.isSystem() ? wish.authorId : context.actor;
    comment.authorName = context.isSystem() ? wish.authorName : context.actorName();
    comment.createdAt = wish.createdAt != 0 ? wish.createdAt : context.now;
    Tally::put(std::move(comment), set);
    return {};
}

void DeleteCommentHandler::needs(const Context &context, const DeleteComment &wish, const WorkingSet &set,
                                 Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    Tally::needs(EntityKind::Comment, wish.commentId, set, needs);
    needs.related<&Reaction::targetId>(wish.commentId);
}

Result<void> DeleteCommentHandler::handle(const Context &context, const DeleteComment &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto *comment = set.find<Comment>(wish.commentId);
    if (!comment)
        return Error::notFound(QStringLiteral("comment"));
    if (auto ok = Checks::ownOrAdmin(context, comment->authorId,
                                     QStringLiteral("Only its author or an admin can delete a comment."));
        !ok)
        return ok;
    for (const Reaction *reaction : set.related<&Reaction::targetId>(wish.commentId))
        set.remove(EntityKind::Reaction, reaction->id);
    Tally::remove(EntityKind::Comment, wish.commentId, set);
    return {};
}

} // namespace TaskMaster::Server
