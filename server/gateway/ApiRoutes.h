// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace TaskMaster::Server {

class ApiDoor;
class Router;

/// `GET /api/v1/version`: {product, version, protocol, protocolOldest, schema}, so that a client knows before it signs
/// in whether the two fit together. Called once at start.
void addApiRoutes(Router &router, ApiDoor &door, const QString &version);

} // namespace TaskMaster::Server
