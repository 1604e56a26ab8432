// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/ManyTasks.h"
#include "tests/contract/QueryFixture.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

constexpr int Tasks = 8000;

/// The values in place of the `?`, so that a statement can be explained as it was run.
QString spelledOut(const Sql &sql)
{
    QString text;
    qsizetype value = 0;
    bool isQuoted = false;
    for (const QChar c : sql.text) {
        isQuoted = isQuoted != (c == u'\'');
        if (c != u'?' || isQuoted) {
            text += c;
            continue;
        }
        const QVariant &bound = sql.values[value++];
        text += bound.typeId() == QMetaType::QString
            ? u'\'' + bound.toString().replace(u'\'', QStringLiteral("''")) + u'\''
            : bound.toString();
    }
    return text;
}

/// Lines of a plan that read all rows of a table which grows with the work in it.
QStringList scansIn(Database &database, const Sql &sql)
{
    static const QRegularExpression postgres(QStringLiteral(
        "Seq Scan on "
        "(task|task_search|task_assignee|task_label|watcher|comment|custom_value|checklist_item|recurrence)\\b"));
    static const QRegularExpression sqlite(QStringLiteral("^SCAN (t|s|w|x|u|task|task_search)\\b(?!.*VIRTUAL TABLE)"));
    const bool isSqlite = database.dialect() == Dialect::Sqlite;
    const auto rows = database.readOnce((isSqlite ? QStringLiteral("EXPLAIN QUERY PLAN ") : QStringLiteral("EXPLAIN "))
                                        + spelledOut(sql));
    if (!rows)
        return {rows.error().message};
    QStringList found;
    bool isEmpty = true;
    for (const QVariantList &row : *rows) {
        isEmpty = false;
        const QString line = row.constLast().toString();
        if (line.contains(isSqlite ? sqlite : postgres))
            found << line.trimmed();
    }
    return isEmpty ? QStringList{QStringLiteral("no plan")} : found;
}

} // namespace

/// The queries that people ask all day long, over many tasks: what they cost must not grow with the tables.
class QueryPlans : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QueryFixture> m_fixture;
    ManyTasks m_world;

    QueryRequest request(const QString &text, const StreamId &place) const
    {
        QueryRequest made;
        made.viewer.user = m_world.me;
        made.place = place;
        made.text = text;
        made.nowMs = m_world.now;
        made.zone = QTimeZone::utc();
        return made;
    }
    void check(const QString &text, const StreamId &place)
    {
        QueryTrace trace;
        const auto page = m_fixture->ask(request(text, place), &trace);
        if (QTest::currentTestFailed())
            return;
        QVERIFY2(page, page ? "" : qPrintable(text + QStringLiteral(": ") + page.error().message));
        QVERIFY(!trace.empty());
        for (const Sql &sql : trace) {
            const QStringList scans = scansIn(m_fixture->database(), sql);
            QVERIFY2(scans.isEmpty(),
                     qPrintable(text + QStringLiteral(": ") + scans.join(u';') + u'\n' + spelledOut(sql)));
        }
    }

private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<int>("dialect");
        QTest::newRow("sqlite") << 0;
        QTest::newRow("postgres") << 1;
    }
    void init()
    {
        QFETCH_GLOBAL(int, dialect);
        static int made = -1;
        if (std::exchange(made, dialect) == dialect)
            return;
        m_fixture = std::make_unique<QueryFixture>(dialect == 0 ? Dialect::Sqlite : Dialect::Postgres);
        m_world = ManyTasks::fill(m_fixture->database(), Tasks, 4);
        // What autovacuum does by itself after so many rows.
        if (dialect == 1)
            QVERIFY(m_fixture->database().runScript({QStringLiteral("ANALYZE")}));
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void hotQueriesReadNoWholeTable()
    {
        int number = 0;
        for (const QString &text : hotQueries()) {
            check(text, m_world.project);
            if (++number % 3 == 0)
                check(text, m_world.workspace);
        }
    }

    void everyOrderIsWalkedThroughAnIndex()
    {
        for (const char *key :
             {"number", "created", "updated", "due", "start", "completed", "priority", "estimate", "title"}) {
            for (const char *sign : {"", "-"}) {
                for (const char *filter : {"is:open ", "-label:wontfix "})
                    check(QString::fromLatin1(filter) + QStringLiteral("sort:") + QString::fromLatin1(sign)
                              + QString::fromLatin1(key),
                          m_world.project);
            }
        }
    }

    void aTestThatSeesNoScanWouldSeeOne()
    {
        const bool isSqlite = m_fixture->database().dialect() == Dialect::Sqlite;
        const Sql scan(isSqlite ? QStringLiteral("SELECT * FROM task AS t WHERE +t.f_check_done_count = ?")
                                : QStringLiteral("SELECT * FROM task AS t WHERE t.f_check_done_count = ?"),
                       {5});
        QCOMPARE(scansIn(m_fixture->database(), scan).size(), 1);
    }

    void deepPagesGoOnWhereTheLastOneEnded()
    {
        // Far into a large result, a page begins at its place in the index: no row is given twice or left out.
        QueryRequest next = request(QStringLiteral("is:done sort:-created"), m_world.workspace);
        next.limit = QueryRequest::LimitMax;
        QSet<QString> seen;
        qint64 previous = std::numeric_limits<qint64>::max();
        for (int pages = 0; pages < 6; ++pages) {
            const auto page = m_fixture->ask(next);
            QVERIFY(page);
            QCOMPARE(page->rows.size(), QueryRequest::LimitMax);
            for (const QueryRow &row : page->rows) {
                QVERIFY(row.task.createdAt <= previous);
                previous = row.task.createdAt;
                seen.insert(row.task.id.toString());
            }
            QCOMPARE(seen.size(), (pages + 1) * QueryRequest::LimitMax);
            next.cursor = page->cursor;
            QVERIFY(!next.cursor.isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(QueryPlans)
#include "tst_query_plans.moc"
