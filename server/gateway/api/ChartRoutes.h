// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiDoor.h"
#include "server/gateway/api/ApiServices.h"
#include "shared/core/Clock.h"

namespace TaskMaster::Server {

/// What charts of a project are drawn from: cumulative flow and burndown, from the daily counters and, for today, from
/// the tasks as they are. Called once at start; `clock` outlives the router.
void addChartRoutes(Router &router, ApiDoor &door, const ApiServices &services, const Clock &clock);

} // namespace TaskMaster::Server
