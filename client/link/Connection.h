// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/link/Backoff.h"
#include "client/link/FrameReader.h"
#include "client/link/Link.h"

#include <QElapsedTimer>
#include <QHash>
#include <QMutex>
#include <QTimer>
#include <QWebSocket>

#include <deque>

namespace TaskMaster::Client {

/// How patient a link is; tests are less so.
struct LinkTiming {
    int silenceMs = 25'000; ///< after so much own silence: ping
    int answerMs = 10'000; ///< no sign of life after a ping, or no welcome after connecting
    int reconnectFirstMs = 200;
    int reconnectMaxMs = 30'000;
};

/// Frames on their way from the link's thread to the GUI's: the only thing that both touch.
class FrameQueue {
public:
    /// True: it was empty, so somebody has to be told.
    bool push(ServerFrame frame);
    /// About as many as can be worked on within a few milliseconds.
    [[nodiscard]] QList<ServerFrame> takeSome(bool &isEmpty);
    void clear();

private:
    QMutex m_mutex;
    std::deque<ServerFrame> m_frames;
};

/**
 * ServerLink's other half: the socket, what it sends and hears, heartbeat and coming back. Lives on the link's thread,
 * where messages are also decoded; ServerLink calls it by queued calls and hears its signals.
 */
class Connection : public QObject {
    Q_OBJECT

public:
    Connection(FrameQueue &queue, const LinkTiming &timing);

    void open(const QUrl &url);
    void close();
    /// `attempt` names the connection that it is for: what was meant for an older one is dropped.
    void send(const ClientFrame &frame, int attempt);
    void reconnectNow();

Q_SIGNALS:
    void connecting();
    /// The socket is open: send the hello.
    void helloWanted(int attempt);
    void framesQueued();
    void waiting(const QString &sentence);
    /// Closed, and it stays so.
    void ended(const QString &sentence, bool signInRequired);
    void latencyMeasured(qint64 latencyMs);

private:
    void connectNow();
    void onConnected();
    void onMessage(const QByteArray &message);
    void onDisconnected();
    void noteFrame(const ServerFrame &frame);
    void noteAnswer(const Uuid &commandId);
    void sendPing();
    void lost(const QString &sentence);
    void dropSocket();

    static constexpr qsizetype MeasuredMax = 256;

    FrameQueue &m_queue;
    LinkTiming m_timing;
    FrameReader m_reader;
    Backoff m_backoff;
    QUrl m_url;
    std::unique_ptr<QWebSocket> m_socket;
    QTimer m_reconnectTimer;
    QTimer m_silenceTimer;
    QTimer m_answerTimer;
    QElapsedTimer m_clock;
    QHash<Uuid, qint64> m_submittedAt; ///< commands that were not answered yet, to measure
    qint64 m_helloAt = -1;
    qint64 m_pingedAt = -1;
    qint64 m_reconnectAfterMs = -1; ///< the server's wish in its goodbye
    int m_attempt = 0;
    bool m_isWelcomed = false;
};

} // namespace TaskMaster::Client
