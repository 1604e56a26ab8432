// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/LaneListener.h"
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/RawClient.h"

#include <QJsonDocument>
#include <QWebSocket>

#include <thread>

using namespace TaskMaster;
using namespace TaskMaster::Server;

/// What the HTTP door promises to handlers and to clients, over real sockets.
class HttpDoorTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("taskmaster.gateway.debug=false")); }
    void routesAreFound_data();
    void routesAreFound();
    void theRouteTableCanBeRead();
    void headIsGetWithoutTheBody();
    void anUnsupportedMethodNamesTheSupportedOnes();
    void optionsNameTheMethods();
    void anErrorBecomesAProblem();
    void aHandlerThatThrowsGivesA500AndTheServerLives();
    void aKeptConnectionServesManyRequests();
    void closingIsObeyed_data();
    void closingIsObeyed();
    void theClientIsToldToContinue();
    void anAnswerMayComeLaterFromAnotherThread();
    void aForgottenRequestIsAnsweredWithA500();
    void aRequestNobodyAnswersEndsAtItsDeadline();
    void anAnswerToALaterRequestIsNotTakenByAnEarlierOne();
    void clientsThatVanishBeforeTheAnswerDoNoHarm();
    void respondersMayOutliveTheLanes();
    void aLargeAnswerArrivesWhole();
    void twoLanesShareOnePort();
    void aPortInUseIsNamedInTheError();
    void anAddressThatIsNotOursIsNamedInTheError();
    void anIPv6AddressIsListenedOn();
    void liveReadyAndMetricsAreServed();
    void aWebSocketIsOpenedAndItsSocketKnown_data();
    void aWebSocketIsOpenedAndItsSocketKnown();
    void aWebSocketMessageThatIsTooLargeClosesIt();
    void aClientThatVanishesWhileItsWebSocketOpensDoesNoHarm();
    void stoppingTheLanesClosesEverything();
};

namespace {

constexpr int Soon = 5'000;

QByteArray request(const QByteArray &method, const QByteArray &path, const QByteArray &more = {})
{
    return method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}

/// One request on one connection: the client, with a complete answer.
std::unique_ptr<RawClient> asked(const GatewayFixture &gateway, const QByteArray &bytes)
{
    auto client = std::make_unique<RawClient>(gateway.port);
    client->send(bytes);
    if (!client->awaitAnswer())
        qWarning("no complete answer");
    return client;
}

} // namespace

void HttpDoorTest::routesAreFound_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const QByteArray &path, int status, const QByteArray &body = {}) {
        QTest::newRow(name) << path << status << body;
    };
    row("a parameter", "/tasks/42", 200, "42");
    row("a literal before a parameter", "/tasks/mine", 200, "mine");
    row("an escaped parameter", "/tasks/a%2Fb%20%C3%A9", 200, "a/b \xc3\xa9");
    row("an escaped literal", "/t%61sks/42", 200, "42");
    row("an empty parameter", "/tasks/", 404);
    row("a parameter that is not UTF-8", "/tasks/%ff", 404);
    row("too short", "/tasks", 404);
    row("too long", "/tasks/42/43", 404);
    row("a double slash", "//tasks/42", 404);
    row("a slash at the end", "/tasks/42/", 404);
    row("dots are not followed", "/tasks/../tasks/42", 404);
    row("the root", "/", 404);
    row("nothing of the sort", "/nowhere", 404);
}

void HttpDoorTest::routesAreFound()
{
    QFETCH(QByteArray, path);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    const GatewayFixture gateway;
    const auto client = asked(gateway, request("GET", path));
    QCOMPARE(client->status(), status);
    if (status == 200)
        QCOMPARE(client->body(), body);
    else
        QCOMPARE(client->header("Content-Type"), QByteArray("application/problem+json"));
}

void HttpDoorTest::theRouteTableCanBeRead()
{
    const GatewayFixture gateway;
    QByteArrayList names;
    for (const auto &route : gateway.router.routes())
        names.append(route->method + ' ' + route->pattern + ' ' + route->name);
    QVERIFY(names.contains("GET /tasks/{id} getTask"));
    QVERIFY(names.contains("GET /livez livez"));
}

