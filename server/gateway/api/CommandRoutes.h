// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiServices.h"

namespace TaskMaster::Server {

class ApiDoor;
class Router;

/**
 * Everything that changes something: a route per line of CommandTable, a merge patch per kind of row that can be
 * edited, and `POST …/commands` for any command by its name, or many at once. They are commands like those of a
 * WebSocket, with `Idempotency-Key` as their id; the answer shows the row as it is after the commit. Called once at
 * start; `services` is kept by reference.
 */
void addCommandRoutes(Router &router, ApiDoor &door, const ApiServices &services);

} // namespace TaskMaster::Server
