// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gateway/GatewayFixture.h"

#include <QWebSocket>

using namespace TaskMaster;
using namespace TaskMaster::Server;

const Router &GatewayFixture::addRoutes()
{
    readiness.add(QStringLiteral("switch"), [this]() -> Result<void> {
        if (!isReady)
            return Error(ErrorCode::Unavailable);
        return {};
    });
    addBuiltinRoutes(router, readiness, metrics);
    const auto echo = answering([this](const HttpRequest &request) {
        ++handled;
        return HttpResponse::text(200, request.method + ' ' + request.path + '?' + request.query + ' ' + request.body);
    });
    router.add({"GET", "/echo", "getEcho", echo});
    router.add({"POST", "/echo", "postEcho", echo});
    router.add({"GET", "/tasks/{id}", "getTask", answering([this](const HttpRequest &request) {
                    ++handled;
                    return HttpResponse::text(200, request.parameter("id").toUtf8());
                })});
    router.add({"GET", "/tasks/mine", "getMine",
                answering([](const HttpRequest &) { return HttpResponse::text(200, "mine"); })});
    router.add({"DELETE", "/tasks/{id}", "deleteTask", answering([](const HttpRequest &) {
                    return HttpResponse{204, {}, {}};
                })});
    router.add({"GET", "/later", "getLater", [this](const HttpRequest &, const HttpResponder &responder) {
                    ++handled;
                    const QMutexLocker lock(&mutex);
                    waiting.push_back(responder);
                }});
    router.add({"GET", "/large", "getLarge",
                answering([](const HttpRequest &) { return HttpResponse::text(200, QByteArray(3'000'000, 'x')); })});
    router.add({"GET", "/throws", "getThrows",
                [](const HttpRequest &, const HttpResponder &) { throw std::runtime_error("broken"); }});
    router.add({"GET", "/fails", "getFails", answering([](const HttpRequest &) {
                    return HttpResponse::problem(
                        Error::invalidField(QStringLiteral("title"), QStringLiteral("is too long")));
                })});
    return router;
}

LaneGroup::Options GatewayFixture::withSockets(LaneGroup::Options options)
{
    options.door.webSocketAccepted = [this](Lane &lane, QWebSocket *webSocket, QTcpSocket *socket) {
        if (webSocket->peerPort() != socket->peerPort() || !lane.isCurrentThread())
            socketMatched = false;
        ++webSockets;
        QObject::connect(webSocket, &QWebSocket::textMessageReceived, webSocket, &QWebSocket::sendTextMessage);
        QObject::connect(webSocket, &QWebSocket::disconnected, webSocket, [this, webSocket] {
            --webSockets;
            webSocket->deleteLater();
        });
    };
    return options;
}