void HttpDoorTest::headIsGetWithoutTheBody()
{
    const GatewayFixture gateway;
    RawClient client(gateway.port);
    client.send(request("HEAD", "/tasks/42"));
    QTRY_COMPARE(client.status(), 200);
    QCOMPARE(client.header("Content-Length"), QByteArray("2"));
    QCOMPARE(client.body(), QByteArray());
    client.forget();
    client.send(request("HEAD", "/nowhere"));
    QTRY_COMPARE(client.status(), 404);
    QCOMPARE(client.body(), QByteArray());
    client.forget();
    client.send(request("GET", "/tasks/42")); // the connection is still in step
    QTRY_COMPARE(client.body(), QByteArray("42"));
}

void HttpDoorTest::anUnsupportedMethodNamesTheSupportedOnes()
{
    const GatewayFixture gateway;
    const auto client = asked(gateway, request("PUT", "/tasks/42", "Content-Length: 0\r\n"));
    QCOMPARE(client->status(), 405);
    QCOMPARE(client->header("Allow"), QByteArray("GET, HEAD, DELETE, OPTIONS"));
    QCOMPARE(QJsonDocument::fromJson(client->body())[QStringLiteral("code")].toString(),
             QStringLiteral("methodNotAllowed"));
}

void HttpDoorTest::optionsNameTheMethods()
{
    const GatewayFixture gateway;
    auto client = asked(gateway, request("OPTIONS", "/tasks/42"));
    QCOMPARE(client->status(), 204);
    QCOMPARE(client->header("Allow"), QByteArray("GET, HEAD, DELETE, OPTIONS"));
    QCOMPARE(client->header("Content-Length"), QByteArray());
    client = asked(gateway, request("OPTIONS", "*"));
    QCOMPARE(client->status(), 204);
    client = asked(gateway, request("OPTIONS", "/nowhere"));
    QCOMPARE(client->status(), 404);
}

void HttpDoorTest::anErrorBecomesAProblem()
{
    const GatewayFixture gateway;
    const auto client = asked(gateway, request("GET", "/fails"));
    QCOMPARE(client->status(), 422);
    const QJsonObject problem = QJsonDocument::fromJson(client->body()).object();
    QCOMPARE(problem[QStringLiteral("title")].toString(), QStringLiteral("Unprocessable Content"));
    QCOMPARE(problem[QStringLiteral("code")].toString(), QStringLiteral("invalidField"));
    QCOMPARE(problem[QStringLiteral("details")][QStringLiteral("field")].toString(), QStringLiteral("title"));
}

void HttpDoorTest::aHandlerThatThrowsGivesA500AndTheServerLives()
{
    const GatewayFixture gateway;
    QTest::ignoreMessage(
        QtCriticalMsg,
        QRegularExpression(QStringLiteral("^A handler threw. route=getThrows request=\\w+ what=broken$")));
    const auto client = asked(gateway, request("GET", "/throws"));
    QCOMPARE(client->status(), 500);
    QVERIFY(!client->body().contains("broken"));
    client->forget();
    client->send(request("GET", "/echo"));
    QTRY_COMPARE(client->status(), 200);
}

void HttpDoorTest::aKeptConnectionServesManyRequests()
{
    const GatewayFixture gateway;
    RawClient client(gateway.port);
    for (int i = 0; i < 200; ++i) {
        const QByteArray body = "body " + QByteArray::number(i);
        client.forget();
        client.send(request("POST", "/echo", "Content-Length: " + QByteArray::number(body.size()) + "\r\n") + body);
        QVERIFY(client.awaitAnswer());
        QCOMPARE(client.body(), "POST /echo? " + body);
    }
    QVERIFY(!client.isClosed);
    QCOMPARE(gateway.handled, 200);
}

void HttpDoorTest::closingIsObeyed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("closes");
    QTest::newRow("1.1") << request("GET", "/echo") << false;
    QTest::newRow("1.1 and close") << request("GET", "/echo", "Connection: close\r\n") << true;
    QTest::newRow("1.1 and close among others") << request("GET", "/echo", "Connection: x, Close\r\n") << true;
    QTest::newRow("1.0") << QByteArray("GET /echo HTTP/1.0\r\n\r\n") << true;
    QTest::newRow("1.0 and keep-alive") << QByteArray("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") << false;
}

