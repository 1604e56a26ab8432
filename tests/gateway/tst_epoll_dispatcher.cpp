// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/EpollDispatcher.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryFile>
#include <QThread>
#include <QTimer>
#include <QtTest>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using TaskMaster::Server::EpollDispatcher;

namespace {

/// Two connected sockets that nobody else knows.
struct Pair {
    Pair()
    {
        [[maybe_unused]] const int result = ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends);
    }
    ~Pair()
    {
        closeEnd(0);
        closeEnd(1);
    }
    Q_DISABLE_COPY_MOVE(Pair)
    void closeEnd(int index)
    {
        if (ends[index] >= 0)
            ::close(std::exchange(ends[index], -1));
    }
    void poke() const { QCOMPARE(::write(ends[1], "x", 1), ssize_t(1)); }
    void drain() const
    {
        char buffer[64];
        while (::read(ends[0], buffer, sizeof buffer) > 0) { }
    }
    int ends[2] = {-1, -1};
};

} // namespace

/// The whole test runs on the dispatcher under test (see main), so every QTRY_ below waits in epoll.
class EpollDispatcherTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theApplicationRunsOnIt();
    void timersFire();
    void anotherThreadWakesItUp();
    void aReadableSocketIsToldUntilItIsRead();
    void aDisabledNotifierIsSilentAndAnEnabledOneSpeaksAgain();
    void readAndWriteOfOneSocketAreTold();
    void notifiersMadeByPostedEventsAreWatchedBeforeItSleeps();
    void aReusedDescriptorHearsOnlyOfItself();
    void aSlotMayDeleteTheNextNotifier();
    void theHangUpOfThePeerIsTold();
    void aRegularFileIsAlwaysReady();
    void aBadDescriptorIsDisabledWithAWarning();
    void excludedNotifiersWaitForTheNextTurn();
    void thousandsOfIdleSocketsDoNotDelayTheBusyOne();
    void tcpTalksThroughIt();
};

void EpollDispatcherTest::theApplicationRunsOnIt()
{
    QVERIFY(qobject_cast<EpollDispatcher *>(QCoreApplication::eventDispatcher()));
}

void EpollDispatcherTest::timersFire()
{
    int fired = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [&] { ++fired; });
    timer.start(5);
    QVERIFY(timer.remainingTime() >= 0);
    QTRY_VERIFY(fired >= 3);
    timer.stop();
    const int before = fired;
    bool later = false;
    QTimer::singleShot(20, [&] { later = true; });
    QTRY_VERIFY(later);
    QCOMPARE(fired, before);
}

void EpollDispatcherTest::anotherThreadWakesItUp()
{
    // No timer runs meanwhile: only the posted event ends the sleep. (A turn that has handled one sleeps again, as Qt's
    // own dispatcher does, so the slot asks for the end of its turn.)
    bool called = false;
    const auto slot = [&] {
        called = true;
        QCoreApplication::eventDispatcher()->wakeUp();
    };
    const std::unique_ptr<QThread> thread(
        QThread::create([&] { QMetaObject::invokeMethod(this, slot, Qt::QueuedConnection); }));
    thread->start();
    while (!called)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    QVERIFY(thread->wait());
}

void EpollDispatcherTest::aReadableSocketIsToldUntilItIsRead()
{
    const Pair pair;
    int told = 0;
    QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, [&] {
        if (++told == 3)
            pair.drain();
    });
    pair.poke();
    QTRY_COMPARE(told, 3);
    bool later = false;
    QTimer::singleShot(10, [&] { later = true; });
    QTRY_VERIFY(later);
    QCOMPARE(told, 3);
}

void EpollDispatcherTest::aDisabledNotifierIsSilentAndAnEnabledOneSpeaksAgain()
{
    const Pair pair;
    int told = 0;
    QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, [&] {
        ++told;
        notifier.setEnabled(false);
    });
    pair.poke();
    QTRY_COMPARE(told, 1);
    bool later = false;
    QTimer::singleShot(10, [&] { later = true; });
    QTRY_VERIFY(later);
    QCOMPARE(told, 1);
    notifier.setEnabled(true);
    QTRY_COMPARE(told, 2);
}

