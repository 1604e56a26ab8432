// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"

#include <QMap>

namespace TaskMaster::Server {

/// A column in words that both databases share.
struct TableColumn {
    enum class Kind : quint8 {
        Text, ///< and ids, which PostgreSQL stores as uuid and shows as the text that SQLite stores
        Integer, ///< and truth values: 0 and 1
        Foreign, ///< nothing of ours: cannot be carried over
    };
    QString name;
    Kind kind = Kind::Text;
    QString sqlType; ///< in the database's own words: what a text has to be cast to

    bool operator==(const TableColumn &other) const { return name == other.name && kind == other.kind; }
};

struct TableDescription {
    QString name;
    QList<TableColumn> columns; ///< in the order of their names
    QStringList key; ///< the primary key, in its order

    [[nodiscard]] QStringList columnNames() const;
};

/**
 * What the database itself says it consists of, so that whoever treats all tables alike (backups, checks) names none of
 * them and takes in those that are added later. Blocking; for subcommands.
 */
namespace Catalog {

/// Every table with rows of its own, by name. What follows from others is not there: what the database keeps by itself
/// (generated columns, virtual tables and what lies behind them), and the index of words, which each engine has in a
/// form of its own.
[[nodiscard]] Result<QList<TableDescription>> tables(Database &database);
/// The names of those that this program makes for a schema version: others in the same database are somebody else's.
[[nodiscard]] Result<QStringList> knownTables(int schemaVersion);

/// Tables and indexes with what defines them: `index task_of_stream` → `CREATE INDEX …`.
using Shape = QMap<QString, QString>;
[[nodiscard]] Result<Shape> shape(Database &database);
/// What shape() says of a database that this program has just made. On PostgreSQL this makes one, in a schema of its
/// own that is rolled back; `database` must be open for writing there.
[[nodiscard]] Result<Shape> expectedShape(Database &database);

} // namespace Catalog

} // namespace TaskMaster::Server
