// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/live/LiveFixture.h"

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace std::chrono_literals;

namespace {

const auto project = LiveFixture::project();

SessionLimits shortTimes()
{
    SessionLimits limits;
    limits.helloTime = 300ms;
    limits.heartbeatTime = 300ms;
    return limits;
}

} // namespace

/// One WebSocket: its greeting, its limits, its end.
class SessionTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aHelloIsWelcomedInItsOwnKind_data();
    void aHelloIsWelcomedInItsOwnKind();
    void aTokenThatIsNotValidIsRefused_data();
    void aTokenThatIsNotValidIsRefused();
    void anotherVersionIsTurnedAway();
    void whoSaysNothingIsClosed();
    void whoSpeaksBeforeHelloIsClosed();
    void aSilentClientIsClosedAndAPingingOneIsNot();
    void framesBehindTheHelloWaitForTheToken();
    void tooManyFramesBehindTheHelloCloseTheConnection_data();
    void tooManyFramesBehindTheHelloCloseTheConnection();
    void whoVanishesDuringAuthenticationDoesNoHarm();
    void malformedFramesAreToldAndAfterTenTheConnectionIsClosed_data();
    void malformedFramesAreToldAndAfterTenTheConnectionIsClosed();
    void anUnknownKindOfFrameIsToldAndForgiven();
    void aFrameThatIsTooLargeIsClosedWith1009();
    void textThatIsNotUtf8IsClosedWith1007();
    void aCommandIsAnsweredBehindItsEvent();
    void aCommandThatCannotBeReadIsRejectedByItsId();
    void commandsBeyondTheRateAreRejected();
    void unansweredCommandsAreLimited();
    void aQueryIsAnsweredWithItsPage();
    void aQueryThatFailsIsToldByItsId();
    void queriesBeyondTheRateAreRefused();
    void unansweredQueriesAreLimited();
    void anAnswerThatComesAfterTheClientLeftDoesNoHarm();
    void otherFramesBeyondTheRateEndInAClose();
    void streamsAreLimited();
    void whoNeverReadsAnswersIsClosed();
    void sessionsOfAUserAreClosedAtOnce();
    void sessionsOfATokenAreClosedAtOnce();
    void aRevocationDuringAuthenticationIsNotMissed();
    void anExpiredTokenEndsTheSession();
    void drainingSaysGoodbye();
    void aLaneMayStopWithSessionsOpen();
};

void SessionTest::aHelloIsWelcomedInItsOwnKind_data()
{
    QTest::addColumn<Encoding>("encoding");
    QTest::addColumn<char>("type");
    QTest::newRow("CBOR") << Encoding::Cbor << 'b';
    QTest::newRow("JSON") << Encoding::Json << 't';
}

