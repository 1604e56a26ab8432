// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/link/ServerLink.h"

#include <QNetworkInformation>

namespace TaskMaster::Client {

ServerLink::ServerLink(const LinkTiming &timing, QObject *parent)
    : Link(parent)
    , m_connection(new Connection(m_queue, timing))
{
    m_connection->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_connection, &QObject::deleteLater);
    connect(m_connection, &Connection::connecting, this, [this] {
        if (m_isOpen)
            setState(State::Connecting, problem());
    });
    connect(m_connection, &Connection::helloWanted, this, &ServerLink::sayHello);
    connect(m_connection, &Connection::framesQueued, this, &ServerLink::deliver);
    connect(m_connection, &Connection::waiting, this, [this](const QString &sentence) {
        if (m_isOpen)
            setState(State::Waiting, sentence);
    });
    connect(m_connection, &Connection::ended, this, [this](const QString &sentence, bool mustSignIn) {
        if (!std::exchange(m_isOpen, false))
            return;
        setState(State::Off, sentence);
        if (mustSignIn)
            Q_EMIT signInRequired(sentence);
    });
    connect(m_connection, &Connection::latencyMeasured, this, &ServerLink::setLatency);
    followNetwork();
    m_thread.setObjectName(QStringLiteral("link"));
    m_thread.start();
}

ServerLink::~ServerLink()
{
    onConnection([](Connection &connection) {
        connection.close();
        QThread::currentThread()->quit();
    });
    m_thread.wait();
}

template <class Call> void ServerLink::onConnection(Call call)
{
    QMetaObject::invokeMethod(m_connection, [connection = m_connection, call] { call(*connection); });
}

void ServerLink::followNetwork()
{
    if (!QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability))
        return; // no such service on this computer: the timer alone decides
    connect(QNetworkInformation::instance(), &QNetworkInformation::reachabilityChanged, this,
            [this](QNetworkInformation::Reachability reachability) {
                if (reachability == QNetworkInformation::Reachability::Online)
                    reconnectNow();
            });
}

QUrl ServerLink::socketUrl(const QUrl &server)
{
    QUrl url = server;
    url.setScheme(server.scheme() == u"https" ? QStringLiteral("wss") : QStringLiteral("ws"));
    url.setPath(QStringLiteral("/ws"));
    return url;
}

void ServerLink::open(const LinkTarget &target)
{
    m_target = target;
    m_isOpen = true;
    setState(State::Connecting);
    onConnection([url = socketUrl(target.server)](Connection &connection) { connection.open(url); });
}

void ServerLink::close()
{
    m_isOpen = false;
    m_target = {};
    onConnection([](Connection &connection) { connection.close(); });
    setState(State::Off);
}

void ServerLink::reconnectNow()
{
    onConnection([](Connection &connection) { connection.reconnectNow(); });
}

void ServerLink::sayHello(int attempt)
{
    if (!m_isOpen)
        return;
    m_attempt = attempt;
    Frames::Hello hello{m_target.token, m_target.clientId, ProtocolVersion, {QStringLiteral("zstd")}, {}};
    if (m_target.streams)
        hello.streams = m_target.streams();
    onConnection([hello, attempt](Connection &connection) { connection.send(hello, attempt); });
}

void ServerLink::send(const ClientFrame &frame)
{
    if (state() == State::Ready)
        onConnection([frame, attempt = m_attempt](Connection &connection) { connection.send(frame, attempt); });
}

void ServerLink::deliver()
{
    if (!m_isOpen)
        return m_queue.clear();
    bool isEmpty = true;
    const QList<ServerFrame> frames = m_queue.takeSome(isEmpty);
    // The rest in the next turn of the event loop: input and painting go in between.
    if (!isEmpty)
        QMetaObject::invokeMethod(this, &ServerLink::deliver, Qt::QueuedConnection);
    if (frames.isEmpty())
        return;
    Q_EMIT framesReceived(frames);
    const bool isWelcome = std::any_of(frames.cbegin(), frames.cend(), [](const ServerFrame &frame) {
        return std::holds_alternative<Frames::Welcome>(frame);
    });
    if (isWelcome && m_isOpen)
        setState(State::Ready);
}

} // namespace TaskMaster::Client
