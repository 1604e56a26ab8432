// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/Recurrence.h"

#include <QtTest>

using namespace TaskMaster::Server;

/// What rules mean: the days on which they fall, and when they are over.
class RecurrenceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRuleFallsOnItsDays_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QDate>("start");
        QTest::addColumn<QDate>("after");
        QTest::addColumn<QDate>("next");
        const auto row = [](const char *title, const char *rule, const QDate &start, const QDate &after,
                            const QDate &next) {
            QTest::newRow(title) << QString::fromLatin1(rule) << start << after << next;
        };
        const QDate saturday(2026, 10, 24);
        row("every day", "FREQ=DAILY", saturday, saturday, {2026, 10, 25});
        row("every other week", "FREQ=WEEKLY;INTERVAL=2", saturday, saturday, {2026, 11, 7});
        row("mondays and thursdays", "FREQ=WEEKLY;BYDAY=MO,TH", saturday, saturday, {2026, 10, 26});
        row("the last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1", {2026, 1, 31}, {2026, 1, 31}, {2026, 2, 28});
        row("the 31st, where there is one", "FREQ=MONTHLY", {2026, 1, 31}, {2026, 1, 31}, {2026, 3, 31});
        row("the second friday", "FREQ=MONTHLY;BYDAY=2FR", saturday, saturday, {2026, 11, 13});
        row("29 February", "FREQ=YEARLY", {2024, 2, 29}, {2024, 2, 29}, {2028, 2, 29});
        row("long after it began", "FREQ=DAILY", {2020, 1, 1}, saturday, {2026, 10, 25});
        row("the last time", "FREQ=DAILY;COUNT=2", saturday, saturday, {2026, 10, 25});
        row("never again", "FREQ=DAILY;COUNT=1", saturday, saturday, {});
        row("until", "FREQ=DAILY;UNTIL=20261024", saturday, saturday, {});
        row("a day that does not exist", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", saturday, saturday, {});
    }
    void aRuleFallsOnItsDays()
    {
        QFETCH(QString, rule);
        QFETCH(QDate, start);
        QFETCH(QDate, after);
        QFETCH(QDate, next);
        QVERIFY(Recurrence::check(rule));
        QCOMPARE(Recurrence::next(rule, start, after).value_or(QDate()), next);
    }

    void whatIsNoRuleIsRefused()
    {
        for (const char *rule : {"", "WEEKLY", "FREQ=", "FREQ=SOMETIMES", "FREQ=HOURLY", "FREQ=SECONDLY",
                                 "FREQ=DAILY;COUNT=2;UNTIL=\n", "FREQ=DAILY;X-EVIL=1;;", "freq=daily"})
            QVERIFY2(!Recurrence::check(QString::fromLatin1(rule)), rule);
    }

    void theCountOfARuleGoesDown()
    {
        QCOMPARE(Recurrence::rest(QStringLiteral("FREQ=DAILY")), QStringLiteral("FREQ=DAILY"));
        QCOMPARE(Recurrence::rest(QStringLiteral("FREQ=DAILY;COUNT=10;INTERVAL=2")),
                 QStringLiteral("FREQ=DAILY;COUNT=9;INTERVAL=2"));
        QCOMPARE(Recurrence::rest(QStringLiteral("FREQ=DAILY;COUNT=1")), QString());
    }
};

QTEST_GUILESS_MAIN(RecurrenceTest)
#include "tst_recurrence.moc"
