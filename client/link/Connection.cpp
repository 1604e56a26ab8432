// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/link/Connection.h"

#include "shared/protocol/CloseCodes.h"
#include "shared/protocol/Codec.h"

#include <QAbstractSocket>
#include <QSslError>

namespace TaskMaster::Client {
namespace {

/// A guess at the work that a frame makes on the GUI thread: rows, and what is not rows.
qsizetype costOf(const ServerFrame &frame)
{
    if (const auto *snapshot = std::get_if<Frames::Snapshot>(&frame))
        return 1 + snapshot->rows.size();
    qsizetype cost = 1;
    if (const auto *events = std::get_if<Frames::Events>(&frame)) {
        for (const EventPtr &event : events->events)
            cost += 2 + event->changes.size();
    }
    return cost;
}

QString sentenceOf(QAbstractSocket::SocketError error, const QString &reason)
{
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        return Connection::tr("Nobody answers at the server's address; it may be restarting.");
    case QAbstractSocket::HostNotFoundError:
        return Connection::tr("The server's address cannot be found; is this computer online?");
    case QAbstractSocket::SslHandshakeFailedError:
        return Connection::tr("The server's certificate is not valid: %1").arg(reason);
    case QAbstractSocket::SocketTimeoutError:
        return Connection::tr("The server does not answer.");
    default:
        return Connection::tr("The connection to the server was lost.");
    }
}

} // namespace

bool FrameQueue::push(ServerFrame frame)
{
    const QMutexLocker locker(&m_mutex);
    m_frames.push_back(std::move(frame));
    return m_frames.size() == 1;
}

QList<ServerFrame> FrameQueue::takeSome(bool &isEmpty)
{
    static constexpr qsizetype CostMax = 2000;
    const QMutexLocker locker(&m_mutex);
    QList<ServerFrame> frames;
    for (qsizetype cost = 0; !m_frames.empty() && cost < CostMax;) {
        cost += costOf(m_frames.front());
        frames.append(std::move(m_frames.front()));
        m_frames.pop_front();
    }
    isEmpty = m_frames.empty();
    return frames;
}

void FrameQueue::clear()
{
    const QMutexLocker locker(&m_mutex);
    m_frames.clear();
}

Connection::Connection(FrameQueue &queue, const LinkTiming &timing)
    : m_queue(queue)
    , m_timing(timing)
    , m_backoff(timing.reconnectFirstMs, timing.reconnectMaxMs)
    , m_reconnectTimer(this)
    , m_silenceTimer(this)
    , m_answerTimer(this)
{
    m_clock.start();
    for (QTimer *timer : {&m_reconnectTimer, &m_silenceTimer, &m_answerTimer})
        timer->setSingleShot(true);
    m_silenceTimer.setInterval(timing.silenceMs);
    m_answerTimer.setInterval(timing.answerMs);
    connect(&m_reconnectTimer, &QTimer::timeout, this, &Connection::connectNow);
    connect(&m_silenceTimer, &QTimer::timeout, this, &Connection::sendPing);
    connect(&m_answerTimer, &QTimer::timeout, this, [this] { lost(tr("The server does not answer.")); });
}

void Connection::open(const QUrl &url)
{
    m_url = url;
    m_backoff.reset();
    connectNow();
}

void Connection::close()
{
    m_reconnectTimer.stop();
    m_url.clear();
    dropSocket();
}

void Connection::reconnectNow()
{
    if (m_reconnectTimer.isActive())
        connectNow();
}

void Connection::connectNow()
{
    m_reconnectTimer.stop();
    dropSocket();
    m_queue.clear(); // what the last connection brought and nobody took will be asked for again
    ++m_attempt;
    m_reconnectAfterMs = -1;
    m_socket = std::make_unique<QWebSocket>();
    m_socket->setMaxAllowedIncomingFrameSize(FrameReader::BytesMax);
    m_socket->setMaxAllowedIncomingMessageSize(FrameReader::BytesMax);
    connect(m_socket.get(), &QWebSocket::connected, this, &Connection::onConnected);
    connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this, &Connection::onMessage);
    connect(m_socket.get(), &QWebSocket::disconnected, this, &Connection::onDisconnected);
    connect(m_socket.get(), QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error), this,
            [this](QAbstractSocket::SocketError error) {
                // After the handshake `disconnected` follows, with a close code that says more.
                if (m_socket->state() != QAbstractSocket::ConnectedState
                    && m_socket->state() != QAbstractSocket::ClosingState)
                    lost(sentenceOf(error, m_socket->errorString()));
            });
    connect(m_socket.get(), &QWebSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        lost(sentenceOf(QAbstractSocket::SslHandshakeFailedError, errors.first().errorString()));
    });
    Q_EMIT connecting();
    m_answerTimer.start();
    m_socket->open(m_url);
}

