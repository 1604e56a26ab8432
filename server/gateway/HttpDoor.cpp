// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/HttpDoor.h"

#include "server/gateway/Lane.h"
#include "server/gateway/LaneListener.h"
#include "server/gateway/Logging.h"
#include "server/ops/Log.h"
#include "server/ops/Metrics.h"

#include <QHttpServerRequest>
#include <QRandomGenerator>
#include <QWebSocket>

namespace TaskMaster::Server {
namespace {

constexpr qsizetype RequestIdMax = 64;

/// What the client calls its request, as long as that is fit for a log; else a name of our own.
QByteArray requestId(const HttpRequest &request)
{
    const QByteArray given = request.header("X-Request-Id").value_or(QByteArray());
    const bool isPlain = std::all_of(given.begin(), given.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_'
            || c == '.';
    });
    if (!given.isEmpty() && given.size() <= RequestIdMax && isPlain)
        return given;
    return QByteArray::number(QRandomGenerator::global()->generate64(), 36);
}

/// One line per answer: what went wrong on our side is for everybody, the rest for who looks for it.
void logAnswer(const QByteArray &route, const QByteArray &id, int status, std::chrono::nanoseconds took)
{
    const bool isOurFault = status >= 500 && status != 503; // 503 is said on purpose, and often
    if (!isOurFault && !lcGateway().isDebugEnabled())
        return;
    const QString line = QStringLiteral("Answered a request.") + field("route", QString::fromLatin1(route))
        + field("request", QString::fromLatin1(id)) + field("status", status)
        + field("us", static_cast<qint64>(took.count() / 1000));
    if (!isOurFault)
        qCDebug(lcGateway).noquote() << line;
    else
        qCWarning(lcGateway).noquote() << line;
}

} // namespace

HttpDoor::HttpDoor(Lane &lane, int listenDescriptor, const Router &router, const HttpDoorOptions &options,
                   Metrics &metrics)
    : QAbstractHttpServer(lane.context())
    , m_lane(lane)
    , m_router(router)
    , m_options(options)
    , m_metrics(metrics)
    , m_webSockets(QStringLiteral("Task Master"), QWebSocketServer::NonSecureMode)
{
    const MetricLabels laneLabel{{"lane", QByteArray::number(lane.number())}};
    Gauge &connections = metrics.gauge("connections", "Open connections, WebSockets included.", laneLabel);
    Counter &refusals = metrics.counter(
        "http_refusals", "Requests that the guard answered because they were malformed, oversized or slow.");
    for (const auto &route : router.routes()) {
        RouteFigures &figures = m_figures[route.get()];
        figures.route = route->name;
        figures.duration = &metrics.histogram("http_request_duration_us", "From the complete request to its answer.",
                                              {{"route", route->name}});
        for (std::size_t i = 0; i < figures.answers.size(); ++i)
            figures.answers[i] =
                &metrics.counter("http_answers", "Answers by the first digit of their status.",
                                 {{"route", route->name}, {"status", QByteArray::number(int(i) + 1) + "xx"}});
    }
    m_listener = new LaneListener(lane, listenDescriptor, options.connectionsMax, connections,
                                  [this, &refusals](QTcpSocket *socket) {
                                      new Guard(socket, *this, m_lane.wheel(), m_options.limits, refusals);
                                  });
    bind(m_listener);
    connect(&m_webSockets, &QWebSocketServer::newConnection, this, &HttpDoor::webSocketConnected);
}

HttpDoor::~HttpDoor()
{
    delete m_listener; // and its connections, while their receiver still stands
}

int HttpDoor::connectionCount() const
{
    return m_listener->connectionCount();
}

void HttpDoor::takeConnection(QTcpSocket *socket)
{
    m_listener->deliver(socket);
}

bool HttpDoor::handleRequest(const QHttpServerRequest &request, QTcpSocket *socket)
{
    // The guard has read this request already and says what is in it; only the bytes of the body are Qt's.
    Guard *guard = Guard::of(socket);
    Q_ASSERT(guard);
    HttpRequest own = guard->takeRequest();
    own.body = request.body();
    dispatch(std::move(own), guard);
    return true;
}

void HttpDoor::missingHandler(const QHttpServerRequest &, QTcpSocket *)
{
    Q_UNREACHABLE(); // handleRequest answers everything
}

