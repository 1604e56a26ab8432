// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/ICalendar.h"
#include "server/exchange/TaskFeed.h"

#include <QTest>

#include <libical/ical.h>

#include <memory>

using namespace TaskMaster;
using namespace TaskMaster::Server;

namespace {

using Component = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;

/// What another program understands of it; null: nothing.
Component parsed(const QByteArray &bytes)
{
    return {icalparser_parse_string(bytes.constData()), &icalcomponent_free};
}

DatedTask task(const QString &title)
{
    DatedTask dated{{}, QStringLiteral("Garden, house"), QStringLiteral("GAR")};
    dated.task.id = Uuid{1, 2};
    dated.task.rev = 7;
    dated.task.updatedAt = 1'767'225'600'000; // 2026-01-01
    dated.task.createdAt = 1'767'139'200'000;
    dated.task.number = 12;
    dated.task.title = title;
    dated.task.dueDate = QDate(2026, 3, 29);
    return dated;
}

icalcomponent *first(const Component &calendar, icalcomponent_kind kind)
{
    return icalcomponent_get_first_component(calendar.get(), kind);
}

QString summary(icalcomponent *component)
{
    return QString::fromUtf8(icalcomponent_get_summary(component));
}

} // namespace

/// The calendars that other programs fetch, as libical reads them.
class CalendarTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wholeDaysAreDates()
    {
        const Component calendar =
            parsed(writeTaskFeed(QStringLiteral("Mine"), {task(QStringLiteral("Paint"))}, FeedShow::EventsAndTodos));
        QVERIFY(calendar);
        icalcomponent *event = first(calendar, ICAL_VEVENT_COMPONENT);
        QVERIFY(event);
        const icaltimetype start = icalcomponent_get_dtstart(event);
        QVERIFY(start.is_date);
        QCOMPARE(start.year * 10'000 + start.month * 100 + start.day, 20260329);
        QCOMPARE(summary(event), QStringLiteral("GAR-12 Paint"));
        icalcomponent *todo = first(calendar, ICAL_VTODO_COMPONENT);
        QVERIFY(todo);
        QVERIFY(icalcomponent_get_due(todo).is_date);
        QCOMPARE(icalcomponent_get_status(todo), ICAL_STATUS_NEEDSACTION);
        QVERIFY(!first(calendar, ICAL_VALARM_COMPONENT));
    }

    void momentsAreInUtc()
    {
        DatedTask dated = task(QStringLiteral("Call"));
        dated.task.dueAt = QDateTime(QDate(2026, 3, 29), QTime(1, 30), Qt::UTC).toMSecsSinceEpoch();
        dated.task.startAt = dated.task.dueAt - 3'600'000;
        dated.task.startDate = QDate(2026, 3, 29);
        const Component calendar = parsed(writeTaskFeed(QStringLiteral("Mine"), {dated}, FeedShow::EventsAndTodos));
        const icaltimetype start = icalcomponent_get_dtstart(first(calendar, ICAL_VEVENT_COMPONENT));
        QVERIFY(!start.is_date && icaltime_is_utc(start));
        QCOMPARE(static_cast<qint64>(icaltime_as_timet(start)) * 1000, dated.task.dueAt);
        icalcomponent *todo = first(calendar, ICAL_VTODO_COMPONENT);
        QCOMPARE(static_cast<qint64>(icaltime_as_timet(icalcomponent_get_due(todo))) * 1000, dated.task.dueAt);
        QCOMPARE(static_cast<qint64>(icaltime_as_timet(icalcomponent_get_dtstart(todo))) * 1000, dated.task.startAt);
    }

    void everyFeedObeysTheStandard_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("description");
        QTest::newRow("plain") << "Paint"
                               << "";
        QTest::newRow("special characters") << "a; b, c\\ d: \"e\""
                                            << "one\ntwo\r\nthree\rfour; , \\n";
        QTest::newRow("control characters") << QStringLiteral("a\x01"
                                                              "b\x7f"
                                                              "c")
                                            << QStringLiteral("\x1b[0m");
        QTest::newRow("long") << QString(500, u'x') << QStringLiteral("word ").repeated(2000);
        QTest::newRow("long, wide characters")
            << QStringLiteral("😀ü").repeated(160) << QStringLiteral("漢字").repeated(1000);
        QTest::newRow("looks like iCalendar") << "x\nEND:VEVENT\nBEGIN:VALARM"
                                              << "BEGIN:VCALENDAR";
    }
    void everyFeedObeysTheStandard()
    {
        QFETCH(QString, title);
        QFETCH(QString, description);
        DatedTask dated = task(title);
        dated.task.description = description;
        dated.task.priority = Priority::Urgent;
        dated.task.completedAt = dated.task.updatedAt;
        const QByteArray bytes = writeTaskFeed(QStringLiteral("N; ame"), {dated}, FeedShow::EventsAndTodos);
        for (const QByteArray &line : bytes.split('\n')) {
            QVERIFY2(line.size() <= 76, line.constData()); // 75 and the carriage return
            QVERIFY(line.isEmpty() || line.endsWith('\r'));
            QVERIFY2(QString::fromUtf8(line).toUtf8() == line, "folded inside of a character");
        }
        const Component calendar = parsed(bytes);
        QVERIFY(calendar);
        QVERIFY(icalrestriction_check(calendar.get()));
        QCOMPARE(icalcomponent_count_errors(calendar.get()), 0);
        QCOMPARE(icalcomponent_count_components(calendar.get(), ICAL_ANY_COMPONENT), 2);
        icalcomponent *todo = first(calendar, ICAL_VTODO_COMPONENT);
        QString expected = QStringLiteral("GAR-12 ") + title;
        expected.remove(QChar(1)).remove(QChar(0x7f));
        QCOMPARE(summary(todo), expected);
        if (!description.isEmpty()) {
            QString text = description;
            text.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(u'\r', u'\n').remove(QChar(0x1b));
            QCOMPARE(QString::fromUtf8(icalcomponent_get_description(todo)).trimmed(), text.trimmed()); // libical trims
        }
        QCOMPARE(icalcomponent_get_status(todo), ICAL_STATUS_COMPLETED);
    }

    void theSameTasksAreTheSameBytes()
    {
        const QList<DatedTask> tasks{task(QStringLiteral("Paint"))};
        QCOMPARE(writeTaskFeed(QStringLiteral("Mine"), tasks, FeedShow::Events),
                 writeTaskFeed(QStringLiteral("Mine"), tasks, FeedShow::Events));
        const QByteArray bytes = writeTaskFeed(QStringLiteral("Mine"), tasks, FeedShow::Events);
        QVERIFY(bytes.contains("UID:00000000-0000-0001-0000-000000000002@taskmaster\r\n"));
        QVERIFY(bytes.contains("DTSTAMP:20260101T000000Z\r\n"));
        QVERIFY(bytes.contains("SEQUENCE:7\r\n"));
        QVERIFY(!bytes.contains("VTODO"));
        QVERIFY(!writeTaskFeed(QStringLiteral("Mine"), tasks, FeedShow::Todos).contains("VEVENT"));
    }

    void aStartThatDoesNotFitIsLeftOut()
    {
        DatedTask dated = task(QStringLiteral("Odd"));
        dated.task.startDate = dated.task.dueDate; // DUE must be later than DTSTART
        QVERIFY(!writeTaskFeed(QStringLiteral("Mine"), {dated}, FeedShow::Todos).contains("DTSTART"));
        dated.task.startDate = QDate(2026, 3, 1);
        QVERIFY(
            writeTaskFeed(QStringLiteral("Mine"), {dated}, FeedShow::Todos).contains("DTSTART;VALUE=DATE:20260301"));
    }
};

QTEST_GUILESS_MAIN(CalendarTest)
#include "tst_calendar.moc"