void HttpDoorTest::closingIsObeyed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, closes);
    const GatewayFixture gateway;
    const auto client = asked(gateway, bytes);
    QCOMPARE(client->status(), 200);
    QCOMPARE(client->header("Connection") == "close", closes);
    if (closes) {
        QVERIFY(client->awaitClose());
    } else {
        client->forget();
        client->send(bytes);
        QVERIFY(client->awaitAnswer());
    }
}

void HttpDoorTest::theClientIsToldToContinue()
{
    const GatewayFixture gateway;
    RawClient client(gateway.port);
    client.send(request("POST", "/echo", "Content-Length: 3\r\nExpect: 100-continue\r\n"));
    QTRY_COMPARE(client.received, QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    client.forget();
    client.send("abc");
    QTRY_COMPARE(client.body(), QByteArray("POST /echo? abc"));
}

void HttpDoorTest::anAnswerMayComeLaterFromAnotherThread()
{
    GatewayFixture gateway;
    RawClient client(gateway.port);
    for (int round = 0; round < 3; ++round) {
        client.forget();
        client.send(request("GET", "/later"));
        QTRY_COMPARE(gateway.waitingCount(), std::size_t(1));
        std::thread([&] { gateway.answerAll("from afar"); }).join();
        QTRY_COMPARE(client.body(), QByteArray("from afar"));
    }
}

void HttpDoorTest::aForgottenRequestIsAnsweredWithA500()
{
    GatewayFixture gateway;
    RawClient client(gateway.port);
    client.send(request("GET", "/later"));
    QTRY_COMPARE(gateway.waitingCount(), std::size_t(1));
    QTest::ignoreMessage(QtCriticalMsg, "A handler did not answer its request.");
    gateway.forgetAll();
    QTRY_COMPARE(client.status(), 500);
}

void HttpDoorTest::aRequestNobodyAnswersEndsAtItsDeadline()
{
    auto options = GatewayFixture::shortTimes();
    options.door.limits.answerTime = std::chrono::milliseconds(200);
    GatewayFixture gateway(options);
    RawClient client(gateway.port);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("not answered in time")));
    client.send(request("GET", "/later"));
    QVERIFY(client.awaitClose());
    QCOMPARE(client.status(), 504);
    gateway.answerAll("too late");
}

void HttpDoorTest::anAnswerToALaterRequestIsNotTakenByAnEarlierOne()
{
    GatewayFixture gateway;
    RawClient client(gateway.port);
    client.send(request("GET", "/later"));
    QTRY_COMPARE(gateway.waitingCount(), std::size_t(1));
    gateway.answerAll("one");
    QTRY_COMPARE(client.body(), QByteArray("one"));
    client.forget();
    client.send(request("GET", "/later"));
    QTRY_COMPARE(gateway.waitingCount(), std::size_t(1));
    gateway.answerAll("two");
    QTRY_COMPARE(client.body(), QByteArray("two"));
}

void HttpDoorTest::clientsThatVanishBeforeTheAnswerDoNoHarm()
{
    GatewayFixture gateway;
    for (int round = 0; round < 3; ++round) {
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 100; ++i) {
            clients.push_back(std::make_unique<RawClient>(gateway.port));
            clients.back()->send(request("GET", "/later"));
        }
        QTRY_COMPARE(gateway.waitingCount(), std::size_t(100));
        for (std::size_t i = 0; i < clients.size(); i += 2)
            clients[i]->socket.abort();
        if (round > 0) // else they leave while the answers are on their way
            QTRY_COMPARE(gateway.metrics.gauge("connections", {}, {{"lane", "0"}}).value(), 50);
        std::thread([&] { gateway.answerAll("for those who stayed"); }).join();
        for (std::size_t i = 1; i < clients.size(); i += 2)
            QTRY_COMPARE(clients[i]->body(), QByteArray("for those who stayed"));
        clients.clear();
        QTRY_COMPARE(gateway.metrics.gauge("connections", {}, {{"lane", "0"}}).value(), 0);
    }
}

