// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/UserAdmin.h"

namespace TaskMaster::Server {

class ApiDoor;
class Router;

/**
 * The accounts of the server: `/api/v1/admin/users`, for its admins with a key of admin scope that is not bound to a
 * workspace; to everybody else it is not there. Called once at start; everything outlives the router.
 */
void addUserRoutes(Router &router, ApiDoor &door, UserAdmin &users);

/// NotFound for who does not administer the server, whatever they are in a workspace.
[[nodiscard]] Result<void> mayAdministerServer(const Identity &who);

} // namespace TaskMaster::Server
