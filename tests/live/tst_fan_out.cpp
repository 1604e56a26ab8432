// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/live/LiveFixture.h"

using namespace TaskMaster;
using namespace TaskMaster::Server;

namespace {

const auto project = LiveFixture::project();
const auto workspace = StreamId::ofWorkspace(project.workspace);
const auto alice = QStringLiteral("alice");

/// Everything sent, nothing twice, nothing missing.
bool follows(const LiveClient &client, FakeStorage &storage, const StreamId &stream)
{
    const auto followed = client.streams.find(stream);
    return followed != client.streams.end() && followed->second.isLive && followed->second.seq == storage.head(stream);
}

} // namespace

/// Commits to screens: order, gaps, slow readers, catch-up, snapshots, rights; with the switches on and off.
class FanOutTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everybodyGetsEveryEventInOrder_data();
    void everybodyGetsEveryEventInOrder();
    void anEventIsEncodedOnceForAll();
    void largeEventsAreCompressedForThoseWhoAccept();
    void aGapIsFetchedFromTheLog();
    void anEventThatComesTwiceIsIgnored();
    void aClientResumesWhereItWas();
    void aShortCatchUpNeedsNoReading();
    void aLongLogIsReadInPages();
    void anotherEpochIsResynced();
    void belowTheFloorIsResynced();
    void tooFarBehindIsResynced();
    void aheadOfTheLogIsResynced();
    void aSnapshotIsFollowedByWhatHappenedMeanwhile_data();
    void aSnapshotIsFollowedByWhatHappenedMeanwhile();
    void aThousandRowsAreReadOnceForAll();
    void anEmptyStreamIsAnEmptySnapshot();
    void aSlowReaderCatchesUpWithoutGapsWhileMemoryStaysBounded_data();
    void aSlowReaderCatchesUpWithoutGapsWhileMemoryStaysBounded();
    void aSlowReaderOfASnapshotDoesNotFillMemory();
    void anAnswerWaitsForEventsThatTheClientHasNotGot();
    void whoLosesARightGetsNothingFromThenOn_data();
    void whoLosesARightGetsNothingFromThenOn();
    void othersKeepTheirRights();
    void aStreamThatOneMayNotSeeIsRefused();
    void aReplicaOfAStreamThatOneMayNoLongerSeeIsRevoked();
    void afterUnsubscribingNothingComes();
    void subscribingAgainStartsFromTheNewPlace();
    void whoVanishesInTheMiddleOfATransferDoesNoHarm_data();
    void whoVanishesInTheMiddleOfATransferDoesNoHarm();
    void aLogThatFailsEndsTheSessionAndTheClientComesBack();
};

void FanOutTest::everybodyGetsEveryEventInOrder_data()
{
    QTest::addColumn<quint32>("off");
    for (quint32 off = 0; off < 32; ++off)
        QTest::addRow("switches off: %u", off) << off;
}

Switches switchesWithout(quint32 off)
{
    static constexpr std::array which{Switch::MergedSends, Switch::DirectSend, Switch::Compression,
                                      Switch::SnapshotCache, Switch::RecentEvents};
    Switches switches;
    for (std::size_t i = 0; i < which.size(); ++i)
        switches.set(which[i], (off >> i & 1U) == 0);
    return switches;
}

void FanOutTest::everybodyGetsEveryEventInOrder()
{
    QFETCH(quint32, off);
    LiveFixture server({}, switchesWithout(off), 2);
    for (int i = 0; i < 120; ++i)
        server.storage.commit(project, 100);
    std::vector<std::unique_ptr<LiveClient>> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(std::make_unique<LiveClient>(server.port, i % 3 == 0 ? Encoding::Json : Encoding::Cbor));
        const qint64 from = i % 2 == 0 ? 0 : 100;
        clients.back()->streams[project] = {7, from};
        clients.back()->hello(alice, {{project, 7, from}},
                              i % 3 == 1 ? QStringList{QStringLiteral("zstd")} : QStringList());
    }
    for (int i = 0; i < 300; ++i) // while they come in, and after
        server.storage.commit(project, i % 50 == 0 ? 3'000 : 30);
    for (const auto &client : clients) {
        QTRY_VERIFY(follows(*client, server.storage, project));
        QCOMPARE(client->violations, QStringList());
    }
    for (int i = 0; i < 20; ++i)
        server.storage.commit(project);
    for (const auto &client : clients) {
        QTRY_VERIFY(follows(*client, server.storage, project));
        QCOMPARE(client->violations, QStringList());
    }
}