void HttpDoorTest::respondersMayOutliveTheLanes()
{
    GatewayFixture gateway;
    RawClient client(gateway.port);
    client.send(request("GET", "/later"));
    QTRY_COMPARE(gateway.waitingCount(), std::size_t(1));
    gateway.lanes.stop();
    QTRY_VERIFY(client.isClosed);
    gateway.answerAll("nobody hears it");
    QCOMPARE(client.received, QByteArray());
}

void HttpDoorTest::aLargeAnswerArrivesWhole()
{
    const GatewayFixture gateway;
    const auto client = asked(gateway, request("GET", "/large", "Connection: close\r\n"));
    QVERIFY(client->awaitClose());
    QCOMPARE(client->body(), QByteArray(3'000'000, 'x'));
}

void HttpDoorTest::twoLanesShareOnePort()
{
    auto options = GatewayFixture::shortTimes();
    options.laneCount = 2;
    options.door.limits.idleTime = std::chrono::seconds(60);
    GatewayFixture gateway(options);
    QVERIFY(gateway.port != 0);
    const auto connectionsOf = [&](const char *lane) {
        return gateway.metrics.gauge("connections", {}, {{"lane", lane}}).value();
    };
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 64; ++i) {
        clients.push_back(std::make_unique<RawClient>(gateway.port));
        clients.back()->send(request("GET", "/echo"));
        QVERIFY(clients.back()->awaitAnswer());
    }
    // All on one lane has a chance of 2^-63.
    QVERIFY(connectionsOf("0") > 0);
    QVERIFY(connectionsOf("1") > 0);
    QCOMPARE(connectionsOf("0") + connectionsOf("1"), 64);
}

void HttpDoorTest::aPortInUseIsNamedInTheError()
{
    const GatewayFixture first; // shares its port among lanes: must not be shared with another server
    GatewayFixture second;
    LaneGroup::Options options;
    options.port = first.port;
    LaneGroup group(options, second.switches, second.router, second.metrics);
    const auto result = group.start();
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::AddressInUse);
    QVERIFY2(result.error().message.contains(QStringLiteral("127.0.0.1:%1").arg(first.port)),
             qPrintable(result.error().message));
}

void HttpDoorTest::anAddressThatIsNotOursIsNamedInTheError()
{
    const auto result = ListenSockets::open(QHostAddress(QStringLiteral("192.0.2.1")), 7420, 1);
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::ConfigInvalid);
    QVERIFY2(result.error().message.contains(QStringLiteral("192.0.2.1:7420")), qPrintable(result.error().message));
}

void HttpDoorTest::anIPv6AddressIsListenedOn()
{
    auto any = ListenSockets::open(QHostAddress(QHostAddress::Any), 0, 2);
    QVERIFY(any.ok());
    QVERIFY(any->port() != 0);
    QTcpSocket v4;
    v4.connectToHost(QHostAddress::LocalHost, any->port());
    QVERIFY(v4.waitForConnected(Soon));
}

void HttpDoorTest::liveReadyAndMetricsAreServed()
{
    GatewayFixture gateway;
    QCOMPARE(asked(gateway, request("GET", "/livez"))->body(), QByteArray("ok\n"));
    auto client = asked(gateway, request("GET", "/readyz"));
    QCOMPARE(client->status(), 200);
    QCOMPARE(client->body(), QByteArray(R"({"checks":{"switch":"ok"},"ready":true})"));
    gateway.isReady = false;
    client = asked(gateway, request("GET", "/readyz"));
    QCOMPARE(client->status(), 503);
    QVERIFY(client->body().contains("cannot reach its database"));
    client = asked(gateway, request("GET", "/metrics"));
    QCOMPARE(client->status(), 200);
    QVERIFY(client->header("Content-Type").startsWith("text/plain; version=0.0.4"));
    QVERIFY(client->body().contains("taskmaster_http_request_duration_seconds_count{route=\"livez\"} 1\n"));
    client = asked(gateway, request("GET", "/ws"));
    QCOMPARE(client->status(), 426);
    QCOMPARE(client->header("Upgrade"), QByteArray("websocket"));
}

void HttpDoorTest::aWebSocketIsOpenedAndItsSocketKnown_data()
{
    QTest::addColumn<bool>("epoll");
    QTest::newRow("epoll dispatcher") << true;
    QTest::newRow("stock dispatcher") << false;
}

