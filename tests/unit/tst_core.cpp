// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/core/Rank.h"
#include "shared/core/Result.h"
#include "shared/core/Uuid.h"
#include "shared/protocol/AccessLink.h"

#include <QtTest>

#include <random>

using namespace TaskMaster;

namespace {

constexpr Uuid Dns{0x6ba7b8109dad11d1ULL, 0x80b400c04fd430c8ULL}; // RFC 9562, namespace DNS

quint32 testSeed()
{
    const quint32 seed = qEnvironmentVariableIntValue("TASKMASTER_TEST_SEED");
    return seed != 0 ? seed : 1;
}

/// Inserts into a list of keys as commands do, re-ranking a window when a key has become too long (DESIGN: order).
class RankedList {
public:
    void insert(std::size_t at)
    {
        const QString lower = at > 0 ? m_keys[at - 1] : QString();
        const QString upper = at < m_keys.size() ? m_keys[at] : QString();
        const QString key = Rank::between(lower, upper, QByteArray::number(m_count++));
        m_keys.insert(m_keys.begin() + static_cast<std::ptrdiff_t>(at), key);
        if (key.size() > Rank::LengthMax)
            rerank(at);
        else if (!isSound(at))
            ++m_faults;
    }
    /// Inserted keys, or keys of a re-ranked window, that were too long or not between their neighbours.
    [[nodiscard]] int faults() const { return m_faults; }
    [[nodiscard]] const std::vector<QString> &keys() const { return m_keys; }

private:
    [[nodiscard]] bool isSound(std::size_t at) const
    {
        return m_keys[at].size() <= Rank::LengthMax && (at == 0 || m_keys[at - 1] < m_keys[at])
            && (at + 1 == m_keys.size() || m_keys[at] < m_keys[at + 1]);
    }
    void rerank(std::size_t at)
    {
        // As server/handlers/TaskPlacement does, of which tst_reranking asks the same: a small window only where it
        // leaves room for much more.
        constexpr std::pair<std::size_t, qsizetype> windows[]{{64, 12}, {256, 12}, {1000, 24}};
        for (const auto &[size, lengthMax] : windows) {
            const std::size_t from = at > size / 2 ? at - size / 2 : 0;
            const std::size_t to = std::min(m_keys.size(), from + size);
            const QStringList keys =
                Rank::spread(from > 0 ? m_keys[from - 1] : QString(), to < m_keys.size() ? m_keys[to] : QString(),
                             static_cast<int>(to - from));
            if (std::any_of(keys.cbegin(), keys.cend(),
                            [most = lengthMax](const QString &key) { return key.size() > most; }))
                continue;
            std::copy(keys.cbegin(), keys.cend(), m_keys.begin() + static_cast<std::ptrdiff_t>(from));
            for (std::size_t i = from; i < to; ++i)
                m_faults += isSound(i) ? 0 : 1;
            return;
        }
        ++m_faults; // no window had room
    }
    std::vector<QString> m_keys;
    int m_count = 0;
    int m_faults = 0;
};

} // namespace

