// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiDoor.h"
#include "server/gateway/api/ApiServices.h"

namespace TaskMaster::Server {

/// What becomes of values that lost: those of one task with everything one wants to know of them, and putting one back.
/// (The plain rows, and throwing one away, are like those of every other entity.) Called once at start.
void addConflictRoutes(Router &router, ApiDoor &door, const ApiServices &services);

} // namespace TaskMaster::Server
