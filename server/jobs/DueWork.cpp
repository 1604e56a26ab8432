// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/jobs/DueWork.h"

#include "server/jobs/Logging.h"

#include "server/storage/DueRows.h"
#include "shared/core/Zone.h"

#include <QDateTime>

namespace TaskMaster::Server {
namespace {

constexpr int AtOnceMax = 500;
constexpr qint64 DayMs = 24LL * 60 * 60 * 1000;
constexpr qint64 TidyEveryMs = 60LL * 60 * 1000;

QDate dayAt(qint64 moment)
{
    return QDateTime::fromMSecsSinceEpoch(moment, Qt::UTC).date();
}

Uuid idOf(const char *what, const Uuid &about, const QByteArray &more = {})
{
    return Uuid::v5(about, QByteArray(what) + ':' + more);
}

} // namespace

DueWork::DueWork(Options options, WriteQueue &writes, const Clock &clock, Metrics &metrics)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_submitter(writes, metrics.counter("due_work", "Commands of jobs whose time had come"))
    , m_failures(metrics.counter("due_work_failures", "Looks of the due work that failed and are tried again"))
    , m_thread(m_options.database, m_options.lookEvery,
               {[this](Database &database) { return look(database); },
                [this](const Error &error) {
                    m_failures.add();
                    qCWarning(lcJobs, "due work waits: %s", qPrintable(error.message));
                }})
{
}

DueWork::~DueWork()
{
    stop();
}

void DueWork::start()
{
    m_thread.start();
}

void DueWork::stop()
{
    m_thread.stop();
}

Result<void> DueWork::look(Database &database)
{
    if (auto ok = fireReminders(database); !ok)
        return ok;
    if (auto ok = tellWhatIsDue(database); !ok)
        return ok;
    if (auto ok = countTheDay(database); !ok)
        return ok;
    if (m_tidiedAt != 0 && m_clock.nowMs() - m_tidiedAt < TidyEveryMs)
        return {};
    m_tidiedAt = m_clock.nowMs();
    if (auto ok = emptyTrash(database); !ok)
        return ok;
    return clearInboxes(database);
}

Result<void> DueWork::fireReminders(Database &database)
{
    const auto due = DueRows::reminders(database, m_clock.nowMs(), AtOnceMax);
    if (!due)
        return due.error();
    QList<Command> commands;
    for (const DueRows::DueReminder &row : *due) {
        // A moved due date is another moment: it may fire again for that one.
        const QByteArray moment = QByteArray::number(row.at);
        commands.append({idOf("fire", row.reminder.id, moment), StreamId::ofPerson(row.workspace, row.user),
                         FireReminder{row.reminder.id, row.reminder.note.isEmpty() ? row.title : row.reminder.note}});
    }
    return m_submitter.submitAll(commands);
}

/// People are told in the morning of their own day, and of what has a time when that time has come.
Result<void> DueWork::tellWhatIsDue(Database &database)
{
    const qint64 now = m_clock.nowMs();
    if (const QDate today = dayAt(now); today != m_toldOn) {
        m_toldOn = today;
        m_told.clear();
    }
    // A day somewhere: what is due on these days in UTC may be due today for somebody.
    const auto due = DueRows::assignedTasks(database, dayAt(now - DayMs), dayAt(now + DayMs));
    if (!due)
        return due.error();
    QList<Command> commands;
    for (const DueRows::DueTask &row : *due) {
        const QTimeZone zone = zoneNamed(row.timeZone);
        const qint64 morning = QDateTime(row.task.dueDate, QTime(m_options.dueHour, 0), zone).toMSecsSinceEpoch();
        const qint64 moment = row.task.dueAt != 0 ? row.task.dueAt : morning;
        if (moment > now || now - moment > DayMs)
            continue;
        const Uuid id = idOf("due", row.task.id, row.user.toBytes() + QByteArray::number(moment));
        if (!m_told.insert(id).second)
            continue;
        const auto may = Read::access(database, m_access, Viewer{row.user}, row.project);
        if (!may)
            continue; // assigned once, and not in the project any more
        Notify notify;
        notify.notificationId = Uuid::v5(id, QByteArrayLiteral("row"));
        notify.kind = NotificationKind::Due;
        notify.projectId = row.project.scope;
        notify.taskId = row.task.id;
        notify.text = row.task.title;
        commands.append({id, StreamId::ofPerson(row.project.workspace, row.user), notify});
    }
    return m_submitter.submitAll(commands);
}

Result<void> DueWork::emptyTrash(Database &database)
{
    const qint64 before = m_clock.nowMs() - m_options.trashDays * DayMs;
    for (;;) {
        const auto rows = DueRows::trashedTasks(database, before, AtOnceMax);
        if (!rows)
            return rows.error();
        QList<Command> commands;
        // A task with much in it takes several rounds: each is a command of its own.
        for (const DueRows::RowPlace &row : *rows)
            commands.append({idOf("purge", row.id, QByteArray::number(row.rev)), row.stream, PurgeTask{row.id}});
        if (auto ok = m_submitter.submitAll(commands); !ok)
            return ok;
        if (commands.size() < AtOnceMax)
            return {};
    }
}

Result<void> DueWork::clearInboxes(Database &database)
{
    const qint64 before = m_clock.nowMs() - m_options.inboxDays * DayMs;
    const auto rows = DueRows::oldNotifications(database, before, AtOnceMax);
    if (!rows)
        return rows.error();
    QList<Command> commands;
    for (const DueRows::RowPlace &row : *rows)
        commands.append({idOf("forget", row.id), row.stream, RemoveNotification{row.id}});
    return m_submitter.submitAll(commands);
}

/// Once after midnight (UTC): how much stands where. A day on which no server ran has no counters.
Result<void> DueWork::countTheDay(Database &database)
{
    const QDate yesterday = dayAt(m_clock.nowMs()).addDays(-1);
    if (m_counted == yesterday)
        return {};
    const auto done = DueRows::isDayCounted(database, yesterday);
    if (!done)
        return done.error();
    if (!*done) {
        const auto counts = DueRows::countColumns(database);
        if (!counts)
            return counts.error();
        QList<Command> commands;
        for (const DueRows::ColumnCount &row : *counts) {
            const QByteArray which = yesterday.toString(Qt::ISODate).toLatin1() + row.cycle.toBytes();
            commands.append({idOf("day", row.column, which), row.project,
                             RecordDay{yesterday, row.column, row.cycle, row.tasks, row.points}});
            if (commands.size() < AtOnceMax)
                continue;
            if (auto ok = m_submitter.submitAll(std::exchange(commands, {})); !ok)
                return ok;
        }
        if (auto ok = m_submitter.submitAll(commands); !ok)
            return ok;
        if (auto ok = m_submitter.run([yesterday](Database &writer) { return DueRows::noteDay(writer, yesterday); });
            !ok)
            return ok;
    }
    m_counted = yesterday;
    return {};
}

} // namespace TaskMaster::Server
