// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/WebSocketDoor.h"

namespace TaskMaster::Server {

WebSocketDoor::WebSocketDoor(const SessionServices &services)
    : m_services(services)
    , m_metrics(services.metrics)
{
}

std::function<void(Lane &, QWebSocket *, QTcpSocket *)> WebSocketDoor::accepted()
{
    return [this](Lane &lane, QWebSocket *webSocket, QTcpSocket *socket) { open(lane, webSocket, socket); };
}

void WebSocketDoor::open(Lane &lane, QWebSocket *webSocket, QTcpSocket *socket)
{
    QPointer<SessionLane> &sessions = m_lanes[static_cast<std::size_t>(lane.number())];
    if (!sessions)
        sessions = new SessionLane(lane, m_services, m_metrics, m_registry);
    sessions->open(webSocket, socket);
}

} // namespace TaskMaster::Server
