// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/Authenticator.h"
#include "server/gateway/Lane.h"
#include "server/gateway/SessionLimits.h"
#include "server/live/HubLane.h"
#include "server/storage/QueryDoor.h"
#include "server/storage/WriteQueue.h"
#include "shared/core/Clock.h"

#include <QObject>

class QTcpSocket;
class QWebSocket;

namespace TaskMaster::Server {

class Session;
class SessionRegistry;

/// The figures of all sessions, looked up once.
struct SessionMetrics {
    explicit SessionMetrics(Metrics &metrics);

    Gauge &sessions; ///< WebSockets, before and after their hello
    Counter &frames;
    Counter &malformed;
    Counter &commands;
    Counter &queries;
    Counter &rateLimited;
    Counter &handshakes; ///< hellos that were welcomed
};

/// What sessions use; all of it outlives the lanes.
struct SessionServices {
    Hub &hub;
    WriteQueue &writes;
    QueryDoor &queries;
    Authenticator &authenticator;
    const Clock &clock;
    const Switches &switches;
    Metrics &metrics;
    SessionLimits limits;
};

/**
 * The sessions of one lane and what they share. A child of the lane's context, made when the first WebSocket of the
 * lane opens; lane's thread only.
 */
class SessionLane final : public QObject {
public:
    SessionLane(Lane &lane, const SessionServices &services, SessionMetrics &metrics, SessionRegistry &registry);
    ~SessionLane() override;

    /// Takes both over.
    void open(QWebSocket *webSocket, QTcpSocket *socket);

    template <class Visit> void forEach(Visit visit)
    {
        for (const auto &[id, session] : m_sessions)
            visit(*session);
    }
    [[nodiscard]] std::size_t count() const { return m_sessions.size(); }

    /// For sessions.
    void forget(quint64 session) { m_sessions.erase(session); }
    [[nodiscard]] const SessionServices &services() const { return m_services; }
    [[nodiscard]] SessionMetrics &metrics() { return m_metrics; }
    [[nodiscard]] SessionRegistry &registry() { return m_registry; }
    [[nodiscard]] const Lane &lane() const { return m_lane; }
    [[nodiscard]] HubLane &hub() { return m_hub; }
    [[nodiscard]] SendTurn &turn() { return m_turn; }
    [[nodiscard]] TimerWheel &wheel() { return m_lane.wheel(); }

private:
    Lane &m_lane;
    const SessionServices &m_services;
    SessionMetrics &m_metrics;
    SessionRegistry &m_registry;
    SendTurn m_turn;
    HubLane m_hub;
    quint64 m_lastSession = 0;
    std::unordered_map<quint64, Session *> m_sessions;
};

} // namespace TaskMaster::Server
