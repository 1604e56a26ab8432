// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Catalog.h"

#include <functional>

namespace TaskMaster::Server {

/**
 * All rows of a table as lines of text, one JSON array each, in the order of TableDescription::columns: the same bytes
 * in the same order (of the primary key) whichever database they come from. Text is text, ids too; whole numbers are
 * numbers; what is not set is null. Blocking; for subcommands.
 */
namespace TableRows {

/// Calls `row` with each line. Inside of Database::beginSnapshot() all tables are of one moment. One at a time per
/// connection.
[[nodiscard]] Result<qint64> read(Database &database, const TableDescription &table,
                                  const std::function<Result<void>(const QByteArray &row)> &row);

/// Adds rows, `[row,row,…]` as read() made them with these columns; the table is as this database describes it. A
/// column that the table does not have is StorageCorrupt. In a write transaction.
[[nodiscard]] Result<void> insert(Database &database, const TableDescription &table, const QStringList &columns,
                                  const QByteArray &rows);

[[nodiscard]] Result<void> removeAll(Database &database, const TableDescription &table);
[[nodiscard]] Result<qint64> count(Database &database, const TableDescription &table);

} // namespace TableRows

} // namespace TaskMaster::Server
