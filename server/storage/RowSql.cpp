// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/RowSql.h"

#include "shared/protocol/WireWriter.h"

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

QString idSet(Dialect dialect)
{
    return dialect == Dialect::Sqlite
        ? QStringLiteral("(SELECT value FROM json_each(?))")
        : QStringLiteral("(SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(CAST(? AS jsonb)) AS e(value))");
}

RowStatements build(Dialect dialect, EntityKind kind)
{
    const auto fields = describe(kind).fields;
    const QString table = tableName(kind);
    QStringList columns{QStringLiteral("id"), QStringLiteral("rev"), QStringLiteral("updated_at")};
    QStringList elements{element(dialect, 0, "uuid"), element(dialect, 1, "bigint"), element(dialect, 2, "bigint")};
    for (const FieldDescription &field : fields) {
        elements << element(dialect, static_cast<int>(columns.size()), castOf(field.type));
        columns << columnName(field.name);
    }
    QStringList sets;
    QStringList named;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        named << elements[i] + QStringLiteral(" AS c%1").arg(i);
        if (i > 0)
            sets << columns[i] + QStringLiteral(" = r.c%1").arg(i);
    }
    const QString id = dialect == Dialect::Sqlite ? QStringLiteral("?") : QStringLiteral("CAST(? AS uuid)");
    const QString inStream = QStringLiteral("workspace_id = %1 AND scope_id = %1").arg(id);
    const QString list = columns.join(u',');
    RowStatements sql;
    sql.insert = QStringLiteral("INSERT INTO %1 (workspace_id,scope_id,%2) SELECT %3,%3,%4 FROM %5")
                     .arg(table, list, id, elements.join(u','), fromParameter(dialect));
    // Materialised, and with the stream's key on its side of the join: otherwise SQLite walks the whole stream and parses
    // the parameter again for each of its rows.
    sql.update = QStringLiteral("WITH r AS MATERIALIZED (SELECT %5 AS w,%5 AS s,%3 FROM %4) UPDATE %1 SET %2 FROM r "
                                "WHERE %1.workspace_id = r.w AND %1.scope_id = r.s AND %1.id = r.c0")
                     .arg(table, sets.join(u','), named.join(u','), fromParameter(dialect), id);
    sql.remove = QStringLiteral("DELETE FROM %1 WHERE %2 AND id IN %3").arg(table, inStream, idSet(dialect));
    sql.selectByIds =
        QStringLiteral("SELECT %1 FROM %2 WHERE %3 AND id IN %4").arg(list, table, inStream, idSet(dialect));
    sql.selectAll = QStringLiteral("SELECT %1 FROM %2 WHERE %3").arg(list, table, inStream);
    sql.selectPage =
        QStringLiteral("SELECT %1 FROM %2 WHERE %3 AND id > %4 ORDER BY id LIMIT ?").arg(list, table, inStream, id);
    return sql;
}

} // namespace

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

void appendRow(QByteArray &json, const Entity &entity)
{
    const Row &row = rowOf(entity);
    WireWriter out(Encoding::Json);
    out.startArray();
    out.put(row.id);
    out.put(row.rev);
    out.put(row.updatedAt);
    const auto fields = describe(kindOf(entity)).fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const Value value = readField(entity, static_cast<int>(i));
        if (const bool *truth = std::get_if<bool>(&value))
            out.put(static_cast<qint64>(*truth));
        else
            out.put(value);
    }
    out.endArray();
    json.append(json.isEmpty() ? '[' : ',').append(out.take());
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
