// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/model/Charts.h"

#include <QtTest>

using namespace TaskMaster;

namespace {

Column column(const char *rank, ColumnType type, qint64 archivedAt = 0)
{
    Column made;
    made.id = Uuid::v5({1, 1}, rank);
    made.rank = QString::fromLatin1(rank);
    made.type = type;
    made.archivedAt = archivedAt;
    return made;
}

DayCount count(int day, const Column &of, qint64 tasks, qint64 points, const Uuid &cycle = {})
{
    DayCount made;
    made.date = QDate(2026, 11, day);
    made.columnId = of.id;
    made.cycleId = cycle;
    made.tasks = tasks;
    made.points = points;
    return made;
}

} // namespace

/// Daily counters become what a chart draws.
class ChartsTest : public QObject {
    Q_OBJECT

private:
    const Column m_todo = column("a", ColumnType::Unstarted);
    const Column m_doing = column("b", ColumnType::Started);
    const Column m_done = column("c", ColumnType::Done);
    const Column m_dropped = column("d", ColumnType::Cancelled);
    const QList<Column> m_columns{m_todo, m_doing, m_done, m_dropped};

private Q_SLOTS:
    void theFlowHasEveryColumnOnEveryCountedDayAndNoOthers()
    {
        const Uuid cycle = Uuid::v7();
        const auto days = Charts::flow(
            {count(3, m_done, 2, 5), count(1, m_todo, 4, 9), count(1, m_doing, 1, 0), count(1, m_todo, 3, 3, cycle)},
            m_columns);
        using Day = Charts::FlowDay;
        const QList<Day> expected{
            {QDate(2026, 11, 1), {{m_todo.id, 4, 9}, {m_doing.id, 1, 0}, {m_done.id, 0, 0}, {m_dropped.id, 0, 0}}},
            {QDate(2026, 11, 3), {{m_todo.id, 0, 0}, {m_doing.id, 0, 0}, {m_done.id, 2, 5}, {m_dropped.id, 0, 0}}}};
        QVERIFY(days == expected);
        QVERIFY(Charts::flow({}, m_columns).isEmpty());
        // A column that is not asked for counts for nothing, but its day was counted.
        const auto fewer = Charts::flow({count(1, m_done, 2, 5)}, {m_todo});
        QVERIFY(fewer == (QList<Day>{{QDate(2026, 11, 1), {{m_todo.id, 0, 0}}}}));
    }

    void aCycleBurnsDown()
    {
        Cycle cycle;
        cycle.id = Uuid::v7();
        cycle.startDate = QDate(2026, 11, 2);
        cycle.endDate = QDate(2026, 11, 4);
        const QList<DayCount> counts{
            count(1, m_todo, 9, 9, cycle.id), // before it began
            count(2, m_todo, 5, 10, cycle.id),  count(2, m_dropped, 1, 3, cycle.id),
            count(4, m_todo, 1, 2, cycle.id),   count(4, m_doing, 1, 1, cycle.id),
            count(4, m_done, 4, 8, cycle.id),   count(4, m_done, 9, 9), // the whole column
            count(4, m_todo, 7, 7, Uuid::v7()), // another cycle
            count(5, m_done, 6, 11, cycle.id), // after its end
        };
        using Day = Charts::BurndownDay;
        const QList<Day> expected{{QDate(2026, 11, 2), {5, 10}, {0, 0}, {5, 10}},
                                  {QDate(2026, 11, 4), {6, 11}, {4, 8}, {2, 3}}};
        QVERIFY(Charts::burndown(counts, m_columns, cycle) == expected);
        // Closed early: what was carried over is not work that got done.
        cycle.closedAt = QDate(2026, 11, 3).startOfDay(Qt::UTC).toMSecsSinceEpoch();
        QCOMPARE(Charts::burndown(counts, m_columns, cycle).size(), 1);
        cycle.startDate = {};
        cycle.endDate = {};
        QCOMPARE(Charts::burndown(counts, m_columns, cycle).size(), 2);
    }

    void columnsComeAsTheBoardShowsThem()
    {
        const Column gone = column("0", ColumnType::Backlog, 7);
        QList<Column> ordered = Charts::inBoardOrder({gone, m_done, m_todo, m_doing});
        QVERIFY(ordered == (QList<Column>{m_todo, m_doing, m_done, gone}));
    }
};

QTEST_GUILESS_MAIN(ChartsTest)
#include "tst_charts.moc"
