// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/ApiRoutes.h"

#include "server/gateway/Router.h"
#include "shared/protocol/Codec.h"

namespace TaskMaster::Server {

void addApiRoutes(Router &router, const QString &version)
{
    const QJsonObject body{{QStringLiteral("product"), QStringLiteral("Task Master")},
                           {QStringLiteral("version"), version},
                           {QStringLiteral("protocol"), ProtocolVersion},
                           {QStringLiteral("protocolOldest"), ProtocolVersionOldest},
                           {QStringLiteral("schema"), Codec::schemaHash()}};
    router.add({"GET", "/api/v1/version", "version",
                answering([body](const HttpRequest &) { return HttpResponse::json(200, body); })});
}

} // namespace TaskMaster::Server