void SessionTest::aHelloIsWelcomedInItsOwnKind()
{
    QFETCH(Encoding, encoding);
    QFETCH(char, type);
    LiveFixture server;
    LiveClient client(server.port, encoding);
    client.hello(QStringLiteral("alice"));
    QTRY_COMPARE(client.count<Frames::Welcome>(), 1);
    const auto welcome = client.all<Frames::Welcome>().constFirst();
    QCOMPARE(welcome.userId, FakeStorage::userOf(QStringLiteral("alice")));
    QCOMPARE(welcome.version, ProtocolVersion);
    QCOMPARE(welcome.schema, Codec::schemaHash());
    QCOMPARE(welcome.now, 1'000);
    // A frame of the other kind is understood; the answer stays in the kind of the hello.
    const auto other = encoding == Encoding::Cbor ? Encoding::Json : Encoding::Cbor;
    client.sendMessage(other == Encoding::Json ? LiveClient::Opcode::Text : LiveClient::Opcode::Binary,
                       Codec::encode(ClientFrame(Frames::Ping{}), other));
    QTRY_COMPARE(client.count<Frames::Pong>(), 1);
    QCOMPARE(client.types, QList<char>({type, type}));
    QCOMPARE(client.violations, QStringList());
}

void SessionTest::aTokenThatIsNotValidIsRefused_data()
{
    QTest::addColumn<QString>("token");
    QTest::addColumn<CloseCode>("closeCode");
    QTest::newRow("unknown") << QStringLiteral("unknown") << CloseCode::Unauthenticated;
    QTest::newRow("disabled account") << QStringLiteral("disabled") << CloseCode::Revoked;
}

void SessionTest::aTokenThatIsNotValidIsRefused()
{
    QFETCH(QString, token);
    QFETCH(CloseCode, closeCode);
    LiveFixture server;
    LiveClient client(server.port);
    client.hello(token);
    QTRY_VERIFY(client.isClosed);
    QCOMPARE(client.closeCode, static_cast<quint16>(closeCode));
    QCOMPARE(client.count<Frames::Failure>(), 1);
    QCOMPARE(client.count<Frames::Welcome>(), 0);
}

void SessionTest::anotherVersionIsTurnedAway()
{
    LiveFixture server;
    for (const qint64 version : {ProtocolVersionOldest - 1, ProtocolVersion + 1}) {
        LiveClient client(server.port);
        client.hello(QStringLiteral("alice"), {}, {}, version);
        QTRY_VERIFY(client.isClosed);
        QCOMPARE(client.closeCode, static_cast<quint16>(CloseCode::VersionUnsupported));
        QCOMPARE(client.all<Frames::Failure>().constFirst().error.code, ErrorCode::VersionUnsupported);
    }
}

void SessionTest::whoSaysNothingIsClosed()
{
    LiveFixture server(shortTimes());
    LiveClient client(server.port);
    QTRY_VERIFY(client.isClosed);
    QCOMPARE(client.closeCode, static_cast<quint16>(CloseCode::HelloTimeout));
    QTRY_COMPARE(server.door.registry().count(), 0);
}

void SessionTest::whoSpeaksBeforeHelloIsClosed()
{
    LiveFixture server;
    LiveClient client(server.port);
    client.send(Frames::Ping{});
    QTRY_VERIFY(client.isClosed);
    QCOMPARE(client.closeCode, static_cast<quint16>(CloseCode::ProtocolViolation));
    QCOMPARE(client.count<Frames::Failure>(), 1);
}

void SessionTest::aSilentClientIsClosedAndAPingingOneIsNot()
{
    LiveFixture server(shortTimes());
    LiveClient silent(server.port);
    LiveClient pinging(server.port);
    silent.hello(QStringLiteral("alice"));
    pinging.hello(QStringLiteral("bob"));
    QTimer pings;
    QObject::connect(&pings, &QTimer::timeout, &pings, [&] { pinging.send(Frames::Ping{}); });
    pings.start(50);
    QTRY_VERIFY(silent.isClosed);
    QCOMPARE(silent.closeCode, static_cast<quint16>(CloseCode::HeartbeatTimeout));
    const qsizetype pongs = pinging.count<Frames::Pong>();
    QTRY_VERIFY(pinging.count<Frames::Pong>() > pongs + 2);
    QVERIFY(!pinging.isClosed);
}

void SessionTest::framesBehindTheHelloWaitForTheToken()
{
    LiveFixture server;
    server.storage.hold(FakeStorage::What::Authentication);
    LiveClient client(server.port);
    client.hello(QStringLiteral("alice"));
    client.send(Frames::Subscribe{{project, 0, 0}});
    client.send(Frames::Ping{});
    QTRY_COMPARE(server.metric("session_frames_total"), 3.0);
    server.settle();
    QCOMPARE(server.storage.accessChecks, 0);
    server.storage.release(FakeStorage::What::Authentication);
    QTRY_COMPARE(client.count<Frames::Subscribed>(), 1);
    QCOMPARE(client.count<Frames::Pong>(), 1);
}

void SessionTest::tooManyFramesBehindTheHelloCloseTheConnection_data()
{
    QTest::addColumn<int>("framesMax");
    QTest::addColumn<int>("bytesMax");
    QTest::newRow("by number") << 3 << 1'000'000;
    QTest::newRow("by size") << 1'000 << 20;
}

void SessionTest::tooManyFramesBehindTheHelloCloseTheConnection()
{
    QFETCH(int, framesMax);
    QFETCH(int, bytesMax);
    SessionLimits limits;
    limits.earlyFramesMax = framesMax;
    limits.earlyBytesMax = bytesMax;
    LiveFixture server(limits);
    server.storage.hold(FakeStorage::What::Authentication);
    LiveClient client(server.port);
    client.hello(QStringLiteral("alice"));
    for (int i = 0; i < 4; ++i)
        client.send(Frames::Ping{});
    QTRY_VERIFY(client.isClosed);
    QCOMPARE(client.closeCode, static_cast<quint16>(CloseCode::RateLimited));
}

void SessionTest::whoVanishesDuringAuthenticationDoesNoHarm()
{
    LiveFixture server;
    server.storage.hold(FakeStorage::What::Authentication);
    {
        LiveClient client(server.port);
        client.hello(QStringLiteral("alice"));
        QTRY_COMPARE(server.storage.heldCount(FakeStorage::What::Authentication), 1);
    }
    QTRY_COMPARE(server.door.registry().count(), 0);
    server.storage.release(FakeStorage::What::Authentication);
    server.settle();
    QCOMPARE(server.metric("session_welcomes_total"), 0.0);
}

void SessionTest::malformedFramesAreToldAndAfterTenTheConnectionIsClosed_data()
{
    QTest::addColumn<LiveClient::Opcode>("opcode");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty text") << LiveClient::Opcode::Text << QByteArray();
    QTest::newRow("cut JSON") << LiveClient::Opcode::Text << QByteArray(R"({"type":"pi)");
    QTest::newRow("a list") << LiveClient::Opcode::Text << QByteArray("[1,2]");
    QTest::newRow("JSON sent as binary") << LiveClient::Opcode::Binary << QByteArray(R"({"type":"ping"})");
    QTest::newRow("random bytes") << LiveClient::Opcode::Binary << QByteArray::fromHex("ff00a0deadbeef");
    QTest::newRow("deeply nested") << LiveClient::Opcode::Binary << QByteArray(10'000, '\x81');
    QTest::newRow("second hello") << LiveClient::Opcode::Binary
                                  << Codec::encode(ClientFrame(Frames::Hello{
                                                       QStringLiteral("alice"), Uuid::v7(), ProtocolVersion, {}, {}}),
                                                   Encoding::Cbor);
}

void SessionTest::malformedFramesAreToldAndAfterTenTheConnectionIsClosed()
{
    QFETCH(LiveClient::Opcode, opcode);
    QFETCH(QByteArray, bytes);
    LiveFixture server;
    LiveClient client(server.port);
    client.hello(QStringLiteral("alice"));
    for (int i = 0; i < 9; ++i)
        client.sendMessage(opcode, bytes);
    QTRY_COMPARE(client.count<Frames::Failure>(), 9);
    client.send(Frames::Ping{});
    QTRY_COMPARE(client.count<Frames::Pong>(), 1);
    client.sendMessage(opcode, bytes);
    QTRY_VERIFY(client.isClosed);
    QCOMPARE(client.count<Frames::Failure>(), 10);
    QCOMPARE(client.closeCode, static_cast<quint16>(CloseCode::ProtocolViolation));
}

void SessionTest::anUnknownKindOfFrameIsToldAndForgiven()
{
    LiveFixture server;
    LiveClient client(server.port, Encoding::Json);
    client.hello(QStringLiteral("alice"));
    for (int i = 0; i < 20; ++i)
        client.sendMessage(LiveClient::Opcode::Text, R"({"type":"presence","x":1})");
    client.send(Frames::Ping{});
    QTRY_COMPARE(client.count<Frames::Pong>(), 1);
    QCOMPARE(client.count<Frames::Failure>(), 20);
    QCOMPARE(client.all<Frames::Failure>().constFirst().error.code, ErrorCode::UnknownFrame);
}

void SessionTest::aFrameThatIsTooLargeIsClosedWith1009()
{
    LiveFixture server;
    LiveClient client(server.port);
    client.hello(QStringLiteral("alice"));
    QTRY_COMPARE(client.count<Frames::Welcome>(), 1);
    client.sendMessage(LiveClient::Opcode::Binary, QByteArray(FrameBytesMax + 1, 'x'));
    QTRY_VERIFY(client.isClosed);
    QCOMPARE(client.closeCode, static_cast<quint16>(CloseCode::TooLarge));
}

void SessionTest::textThatIsNotUtf8IsClosedWith1007()
{
    LiveFixture server;
    LiveClient client(server.port, Encoding::Json);
    client.hello(QStringLiteral("alice"));
    QTRY_COMPARE(client.count<Frames::Welcome>(), 1);
    client.sendMessage(LiveClient::Opcode::Text, "{\"type\":\"\xc3\x28\"}");
    QTRY_VERIFY(client.isClosed);
    QCOMPARE(client.closeCode, static_cast<quint16>(CloseCode::BadFrame));
}

void SessionTest::aCommandIsAnsweredBehindItsEvent()
{
    LiveFixture server;
    LiveClient client(server.port);
    client.hello(QStringLiteral("alice"), {{project, 0, 0}});
    QTRY_COMPARE(client.count<Frames::Subscribed>(), 1);
    const qsizetype before = client.frames.size();
    const Uuid commandId = client.createTask(project);
    QTRY_COMPARE(client.count<Frames::Accepted>(), 1);
    QVERIFY(std::holds_alternative<Frames::Events>(client.frames[before]));
    const auto accepted = std::get<Frames::Accepted>(client.frames[before + 1]);
    QCOMPARE(accepted.commandId, commandId);
    QCOMPARE(accepted.at, (QList<Position>{{project, 7, 1}}));
    QCOMPARE(client.violations, QStringList());
}

void SessionTest::aCommandThatCannotBeReadIsRejectedByItsId()
{
    LiveFixture server;
    LiveClient client(server.port, Encoding::Json);
    client.hello(QStringLiteral("alice"));
    const Uuid id = Uuid::v7();
    client.sendMessage(LiveClient::Opcode::Text,
                       R"({"type":"command","commandId":")" + id.toString().toUtf8() + R"(","name":"Fly","stream":")"
                           + project.toString().toUtf8() + R"(","args":{}})");
    QTRY_COMPARE(client.count<Frames::Rejected>(), 1);
    QCOMPARE(client.all<Frames::Rejected>().constFirst().commandId, id);
    QCOMPARE(client.all<Frames::Rejected>().constFirst().error.code, ErrorCode::UnknownCommand);
}

