// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ops/Metrics.h"
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/RawClient.h"

#include <QJsonDocument>

/// What a stranger may send: every kind of bad HTTP is refused with the right status, and reaches no handler.
class GuardTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("taskmaster.gateway.debug=false")); }
    void badRequestsAreRefused_data();
    void badRequestsAreRefused();
    void badRequestsOnAKeptConnectionAreRefused_data() { badRequestsAreRefused_data(); }
    void badRequestsOnAKeptConnectionAreRefused();
    void badRequestsByteByByteAreRefused_data() { addBadRequests(); }
    void badRequestsByteByByteAreRefused();
    void oddButSoundRequestsAreServed_data();
    void oddButSoundRequestsAreServed();
    void aBodyOfAHundredMegabytesIsRefusedBeforeItIsSent();
    void aBodyOfAHundredMegabytesSentAnywayIsThrownAway();
    void endlessHeadersAreRefused();
    void slowHeadsAreClosedOnTime();
    void slowBodiesAreClosedOnTime();
    void manySlowConnectionsDoNotDelayOthers();
    void aSilentConnectionIsClosedWithoutAWord();
    void anIdleKeptConnectionIsClosed();
    void aRequestBehindOneThatWaitsIsThrownAway();
    void aClientThatNeverReadsIsCutOff();
    void connectionsAboveTheCapAreTurnedAway();

private:
    static void addBadRequests();
};

namespace {

constexpr int Soon = 5'000;

QByteArray headers(int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        text += "X-" + QByteArray::number(i) + ": 1\r\n";
    return text;
}

QByteArray get(const QByteArray &path)
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

void verifyRefusal(const RawClient &client, int status)
{
    QCOMPARE(client.status(), status);
    QCOMPARE(client.header("Connection"), QByteArray("close"));
    QCOMPARE(client.header("Content-Type"), QByteArray("application/problem+json"));
    const QJsonObject problem = QJsonDocument::fromJson(client.body()).object();
    QCOMPARE(problem[QStringLiteral("status")].toInt(), status);
    QVERIFY(problem[QStringLiteral("detail")].toString().endsWith(u'.'));
}

} // namespace

void GuardTest::badRequestsAreRefused_data()
{
    addBadRequests();
    // Sound requests with more behind them. Only in one piece: else the first is answered before the rest arrives.
    QTest::newRow("two requests at once") << get("/echo") + get("/echo") << 400;
    QTest::newRow("a body longer than it says")
        << "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabcdef"_qba << 400;
    QTest::newRow("frames behind the handshake")
        << "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n\x81\x80"_qba
        << 400;
}

