// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/Access.h"

namespace TaskMaster::Server::Access {
namespace {

Error invisible(const StreamId &stream)
{
    return Error::notFound(stream.kind == StreamKind::Project ? QStringLiteral("project")
                                                              : QStringLiteral("workspace"));
}

/// The lowest role that has a capability in its workspace, whatever the project.
Role lowestRole(Capability capability)
{
    switch (capability) {
    case Capability::ViewProject:
    case Capability::EditWork:
    case Capability::ManageProject:
    case Capability::ViewWorkspace:
    case Capability::ShareInWorkspace:
        return Role::Member;
    case Capability::ManageWorkspace:
        return Role::Admin;
    case Capability::OwnWorkspace:
    case Capability::OwnAccount: // no row of a workspace is an account: whoever passes is told so by the handler
    case Capability::OwnPersonal:
    case Capability::CreateWorkspace:
    case Capability::SystemOnly:
        break;
    }
    return Role::Owner;
}

Error onlyTheServer()
{
    return Error::forbidden(QStringLiteral("Only the server itself does this."));
}

Result<void> mayUseAccount(Capability capability, const Uuid &actor, const StreamId &stream)
{
    if (stream.scope != actor)
        return Error::notFound(QStringLiteral("account"));
    if (capability == Capability::SystemOnly)
        return onlyTheServer();
    return capability == Capability::OwnAccount ? Result<void>() : Result<void>(Error::forbidden());
}

/// Everybody's own and nobody else's, not even an owner's.
Result<void> mayUsePersonal(Capability capability, const Uuid &actor, const StreamId &stream,
                            const WorkspaceAccess *workspace)
{
    if (stream.scope != actor || !workspace || !workspace->find(actor))
        return invisible(stream);
    if (capability == Capability::SystemOnly)
        return onlyTheServer();
    return capability == Capability::OwnPersonal ? Result<void>() : Result<void>(Error::forbidden());
}

Result<void> mayUseAsMember(Capability capability, const StreamId &stream, const Membership &member,
                            bool isProjectGuest)
{
    const bool isGuest = member.role == Role::Guest;
    if (isGuest && (stream.kind != StreamKind::Project || !isProjectGuest))
        return invisible(stream);
    if (capability == Capability::SystemOnly)
        return onlyTheServer();
    if (isGuest) {
        const bool ok = capability == Capability::ViewProject || capability == Capability::EditWork;
        return ok ? Result<void>()
                  : Result<void>(Error::forbidden(QStringLiteral("Guests cannot change how a project is set up.")));
    }
    if (member.role >= lowestRole(capability))
        return {};
    return Error::forbidden(capability == Capability::OwnWorkspace
                                ? QStringLiteral("Only an owner of the workspace can do this.")
                                : QStringLiteral("Only an admin of the workspace can do this."));
}

/// An account's stream names all of its person's workspaces: a key for one of them does not open it.
bool isOutside(const KeyRights &key, const StreamId &stream)
{
    return !key.workspace.isNull() && stream.workspace != key.workspace;
}

/// The least scope that sends commands of a capability. Reading needs none, so a key for reading sends no command.
Scope leastScope(Capability capability)
{
    switch (capability) {
    case Capability::ViewProject:
    case Capability::EditWork:
    case Capability::ManageProject:
    case Capability::ViewWorkspace:
    case Capability::ShareInWorkspace:
    case Capability::OwnAccount:
    case Capability::OwnPersonal:
        return Scope::Write;
    case Capability::ManageWorkspace:
    case Capability::OwnWorkspace:
    case Capability::CreateWorkspace:
    case Capability::SystemOnly: // refused by mayUse(), with its own words
        break;
    }
    return Scope::Admin;
}

} // namespace

Result<void> mayUse(Capability capability, const Uuid &actor, const StreamId &stream, const WorkspaceAccess *workspace,
                    bool isProjectGuest)
{
    if (actor == systemActor())
        return {};
    if (actor.isNull())
        return ErrorCode::Unauthenticated;
    if (stream.kind == StreamKind::User)
        return mayUseAccount(capability, actor, stream);
    if (stream.kind == StreamKind::Personal)
        return mayUsePersonal(capability, actor, stream, workspace);
    const Membership *member = workspace ? workspace->find(actor) : nullptr;
    if (capability == Capability::CreateWorkspace) {
        // Somebody else's workspace must look like one that can't be made, not like one that is there.
        const bool isTaken = workspace && !workspace->members.empty();
        return isTaken && !member ? Result<void>(invisible(stream)) : Result<void>();
    }
    if (!member)
        return invisible(stream);
    return mayUseAsMember(capability, stream, *member, isProjectGuest);
}

Capability capabilityFor(EntityKind kind, StreamKind stream)
{
    if (stream == StreamKind::Personal)
        return Capability::OwnPersonal;
    switch (kind) {
    case EntityKind::Task:
    case EntityKind::TaskAssignee:
    case EntityKind::TaskLabel:
    case EntityKind::Comment:
    case EntityKind::Checklist:
    case EntityKind::ChecklistItem:
    case EntityKind::Relation:
    case EntityKind::Watcher:
    case EntityKind::Reaction:
    case EntityKind::Attachment:
    case EntityKind::CustomValue:
    case EntityKind::Recurrence:
    case EntityKind::TimeEntry:
    case EntityKind::Message:
        return Capability::EditWork;
    case EntityKind::Conflict:
        return stream == StreamKind::Project ? Capability::EditWork
            : stream == StreamKind::User     ? Capability::OwnAccount
                                             : Capability::ShareInWorkspace;
    case EntityKind::Project:
    case EntityKind::Column:
    case EntityKind::Label:
    case EntityKind::Cycle:
    case EntityKind::Milestone:
    case EntityKind::CustomField:
        return Capability::ManageProject;
    case EntityKind::SavedView:
        return stream == StreamKind::Project ? Capability::ManageProject : Capability::ShareInWorkspace;
    case EntityKind::Template:
        return Capability::ShareInWorkspace;
    case EntityKind::Workspace:
        return Capability::ManageWorkspace;
    case EntityKind::User:
        return Capability::OwnAccount;
    default:
        return Capability::SystemOnly; // kept by reactions and jobs
    }
}

Result<void> maySubscribe(const Viewer &viewer, const StreamId &stream, const WorkspaceAccess *workspace,
                          bool isProjectGuest)
{
    const Uuid &actor = viewer.user;
    if (actor.isNull())
        return ErrorCode::Unauthenticated;
    if (isOutside(viewer.rights, stream))
        return invisible(stream);
    switch (stream.kind) {
    case StreamKind::User:
        return mayUse(Capability::OwnAccount, actor, stream, workspace, isProjectGuest);
    case StreamKind::Personal:
        return mayUse(Capability::OwnPersonal, actor, stream, workspace, isProjectGuest);
    case StreamKind::Workspace:
        return mayUse(Capability::ViewWorkspace, actor, stream, workspace, isProjectGuest);
    case StreamKind::Project:
        break;
    }
    return mayUse(Capability::ViewProject, actor, stream, workspace, isProjectGuest);
}

Result<void> keyOpens(const KeyRights &key, Capability capability, const StreamId &stream)
{
    if (isOutside(key, stream))
        return stream.kind == StreamKind::User ? Error::notFound(QStringLiteral("account")) : invisible(stream);
    return keyReaches(key, leastScope(capability));
}

Result<void> keyReaches(const KeyRights &key, Scope least)
{
    if (key.scope >= least)
        return {};
    if (least == Scope::Session)
        return Error::forbidden(QStringLiteral("An API token cannot do this; sign in."));
    return Error::forbidden(least == Scope::Write ? QStringLiteral("This API token is for reading only.")
                                                  : QStringLiteral("This API token has no admin scope."));
}

Result<void> keyEnters(const KeyRights &key, const Uuid &workspace)
{
    const StreamId stream = StreamId::ofWorkspace(workspace);
    return isOutside(key, stream) ? Result<void>(invisible(stream)) : Result<void>();
}

} // namespace TaskMaster::Server::Access
