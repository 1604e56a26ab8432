// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/Catalog.h"

#include "server/storage/Migrations.h"

#include <QHash>

#include <algorithm>

namespace TaskMaster::Server {
namespace {

/// name, column, type, place in the primary key (0: none). The search index is not carried over: it follows from rows.
const char *const SqliteColumns =
    "SELECT t.name, c.name, c.type, c.pk FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name) AS c "
    "WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND c.hidden = 0 "
    "AND t.name <> 'task_search'";
const char *const PostgresColumns =
    "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), "
    "coalesce(array_position(i.indkey::int2[], a.attnum), -1) + 1 "
    "FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "AND a.attgenerated = '' LEFT JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary "
    "WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'task_search' "
    "AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())";

const char *const SqliteShape = "SELECT type, name, coalesce(sql, '') FROM sqlite_master "
                                "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
const char *const PostgresShape =
    "SELECT 'table', table_name, string_agg(column_name || ' ' || data_type || ' ' || is_nullable || ' ' || "
    "coalesce(column_default, ''), ', ' ORDER BY column_name) FROM information_schema.columns "
    "WHERE table_schema = current_schema() GROUP BY table_name "
    "UNION ALL SELECT 'index', indexname, replace(indexdef, current_schema() || '.', '') FROM pg_indexes "
    "WHERE schemaname = current_schema()";

TableColumn::Kind columnKind(const QString &sqlType)
{
    static const QHash<QString, TableColumn::Kind> known{
        {QStringLiteral("TEXT"), TableColumn::Kind::Text},
        {QStringLiteral("INTEGER"), TableColumn::Kind::Integer},
        {QStringLiteral("uuid"), TableColumn::Kind::Text},
        {QStringLiteral("text"), TableColumn::Kind::Text},
        {QStringLiteral("bigint"), TableColumn::Kind::Integer},
        {QStringLiteral("integer"), TableColumn::Kind::Integer},
        {QStringLiteral("smallint"), TableColumn::Kind::Integer},
        {QStringLiteral("boolean"), TableColumn::Kind::Integer},
    };
    return known.value(sqlType, TableColumn::Kind::Foreign);
}

} // namespace

QStringList TableDescription::columnNames() const
{
    QStringList names;
    for (const TableColumn &column : columns)
        names << column.name;
    return names;
}

Result<QList<TableDescription>> Catalog::tables(Database &database)
{
    auto query =
        database.run(QLatin1StringView(database.dialect() == Dialect::Sqlite ? SqliteColumns : PostgresColumns));
    if (!query)
        return query.error();
    QMap<QString, TableDescription> byName;
    QMap<QString, QMap<int, QString>> keys;
    while ((*query)->next()) {
        const QString table = (*query)->value(0).toString();
        const QString type = (*query)->value(2).toString();
        const QString column = (*query)->value(1).toString();
        byName[table].name = table;
        byName[table].columns.append({column, columnKind(type), type});
        if (const int place = (*query)->value(3).toInt(); place > 0)
            keys[table].insert(place, column);
    }
    QList<TableDescription> tables = byName.values();
    for (TableDescription &table : tables) {
        // By name: columns that were added by a migration stand at the end of one database and inside another.
        std::sort(table.columns.begin(), table.columns.end(),
                  [](const TableColumn &a, const TableColumn &b) { return a.name < b.name; });
        table.key = keys[table.name].values();
        if (table.key.isEmpty())
            table.key = table.columnNames();
    }
    return tables;
}

Result<QStringList> Catalog::knownTables(int schemaVersion)
{
    DatabaseSettings settings;
    settings.path = QStringLiteral(":memory:");
    auto fresh = Database::open(settings, Database::Use::Write);
    if (!fresh)
        return fresh.error();
    if (auto ok = Migrations::migrate(**fresh, 1, schemaVersion); !ok)
        return ok.error();
    const auto made = tables(**fresh);
    if (!made)
        return made.error();
    QStringList names;
    for (const TableDescription &table : *made)
        names << table.name;
    return names;
}

Result<Catalog::Shape> Catalog::shape(Database &database)
{
    auto query = database.run(QLatin1StringView(database.dialect() == Dialect::Sqlite ? SqliteShape : PostgresShape));
    if (!query)
        return query.error();
    Shape shape;
    while ((*query)->next())
        shape.insert((*query)->value(0).toString() + u' ' + (*query)->value(1).toString(),
                     (*query)->value(2).toString());
    return shape;
}

Result<Catalog::Shape> Catalog::expectedShape(Database &database)
{
    if (database.dialect() == Dialect::Sqlite) {
        DatabaseSettings settings;
        settings.path = QStringLiteral(":memory:");
        auto fresh = Database::open(settings, Database::Use::Write);
        if (!fresh)
            return fresh.error();
        if (auto ok = Migrations::migrate(**fresh, 1); !ok)
            return ok.error();
        return shape(**fresh);
    }
    if (auto ok = database.begin(); !ok)
        return ok.error();
    // `public` stays in sight: extensions live there.
    const auto made = database.runScript({QStringLiteral("CREATE SCHEMA taskmaster_expected"),
                                          QStringLiteral("SET LOCAL search_path = taskmaster_expected, public")});
    auto migrated = made ? Migrations::migrateWithin(database, 1) : made;
    auto result = migrated ? shape(database) : Result<Shape>(migrated.error());
    database.rollback();
    return result;
}

} // namespace TaskMaster::Server
