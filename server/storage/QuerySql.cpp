// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/QuerySql.h"

#include "server/storage/RowSql.h"

namespace TaskMaster::Server {
namespace {

QString idList(bool isSqlite, const std::vector<Uuid> &ids)
{
    if (isSqlite)
        return RowSql::idsParameter(ids);
    QStringList texts;
    for (const Uuid &id : ids)
        texts << id.toString();
    return u'{' + texts.join(u',') + u'}';
}

} // namespace

Sql Sql::either(const std::vector<Sql> &parts)
{
    if (parts.empty())
        return QueryDialect::never();
    Sql sql(QStringLiteral("("));
    for (std::size_t i = 0; i < parts.size(); ++i)
        sql << (i > 0 ? " OR " : "") << parts[i];
    return sql << ")";
}

QString QueryDialect::indexed(const char *name) const
{
    return m_isSqlite ? QStringLiteral(" INDEXED BY %1 ").arg(QLatin1StringView(name)) : QStringLiteral(" ");
}

QString QueryDialect::id() const
{
    return RowSql::uuidParameter(m_isSqlite ? Dialect::Sqlite : Dialect::Postgres);
}

Sql QueryDialect::in(const QString &column, const std::vector<Uuid> &ids) const
{
    if (ids.size() == 1)
        return {column + QStringLiteral(" = ") + id(), {ids.front().toString()}};
    return {column
                + (m_isSqlite ? QStringLiteral(" IN (SELECT value FROM json_each(?))")
                              : QStringLiteral(" = ANY(CAST(? AS uuid[]))")),
            {idList(m_isSqlite, ids)}};
}

QString QueryDialect::unindexed(const QString &column) const
{
    return m_isSqlite ? u'+' + column : column;
}

QString QueryDialect::text(const QString &column) const
{
    return m_isSqlite ? column : QStringLiteral("(%1 COLLATE \"C\")").arg(column);
}

QString QueryDialect::state(const QString &alias)
{
    return QStringLiteral("(CASE WHEN %1.f_trashed_at IS NOT NULL THEN 4 WHEN %1.f_archived_at IS NOT NULL THEN 3 "
                          "WHEN %1.f_cancelled_at IS NOT NULL THEN 2 WHEN %1.f_completed_at IS NOT NULL THEN 1 ELSE 0 "
                          "END)")
        .arg(alias);
}

QString QueryDialect::priorityRank(const QString &alias)
{
    return QStringLiteral("(CASE %1.f_priority WHEN 'urgent' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' "
                          "THEN 1 ELSE 0 END)")
        .arg(alias);
}

Sql QueryDialect::isIn(const QString &alias, TaskStates states)
{
    QStringList numbers;
    for (unsigned i = 0; i < 5; ++i) {
        if ((states & (1U << i)) != 0)
            numbers << QString::number(i);
    }
    return QStringLiteral("%1 IN (%2)").arg(state(alias), numbers.join(u','));
}

QString QueryDialect::always()
{
    return QStringLiteral("1 = 1");
}

QString QueryDialect::never()
{
    return QStringLiteral("1 = 0");
}

} // namespace TaskMaster::Server
