// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "shared/model/Field.h"

#include <vector>

namespace TaskMaster::Server {

/**
 * One write for any number of rows. On PostgreSQL all rows travel in ONE statement as a JSON parameter, because a round
 * trip costs more than the work; on SQLite there is no round trip, and binding the values row by row is four times
 * cheaper than having JSON parsed for each of them. Built once per text, used by write threads.
 */
class BulkStatement {
public:
    struct Column {
        QString name;
        const char *type; ///< PostgreSQL's: uuid, bigint or text
    };
    using Values = std::vector<Value>;

    /// INSERT of all columns.
    static BulkStatement insert(Dialect dialect, const QString &table, const std::vector<Column> &columns);
    /// UPDATE of the columns behind the first `keys`, which say which row.
    static BulkStatement update(Dialect dialect, const QString &table, const std::vector<Column> &columns,
                                std::size_t keys);

    /// How many rows were written.
    [[nodiscard]] Result<int> run(Database &database, const std::vector<Values> &rows) const;

private:
    QString m_sql;
    std::size_t m_keysLast = 0; ///< binding row by row: so many values from the front go to the end (the WHERE)
};

} // namespace TaskMaster::Server
