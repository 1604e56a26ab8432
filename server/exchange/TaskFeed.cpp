// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/TaskFeed.h"

#include "server/exchange/ICalendar.h"

namespace TaskMaster::Server {
namespace {

/// RFC 5545, 3.8.1.9: 1 is the highest, 9 the lowest, 0 none.
QByteArray priorityOf(const Task &task)
{
    static constexpr const char *numbers[]{"0", "9", "5", "3", "1"};
    return numbers[static_cast<int>(task.priority)];
}

QByteArray statusOf(const Task &task)
{
    if (task.completedAt != 0)
        return "COMPLETED";
    if (task.cancelledAt != 0)
        return "CANCELLED";
    return task.startedAt != 0 ? "IN-PROCESS" : "NEEDS-ACTION";
}

QString titleOf(const DatedTask &dated)
{
    return QStringLiteral("%1-%2 %3").arg(dated.projectKey).arg(dated.task.number).arg(dated.task.title);
}

void writeCommon(ICalendar &calendar, const DatedTask &dated, const QByteArray &uid, const QString &summary)
{
    const Task &task = dated.task;
    calendar.raw("UID", uid);
    calendar.moment("DTSTAMP", task.updatedAt);
    if (task.createdAt != 0)
        calendar.moment("CREATED", task.createdAt);
    calendar.moment("LAST-MODIFIED", task.updatedAt);
    calendar.raw("SEQUENCE", QByteArray::number(task.rev));
    calendar.text("SUMMARY", summary);
    if (!task.description.isEmpty())
        calendar.text("DESCRIPTION", task.description);
    calendar.text("CATEGORIES", dated.projectName);
}

void writeEvent(ICalendar &calendar, const DatedTask &dated)
{
    const Task &task = dated.task;
    calendar.begin("VEVENT");
    const QString done = task.isClosed() ? QStringLiteral("✓ ") : QString();
    writeCommon(calendar, dated, task.id.toString().toLatin1() + "@taskmaster", done + titleOf(dated));
    if (task.dueAt != 0)
        calendar.moment("DTSTART", task.dueAt);
    else
        calendar.day("DTSTART", task.dueDate); // without an end, a date is that whole day
    calendar.raw("TRANSP", "TRANSPARENT"); // a deadline does not make anybody busy
    calendar.end("VEVENT");
}

void writeTodo(ICalendar &calendar, const DatedTask &dated)
{
    const Task &task = dated.task;
    calendar.begin("VTODO");
    writeCommon(calendar, dated, task.id.toString().toLatin1() + ".todo@taskmaster", titleOf(dated));
    // DTSTART and DUE must be of one kind, and DUE must be later (3.8.2.3).
    if (task.dueAt != 0) {
        if (task.startAt != 0 && task.startAt < task.dueAt)
            calendar.moment("DTSTART", task.startAt);
        calendar.moment("DUE", task.dueAt);
    } else {
        if (task.startDate.isValid() && task.startDate < task.dueDate)
            calendar.day("DTSTART", task.startDate);
        calendar.day("DUE", task.dueDate);
    }
    calendar.raw("PRIORITY", priorityOf(task));
    calendar.raw("STATUS", statusOf(task));
    if (task.completedAt != 0)
        calendar.moment("COMPLETED", task.completedAt);
    calendar.end("VTODO");
}

} // namespace

QByteArray writeTaskFeed(const QString &name, const QList<DatedTask> &tasks, FeedShow show)
{
    ICalendar calendar;
    calendar.begin("VCALENDAR");
    calendar.raw("VERSION", "2.0");
    calendar.raw("PRODID", "-//Task Master//Task Master//EN");
    calendar.raw("CALSCALE", "GREGORIAN");
    calendar.text("NAME", name);
    calendar.text("X-WR-CALNAME", name);
    calendar.raw("REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
    calendar.raw("X-PUBLISHED-TTL", "PT15M");
    for (const DatedTask &dated : tasks) {
        if (!dated.task.dueDate.isValid())
            continue;
        if (show != FeedShow::Todos)
            writeEvent(calendar, dated);
        if (show != FeedShow::Events)
            writeTodo(calendar, dated);
    }
    calendar.end("VCALENDAR");
    return calendar.take();
}

} // namespace TaskMaster::Server
