// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiDoor.h"
#include "server/storage/QueryDoor.h"

namespace TaskMaster::Server {

/// `GET …/search?query=`: the tasks that a query of docs/QUERIES.md finds, in a project or in all that one may read of
/// a workspace, through the door that the WebSocket's `query` takes, too. Called once at start.
void addSearchRoutes(Router &router, ApiDoor &door, QueryDoor &queries, const Clock &clock);

} // namespace TaskMaster::Server
