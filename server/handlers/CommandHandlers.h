// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/DeclareHandler.h"

namespace TaskMaster::Server {

/// Decisions about other commands: many at once, taking back, rows as they were elsewhere.
TASKMASTER_HANDLER(PutRows, SystemOnly);

/// What is inside is asked for its own capability, one by one; here only that one sees the stream at all.
class BulkHandler {
public:
    [[nodiscard]] static Capability capabilityIn(StreamKind stream)
    {
        return stream == StreamKind::Project ? Capability::ViewProject
            : stream == StreamKind::Personal ? Capability::OwnPersonal
            : stream == StreamKind::User     ? Capability::OwnAccount
                                             : Capability::ViewWorkspace;
    }
    void needs(const Context &context, const Bulk &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const Bulk &wish, WorkingSet &set) const;
};

/// Each row that is changed back is asked for the capability that changing it takes.
class UndoHandler {
public:
    [[nodiscard]] static Capability capabilityIn(StreamKind stream)
    {
        return stream == StreamKind::Personal ? Capability::OwnPersonal : Capability::EditWork;
    }
    void needs(const Context &context, const Undo &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const Undo &wish, WorkingSet &set) const;
};

class DismissConflictHandler {
public:
    [[nodiscard]] static Capability capabilityIn(StreamKind stream)
    {
        return Access::capabilityFor(EntityKind::Conflict, stream);
    }
    void needs(const Context &context, const DismissConflict &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const DismissConflict &wish, WorkingSet &set) const;
};

} // namespace TaskMaster::Server
