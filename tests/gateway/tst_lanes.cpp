// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/Lane.h"
#include "server/ops/Switches.h"

#include <QCoreApplication>
#include <QtTest>

#include <atomic>

using namespace TaskMaster::Server;
using namespace std::chrono_literals;

/// Lanes and their timer wheels: order of work, life and death, deadlines that are never early.
class LanesTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void switches_data();
    void switches();
    void anUnknownSwitchNamesTheNearestKnownOne();
    void postedWorkRunsInOrderInTheLanesThread_data();
    void postedWorkRunsInOrderInTheLanesThread();
    void workPostedBeforeTheStartIsRunAndAfterTheStopRefused();
    void whatLivesInALaneDiesInItsThread();
    void aDeadlineIsNeverEarly_data();
    void aDeadlineIsNeverEarly();
    void aDeadlineThatIsPutOffExpiresOnceAtTheLaterTime();
    void aDeadlineMayBeBroughtForward();
    void aCancelledDeadlineDoesNotExpire();
    void aCallbackMayDestroyItsOwnDeadlineAndOthers();
    void aDeadlineMayOutliveItsWheel();
};

void LanesTest::switches_data()
{
    QTest::addColumn<int>("row");
    for (const SwitchDescription &row : Switches::table())
        QTest::newRow(row.name) << static_cast<int>(row.id);
}

void LanesTest::switches()
{
    QFETCH(int, row);
    const SwitchDescription &description = Switches::table()[static_cast<std::size_t>(row)];
    Switches switches;
    QCOMPARE(switches.isOn(description.id), description.on);
    QVERIFY(switches.set(QString::fromLatin1(description.name), false).ok());
    QVERIFY(!switches.isOn(description.id));
    QVERIFY(!Switches::allOff().isOn(description.id));
    QVERIFY(QString::fromUtf8(description.sentence).endsWith(u'.'));
}

void LanesTest::anUnknownSwitchNamesTheNearestKnownOne()
{
    Switches switches;
    const auto result = switches.set(QStringLiteral("writebatchin"), false);
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, TaskMaster::ErrorCode::ConfigInvalid);
    QVERIFY2(result.error().message.contains(QStringLiteral("writeBatching")), qPrintable(result.error().message));
    QVERIFY(switches.isOn(Switch::WriteBatching));
}

void LanesTest::postedWorkRunsInOrderInTheLanesThread_data()
{
    QTest::addColumn<bool>("epoll");
    QTest::newRow("epoll dispatcher") << true;
    QTest::newRow("stock dispatcher") << false;
}

void LanesTest::postedWorkRunsInOrderInTheLanesThread()
{
    QFETCH(bool, epoll);
    Switches switches;
    switches.set(Switch::EpollDispatcher, epoll);
    Lane lane(0, switches);
    lane.start();
    constexpr int Count = 10'000;
    std::vector<int> seen;
    std::atomic<bool> wrongThread = false;
    std::atomic<bool> done = false;
    for (int i = 0; i < Count; ++i) {
        QVERIFY(lane.post([&, i] {
            seen.push_back(i);
            if (!lane.isCurrentThread() || lane.context()->thread() != QThread::currentThread())
                wrongThread = true;
        }));
    }
    lane.post([&] { done = true; });
    QTRY_VERIFY(done);
    QVERIFY(!wrongThread);
    QCOMPARE(seen.size(), std::size_t(Count));
    QVERIFY(std::is_sorted(seen.begin(), seen.end()));
}

void LanesTest::workPostedBeforeTheStartIsRunAndAfterTheStopRefused()
{
    const Switches switches;
    auto lane = std::make_unique<Lane>(0, switches);
    std::atomic<int> runs = 0;
    QVERIFY(lane->post([&] { ++runs; }));
    lane->start();
    QTRY_COMPARE(runs, 1);
    const LaneMailbox mailbox = lane->mailbox();
    lane->stop();
    QVERIFY(!lane->post([&] { ++runs; }));
    lane.reset();
    QVERIFY(!mailbox.post([&] { ++runs; }));
    QCOMPARE(runs, 1);
}

