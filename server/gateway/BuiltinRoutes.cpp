// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/BuiltinRoutes.h"

#include "server/gateway/Router.h"
#include "server/ops/Metrics.h"
#include "server/ops/Readiness.h"

namespace TaskMaster::Server {
namespace {

HttpResponse readiness(const Readiness &checks)
{
    QJsonObject outcomes;
    bool isReady = true;
    for (const Readiness::Outcome &outcome : checks.ask()) {
        isReady = isReady && outcome.result.ok();
        outcomes[outcome.name] = outcome.result.ok() ? QStringLiteral("ok") : outcome.result.error().message;
    }
    HttpResponse response = HttpResponse::json(
        isReady ? 200 : 503, {{QStringLiteral("ready"), isReady}, {QStringLiteral("checks"), outcomes}});
    response.headers.append(HttpHeader{"Cache-Control", "no-store"});
    return response;
}

} // namespace

void addBuiltinRoutes(Router &router, const Readiness &checks, const Metrics &metrics)
{
    router.add(
        {"GET", "/livez", "livez", answering([](const HttpRequest &) { return HttpResponse::text(200, "ok\n"); })});
    router.add({"GET", "/readyz", "readyz", answering([&checks](const HttpRequest &) { return readiness(checks); })});
    router.add({"GET", "/metrics", "metrics", answering([&metrics](const HttpRequest &) {
                    return HttpResponse{
                        200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, metrics.writeText()};
                })});
    router.add({"GET", "/ws", "webSocket", answering([](const HttpRequest &) {
                    return HttpResponse::problem(426, QStringLiteral("This address speaks WebSocket only."), {},
                                                 {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}});
                })});
}

} // namespace TaskMaster::Server
