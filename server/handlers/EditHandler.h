// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/HandlerTable.h"

namespace TaskMaster::Server {

/**
 * The one decision behind every editable field of every entity. What may be edited is in the entities' descriptions;
 * who may edit depends on the kind. The last writer wins, and a value that lost unseen is kept as a Conflict row.
 * Stateless and pure.
 */
class EditHandler {
public:
    void needs(const Context &context, const Edit &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const Edit &wish, WorkingSet &set) const;
};

} // namespace TaskMaster::Server
