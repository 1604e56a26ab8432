// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/PeopleHandlers.h"

#include <algorithm>

namespace TaskMaster::Server {
namespace {

bool isOtherOwnerLeft(const WorkingSet &set, const Uuid &userId)
{
    const auto members = set.all<Member>();
    return std::any_of(members.begin(), members.end(), [&userId](const Member *member) {
        return member->role == Role::Owner && member->userId != userId;
    });
}

/// Owners are made and unmade by owners only.
Result<void> mayTouchOwner(const Context &context, bool concernsOwner)
{
    return concernsOwner
        ? Access::mayUse(Capability::OwnWorkspace, context.actor, context.stream, context.workspace, false)
        : Result<void>();
}

Result<Member> memberFrom(const Context &context, const Uuid &userId, Role role, const WorkingSet &set)
{
    const User *person = set.person(userId);
    if (!person)
        return Error(ErrorCode::NotFound, QStringLiteral("There is no account for this person."));
    Member member;
    member.id = memberId(context.stream.workspace, userId);
    member.userId = userId;
    member.role = role;
    member.name = person->name;
    member.email = person->email;
    return member;
}

/// Gives a row the new name; who has left meanwhile keeps the old one.
template <class E> void rename(const Uuid &row, const QString &name, WorkingSet &set)
{
    if (const E *before = set.find<E>(row)) {
        E renamed = *before;
        renamed.name = name;
        set.put(std::move(renamed));
    }
}

} // namespace

void CreateWorkspaceHandler::needs(const Context &context, const CreateWorkspace &wish, const WorkingSet &,
                                   Needs &needs) const
{
    needs.row<Workspace>(context.stream.scope);
    needs.person(context.isSystem() ? wish.ownerId : context.actor);
}

Result<void> CreateWorkspaceHandler::handle(const Context &context, const CreateWorkspace &wish, WorkingSet &set) const
{
    if (!context.isSystem() && !wish.ownerId.isNull())
        return Error::forbidden(QStringLiteral("A workspace belongs to the person who makes it."));
    if (set.find<Workspace>(context.stream.scope))
        return ErrorCode::AlreadyExists;
    auto owner = memberFrom(context, context.isSystem() ? wish.ownerId : context.actor, Role::Owner, set);
    if (!owner)
        return owner.error();
    Workspace workspace;
    workspace.id = context.stream.scope;
    workspace.name = wish.name;
    workspace.createdAt = context.now;
    set.put(std::move(workspace));
    set.put(std::move(*owner));
    return {};
}

void ArchiveWorkspaceHandler::needs(const Context &context, const ArchiveWorkspace &, const WorkingSet &,
                                    Needs &needs) const
{
    needs.row<Workspace>(context.stream.scope);
}

Result<void> ArchiveWorkspaceHandler::handle(const Context &context, const ArchiveWorkspace &wish,
                                             WorkingSet &set) const
{
    const auto *workspace = set.find<Workspace>(context.stream.scope);
    if (!workspace)
        return Error::notFound(QStringLiteral("workspace"));
    if ((workspace->archivedAt != 0) == wish.archived)
        return {};
    Workspace changed = *workspace;
    changed.archivedAt = wish.archived ? context.now : 0;
    set.put(std::move(changed));
    return {};
}

void SetMemberHandler::needs(const Context &context, const SetMember &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Workspace>(context.stream.scope);
    needs.all<Member>();
    needs.person(wish.userId);
}

Result<void> SetMemberHandler::handle(const Context &context, const SetMember &wish, WorkingSet &set) const
{
    if (!set.find<Workspace>(context.stream.scope))
        return Error::notFound(QStringLiteral("workspace"));
    auto member = memberFrom(context, wish.userId, wish.role, set);
    if (!member)
        return member.error();
    const auto *before = set.find<Member>(member->id);
    const bool wasOwner = before && before->role == Role::Owner;
    const bool changesOwner = wasOwner != (wish.role == Role::Owner);
    if (auto ok = mayTouchOwner(context, changesOwner); !ok)
        return ok;
    if (wasOwner && changesOwner && !isOtherOwnerLeft(set, wish.userId))
        return ErrorCode::LastOwner;
    set.put(std::move(*member));
    return {};
}

void RemoveMemberHandler::needs(const Context &, const RemoveMember &, const WorkingSet &, Needs &needs) const
{
    needs.all<Member>();
}

Result<void> RemoveMemberHandler::handle(const Context &context, const RemoveMember &wish, WorkingSet &set) const
{
    const auto *member = set.find<Member>(memberId(context.stream.workspace, wish.userId));
    if (!member)
        return {};
    if (auto ok = mayTouchOwner(context, member->role == Role::Owner); !ok)
        return ok;
    if (member->role == Role::Owner && !isOtherOwnerLeft(set, wish.userId))
        return ErrorCode::LastOwner;
    set.remove(EntityKind::Member, member->id);
    return {};
}

void ListProjectHandler::needs(const Context &context, const ListProject &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Workspace>(context.stream.scope);
    needs.row<ProjectEntry>(wish.projectId);
}

Result<void> ListProjectHandler::handle(const Context &context, const ListProject &wish, WorkingSet &set) const
{
    if (!set.find<Workspace>(context.stream.scope))
        return Error::notFound(QStringLiteral("workspace"));
    const auto *before = set.find<ProjectEntry>(wish.projectId);
    ProjectEntry entry = before ? *before : ProjectEntry{};
    entry.id = wish.projectId;
    entry.name = wish.name;
    entry.key = wish.key;
    entry.color = wish.color;
    entry.archivedAt = wish.archivedAt;
    set.put(std::move(entry));
    return {};
}

void RenameMemberHandler::needs(const Context &context, const RenameMember &wish, const WorkingSet &,
                                Needs &needs) const
{
    const Uuid row = memberId(context.stream.scope, wish.userId);
    if (context.stream.kind == StreamKind::Project) {
        needs.row<Project>(context.stream.scope);
        needs.row<ProjectMember>(row);
    } else {
        needs.row<Workspace>(context.stream.scope);
        needs.row<Member>(row);
    }
}

Result<void> RenameMemberHandler::handle(const Context &context, const RenameMember &wish, WorkingSet &set) const
{
    const Uuid row = memberId(context.stream.scope, wish.userId);
    if (context.stream.kind == StreamKind::Project) {
        if (!set.find<Project>(context.stream.scope))
            return Error::notFound(QStringLiteral("project"));
        rename<ProjectMember>(row, wish.name, set);
    } else {
        if (!set.find<Workspace>(context.stream.scope))
            return Error::notFound(QStringLiteral("workspace"));
        rename<Member>(row, wish.name, set);
    }
    return {};
}

void CreateUserHandler::needs(const Context &context, const CreateUser &, const WorkingSet &, Needs &needs) const
{
    needs.row<User>(context.stream.scope);
}

Result<void> CreateUserHandler::handle(const Context &context, const CreateUser &wish, WorkingSet &set) const
{
    if (set.find<User>(context.stream.scope))
        return ErrorCode::AlreadyExists;
    User user;
    user.id = context.stream.scope;
    user.email = wish.email.trimmed().toLower();
    user.name = wish.name;
    user.createdAt = context.now;
    if (!user.email.contains(u'@'))
        return Error::invalidField(QStringLiteral("email"), QStringLiteral("must be an e-mail address"));
    set.put(std::move(user));
    return {};
}

void RemoveUserHandler::needs(const Context &context, const RemoveUser &, const WorkingSet &, Needs &needs) const
{
    needs.row<User>(context.stream.scope);
    needs.all<TaskMaster::Access>();
}

Result<void> RemoveUserHandler::handle(const Context &context, const RemoveUser &wish, WorkingSet &set) const
{
    const auto *user = set.find<User>(context.stream.scope);
    if (!user)
        return {};
    if (user->email != wish.email.trimmed().toLower())
        return Error::invalidField(QStringLiteral("email"), QStringLiteral("is not that of this account"));
    std::vector<Uuid> open;
    for (const TaskMaster::Access *access : set.all<TaskMaster::Access>())
        open.push_back(access->id);
    for (const Uuid &id : open)
        set.remove(EntityKind::Access, id);
    set.remove(EntityKind::User, context.stream.scope);
    return {};
}

void GrantAccessHandler::needs(const Context &context, const GrantAccess &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<User>(context.stream.scope);
    needs.row<TaskMaster::Access>(wish.projectId.isNull() ? wish.workspaceId : wish.projectId);
}

Result<void> GrantAccessHandler::handle(const Context &context, const GrantAccess &wish, WorkingSet &set) const
{
    if (!set.find<User>(context.stream.scope)) // removed meanwhile: then there is nothing to take back
        return wish.granted ? Result<void>(Error::notFound(QStringLiteral("account"))) : Result<void>();
    const Uuid id = wish.projectId.isNull() ? wish.workspaceId : wish.projectId;
    const auto *before = set.find<TaskMaster::Access>(id);
    if (!wish.granted) {
        if (before)
            set.remove(EntityKind::Access, id);
        return {};
    }
    TaskMaster::Access access = before ? *before : TaskMaster::Access{};
    access.id = id;
    access.workspaceId = wish.workspaceId;
    access.projectId = wish.projectId;
    access.name = wish.name;
    access.role = wish.role;
    set.put(std::move(access));
    return {};
}

} // namespace TaskMaster::Server
