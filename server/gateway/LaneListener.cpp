// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/LaneListener.h"

#include "server/gateway/HttpMessage.h"
#include "server/gateway/Lane.h"
#include "server/gateway/Logging.h"
#include "server/ops/Log.h"
#include "server/ops/Metrics.h"

#include <QTcpSocket>
#include <QtEndian>

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

namespace TaskMaster::Server {
namespace {

constexpr int Backlog = 4096; // Qt's 50 overflows when a thousand clients come back at once
constexpr std::chrono::milliseconds ResumeAfter{200};

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
    [[nodiscard]] const sockaddr *get() const { return reinterpret_cast<const sockaddr *>(&storage); }
};

SocketAddress socketAddress(const QHostAddress &address, quint16 port)
{
    SocketAddress result;
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        auto *v4 = reinterpret_cast<sockaddr_in *>(&result.storage);
        v4->sin_family = AF_INET;
        v4->sin_port = qToBigEndian(port);
        v4->sin_addr.s_addr = qToBigEndian(address.toIPv4Address());
        result.size = sizeof(sockaddr_in);
        return result;
    }
    auto *v6 = reinterpret_cast<sockaddr_in6 *>(&result.storage);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = qToBigEndian(port);
    const Q_IPV6ADDR bytes = address.toIPv6Address(); // all zero for QHostAddress::Any: both protocols
    std::memcpy(&v6->sin6_addr, &bytes, sizeof bytes);
    result.size = sizeof(sockaddr_in6);
    return result;
}

enum class Sharing { Alone, WithOtherLanes };

/// A bound socket, or -errno.
int boundSocket(const QHostAddress &address, quint16 port, Sharing sharing)
{
    const SocketAddress to = socketAddress(address, port);
    const int descriptor = ::socket(to.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        return -errno;
    const int on = 1;
    const int v6Only = address == QHostAddress(QHostAddress::Any) ? 0 : 1;
    if (to.storage.ss_family == AF_INET6)
        ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &v6Only, sizeof v6Only);
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (sharing == Sharing::WithOtherLanes)
        ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (::bind(descriptor, to.get(), to.size) == 0)
        return descriptor;
    const int error = errno;
    ::close(descriptor);
    return -error;
}

quint16 portOf(int descriptor)
{
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&storage), &size);
    if (storage.ss_family == AF_INET)
        return qFromBigEndian(reinterpret_cast<const sockaddr_in *>(&storage)->sin_port);
    return qFromBigEndian(reinterpret_cast<const sockaddr_in6 *>(&storage)->sin6_port);
}

Error listenError(const QHostAddress &address, quint16 port, int error)
{
    const QString place =
        (address.protocol() == QAbstractSocket::IPv6Protocol ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2"))
            .arg(address.toString())
            .arg(port);
    if (error == EADDRINUSE) {
        return {ErrorCode::AddressInUse,
                QStringLiteral(
                    "Cannot listen on %1: another program uses that port. Stop it, or choose another with --listen.")
                    .arg(place),
                {{QStringLiteral("address"), address.toString()}, {QStringLiteral("port"), port}}};
    }
    return {ErrorCode::ConfigInvalid,
            QStringLiteral("Cannot listen on %1: %2.").arg(place, QString::fromLocal8Bit(strerror(error))),
            {{QStringLiteral("address"), address.toString()}, {QStringLiteral("port"), port}}};
}

} // namespace

Result<ListenSockets> ListenSockets::open(const QHostAddress &address, quint16 port, int count)
{
    ListenSockets sockets;
    sockets.m_port = port;
    if (port != 0) {
        // SO_REUSEPORT would let a second server of the same user share the port without a word: ask once without it.
        const int probe = boundSocket(address, port, Sharing::Alone);
        if (probe < 0)
            return listenError(address, port, -probe);
        ::close(probe);
    }
    for (int i = 0; i < count; ++i) {
        const int descriptor = boundSocket(address, sockets.m_port, Sharing::WithOtherLanes);
        if (descriptor < 0)
            return listenError(address, sockets.m_port, -descriptor);
        sockets.m_descriptors.push_back(descriptor);
        if (::listen(descriptor, Backlog) != 0)
            return listenError(address, sockets.m_port, errno);
        sockets.m_port = portOf(descriptor);
    }
    return sockets;
}

ListenSockets::~ListenSockets()
{
    for (const int descriptor : m_descriptors)
        ::close(descriptor);
}

int ListenSockets::take()
{
    Q_ASSERT(!m_descriptors.empty());
    const int descriptor = m_descriptors.back();
    m_descriptors.pop_back();
    return descriptor;
}

LaneListener::LaneListener(Lane &lane, int descriptor, int connectionsMax, Gauge &connections, Accepted accepted)
    : QTcpServer(lane.context())
    , m_connectionsMax(connectionsMax)
    , m_tally(std::make_shared<Tally>(Tally{0, connections}))
    , m_accepted(std::move(accepted))
    , m_resume([this] { resumeAccepting(); })
{
    connect(this, &QTcpServer::acceptError, this, [this, &lane] {
        // Qt has stopped accepting. At once would spin while the descriptors are used up.
        qCWarning(lcGateway).noquote() << QStringLiteral("Cannot accept connections at the moment.")
                + field("why", errorString());
        lane.wheel().schedule(m_resume, ResumeAfter);
    });
    if (!setSocketDescriptor(descriptor))
        qFatal("A listening socket was refused: %s", qPrintable(errorString()));
}

/// A child of each socket. Not a slot on destroyed(): QWebSocket 6.4 cuts all connections of its socket's signals.
class LaneListener::Counted final : public QObject {
public:
    Counted(std::shared_ptr<Tally> tally, QObject *parent)
        : QObject(parent)
        , m_tally(std::move(tally))
    {
        add(1);
    }
    ~Counted() override { add(-1); }
    Q_DISABLE_COPY_MOVE(Counted)

private:
    void add(int amount)
    {
        m_tally->count += amount;
        m_tally->gauge.add(amount);
    }
    const std::shared_ptr<Tally> m_tally;
};

void LaneListener::incomingConnection(qintptr descriptor)
{
    if (m_tally->count >= m_connectionsMax)
        return turnAway(static_cast<int>(descriptor));
    auto *socket = new QTcpSocket(this);
    if (!socket->setSocketDescriptor(descriptor)) {
        delete socket;
        ::close(static_cast<int>(descriptor));
        return;
    }
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    new Counted(m_tally, socket);
    m_accepted(socket);
}

void LaneListener::turnAway(int descriptor)
{
    static const QByteArray answer =
        written(HttpResponse::problem(
                    503, QStringLiteral("The server has as many connections as it can serve; please try again."),
                    Error(ErrorCode::Overloaded).wire(), {{"Retry-After", "5"}}),
                {HttpWriting::Body::Send, HttpWriting::Connection::Close});
    // What has arrived is read first, or closing would reset the connection before the answer is seen.
    char unread[4096];
    while (::recv(descriptor, unread, sizeof unread, MSG_DONTWAIT) == sizeof unread) { }
    ::send(descriptor, answer.constData(), static_cast<std::size_t>(answer.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(descriptor, SHUT_WR);
    ::close(descriptor);
}

void LaneListener::deliver(QTcpSocket *socket)
{
    addPendingConnection(socket);
    Q_EMIT newConnection();
}

} // namespace TaskMaster::Server
