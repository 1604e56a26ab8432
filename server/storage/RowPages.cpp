// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/RowPages.h"

#include "server/storage/Loader.h"
#include "server/storage/RowSql.h"

namespace TaskMaster::Server::RowPages {
namespace {

QVariant bound(const Value &value)
{
    if (const auto *id = std::get_if<Uuid>(&value))
        return id->toString();
    if (const auto *text = std::get_if<QString>(&value))
        return *text;
    if (const auto *number = std::get_if<qint64>(&value))
        return *number;
    if (const auto *truth = std::get_if<bool>(&value))
        return qint64(*truth);
    return {};
}

/// One statement while it is put together; each condition brings its values.
struct RowsStatement {
    QString conditions;
    QVariantList values;

    void where(const QString &condition, const QVariantList &with)
    {
        conditions += (conditions.isEmpty() ? QStringLiteral(" WHERE ") : QStringLiteral(" AND ")) + condition;
        values += with;
    }
};

QString selected(EntityKind kind)
{
    QStringList columns{QStringLiteral("id"), QStringLiteral("rev"), QStringLiteral("updated_at")};
    for (const FieldDescription &field : describe(kind).fields)
        columns << RowSql::columnName(field.name);
    return columns.join(u',');
}

void addFilter(RowsStatement &sql, Dialect dialect, EntityKind kind, const RowsWanted::Filter &filter)
{
    const FieldDescription &field = describe(kind).fields[static_cast<std::size_t>(filter.field)];
    const QString parameter = field.type == FieldType::Id ? RowSql::uuidParameter(dialect) : QStringLiteral("?");
    sql.where(QStringLiteral("%1 = %2").arg(RowSql::columnName(field.name), parameter), {bound(filter.value)});
}

void addStart(RowsStatement &sql, Dialect dialect, const RowsWanted &wanted, const QString &orderColumn)
{
    if (wanted.afterId.isNull())
        return;
    const QString id = RowSql::uuidParameter(dialect);
    const QString compare = wanted.order == RowsWanted::Order::Ascending ? QStringLiteral(">") : QStringLiteral("<");
    if (orderColumn.isEmpty())
        sql.where(QStringLiteral("id %1 %2").arg(compare, id), {wanted.afterId.toString()});
    else
        sql.where(QStringLiteral("(%1, id) %2 (?, %3)").arg(orderColumn, compare, id),
                  {bound(wanted.afterValue), wanted.afterId.toString()});
}

QString orderedBy(const RowsWanted &wanted, const QString &orderColumn)
{
    const QString direction =
        wanted.order == RowsWanted::Order::Ascending ? QStringLiteral("") : QStringLiteral(" DESC");
    return orderColumn.isEmpty() ? QStringLiteral(" ORDER BY id%1 LIMIT ?").arg(direction)
                                 : QStringLiteral(" ORDER BY %1%2, id%2 LIMIT ?").arg(orderColumn, direction);
}

QString sourceOf(RowsStatement &sql, Dialect dialect, const RowsWanted &wanted)
{
    const QString table = RowSql::tableName(wanted.kind);
    if (wanted.assigneeId.isNull())
        return table;
    const QString id = RowSql::uuidParameter(dialect);
    sql.where(QStringLiteral("id IN (SELECT f_task_id FROM task_assignee WHERE workspace_id = %1 AND f_user_id = %1)")
                  .arg(id),
              {wanted.stream.workspace.toString(), wanted.assigneeId.toString()});
    return table;
}

} // namespace

Result<QList<Entity>> read(Database &database, const RowsWanted &wanted)
{
    const Dialect dialect = database.dialect();
    const QString id = RowSql::uuidParameter(dialect);
    const QString inWorkspace = QStringLiteral("workspace_id = %1").arg(id);
    const QString inScope = QStringLiteral("scope_id = %1").arg(id);
    const QString orderColumn = wanted.orderField < 0
        ? QString()
        : RowSql::columnName(describe(wanted.kind).fields[static_cast<std::size_t>(wanted.orderField)].name);
    const QString order = orderedBy(wanted, orderColumn);

    RowsStatement inner;
    inner.where(inWorkspace, {wanted.stream.workspace.toString()});
    const QString table = sourceOf(inner, dialect, wanted);
    for (const RowsWanted::Filter &filter : wanted.filters)
        addFilter(inner, dialect, wanted.kind, filter);
    QString text;
    if (wanted.filters.isEmpty() && wanted.assigneeId.isNull()) {
        inner.where(inScope, {wanted.stream.scope.toString()});
        addStart(inner, dialect, wanted, orderColumn);
        text = QStringLiteral("SELECT %1 FROM %2%3%4").arg(selected(wanted.kind), table, inner.conditions, order);
        inner.values << wanted.max;
    } else {
        // By the filter's index, and only then by the stream: without statistics both databases would rather walk the
        // whole stream in the order of its ids.
        RowsStatement outer;
        outer.where(inScope, {wanted.stream.scope.toString()});
        addStart(outer, dialect, wanted, orderColumn);
        if (!orderColumn.isEmpty()) {
            addStart(inner, dialect, wanted, orderColumn); // the index has the order, too: no more than a page is read
            inner.values << wanted.max;
        }
        text = QStringLiteral("WITH found AS MATERIALIZED (SELECT %1, scope_id FROM %2%3%4) SELECT %1 FROM found%5%6")
                   .arg(selected(wanted.kind), table, inner.conditions, orderColumn.isEmpty() ? QString() : order,
                        outer.conditions, order);
        inner.values += outer.values;
        inner.values << wanted.max;
    }
    auto query = database.run(text, inner.values);
    if (!query)
        return query.error();
    QList<Entity> rows;
    while ((*query)->next())
        rows.append(RowSql::readRow(**query, wanted.kind));
    if (auto ok = database.checkRead(**query); !ok)
        return ok.error();
    return rows;
}

Result<std::optional<qint64>> rev(Database &database, const StreamId &stream, EntityKind kind, const Uuid &id)
{
    const QString parameter = RowSql::uuidParameter(database.dialect());
    auto value =
        database.value(QStringLiteral("SELECT rev FROM %1 WHERE workspace_id = %2 AND scope_id = %2 AND id = %2")
                           .arg(RowSql::tableName(kind), parameter),
                       streamKey(stream) << id.toString());
    if (!value)
        return value.error();
    return value->isValid() ? std::optional(value->toLongLong()) : std::nullopt;
}

Result<qint64> head(Database &database, const StreamId &stream)
{
    const QString id = RowSql::uuidParameter(database.dialect());
    auto seq = database.value(
        QStringLiteral("SELECT seq FROM stream_head WHERE workspace_id = %1 AND scope_id = %1 AND kind = ?").arg(id),
        streamKey(stream) << static_cast<qint64>(stream.kind));
    if (!seq)
        return seq.error();
    return seq->toLongLong();
}

} // namespace TaskMaster::Server::RowPages
