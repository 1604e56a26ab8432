// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/handlers/SampleWorkspace.h"

#include "shared/core/Rank.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Server::Sample;

namespace {

constexpr int BatchSize = 64; ///< as in the write lane
constexpr std::size_t KeptRowsMax = 5000; ///< the same: more than that are forgotten

/// A column as people see it, next to the same column as the server keeps it.
class Pile {
public:
    Pile() { m_stream.stored.erase({EntityKind::Task, idOf("shipped")}); } // "done" begins empty

    [[nodiscard]] int size() const { return static_cast<int>(m_seen.size()); }
    [[nodiscard]] qsizetype longestKey() const { return m_longestKey; }
    [[nodiscard]] int largestWindow() const { return m_largestWindow; }
    [[nodiscard]] int rerankings() const { return m_rerankings; }

    void preload(const QStringList &ranks)
    {
        for (const QString &rank : ranks) {
            Task task;
            task.id = nextId();
            task.columnId = idOf("done");
            task.rank = rank;
            m_stream.store(task);
            m_seen.append(task.id);
        }
    }
    /// A new task becomes the one at `position`.
    [[nodiscard]] bool insertAt(int position)
    {
        CreateTask wish;
        wish.taskId = nextId();
        wish.columnId = idOf("done");
        wish.title = QStringLiteral("Card");
        wish.afterId = at(position - 1);
        wish.beforeId = at(position);
        m_seen.insert(position, wish.taskId);
        return decide(wish);
    }
    [[nodiscard]] bool move(int from, int to)
    {
        MoveTask wish{m_seen.takeAt(from), idOf("done"), {}, {}};
        wish.afterId = at(to - 1);
        wish.beforeId = at(to);
        m_seen.insert(to, wish.taskId);
        return decide(wish);
    }
    void commit()
    {
        m_stream.flush();
        if (m_stream.set.rowCount() > KeptRowsMax)
            m_stream.set = WorkingSet();
    }
    [[nodiscard]] QList<Uuid> seen() const { return m_seen; }
    [[nodiscard]] QList<Uuid> kept() const
    {
        std::vector<const Task *> tasks;
        for (const auto &[key, entity] : m_stream.stored) {
            if (const auto *task = std::get_if<Task>(&entity); task && task->columnId == idOf("done"))
                tasks.push_back(task);
        }
        std::sort(tasks.begin(), tasks.end(),
                  [](const Task *a, const Task *b) { return std::tie(a->rank, a->id) < std::tie(b->rank, b->id); });
        QList<Uuid> ids;
        for (const Task *task : tasks)
            ids.append(task->id);
        return ids;
    }

private:
    Uuid nextId() { return Uuid::v5({2, 2}, QByteArray::number(++m_ids)); }
    [[nodiscard]] Uuid at(int position) const { return m_seen.value(position); }

    bool decide(const CommandArgs &wish)
    {
        const auto outcome = m_stream.decide(idOf("mia"), wish, nextId());
        if (outcome.refusal)
            return false;
        QStringList keys;
        for (const Change &change : outcome.difference.changes) {
            for (const FieldValue &field : change.fields) {
                if (describe(change.entity).fields[field.field].type == FieldType::Rank)
                    keys << std::get<QString>(field.value);
            }
        }
        const bool isReranking = keys.size() > 1;
        m_rerankings += isReranking ? 1 : 0;
        m_largestWindow = std::max(m_largestWindow, static_cast<int>(keys.size()) - 1);
        return std::all_of(keys.cbegin(), keys.cend(), [&](const QString &key) {
            m_longestKey = std::max(m_longestKey, key.size());
            return Rank::isValid(key) && key.size() <= (isReranking ? Rank::SpreadLengthMax : Rank::LengthMax);
        });
    }

    MemoryStream m_stream = project();
    QList<Uuid> m_seen;
    int m_ids = 0;
    int m_rerankings = 0;
    int m_largestWindow = 0;
    qsizetype m_longestKey = 0;
};

} // namespace

