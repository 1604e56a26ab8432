// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/TaskHandlers.h"

#include "server/handlers/Checks.h"
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

/// Since when a task counts as completed, after it has come into a column.
qint64 completedIn(const Column &column, qint64 before, qint64 now)
{
    if (column.type != ColumnType::Done)
        return 0;
    return before != 0 ? before : now;
}

void needProjectAnd(const Context &context, const Uuid &taskId, Needs &needs)
{
    needs.row<Project>(context.stream.scope);
    needs.row<Task>(taskId);
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
    TaskPlacement::needs(context, placeOf(wish), set, needs);
}

Result<void> CreateTaskHandler::handle(const Context &context, const CreateTask &wish, WorkingSet &set) const
{
    if (auto ok = Checks::systemOnly(context, {wish.createdAt != 0, wish.archived}); !ok)
        return ok;
    const auto project = Checks::openProject(context, set);
    if (!project)
        return project.error();
    if (set.find<Task>(wish.taskId))
        return ErrorCode::AlreadyExists;
    const auto column = Checks::openColumn(wish.columnId, set);
    if (!column)
        return column.error();
    if (wish.startDate.isValid() && wish.dueDate.isValid() && wish.dueDate < wish.startDate)
        return Error::invalidField(QStringLiteral("dueDate"), QStringLiteral("must not be before the start date"));

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
    task.completedAt = completedIn(**column, 0, context.now);
    task.archivedAt = wish.archived ? context.now : 0;
    Project counted = **project;
    counted.lastNumber = task.number;
    task.rank = TaskPlacement::rankFor(context, placeOf(wish), set);
    set.put(std::move(counted));
    set.put(std::move(task));
    return {};
}

void MoveTaskHandler::needs(const Context &context, const MoveTask &wish, const WorkingSet &set, Needs &needs) const
{
    needProjectAnd(context, wish.taskId, needs);
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
    Task moved = **task;
    moved.columnId = wish.columnId;
    moved.completedAt = completedIn(**column, moved.completedAt, context.now);
    moved.rank = TaskPlacement::rankFor(context, placeOf(wish), set);
    set.put(std::move(moved));
    return {};
}

void ArchiveTaskHandler::needs(const Context &context, const ArchiveTask &wish, const WorkingSet &, Needs &needs) const
{
    needProjectAnd(context, wish.taskId, needs);
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
    Task changed = **task;
    changed.archivedAt = wish.archived ? context.now : 0;
    set.put(std::move(changed));
    return {};
}

void TrashTaskHandler::needs(const Context &context, const TrashTask &wish, const WorkingSet &, Needs &needs) const
{
    needProjectAnd(context, wish.taskId, needs);
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
    set.put(std::move(trashed));
    return {};
}

void RestoreTaskHandler::needs(const Context &context, const RestoreTask &wish, const WorkingSet &, Needs &needs) const
{
    needProjectAnd(context, wish.taskId, needs);
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
    Task restored = *task;
    restored.trashedAt = 0;
    set.put(std::move(restored));
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
    const Membership *member = context.workspace ? context.workspace->find(wish.userId) : nullptr;
    const bool maySee =
        member && (member->role > Role::Guest || set.find<ProjectMember>(memberId(context.stream.scope, wish.userId)));
    if (!maySee)
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
    Comment comment;
    comment.id = wish.commentId;
    comment.taskId = wish.taskId;
    comment.body = wish.body;
    comment.authorId = context.isSystem() ? wish.authorId : context.actor;
    comment.authorName = context.isSystem() ? wish.authorName : context.actorName();
    comment.createdAt = wish.createdAt != 0 ? wish.createdAt : context.now;
    Task counted = **task;
    ++counted.commentCount;
    set.put(std::move(counted));
    set.put(std::move(comment));
    return {};
}

void DeleteCommentHandler::needs(const Context &context, const DeleteComment &wish, const WorkingSet &set,
                                 Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Comment>(wish.commentId);
    if (const auto *comment = set.find<Comment>(wish.commentId))
        needs.row<Task>(comment->taskId);
}

Result<void> DeleteCommentHandler::handle(const Context &context, const DeleteComment &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto *comment = set.find<Comment>(wish.commentId);
    if (!comment)
        return Error::notFound(QStringLiteral("comment"));
    const bool isOwn = comment->authorId == context.actor;
    if (!isOwn && !Access::mayUse(Capability::ManageWorkspace, context.actor, context.stream, context.workspace, false))
        return Error::forbidden(QStringLiteral("Only its author or an admin can delete a comment."));
    if (const auto *task = set.find<Task>(comment->taskId)) {
        Task counted = *task;
        counted.commentCount = std::max<qint64>(0, counted.commentCount - 1);
        set.put(std::move(counted));
    }
    set.remove(EntityKind::Comment, wish.commentId);
    return {};
}

} // namespace TaskMaster::Server
