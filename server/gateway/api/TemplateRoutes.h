// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiDoor.h"
#include "server/gateway/api/ApiServices.h"

namespace TaskMaster::Server {

/// Using templates: `POST …/projects/{project}/templates/{templateId}/tasks` makes the task of a task template,
/// `POST …/workspaces/{workspace}/templates/{templateId}/projects` a project. Called once at start; `services` and the
/// clock are kept by reference.
void addTemplateRoutes(Router &router, ApiDoor &door, const ApiServices &services, const Clock &clock);

} // namespace TaskMaster::Server
