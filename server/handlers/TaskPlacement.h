// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/HandlerTable.h"

namespace TaskMaster::Server {

/// Where a task goes: a column, and neighbours that the client saw.
struct TaskPlace {
    Uuid taskId;
    Uuid columnId;
    Uuid afterId;
    Uuid beforeId;
};

/**
 * The order key for a place in a column, and the rare re-ranking of its surroundings when keys have become too long.
 * Shared by everything that puts a task somewhere. Pure.
 */
namespace TaskPlacement {

void needs(const Context &context, const TaskPlace &place, const WorkingSet &set, Needs &needs);
/// The key that the task gets. May put neighbours with new keys into the set.
[[nodiscard]] QString rankFor(const Context &context, const TaskPlace &place, WorkingSet &set);

} // namespace TaskPlacement

} // namespace TaskMaster::Server
