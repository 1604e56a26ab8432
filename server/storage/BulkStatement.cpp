// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/BulkStatement.h"

#include "shared/protocol/WireWriter.h"

namespace TaskMaster::Server {
namespace {

QString element(std::size_t index, const char *type)
{
    return QStringLiteral("CAST(value->>%1 AS %2)").arg(index).arg(QLatin1StringView(type));
}

QStringList namesOf(const std::vector<BulkStatement::Column> &columns)
{
    QStringList names;
    for (const BulkStatement::Column &column : columns)
        names << column.name;
    return names;
}

/// Ids are keys here and never «not set»: the null id (the workspace of user streams) is written out.
QVariant bound(const Value &value)
{
    return std::visit(
        []<class T>(const T &alternative) -> QVariant {
            if constexpr (std::is_same_v<T, std::monostate>)
                return QVariant(QMetaType::fromType<QString>());
            else if constexpr (std::is_same_v<T, Uuid>)
                return alternative.toString();
            else if constexpr (std::is_same_v<T, bool>)
                return static_cast<qint64>(alternative);
            else if constexpr (std::is_same_v<T, QString>)
                return alternative.isNull() ? QStringLiteral("") : alternative; // a null QString would be bound as NULL
            else
                return alternative;
        },
        value);
}

QString jsonOf(const std::vector<BulkStatement::Values> &rows)
{
    WireWriter out(Encoding::Json);
    out.startArray();
    for (const BulkStatement::Values &row : rows) {
        out.startArray();
        for (const Value &value : row) {
            if (const Uuid *id = std::get_if<Uuid>(&value))
                out.put(id->toString());
            else if (const bool *truth = std::get_if<bool>(&value))
                out.put(static_cast<qint64>(*truth));
            else
                out.put(value);
        }
        out.endArray();
    }
    out.endArray();
    return QString::fromUtf8(out.take());
}

} // namespace

BulkStatement BulkStatement::insert(Dialect dialect, const QString &table, const std::vector<Column> &columns)
{
    const QStringList names = namesOf(columns);
    BulkStatement statement;
    if (dialect == Dialect::Sqlite) {
        statement.m_sql = QStringLiteral("INSERT INTO %1 (%2) VALUES (%3)")
                              .arg(table, names.join(u','), QStringList(names.size(), QStringLiteral("?")).join(u','));
        return statement;
    }
    QStringList elements;
    for (std::size_t i = 0; i < columns.size(); ++i)
        elements << element(i, columns[i].type);
    statement.m_sql =
        QStringLiteral("INSERT INTO %1 (%2) SELECT %3 FROM jsonb_array_elements(CAST(? AS jsonb)) AS e(value)")
            .arg(table, names.join(u','), elements.join(u','));
    return statement;
}

BulkStatement BulkStatement::update(Dialect dialect, const QString &table, const std::vector<Column> &columns,
                                    std::size_t keys)
{
    BulkStatement statement;
    QStringList sets;
    QStringList matches;
    QStringList elements;
    const bool perRow = dialect == Dialect::Sqlite;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const QString value = perRow ? QStringLiteral("?") : QStringLiteral("r.c%1").arg(i);
        if (i < keys)
            matches << (perRow ? columns[i].name : table + u'.' + columns[i].name) + QStringLiteral(" = ") + value;
        else
            sets << columns[i].name + QStringLiteral(" = ") + value;
        elements << element(i, columns[i].type) + QStringLiteral(" AS c%1").arg(i);
    }
    if (perRow) {
        statement.m_sql = QStringLiteral("UPDATE %1 SET %2 WHERE %3")
                              .arg(table, sets.join(u','), matches.join(QStringLiteral(" AND ")));
        statement.m_keysLast = keys;
    } else {
        statement.m_sql = QStringLiteral("UPDATE %1 SET %2 FROM (SELECT %3 FROM jsonb_array_elements(CAST(? AS jsonb)) "
                                         "AS e(value)) AS r WHERE %4")
                              .arg(table, sets.join(u','), elements.join(u','), matches.join(QStringLiteral(" AND ")));
    }
    return statement;
}

Result<int> BulkStatement::run(Database &database, const std::vector<Values> &rows) const
{
    if (rows.empty())
        return 0;
    if (database.dialect() == Dialect::Postgres) {
        auto query = database.run(m_sql, {jsonOf(rows)});
        return query ? Result<int>((*query)->numRowsAffected()) : Result<int>(query.error());
    }
    int written = 0;
    QVariantList values;
    for (const Values &row : rows) {
        values.clear();
        for (std::size_t i = m_keysLast; i < row.size(); ++i)
            values << bound(row[i]);
        for (std::size_t i = 0; i < m_keysLast; ++i)
            values << bound(row[i]);
        auto query = database.run(m_sql, values);
        if (!query)
            return query.error();
        written += (*query)->numRowsAffected();
    }
    return written;
}

} // namespace TaskMaster::Server
