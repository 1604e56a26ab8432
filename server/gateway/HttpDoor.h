// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/Guard.h"
#include "server/gateway/HttpHead.h"
#include "server/gateway/Router.h"
#include "server/gateway/TrustedProxies.h"

#include <QAbstractHttpServer>
#include <QElapsedTimer>
#include <QWebSocketServer>

#include <functional>
#include <unordered_map>

namespace TaskMaster::Server {

class Counter;
class Histogram;
class Lane;
class LaneListener;
class Metrics;

/// What every lane's door shares; everything in it outlives the lanes.
struct HttpDoorOptions {
    HttpLimits limits;
    int connectionsMax = 20'000; ///< per lane
    bool isCompressing = true;
    TrustedProxies proxies;
    qint64 webSocketMessageBytesMax = 256 * 1024; ///< incoming; Qt's default is 2 GiB
    /// A WebSocket is open, in this lane's thread, with the socket under it (for direct sends; it dies with the
    /// WebSocket: use it only while that is connected). It is a child of the lane's context; whoever takes it deletes
    /// it in the end.
    std::function<void(Lane &lane, QWebSocket *webSocket, QTcpSocket *socket)> webSocketAccepted;
};

/**
 * The HTTP server of one lane, made in the lane's thread. Connections come from its LaneListener through a Guard each;
 * complete requests go to the Router's handlers, opening handshakes to a QWebSocketServer that never listens itself. It
 * answers in one write, compressed where the client likes it, obeys HEAD and Connection, knows 404, 405 and OPTIONS,
 * gives each request an id for the log, counts, and turns whatever a handler throws into a 500. (QAbstractHttpServer
 * owns the connection; from Qt 6.5 on handleRequest gets a responder instead of the socket, which is the one place to
 * change.)
 */
class HttpDoor final : public QAbstractHttpServer, private Guard::Receiver {
    Q_OBJECT
public:
    HttpDoor(Lane &lane, int listenDescriptor, const Router &router, const HttpDoorOptions &options, Metrics &metrics);
    ~HttpDoor() override;

    [[nodiscard]] int connectionCount() const;

protected:
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;

private:
    void takeConnection(QTcpSocket *socket) override;
    void takeWebSocket(QTcpSocket *socket) override;
    void webSocketConnected();
    void dispatch(HttpRequest request, Guard *guard);
    void call(const Route &route, const HttpRequest &request, const HttpResponder &responder) const;
    [[nodiscard]] HttpResponder::Write writer(Guard *guard, const Route &route, const QByteArray &requestId);

    /// Tells the sockets of QWebSocketServer's connections, which it does not give away.
    struct Endpoints {
        QHostAddress peer;
        QHostAddress local;
        quint16 peerPort = 0;
        quint16 localPort = 0;
        bool operator==(const Endpoints &) const = default;
    };

    Lane &m_lane;
    const Router &m_router;
    const HttpDoorOptions &m_options;
    Metrics &m_metrics;
    struct RouteFigures {
        QByteArray route;
        Histogram *duration = nullptr;
        std::array<Counter *, 5> answers = {}; ///< 1xx … 5xx
    };
    std::unordered_map<const Route *, RouteFigures> m_figures;
    LaneListener *m_listener;
    QWebSocketServer m_webSockets;
    QList<QPair<Endpoints, QPointer<QTcpSocket>>> m_opening; ///< handed to m_webSockets, not yet connected
};

} // namespace TaskMaster::Server
