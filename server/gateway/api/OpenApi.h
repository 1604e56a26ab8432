// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace TaskMaster::Server {

class ApiDoor;
class Router;

/**
 * The OpenAPI 3.1 document, made from the table of routes and their descriptions: nothing in it is written by hand but
 * the words around it. Routes without a tag are not part of the API.
 */
namespace OpenApi {

[[nodiscard]] QJsonObject document(const Router &router, const QString &version);

/// `GET /api/v1/openapi.json`. Called last: the document has the routes that are there by then, and this one.
void addRoute(Router &router, ApiDoor &door, const QString &version);

} // namespace OpenApi

} // namespace TaskMaster::Server
