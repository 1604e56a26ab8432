// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/RowSql.h"

namespace TaskMaster::Server::RowSql {
namespace {

/// The SQL type that an element of a JSON parameter is cast to; SQLite keeps JSON's own types.
const char *castOf(FieldType type)
{
    switch (type) {
    case FieldType::Id:
        return "uuid";
    case FieldType::Integer:
    case FieldType::Boolean:
    case FieldType::Timestamp:
        return "bigint";
    default:
        return "text";
    }
}

/// On PostgreSQL each id is looked up by the primary key. Left to the planner, a table that nobody has analyzed yet (an
/// import into a new project) is read as far as the workspace goes, for every batch.
QString byIds(Dialect dialect, const QString &select, const QString &columns, const QString &table)
{
    if (dialect == Dialect::Sqlite)
        return select + QStringLiteral(" AND ") + isAmong(dialect);
    return QStringLiteral(
               "SELECT found.* FROM (VALUES (CAST(? AS uuid), CAST(? AS uuid), CAST(? AS jsonb))) AS p(w, s, "
               "ids) CROSS JOIN LATERAL jsonb_array_elements_text(p.ids) AS e(value) CROSS JOIN LATERAL "
               "(SELECT %1 FROM %2 WHERE workspace_id = p.w AND scope_id = p.s AND id = CAST(e.value AS uuid) "
               "LIMIT 1) AS found")
        .arg(columns, table);
}

RowStatements build(Dialect dialect, EntityKind kind)
{
    const QString table = tableName(kind);
    std::vector<BulkStatement::Column> columns{{QStringLiteral("workspace_id"), "uuid"},
                                               {QStringLiteral("scope_id"), "uuid"},
                                               {QStringLiteral("id"), "uuid"},
                                               {QStringLiteral("rev"), "bigint"},
                                               {QStringLiteral("updated_at"), "bigint"}};
    QStringList selected{QStringLiteral("id"), QStringLiteral("rev"), QStringLiteral("updated_at")};
    for (const FieldDescription &field : describe(kind).fields) {
        columns.push_back({columnName(field.name), castOf(field.type)});
        selected << columns.back().name;
    }
    const QString id = dialect == Dialect::Sqlite ? QStringLiteral("?") : QStringLiteral("CAST(? AS uuid)");
    const QString inStream = QStringLiteral("workspace_id = %1 AND scope_id = %1").arg(id);
    const QString select = QStringLiteral("SELECT %1 FROM %2 WHERE %3").arg(selected.join(u','), table, inStream);
    RowStatements sql;
    sql.insert = BulkStatement::insert(dialect, table, columns);
    sql.update = BulkStatement::update(dialect, table, columns, 3);
    sql.remove = QStringLiteral("DELETE FROM %1 WHERE %2 AND %3").arg(table, inStream, isAmong(dialect));
    sql.selectByIds = byIds(dialect, select, selected.join(u','), table);
    sql.selectAll = select;
    sql.selectPage = select + QStringLiteral(" AND id > %1 ORDER BY id LIMIT ?").arg(id);
    return sql;
}

} // namespace

QString isAmong(Dialect dialect, const char *column)
{
    const QString condition = dialect == Dialect::Sqlite
        ? QStringLiteral("%1 IN (SELECT value FROM json_each(?))")
        : QStringLiteral("%1 = ANY(ARRAY(SELECT CAST(value AS uuid) FROM "
                         "jsonb_array_elements_text(CAST(? AS jsonb)) AS e(value)))");
    return condition.arg(QLatin1StringView(column));
}

QString element(Dialect dialect, int index, const char *type)
{
    if (dialect == Dialect::Sqlite)
        return QStringLiteral("value->>%1").arg(index);
    return QStringLiteral("CAST(value->>%1 AS %2)").arg(index).arg(QLatin1StringView(type));
}

QString fromParameter(Dialect dialect)
{
    return dialect == Dialect::Sqlite ? QStringLiteral("json_each(?)")
                                      : QStringLiteral("jsonb_array_elements(CAST(? AS jsonb)) AS e(value)");
}

QString columnName(const char *field)
{
    QString column = QStringLiteral("f_");
    for (const char *c = field; *c; ++c) {
        if (*c >= 'A' && *c <= 'Z')
            column.append(u'_').append(QChar::fromLatin1(static_cast<char>(*c - 'A' + 'a')));
        else
            column.append(QChar::fromLatin1(*c));
    }
    return column;
}

QString tableName(EntityKind kind)
{
    return u'"' + columnName(describe(kind).name).mid(2) + u'"';
}

const RowStatements &statements(Dialect dialect, EntityKind kind)
{
    static const auto all = [] {
        std::array<std::array<RowStatements, EntityKindCount>, 2> table;
        for (int k = 0; k < EntityKindCount; ++k) {
            table[0][static_cast<std::size_t>(k)] = build(Dialect::Sqlite, static_cast<EntityKind>(k));
            table[1][static_cast<std::size_t>(k)] = build(Dialect::Postgres, static_cast<EntityKind>(k));
        }
        return table;
    }();
    return all[dialect == Dialect::Sqlite ? 0 : 1][static_cast<std::size_t>(kind)];
}

QString uuidParameter(Dialect dialect)
{
    return dialect == Dialect::Sqlite ? QStringLiteral("?") : QStringLiteral("CAST(? AS uuid)");
}

QString selectRelated(Dialect dialect, const RelatedRows &rows)
{
    return statements(dialect, rows.kind).selectAll
        + QStringLiteral(" AND %1 = %2")
              .arg(columnName(describe(rows.kind).fields[rows.field].name), uuidParameter(dialect));
}

QString idsParameter(const std::vector<Uuid> &ids)
{
    QString json = QStringLiteral("[");
    for (const Uuid &id : ids) {
        json.append(json.size() > 1 ? u",\"" : u"\"");
        id.appendTo(json);
        json.append(u'"');
    }
    return json.append(u']');
}

BulkStatement::Values rowValues(const StreamId &stream, const Entity &entity)
{
    const Row &row = rowOf(entity);
    const auto fields = describe(kindOf(entity)).fields;
    BulkStatement::Values values;
    values.reserve(fields.size() + 5);
    values.insert(values.end(), {stream.workspace, stream.scope, row.id, row.rev, row.updatedAt});
    for (std::size_t i = 0; i < fields.size(); ++i)
        values.push_back(readField(entity, static_cast<int>(i)));
    return values;
}

Uuid uuidAt(const QSqlQuery &query, int column)
{
    return Uuid::fromString(query.value(column).toString()).value_or(Uuid{});
}

Entity readRow(const QSqlQuery &query, EntityKind kind)
{
    Entity entity = makeEntity(kind, uuidAt(query, 0));
    Row &row = rowOf(entity);
    row.rev = query.value(1).toLongLong();
    row.updatedAt = query.value(2).toLongLong();
    const auto fields = describe(kind).fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const QVariant stored = query.value(static_cast<int>(i) + 3);
        Value value;
        if (!stored.isNull()) {
            switch (fields[i].type) {
            case FieldType::Id:
                value = Uuid::fromString(stored.toString()).value_or(Uuid{});
                break;
            case FieldType::Integer:
            case FieldType::Timestamp:
                value = stored.toLongLong();
                break;
            case FieldType::Boolean:
                value = stored.toLongLong() != 0;
                break;
            default:
                value = stored.toString();
                break;
            }
        }
        writeField(entity, static_cast<int>(i), value);
    }
    return entity;
}

} // namespace TaskMaster::Server::RowSql