void FanOutTest::anEventIsEncodedOnceForAll()
{
    const auto event =
        std::make_shared<const Event>(Event{project, 7, 1, Uuid::v7(), QStringLiteral("edited"), {}, 1, {}});
    const EventFrames frames(event);
    std::array<const char *, 8> data{};
    std::vector<std::thread> threads;
    for (const char *&place : data)
        threads.emplace_back([&] { place = frames.frame(FrameForm::Cbor).constData(); });
    for (std::thread &thread : threads)
        thread.join();
    for (const char *place : data)
        QCOMPARE(static_cast<const void *>(place), static_cast<const void *>(data[0]));
    // Too small to be compressed: not even a second copy.
    QCOMPARE(static_cast<const void *>(frames.frame(FrameForm::CborZstd).constData()),
             static_cast<const void *>(data[0]));
}

void FanOutTest::largeEventsAreCompressedForThoseWhoAccept()
{
    LiveFixture server;
    LiveClient accepting(server.port);
    LiveClient plain(server.port);
    accepting.hello(alice, {{project, 0, 0}}, {QStringLiteral("zstd")});
    plain.hello(alice, {{project, 0, 0}});
    QTRY_VERIFY(follows(accepting, server.storage, project) && follows(plain, server.storage, project));
    accepting.types.clear();
    plain.types.clear();
    server.storage.commit(project, 3'000);
    server.storage.commit(project, 10);
    QTRY_VERIFY(follows(accepting, server.storage, project) && follows(plain, server.storage, project));
    QCOMPARE(accepting.types, QList<char>({'z', 'b'}));
    QCOMPARE(plain.types, QList<char>({'b', 'b'}));
}

void FanOutTest::aGapIsFetchedFromTheLog()
{
    LiveFixture server;
    LiveClient client(server.port);
    client.hello(alice, {{project, 0, 0}});
    QTRY_VERIFY(follows(client, server.storage, project));
    server.storage.commit(project);
    for (int i = 0; i < 3; ++i)
        server.storage.commitQuietly(project);
    server.storage.commit(project);
    QTRY_COMPARE(client.streams[project].seq, 5);
    QCOMPARE(client.violations, QStringList());
}

void FanOutTest::anEventThatComesTwiceIsIgnored()
{
    LiveFixture server;
    LiveClient client(server.port);
    client.hello(alice, {{project, 0, 0}});
    QTRY_VERIFY(follows(client, server.storage, project));
    const EventPtr first = server.storage.commit(project);
    const EventPtr second = server.storage.commit(project);
    server.storage.announce({first, second});
    server.storage.announce({first});
    server.storage.commit(project);
    QTRY_COMPARE(client.streams[project].seq, 3);
    QCOMPARE(client.streams[project].events, 3);
    QCOMPARE(client.violations, QStringList());
}

void FanOutTest::aClientResumesWhereItWas()
{
    LiveFixture server;
    for (int i = 0; i < 10; ++i)
        server.storage.commit(project);
    LiveClient client(server.port);
    client.streams[project] = {7, 6};
    client.hello(alice, {{project, 7, 6}});
    QTRY_VERIFY(follows(client, server.storage, project));
    QCOMPARE(client.streams[project].events, 4);
    QCOMPARE(client.count<Frames::Snapshot>(), 0);
    QCOMPARE(client.violations, QStringList());
}

void FanOutTest::aShortCatchUpNeedsNoReading()
{
    LiveFixture server;
    LiveClient first(server.port);
    first.hello(alice, {{project, 0, 0}});
    QTRY_VERIFY(follows(first, server.storage, project));
    for (int i = 0; i < 10; ++i)
        server.storage.commit(project);
    QTRY_VERIFY(follows(first, server.storage, project));
    const int reads = server.storage.logReads;
    LiveClient second(server.port);
    second.streams[project] = {7, 4};
    second.hello(alice, {{project, 7, 4}});
    QTRY_VERIFY(follows(second, server.storage, project));
    QCOMPARE(server.storage.logReads, reads);
    QCOMPARE(server.metric("live_recent_catch_ups_total"), 1.0);
    QCOMPARE(second.violations, QStringList());
}

void FanOutTest::aLongLogIsReadInPages()
{
    LiveFixture server;
    for (int i = 0; i < 1'700; ++i)
        server.storage.commit(project);
    LiveClient client(server.port);
    client.streams[project] = {7, 1};
    client.hello(alice, {{project, 7, 1}});
    QTRY_VERIFY(follows(client, server.storage, project));
    QCOMPARE(client.streams[project].events, 1'699);
    QVERIFY(server.storage.logReads >= 4);
    QCOMPARE(client.violations, QStringList());
}

void FanOutTest::anotherEpochIsResynced()
{
    LiveFixture server;
    for (int i = 0; i < 10; ++i)
        server.storage.commit(project);
    LiveClient client(server.port);
    client.hello(alice, {{project, 6, 10}});
    QTRY_VERIFY(follows(client, server.storage, project));
    QCOMPARE(client.streams[project].resyncs, 1);
    QCOMPARE(client.streams[project].rows, 10);
    QCOMPARE(client.streams[project].epoch, 7);
    // And when the epoch changes under a live subscription.
    server.storage.setEpoch(8);
    server.storage.commit(project);
    QTRY_COMPARE(client.streams[project].epoch, 8);
    QTRY_VERIFY(follows(client, server.storage, project));
    QCOMPARE(client.streams[project].resyncs, 2);
    QCOMPARE(client.violations, QStringList());
}

void FanOutTest::belowTheFloorIsResynced()
{
    LiveFixture server;
    for (int i = 0; i < 10; ++i)
        server.storage.commit(project);
    server.storage.setFloor(project, 6);
    LiveClient above(server.port);
    above.streams[project] = {7, 6};
    above.hello(alice, {{project, 7, 6}});
    LiveClient below(server.port);
    below.hello(alice, {{project, 7, 5}});
    QTRY_VERIFY(follows(above, server.storage, project) && follows(below, server.storage, project));
    QCOMPARE(above.streams[project].resyncs, 0);
    QCOMPARE(below.streams[project].resyncs, 1);
    QCOMPARE(below.streams[project].rows, 10);
}

void FanOutTest::tooFarBehindIsResynced()
{
    SnapshotLimits snapshotLimits;
    snapshotLimits.behindMax = 20;
    LiveFixture server({}, {}, 1, snapshotLimits);
    for (int i = 0; i < 30; ++i)
        server.storage.commit(project);
    LiveClient far(server.port);
    far.hello(alice, {{project, 7, 9}});
    LiveClient near(server.port);
    near.streams[project] = {7, 10};
    near.hello(alice, {{project, 7, 10}});
    QTRY_VERIFY(follows(far, server.storage, project) && follows(near, server.storage, project));
    QCOMPARE(far.streams[project].resyncs, 1);
    QCOMPARE(near.streams[project].resyncs, 0);
    QCOMPARE(far.violations + near.violations, QStringList());
}

void FanOutTest::aheadOfTheLogIsResynced()
{
    LiveFixture server;
    server.storage.commit(project);
    LiveClient client(server.port);
    client.hello(alice, {{project, 7, 5}});
    QTRY_VERIFY(follows(client, server.storage, project));
    QCOMPARE(client.streams[project].resyncs, 1);
}

void FanOutTest::aSnapshotIsFollowedByWhatHappenedMeanwhile_data()
{
    everybodyGetsEveryEventInOrder_data();
}

void FanOutTest::aSnapshotIsFollowedByWhatHappenedMeanwhile()
{
    QFETCH(quint32, off);
    LiveFixture server({}, switchesWithout(off));
    for (int i = 0; i < 175; ++i)
        server.storage.commit(project);
    server.storage.hold(FakeStorage::What::Rows);
    LiveClient client(server.port);
    client.hello(alice, {{project, 0, 0}});
    QTRY_COMPARE(server.storage.heldCount(FakeStorage::What::Rows), 1);
    for (int i = 0; i < 40; ++i)
        server.storage.commit(project);
    server.storage.hold(FakeStorage::What::Log);
    server.storage.release(FakeStorage::What::Rows);
    QTRY_COMPARE(server.storage.heldCount(FakeStorage::What::Log) > 0 || client.streams[project].isLive, true);
    for (int i = 0; i < 40; ++i)
        server.storage.commit(project);
    server.storage.release(FakeStorage::What::Log);
    QTRY_VERIFY(follows(client, server.storage, project));
    QCOMPARE(client.streams[project].events, 80); // from the head when the snapshot began
    QVERIFY(client.streams[project].rows >= 175);
    QCOMPARE(client.streams[project].resyncs, 0);
    QCOMPARE(client.count<Frames::Subscribed>(), 1);
    QCOMPARE(client.violations, QStringList());
}

void FanOutTest::aThousandRowsAreReadOnceForAll()
{
    LiveFixture server({}, {}, 2);
    for (int i = 0; i < 1'000; ++i)
        server.storage.commit(project);
    std::vector<std::unique_ptr<LiveClient>> clients;
    for (int i = 0; i < 12; ++i) {
        clients.push_back(std::make_unique<LiveClient>(server.port));
        clients.back()->hello(alice, {{project, 0, 0}});
    }
    for (const auto &client : clients) {
        QTRY_VERIFY(follows(*client, server.storage, project));
        QCOMPARE(client->streams[project].rows, 1'000);
        QCOMPARE(client->violations, QStringList());
    }
    QCOMPARE(server.storage.rowReads, 21); // 20 pages and the end, once
    // Later ones get it too, with the tail.
    for (int i = 0; i < 30; ++i)
        server.storage.commit(project);
    LiveClient late(server.port);
    late.hello(alice, {{project, 0, 0}});
    QTRY_VERIFY(follows(late, server.storage, project));
    QCOMPARE(server.storage.rowReads, 21);
    QCOMPARE(late.streams[project].events, 30);
}

void FanOutTest::anEmptyStreamIsAnEmptySnapshot()
{
    LiveFixture server;
    LiveClient client(server.port);
    client.hello(alice, {{project, 0, 0}});
    QTRY_COMPARE(client.count<Frames::Subscribed>(), 1);
    QCOMPARE(client.all<Frames::Subscribed>().constFirst().position, (Position{project, 7, 0}));
    const auto pages = client.all<Frames::Snapshot>();
    QCOMPARE(pages.size(), 1);
    QVERIFY(pages.constFirst().first && pages.constFirst().last && pages.constFirst().rows.isEmpty());
    server.storage.commit(project);
    QTRY_COMPARE(client.streams[project].seq, 1);
}

void FanOutTest::aSlowReaderCatchesUpWithoutGapsWhileMemoryStaysBounded_data()
{
    everybodyGetsEveryEventInOrder_data();
}

void FanOutTest::aSlowReaderCatchesUpWithoutGapsWhileMemoryStaysBounded()
{
    QFETCH(quint32, off);
    SessionLimits limits;
    limits.queue = {8 * 1024, 32 * 1024};
    LiveFixture server(limits, switchesWithout(off));
    LiveClient slow(server.port);
    LiveClient quick(server.port);
    slow.hello(alice, {{project, 0, 0}});
    quick.hello(alice, {{project, 0, 0}});
    QTRY_VERIFY(follows(slow, server.storage, project) && follows(quick, server.storage, project));
    slow.stopReading();
    // Until it lags, however much the kernels on both sides take; and then as much again.
    int commits = 0;
    while (server.metric("live_lagging_total") == 0 && commits < 4'000) {
        server.storage.commit(project, 4'000);
        if (++commits % 20 == 0)
            server.settle();
        QCoreApplication::processEvents();
    }
    QVERIFY(server.metric("live_lagging_total") >= 1);
    const int sent = commits;
    for (int i = 0; i < 300; ++i)
        server.storage.commit(project, 4'000);
    QTRY_VERIFY(follows(quick, server.storage, project));
    server.settle();
    QVERIFY(slow.streams[project].seq < sent);
    QVERIFY(server.metric("live_deliveries_total") < sent + quick.streams[project].events + 100);
    slow.readAgain();
    QTRY_VERIFY_WITH_TIMEOUT(follows(slow, server.storage, project), 20'000);
    QCOMPARE(slow.streams[project].events, server.storage.head(project));
    QCOMPARE(slow.streams[project].resyncs, 0);
    QCOMPARE(slow.violations + quick.violations, QStringList());
    server.storage.commit(project); // live again
    QTRY_VERIFY(follows(slow, server.storage, project));
}

void FanOutTest::aSlowReaderOfASnapshotDoesNotFillMemory()
{
    SessionLimits limits;
    limits.queue = {8 * 1024, 32 * 1024};
    Switches switches;
    switches.set(Switch::SnapshotCache, false);
    LiveFixture server(limits, switches);
    for (int i = 0; i < 3'000; ++i)
        server.storage.commit(project, 4'000);
    LiveClient client(server.port);
    client.hello(alice);
    QTRY_COMPARE(client.count<Frames::Welcome>(), 1);
    client.stopReading();
    client.send(Frames::Subscribe{{project, 0, 0}});
    // 60 pages of 200 KB. By the time that somebody else has got them all, this one has got stuck long before the end.
    LiveClient other(server.port);
    other.hello(alice, {{project, 0, 0}});
    QTRY_VERIFY_WITH_TIMEOUT(follows(other, server.storage, project), 20'000);
    QVERIFY2(server.storage.rowReads < 61 + 50, qPrintable(QString::number(server.storage.rowReads)));
    client.readAgain();
    QTRY_VERIFY_WITH_TIMEOUT(follows(client, server.storage, project), 20'000);
    QCOMPARE(client.streams[project].rows, 3'000);
    QCOMPARE(client.violations, QStringList());
}

void FanOutTest::anAnswerWaitsForEventsThatTheClientHasNotGot()
{
    LiveFixture server;
    server.storage.commit(project);
    LiveClient client(server.port);
    client.hello(alice, {{project, 0, 0}});
    QTRY_VERIFY(follows(client, server.storage, project));
    server.storage.hold(FakeStorage::What::Log);
    server.storage.commitQuietly(project); // the next one shows a gap
    client.createTask(project);
    QTRY_COMPARE(server.storage.heldCount(FakeStorage::What::Log), 1);
    server.settle();
    client.send(Frames::Ping{});
    QTRY_COMPARE(client.count<Frames::Pong>(), 1);
    QCOMPARE(client.count<Frames::Accepted>(), 0);
    server.storage.release(FakeStorage::What::Log);
    QTRY_COMPARE(client.count<Frames::Accepted>(), 1);
    QVERIFY(std::holds_alternative<Frames::Accepted>(client.frames.constLast()));
    QCOMPARE(client.streams[project].seq, 3);
    QCOMPARE(client.violations, QStringList());
}

void FanOutTest::whoLosesARightGetsNothingFromThenOn_data()
{
    QTest::addColumn<bool>("isGuest");
    QTest::newRow("a member of the workspace") << false;
    QTest::newRow("a guest of the project") << true;
}

void FanOutTest::whoLosesARightGetsNothingFromThenOn()
{
    QFETCH(bool, isGuest);
    LiveFixture server;
    server.storage.commit(workspace);
    LiveClient client(server.port);
    client.hello(alice, {{project, 0, 0}});
    QTRY_VERIFY(follows(client, server.storage, project));
    server.storage.hold(FakeStorage::What::Access);
    server.storage.removeMember(FakeStorage::userOf(alice), isGuest ? project : workspace, project);
    for (int i = 0; i < 5; ++i)
        server.storage.commit(project); // not for her, although nothing is confirmed yet
    QTRY_COMPARE(server.storage.heldCount(FakeStorage::What::Access), 1);
    server.storage.release(FakeStorage::What::Access);
    QTRY_VERIFY(client.streams[project].isRevoked);
    server.storage.commit(project);
    client.send(Frames::Ping{});
    QTRY_COMPARE(client.count<Frames::Pong>(), 1);
    QCOMPARE(client.streams[project].events, 0);
    QCOMPARE(server.metric("live_subscriptions"), 0.0);
    QCOMPARE(client.violations, QStringList());
}

void FanOutTest::othersKeepTheirRights()
{
    LiveFixture server;
    LiveClient bob(server.port);
    bob.hello(QStringLiteral("bob"), {{project, 0, 0}, {workspace, 0, 0}});
    QTRY_VERIFY(follows(bob, server.storage, workspace) && follows(bob, server.storage, project));
    const int checks = server.storage.accessChecks;
    server.storage.removeMember(FakeStorage::userOf(alice), workspace, project);
    QTRY_COMPARE(bob.streams[workspace].seq, 1);
    QCOMPARE(server.storage.accessChecks, checks); // it is not about him
    // About him, but he keeps the right: nothing is lost or repeated.
    server.storage.removeMember(FakeStorage::userOf(QStringLiteral("bob")), workspace, LiveFixture::project(9));
    server.storage.commit(project);
    QTRY_COMPARE(bob.streams[workspace].seq, 2);
    QTRY_COMPARE(bob.streams[project].seq, 1);
    QCOMPARE(server.storage.accessChecks, checks + 2);
    QCOMPARE(bob.violations, QStringList());
}

void FanOutTest::aStreamThatOneMayNotSeeIsRefused()
{
    LiveFixture server;
    server.storage.deny(FakeStorage::userOf(alice), project);
    server.storage.commit(project);
    LiveClient client(server.port);
    client.hello(alice, {{project, 0, 0}});
    QTRY_COMPARE(client.count<Frames::Failure>(), 1);
    QCOMPARE(client.all<Frames::Failure>().constFirst().stream, project);
    QCOMPARE(client.all<Frames::Failure>().constFirst().error.code, ErrorCode::NotFound);
    server.storage.commit(project);
    client.send(Frames::Ping{});
    QTRY_COMPARE(client.count<Frames::Pong>(), 1);
    QCOMPARE(client.frames.size(), 3); // welcome, error, pong
}

void FanOutTest::aReplicaOfAStreamThatOneMayNoLongerSeeIsRevoked()
{
    LiveFixture server;
    server.storage.deny(FakeStorage::userOf(alice), project);
    LiveClient client(server.port);
    client.hello(alice, {{project, 7, 12}});
    QTRY_VERIFY(client.streams[project].isRevoked);
    QCOMPARE(client.count<Frames::Failure>(), 0);
}

void FanOutTest::afterUnsubscribingNothingComes()
{
    LiveFixture server;
    LiveClient client(server.port);
    client.hello(alice, {{project, 0, 0}});
    QTRY_VERIFY(follows(client, server.storage, project));
    client.send(Frames::Unsubscribe{project});
    QTRY_COMPARE(server.metric("live_subscriptions"), 0.0);
    server.storage.commit(project);
    client.send(Frames::Unsubscribe{project});
    QTRY_COMPARE(client.count<Frames::Failure>(), 1);
    QCOMPARE(client.all<Frames::Failure>().constFirst().error.code, ErrorCode::NotSubscribed);
    QCOMPARE(client.streams[project].events, 0);
}

void FanOutTest::subscribingAgainStartsFromTheNewPlace()
{
    LiveFixture server;
    for (int i = 0; i < 10; ++i)
        server.storage.commit(project);
    LiveClient client(server.port);
    client.hello(alice, {{project, 0, 0}});
    QTRY_VERIFY(follows(client, server.storage, project));
    client.streams[project] = {7, 8};
    client.send(Frames::Subscribe{{project, 7, 8}});
    QTRY_COMPARE(client.count<Frames::Subscribed>(), 2);
    QCOMPARE(client.streams[project].events, 2);
    QCOMPARE(server.metric("live_subscriptions"), 1.0);
    QCOMPARE(client.violations, QStringList());
}

void FanOutTest::whoVanishesInTheMiddleOfATransferDoesNoHarm_data()
{
    QTest::addColumn<FakeStorage::What>("during");
    QTest::newRow("checking access") << FakeStorage::What::Access;
    QTest::newRow("reading the log") << FakeStorage::What::Log;
    QTest::newRow("reading rows") << FakeStorage::What::Rows;
}

void FanOutTest::whoVanishesInTheMiddleOfATransferDoesNoHarm()
{
    QFETCH(FakeStorage::What, during);
    LiveFixture server;
    for (int i = 0; i < 100; ++i)
        server.storage.commit(project);
    server.storage.hold(during);
    {
        LiveClient client(server.port);
        client.hello(alice, {{project, 0, 0}});
        QTRY_COMPARE(server.storage.heldCount(during), 1);
    }
    QTRY_COMPARE(server.metric("live_subscriptions"), 0.0);
    server.storage.release(during);
    server.settle();
    LiveClient next(server.port);
    next.hello(alice, {{project, 0, 0}});
    QTRY_VERIFY(follows(next, server.storage, project));
    QCOMPARE(next.violations, QStringList());
}

void FanOutTest::aLogThatFailsEndsTheSessionAndTheClientComesBack()
{
    LiveFixture server;
    server.storage.commit(project);
    server.storage.failAll(Error(ErrorCode::Unavailable));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("could not be served from the log")));
    LiveClient client(server.port);
    client.hello(alice, {{project, 0, 0}});
    QTRY_VERIFY(client.isClosed);
    QCOMPARE(client.closeCode, static_cast<quint16>(CloseCode::ServerError));
    QVERIFY(describeClose(client.closeCode).comeBack);
}

QTEST_GUILESS_MAIN(FanOutTest)
#include "tst_fan_out.moc"
