// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/Guard.h"

#include "server/gateway/Logging.h"
#include "server/ops/Log.h"
#include "server/ops/Metrics.h"

#include <atomic>
#include <sys/socket.h>

namespace TaskMaster::Server {
namespace {

/// A place for a large body until the pointer goes; null: all are taken.
std::shared_ptr<void> takeLargeBodyPlace(int placesMax)
{
    static std::atomic<int> taken = 0;
    if (taken.fetch_add(1) >= placesMax) {
        taken.fetch_sub(1);
        return nullptr;
    }
    return {&taken, [](std::atomic<int> *count) { count->fetch_sub(1); }};
}

} // namespace

Guard::Guard(QTcpSocket *socket, Receiver &receiver, TimerWheel &wheel, const HttpLimits &limits, Counter &refusals)
    : QObject(socket)
    , m_socket(*socket)
    , m_receiver(receiver)
    , m_wheel(wheel)
    , m_limits(limits)
    , m_refusals(refusals)
    , m_reader(limits)
    , m_deadline([this] { expired(); })
{
    // A request must fit; more than that is not taken from the kernel before it is judged.
    socket->setReadBufferSize(limits.headBytesMax + limits.bodyBytesMax + 1);
    connect(socket, &QTcpSocket::readyRead, this, &Guard::read);
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    m_wheel.schedule(m_deadline, limits.headTime);
}

Guard *Guard::of(QTcpSocket *socket)
{
    return socket->findChild<Guard *>(QString(), Qt::FindDirectChildrenOnly);
}

void Guard::read()
{
    if (m_isHandingOver)
        return; // that readyRead is for the HTTP server
    switch (m_state) {
    case State::Head:
        return readHead();
    case State::Body:
        return readBody();
    case State::Answering:
        // A second request before the first is answered. The first was let through, so it is answered, and truly; what
        // came behind it is thrown away, and the closed connection says so (RFC 9112, 9.3.2).
        m_closeAfterAnswer = true;
        m_socket.readAll();
        return;
    case State::Lingering:
        m_socket.readAll();
        return;
    case State::Left:
        return;
    }
}

void Guard::readHead()
{
    if (!m_socket.isTransactionStarted())
        m_socket.startTransaction();
    const QByteArray bytes = m_socket.read(m_limits.headBytesMax + 1);
    if (bytes.isEmpty())
        return;
    if (m_reader.size() == 0) {
        if (m_socket.bytesToWrite() > m_limits.unsentBytesMax)
            return cut(); // asks and asks, and reads nothing
        if (m_requestNumber > 0)
            m_wheel.schedule(m_deadline, m_limits.headTime);
    }
    HttpHeadReader::Outcome outcome = m_reader.feed(bytes);
    if (const auto *refusal = std::get_if<HttpRefusal>(&outcome))
        return refuse(*refusal);
    auto *head = std::get_if<HttpHead>(&outcome);
    if (!head)
        return;
    m_head = std::move(*head);
    expectBody();
}

void Guard::expectBody()
{
    const bool isLarge = m_head.contentLength > m_limits.bodyBytesMax;
    if (isLarge) {
        m_largeBody = takeLargeBodyPlace(m_limits.largeBodiesMax);
        if (!m_largeBody)
            return refuse({503,
                           QStringLiteral("Other large files are being received; try again soon."),
                           {{"Retry-After", "10"}}});
        m_socket.setReadBufferSize(m_limits.headBytesMax + m_head.contentLength + 1);
    }
    m_state = State::Body;
    m_wheel.schedule(m_deadline, isLarge ? m_limits.largeBodyTime : m_limits.bodyTime);
    if (m_head.expectsContinue)
        m_socket.write("HTTP/1.1 100 Continue\r\n\r\n");
    readBody();
}

void Guard::readBody()
{
    // Only counted here: the HTTP server keeps the bytes. Back to the start to see how many there are in all, and to
    // their end again, so that the HTTP server, which is told of the same readyRead, finds nothing yet.
    m_socket.rollbackTransaction();
    const qint64 missing = m_reader.size() + m_head.contentLength - m_socket.bytesAvailable();
    if (missing > 0) {
        m_socket.startTransaction();
        m_socket.skip(m_socket.bytesAvailable());
        return;
    }
    if (missing < 0)
        return refuse(
            {400, QStringLiteral("More was sent than one request; wait for its answer before the next."), {}});
    requestComplete();
}

void Guard::requestComplete()
{
    if (std::exchange(m_largeBody, nullptr))
        m_socket.setReadBufferSize(m_limits.headBytesMax + m_limits.bodyBytesMax + 1);
    ++m_requestNumber;
    m_reader.reset();
    m_closeAfterAnswer = m_head.after == HttpHead::After::Close;
    m_omitBody = m_head.request.method == "HEAD";
    m_head.request.peer = m_socket.peerAddress();
    if (m_head.wantsWebSocket) {
        m_state = State::Left;
        m_deadline.cancel();
        m_socket.disconnect(this);
        setParent(nullptr); // and with that, no longer found by of()
        deleteLater();
        m_receiver.takeWebSocket(&m_socket);
        return;
    }
    m_state = State::Answering;
    m_wheel.schedule(m_deadline, m_limits.answerTime);
    if (std::exchange(m_isTaken, true))
        return; // the HTTP server is told of this readyRead after us
    m_isHandingOver = true;
    m_receiver.takeConnection(&m_socket);
    Q_EMIT m_socket.readyRead();
    m_isHandingOver = false;
}

void Guard::answer(quint64 requestNumber, const HttpResponse &response)
{
    if (m_state != State::Answering || requestNumber != m_requestNumber
        || m_socket.state() != QAbstractSocket::ConnectedState)
        return;
    if (m_closeAfterAnswer) {
        write(response, HttpWriting::Connection::Close);
        return close();
    }
    write(response, HttpWriting::Connection::KeepAlive);
    m_state = State::Head;
    m_unsentAtIdle = m_socket.bytesToWrite();
    m_wheel.schedule(m_deadline, m_limits.idleTime);
}

void Guard::write(const HttpResponse &response, HttpWriting::Connection connection)
{
    m_socket.write(written(
        response,
        {m_omitBody ? HttpWriting::Body::Omit : HttpWriting::Body::Send, connection, m_head.request.minorVersion}));
    m_socket.flush(); // now, not after another turn of the loop
}

void Guard::refuse(const HttpRefusal &refusal)
{
    m_largeBody.reset();
    m_refusals.add();
    qCDebug(lcGateway).noquote() << QStringLiteral("Refused a request: %1").arg(refusal.sentence)
            + field("status", refusal.status) + field("peer", m_socket.peerAddress().toString());
    m_omitBody = false;
    write(HttpResponse::problem(refusal.status, refusal.sentence, {}, refusal.headers), HttpWriting::Connection::Close);
    close();
}

void Guard::expired()
{
    switch (m_state) {
    case State::Head:
        if (m_reader.size() == 0)
            return idleExpired();
        return refuse({408, QStringLiteral("The head of the request took too long."), {}});
    case State::Body:
        return refuse({408, QStringLiteral("The body of the request took too long."), {}});
    case State::Answering:
        qCWarning(lcGateway).noquote() << QStringLiteral("A request was not answered in time.")
                + field("seconds", m_limits.answerTime.count() / 1000);
        m_closeAfterAnswer = true;
        return answer(m_requestNumber, HttpResponse::problem(Error(ErrorCode::Timeout)));
    case State::Lingering:
        return cut();
    case State::Left:
        return;
    }
}

void Guard::idleExpired()
{
    // A client that still reads its answer is not idle, as long as it gets on.
    const qint64 unsent = m_socket.bytesToWrite();
    if (unsent > 0 && unsent < m_unsentAtIdle) {
        m_unsentAtIdle = unsent;
        m_wheel.schedule(m_deadline, m_limits.idleTime);
        return;
    }
    cut(); // nothing was asked, so nothing is said
}

void Guard::close()
{
    if (m_socket.state() != QAbstractSocket::ConnectedState)
        return; // gone while the answer was written
    // Closing while bytes of the client are unread resets the connection, and the client may never see the answer: so
    // only our direction is closed, and what still comes is read and thrown away until the client has closed, too.
    m_state = State::Lingering;
    QObject::disconnect(&m_socket, &QTcpSocket::readyRead, nullptr, nullptr);
    connect(&m_socket, &QTcpSocket::readyRead, this, &Guard::read);
    if (m_socket.isTransactionStarted())
        m_socket.commitTransaction();
    m_socket.readAll();
    m_wheel.schedule(m_deadline, m_limits.lingerTime);
    if (m_socket.bytesToWrite() == 0)
        return halfClose();
    connect(&m_socket, &QTcpSocket::bytesWritten, this, [this] {
        m_wheel.schedule(m_deadline, m_limits.lingerTime);
        if (m_socket.bytesToWrite() == 0)
            halfClose();
    });
}

void Guard::halfClose()
{
    ::shutdown(static_cast<int>(m_socket.socketDescriptor()), SHUT_WR);
}

void Guard::cut()
{
    m_deadline.cancel();
    QObject::disconnect(&m_socket, &QTcpSocket::readyRead, nullptr, nullptr); // the HTTP server may be next in line
    m_socket.abort();
    m_socket.deleteLater(); // also where QAbstractHttpServer has cut all connections of the socket's signals
}

} // namespace TaskMaster::Server
