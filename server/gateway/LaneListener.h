// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/TimerWheel.h"
#include "shared/core/Result.h"

#include <QHostAddress>
#include <QTcpServer>

#include <functional>
#include <memory>
#include <vector>

namespace TaskMaster::Server {

class Gauge;
class Lane;

/**
 * The listening sockets of all lanes: one port, one SO_REUSEPORT socket per lane, among which the kernel spreads new
 * connections. Opened at start, before the lanes run, so that a port in use is an ordinary error of the start. Closes
 * what no lane has taken.
 */
class ListenSockets {
public:
    /// Port 0 picks a free one; port() tells which. AddressInUse and InvalidField (not an address of this machine, no
    /// right to the port) name address and port.
    static Result<ListenSockets> open(const QHostAddress &address, quint16 port, int count);

    ListenSockets(ListenSockets &&) noexcept = default;
    ListenSockets &operator=(ListenSockets &&) = delete;
    ~ListenSockets();

    [[nodiscard]] quint16 port() const { return m_port; }
    /// Hands a descriptor to its lane, which owns it from then on.
    [[nodiscard]] int take();

private:
    ListenSockets() = default;
    std::vector<int> m_descriptors;
    quint16 m_port = 0;
};

/**
 * Accepts the connections of one lane; made and used in the lane's thread. Each connection is handed out as a plain
 * connected QTcpSocket without delay (TCP_NODELAY) that stays in this thread; above the cap it gets a 503 and is
 * closed. After an accept() error (no descriptors left) it goes on by itself after a moment.
 */
class LaneListener final : public QTcpServer {
    Q_OBJECT
public:
    using Accepted = std::function<void(QTcpSocket *)>;

    LaneListener(Lane &lane, int descriptor, int connectionsMax, Gauge &connections, Accepted accepted);

    /// Passes a connection on to the QAbstractHttpServer that this listener is bound to.
    void deliver(QTcpSocket *socket);
    [[nodiscard]] int connectionCount() const { return m_tally->count; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    /// Counts sockets by their lives. Shared with them, since WebSockets may outlive the listener.
    struct Tally {
        int count = 0;
        Gauge &gauge;
    };
    class Counted;

    static void turnAway(int descriptor);

    const int m_connectionsMax;
    const std::shared_ptr<Tally> m_tally;
    Accepted m_accepted;
    Deadline m_resume;
};

} // namespace TaskMaster::Server