void GuardTest::addBadRequests()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &bytes, int status) {
        QTest::newRow(name) << bytes << status;
    };
    const QByteArray post = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";
    const QByteArray start = "GET /echo HTTP/1.1\r\n";

    row("no request line", "hello\r\n\r\n", 400);
    row("a mail client", "EHLO example.org\r\n", 400);
    row("no version", "GET /echo\r\nHost: localhost\r\n\r\n", 400);
    row("two spaces", "GET  /echo HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    row("a space in the address", "GET /ec ho HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    row("a relative address", "GET echo HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    row("a star with GET", "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    row("a fragment", "GET /echo#x HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    row("a broken escape", "GET /echo%2 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    row("an escaped zero", "GET /echo%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    row("bytes above ASCII in the address", "GET /\xc3\xa9 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    row("an unknown method", "BREW /echo HTTP/1.1\r\nHost: localhost\r\n\r\n", 501);
    row("TRACE", "TRACE /echo HTTP/1.1\r\nHost: localhost\r\n\r\n", 501);
    row("CONNECT", "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n", 501);
    row("a method that is no token", "G(T /echo HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    row("HTTP/2 without being asked", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("HTTP/1.2", "GET /echo HTTP/1.2\r\nHost: localhost\r\n\r\n", 505);
    row("lower-case http", "GET /echo http/1.1\r\nHost: localhost\r\n\r\n", 400);
    row("TLS on the plain port", QByteArray::fromHex("16030100c8010000c40303"), 400);
    row("an address too long", "GET /" + QByteArray(9'000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 414);

    row("a bare line feed", "GET /echo HTTP/1.1\nHost: localhost\n\n", 400);
    row("a bare line feed in a header", start + "Host: localhost\r\nX-A: 1\nX-B: 2\r\n\r\n", 400);
    row("a bare carriage return", start + "Host: localhost\r\nX-A: 1\rX-B: 2\r\n\r\n", 400);
    row("a control character in a header", start + "Host: localhost\r\nX-A: a\x01z\r\n\r\n", 400);
    row("a zero in a header", start + "Host: localhost\r\nX-A: a\0z\r\n\r\n"_qba, 400);
    row("a folded header", start + "Host: localhost\r\nX-A: 1\r\n 2\r\n\r\n", 400);
    row("white space before the first header", start + " X-A: 1\r\nHost: localhost\r\n\r\n", 400);
    row("white space before the colon", start + "Host : localhost\r\n\r\n", 400);
    row("a header without a colon", start + "Host: localhost\r\nnonsense\r\n\r\n", 400);
    row("a header without a name", start + "Host: localhost\r\n: value\r\n\r\n", 400);
    row("two empty lines first", "\r\n\r\n" + get("/echo"), 400);
    row("101 headers", start + "Host: localhost\r\n" + headers(100) + "\r\n", 431);
    row("500 headers", start + "Host: localhost\r\n" + headers(500) + "\r\n", 431);
    row("a header too large", start + "Host: localhost\r\nX-A: " + QByteArray(17'000, 'a') + "\r\n\r\n", 431);

    row("no host", start + "\r\n", 400);
    row("two hosts", start + "Host: localhost\r\nHost: localhost\r\n\r\n", 400);
    row("an empty host", start + "Host:\r\n\r\n", 400);
    row("a host that is none", start + "Host: a b\r\n\r\n", 400);
    row("a host with a user", start + "Host: me@localhost\r\n\r\n", 400);

    row("a negative length", post + "Content-Length: -1\r\n\r\n", 400);
    row("a length with a plus", post + "Content-Length: +3\r\n\r\nabc", 400);
    row("a length in hexadecimal", post + "Content-Length: 0x3\r\n\r\nabc", 400);
    row("two numbers as a length", post + "Content-Length: 3 3\r\n\r\nabc", 400);
    row("a list as a length", post + "Content-Length: 3, 3\r\n\r\nabc", 400);
    row("an overflowing length", post + "Content-Length: 18446744073709551617\r\n\r\na", 400);
    row("an empty length", post + "Content-Length:\r\n\r\n", 400);
    row("two lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400);
    row("the same length twice", post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400);
    row("length and chunks", post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
    row("chunks and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400);
    row("chunks", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 411);
    row("chunks in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
    row("another transfer coding", post + "Transfer-Encoding: gzip\r\n\r\n", 501);
    row("chunks of something else", post + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501);
    row("a hidden transfer coding", post + "Transfer-Encoding: xchunked\r\n\r\n", 501);
    row("a body too large", post + "Content-Length: 1048577\r\n\r\n", 413);
    row("another expectation", post + "Expect: miracles\r\nContent-Length: 3\r\n\r\nabc", 417);

    const QByteArray upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    const QByteArray key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    const QByteArray version = "Sec-WebSocket-Version: 13\r\n";
    const QByteArray ws = "GET /ws HTTP/1.1\r\nHost: localhost\r\n";
    row("an upgrade elsewhere", start + "Host: localhost\r\n" + upgrade + key + version + "\r\n", 400);
    row("an upgrade to HTTP/2", ws + "Upgrade: h2c\r\nConnection: Upgrade\r\n" + key + version + "\r\n", 400);
    row("an upgrade with POST", "POST /ws HTTP/1.1\r\nHost: localhost\r\n" + upgrade + key + version + "\r\n", 400);
    row("an upgrade without a key", ws + upgrade + version + "\r\n", 400);
    row("an upgrade with a short key", ws + upgrade + "Sec-WebSocket-Key: YWJj\r\n" + version + "\r\n", 400);
    row("an upgrade with a key that is no Base64",
        ws + upgrade + "Sec-WebSocket-Key: ????????????????????????\r\n" + version + "\r\n", 400);
    row("an upgrade with two keys", ws + upgrade + key + key + version + "\r\n", 400);
    row("an upgrade in another version", ws + upgrade + key + "Sec-WebSocket-Version: 8\r\n\r\n", 426);
    row("an upgrade without a version", ws + upgrade + key + "\r\n", 426);
    row("an upgrade in HTTP/1.0", "GET /ws HTTP/1.0\r\nHost: localhost\r\n" + upgrade + key + version + "\r\n", 400);
    row("an upgrade with a body", ws + upgrade + key + version + "Content-Length: 3\r\n\r\nabc", 400);
}

void GuardTest::badRequestsAreRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    GatewayFixture gateway;
    RawClient client(gateway.port);
    client.send(bytes);
    QVERIFY(client.awaitClose());
    verifyRefusal(client, status);
    QCOMPARE(gateway.handled, 0);
    QCOMPARE(gateway.webSockets, 0);
    QCOMPARE(gateway.metrics.counter("http_refusals", {}).value(), 1U);
}

void GuardTest::badRequestsOnAKeptConnectionAreRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    GatewayFixture gateway;
    RawClient client(gateway.port);
    client.send(get("/echo"));
    QVERIFY(client.awaitAnswer());
    QCOMPARE(client.status(), 200);
    client.forget();
    client.send(bytes);
    QVERIFY(client.awaitClose());
    verifyRefusal(client, status);
    QCOMPARE(gateway.handled, 1);
    QCOMPARE(gateway.webSockets, 0);
}

void GuardTest::badRequestsByteByByteAreRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    GatewayFixture gateway;
    RawClient client(gateway.port);
    const qsizetype piece = bytes.size() > 1'000 ? bytes.size() / 10 : 1;
    for (qsizetype at = 0; at < bytes.size() && client.socket.state() == QAbstractSocket::ConnectedState; at += piece) {
        client.send(bytes.mid(at, piece));
        QCoreApplication::processEvents();
    }
    QVERIFY(client.awaitClose());
    verifyRefusal(client, status);
    QCOMPARE(gateway.handled, 0);
}

void GuardTest::oddButSoundRequestsAreServed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &body) {
        QTest::newRow(name) << bytes << body;
    };
    row("plain", get("/echo?a=b&c"), "GET /echo?a=b&c ");
    row("an empty line first", "\r\n" + get("/echo"), "GET /echo? ");
    row("an absolute address", "GET http://localhost/echo?x HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /echo?x ");
    row("100 headers", "GET /echo HTTP/1.1\r\nHost: localhost\r\n" + headers(99) + "\r\n", "GET /echo? ");
    row("a port and an IPv6 host", "GET /echo HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "GET /echo? ");
    row("HTTP/1.0 without a host", "GET /echo HTTP/1.0\r\n\r\n", "GET /echo? ");
    row("tabs and bytes above ASCII in a value", "GET /echo HTTP/1.1\r\nHost: localhost\r\nX-A:\ta\xc3\xa9 b \r\n\r\n",
        "GET /echo? ");
    row("a body", "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc", "POST /echo? abc");
    row("no length, no body", "POST /echo HTTP/1.1\r\nHost: localhost\r\n\r\n", "POST /echo? ");
    row("a body with GET", "GET /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc", "GET /echo? abc");
    row("an Upgrade that Connection does not name", "GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\n\r\n",
        "GET /echo? ");
    const QByteArray megabyte(1024 * 1024, 'm');
    row("the largest body", "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n" + megabyte,
        "POST /echo? " + megabyte);
}

void GuardTest::oddButSoundRequestsAreServed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, body);
    GatewayFixture gateway;
    RawClient client(gateway.port);
    for (int round = 1; round <= 2 && !client.isClosed; ++round) { // first and kept
        client.forget();
        client.send(bytes);
        QVERIFY(client.awaitAnswer());
        QCOMPARE(client.status(), 200);
        QCOMPARE(client.body(), body);
        QCOMPARE(gateway.handled, round);
        if (client.header("Connection") == "close")
            QTRY_VERIFY(client.isClosed);
    }
    const qsizetype piece = std::max<qsizetype>(1, bytes.size() / 200);
    RawClient slow(gateway.port);
    for (qsizetype at = 0; at < bytes.size(); at += piece) { // and in pieces
        slow.send(bytes.mid(at, piece));
        QCoreApplication::processEvents();
    }
    QVERIFY(slow.awaitAnswer());
    QCOMPARE(slow.body(), body);
}

void GuardTest::aBodyOfAHundredMegabytesIsRefusedBeforeItIsSent()
{
    GatewayFixture gateway;
    RawClient client(gateway.port);
    client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857600\r\nExpect: 100-continue\r\n\r\n");
    QVERIFY(client.awaitClose());
    verifyRefusal(client, 413);
    QCOMPARE(gateway.handled, 0);
}

void GuardTest::aBodyOfAHundredMegabytesSentAnywayIsThrownAway()
{
    GatewayFixture gateway;
    RawClient client(gateway.port);
    client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857600\r\n\r\n");
    client.socket.write(QByteArray(104'857'600, 'x'));
    QTRY_COMPARE_WITH_TIMEOUT(client.status(), 413, Soon); // seen although the client was still sending
    QVERIFY(client.awaitClose());
    QCOMPARE(gateway.handled, 0);
}

void GuardTest::endlessHeadersAreRefused()
{
    GatewayFixture gateway;
    RawClient client(gateway.port);
    client.send("GET /echo HTTP/1.1\r\nHost: localhost\r\n");
    for (int i = 0; i < 100'000 && client.status() == 0 && !client.isClosed; ++i) {
        client.send("X-More: and more\r\n");
        QCoreApplication::processEvents();
    }
    QVERIFY(client.awaitClose());
    verifyRefusal(client, 431);
}

void GuardTest::slowHeadsAreClosedOnTime()
{
    GatewayFixture gateway;
    RawClient client(gateway.port);
    QElapsedTimer timer;
    timer.start();
    client.send("GET /echo HTTP/1.1\r\nHost: localhost\r\n");
    QTimer drip; // a byte now and then must not put the deadline off
    QObject::connect(&drip, &QTimer::timeout, [&] { client.send("X"); });
    drip.start(50);
    QTRY_COMPARE_WITH_TIMEOUT(client.status(), 408, Soon);
    drip.stop();
    QVERIFY2(timer.elapsed() >= 250 && timer.elapsed() < 3'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(client.awaitClose());
    QCOMPARE(gateway.handled, 0);
}

void GuardTest::slowBodiesAreClosedOnTime()
{
    GatewayFixture gateway;
    RawClient client(gateway.port);
    client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
    QTimer drip;
    QObject::connect(&drip, &QTimer::timeout, [&] { client.send("X"); });
    drip.start(50);
    QTRY_COMPARE_WITH_TIMEOUT(client.status(), 408, Soon);
    drip.stop();
    QVERIFY(client.awaitClose());
    QCOMPARE(gateway.handled, 0);
}

void GuardTest::manySlowConnectionsDoNotDelayOthers()
{
    GatewayFixture gateway;
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int i = 0; i < 200; ++i) {
        slow.push_back(std::make_unique<RawClient>(gateway.port));
        slow.back()->send("GET /ech");
    }
    RawClient client(gateway.port);
    client.send(get("/echo"));
    QVERIFY(client.awaitAnswer());
    QCOMPARE(client.status(), 200);
    QTRY_VERIFY_WITH_TIMEOUT(std::all_of(slow.begin(), slow.end(), [](const auto &each) { return each->isClosed; }),
                             Soon);
    QVERIFY(std::all_of(slow.begin(), slow.end(), [](const auto &each) { return each->status() == 408; }));
}

void GuardTest::aSilentConnectionIsClosedWithoutAWord()
{
    GatewayFixture gateway;
    RawClient client(gateway.port);
    QVERIFY(client.awaitClose());
    QCOMPARE(client.received, QByteArray());
}

void GuardTest::anIdleKeptConnectionIsClosed()
{
    GatewayFixture gateway;
    RawClient client(gateway.port);
    client.send(get("/echo"));
    QVERIFY(client.awaitAnswer());
    client.forget();
    QVERIFY(client.awaitClose());
    QCOMPARE(client.received, QByteArray());
}

void GuardTest::aRequestBehindOneThatWaitsIsThrownAway()
{
    GatewayFixture gateway;
    RawClient client(gateway.port);
    client.send(get("/later"));
    QTRY_COMPARE(gateway.waitingCount(), std::size_t(1));
    client.send(get("/echo"));
    QTRY_COMPARE(client.socket.bytesToWrite(), 0);
    // Whether the second has arrived already or meets the answer on its way: never two answers out of order.
    QVERIFY(!QTest::qWaitFor([&] { return client.status() != 0; }, 100));
    gateway.answerAll("first");
    QVERIFY(client.awaitClose());
    QCOMPARE(client.body(), QByteArray("first"));
    QCOMPARE(client.header("Connection"), QByteArray("close"));
    QCOMPARE(gateway.handled, 1);
}

void GuardTest::aClientThatNeverReadsIsCutOff()
{
    auto options = GatewayFixture::shortTimes();
    options.door.limits.unsentBytesMax = 4'000'000;
    GatewayFixture gateway(options);
    QTcpSocket client; // with small buffers and no reading
    client.setReadBufferSize(1'000);
    client.connectToHost(QHostAddress::LocalHost, gateway.port);
    QVERIFY(client.waitForConnected(Soon));
    QElapsedTimer timer;
    timer.start();
    while (client.state() == QAbstractSocket::ConnectedState && timer.elapsed() < Soon) {
        client.write(get("/large"));
        client.flush();
        QTest::qWait(5);
    }
    QVERIFY(client.state() != QAbstractSocket::ConnectedState);
    QTRY_COMPARE(gateway.metrics.gauge("connections", {}, {{"lane", "0"}}).value(), 0);
}

void GuardTest::connectionsAboveTheCapAreTurnedAway()
{
    auto options = GatewayFixture::shortTimes();
    options.door.connectionsMax = 2;
    GatewayFixture gateway(options);
    auto first = std::make_unique<RawClient>(gateway.port);
    RawClient second(gateway.port);
    for (RawClient *client : {first.get(), &second}) {
        client->send(get("/echo"));
        QVERIFY(client->awaitAnswer());
    }
    RawClient third(gateway.port);
    QVERIFY(third.awaitClose());
    verifyRefusal(third, 503);
    first.reset();
    QTRY_COMPARE(gateway.metrics.gauge("connections", {}, {{"lane", "0"}}).value(), 1);
    RawClient fourth(gateway.port);
    fourth.send(get("/echo"));
    QVERIFY(fourth.awaitAnswer());
    QCOMPARE(fourth.status(), 200);
}

QTEST_GUILESS_MAIN(GuardTest)
#include "tst_guard.moc"
