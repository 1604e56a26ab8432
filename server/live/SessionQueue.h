// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/live/LiveMetrics.h"

#include <QByteArray>
#include <QObject>
#include <QPointer>
#include <QTcpSocket>

#include <functional>
#include <vector>

namespace TaskMaster::Server {

class SessionQueue;
class Switches;

/// How much may wait for one client before something gives way.
struct QueueLimits {
    qint64 softBytes = 256 * 1024; ///< above: volatile messages are dropped, transfers wait
    qint64 hardBytes = 1024 * 1024; ///< above: live events are no longer queued, the client catches up from the log
};

/**
 * Collects the queues of one lane that have something to send, and sends them when the loop turn is over. One per lane,
 * made and used in its thread; outlives the queues.
 */
class SendTurn final : public QObject {
public:
    SendTurn(const Switches &switches, LiveMetrics &metrics);

    [[nodiscard]] bool isMerging() const { return m_isMerging; }
    [[nodiscard]] bool isDirect() const { return m_isDirect; }

protected:
    bool event(QEvent *event) override;

private:
    friend class SessionQueue;
    void add(SessionQueue &queue);
    void remove(SessionQueue &queue);

    const bool m_isMerging;
    const bool m_isDirect;
    LiveMetrics &m_metrics;
    std::vector<SessionQueue *> m_due;
    std::vector<SessionQueue *> m_sending; ///< what event() is walking through
};

/**
 * Everything that goes to one client goes through here, in order: answers, durable events, volatile messages. Frames
 * are shared, not copied, while they wait. QWebSocket itself only writes pongs and the close frame, through the same
 * QTcpSocket, so frames never mix. Lane's thread only.
 */
class SessionQueue final {
public:
    /// `onRoom` runs when the queue has fallen below the soft limit after hasRoom() was false.
    SessionQueue(QTcpSocket *socket, SendTurn &turn, const QueueLimits &limits, std::function<void()> onRoom);
    ~SessionQueue();
    Q_DISABLE_COPY_MOVE(SessionQueue)

    /// Answers and transfers: always queued. Their senders have limits of their own, see hasRoom() and queuedBytes().
    void queueAnswer(const QByteArray &frame);
    /// False if the client lags: then the frame is not queued, and the stream must catch up from the log later.
    [[nodiscard]] bool queueEvent(const QByteArray &frame);
    /// False if it was dropped.
    bool queueVolatile(const QByteArray &frame);

    /// Below the soft limit. After a false, onRoom tells when.
    [[nodiscard]] bool hasRoom();
    [[nodiscard]] qint64 queuedBytes() const;

    /// Sends what the socket takes now, without waiting for the end of the turn.
    void flush();
    /// Nothing is sent or queued any more: before the WebSocket closes, and when the connection is lost.
    void close();
    [[nodiscard]] bool isOpen() const { return m_socket != nullptr; }

private:
    friend class SendTurn;
    void queue(const QByteArray &frame);
    /// Both say whether to go on: false once the socket takes no more for now.
    bool sendDirectly();
    bool write(qint64 unsentBytes);
    void dropSent(std::size_t frames);
    void written();
    void tellRoom();

    QPointer<QTcpSocket> m_socket;
    qintptr m_descriptor = -1;
    SendTurn &m_turn;
    const QueueLimits &m_limits;
    std::function<void()> m_onRoom;
    std::vector<QByteArray> m_waiting;
    std::size_t m_firstWaiting = 0; ///< before it lie frames already sent
    qint64 m_waitingBytes = 0;
    bool m_isDue = false;
    bool m_isLagging = false;
    bool m_isRoomWanted = false;
};

} // namespace TaskMaster::Server
