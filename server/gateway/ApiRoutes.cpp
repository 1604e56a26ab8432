// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/ApiRoutes.h"

#include "server/gateway/Router.h"
#include "server/gateway/api/ApiDoor.h"
#include "server/gateway/api/JsonSchema.h"
#include "shared/protocol/Codec.h"

namespace TaskMaster::Server {
namespace {

Schema versionSchema()
{
    const Schema text{{}, JsonSchema::text()};
    const Schema number{{}, JsonSchema::integer(1, 1000)};
    return JsonSchema::object(QStringLiteral("Version"), {}, JsonSchema::Way::Out,
                              {{QStringLiteral("product"), text},
                               {QStringLiteral("version"), text},
                               {QStringLiteral("protocol"), number},
                               {QStringLiteral("protocolOldest"), number},
                               {QStringLiteral("schema"), text}});
}

} // namespace

void addApiRoutes(Router &router, ApiDoor &door, const QString &version)
{
    const QJsonObject body{{QStringLiteral("product"), QStringLiteral("Task Master")},
                           {QStringLiteral("version"), version},
                           {QStringLiteral("protocol"), ProtocolVersion},
                           {QStringLiteral("protocolOldest"), ProtocolVersionOldest},
                           {QStringLiteral("schema"), Codec::schemaHash()}};
    RouteDescription about;
    about.tag = "Server";
    about.summary = QStringLiteral("Whether client and server fit together.");
    about.answer = {200, QStringLiteral("The versions."), versionSchema()};
    door.add(router, {"GET", "/api/v1/version", "version", {}, about},
             [body](const ApiRequest &, const HttpResponder &responder) {
                 responder.answer(HttpResponse::json(200, body));
             });
}

} // namespace TaskMaster::Server
