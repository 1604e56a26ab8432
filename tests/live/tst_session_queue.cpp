// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/live/SessionQueue.h"
#include "server/live/WebSocketFrame.h"
#include "server/ops/Switches.h"

#include <QTcpServer>
#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;

namespace {

/// Both ends of a connection, and the queue over one of them.
struct Line {
    explicit Line(const Switches &switches, const QueueLimits &queueLimits = {})
        : limits(queueLimits)
        , turn(switches, liveMetrics)
    {
        server.listen(QHostAddress::LocalHost);
        client.connectToHost(QHostAddress::LocalHost, server.serverPort());
        server.waitForNewConnection(5'000);
        socket = server.nextPendingConnection();
        client.waitForConnected(5'000);
        queue = std::make_unique<SessionQueue>(socket, turn, limits, [this] { ++rooms; });
    }

    void stopReading() { client.setReadBufferSize(1); }
    /// Fills the sockets on both sides until frames have to wait.
    void fill()
    {
        stopReading();
        const QByteArray block(16 * 1024, 'x');
        while (queue->queuedBytes() == 0) {
            queue->queueAnswer(block);
            queue->flush();
            filled += block;
        }
    }
    QByteArray readAll()
    {
        client.setReadBufferSize(0);
        received += client.readAll();
        return received;
    }
    [[nodiscard]] double metric(const QByteArray &name) const
    {
        for (const auto &sample : metrics.snapshot()) {
            if (sample.name == name)
                return sample.value;
        }
        return -1;
    }

    Metrics metrics;
    LiveMetrics liveMetrics{metrics};
    QueueLimits limits;
    SendTurn turn;
    QTcpServer server;
    QTcpSocket client;
    QTcpSocket *socket = nullptr;
    std::unique_ptr<SessionQueue> queue;
    QByteArray received;
    QByteArray filled;
    int rooms = 0;
};

Switches switchesWith(bool merged, bool direct)
{
    Switches switches;
    switches.set(Switch::MergedSends, merged);
    switches.set(Switch::DirectSend, direct);
    return switches;
}

} // namespace

/// What goes to one client: merging, order, limits; and the frames themselves.
class SessionQueueTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsDueInOneTurnIsOneSend_data();
    void whatIsDueInOneTurnIsOneSend();
    void orderHoldsOverFullSockets_data();
    void orderHoldsOverFullSockets();
    void volatileMessagesAreDroppedAboveTheSoftLimit();
    void eventsAreRefusedAboveTheHardLimitUntilThereIsRoom();
    void waitingFramesAreSharedNotCopied();
    void aClosedQueueSendsNothing();
    void theSocketMayDieFirst();
    void aFrameHeaderSaysItsLength_data();
    void aFrameHeaderSaysItsLength();
    void largePagesAreCut();
};

void SessionQueueTest::whatIsDueInOneTurnIsOneSend_data()
{
    QTest::addColumn<bool>("merged");
    QTest::addColumn<bool>("direct");
    QTest::newRow("merged, direct") << true << true;
    QTest::newRow("merged, through Qt") << true << false;
    QTest::newRow("one by one, direct") << false << true;
    QTest::newRow("one by one, through Qt") << false << false;
}

void SessionQueueTest::whatIsDueInOneTurnIsOneSend()
{
    QFETCH(bool, merged);
    QFETCH(bool, direct);
    Line line(switchesWith(merged, direct));
    QByteArray expected;
    for (int i = 0; i < 50; ++i) {
        const QByteArray frame = QByteArray::number(i) + ';';
        line.queue->queueAnswer(frame);
        expected += frame;
    }
    QTRY_COMPARE(line.readAll(), expected);
    QCOMPARE(line.metric("live_sends_total"), merged ? 1.0 : 50.0);
    QCOMPARE(line.metric("live_sent_bytes_total"), static_cast<double>(expected.size()));
}

void SessionQueueTest::orderHoldsOverFullSockets_data()
{
    whatIsDueInOneTurnIsOneSend_data();
}

void SessionQueueTest::orderHoldsOverFullSockets()
{
    QFETCH(bool, merged);
    QFETCH(bool, direct);
    Line line(switchesWith(merged, direct));
    line.fill();
    QByteArray expected = line.filled;
    for (int i = 0; i < 2'000; ++i) {
        const QByteArray frame = QByteArray::number(i) + QByteArray(i % 700, '.') + ';';
        if (i % 10 == 5) {
            QVERIFY(line.queue->queueEvent(frame));
        } else {
            line.queue->queueAnswer(frame);
        }
        expected += frame;
    }
    QTRY_VERIFY(line.readAll().size() >= expected.size());
    QVERIFY(line.received == expected);
    QCOMPARE(line.queue->queuedBytes(), 0);
}

void SessionQueueTest::volatileMessagesAreDroppedAboveTheSoftLimit()
{
    Line line({}, {10'000, 100'000});
    QVERIFY(line.queue->queueVolatile("cursor"));
    line.fill();
    while (line.queue->hasRoom())
        line.queue->queueAnswer(QByteArray(1'000, 'y'));
    QVERIFY(!line.queue->queueVolatile("cursor"));
    QVERIFY(line.queue->queueEvent("durable")); // has not cost it anything
    QCOMPARE(line.metric("live_volatile_dropped_total"), 1.0);
    QTRY_VERIFY(line.readAll().endsWith("durable"));
    QVERIFY(line.queue->queueVolatile("cursor"));
}

void SessionQueueTest::eventsAreRefusedAboveTheHardLimitUntilThereIsRoom()
{
    Line line({}, {10'000, 50'000});
    line.fill();
    while (line.queue->queueEvent(QByteArray(1'000, 'y'))) { }
    QVERIFY(line.queue->queuedBytes() <= 50'000);
    QVERIFY(!line.queue->queueEvent("z")); // would fit, but the client is behind already
    QCOMPARE(line.rooms, 0);
    line.readAll();
    QTRY_VERIFY((line.readAll(), line.rooms == 1));
    QVERIFY(line.queue->hasRoom());
    QVERIFY(line.queue->queueEvent("z"));
    QCOMPARE(line.metric("live_lagging_total"), 1.0);
}

void SessionQueueTest::waitingFramesAreSharedNotCopied()
{
    Line line({});
    line.fill();
    const QByteArray frame(5'000, 'x');
    line.queue->queueAnswer(frame);
    QVERIFY(!frame.isDetached());
    line.queue->close();
    QVERIFY(frame.isDetached());
}

void SessionQueueTest::aClosedQueueSendsNothing()
{
    Line line({});
    line.queue->queueAnswer("a");
    line.queue->close();
    line.queue->queueAnswer("b");
    QVERIFY(!line.queue->queueVolatile("c"));
    line.queue->flush();
    line.socket->write("end");
    QTRY_COMPARE(line.readAll(), QByteArray("end"));
}

void SessionQueueTest::theSocketMayDieFirst()
{
    Line line({});
    line.client.abort();
    QTRY_VERIFY(!line.queue->isOpen());
    line.queue->queueAnswer("a");
    delete line.socket;
    line.queue->queueAnswer("b");
    line.queue->flush();
    QCOMPARE(line.queue->queuedBytes(), 0);
}

void SessionQueueTest::aFrameHeaderSaysItsLength_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("0") << 0 << QByteArray::fromHex("8200");
    QTest::newRow("125") << 125 << QByteArray::fromHex("827d");
    QTest::newRow("126") << 126 << QByteArray::fromHex("827e007e");
    QTest::newRow("65535") << 65535 << QByteArray::fromHex("827effff");
    QTest::newRow("65536") << 65536 << QByteArray::fromHex("827f0000000000010000");
}

void SessionQueueTest::aFrameHeaderSaysItsLength()
{
    QFETCH(int, size);
    QFETCH(QByteArray, header);
    const QByteArray payload(size, 'p');
    const QByteArray frame = WebSocketFrame::finished(payload, FrameForm::Cbor);
    QCOMPARE(frame, header + payload);
    QCOMPARE(WebSocketFrame::payloadOf(frame).toByteArray(), payload);
    const QByteArray text = WebSocketFrame::finished(payload, FrameForm::Json);
    QCOMPARE(static_cast<quint8>(text[0]), quint8(0x81));
}

void SessionQueueTest::largePagesAreCut()
{
    Frames::Snapshot page{{StreamId::ofProject({1, 1}, {2, 2}), 7, 5}, EntityKind::Task, {}, true, true};
    for (int i = 0; i < 40; ++i) {
        Task task;
        task.id = Uuid::v7();
        task.description = QString(Limits::DescriptionMax, QChar(u'd'));
        page.rows.append(task);
    }
    const QList<QByteArray> frames = WebSocketFrame::ofSnapshot(page, FrameForm::Cbor);
    QVERIFY(frames.size() > 4);
    qsizetype rows = 0;
    for (qsizetype i = 0; i < frames.size(); ++i) {
        QVERIFY(frames[i].size() <= WebSocketFrame::PageBytesMax + WebSocketFrame::HeaderBytesMax);
        const auto frame = Codec::decodeServerFrame(WebSocketFrame::payloadOf(frames[i]).toByteArray(), Encoding::Cbor);
        QVERIFY(frame.ok());
        const auto part = std::get<Frames::Snapshot>(*frame);
        QCOMPARE(part.first, i == 0);
        QCOMPARE(part.last, i == frames.size() - 1);
        rows += part.rows.size();
    }
    QCOMPARE(rows, 40);
}

QTEST_GUILESS_MAIN(SessionQueueTest)
#include "tst_session_queue.moc"