void LanesTest::whatLivesInALaneDiesInItsThread()
{
    const Switches switches;
    Lane lane(0, switches);
    lane.start();
    std::atomic<QThread *> diedIn = nullptr;
    std::atomic<QThread *> livedIn = nullptr;
    lane.post([&] {
        auto *resident = new QObject(lane.context());
        livedIn = resident->thread();
        QObject::connect(resident, &QObject::destroyed, [&] { diedIn = QThread::currentThread(); });
    });
    QTRY_VERIFY(livedIn.load());
    lane.stop();
    QCOMPARE(diedIn.load(), livedIn.load());
}

void LanesTest::aDeadlineIsNeverEarly_data()
{
    QTest::addColumn<int>("tickMs");
    QTest::addColumn<int>("afterMs");
    QTest::newRow("less than a tick") << 20 << 3;
    QTest::newRow("exactly a tick") << 20 << 20;
    QTest::newRow("some ticks") << 10 << 123;
    QTest::newRow("now") << 10 << 0;
    QTest::newRow("more than a round of the wheel") << 1 << 1100;
}

void LanesTest::aDeadlineIsNeverEarly()
{
    QFETCH(int, tickMs);
    QFETCH(int, afterMs);
    TimerWheel wheel{std::chrono::milliseconds(tickMs)};
    int expired = 0;
    QElapsedTimer timer;
    qint64 elapsedMs = -1;
    Deadline deadline([&] {
        ++expired;
        elapsedMs = timer.elapsed();
    });
    timer.start();
    wheel.schedule(deadline, std::chrono::milliseconds(afterMs));
    QCOMPARE(wheel.activeCount(), 1);
    QTRY_COMPARE(expired, 1);
    QVERIFY2(elapsedMs >= afterMs, qPrintable(QString::number(elapsedMs)));
    QVERIFY(!deadline.isActive());
    QCOMPARE(wheel.activeCount(), 0);
}

void LanesTest::aDeadlineThatIsPutOffExpiresOnceAtTheLaterTime()
{
    TimerWheel wheel(5ms);
    int expired = 0;
    QElapsedTimer timer;
    timer.start();
    Deadline deadline([&] { ++expired; });
    wheel.schedule(deadline, 20ms);
    wheel.schedule(deadline, 200ms);
    QTRY_COMPARE(expired, 1);
    QVERIFY(timer.elapsed() >= 200);
    wheel.schedule(deadline, 5ms); // and again after it expired
    QTRY_COMPARE(expired, 2);
}

void LanesTest::aDeadlineMayBeBroughtForward()
{
    TimerWheel wheel(5ms);
    bool expired = false;
    Deadline deadline([&] { expired = true; });
    wheel.schedule(deadline, 1h);
    wheel.schedule(deadline, 10ms);
    QTRY_VERIFY(expired);
}

void LanesTest::aCancelledDeadlineDoesNotExpire()
{
    TimerWheel wheel(5ms);
    bool cancelledExpired = false;
    bool laterExpired = false;
    Deadline cancelled([&] { cancelledExpired = true; });
    Deadline later([&] { laterExpired = true; });
    wheel.schedule(cancelled, 10ms);
    wheel.schedule(later, 50ms);
    cancelled.cancel();
    QTRY_VERIFY(laterExpired);
    QVERIFY(!cancelledExpired);
}

void LanesTest::aCallbackMayDestroyItsOwnDeadlineAndOthers()
{
    TimerWheel wheel(5ms);
    std::vector<std::unique_ptr<Deadline>> deadlines;
    int expired = 0;
    for (int i = 0; i < 10; ++i) {
        deadlines.push_back(std::make_unique<Deadline>([&] {
            ++expired;
            deadlines.clear();
        }));
    }
    for (const auto &deadline : deadlines)
        wheel.schedule(*deadline, 10ms);
    QTRY_COMPARE(expired, 1);
    QCOMPARE(wheel.activeCount(), 0);
}

void LanesTest::aDeadlineMayOutliveItsWheel()
{
    auto wheel = std::make_unique<TimerWheel>();
    Deadline deadline([] {});
    wheel->schedule(deadline, 1s);
    wheel.reset();
    QVERIFY(!deadline.isActive());
}

QTEST_GUILESS_MAIN(LanesTest)
#include "tst_lanes.moc"
