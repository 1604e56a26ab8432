// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/TableRows.h"

namespace TaskMaster::Server {
namespace {

QString quoted(const QString &name)
{
    return u'"' + name + u'"';
}

void appendText(QByteArray &line, const QString &text)
{
    line += '"';
    for (const char c : text.toUtf8()) {
        if (c == '"' || c == '\\') {
            line += '\\';
            line += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            constexpr const char *digits = "0123456789abcdef";
            line += "\\u00";
            line += digits[(c >> 4) & 0xf];
            line += digits[c & 0xf];
        } else {
            line += c;
        }
    }
    line += '"';
}

QByteArray lineOf(const QSqlQuery &query, const QList<TableColumn> &columns)
{
    QByteArray line("[");
    for (int i = 0; i < columns.size(); ++i) {
        if (i > 0)
            line += ',';
        const QVariant value = query.value(i);
        if (value.isNull())
            line += "null";
        else if (columns[i].kind == TableColumn::Kind::Integer)
            line += QByteArray::number(value.toLongLong());
        else
            appendText(line, value.toString());
    }
    return line += ']';
}

} // namespace

Result<qint64> TableRows::read(Database &database, const TableDescription &table,
                               const std::function<Result<void>(const QByteArray &row)> &row)
{
    QStringList names;
    QStringList order;
    for (const TableColumn &column : table.columns) {
        if (column.kind == TableColumn::Kind::Foreign)
            return Error(
                ErrorCode::Internal,
                QStringLiteral("The column %1 of the table %2 has the type “%3”, which cannot be carried over.")
                    .arg(column.name, table.name, column.sqlType));
        names << quoted(column.name);
    }
    for (const QString &name : table.key) {
        const auto column = std::find_if(table.columns.cbegin(), table.columns.cend(),
                                         [&](const TableColumn &candidate) { return candidate.name == name; });
        // SQLite compares text byte by byte by itself, PostgreSQL does so with ids.
        const bool needsBytes = database.dialect() == Dialect::Postgres && column->sqlType == u"text";
        order << quoted(name) + (needsBytes ? QStringLiteral(" COLLATE \"C\"") : QString());
    }
    auto query = database.run(
        QStringLiteral("SELECT %1 FROM %2 ORDER BY %3").arg(names.join(u','), quoted(table.name), order.join(u',')));
    if (!query)
        return query.error();
    qint64 rows = 0;
    while ((*query)->next()) {
        if (auto ok = row(lineOf(**query, table.columns)); !ok) {
            (*query)->finish();
            return ok.error();
        }
        ++rows;
    }
    if (auto ok = database.checkRead(**query); !ok)
        return ok.error();
    return rows;
}

Result<void> TableRows::insert(Database &database, const TableDescription &table, const QStringList &columns,
                               const QByteArray &rows)
{
    QStringList names;
    QStringList values;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const auto column = std::find_if(table.columns.cbegin(), table.columns.cend(),
                                         [&](const TableColumn &candidate) { return candidate.name == columns[i]; });
        if (column == table.columns.cend())
            return Error(ErrorCode::StorageCorrupt,
                         QStringLiteral("There is no column “%1” in the table %2.").arg(columns[i], table.name));
        names << quoted(columns[i]);
        values << (database.dialect() == Dialect::Sqlite
                       ? QStringLiteral("value->>%1").arg(i)
                       : QStringLiteral("CAST(value->>%1 AS %2)").arg(i).arg(column->sqlType));
    }
    const QString source = database.dialect() == Dialect::Sqlite
        ? QStringLiteral("json_each(?)")
        : QStringLiteral("jsonb_array_elements(CAST(? AS jsonb)) AS e(value)");
    auto query = database.run(QStringLiteral("INSERT INTO %1 (%2) SELECT %3 FROM %4")
                                  .arg(quoted(table.name), names.join(u','), values.join(u','), source),
                              {QString::fromUtf8(rows)});
    return query ? Result<void>() : Result<void>(query.error());
}

Result<void> TableRows::removeAll(Database &database, const TableDescription &table)
{
    auto query = database.run(QStringLiteral("DELETE FROM %1").arg(quoted(table.name)));
    return query ? Result<void>() : Result<void>(query.error());
}

Result<qint64> TableRows::count(Database &database, const TableDescription &table)
{
    const auto count = database.value(QStringLiteral("SELECT COUNT(*) FROM %1").arg(quoted(table.name)));
    return count ? Result<qint64>(count->toLongLong()) : Result<qint64>(count.error());
}

} // namespace TaskMaster::Server