void SessionTest::commandsBeyondTheRateAreRejected()
{
    SessionLimits limits;
    limits.commands = {1e-6, 5};
    LiveFixture server(limits);
    LiveClient client(server.port);
    client.hello(QStringLiteral("alice"));
    for (int i = 0; i < 8; ++i)
        client.createTask(project);
    QTRY_COMPARE(client.count<Frames::Rejected>(), 3);
    QCOMPARE(client.count<Frames::Accepted>(), 5);
    const Error error = client.all<Frames::Rejected>().constFirst().error;
    QCOMPARE(error.code, ErrorCode::RateLimited);
    QVERIFY(error.isTemporary());
    QVERIFY(!client.isClosed);
}

void SessionTest::unansweredCommandsAreLimited()
{
    SessionLimits limits;
    limits.unansweredCommandsMax = 4;
    LiveFixture server(limits);
    server.storage.answersCommands = false;
    LiveClient client(server.port);
    client.hello(QStringLiteral("alice"));
    for (int i = 0; i < 5; ++i)
        client.createTask(project);
    QTRY_COMPARE(client.count<Frames::Rejected>(), 1);
    auto submissions = server.storage.takeSubmissions();
    QCOMPARE(submissions.size(), 4U);
    QCOMPARE(submissions.front().actor, FakeStorage::userOf(QStringLiteral("alice")));
    server.storage.answer(submissions.front(), Error(ErrorCode::Forbidden));
    QTRY_COMPARE(client.count<Frames::Rejected>(), 2);
    client.createTask(project);
    QTRY_COMPARE(server.storage.submissionCount(), 1);
}

