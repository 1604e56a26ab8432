// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/SessionLane.h"

#include "server/gateway/Session.h"
#include "server/gateway/SessionRegistry.h"

namespace TaskMaster::Server {

SessionMetrics::SessionMetrics(Metrics &metrics)
    : sessions(metrics.gauge("sessions", "Open WebSockets."))
    , frames(metrics.counter("session_frames", "Messages received through WebSockets."))
    , malformed(metrics.counter("session_malformed_frames", "Messages that could not be read."))
    , commands(metrics.counter("session_commands", "Commands handed to the write lanes by sessions."))
    , queries(metrics.counter("session_queries", "Queries asked by sessions."))
    , rateLimited(metrics.counter("session_rate_limited", "Messages refused because a session sent too many."))
    , handshakes(metrics.counter("session_welcomes", "Sessions whose token and version were accepted."))
{
}

SessionLane::SessionLane(Lane &lane, const SessionServices &services, SessionMetrics &metrics,
                         SessionRegistry &registry)
    : QObject(lane.context())
    , m_lane(lane)
    , m_services(services)
    , m_metrics(metrics)
    , m_registry(registry)
    , m_turn(services.switches, services.hub.metrics())
    , m_hub(services.hub, lane.number(),
            [mailbox = lane.mailbox()](std::function<void()> work) { mailbox.post(std::move(work)); })
{
    m_registry.attach(*this, lane.mailbox());
}

SessionLane::~SessionLane()
{
    m_registry.detach(*this);
    qDeleteAll(children()); // the sessions, while what they use still stands
}

void SessionLane::open(QWebSocket *webSocket, QTcpSocket *socket)
{
    const quint64 id = ++m_lastSession;
    m_sessions.emplace(id, new Session(*this, id, webSocket, socket));
}

} // namespace TaskMaster::Server
