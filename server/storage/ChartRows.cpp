// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/ChartRows.h"

#include "server/storage/Loader.h"
#include "server/storage/RowSql.h"

namespace TaskMaster::Server::ChartRows {
namespace {

Result<QList<DayCount>> rows(Database &database, const StreamId &project, const QString &where,
                             const QVariantList &values)
{
    auto query = database.run(RowSql::statements(database.dialect(), EntityKind::DayCount).selectAll + where,
                              streamKey(project) + values);
    if (!query)
        return query.error();
    QList<DayCount> found;
    while ((*query)->next())
        found.append(std::get<DayCount>(RowSql::readRow(**query, EntityKind::DayCount)));
    return found;
}

} // namespace

Result<QList<DayCount>> counted(Database &database, const StreamId &project, const Days &days)
{
    return rows(database, project, QStringLiteral(" AND f_date BETWEEN ? AND ?"),
                {days.from.toString(Qt::ISODate), days.to.toString(Qt::ISODate)});
}

Result<QList<DayCount>> countedOf(Database &database, const StreamId &project, const Uuid &cycle)
{
    return rows(database, project, QStringLiteral(" AND f_cycle_id = ") + RowSql::uuidParameter(database.dialect()),
                {cycle.toString()});
}

Result<QList<DayCount>> now(Database &database, const StreamId &project, const QDate &today, const Uuid &cycle)
{
    const QString id = RowSql::uuidParameter(database.dialect());
    const QString ofCycle = cycle.isNull() ? QString() : QStringLiteral(" AND f_cycle_id = ") + id;
    QVariantList values = streamKey(project);
    if (!cycle.isNull())
        values << cycle.toString();
    auto query = database.run(
        QStringLiteral("SELECT f_column_id, COUNT(*), SUM(f_estimate) FROM task WHERE workspace_id = %1 AND "
                       "scope_id = %1 AND f_archived_at IS NULL AND f_trashed_at IS NULL%2 GROUP BY f_column_id")
            .arg(id, ofCycle),
        values);
    if (!query)
        return query.error();
    QList<DayCount> found;
    while ((*query)->next()) {
        DayCount count;
        count.date = today;
        count.columnId = RowSql::uuidAt(**query, 0);
        count.cycleId = cycle;
        count.tasks = (*query)->value(1).toLongLong();
        count.points = (*query)->value(2).toLongLong();
        found.append(count);
    }
    return found;
}

} // namespace TaskMaster::Server::ChartRows