class Core : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aVersion7IdCarriesItsTimeAndVersion()
    {
        const Uuid id = Uuid::v7(1'790'000'000'123);
        QCOMPARE(static_cast<qint64>(id.high >> 16), 1'790'000'000'123);
        QCOMPARE((id.high >> 12) & 0xf, quint64(7));
        QCOMPARE(id.low >> 62, quint64(2));
        QVERIFY(Uuid::v7(1) != Uuid::v7(1));
    }
    void aVersion5IdIsTheOneOfTheRfc()
    {
        // RFC 9562, appendix A.4
        QCOMPARE(Uuid::v5(Dns, "www.example.com").toString(), QStringLiteral("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
    }
    void idsSurviveTextAndBytes()
    {
        for (int i = 0; i < 1000; ++i) {
            const Uuid id = Uuid::v7();
            QCOMPARE(Uuid::fromString(id.toString()), std::optional(id));
            QCOMPARE(Uuid::fromString(id.toString().toUpper()), std::optional(id));
            QCOMPARE(Uuid::fromBytes(id.toBytes()), std::optional(id));
        }
    }
    void whatIsNoIdIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        const QString good = Uuid::v5(Dns, "x").toString();
        QTest::newRow("empty") << QString();
        QTest::newRow("braces") << u'{' + good + u'}';
        QTest::newRow("short") << good.chopped(1);
        QTest::newRow("long") << good + u'0';
        QTest::newRow("not hexadecimal") << QString(good).replace(0, 1, QStringLiteral("g"));
        QTest::newRow("dash elsewhere") << QString(good).replace(8, 2, QStringLiteral("0-"));
    }
    void whatIsNoIdIsRefused()
    {
        QFETCH(QString, text);
        QVERIFY(!Uuid::fromString(text));
    }
    void everyErrorCodeHasAUniqueNameAndASentence()
    {
        QSet<QString> names;
        for (int code = 0; code < errorCodeCount(); ++code) {
            const ErrorDescription &row = describe(static_cast<ErrorCode>(code));
            QVERIFY(!names.contains(QString::fromLatin1(row.wire)));
            names.insert(QString::fromLatin1(row.wire));
            QVERIFY(QByteArray(row.sentence).endsWith('.') || QByteArray(row.sentence).contains('?'));
            QCOMPARE(errorCodeFromWire(QString::fromLatin1(row.wire)), row.code);
        }
        QCOMPARE(errorCodeFromWire(u"somethingNewer"), ErrorCode::Internal);
    }
    void aResultIsAValueOrAnError()
    {
        const Result<int> good = 42;
        const Result<int> bad = ErrorCode::NotFound;
        QVERIFY(good && *good == 42);
        QVERIFY(!bad && bad.error().code == ErrorCode::NotFound);
        QVERIFY(Result<void>().ok());
    }

    void aKeyLiesBetweenItsNeighbours()
    {
        std::mt19937 random(testSeed());
        for (int i = 0; i < 20'000; ++i) {
            const QStringList keys = Rank::spread({}, {}, 50);
            const auto at = static_cast<qsizetype>(random() % 49);
            const QString key = Rank::between(keys[at], keys[at + 1], QByteArray::number(i));
            QVERIFY(keys[at] < key && key < keys[at + 1] && Rank::isValid(key));
        }
        const QString first = Rank::between({}, {}, "a");
        QVERIFY(Rank::between({}, first, "b") < first);
        QVERIFY(first < Rank::between(first, {}, "c"));
    }
    void theSameSeedGivesTheSameKeyAndAnotherOneMostlyAnother()
    {
        QCOMPARE(Rank::between(u"A", u"B", "seed"), Rank::between(u"A", u"B", "seed"));
        QSet<QString> keys;
        for (int i = 0; i < 50; ++i)
            keys.insert(Rank::between(u"A", u"B", QByteArray::number(i)));
        QVERIFY(keys.size() > 10);
    }
    void equalNeighboursAreLegal()
    {
        QVERIFY(Rank::between(u"K", u"K", "x") > u"K");
        QVERIFY(Rank::between(u"Z", u"K", "x") > u"Z");
    }
    void aMillionInsertsKeepTheirOrderAndShortKeys_data()
    {
        QTest::addColumn<QString>("place");
        QTest::addColumn<int>("count");
        QTest::newRow("at the end") << QStringLiteral("end") << 400'000;
        QTest::newRow("at the front") << QStringLiteral("front") << 20'000;
        QTest::newRow("always between the same two") << QStringLiteral("middle") << 20'000;
        QTest::newRow("anywhere") << QStringLiteral("anywhere") << 60'000;
        QTest::newRow("anywhere, short lists") << QStringLiteral("short") << 500'000;
    }
    void aMillionInsertsKeepTheirOrderAndShortKeys()
    {
        QFETCH(QString, place);
        QFETCH(int, count);
        std::mt19937 random(testSeed());
        RankedList list;
        int faults = 0;
        for (int i = 0; i < count; ++i) {
            const std::size_t size = list.keys().size();
            if (place == u"short" && size >= 200) {
                faults += list.faults();
                list = RankedList();
            }
            if (place == u"front")
                list.insert(0);
            else if (place == u"middle")
                list.insert(size < 2 ? size : 1);
            else if (place == u"end")
                list.insert(size);
            else
                list.insert(random() % (list.keys().size() + 1));
        }
        // Each key when it came in, and what later re-rankings made of all of them.
        QCOMPARE(faults + list.faults(), 0);
        for (std::size_t i = 0; i < list.keys().size(); ++i) {
            QVERIFY2(list.keys()[i].size() <= Rank::LengthMax, qPrintable(list.keys()[i]));
            QVERIFY(i == 0 || list.keys()[i - 1] < list.keys()[i]);
        }
    }

    // ---- links that let somebody in

    void anAccessLinkIsReadAsItWasWritten_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<AccessLink::Kind>("kind");
        QTest::addColumn<QString>("text");
        QTest::newRow("set-up") << QStringLiteral("http://127.0.0.1:7420") << AccessLink::Kind::SetUp
                                << QStringLiteral("taskmaster://127.0.0.1:7420/setup/%1?tls=off");
        QTest::newRow("invitation") << QStringLiteral("https://tasks.example.org") << AccessLink::Kind::Invitation
                                    << QStringLiteral("taskmaster://tasks.example.org/invite/%1");
        QTest::newRow("IPv6") << QStringLiteral("http://[::1]:7420") << AccessLink::Kind::Invitation
                              << QStringLiteral("taskmaster://[::1]:7420/invite/%1?tls=off");
    }
    void anAccessLinkIsReadAsItWasWritten()
    {
        QFETCH(QString, server);
        QFETCH(AccessLink::Kind, kind);
        QFETCH(QString, text);
        const QString secret = QStringLiteral("tml_") + QString(40, u'a') + QStringLiteral("-_9");
        const AccessLink link{kind, QUrl(server), secret};
        QCOMPARE(link.toString(), text.arg(secret));
        const auto read = AccessLink::fromString(u' ' + link.toString() + u'\n');
        QVERIFY(read && *read == link);
    }
    void whatIsNoAccessLinkIsNotTakenForOne_data()
    {
        QTest::addColumn<QString>("text");
        const QString secret = QStringLiteral("tml_") + QString(43, u'a');
        QTest::newRow("empty") << QString();
        QTest::newRow("an address") << QStringLiteral("https://tasks.example.org/invite/") + secret;
        QTest::newRow("no host") << QStringLiteral("taskmaster:///invite/") + secret;
        QTest::newRow("another path") << QStringLiteral("taskmaster://a/join/") + secret;
        QTest::newRow("more path") << QStringLiteral("taskmaster://a/invite/%1/x").arg(secret);
        QTest::newRow("another token") << QStringLiteral("taskmaster://a/invite/tms_") + QString(43, u'a');
        QTest::newRow("a short secret") << QStringLiteral("taskmaster://a/invite/") + secret.chopped(1);
        QTest::newRow("an unknown query") << QStringLiteral("taskmaster://a/invite/%1?tls=on").arg(secret);
        QTest::newRow("a password") << QStringLiteral("taskmaster://eve:x@a/invite/") + secret;
        QTest::newRow("a fragment") << QStringLiteral("taskmaster://a/invite/%1#x").arg(secret);
        QTest::newRow("much too long") << QStringLiteral("taskmaster://a/invite/") + QString(500, u'a');
    }
    void whatIsNoAccessLinkIsNotTakenForOne()
    {
        QFETCH(QString, text);
        QVERIFY(!AccessLink::fromString(text));
    }
};

QTEST_GUILESS_MAIN(Core)
#include "tst_core.moc"