/// Order keys under abuse: the order is the one asked for, keys stay short, and the price is paid in small windows.
class RerankingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thousandsOfInsertsAtOnePlaceKeepOrderAndShortKeys_data()
    {
        QTest::addColumn<std::function<int(int)>>("placeAmong");
        const auto place = [](auto function) { return std::function<int(int)>(function); };
        QTest::newRow("always first") << place([](int) { return 0; });
        QTest::newRow("always behind the first") << place([](int) { return 1; });
        QTest::newRow("always before the last") << place([](int count) { return count - 1; });
        QTest::newRow("always last") << place([](int count) { return count; });
        QTest::newRow("behind the first and before the last by turns")
            << place([](int count) { return count % 2 == 0 ? 1 : count - 1; });
        QTest::newRow("zigzag in the middle") << place([](int count) { return count / 2; });
        QTest::newRow("behind the tenth") << place([](int) { return 10; });
    }
    void thousandsOfInsertsAtOnePlaceKeepOrderAndShortKeys()
    {
        QFETCH(std::function<int(int)>, placeAmong);
        Pile pile;
        pile.preload(Rank::spread({}, {}, 12));
        for (int i = 1; i <= 4000; ++i) {
            QVERIFY2(pile.insertAt(placeAmong(pile.size())), qPrintable(QString::number(i)));
            if (i % BatchSize == 0) {
                pile.commit();
                QCOMPARE(pile.kept(), pile.seen());
            }
        }
        pile.commit();
        QCOMPARE(pile.kept(), pile.seen());
        QVERIFY(pile.longestKey() <= Rank::LengthMax);
        QVERIFY(pile.largestWindow() <= Rank::WindowLargest);
    }

    void theTestAboveDoesRerank()
    {
        Pile pile;
        pile.preload(Rank::spread({}, {}, 12));
        for (int i = 0; i < 1000; ++i)
            QVERIFY(pile.insertAt(1));
        QVERIFY(pile.rerankings() >= 2);
        QVERIFY(pile.rerankings() <= 20); // or it would not pay
    }

    void movesWithinOneBatchSeeEachOther()
    {
        Pile pile;
        pile.preload(Rank::spread({}, {}, 40));
        for (int i = 0; i < 1000; ++i)
            QVERIFY(pile.move(39, 1)); // the last one behind the first, over and over, nothing stored in between
        pile.commit();
        QCOMPARE(pile.kept(), pile.seen());
        QVERIFY(pile.rerankings() > 0);
    }

    void twoRerankingsInOneBatchOverlap()
    {
        Pile pile;
        pile.preload(Rank::spread({}, {}, 300));
        for (int i = 0; i < 400; ++i) {
            QVERIFY(pile.insertAt(100));
            QVERIFY(pile.insertAt(121 + i)); // always behind the same row, which the first insert pushes down
        }
        pile.commit();
        QCOMPARE(pile.kept(), pile.seen());
        QVERIFY(pile.rerankings() >= 2);
    }

    void randomMovesNearOnePlaceKeepTheOrder()
    {
        QRandomGenerator random(20240229);
        Pile pile;
        pile.preload(Rank::spread({}, {}, 200));
        for (int i = 1; i <= 6000; ++i) {
            QVERIFY(pile.move(static_cast<int>(random.bounded(200)), 100 + static_cast<int>(random.bounded(3))));
            if (i % BatchSize == 0) {
                pile.commit();
                QCOMPARE(pile.kept(), pile.seen());
            }
        }
        QVERIFY(pile.rerankings() > 0);
    }

    void aDenseNeighbourhoodTakesALargerWindow_data()
    {
        QTest::addColumn<int>("denseRows");
        QTest::addColumn<int>("windowMin");
        QTest::addColumn<int>("windowMax");
        QTest::newRow("few: the smallest") << 20 << 1 << 64;
        QTest::newRow("more than 64") << 150 << 65 << 256;
        QTest::newRow("more than 256") << 600 << 257 << 1000;
    }
    void aDenseNeighbourhoodTakesALargerWindow()
    {
        QFETCH(int, denseRows);
        QFETCH(int, windowMin);
        QFETCH(int, windowMax);
        const QString prefix(30, u'V');
        Pile pile;
        pile.preload(Rank::spread({}, QStringLiteral("U"), 600));
        pile.preload(Rank::spread(prefix + QStringLiteral("VVVVVV1"), prefix + QStringLiteral("VVVVVV2"), denseRows));
        pile.preload(Rank::spread(QStringLiteral("W"), {}, 600));
        for (int i = 0; i < 200 && pile.rerankings() == 0; ++i)
            QVERIFY(pile.insertAt(600 + denseRows / 2));
        QCOMPARE(pile.rerankings(), 1);
        QVERIFY2(pile.largestWindow() >= windowMin, qPrintable(QString::number(pile.largestWindow())));
        QVERIFY2(pile.largestWindow() <= windowMax, qPrintable(QString::number(pile.largestWindow())));
        pile.commit();
        QCOMPARE(pile.kept(), pile.seen());
    }

    void whereNoWindowHasRoomKeysStillStayBelowTheLimit()
    {
        const QString prefix(30, u'V');
        Pile pile;
        pile.preload(Rank::spread(prefix + u'1', prefix + u'2', 1200));
        for (int i = 0; i < 400; ++i)
            (void)pile.insertAt(600); // re-ranked keys cannot fit in 24 characters here
        pile.commit();
        QCOMPARE(pile.kept(), pile.seen());
        QVERIFY(pile.rerankings() > 0);
        QVERIFY(pile.longestKey() <= Rank::LengthMax);
    }
};

QTEST_GUILESS_MAIN(RerankingTest)
#include "tst_reranking.moc"
