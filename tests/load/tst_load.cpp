// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/Histogram.h"
#include "tests/load/WebSocket.h"
#include "tests/load/Wire.h"

#include "shared/protocol/Codec.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Load;

/// A load generator that misreads its server reports fine figures about nothing: its frames against the real codec.
class LoadTest : public QObject {
    Q_OBJECT

private:
    static Result<ClientFrame> decoded(const std::string &text)
    {
        return Codec::decodeClientFrame(QByteArray::fromStdString(text), Encoding::Json);
    }
    static Event someEvent(const std::string &commandId, qint64 seq, const QString &title)
    {
        const auto stream = StreamId::ofProject(Uuid::v7(), Uuid::v7());
        const auto id = Uuid::fromString(QString::fromStdString(commandId));
        Change change = {EntityKind::Task, Uuid::v7(), ChangeOp::Put, {}};
        change.fields.append({static_cast<quint8>(describe(EntityKind::Task).indexOf(u"title")), title});
        return {stream, 7, seq, id.value_or(Uuid()), QStringLiteral("edited"), Uuid::v7(), 1234, {change}};
    }

private Q_SLOTS:
    void everyWishIsACommandThatTheServerReads()
    {
        const std::string project = "p:" + Wire::randomId() + ':' + Wire::randomId();
        const Room room{project, {Wire::randomId()}, {Wire::randomId()}};
        std::minstd_rand random;
        for (const auto wish : {Wire::Wish::Move, Wire::Wish::EditTitle, Wire::Wish::Create, Wire::Wish::Comment}) {
            const auto frame = decoded(Wire::command(wish, room, 5, random));
            QVERIFY2(frame, frame ? "" : qPrintable(frame.error().message));
            QVERIFY(std::holds_alternative<Frames::Submit>(*frame));
            QCOMPARE(std::get<Frames::Submit>(*frame).command.stream.toString().toStdString(), project);
        }
        const auto hello = decoded(Wire::hello("token", {project, project}));
        QVERIFY(hello);
        QCOMPARE(std::get<Frames::Hello>(*hello).streams.size(), 2);
        QVERIFY(decoded(Wire::subscribe(project)));
    }

    void anEventIsReadAsTheServerWritesIt()
    {
        const std::string id = Wire::commandId(123'456'789'012);
        // A title that looks like the keys which are looked for.
        const Event event = someEvent(id, 42, QStringLiteral("{\"stream\":\"x\",\"seq\":1,\"commandId\":\"y"));
        const QByteArray frame = Codec::encodeEvent(event, Encoding::Json);
        const std::string_view text(frame.constData(), static_cast<std::size_t>(frame.size()));
        QVERIFY(Wire::valueOf(text, "\"type\":") == "events");
        constexpr const char *Beginning = "{\"stream\":";
        const std::size_t at = text.find(Beginning);
        QCOMPARE(text.find(Beginning, at + 1), std::string_view::npos);
        QVERIFY(Wire::valueOf(text, "\"stream\":", at) == event.stream.toString().toStdString());
        QCOMPARE(Wire::numberOf(text, "\"seq\":", at), 42);
        QCOMPARE(Wire::numberOf(text, "\"at\":", at), 1234);
        QCOMPARE(Wire::dueNsOf(Wire::valueOf(text, "\"commandId\":", at)),
                 std::optional<std::int64_t>(123'456'789'012));
    }

    void onlyOwnCommandsSayWhenTheyWereDue()
    {
        QVERIFY(!Wire::dueNsOf("00000000-0000-5000-8000-000000000000"));
        QVERIFY(!Wire::dueNsOf(""));
        QVERIFY(Wire::commandId(1) != Wire::commandId(1));
        QVERIFY(Uuid::fromString(QString::fromStdString(Wire::commandId(1))));
        QVERIFY(Uuid::fromString(QString::fromStdString(Wire::randomId())));
    }

    void framesAreWholeOrAwaited_data()
    {
        QTest::addColumn<int>("length");
        for (const int length : {0, 1, 125, 126, 65535, 65536})
            QTest::addRow("%d bytes", length) << length;
    }
    void framesAreWholeOrAwaited()
    {
        QFETCH(int, length);
        const std::string payload(static_cast<std::size_t>(length), 'x');
        std::string fromClient;
        WebSocket::appendFrame(fromClient, WebSocket::Opcode::Text, payload);
        QVERIFY(WebSocket::parse(fromClient).isBad); // masked: no server may
        // What the server sends is the same without the mask.
        const std::size_t maskAt = fromClient.size() - payload.size() - 4;
        std::string fromServer = fromClient;
        fromServer.erase(maskAt, 4);
        fromServer[1] = static_cast<char>(fromServer[1] & 0x7f);
        for (std::size_t cut = 0; cut < fromServer.size(); cut += 1 + fromServer.size() / 50)
            QCOMPARE(WebSocket::parse(std::string_view(fromServer).substr(0, cut)).length, 0U);
        const std::string received = fromServer + "next";
        const WebSocket::Frame frame = WebSocket::parse(received);
        QCOMPARE(frame.length, fromServer.size());
        QVERIFY(frame.payload == payload && frame.opcode == WebSocket::Opcode::Text);
    }

    void percentilesAreRightToThreePercent()
    {
        Histogram even;
        Histogram odd;
        for (std::int64_t i = 1; i <= 100'000; ++i)
            (i % 2 == 0 ? even : odd).record(i * 1000);
        even.merge(odd);
        QCOMPARE(even.count(), 100'000U);
        for (const double share : {0.01, 0.5, 0.95, 0.99, 1.0}) {
            const double wanted = share * 1e8;
            QVERIFY(std::abs(even.percentile(share) - wanted) <= wanted * 0.035);
        }
        QCOMPARE(Histogram().percentile(0.5), 0.0);
    }
};

QTEST_APPLESS_MAIN(LoadTest)
#include "tst_load.moc"
