// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/DeclareHandler.h"

namespace TaskMaster::Server {

/// Decisions about templates, and about views, which may live in a workspace, a project or with one person.
TASKMASTER_HANDLER(CreateTemplate, ShareInWorkspace);
TASKMASTER_HANDLER(RemoveTemplate, ShareInWorkspace);

class CreateViewHandler {
public:
    [[nodiscard]] static Capability capabilityIn(StreamKind stream)
    {
        return Access::capabilityFor(EntityKind::SavedView, stream);
    }
    void needs(const Context &context, const CreateView &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const CreateView &wish, WorkingSet &set) const;
};

class RemoveViewHandler {
public:
    [[nodiscard]] static Capability capabilityIn(StreamKind stream)
    {
        return Access::capabilityFor(EntityKind::SavedView, stream);
    }
    void needs(const Context &context, const RemoveView &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const RemoveView &wish, WorkingSet &set) const;
};

} // namespace TaskMaster::Server
