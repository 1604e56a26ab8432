// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/HandlerTable.h"

namespace TaskMaster::Server {

/// Decisions about workspaces, the people in them, and accounts. Stateless and pure.
class CreateWorkspaceHandler {
public:
    static constexpr Capability capability = Capability::CreateWorkspace;
    void needs(const Context &context, const CreateWorkspace &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const CreateWorkspace &wish, WorkingSet &set) const;
};

class ArchiveWorkspaceHandler {
public:
    static constexpr Capability capability = Capability::OwnWorkspace;
    void needs(const Context &context, const ArchiveWorkspace &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const ArchiveWorkspace &wish, WorkingSet &set) const;
};

class SetMemberHandler {
public:
    static constexpr Capability capability = Capability::ManageWorkspace;
    void needs(const Context &context, const SetMember &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const SetMember &wish, WorkingSet &set) const;
};

class RemoveMemberHandler {
public:
    static constexpr Capability capability = Capability::ManageWorkspace;
    void needs(const Context &context, const RemoveMember &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const RemoveMember &wish, WorkingSet &set) const;
};

class ListProjectHandler {
public:
    static constexpr Capability capability = Capability::SystemOnly;
    void needs(const Context &context, const ListProject &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const ListProject &wish, WorkingSet &set) const;
};

class RenameMemberHandler {
public:
    static constexpr Capability capability = Capability::SystemOnly;
    void needs(const Context &context, const RenameMember &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const RenameMember &wish, WorkingSet &set) const;
};

class CreateUserHandler {
public:
    static constexpr Capability capability = Capability::SystemOnly;
    void needs(const Context &context, const CreateUser &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const CreateUser &wish, WorkingSet &set) const;
};

class RemoveUserHandler {
public:
    static constexpr Capability capability = Capability::SystemOnly;
    void needs(const Context &context, const RemoveUser &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const RemoveUser &wish, WorkingSet &set) const;
};

class GrantAccessHandler {
public:
    static constexpr Capability capability = Capability::SystemOnly;
    void needs(const Context &context, const GrantAccess &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const GrantAccess &wish, WorkingSet &set) const;
};

} // namespace TaskMaster::Server
