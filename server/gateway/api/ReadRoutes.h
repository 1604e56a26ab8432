// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiServices.h"

namespace TaskMaster::Server {

class ApiDoor;
class Router;

/// `GET` of every kind of row, in pages and singly, from the table in Resources, and of every stream's events. Called
/// once at start; `services` is kept by reference.
void addReadRoutes(Router &router, ApiDoor &door, const ApiServices &services);

} // namespace TaskMaster::Server
