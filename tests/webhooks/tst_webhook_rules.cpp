// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/webhooks/DeliveryMessage.h"
#include "server/exchange/webhooks/EventFilter.h"
#include "server/exchange/webhooks/HttpAnswer.h"
#include "server/exchange/webhooks/RetrySchedule.h"
#include "server/exchange/webhooks/TargetRules.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;

namespace {

constexpr TargetPolicy Safe{};
constexpr TargetPolicy Private{false, true};
constexpr TargetPolicy Plain{true, false};

HttpAnswer::Progress feedAll(HttpAnswer &answer, const QByteArray &bytes, qsizetype piece)
{
    auto progress = HttpAnswer::Progress::NeedsMore;
    for (qsizetype at = 0; at < bytes.size() && progress == HttpAnswer::Progress::NeedsMore; at += piece)
        progress = answer.feed(bytes.mid(at, piece));
    return progress;
}

} // namespace

/// Where the server lets itself be sent to, what it says there, what it makes of answers, and when it comes back.
class WebhookRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyAddressesOfThePublicInternetAreConnectedTo_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("isAllowed");
        QTest::addColumn<bool>("isAllowedWhenPrivateIs");
        const auto row = [](const char *address, bool usually, bool whenPrivateIs) {
            QTest::newRow(address) << QString::fromLatin1(address) << usually << whenPrivateIs;
        };
        for (const char *address :
             {"8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
              "192.169.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "223.255.255.255",
              "2606:4700::1111", "2a00:1450:4001:82f::200e", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"})
            row(address, true, true);
        for (const char *address :
             {"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1",
              "127.255.255.254", "100.64.0.1", "100.127.255.255", "::1", "fc00::1", "fd12:3456::1", "fdff:ffff::1",
              "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1"})
            row(address, false, true);
        for (const char *address : {"0.0.0.0",
                                    "0.1.2.3",
                                    "169.254.169.254",
                                    "169.254.0.1",
                                    "100.100.100.200",
                                    "168.63.129.16",
                                    "192.0.0.192",
                                    "192.0.2.1",
                                    "192.88.99.1",
                                    "198.18.0.1",
                                    "198.19.255.255",
                                    "198.51.100.7",
                                    "203.0.113.9",
                                    "224.0.0.1",
                                    "239.255.255.255",
                                    "240.0.0.1",
                                    "255.255.255.255",
                                    "::",
                                    "fe80::1",
                                    "fe80::1%lo",
                                    "fec0::1",
                                    "ff02::1",
                                    "fd00:ec2::254",
                                    "2001::1",
                                    "2001:20::1",
                                    "2001:db8::1",
                                    "2002:a00:1::",
                                    "3fff::1",
                                    "64:ff9b:1::10.0.0.1",
                                    "::ffff:169.254.169.254",
                                    "64:ff9b::169.254.169.254",
                                    "::127.0.0.1",
                                    "100::1",
                                    "4000::1"})
            row(address, false, false);
    }
    void onlyAddressesOfThePublicInternetAreConnectedTo()
    {
        QFETCH(QString, address);
        QFETCH(bool, isAllowed);
        QFETCH(bool, isAllowedWhenPrivateIs);
        const QHostAddress parsed(address);
        QVERIFY(!parsed.isNull());
        QCOMPARE(TargetRules::mayConnect(parsed, Safe), isAllowed);
        QCOMPARE(TargetRules::mayConnect(parsed, Private), isAllowedWhenPrivateIs);
    }

    void noAddressIsNoAddress() { QVERIFY(!TargetRules::mayConnect(QHostAddress(), Private)); }

    void addressesThatCannotBeSentToAreRefusedWhenTheyAreTyped_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("isGood");
        const auto row = [](const char *url, bool isGood) { QTest::newRow(url) << QString::fromLatin1(url) << isGood; };
        row("https://example.org/hook", true);
        row("https://example.org", true);
        row("https://example.org:8443/a?b=c%20d", true);
        row("https://8.8.8.8/", true);
        row("https://[2606:4700::1111]/", true);
        row("https://example.org/@somebody", true);
        row("http://example.org/hook", false);
        row("ftp://example.org/", false);
        row("file:///etc/passwd", false);
        row("gopher://example.org/", false);
        row("https://", false);
        row("https:///hook", false);
        row("https://example.org:0/", false);
        row("https://eve:secret@example.org/", false);
        row("https://eve@example.org/", false);
        row("https://@example.org/", false);
        row("https://example.org/#part", false);
        row("/hook", false);
        row("example.org/hook", false);
        row("", false);
        row("https://exa mple.org/", false);
        row("https://10.0.0.1/", false);
        row("https://127.0.0.1:8443/", false);
        row("https://127.1/", false);
        row("https://2130706433/", false);
        row("https://0x7f.0.0.1/", false);
        row("https://[::1]/", false);
        row("https://[::ffff:192.168.0.1]/", false);
        row("https://169.254.169.254/latest/meta-data/", false);
    }
    void addressesThatCannotBeSentToAreRefusedWhenTheyAreTyped()
    {
        QFETCH(QString, url);
        QFETCH(bool, isGood);
        const auto checked = TargetRules::checkUrl(url, Safe);
        QCOMPARE(checked.ok(), isGood);
        if (!isGood) {
            QCOMPARE(checked.error().code, ErrorCode::InvalidField);
            QVERIFY(checked.error().message.contains(u"url"));
        }
    }

    void whatWhoRunsTheServerOpensIsOpen()
    {
        QVERIFY(TargetRules::checkUrl(QStringLiteral("http://example.org/"), Plain));
        QVERIFY(!TargetRules::checkUrl(QStringLiteral("http://10.0.0.1/"), Plain));
        QVERIFY(TargetRules::checkUrl(QStringLiteral("https://10.0.0.1/"), Private));
        QVERIFY(!TargetRules::checkUrl(QStringLiteral("https://169.254.169.254/"), Private));
        QVERIFY(!TargetRules::checkUrl(QStringLiteral("https://e.org/") + QString(TargetRules::UrlMax, u'x'), Private));
    }

    void attemptsAreFurtherAndFurtherApart()
    {
        const Uuid delivery = Uuid::v7();
        qint64 total = 0;
        double usual = 5'000;
        for (int attempt = 1; attempt < RetrySchedule::AttemptsMax; ++attempt, usual *= 3) {
            const qint64 delay = RetrySchedule::delayAfter(attempt, delivery);
            QCOMPARE(RetrySchedule::delayAfter(attempt, delivery), delay);
            QVERIFY2(delay >= static_cast<qint64>(usual * 0.8) && delay <= static_cast<qint64>(usual * 1.2) + 1,
                     qPrintable(QString::number(delay)));
            total += delay;
        }
        QVERIFY(total > 10LL * 60 * 60 * 1000 && total < RetrySchedule::GiveUpMs);
    }

    void theyAreSpreadOut()
    {
        QSet<qint64> delays;
        for (int i = 0; i < 100; ++i)
            delays.insert(RetrySchedule::delayAfter(1, Uuid::v7()));
        QVERIFY2(delays.size() > 60, qPrintable(QString::number(delays.size())));
    }

    void aSignatureIsWhatOthersWouldCompute()
    {
        // echo -n '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_test
        QCOMPARE(DeliveryMessages::signature(QStringLiteral("whsec_test"), 1'700'000'000, R"({"a":1})"),
                 QByteArray("t=1700000000,v1=38877139021993b830af32feea6e18a8da83eb2f6e49ee50bd9e4cf4ca4d3789"));
    }

    void secretsAreLongAndNeverTheSame()
    {
        const QString first = DeliveryMessages::makeSecret();
        QVERIFY(first.startsWith(u"whsec_"));
        QCOMPARE(first.size(), 6 + 43);
        QVERIFY(first != DeliveryMessages::makeSecret());
    }

    void aDeliveryHasOneIdForEver()
    {
        const Uuid hook = *Uuid::fromString(u"0190aaaa-0000-7000-8000-000000000001");
        const Uuid command = *Uuid::fromString(u"0190aaaa-0000-7000-8000-000000000002");
        const StreamId stream = StreamId::ofWorkspace(*Uuid::fromString(u"0190aaaa-0000-7000-8000-000000000003"));
        const Uuid id = DeliveryMessages::idOf(hook, stream, command);
        QCOMPARE(id, DeliveryMessages::idOf(hook, stream, command));
        QVERIFY(id != DeliveryMessages::idOf(Uuid::v7(), stream, command));
        QVERIFY(id != DeliveryMessages::idOf(hook, StreamId::ofWorkspace(Uuid::v7()), command));
        QVERIFY(id != DeliveryMessages::idOf(hook, stream, Uuid::v7()));
    }

    void aListOfEventsTakesVerbsAndKinds()
    {
        QVERIFY(EventFilter::check({}));
        QVERIFY(EventFilter::check({QStringLiteral("taskMoved"), QStringLiteral("comment"), QStringLiteral("edited")}));
        const auto refused = EventFilter::check({QStringLiteral("taskMoved"), QStringLiteral("taskFlown")});
        QVERIFY(!refused && refused.error().message.contains(u"taskFlown"));
        QVERIFY(!EventFilter::check(QStringList(101, QStringLiteral("task"))));
    }

    void aWebhookWantsWhatItsListNames()
    {
        Webhook webhook;
        Event event;
        event.verb = QStringLiteral("taskMoved");
        event.changes = {{EntityKind::Task, Uuid::v7(), ChangeOp::Put, {}}};
        QVERIFY(EventFilter::wants(webhook, event));
        webhook.events = {QStringLiteral("comment")};
        QVERIFY(!EventFilter::wants(webhook, event));
        webhook.events = {QStringLiteral("comment"), QStringLiteral("taskMoved")};
        QVERIFY(EventFilter::wants(webhook, event));
        webhook.events = {QStringLiteral("task")};
        QVERIFY(EventFilter::wants(webhook, event));
    }

    void answersAreReadHoweverTheyAreCut_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("no body") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << 204 << QByteArray();
        QTest::newRow("length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") << 200
                                << QByteArray("hi");
        QTest::newRow("chunks") << QByteArray("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n"
                                              "2\r\nhi\r\n3\r\n ho\r\n0\r\n\r\n")
                                << 500 << QByteArray("hi ho");
        QTest::newRow("interim") << QByteArray("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
                                               "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
                                 << 201 << QByteArray();
        QTest::newRow("too much") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                + QByteArray(HttpAnswer::BodyBytesMax, 'x')
                                  << 200 << QByteArray(HttpAnswer::BodyBytesMax, 'x');
    }
    void answersAreReadHoweverTheyAreCut()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        for (const qsizetype piece : {qsizetype(1), qsizetype(7), bytes.size()}) {
            HttpAnswer answer;
            QCOMPARE(feedAll(answer, bytes, piece), HttpAnswer::Progress::Complete);
            QCOMPARE(answer.status(), status);
            QCOMPARE(answer.body(), body);
        }
    }

    void anAnswerMayEndWithItsConnection()
    {
        HttpAnswer answer;
        QCOMPARE(answer.feed("HTTP/1.0 200 OK\r\n\r\nhello"), HttpAnswer::Progress::NeedsMore);
        QCOMPARE(answer.close(), HttpAnswer::Progress::Complete);
        QCOMPARE(answer.body(), QByteArray("hello"));
        HttpAnswer cut;
        QCOMPARE(cut.feed("HTTP/1.1 200 OK\r\nContent-Le"), HttpAnswer::Progress::NeedsMore);
        QCOMPARE(cut.close(), HttpAnswer::Progress::Malformed);
    }

    void whatIsNoAnswerIsNone_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("another protocol") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n");
        QTest::newRow("binary") << QByteArray(100, '\0');
        QTest::newRow("headers without end") << QByteArray("HTTP/1.1 200 OK\r\n")
                + QByteArray("X-Fill: 0123456789012345678901234567890123456789\r\n").repeated(1000);
        QTest::newRow("one endless header") << QByteArray("HTTP/1.1 200 OK\r\nX: ") + QByteArray(40'000, 'x');
        QTest::newRow("interim for ever") << QByteArray("HTTP/1.1 100 Continue\r\n\r\n").repeated(2000);
        QTest::newRow("two lengths") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
    }
    void whatIsNoAnswerIsNone()
    {
        QFETCH(QByteArray, bytes);
        HttpAnswer answer;
        QCOMPARE(feedAll(answer, bytes, 1000), HttpAnswer::Progress::Malformed);
        QVERIFY(qstrlen(answer.trouble()) > 0);
    }

    void anAnswerKeepsWhereItLeads()
    {
        HttpAnswer answer;
        QCOMPARE(
            feedAll(answer,
                    "HTTP/1.1 307 Elsewhere\r\nX: y\r\nlocation: https://example.org/x\r\nContent-Length: 0\r\n\r\n",
                    3),
            HttpAnswer::Progress::Complete);
        QCOMPARE(answer.location(), QByteArray("https://example.org/x"));
    }
};

QTEST_GUILESS_MAIN(WebhookRules)
#include "tst_webhook_rules.moc"