void HttpDoorTest::aWebSocketIsOpenedAndItsSocketKnown()
{
    QFETCH(bool, epoll);
    auto options = GatewayFixture::shortTimes();
    options.laneCount = 2;
    Switches switches;
    switches.set(Switch::EpollDispatcher, epoll);
    GatewayFixture gateway(options, switches);
    std::vector<std::unique_ptr<QWebSocket>> clients;
    std::atomic<int> echoes = 0;
    for (int i = 0; i < 20; ++i) {
        QWebSocket *client = clients.emplace_back(std::make_unique<QWebSocket>()).get();
        QObject::connect(client, &QWebSocket::connected,
                         [client] { client->sendTextMessage(QStringLiteral("hello")); });
        QObject::connect(client, &QWebSocket::textMessageReceived, [&] { ++echoes; });
        client->open(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(gateway.port)));
    }
    QTRY_COMPARE(echoes, 20);
    QCOMPARE(gateway.webSockets, 20);
    QVERIFY(gateway.socketMatched);
    // No deadline of HTTP ends a WebSocket: it outlives the longest of them here, idle.
    QVERIFY(!QTest::qWaitFor([&] { return gateway.webSockets != 20; }, 1'500));
    clients.clear();
    QTRY_COMPARE(gateway.webSockets, 0);
    const auto connections = [&](const char *lane) {
        return gateway.metrics.gauge("connections", {}, {{"lane", lane}}).value();
    };
    QTRY_COMPARE(connections("0") + connections("1"), 0);
}

void HttpDoorTest::aWebSocketMessageThatIsTooLargeClosesIt()
{
    GatewayFixture gateway;
    QWebSocket client;
    std::atomic<int> echoes = 0;
    QObject::connect(&client, &QWebSocket::connected, [&] { client.sendTextMessage(QString(256 * 1024, u'x')); });
    QObject::connect(&client, &QWebSocket::textMessageReceived, [&] {
        ++echoes;
        client.sendTextMessage(QString(256 * 1024 + 1, u'x'));
    });
    client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(gateway.port)));
    QTRY_COMPARE_WITH_TIMEOUT(client.closeCode(), QWebSocketProtocol::CloseCodeTooMuchData, Soon);
    QCOMPARE(echoes, 1);
    QTRY_COMPARE(gateway.webSockets, 0);
}

void HttpDoorTest::aClientThatVanishesWhileItsWebSocketOpensDoesNoHarm()
{
    GatewayFixture gateway;
    const QByteArray handshake = request("GET", "/ws",
                                         "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    const auto connections = [&] { return gateway.metrics.gauge("connections", {}, {{"lane", "0"}}).value(); };
    for (int i = 0; i < 20; ++i) {
        RawClient client(gateway.port);
        client.send(handshake);
        QTRY_VERIFY(connections() > 0);
        client.socket.abort();
        QTRY_COMPARE(connections(), 0);
    }
    QCOMPARE(gateway.webSockets, 0);
    RawClient client(gateway.port);
    client.send(handshake);
    QTRY_COMPARE(client.status(), 101);
    QCOMPARE(client.header("Sec-WebSocket-Accept"), QByteArray("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
}

void HttpDoorTest::stoppingTheLanesClosesEverything()
{
    GatewayFixture gateway;
    const auto kept = asked(gateway, request("GET", "/echo"));
    RawClient waiting(gateway.port);
    waiting.send(request("GET", "/later"));
    QTRY_COMPARE(gateway.waitingCount(), std::size_t(1));
    QWebSocket webSocket;
    QSignalSpy closed(&webSocket, &QWebSocket::disconnected);
    webSocket.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(gateway.port)));
    QTRY_COMPARE(gateway.webSockets, 1);
    gateway.lanes.stop();
    QTRY_VERIFY(kept->isClosed);
    QTRY_VERIFY(waiting.isClosed);
    QTRY_COMPARE(closed.count(), 1);
    QCOMPARE(gateway.metrics.gauge("connections", {}, {{"lane", "0"}}).value(), 0);
    gateway.answerAll({});
}

QTEST_GUILESS_MAIN(HttpDoorTest)
#include "tst_http_door.moc"
