// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/live/SessionQueue.h"

#include "server/ops/Switches.h"

#include <QCoreApplication>
#include <QEvent>

#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace TaskMaster::Server {
namespace {

const QEvent::Type TurnEnded = static_cast<QEvent::Type>(QEvent::registerEventType());

/// Frames per system call.
constexpr std::size_t MergedFramesMax = 256;
/// Bytes that are copied into a QTcpSocket's own buffer at a time; the rest waits shared, in the queue.
constexpr qint64 SocketBufferBytesMax = 64 * 1024;
/// What may lie unsent in the kernel: enough to keep a fast line busy, and what is late shows here, where it can be
/// acted on, instead of in megabytes of socket buffer.
constexpr int KernelUnsentBytesMax = 128 * 1024;
/// An idle session keeps no more room than this.
constexpr std::size_t KeptCapacity = 16;

} // namespace

SendTurn::SendTurn(const Switches &switches, LiveMetrics &metrics)
    : m_isMerging(switches.isOn(Switch::MergedSends))
    , m_isDirect(switches.isOn(Switch::DirectSend))
    , m_metrics(metrics)
{
}

void SendTurn::add(SessionQueue &queue)
{
    if (m_due.empty())
        QCoreApplication::postEvent(this, new QEvent(TurnEnded));
    m_due.push_back(&queue);
}

void SendTurn::remove(SessionQueue &queue)
{
    for (auto *list : {&m_due, &m_sending})
        std::replace(list->begin(), list->end(), &queue, static_cast<SessionQueue *>(nullptr));
}

bool SendTurn::event(QEvent *event)
{
    if (event->type() != TurnEnded)
        return QObject::event(event);
    m_sending.swap(m_due);
    for (std::size_t i = 0; i < m_sending.size(); ++i) { // entries may become null meanwhile
        if (SessionQueue *queue = m_sending[i]) {
            queue->m_isDue = false;
            queue->flush();
            queue->tellRoom(); // what was sent directly is not followed by bytesWritten()
        }
    }
    m_sending.clear();
    return true;
}

