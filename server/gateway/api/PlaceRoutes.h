// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiServices.h"

namespace TaskMaster::Server {

class ApiDoor;
class Router;

/**
 * `GET /api/v1/workspaces` and `GET /api/v1/projects`: what the person may open, over all streams. A workspace's row is
 * shown to its members, its projects too; guests see the projects that were opened to them. Called once at start;
 * `services` is kept by reference.
 */
void addPlaceRoutes(Router &router, ApiDoor &door, const ApiServices &services);

} // namespace TaskMaster::Server
