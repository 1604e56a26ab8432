// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/link/Authenticator.h"
#include "client/link/ServerLink.h"

#include "shared/protocol/CloseCodes.h"
#include "shared/protocol/Codec.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

#include <zstd.h>

namespace TaskMaster::Client {
namespace {

QByteArray compressed(const QByteArray &bytes)
{
    QByteArray out(static_cast<qsizetype>(ZSTD_compressBound(static_cast<std::size_t>(bytes.size()))),
                   Qt::Uninitialized);
    out.resize(static_cast<qsizetype>(ZSTD_compress(out.data(), static_cast<std::size_t>(out.size()), bytes.constData(),
                                                    static_cast<std::size_t>(bytes.size()), 1)));
    return out;
}

/// A server that says what the test wants: welcome by itself, the rest on demand.
class TinyServer : public QObject {
    Q_OBJECT

public:
    explicit TinyServer(quint16 port = 0)
        : m_server(QStringLiteral("tiny"), QWebSocketServer::NonSecureMode)
    {
        connect(&m_server, &QWebSocketServer::newConnection, this, [this] {
            socket = m_server.nextPendingConnection();
            socket->setParent(this);
            ++connections;
            connect(socket, &QWebSocket::binaryMessageReceived, this, [this](const QByteArray &message) {
                const auto frame = Codec::decodeClientFrame(message, Encoding::Cbor);
                if (!frame)
                    return;
                heard.append(*frame);
                if (std::holds_alternative<Frames::Hello>(*frame) && welcomes)
                    say(Frames::Welcome{{1, 1}, ProtocolVersion, Codec::schemaHash(), 0, FrameBytesMax, 512});
                else if (std::holds_alternative<Frames::Ping>(*frame) && answersPings)
                    say(Frames::Pong{});
            });
        });
        ok = m_server.listen(QHostAddress::LocalHost, port);
    }
    void say(const ServerFrame &frame) { socket->sendBinaryMessage(Codec::encode(frame, Encoding::Cbor)); }
    [[nodiscard]] QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort())); }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

    bool ok = false;
    bool welcomes = true;
    bool answersPings = true;
    int connections = 0;
    QWebSocket *socket = nullptr;
    QList<ClientFrame> heard;

private:
    QWebSocketServer m_server;
};

/// Answers every HTTP request with the same bytes.
class TinyHttp : public QTcpServer {
    Q_OBJECT

public:
    explicit TinyHttp(QByteArray answer)
    {
        connect(this, &QTcpServer::newConnection, this, [this, answer = std::move(answer)] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket, answer] {
                request += socket->readAll();
                if (request.startsWith("POST") && !request.endsWith('}')) // anything but HTTP is answered at once
                    return;
                socket->write(answer);
                socket->disconnectFromHost();
            });
        });
        ok = listen(QHostAddress::LocalHost);
    }
    [[nodiscard]] QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(serverPort())); }

    QByteArray request;
    bool ok = false;
};

QByteArray http(const QByteArray &status, const QByteArray &body)
{
    return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

constexpr LinkTiming quick{100, 150, 10, 40};

} // namespace

class ServerLinkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<TinyServer>();
        QVERIFY(m_server->ok);
    }
    void cleanup() { m_server.reset(); }

    void itSaysHelloWithItsStreamsAndIsReadyAfterTheWelcome()
    {
        ServerLink link;
        const Position position{StreamId::ofUser({7, 7}), 3, 14};
        link.open(
            {m_server->url(), QStringLiteral("secret"), {4, 4}, [position] { return QList<Position>{position}; }});
        QCOMPARE(link.state(), Link::State::Connecting);
        QTRY_COMPARE(link.state(), Link::State::Ready);
        const Frames::Hello expected{
            QStringLiteral("secret"), {4, 4}, ProtocolVersion, {QStringLiteral("zstd")}, {position}};
        QCOMPARE(std::get<Frames::Hello>(m_server->heard.first()), expected);
    }

    void compressedFramesAreReadAndBombsAreNot()
    {
        FrameReader reader;
        const Frames::Goodbye goodbye{QString(5000, u'z'), 7};
        const QByteArray plain = Codec::encode(goodbye, Encoding::Cbor);
        const auto frame = reader.read(compressed(plain));
        QVERIFY(frame.ok());
        QCOMPARE(std::get<Frames::Goodbye>(*frame), goodbye);
        QCOMPARE(reader.read(compressed(QByteArray(FrameReader::BytesMax + 1, 'a'))).error().code, ErrorCode::TooLarge);
        QCOMPARE(reader.read(compressed(plain).chopped(3)).error().code, ErrorCode::Malformed);
        QCOMPARE(reader.read(compressed(plain) + "x").error().code, ErrorCode::Malformed);
        QVERIFY(reader.read(compressed(plain)).ok()); // and it still works
    }

    void framesArriveInOrder()
    {
        ServerLink link;
        QList<ServerFrame> all;
        connect(&link, &Link::framesReceived, this, [&all](const QList<ServerFrame> &frames) { all += frames; });
        openAndWait(link);
        for (int i = 0; i < 5000; ++i)
            m_server->say(Frames::Accepted{{1, static_cast<quint64>(i + 1)}, {}});
        QTRY_COMPARE(all.size(), 5001);
        for (int i = 0; i < 5000; ++i)
            QCOMPARE(std::get<Frames::Accepted>(all.at(i + 1)).commandId.low, static_cast<quint64>(i + 1));
    }

    void aLostConnectionComesBackByItself()
    {
        ServerLink link(quick);
        openAndWait(link);
        QString problem; // of the short while between
        connect(&link, &Link::stateChanged, this, [&] {
            if (link.state() == Link::State::Waiting)
                problem = link.problem();
        });
        m_server->socket->abort();
        QTRY_COMPARE(m_server->connections, 2);
        QTRY_COMPARE(link.state(), Link::State::Ready);
        QVERIFY(!problem.isEmpty());
    }

    void aServerThatIsAwayIsTriedUntilItIsBack()
    {
        const quint16 port = m_server->port();
        const QUrl url = m_server->url();
        m_server.reset();
        ServerLink link(quick);
        QSignalSpy changes(&link, &Link::stateChanged);
        link.open({url, {}, {4, 4}, {}});
        QTRY_VERIFY(changes.count() > 6);
        m_server = std::make_unique<TinyServer>(port);
        QVERIFY(m_server->ok);
        QTRY_COMPARE(link.state(), Link::State::Ready);
    }

    void closeCodesDecideWhetherItComesBack_data()
    {
        QTest::addColumn<int>("code");
        for (const CloseDescription &row : closeDescriptions) {
            if (row.code != CloseCode::Normal) // also what QWebSocket says of a connection that just broke
                QTest::newRow(row.name) << static_cast<int>(row.code);
        }
    }
    void closeCodesDecideWhetherItComesBack()
    {
        QFETCH(int, code);
        const CloseDescription row = describeClose(static_cast<quint16>(code));
        ServerLink link(quick);
        QSignalSpy signIn(&link, &Link::signInRequired);
        openAndWait(link);
        m_server->socket->close(static_cast<QWebSocketProtocol::CloseCode>(code));
        if (row.comeBack) {
            QTRY_COMPARE(m_server->connections, 2);
            QTRY_COMPARE(link.state(), Link::State::Ready);
        } else {
            QTRY_COMPARE(link.state(), Link::State::Off);
            QCOMPARE(link.problem(), QString::fromLatin1(row.sentence));
            QCOMPARE(m_server->connections, 1);
        }
        QCOMPARE(signIn.count(), row.code == CloseCode::Unauthenticated || row.code == CloseCode::Revoked ? 1 : 0);
    }

    void itPingsWhenItHasBeenSilentAndMeasures()
    {
        ServerLink link(quick);
        QSignalSpy latency(&link, &Link::latencyChanged);
        openAndWait(link);
        QTRY_COMPARE(latency.count(), 1); // from the hello to the welcome: known from the beginning
        QTRY_COMPARE(latency.count(), 3);
        QVERIFY(link.latencyMs() >= 0);
        QCOMPARE(m_server->connections, 1);
        QCOMPARE(link.state(), Link::State::Ready);
    }

    void aServerThatDoesNotAnswerAPingIsLeft()
    {
        m_server->answersPings = false;
        ServerLink link(quick);
        openAndWait(link);
        QTRY_COMPARE(m_server->connections, 2);
    }

    void aServerThatNeverWelcomesIsLeft()
    {
        m_server->welcomes = false;
        ServerLink link(quick);
        link.open({m_server->url(), {}, {4, 4}, {}});
        QTRY_VERIFY(m_server->connections >= 2);
        QVERIFY(link.state() != Link::State::Ready);
    }

    void aGoodbyeSaysHowLongToStayAway()
    {
        ServerLink link({10'000, 10'000, 1, 5000});
        openAndWait(link);
        QElapsedTimer away;
        away.start();
        m_server->say(Frames::Goodbye{QStringLiteral("restart"), 400});
        m_server->socket->close(QWebSocketProtocol::CloseCodeGoingAway);
        QTRY_COMPARE(m_server->connections, 2);
        QVERIFY2(away.elapsed() >= 400, qPrintable(QString::number(away.elapsed())));
    }

    void theNetworkComingUpEndsTheWait()
    {
        ServerLink link({10'000, 10'000, 60'000, 60'000});
        openAndWait(link);
        m_server->socket->abort();
        QTRY_COMPARE(link.state(), Link::State::Waiting);
        link.reconnectNow();
        QTRY_COMPARE(link.state(), Link::State::Ready);
    }

    void nonsenseFromTheServerIsAReasonToComeBackAnew()
    {
        ServerLink link(quick);
        openAndWait(link);
        m_server->socket->sendBinaryMessage("nonsense");
        QTRY_COMPARE(m_server->connections, 2);
    }

    void closingStaysClosed()
    {
        ServerLink link(quick);
        openAndWait(link);
        QSignalSpy gone(m_server->socket, &QWebSocket::disconnected);
        link.close();
        QCOMPARE(link.state(), Link::State::Off);
        QVERIFY(gone.wait());
        QCOMPARE(m_server->connections, 1);
    }

    void signInGivesTheSession()
    {
        TinyHttp server(
            http("201 Created",
                 R"({"token":"abc","user":{"id":"0192f7a0-0000-7000-8000-000000000007","name":"Ann"},"expiresAt":1})"));
        QVERIFY(server.ok);
        Authenticator authenticator;
        QSignalSpy signedIn(&authenticator, &Authenticator::signedIn);
        authenticator.signIn(server.url(), QStringLiteral("ann@example.org"), QStringLiteral("pass"));
        QVERIFY(signedIn.wait());
        const auto session = signedIn.first().first().value<Authenticator::Session>();
        QCOMPARE(session.token, QStringLiteral("abc"));
        QCOMPARE(session.name, QStringLiteral("Ann"));
        QCOMPARE(session.userId.toString(), QStringLiteral("0192f7a0-0000-7000-8000-000000000007"));
        QVERIFY(server.request.startsWith("POST /api/v1/session "));
        QVERIFY(server.request.contains(R"("email":"ann@example.org")"));
    }

    void aLinkIsLookedAtJoinedByAndAcceptedWithItsSecretInTheBody()
    {
        const QByteArray session =
            R"({"token":"abc","user":{"id":"0192f7a0-0000-7000-8000-000000000007","name":"Ann"},"workspaceId":null})";
        const QString secret = QStringLiteral("tml_") + QString(43, u'a');
        const auto hasSecretInBody = [&secret](const QByteArray &request) {
            const qsizetype end = request.indexOf("\r\n\r\n");
            return !request.left(end).contains(secret.toLatin1()) && request.mid(end).contains(secret.toLatin1());
        };
        {
            TinyHttp server(
                http("200 OK", R"({"workspace":"Garden","project":"Pond","inviter":"Olga","role":"guest"})"));
            Authenticator authenticator;
            QSignalSpy looked(&authenticator, &Authenticator::looked);
            authenticator.look({AccessLink::Kind::Invitation, server.url(), secret});
            QVERIFY(looked.wait());
            const auto preview = looked.first().first().value<Authenticator::Preview>();
            QCOMPARE(preview.workspace + preview.project + preview.inviter + preview.role,
                     QStringLiteral("GardenPondOlgaguest"));
            QVERIFY(server.request.startsWith("POST /api/v1/invitations/preview ") && hasSecretInBody(server.request));
        }
        for (const auto kind : {AccessLink::Kind::SetUp, AccessLink::Kind::Invitation}) {
            TinyHttp server(http("201 Created", session));
            Authenticator authenticator;
            QSignalSpy signedIn(&authenticator, &Authenticator::signedIn);
            authenticator.join({kind, server.url(), secret},
                               {QStringLiteral("ann@example.org"), QStringLiteral("Ann"), QStringLiteral("pass"),
                                QStringLiteral("Garden")});
            QVERIFY(signedIn.wait());
            QCOMPARE(signedIn.first().first().value<Authenticator::Session>().token, QStringLiteral("abc"));
            const bool isSetUp = kind == AccessLink::Kind::SetUp;
            QVERIFY(server.request.startsWith(isSetUp ? "POST /api/v1/setup " : "POST /api/v1/invitations/redeem "));
            QVERIFY(hasSecretInBody(server.request));
            QCOMPARE(server.request.contains(R"("workspace":"Garden")"), isSetUp);
        }
        TinyHttp server(http("200 OK", R"({"workspaceId":null,"projectId":null})"));
        Authenticator authenticator;
        QSignalSpy accepted(&authenticator, &Authenticator::accepted);
        authenticator.accept({AccessLink::Kind::Invitation, server.url(), secret}, QStringLiteral("tms_mine"));
        QVERIFY(accepted.wait());
        QVERIFY(server.request.contains("Authorization: Bearer tms_mine") && hasSecretInBody(server.request));
    }

    void joiningThatFailsSaysWhyAndWhereToLook_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("words");
        QTest::newRow("expired") << http("404 Not Found", R"({"code":"notFound","detail":"It has expired."})") << "link"
                                 << "expired";
        QTest::newRow("weak password") << http(
            "422 Unprocessable Content",
            R"({"detail":"Too weak.","errors":[{"field":"password","message":"Too weak."}]})")
                                       << "password"
                                       << "weak";
        QTest::newRow("address in use") << http("409 Conflict", R"({"code":"alreadyExists","detail":"There is one."})")
                                        << "email"
                                        << "There is one.";
        QTest::newRow("taken out") << http("403 Forbidden", R"({"detail":"You were taken out."})") << "link"
                                   << "taken out";
        QTest::newRow("somebody else's server") << http("404 Not Found", "<html>") << "server"
                                                << "no Task Master server";
        QTest::newRow("too often") << http("429 Too Many Requests", {}) << ""
                                   << "wait";
    }
    void joiningThatFailsSaysWhyAndWhereToLook()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, field);
        QFETCH(QString, words);
        TinyHttp server(answer);
        Authenticator authenticator;
        QSignalSpy failed(&authenticator, &Authenticator::failed);
        authenticator.join({AccessLink::Kind::Invitation, server.url(), QStringLiteral("tml_x")},
                           {QStringLiteral("ann@example.org"), QStringLiteral("Ann"), QStringLiteral("pass"), {}});
        QVERIFY(failed.wait());
        const auto error = failed.first().first().value<Error>();
        QCOMPARE(error.details.value(QStringLiteral("field")).toString(), field);
        QVERIFY2(error.message.contains(words), qPrintable(error.message));
    }

    void signInThatFailsSaysWhyAndWhereToLook_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("words");
        QTest::newRow("wrong password") << http("401 Unauthorized", R"({"detail":"Wrong, sorry."})") << "password"
                                        << "Wrong, sorry.";
        QTest::newRow("no detail") << http("401 Unauthorized", {}) << "password"
                                   << "not right";
        QTest::newRow("too often") << http("429 Too Many Requests", {}) << ""
                                   << "wait";
        QTest::newRow("somebody else's server") << http("404 Not Found", "<html>") << "server"
                                                << "no Task Master server";
        QTest::newRow("a web page") << http("200 OK", "<html>") << "server"
                                    << "not a Task Master server";
        QTest::newRow("busy") << http("503 Service Unavailable", {}) << "server"
                              << "busy";
        QTest::newRow("not even HTTP") << QByteArray("SSH-2.0-OpenSSH\r\n") << "server"
                                       << "";
    }
    void signInThatFailsSaysWhyAndWhereToLook()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, field);
        QFETCH(QString, words);
        TinyHttp server(answer);
        QVERIFY(server.ok);
        const Error error = failureAt(server.url());
        QCOMPARE(error.details.value(QStringLiteral("field")).toString(), field);
        QVERIFY2(error.message.contains(words), qPrintable(error.message));
    }

    void signInWhereNobodyListensSaysSo()
    {
        const QUrl url = m_server->url();
        m_server.reset();
        const Error error = failureAt(url);
        QCOMPARE(error.details.value(QStringLiteral("field")).toString(), QStringLiteral("server"));
        QVERIFY2(error.message.contains(QStringLiteral("Nobody answers")), qPrintable(error.message));
    }

    void signInOverTlsToAServerWithoutItSaysSo()
    {
        TinyHttp server(http("400 Bad Request", {}));
        QVERIFY(server.ok);
        QUrl url = server.url();
        url.setScheme(QStringLiteral("https"));
        const Error error = failureAt(url);
        QCOMPARE(error.details.value(QStringLiteral("field")).toString(), QStringLiteral("server"));
        QVERIFY2(error.message.contains(QStringLiteral("not secure")), qPrintable(error.message));
    }

private:
    void openAndWait(ServerLink &link)
    {
        link.open({m_server->url(), {}, {4, 4}, {}});
        QTRY_COMPARE(link.state(), Link::State::Ready);
    }
    static Error failureAt(const QUrl &url)
    {
        Authenticator authenticator;
        QSignalSpy failed(&authenticator, &Authenticator::failed);
        authenticator.signIn(url, QStringLiteral("ann@example.org"), QStringLiteral("pass"));
        return failed.wait() ? failed.first().first().value<Error>() : Error();
    }

    std::unique_ptr<TinyServer> m_server;
};

} // namespace TaskMaster::Client

QTEST_GUILESS_MAIN(TaskMaster::Client::ServerLinkTest)
#include "tst_server_link.moc"
