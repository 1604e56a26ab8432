// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/CommandTable.h"

namespace TaskMaster::Server {
namespace {

using Does = CommandRoute::Does;
template <auto Member> using CommandOf = typename Detail::MemberOf<decltype(Member)>::Class;

template <class C, class... All> constexpr int indexIn(const std::variant<All...> *)
{
    int index = 0;
    int found = -1;
    ((std::is_same_v<C, All> ? found = index++ : index++), ...);
    return found;
}
template <class C> constexpr int indexOf = indexIn<C>(static_cast<const CommandArgs *>(nullptr));

template <auto Member> Uuid byId(const Command &command, const Uuid &)
{
    return std::get<CommandOf<Member>>(command.args).*Member;
}
template <auto First, auto Second> Uuid byPair(const Command &command, const Uuid &)
{
    const auto &args = std::get<CommandOf<First>>(command.args);
    return pairId(args.*First, args.*Second);
}
template <auto Member> Uuid byMember(const Command &command, const Uuid &)
{
    return memberId(command.stream.scope, std::get<CommandOf<Member>>(command.args).*Member);
}
Uuid byScope(const Command &command, const Uuid &)
{
    return command.stream.scope;
}
Uuid byRelation(const Command &command, const Uuid &)
{
    const auto &args = std::get<RelateTasks>(command.args);
    return relationId(args.taskId, args.otherId, args.type);
}
Uuid byWatcher(const Command &command, const Uuid &actor)
{
    return pairId(std::get<WatchTask>(command.args).taskId, actor);
}
Uuid byReaction(const Command &command, const Uuid &actor)
{
    const auto &args = std::get<React>(command.args);
    return reactionId(args.targetId, actor, args.emoji);
}
Uuid byRecurrence(const Command &command, const Uuid &)
{
    return recurrenceId(std::get<SetRecurrence>(command.args).taskId);
}

template <auto Member> Uuid byFavorite(const Command &command, const Uuid &actor)
{
    return pairId(actor, std::get<CommandOf<Member>>(command.args).*Member);
}

/// Makes a row whose id is the argument `newId`.
template <auto Member>
constexpr CommandRoute makes(EntityKind kind, const char *newId, const char *path, const char *summary)
{
    return {"POST", path, indexOf<CommandOf<Member>>, Does::Make, kind, &byId<Member>, summary, newId};
}
template <auto Member>
constexpr CommandRoute changes(EntityKind kind, const char *method, const char *path, const char *summary)
{
    return {method, path, indexOf<CommandOf<Member>>, Does::Change, kind, &byId<Member>, summary};
}
template <auto Member> constexpr CommandRoute removes(EntityKind kind, const char *path, const char *summary)
{
    return {"DELETE", path, indexOf<CommandOf<Member>>, Does::Remove, kind, &byId<Member>, summary};
}
/// PUT and DELETE of a row that is there or not: `fixed` says which.
template <class C>
constexpr CommandRoute sets(EntityKind kind, Uuid (*row)(const Command &, const Uuid &), const char *path,
                            const char *fixed, const char *summary)
{
    return {"PUT", path, indexOf<C>, Does::Change, kind, row, summary, nullptr, fixed, true};
}
template <class C>
constexpr CommandRoute unsets(EntityKind kind, Uuid (*row)(const Command &, const Uuid &), const char *path,
                              const char *fixed, const char *operation, const char *summary)
{
    return {"DELETE", path, indexOf<C>, Does::Remove, kind, row, summary, nullptr, fixed, false, operation};
}

using K = EntityKind;

// clang-format off
const CommandRoute commandTable[]{
    // ---- workspaces and people
    {"POST", "", indexOf<CreateWorkspace>, Does::MakeStream, K::Workspace, byScope, "Makes a workspace; one becomes its owner.", "workspaceId"},
    {"POST", "/archive", indexOf<ArchiveWorkspace>, Does::Change, K::Workspace, byScope, "Archives a workspace, or brings it back."},
    {"PUT", "/members/{userId}", indexOf<SetMember>, Does::Change, K::Member, byMember<&SetMember::userId>, "Adds a person with an account, or changes their role."},
    {"DELETE", "/members/{userId}", indexOf<RemoveMember>, Does::Remove, K::Member, byMember<&RemoveMember::userId>, "Removes a person from the workspace."},
    makes<&CreateTemplate::templateId>(K::Template, "templateId", "/templates", "Keeps a template."),
    removes<&RemoveTemplate::templateId>(K::Template, "/templates/{templateId}", "Removes a template."),

    // ---- projects
    {"POST", "", indexOf<CreateProject>, Does::MakeStream, K::Project, byScope, "Makes a project with the usual columns.", "projectId"},
    {"POST", "/archive", indexOf<ArchiveProject>, Does::Change, K::Project, byScope, "Archives a project, or brings it back."},
    {"PUT", "/members/{userId}", indexOf<AddProjectMember>, Does::Change, K::ProjectMember, byMember<&AddProjectMember::userId>, "Opens the project to a guest."},
    {"DELETE", "/members/{userId}", indexOf<RemoveProjectMember>, Does::Remove, K::ProjectMember, byMember<&RemoveProjectMember::userId>, "Closes the project to a guest."},
    makes<&CreateColumn::columnId>(K::Column, "columnId", "/columns", "Makes a column."),
    changes<&MoveColumn::columnId>(K::Column, "POST", "/columns/{columnId}/move", "Moves a column between two others."),
    changes<&ArchiveColumn::columnId>(K::Column, "POST", "/columns/{columnId}/archive", "Archives a column, or brings it back."),
    makes<&CreateLabel::labelId>(K::Label, "labelId", "/labels", "Makes a label."),
    changes<&ArchiveLabel::labelId>(K::Label, "POST", "/labels/{labelId}/archive", "Archives a label, or brings it back."),
    makes<&CreateCycle::cycleId>(K::Cycle, "cycleId", "/cycles", "Makes a cycle (sprint)."),
    changes<&CloseCycle::cycleId>(K::Cycle, "POST", "/cycles/{cycleId}/close", "Closes a cycle and carries over what is not done."),
    makes<&CreateMilestone::milestoneId>(K::Milestone, "milestoneId", "/milestones", "Makes a milestone."),
    changes<&CompleteMilestone::milestoneId>(K::Milestone, "POST", "/milestones/{milestoneId}/complete", "Completes a milestone, or opens it again."),
    changes<&ArchiveMilestone::milestoneId>(K::Milestone, "POST", "/milestones/{milestoneId}/archive", "Archives a milestone, or brings it back."),
    makes<&CreateField::fieldId>(K::CustomField, "fieldId", "/fields", "Makes a custom field."),
    changes<&MoveField::fieldId>(K::CustomField, "POST", "/fields/{fieldId}/move", "Moves a custom field between two others."),
    changes<&ArchiveField::fieldId>(K::CustomField, "POST", "/fields/{fieldId}/archive", "Archives a custom field, or brings it back."),
    makes<&PostMessage::messageId>(K::Message, "messageId", "/messages", "Says something in the project’s discussion."),
    removes<&RemoveMessage::messageId>(K::Message, "/messages/{messageId}", "Removes a message."),

    // ---- tasks
    makes<&CreateTask::taskId>(K::Task, "taskId", "/tasks", "Makes a task."),
    changes<&MoveTask::taskId>(K::Task, "POST", "/tasks/{taskId}/move", "Moves a task to a column, between two others."),
    changes<&ArchiveTask::taskId>(K::Task, "POST", "/tasks/{taskId}/archive", "Archives a task, or brings it back."),
    removes<&TrashTask::taskId>(K::Task, "/tasks/{taskId}", "Puts a task into the trash."),
    changes<&RestoreTask::taskId>(K::Task, "POST", "/tasks/{taskId}/restore", "Takes a task out of the trash."),
    {"POST", "/tasks/{taskId}/purge", indexOf<PurgeTask>, Does::Remove, K::Task, byId<&PurgeTask::taskId>, "Removes a task that is in the trash for good."},
    changes<&SetParent::taskId>(K::Task, "PUT", "/tasks/{taskId}/parent", "Makes a task a subtask of another, or of none."),
    makes<&DuplicateTask::newTaskId>(K::Task, "newTaskId", "/tasks/{taskId}/duplicate", "Makes a copy of a task."),
    changes<&MoveTaskToProject::taskId>(K::Task, "POST", "/tasks/{taskId}/transfer", "Moves a task to another project, where it gets a new number."),
    sets<AssignTask>(K::TaskAssignee, byPair<&AssignTask::taskId, &AssignTask::userId>, "/tasks/{taskId}/assignees/{userId}", "assigned", "Assigns a task to a person."),
    unsets<AssignTask>(K::TaskAssignee, byPair<&AssignTask::taskId, &AssignTask::userId>, "/tasks/{taskId}/assignees/{userId}", "assigned", "unassignTask", "Takes a task away from a person."),
    sets<LabelTask>(K::TaskLabel, byPair<&LabelTask::taskId, &LabelTask::labelId>, "/tasks/{taskId}/labels/{labelId}", "labelled", "Puts a label on a task."),
    unsets<LabelTask>(K::TaskLabel, byPair<&LabelTask::taskId, &LabelTask::labelId>, "/tasks/{taskId}/labels/{labelId}", "labelled", "unlabelTask", "Takes a label off a task."),
    sets<WatchTask>(K::Watcher, byWatcher, "/tasks/{taskId}/watch", "watching", "Watches a task."),
    unsets<WatchTask>(K::Watcher, byWatcher, "/tasks/{taskId}/watch", "watching", "unwatchTask", "Watches a task no longer."),
    sets<RelateTasks>(K::Relation, byRelation, "/tasks/{taskId}/relations/{type}/{otherId}", "related", "Relates a task to another."),
    unsets<RelateTasks>(K::Relation, byRelation, "/tasks/{taskId}/relations/{type}/{otherId}", "related", "unrelateTasks", "Ends a relation."),
    {"PUT", "/tasks/{taskId}/fields/{fieldId}", indexOf<SetField>, Does::Change, K::CustomValue, byPair<&SetField::taskId, &SetField::fieldId>, "Sets a custom field of a task, or clears it."},
    {"PUT", "/tasks/{taskId}/recurrence", indexOf<SetRecurrence>, Does::Change, K::Recurrence, byRecurrence, "Makes a task come again, or no longer."},

    // ---- what belongs to tasks
    makes<&AddComment::commentId>(K::Comment, "commentId", "/tasks/{taskId}/comments", "Comments on a task."),
    removes<&DeleteComment::commentId>(K::Comment, "/comments/{commentId}", "Deletes a comment."),
    makes<&AddChecklist::checklistId>(K::Checklist, "checklistId", "/tasks/{taskId}/checklists", "Adds a checklist."),
    removes<&RemoveChecklist::checklistId>(K::Checklist, "/checklists/{checklistId}", "Removes a checklist."),
    makes<&AddChecklistItem::itemId>(K::ChecklistItem, "itemId", "/checklists/{checklistId}/items", "Adds an item to a checklist."),
    changes<&CheckItem::itemId>(K::ChecklistItem, "POST", "/checklist-items/{itemId}/check", "Ticks an item, or opens it again."),
    changes<&MoveChecklistItem::itemId>(K::ChecklistItem, "POST", "/checklist-items/{itemId}/move", "Moves an item between two others."),
    removes<&RemoveChecklistItem::itemId>(K::ChecklistItem, "/checklist-items/{itemId}", "Removes an item."),
    makes<&AttachLink::attachmentId>(K::Attachment, "attachmentId", "/tasks/{taskId}/attachments", "Attaches a link."),
    removes<&RemoveAttachment::attachmentId>(K::Attachment, "/attachments/{attachmentId}", "Removes an attachment."),
    sets<React>(K::Reaction, byReaction, "/reactions/{targetKind}/{targetId}/{emoji}", "on", "Reacts to a task, comment or message."),
    unsets<React>(K::Reaction, byReaction, "/reactions/{targetKind}/{targetId}/{emoji}", "on", "unreact", "Takes a reaction back."),
    makes<&StartTimer::entryId>(K::TimeEntry, "entryId", "/tasks/{taskId}/timer", "Starts to count time on a task."),
    changes<&StopTimer::entryId>(K::TimeEntry, "POST", "/time-entries/{entryId}/stop", "Stops counting time."),
    makes<&AddTimeEntry::entryId>(K::TimeEntry, "entryId", "/tasks/{taskId}/time-entries", "Notes time that was spent on a task."),
    changes<&AdjustTimeEntry::entryId>(K::TimeEntry, "PUT", "/time-entries/{entryId}/times", "Corrects when time was spent."),
    removes<&RemoveTimeEntry::entryId>(K::TimeEntry, "/time-entries/{entryId}", "Removes noted time."),

    // ---- in several kinds of stream
    makes<&CreateView::viewId>(K::SavedView, "viewId", "/views", "Keeps a view."),
    removes<&RemoveView::viewId>(K::SavedView, "/views/{viewId}", "Removes a view."),
    removes<&DismissConflict::conflictId>(K::Conflict, "/conflicts/{conflictId}", "Throws a losing value away."),
    {"POST", "/undo", indexOf<Undo>, Does::Act, K::Task, nullptr, "Undoes a command of one’s own; what others changed since is left alone and named."},

    // ---- personal
    makes<&AddReminder::reminderId>(K::Reminder, "reminderId", "/reminders", "Asks to be reminded of a task."),
    removes<&RemoveReminder::reminderId>(K::Reminder, "/reminders/{reminderId}", "Removes a reminder."),
    changes<&MarkNotification::notificationId>(K::Notification, "POST", "/notifications/{notificationId}/mark", "Marks a notification as read, or as new."),
    changes<&SnoozeNotification::notificationId>(K::Notification, "POST", "/notifications/{notificationId}/snooze", "Hides a notification until later."),
    removes<&RemoveNotification::notificationId>(K::Notification, "/notifications/{notificationId}", "Removes a notification."),
    {"POST", "/notifications/mark-all", indexOf<MarkAllNotifications>, Does::Act, K::Notification, nullptr, "Marks all notifications up to a time as read."},
    {"PUT", "/favorites/{targetId}", indexOf<AddFavorite>, Does::Change, K::Favorite, byFavorite<&AddFavorite::targetId>, "Keeps something among one’s favourites."},
    {"POST", "/favorites/{targetId}/move", indexOf<MoveFavorite>, Does::Change, K::Favorite, byFavorite<&MoveFavorite::targetId>, "Moves a favourite between two others."},
    {"DELETE", "/favorites/{targetId}", indexOf<RemoveFavorite>, Does::Remove, K::Favorite, byFavorite<&RemoveFavorite::targetId>, "Removes a favourite."},
};
// clang-format on

} // namespace

std::span<const CommandRoute> commandRoutes()
{
    return commandTable;
}

} // namespace TaskMaster::Server
