// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/DueRows.h"

#include "server/storage/RowSql.h"

namespace TaskMaster::Server::DueRows {
namespace {

const QString CountedMeta = QStringLiteral("dayCounted");

StreamId projectAt(const QSqlQuery &query, int first)
{
    return StreamId::ofProject(RowSql::uuidAt(query, first), RowSql::uuidAt(query, first + 1));
}

/// The moment of a task's due date in SQL: its time, or 09:00 of the day.
QString dueMoment(Dialect dialect)
{
    const QString day = dialect == Dialect::Sqlite
        ? QStringLiteral("(CAST(strftime('%s', t.f_due_date) AS INTEGER) * 1000 + 32400000)")
        : QStringLiteral("(CAST(EXTRACT(EPOCH FROM CAST(t.f_due_date AS date)) AS bigint) * 1000 + 32400000)");
    return QStringLiteral("COALESCE(t.f_due_at, %1)").arg(day);
}

Result<QList<DueReminder>> runReminders(Database &database, const QString &where, const QVariantList &values)
{
    const QString moment = dueMoment(database.dialect());
    auto query = database.run(
        QStringLiteral("SELECT r.workspace_id, r.scope_id, r.id, r.f_project_id, r.f_task_id, r.f_note, t.f_title, "
                       "COALESCE(r.f_at, %1 - r.f_before_due_minutes * 60000) FROM reminder AS r "
                       "LEFT JOIN task AS t ON t.workspace_id = r.workspace_id AND t.id = r.f_task_id WHERE %2")
            .arg(moment, where),
        values);
    if (!query)
        return query.error();
    QList<DueReminder> found;
    while ((*query)->next()) {
        DueReminder due;
        due.workspace = RowSql::uuidAt(**query, 0);
        due.user = RowSql::uuidAt(**query, 1);
        due.reminder.id = RowSql::uuidAt(**query, 2);
        due.reminder.projectId = RowSql::uuidAt(**query, 3);
        due.reminder.taskId = RowSql::uuidAt(**query, 4);
        due.reminder.note = (*query)->value(5).toString();
        due.title = (*query)->value(6).toString();
        due.at = (*query)->value(7).toLongLong();
        found.append(std::move(due));
    }
    return found;
}

Result<QList<RowPlace>> places(Database &database, StreamKind kind, const QString &sql, const QVariantList &values)
{
    auto query = database.run(sql, values);
    if (!query)
        return query.error();
    QList<RowPlace> found;
    while ((*query)->next())
        found.append({{kind, RowSql::uuidAt(**query, 0), RowSql::uuidAt(**query, 1)},
                      RowSql::uuidAt(**query, 2),
                      (*query)->value(3).toLongLong()});
    return found;
}

Result<void> countInto(Database &database, const QString &sql, QList<ColumnCount> &counts)
{
    auto query = database.run(sql);
    if (!query)
        return query.error();
    while ((*query)->next())
        counts.append({projectAt(**query, 0), RowSql::uuidAt(**query, 2), RowSql::uuidAt(**query, 3),
                       (*query)->value(4).toLongLong(), (*query)->value(5).toLongLong()});
    return {};
}

} // namespace

Result<QList<DueReminder>> reminders(Database &database, qint64 now, int max)
{
    auto found = runReminders(database,
                              QStringLiteral("r.f_fired_at IS NULL AND r.f_at IS NOT NULL AND r.f_at <= ? "
                                             "ORDER BY r.f_at LIMIT ?"),
                              {now, max});
    if (!found)
        return found;
    auto relative = runReminders(
        database,
        QStringLiteral("r.f_fired_at IS NULL AND r.f_before_due_minutes > 0 AND t.f_due_date IS NOT NULL "
                       "AND t.f_completed_at IS NULL AND t.f_cancelled_at IS NULL AND t.f_trashed_at IS NULL "
                       "AND %1 - r.f_before_due_minutes * 60000 <= ? LIMIT ?")
            .arg(dueMoment(database.dialect())),
        {now, max});
    if (!relative)
        return relative;
    found->append(std::move(*relative));
    return found;
}

Result<QList<DueTask>> assignedTasks(Database &database, const QDate &from, const QDate &to)
{
    auto query = database.run(
        QStringLiteral(
            "SELECT t.workspace_id, t.scope_id, t.id, t.f_title, t.f_due_date, t.f_due_at, a.f_user_id, u.f_time_zone "
            "FROM task AS t JOIN task_assignee AS a ON a.workspace_id = t.workspace_id AND a.f_task_id = t.id "
            "LEFT JOIN \"user\" AS u ON u.workspace_id = %1 AND u.id = a.f_user_id "
            "WHERE t.f_due_date BETWEEN ? AND ? AND t.f_completed_at IS NULL AND t.f_cancelled_at IS NULL "
            "AND t.f_trashed_at IS NULL AND t.f_archived_at IS NULL")
            .arg(RowSql::uuidParameter(database.dialect())),
        {Uuid{}.toString(), from.toString(Qt::ISODate), to.toString(Qt::ISODate)});
    if (!query)
        return query.error();
    QList<DueTask> found;
    while ((*query)->next()) {
        DueTask due;
        due.project = projectAt(**query, 0);
        due.task.id = RowSql::uuidAt(**query, 2);
        due.task.title = (*query)->value(3).toString();
        due.task.dueDate = QDate::fromString((*query)->value(4).toString(), Qt::ISODate);
        due.task.dueAt = (*query)->value(5).toLongLong();
        due.user = RowSql::uuidAt(**query, 6);
        due.timeZone = (*query)->value(7).toString();
        found.append(std::move(due));
    }
    return found;
}

Result<QList<RowPlace>> trashedTasks(Database &database, qint64 before, int max)
{
    return places(database, StreamKind::Project,
                  QStringLiteral("SELECT workspace_id, scope_id, id, rev FROM task WHERE f_trashed_at IS NOT NULL AND "
                                 "f_trashed_at < ? ORDER BY f_trashed_at LIMIT ?"),
                  {before, max});
}

Result<QList<RowPlace>> oldNotifications(Database &database, qint64 before, int max)
{
    return places(database, StreamKind::Personal,
                  QStringLiteral("SELECT workspace_id, scope_id, id, rev FROM notification WHERE f_created_at < ? "
                                 "ORDER BY f_created_at LIMIT ?"),
                  {before, max});
}

Result<QList<ColumnCount>> countColumns(Database &database)
{
    const QString live = QStringLiteral("f_archived_at IS NULL AND f_trashed_at IS NULL");
    QList<ColumnCount> counts;
    if (auto ok =
            countInto(database,
                      QStringLiteral("SELECT workspace_id, scope_id, f_column_id, NULL, COUNT(*), SUM(f_estimate) "
                                     "FROM task WHERE %1 GROUP BY workspace_id, scope_id, f_column_id")
                          .arg(live),
                      counts);
        !ok)
        return ok.error();
    if (auto ok = countInto(database,
                            QStringLiteral("SELECT workspace_id, scope_id, f_column_id, f_cycle_id, COUNT(*), "
                                           "SUM(f_estimate) FROM task WHERE %1 AND f_cycle_id IS NOT NULL "
                                           "GROUP BY workspace_id, scope_id, f_column_id, f_cycle_id")
                                .arg(live),
                            counts);
        !ok)
        return ok.error();
    return counts;
}

Result<bool> isDayCounted(Database &database, const QDate &day)
{
    auto value = database.value(QStringLiteral("SELECT value FROM meta WHERE name = ?"), {CountedMeta});
    if (!value)
        return value.error();
    return value->toString() >= day.toString(Qt::ISODate);
}

Result<void> noteDay(Database &database, const QDate &day)
{
    auto query = database.run(
        QStringLiteral(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
        {CountedMeta, day.toString(Qt::ISODate)});
    return query ? Result<void>() : Result<void>(query.error());
}

} // namespace TaskMaster::Server::DueRows