SessionQueue::SessionQueue(QTcpSocket *socket, SendTurn &turn, const QueueLimits &limits, std::function<void()> onRoom)
    : m_socket(socket)
    , m_turn(turn)
    , m_limits(limits)
    , m_onRoom(std::move(onRoom))
{
    if (turn.isDirect() && !socket->inherits("QSslSocket"))
        m_descriptor = socket->socketDescriptor();
    const int unsent = KernelUnsentBytesMax;
    ::setsockopt(static_cast<int>(socket->socketDescriptor()), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
    QObject::connect(socket, &QTcpSocket::bytesWritten, &turn, [this] { written(); });
    QObject::connect(socket, &QTcpSocket::disconnected, &turn, [this] { close(); });
}

SessionQueue::~SessionQueue()
{
    close();
}

void SessionQueue::close()
{
    if (m_isDue)
        m_turn.remove(*this);
    m_isDue = false;
    if (m_socket)
        QObject::disconnect(m_socket, nullptr, &m_turn, nullptr);
    m_socket = nullptr;
    m_descriptor = -1; // the number may belong to somebody else soon
    m_waiting = {};
    m_firstWaiting = 0;
    m_waitingBytes = 0;
}

qint64 SessionQueue::queuedBytes() const
{
    return m_waitingBytes + (m_socket ? m_socket->bytesToWrite() : 0);
}

bool SessionQueue::hasRoom()
{
    m_isRoomWanted = queuedBytes() >= m_limits.softBytes;
    return !m_isRoomWanted;
}

void SessionQueue::queueAnswer(const QByteArray &frame)
{
    queue(frame);
}

bool SessionQueue::queueEvent(const QByteArray &frame)
{
    if (!m_isLagging && queuedBytes() + frame.size() > m_limits.hardBytes) {
        m_isLagging = true;
        m_turn.m_metrics.lagging.add();
    }
    // Once behind, nothing live until there is room again: else the log would be read for every single event.
    if (m_isLagging && !hasRoom())
        return false;
    m_isLagging = false;
    queue(frame);
    return true;
}

bool SessionQueue::queueVolatile(const QByteArray &frame)
{
    if (!m_socket || queuedBytes() + frame.size() > m_limits.softBytes) {
        m_turn.m_metrics.volatileDropped.add();
        return false;
    }
    queue(frame);
    return true;
}

void SessionQueue::queue(const QByteArray &frame)
{
    if (!m_socket)
        return;
    m_waiting.push_back(frame);
    m_waitingBytes += frame.size();
    if (!m_turn.isMerging())
        return flush();
    if (m_isDue)
        return;
    m_isDue = true;
    m_turn.add(*this);
}

void SessionQueue::flush()
{
    while (m_socket && m_firstWaiting < m_waiting.size()) {
        const qint64 unsent = m_socket->bytesToWrite();
        if (!(m_descriptor >= 0 && unsent == 0 ? sendDirectly() : write(unsent)))
            break;
    }
    if (m_firstWaiting < m_waiting.size() || m_firstWaiting == 0)
        return;
    m_firstWaiting = 0;
    if (m_waiting.capacity() > KeptCapacity)
        m_waiting = {};
    else
        m_waiting.clear();
}

bool SessionQueue::sendDirectly()
{
    std::array<iovec, MergedFramesMax> pieces; // NOLINT(cppcoreguidelines-pro-type-member-init): filled as needed
    const std::size_t count = m_turn.isMerging() ? std::min(m_waiting.size() - m_firstWaiting, MergedFramesMax) : 1;
    for (std::size_t i = 0; i < count; ++i) {
        const QByteArray &frame = m_waiting[m_firstWaiting + i];
        pieces[i] = {const_cast<char *>(frame.constData()), static_cast<std::size_t>(frame.size())};
    }
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    ssize_t sent = 0;
    do
        sent = ::sendmsg(static_cast<int>(m_descriptor), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    m_turn.m_metrics.sends.add();
    if (sent < 0) {
        // Not now, or never again: both are for QTcpSocket to find out, with its notifiers and signals.
        m_descriptor = errno == EAGAIN || errno == EWOULDBLOCK ? m_descriptor : -1;
        sent = 0;
    }
    m_turn.m_metrics.sentBytes.add(static_cast<quint64>(sent));
    std::size_t whole = 0;
    while (whole < count && static_cast<std::size_t>(sent) >= pieces[whole].iov_len)
        sent -= static_cast<ssize_t>(pieces[whole++].iov_len);
    const bool isAll = whole == count;
    if (!isAll) {
        const QByteArray &partly = m_waiting[m_firstWaiting + whole++];
        m_socket->write(partly.constData() + sent, partly.size() - sent);
    }
    dropSent(whole);
    return isAll;
}

bool SessionQueue::write(qint64 unsentBytes)
{
    if (unsentBytes >= SocketBufferBytesMax)
        return false;
    std::size_t count = 0;
    qint64 bytes = 0;
    for (std::size_t i = m_firstWaiting; i < m_waiting.size(); ++i, ++count) {
        if (count > 0 && (!m_turn.isMerging() || unsentBytes + bytes >= SocketBufferBytesMax))
            break;
        bytes += m_waiting[i].size();
    }
    // One write of many frames is one record on TLS; a single frame needs no copy.
    QByteArray merged = m_waiting[m_firstWaiting];
    if (count > 1) {
        merged.reserve(bytes);
        for (std::size_t i = 1; i < count; ++i)
            merged.append(m_waiting[m_firstWaiting + i]);
    }
    m_socket->write(merged);
    m_turn.m_metrics.sends.add();
    m_turn.m_metrics.sentBytes.add(static_cast<quint64>(bytes));
    dropSent(count);
    return true;
}

void SessionQueue::dropSent(std::size_t frames)
{
    for (std::size_t i = 0; i < frames; ++i) {
        QByteArray &frame = m_waiting[m_firstWaiting++];
        m_waitingBytes -= frame.size();
        frame = {};
    }
    // A reader that never quite keeps up must not leave an ever longer row of empty frames behind.
    if (m_firstWaiting >= MergedFramesMax && m_firstWaiting * 2 >= m_waiting.size()) {
        m_waiting.erase(m_waiting.begin(), m_waiting.begin() + static_cast<std::ptrdiff_t>(m_firstWaiting));
        m_firstWaiting = 0;
    }
}

void SessionQueue::written()
{
    if (m_socket->bytesToWrite() == 0 || m_descriptor < 0)
        flush();
    tellRoom();
}

void SessionQueue::tellRoom()
{
    if (m_isRoomWanted && hasRoom())
        m_onRoom();
}

} // namespace TaskMaster::Server
