// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiDoor.h"
#include "server/gateway/api/ApiServices.h"

namespace TaskMaster::Server {

/**
 * The past over HTTP: who did what to a project or a task, and all rows of a project as they were at any moment. What
 * takes long is read through `past`, so that nobody waits for it who asks for the present. Called once at start.
 */
void addHistoryRoutes(Router &router, ApiDoor &door, const ApiServices &services, DbPool &past);

} // namespace TaskMaster::Server