void EpollDispatcherTest::readAndWriteOfOneSocketAreTold()
{
    const Pair pair;
    bool readable = false;
    bool writable = false;
    QSocketNotifier read(pair.ends[0], QSocketNotifier::Read);
    QSocketNotifier write(pair.ends[0], QSocketNotifier::Write);
    QObject::connect(&read, &QSocketNotifier::activated, [&] {
        readable = true;
        pair.drain();
    });
    QObject::connect(&write, &QSocketNotifier::activated, [&] {
        writable = true;
        write.setEnabled(false);
    });
    QTRY_VERIFY(writable);
    QVERIFY(!readable);
    pair.poke();
    QTRY_VERIFY(readable);
}

void EpollDispatcherTest::notifiersMadeByPostedEventsAreWatchedBeforeItSleeps()
{
    const Pair pair;
    pair.poke();
    std::unique_ptr<QSocketNotifier> notifier;
    bool told = false;
    QMetaObject::invokeMethod(
        this,
        [&] {
            notifier = std::make_unique<QSocketNotifier>(pair.ends[0], QSocketNotifier::Read);
            QObject::connect(notifier.get(), &QSocketNotifier::activated, [&] {
                told = true;
                pair.drain();
            });
        },
        Qt::QueuedConnection);
    // One turn that handles the posted event and then sleeps: only the new notifier can end it (or the test's timeout).
    while (!told)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    QVERIFY(told);
}

void EpollDispatcherTest::aReusedDescriptorHearsOnlyOfItself()
{
    auto first = std::make_unique<Pair>();
    const int descriptor = first->ends[0];
    int toldFirst = 0;
    auto firstNotifier = std::make_unique<QSocketNotifier>(descriptor, QSocketNotifier::Read);
    QObject::connect(firstNotifier.get(), &QSocketNotifier::activated, [&] { ++toldFirst; });
    QCoreApplication::processEvents();
    first->poke(); // ready, but closed before anybody looks
    firstNotifier.reset();
    first->closeEnd(0);

    const Pair second;
    QCOMPARE(::dup2(second.ends[0], descriptor), descriptor);
    int toldSecond = 0;
    {
        QSocketNotifier secondNotifier(descriptor, QSocketNotifier::Read);
        QObject::connect(&secondNotifier, &QSocketNotifier::activated, [&] {
            ++toldSecond;
            second.drain();
        });
        QCoreApplication::processEvents();
        QCOMPARE(toldSecond, 0);
        second.poke();
        QTRY_COMPARE(toldSecond, 1);
    }
    QCOMPARE(toldFirst, 0);
    ::close(descriptor);
}

void EpollDispatcherTest::aSlotMayDeleteTheNextNotifier()
{
    constexpr int Count = 20;
    std::vector<std::unique_ptr<Pair>> pairs;
    std::vector<std::unique_ptr<QSocketNotifier>> notifiers;
    int told = 0;
    for (int i = 0; i < Count; ++i) {
        pairs.push_back(std::make_unique<Pair>());
        notifiers.push_back(std::make_unique<QSocketNotifier>(pairs.back()->ends[0], QSocketNotifier::Read));
        QObject::connect(notifiers.back().get(), &QSocketNotifier::activated, [&, i] {
            ++told;
            for (int other = 0; other < Count; ++other) {
                if (other != i)
                    notifiers[std::size_t(other)].reset();
            }
            pairs[std::size_t(i)]->drain();
        });
    }
    QCoreApplication::processEvents();
    for (const auto &pair : pairs)
        pair->poke();
    QTRY_COMPARE(told, 1);
    QCoreApplication::processEvents();
    QCOMPARE(told, 1);
}

