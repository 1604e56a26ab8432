// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiServices.h"

namespace TaskMaster::Server {

class ApiDoor;
class Router;

/// `GET …/events?after=seq`: the log of a stream, for those who follow it without a WebSocket. Called once at start;
/// `services` is kept by reference.
void addEventRoutes(Router &router, ApiDoor &door, const ApiServices &services);

} // namespace TaskMaster::Server