void Connection::onConnected()
{
    // Commands are small and their answers are waited for: Nagle would hold them back. QWebSocket has no setting.
    if (auto *socket = m_socket->findChild<QAbstractSocket *>())
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_answerTimer.start(); // for the welcome
    Q_EMIT helloWanted(m_attempt);
}

void Connection::send(const ClientFrame &frame, int attempt)
{
    if (!m_socket || attempt != m_attempt)
        return;
    if (const auto *submit = std::get_if<Frames::Submit>(&frame); submit && m_submittedAt.size() < MeasuredMax)
        m_submittedAt.insert(submit->command.commandId, m_clock.elapsed());
    if (std::holds_alternative<Frames::Hello>(frame))
        m_helloAt = m_clock.elapsed();
    m_socket->sendBinaryMessage(Codec::encode(frame, Encoding::Cbor));
    if (m_isWelcomed)
        m_silenceTimer.start();
}

void Connection::sendPing()
{
    m_pingedAt = m_clock.elapsed();
    send(Frames::Ping{}, m_attempt);
    if (!m_answerTimer.isActive())
        m_answerTimer.start();
}

void Connection::onMessage(const QByteArray &message)
{
    auto frame = m_reader.read(message);
    if (!frame) {
        // A kind of frame that a newer server knows is not for us; anything else means that we lost the thread.
        if (frame.error().code != ErrorCode::UnknownFrame)
            lost(tr("The server sent something that cannot be understood: %1").arg(frame.error().message));
        return;
    }
    noteFrame(*frame);
    if (m_queue.push(std::move(*frame)))
        Q_EMIT framesQueued();
}

void Connection::noteFrame(const ServerFrame &frame)
{
    if (std::holds_alternative<Frames::Welcome>(frame)) {
        m_isWelcomed = true;
        m_backoff.reset();
        // The first thing that is measured: a ping comes only after a silence, a command when somebody has a wish.
        if (m_helloAt >= 0)
            Q_EMIT latencyMeasured(m_clock.elapsed() - std::exchange(m_helloAt, -1));
        m_answerTimer.stop();
        m_silenceTimer.start();
    } else if (m_pingedAt >= 0) {
        m_answerTimer.stop(); // whatever it is, it is a sign of life
    }
    if (const auto *goodbye = std::get_if<Frames::Goodbye>(&frame)) {
        m_reconnectAfterMs = goodbye->reconnectAfterMs;
    } else if (const auto *accepted = std::get_if<Frames::Accepted>(&frame)) {
        noteAnswer(accepted->commandId);
    } else if (const auto *rejected = std::get_if<Frames::Rejected>(&frame)) {
        noteAnswer(rejected->commandId);
    } else if (std::holds_alternative<Frames::Pong>(frame) && m_pingedAt >= 0) {
        Q_EMIT latencyMeasured(m_clock.elapsed() - std::exchange(m_pingedAt, -1));
    }
}

void Connection::noteAnswer(const Uuid &commandId)
{
    const auto it = m_submittedAt.constFind(commandId);
    if (it == m_submittedAt.cend())
        return;
    Q_EMIT latencyMeasured(m_clock.elapsed() - *it);
    m_submittedAt.erase(it);
}

void Connection::onDisconnected()
{
    const CloseDescription description = describeClose(static_cast<quint16>(m_socket->closeCode()));
    // QWebSocket tells Normal for connections that just broke; a server never closes one of ours like that on purpose.
    const bool isBroken = description.code == CloseCode::Normal;
    if (description.comeBack || isBroken) {
        lost(isBroken ? tr("The connection to the server was lost.") : QString::fromLatin1(description.sentence));
        return;
    }
    close();
    Q_EMIT ended(QString::fromLatin1(description.sentence),
                 description.code == CloseCode::Unauthenticated || description.code == CloseCode::Revoked);
}

void Connection::lost(const QString &sentence)
{
    dropSocket();
    if (m_url.isEmpty())
        return;
    const int delayMs = m_backoff.nextMs();
    m_reconnectTimer.start(m_reconnectAfterMs < 0
                               ? delayMs
                               : static_cast<int>(qMin<qint64>(m_reconnectAfterMs, m_timing.reconnectMaxMs)) + delayMs);
    Q_EMIT waiting(sentence);
}

void Connection::dropSocket()
{
    m_silenceTimer.stop();
    m_answerTimer.stop();
    m_submittedAt.clear();
    m_helloAt = -1;
    m_pingedAt = -1;
    m_isWelcomed = false;
    if (!m_socket)
        return;
    // Often called by one of its signals: it must outlive them, silently.
    QWebSocket *socket = m_socket.release();
    socket->disconnect(this);
    if (socket->state() == QAbstractSocket::ConnectedState)
        socket->close();
    else
        socket->abort();
    socket->deleteLater();
}

} // namespace TaskMaster::Client