void EpollDispatcherTest::theHangUpOfThePeerIsTold()
{
    Pair pair;
    bool told = false;
    QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, [&] {
        told = true;
        notifier.setEnabled(false);
    });
    QCoreApplication::processEvents();
    pair.closeEnd(1);
    QTRY_VERIFY(told);
}

void EpollDispatcherTest::aRegularFileIsAlwaysReady()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    int told = 0;
    QSocketNotifier notifier(file.handle(), QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, [&] { ++told; });
    QTRY_VERIFY(told >= 2);
    notifier.setEnabled(false);
    const int before = told;
    QCoreApplication::processEvents();
    QCOMPARE(told, before);
}

void EpollDispatcherTest::aBadDescriptorIsDisabledWithAWarning()
{
    Pair pair;
    const int descriptor = ::fcntl(pair.ends[0], F_DUPFD, 900);
    QVERIFY(descriptor >= 900);
    ::close(descriptor);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("socket %1 is invalid").arg(descriptor)));
    QSocketNotifier notifier(descriptor, QSocketNotifier::Read);
    QTRY_VERIFY(!notifier.isEnabled());
}

void EpollDispatcherTest::excludedNotifiersWaitForTheNextTurn()
{
    const Pair pair;
    bool told = false;
    QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, [&] {
        told = true;
        pair.drain();
    });
    pair.poke();
    QCoreApplication::processEvents(QEventLoop::ExcludeSocketNotifiers);
    QVERIFY(!told);
    QTRY_VERIFY(told);
}

void EpollDispatcherTest::thousandsOfIdleSocketsDoNotDelayTheBusyOne()
{
    rlimit limit{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    constexpr std::size_t Idle = 4'000;
    std::vector<std::unique_ptr<Pair>> pairs;
    std::vector<std::unique_ptr<QSocketNotifier>> notifiers;
    int toldIdle = 0;
    for (std::size_t i = 0; i < Idle; ++i) {
        pairs.push_back(std::make_unique<Pair>());
        QVERIFY2(pairs.back()->ends[0] >= 0, "not enough file descriptors");
        notifiers.push_back(std::make_unique<QSocketNotifier>(pairs.back()->ends[0], QSocketNotifier::Read));
        QObject::connect(notifiers.back().get(), &QSocketNotifier::activated, [&] { ++toldIdle; });
    }
    const Pair busy;
    int rounds = 0;
    QSocketNotifier notifier(busy.ends[0], QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, [&] {
        busy.drain();
        ++rounds;
    });
    // By the thread's own CPU time, which other work on the machine does not change: stock needs some 200 µs per turn.
    timespec start{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    constexpr int Rounds = 2'000;
    while (rounds < Rounds) {
        busy.poke();
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    timespec end{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    const double usPerRound =
        (double(end.tv_sec - start.tv_sec) * 1e9 + double(end.tv_nsec - start.tv_nsec)) / 1e3 / Rounds;
    QVERIFY2(usPerRound < 60, qPrintable(QStringLiteral("%1 µs per turn").arg(usPerRound)));
    QCOMPARE(toldIdle, 0);
}

void EpollDispatcherTest::tcpTalksThroughIt()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QObject::connect(&server, &QTcpServer::newConnection, [&] {
        QTcpSocket *accepted = server.nextPendingConnection();
        QObject::connect(accepted, &QTcpSocket::readyRead, [accepted] { accepted->write(accepted->readAll()); });
        QObject::connect(accepted, &QTcpSocket::disconnected, accepted, &QObject::deleteLater);
    });
    const QByteArray sent(3'000'000, 'x'); // more than the kernel's buffers: writing stops and goes on
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, server.serverPort());
    client.write(sent);
    QByteArray received;
    QObject::connect(&client, &QTcpSocket::readyRead, [&] { received += client.readAll(); });
    QTRY_COMPARE_WITH_TIMEOUT(received.size(), sent.size(), 20'000);
}

int main(int argc, char **argv)
{
    QCoreApplication::setEventDispatcher(new EpollDispatcher);
    QCoreApplication application(argc, argv);
    EpollDispatcherTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_epoll_dispatcher.moc"
