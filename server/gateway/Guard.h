// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/HttpHead.h"
#include "server/gateway/TimerWheel.h"

#include <QPointer>
#include <QTcpSocket>

#include <memory>

namespace TaskMaster::Server {

class Counter;

/**
 * Stands before every connection from accept to close, or until it becomes a WebSocket. It lets complete, sound
 * requests through, one at a time, and answers all others itself with a 4xx or 5xx and a closed connection; slow, idle
 * and unread connections end at their deadlines. QAbstractHttpServer never sees a byte that the guard has not judged:
 * the guard reads inside a transaction of the socket and rolls it back when the request is complete. A child of its
 * socket; the lane's thread only.
 */
class Guard final : public QObject {
    Q_OBJECT
public:
    /// Who takes what is let through.
    class Receiver {
    public:
        virtual ~Receiver() = default;
        /// The first request of this connection is complete and unread in the socket: it is the HTTP server's from now
        /// on.
        virtual void takeConnection(QTcpSocket *socket) = 0;
        /// A valid opening handshake, unread in the socket, which the guard has left.
        virtual void takeWebSocket(QTcpSocket *socket) = 0;
    };

    Guard(QTcpSocket *socket, Receiver &receiver, TimerWheel &wheel, const HttpLimits &limits, Counter &refusals);

    /// The guard of a connection that is still HTTP.
    [[nodiscard]] static Guard *of(QTcpSocket *socket);

    /// The request that was let through last, without its body; and the number to answer it under.
    [[nodiscard]] HttpRequest takeRequest() { return std::move(m_head.request); }
    [[nodiscard]] quint64 requestNumber() const { return m_requestNumber; }

    /// Answers that request, if it is still the one that waits and the client is still there; else does nothing.
    void answer(quint64 requestNumber, const HttpResponse &response);

private:
    enum class State {
        Head, ///< waiting for a request, or reading its head
        Body,
        Answering, ///< a handler has it
        Lingering, ///< the last answer is written; the rest is read and thrown away, so that the client sees it
        Left, ///< a WebSocket took the connection
    };

    void read();
    void readHead();
    void expectBody();
    void readBody();
    void requestComplete();
    void expired();
    void idleExpired();
    void refuse(const HttpRefusal &refusal);
    void write(const HttpResponse &response, HttpWriting::Connection connection);
    void close();
    void halfClose();
    void cut();

    QTcpSocket &m_socket;
    Receiver &m_receiver;
    TimerWheel &m_wheel;
    const HttpLimits &m_limits;
    Counter &m_refusals;
    HttpHeadReader m_reader;
    HttpHead m_head;
    Deadline m_deadline;
    State m_state = State::Head;
    bool m_isTaken = false; ///< the HTTP server knows the connection
    bool m_isHandingOver = false;
    bool m_closeAfterAnswer = false;
    bool m_omitBody = false;
    std::shared_ptr<void> m_largeBody; ///< one of the few places for bodies above the usual limit
    qint64 m_unsentAtIdle = 0;
    quint64 m_requestNumber = 0;
};

} // namespace TaskMaster::Server
