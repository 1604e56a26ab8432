// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/HandlerTable.h"

#include "server/handlers/CommandHandlers.h"
#include "server/handlers/EditHandler.h"
#include "server/handlers/PartHandlers.h"
#include "server/handlers/PeopleHandlers.h"
#include "server/handlers/PersonalHandlers.h"
#include "server/handlers/PlanningHandlers.h"
#include "server/handlers/ProjectHandlers.h"
#include "server/handlers/SharedHandlers.h"
#include "server/handlers/TalkHandlers.h"
#include "server/handlers/TaskHandlers.h"
#include "server/handlers/TaskLifeHandlers.h"

namespace TaskMaster::Server::HandlerTable {
namespace {

/// Which class decides a command: one line each. A command without a line does not compile.
template <class C> struct HandlerOf;

// clang-format off
template<> struct HandlerOf<CreateWorkspace> { using Type = CreateWorkspaceHandler; };
template<> struct HandlerOf<ArchiveWorkspace> { using Type = ArchiveWorkspaceHandler; };
template<> struct HandlerOf<SetMember> { using Type = SetMemberHandler; };
template<> struct HandlerOf<RemoveMember> { using Type = RemoveMemberHandler; };
template<> struct HandlerOf<ListProject> { using Type = ListProjectHandler; };
template<> struct HandlerOf<CreateProject> { using Type = CreateProjectHandler; };
template<> struct HandlerOf<ArchiveProject> { using Type = ArchiveProjectHandler; };
template<> struct HandlerOf<AddProjectMember> { using Type = AddProjectMemberHandler; };
template<> struct HandlerOf<RemoveProjectMember> { using Type = RemoveProjectMemberHandler; };
template<> struct HandlerOf<CreateColumn> { using Type = CreateColumnHandler; };
template<> struct HandlerOf<MoveColumn> { using Type = MoveColumnHandler; };
template<> struct HandlerOf<ArchiveColumn> { using Type = ArchiveColumnHandler; };
template<> struct HandlerOf<CreateLabel> { using Type = CreateLabelHandler; };
template<> struct HandlerOf<ArchiveLabel> { using Type = ArchiveLabelHandler; };
template<> struct HandlerOf<CreateTask> { using Type = CreateTaskHandler; };
template<> struct HandlerOf<MoveTask> { using Type = MoveTaskHandler; };
template<> struct HandlerOf<ArchiveTask> { using Type = ArchiveTaskHandler; };
template<> struct HandlerOf<TrashTask> { using Type = TrashTaskHandler; };
template<> struct HandlerOf<RestoreTask> { using Type = RestoreTaskHandler; };
template<> struct HandlerOf<AssignTask> { using Type = AssignTaskHandler; };
template<> struct HandlerOf<LabelTask> { using Type = LabelTaskHandler; };
template<> struct HandlerOf<AddComment> { using Type = AddCommentHandler; };
template<> struct HandlerOf<DeleteComment> { using Type = DeleteCommentHandler; };
template<> struct HandlerOf<CreateUser> { using Type = CreateUserHandler; };
template<> struct HandlerOf<RemoveUser> { using Type = RemoveUserHandler; };
template<> struct HandlerOf<GrantAccess> { using Type = GrantAccessHandler; };
template<> struct HandlerOf<RenameMember> { using Type = RenameMemberHandler; };
template<> struct HandlerOf<Edit> { using Type = EditHandler; };
template<> struct HandlerOf<SetParent> { using Type = SetParentHandler; };
template<> struct HandlerOf<DuplicateTask> { using Type = DuplicateTaskHandler; };
template<> struct HandlerOf<MoveTaskToProject> { using Type = MoveTaskToProjectHandler; };
template<> struct HandlerOf<PurgeTask> { using Type = PurgeTaskHandler; };
template<> struct HandlerOf<RepeatTask> { using Type = RepeatTaskHandler; };
template<> struct HandlerOf<DateTask> { using Type = DateTaskHandler; };
template<> struct HandlerOf<AddChecklist> { using Type = AddChecklistHandler; };
template<> struct HandlerOf<RemoveChecklist> { using Type = RemoveChecklistHandler; };
template<> struct HandlerOf<AddChecklistItem> { using Type = AddChecklistItemHandler; };
template<> struct HandlerOf<CheckItem> { using Type = CheckItemHandler; };
template<> struct HandlerOf<MoveChecklistItem> { using Type = MoveChecklistItemHandler; };
template<> struct HandlerOf<RemoveChecklistItem> { using Type = RemoveChecklistItemHandler; };
template<> struct HandlerOf<RelateTasks> { using Type = RelateTasksHandler; };
template<> struct HandlerOf<WatchTask> { using Type = WatchTaskHandler; };
template<> struct HandlerOf<React> { using Type = ReactHandler; };
template<> struct HandlerOf<AttachLink> { using Type = AttachLinkHandler; };
template<> struct HandlerOf<RemoveAttachment> { using Type = RemoveAttachmentHandler; };
template<> struct HandlerOf<CreateCycle> { using Type = CreateCycleHandler; };
template<> struct HandlerOf<CloseCycle> { using Type = CloseCycleHandler; };
template<> struct HandlerOf<CreateMilestone> { using Type = CreateMilestoneHandler; };
template<> struct HandlerOf<CompleteMilestone> { using Type = CompleteMilestoneHandler; };
template<> struct HandlerOf<ArchiveMilestone> { using Type = ArchiveMilestoneHandler; };
template<> struct HandlerOf<CreateField> { using Type = CreateFieldHandler; };
template<> struct HandlerOf<MoveField> { using Type = MoveFieldHandler; };
template<> struct HandlerOf<ArchiveField> { using Type = ArchiveFieldHandler; };
template<> struct HandlerOf<SetField> { using Type = SetFieldHandler; };
template<> struct HandlerOf<SetRecurrence> { using Type = SetRecurrenceHandler; };
template<> struct HandlerOf<StartTimer> { using Type = StartTimerHandler; };
template<> struct HandlerOf<StopTimer> { using Type = StopTimerHandler; };
template<> struct HandlerOf<AddTimeEntry> { using Type = AddTimeEntryHandler; };
template<> struct HandlerOf<AdjustTimeEntry> { using Type = AdjustTimeEntryHandler; };
template<> struct HandlerOf<RemoveTimeEntry> { using Type = RemoveTimeEntryHandler; };
template<> struct HandlerOf<PostMessage> { using Type = PostMessageHandler; };
template<> struct HandlerOf<RemoveMessage> { using Type = RemoveMessageHandler; };
template<> struct HandlerOf<RecordDay> { using Type = RecordDayHandler; };
template<> struct HandlerOf<CreateTemplate> { using Type = CreateTemplateHandler; };
template<> struct HandlerOf<RemoveTemplate> { using Type = RemoveTemplateHandler; };
template<> struct HandlerOf<CreateView> { using Type = CreateViewHandler; };
template<> struct HandlerOf<RemoveView> { using Type = RemoveViewHandler; };
template<> struct HandlerOf<AddReminder> { using Type = AddReminderHandler; };
template<> struct HandlerOf<RemoveReminder> { using Type = RemoveReminderHandler; };
template<> struct HandlerOf<FireReminder> { using Type = FireReminderHandler; };
template<> struct HandlerOf<Notify> { using Type = NotifyHandler; };
template<> struct HandlerOf<MarkNotification> { using Type = MarkNotificationHandler; };
template<> struct HandlerOf<MarkAllNotifications> { using Type = MarkAllNotificationsHandler; };
template<> struct HandlerOf<SnoozeNotification> { using Type = SnoozeNotificationHandler; };
template<> struct HandlerOf<RemoveNotification> { using Type = RemoveNotificationHandler; };
template<> struct HandlerOf<AddFavorite> { using Type = AddFavoriteHandler; };
template<> struct HandlerOf<MoveFavorite> { using Type = MoveFavoriteHandler; };
template<> struct HandlerOf<RemoveFavorite> { using Type = RemoveFavoriteHandler; };
template<> struct HandlerOf<Bulk> { using Type = BulkHandler; };
template<> struct HandlerOf<Undo> { using Type = UndoHandler; };
template<> struct HandlerOf<PutRows> { using Type = PutRowsHandler; };
template<> struct HandlerOf<DismissConflict> { using Type = DismissConflictHandler; };
// clang-format on

/// The row that opens a project to a guest: every command in a project may need it.
Uuid guestRow(const Context &context)
{
    return memberId(context.stream.scope, context.actor);
}

bool isGuestOfWorkspace(const Context &context)
{
    const Membership *member = context.workspace ? context.workspace->find(context.actor) : nullptr;
    return member && member->role == Role::Guest;
}

/// In an archived workspace projects stand still. Names still follow their accounts, and who was let in can be shown
/// out.
bool isStopped(const Context &context, const CommandArgs &args)
{
    return context.stream.kind == StreamKind::Project && context.workspace && context.workspace->isArchived
        && capabilityOf(args, context.stream.kind) != Capability::SystemOnly
        && !std::holds_alternative<RemoveProjectMember>(args);
}

} // namespace

void needs(const Context &context, const CommandArgs &args, const WorkingSet &set, Needs &needs)
{
    if (context.stream.kind == StreamKind::Project && isGuestOfWorkspace(context))
        needs.row<ProjectMember>(guestRow(context));
    std::visit([&]<class C>(const C &wish) { typename HandlerOf<C>::Type().needs(context, wish, set, needs); }, args);
}

Capability capabilityOf(const CommandArgs &args, StreamKind stream)
{
    return std::visit(
        [stream]<class C>(const C &wish) {
            using Handler = typename HandlerOf<C>::Type;
            if constexpr (std::is_same_v<C, Edit>)
                return Access::capabilityFor(wish.entity, stream);
            else if constexpr (requires { Handler::capabilityIn(stream); })
                return Handler::capabilityIn(stream);
            else
                return Handler::capability;
        },
        args);
}

Result<void> handle(const Context &context, const CommandArgs &args, WorkingSet &set)
{
    const bool isProjectGuest = context.stream.kind == StreamKind::Project && isGuestOfWorkspace(context)
        && set.find<ProjectMember>(guestRow(context));
    if (auto ok = Access::keyOpens(context.rights, capabilityOf(args, context.stream.kind), context.stream); !ok)
        return ok;
    if (auto ok = Access::mayUse(capabilityOf(args, context.stream.kind), context.actor, context.stream,
                                 context.workspace, isProjectGuest);
        !ok)
        return ok;
    if (isStopped(context, args))
        return Error(ErrorCode::Archived, QStringLiteral("The workspace is archived; restore it first."));
    return std::visit(
        [&]<class C>(const C &wish) -> Result<void> {
            return typename HandlerOf<C>::Type().handle(context, wish, set);
        },
        args);
}

} // namespace TaskMaster::Server::HandlerTable
