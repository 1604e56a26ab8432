// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/HandlerTable.h"

#include "server/handlers/EditHandler.h"
#include "server/handlers/PeopleHandlers.h"
#include "server/handlers/ProjectHandlers.h"
#include "server/handlers/TaskHandlers.h"

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
template<> struct HandlerOf<GrantAccess> { using Type = GrantAccessHandler; };
template<> struct HandlerOf<RenameMember> { using Type = RenameMemberHandler; };
template<> struct HandlerOf<Edit> { using Type = EditHandler; };
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
        && capabilityOf(args) != Capability::SystemOnly && !std::holds_alternative<RemoveProjectMember>(args);
}

} // namespace

void needs(const Context &context, const CommandArgs &args, const WorkingSet &set, Needs &needs)
{
    if (context.stream.kind == StreamKind::Project && isGuestOfWorkspace(context))
        needs.row<ProjectMember>(guestRow(context));
    std::visit([&]<class C>(const C &wish) { typename HandlerOf<C>::Type().needs(context, wish, set, needs); }, args);
}

Capability capabilityOf(const CommandArgs &args)
{
    return std::visit(
        []<class C>(const C &wish) {
            if constexpr (std::is_same_v<C, Edit>)
                return EditHandler::capabilityFor(wish.entity);
            else
                return HandlerOf<C>::Type::capability;
        },
        args);
}

Result<void> handle(const Context &context, const CommandArgs &args, WorkingSet &set)
{
    const bool isProjectGuest = context.stream.kind == StreamKind::Project && isGuestOfWorkspace(context)
        && set.find<ProjectMember>(guestRow(context));
    if (auto ok = Access::keyOpens(context.rights, capabilityOf(args), context.stream); !ok)
        return ok;
    if (auto ok = Access::mayUse(capabilityOf(args), context.actor, context.stream, context.workspace, isProjectGuest);
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
