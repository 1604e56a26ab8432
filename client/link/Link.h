// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/Frames.h"

#include <QObject>
#include <QUrl>

#include <functional>

namespace TaskMaster::Client {

/// With whom to talk, as whom.
struct LinkTarget {
    QUrl server; ///< http(s)://host[:port]
    QString token;
    Uuid clientId; ///< of this installation
    std::function<QList<Position>()> streams; ///< asked before each hello: subscribe to these, from there
};

/**
 * The door to the server: frames out, frames in, and whether anybody is there. ServerLink is the real one, tests have a
 * fake one; Sync and Outbox are the only ones who use it. It reconnects by itself and says `Ready` after each welcome;
 * what was sent before that is lost, and nobody is told. The GUI thread's.
 */
class Link : public QObject {
    Q_OBJECT

public:
    enum class State : quint8 {
        Off, ///< closed, and it stays so until open()
        Connecting,
        Ready, ///< welcomed
        Waiting, ///< lost; it comes back by itself
    };
    Q_ENUM(State)

    using QObject::QObject;

    virtual void open(const LinkTarget &target) = 0;
    virtual void close() = 0;
    /// Only while Ready; otherwise it is dropped.
    virtual void send(const ClientFrame &frame) = 0;
    /// Somebody knows that it is worth trying now: while Waiting, do not wait longer.
    virtual void reconnectNow() = 0;

    [[nodiscard]] State state() const { return m_state; }
    /// While Waiting or Off: why, in a sentence.
    [[nodiscard]] QString problem() const { return m_problem; }
    /// The last measured round trip; -1: not known.
    [[nodiscard]] qint64 latencyMs() const { return m_latencyMs; }

Q_SIGNALS:
    void stateChanged();
    void latencyChanged();
    /// In the order the server sent them, several at a time when they come fast. A Welcome comes before Ready.
    void framesReceived(const QList<TaskMaster::ServerFrame> &frames);
    /// The server will not have us with this token: sign in again.
    void signInRequired(const QString &sentence);

protected:
    void setState(State state, const QString &problem = {})
    {
        if (m_state == state && m_problem == problem)
            return;
        m_state = state;
        m_problem = problem;
        Q_EMIT stateChanged();
    }
    void setLatency(qint64 latencyMs)
    {
        m_latencyMs = latencyMs;
        Q_EMIT latencyChanged();
    }

private:
    State m_state = State::Off;
    QString m_problem;
    qint64 m_latencyMs = -1;
};

} // namespace TaskMaster::Client

Q_DECLARE_METATYPE(QList<TaskMaster::ServerFrame>)