void HttpDoor::dispatch(HttpRequest request, Guard *guard)
{
    const quint64 number = guard->requestNumber();
    if (request.path == "*")
        return guard->answer(number, {204, {{"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"}}, {}});
    const Router::Outcome outcome = m_router.find(request.method, request.path);
    if (std::holds_alternative<Router::NotFound>(outcome)) {
        const QString sentence = QStringLiteral("There is nothing at this address.");
        return guard->answer(number, HttpResponse::problem(404, sentence, Error(ErrorCode::NotFound).wire()));
    }
    if (const auto *notAllowed = std::get_if<Router::NotAllowed>(&outcome)) {
        if (request.method == "OPTIONS")
            return guard->answer(number, {204, {{"Allow", notAllowed->allow}}, {}});
        const Error error(ErrorCode::MethodNotAllowed);
        return guard->answer(number,
                             HttpResponse::problem(405, error.message, error.wire(), {{"Allow", notAllowed->allow}}));
    }
    const auto &match = std::get<Router::Match>(outcome);
    request.parameters = match.parameters;
    request.id = requestId(request);
    request.peer = m_options.proxies.clientOf(request.peer, request.headers);
    const ContentCoding coding = m_options.isCompressing ? preferredCoding(request) : ContentCoding::Identity;
    call(match.route, request, HttpResponder(m_lane.mailbox(), writer(guard, match.route, request.id), coding));
}

HttpResponder::Write HttpDoor::writer(Guard *guard, const Route &route, const QByteArray &requestId)
{
    QElapsedTimer timer;
    timer.start();
    return [guard = QPointer<Guard>(guard), number = guard->requestNumber(), timer, requestId,
            &figures = m_figures.at(&route)](const HttpResponse &response) {
        const std::chrono::nanoseconds took(timer.nsecsElapsed());
        figures.duration->observe(took);
        figures.answers[static_cast<std::size_t>(std::clamp(response.status / 100, 1, 5) - 1)]->add();
        logAnswer(figures.route, requestId, response.status, took);
        if (!guard)
            return;
        HttpResponse marked = response;
        marked.headers.append(HttpHeader{"X-Request-Id", requestId});
        guard->answer(number, marked);
    };
}

void HttpDoor::call(const Route &route, const HttpRequest &request, const HttpResponder &responder) const
{
    // The outermost door: an exception that got here would end the process.
    QString what;
    try {
        return route.handler(request, responder);
    } catch (const std::exception &exception) {
        what = QString::fromUtf8(exception.what());
    } catch (...) {
        what = QStringLiteral("not a std::exception");
    }
    qCCritical(lcGateway).noquote() << QStringLiteral("A handler threw.")
            + field("route", QString::fromLatin1(route.name)) + field("request", QString::fromLatin1(request.id))
            + field("what", what);
    responder.answer(HttpResponse::problem(Error(ErrorCode::Internal)));
}

void HttpDoor::takeWebSocket(QTcpSocket *socket)
{
    m_opening.append(
        {{socket->peerAddress(), socket->localAddress(), socket->peerPort(), socket->localPort()}, socket});
    m_webSockets.handleConnection(socket);
}

void HttpDoor::webSocketConnected()
{
    // Who vanished while opening: QWebSocket 6.4 cuts all connections of a socket's signals and never deletes it.
    m_opening.removeIf([](const auto &opening) {
        if (opening.second && opening.second->state() == QAbstractSocket::ConnectedState)
            return false;
        if (opening.second)
            opening.second->deleteLater();
        return true;
    });
    while (QWebSocket *webSocket = m_webSockets.nextPendingConnection()) {
        const Endpoints endpoints{webSocket->peerAddress(), webSocket->localAddress(), webSocket->peerPort(),
                                  webSocket->localPort()};
        const auto opening = std::find_if(m_opening.begin(), m_opening.end(),
                                          [&](const auto &known) { return known.first == endpoints; });
        QTcpSocket *socket =
            opening == m_opening.end() ? nullptr : m_opening.takeAt(opening - m_opening.begin()).second.data();
        webSocket->setParent(m_lane.context());
        if (socket)
            socket->setParent(webSocket);
        if (!socket || !m_options.webSocketAccepted) {
            webSocket->abort();
            webSocket->deleteLater();
            continue;
        }
        webSocket->setMaxAllowedIncomingFrameSize(static_cast<quint64>(m_options.webSocketMessageBytesMax));
        webSocket->setMaxAllowedIncomingMessageSize(static_cast<quint64>(m_options.webSocketMessageBytesMax));
        m_options.webSocketAccepted(m_lane, webSocket, socket);
    }
}

} // namespace TaskMaster::Server