void SessionTest::aQueryIsAnsweredWithItsPage()
{
    LiveFixture server;
    QueryPage page;
    QueryRow row;
    row.stream = project;
    row.task.id = {7, 7};
    row.task.title = QStringLiteral("Paint the fence");
    row.titleFinds = {{10, 5}};
    page.rows = {row};
    page.cursor = QStringLiteral("next");
    page.notices = {{{3, 4}, QStringLiteral("Nothing here is called “x”.")}};
    server.storage.queryPage = page;
    LiveClient client(server.port);
    client.hello(QStringLiteral("alice"));
    client.send(Frames::Question{{1, 1}, project, QStringLiteral("fence"), 1'000'000, QStringLiteral("before")});
    QTRY_COMPARE(client.count<Frames::Found>(), 1);
    const auto found = client.all<Frames::Found>().constFirst();
    QCOMPARE(found.queryId, (Uuid{1, 1}));
    QCOMPARE(found.tasks.size(), 1);
    QCOMPARE(found.tasks[0].stream, project);
    QCOMPARE(found.tasks[0].task.title, row.task.title);
    QCOMPARE(found.tasks[0].titleFinds, row.titleFinds);
    QCOMPARE(found.cursor, page.cursor);
    QCOMPARE(found.notices[0].position, 3);
    const auto questions = server.storage.takeQuestions();
    QCOMPARE(questions.size(), 1U);
    QCOMPARE(questions[0].viewer.user, FakeStorage::userOf(QStringLiteral("alice")));
    QCOMPARE(questions[0].place, project);
    QCOMPARE(questions[0].text, QStringLiteral("fence"));
    QCOMPARE(questions[0].limit, QueryRequest::LimitMax);
    QCOMPARE(questions[0].cursor, QStringLiteral("before"));
    QCOMPARE(questions[0].nowMs, 1'000);
}

void SessionTest::aQueryThatFailsIsToldByItsId()
{
    LiveFixture server;
    server.storage.queryPage = Error(ErrorCode::BadQuery, QStringLiteral("No."), {{QStringLiteral("position"), 5}});
    LiveClient client(server.port, Encoding::Json);
    client.hello(QStringLiteral("alice"));
    client.send(Frames::Question{{1, 1}, project, QStringLiteral("is:x"), 0, {}});
    QTRY_COMPARE(client.count<Frames::Failure>(), 1);
    const auto failure = client.all<Frames::Failure>().constFirst();
    QCOMPARE(failure.queryId, (Uuid{1, 1}));
    QCOMPARE(failure.error.code, ErrorCode::BadQuery);
    QCOMPARE(failure.error.details.value(QStringLiteral("position")).toInt(), 5);
    // One that cannot even be read is told by its id too.
    client.sendMessage(LiveClient::Opcode::Text,
                       R"({"type":"query","queryId":"00000000-0000-0001-0000-000000000002","stream":"x","text":""})");
    QTRY_COMPARE(client.count<Frames::Failure>(), 2);
    QCOMPARE(client.all<Frames::Failure>().constLast().queryId, (Uuid{1, 2}));
    QVERIFY(!client.isClosed);
}

void SessionTest::queriesBeyondTheRateAreRefused()
{
    SessionLimits limits;
    limits.queries = {0.001, 3};
    LiveFixture server(limits);
    LiveClient client(server.port);
    client.hello(QStringLiteral("alice"));
    for (quint64 i = 1; i <= 5; ++i)
        client.send(Frames::Question{{1, i}, project, QStringLiteral("fence"), 0, {}});
    QTRY_COMPARE(client.count<Frames::Failure>(), 2);
    QCOMPARE(client.count<Frames::Found>(), 3);
    QCOMPARE(client.all<Frames::Failure>().constLast().error.code, ErrorCode::RateLimited);
    QCOMPARE(client.all<Frames::Failure>().constLast().queryId, (Uuid{1, 5}));
}

void SessionTest::unansweredQueriesAreLimited()
{
    SessionLimits limits;
    limits.unansweredQueriesMax = 2;
    LiveFixture server(limits);
    server.storage.hold(FakeStorage::What::Query);
    LiveClient client(server.port);
    client.hello(QStringLiteral("alice"));
    for (quint64 i = 1; i <= 3; ++i)
        client.send(Frames::Question{{1, i}, project, QStringLiteral("fence"), 0, {}});
    QTRY_COMPARE(client.count<Frames::Failure>(), 1);
    server.storage.release(FakeStorage::What::Query);
    QTRY_COMPARE(client.count<Frames::Found>(), 2);
    client.send(Frames::Question{{1, 4}, project, QStringLiteral("fence"), 0, {}});
    QTRY_COMPARE(client.count<Frames::Found>(), 3);
}

void SessionTest::anAnswerThatComesAfterTheClientLeftDoesNoHarm()
{
    LiveFixture server;
    server.storage.hold(FakeStorage::What::Query);
    {
        LiveClient client(server.port);
        client.hello(QStringLiteral("alice"));
        client.send(Frames::Question{{1, 1}, project, QStringLiteral("fence"), 0, {}});
        QTRY_COMPARE(server.storage.heldCount(FakeStorage::What::Query), 1);
        client.socket.abort();
    }
    QTRY_COMPARE(server.metric("sessions"), 0.0);
    server.storage.release(FakeStorage::What::Query);
    server.settle();
    QCOMPARE(server.metric("session_queries_total"), 1.0);
}

void SessionTest::otherFramesBeyondTheRateEndInAClose()
{
    SessionLimits limits;
    limits.otherFrames = {1e-6, 5};
    LiveFixture server(limits);
    LiveClient client(server.port);
    client.hello(QStringLiteral("alice"));
    for (int i = 0; i < 15; ++i)
        client.send(Frames::Ping{});
    QTRY_VERIFY(client.isClosed);
    QCOMPARE(client.closeCode, static_cast<quint16>(CloseCode::RateLimited));
    QCOMPARE(client.count<Frames::Pong>(), 5);
}

void SessionTest::streamsAreLimited()
{
    LiveFixture server;
    LiveClient client(server.port);
    QList<Position> positions;
    for (int i = 0; i <= StreamsPerSessionMax; ++i)
        positions.append({LiveFixture::project(static_cast<quint64>(i) + 1), 0, 0});
    client.hello(QStringLiteral("alice"), positions);
    QTRY_COMPARE(client.count<Frames::Subscribed>(), StreamsPerSessionMax);
    QCOMPARE(client.count<Frames::Failure>(), 1);
    QCOMPARE(client.all<Frames::Failure>().constFirst().error.code, ErrorCode::TooMany);
    QCOMPARE(client.all<Frames::Failure>().constFirst().stream, positions.constLast().stream);
}

void SessionTest::whoNeverReadsAnswersIsClosed()
{
    SessionLimits limits;
    limits.unsentBytesMax = 4'000;
    limits.otherFrames = {1e9, 1e9};
    limits.closeTime = 100ms;
    LiveFixture server(limits);
    LiveClient client(server.port, Encoding::Json);
    client.hello(QStringLiteral("alice"));
    QTRY_COMPARE(client.count<Frames::Welcome>(), 1);
    client.stopReading();
    const QByteArray nonsense = R"({"type":"nonsense that is answered at length"})";
    QTimer flood;
    QObject::connect(&flood, &QTimer::timeout, &flood, [&] {
        for (int i = 0; i < 500 && !client.isClosed && client.socket.bytesToWrite() < 1'000'000; ++i)
            client.sendMessage(LiveClient::Opcode::Text, nonsense);
    });
    flood.start(0);
    QTRY_COMPARE_WITH_TIMEOUT(server.door.registry().count(), 0, 20'000);
}

void SessionTest::sessionsOfAUserAreClosedAtOnce()
{
    LiveFixture server({}, {}, 2);
    LiveClient alice(server.port);
    LiveClient aliceElsewhere(server.port);
    LiveClient bob(server.port);
    alice.hello(QStringLiteral("alice"));
    aliceElsewhere.hello(QStringLiteral("alice"));
    bob.hello(QStringLiteral("bob"));
    QTRY_COMPARE(server.metric("session_welcomes_total"), 3.0);
    server.door.registry().closeSessionsOf(FakeStorage::userOf(QStringLiteral("alice")));
    QTRY_VERIFY(alice.isClosed && aliceElsewhere.isClosed);
    QCOMPARE(alice.closeCode, static_cast<quint16>(CloseCode::Revoked));
    QTRY_COMPARE(server.door.registry().count(), 1);
    QVERIFY(!bob.isClosed);
}

void SessionTest::sessionsOfATokenAreClosedAtOnce()
{
    LiveFixture server;
    LiveClient alice(server.port);
    LiveClient bob(server.port);
    alice.hello(QStringLiteral("alice"));
    bob.hello(QStringLiteral("bob"));
    QTRY_COMPARE(server.metric("session_welcomes_total"), 2.0);
    server.door.registry().closeSession(QStringLiteral("key of alice"), CloseCode::Unauthenticated);
    QTRY_VERIFY(alice.isClosed);
    QCOMPARE(alice.closeCode, static_cast<quint16>(CloseCode::Unauthenticated));
    QVERIFY(!bob.isClosed);
}

void SessionTest::aRevocationDuringAuthenticationIsNotMissed()
{
    LiveFixture server;
    server.storage.hold(FakeStorage::What::Authentication);
    LiveClient client(server.port);
    client.hello(QStringLiteral("alice"));
    QTRY_COMPARE(server.storage.heldCount(FakeStorage::What::Authentication), 1);
    // The token was found, then revoked, and only now does the session hear that it was found.
    server.door.registry().closeSessionsOf(FakeStorage::userOf(QStringLiteral("alice")));
    server.settle();
    server.storage.giveHeld(FakeStorage::What::Authentication);
    QTRY_VERIFY(server.storage.heldCount(FakeStorage::What::Authentication) == 1
                || server.metric("session_welcomes_total") > 0);
    QCOMPARE(server.metric("session_welcomes_total"), 0.0); // asked again instead
    server.storage.release(FakeStorage::What::Authentication);
    QTRY_COMPARE(client.count<Frames::Welcome>(), 1);
}

void SessionTest::anExpiredTokenEndsTheSession()
{
    LiveFixture server;
    LiveClient client(server.port);
    client.hello(QStringLiteral("shortLived"));
    client.send(Frames::Ping{});
    QTRY_COMPARE(client.count<Frames::Pong>(), 1);
    server.clock.now = 2'000;
    client.send(Frames::Ping{});
    QTRY_VERIFY(client.isClosed);
    QCOMPARE(client.closeCode, static_cast<quint16>(CloseCode::Unauthenticated));
}

void SessionTest::drainingSaysGoodbye()
{
    LiveFixture server;
    LiveClient alice(server.port);
    LiveClient bob(server.port, Encoding::Json);
    alice.hello(QStringLiteral("alice"));
    bob.hello(QStringLiteral("bob"));
    QTRY_COMPARE(server.metric("session_welcomes_total"), 2.0);
    server.door.registry().drain(200ms, 1s);
    QTRY_VERIFY(alice.isClosed && bob.isClosed);
    QTRY_COMPARE(server.door.registry().count(), 0);
    for (const LiveClient *client : {&alice, &bob}) {
        QCOMPARE(client->closeCode, static_cast<quint16>(CloseCode::Draining));
        QCOMPARE(client->all<Frames::Goodbye>().constFirst().reconnectAfterMs, 1'000);
    }
}

void SessionTest::aLaneMayStopWithSessionsOpen()
{
    LiveFixture server({}, {}, 2);
    std::vector<std::unique_ptr<LiveClient>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<LiveClient>(server.port));
        clients.back()->hello(QStringLiteral("alice"), {{project, 0, 0}});
    }
    QTRY_COMPARE(server.metric("live_subscriptions"), 20.0);
    server.lanes.stop();
    QCOMPARE(server.door.registry().count(), 0);
    server.storage.commit(project); // nobody is there any more
    for (const auto &client : clients)
        QTRY_VERIFY(client->isClosed);
}

QTEST_GUILESS_MAIN(SessionTest)
#include "tst_session.moc"
