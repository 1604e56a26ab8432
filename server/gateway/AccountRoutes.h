// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/OwnAccount.h"

namespace TaskMaster::Server {

class ApiDoor;
class Router;

/**
 * One's own account: `/api/v1/sessions`, `/api/v1/account/password`, `/api/v1/tokens`. All of it asks for a session: an
 * API token cannot make itself a bigger one. Called once at start; everything outlives the router.
 */
void addAccountRoutes(Router &router, ApiDoor &door, OwnAccount &account);

} // namespace TaskMaster::Server
