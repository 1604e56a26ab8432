// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/SessionLane.h"
#include "server/gateway/SessionRegistry.h"

#include <array>

namespace TaskMaster::Server {

/**
 * Turns WebSockets that have opened into sessions. One per process, made by ServerApp before the lanes: give
 * `accepted()` to HttpDoorOptions::webSocketAccepted. Outlives the lanes, as does all that the services refer to.
 */
class WebSocketDoor {
public:
    explicit WebSocketDoor(const SessionServices &services);
    Q_DISABLE_COPY_MOVE(WebSocketDoor)

    [[nodiscard]] std::function<void(Lane &, QWebSocket *, QTcpSocket *)> accepted();
    [[nodiscard]] SessionRegistry &registry() { return m_registry; }

private:
    void open(Lane &lane, QWebSocket *webSocket, QTcpSocket *socket);

    const SessionServices m_services;
    SessionMetrics m_metrics;
    SessionRegistry m_registry;
    /// By lane; each is touched in its own lane's thread only.
    std::array<QPointer<SessionLane>, Hub::LanesMax> m_lanes;
};

} // namespace TaskMaster::Server
