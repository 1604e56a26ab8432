// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/HandlerTable.h"

namespace TaskMaster::Server {

/// Decisions about a project and its furniture: columns, labels, and who of the guests may come in. Stateless and pure.
class CreateProjectHandler {
public:
    static constexpr Capability capability = Capability::ManageProject;
    void needs(const Context &context, const CreateProject &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const CreateProject &wish, WorkingSet &set) const;
};

class ArchiveProjectHandler {
public:
    static constexpr Capability capability = Capability::ManageWorkspace;
    void needs(const Context &context, const ArchiveProject &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const ArchiveProject &wish, WorkingSet &set) const;
};

class AddProjectMemberHandler {
public:
    static constexpr Capability capability = Capability::ManageWorkspace;
    void needs(const Context &context, const AddProjectMember &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const AddProjectMember &wish, WorkingSet &set) const;
};

class RemoveProjectMemberHandler {
public:
    static constexpr Capability capability = Capability::ManageWorkspace;
    void needs(const Context &context, const RemoveProjectMember &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const RemoveProjectMember &wish, WorkingSet &set) const;
};

class CreateColumnHandler {
public:
    static constexpr Capability capability = Capability::ManageProject;
    void needs(const Context &context, const CreateColumn &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const CreateColumn &wish, WorkingSet &set) const;
};

class MoveColumnHandler {
public:
    static constexpr Capability capability = Capability::ManageProject;
    void needs(const Context &context, const MoveColumn &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const MoveColumn &wish, WorkingSet &set) const;
};

class ArchiveColumnHandler {
public:
    static constexpr Capability capability = Capability::ManageProject;
    void needs(const Context &context, const ArchiveColumn &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const ArchiveColumn &wish, WorkingSet &set) const;
};

class CreateLabelHandler {
public:
    static constexpr Capability capability = Capability::ManageProject;
    void needs(const Context &context, const CreateLabel &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const CreateLabel &wish, WorkingSet &set) const;
};

class ArchiveLabelHandler {
public:
    static constexpr Capability capability = Capability::ManageProject;
    void needs(const Context &context, const ArchiveLabel &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const ArchiveLabel &wish, WorkingSet &set) const;
};

} // namespace TaskMaster::Server
