// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/admin/Progress.h"
#include "server/admin/RowRepair.h"

namespace TaskMaster::Server {

/**
 * Holds the log against itself and against the rows: every stream's events are numbered without holes up to its head,
 * and, where the log still reaches back to the beginning, playing it again makes exactly the rows that are stored.
 * Reads only; a server may work on the database when the caller reads a snapshot of it.
 */
namespace LogCheck {

struct Report {
    static constexpr int FindingsShown = 20;

    qint64 streams = 0;
    qint64 events = 0;
    qint64 shortened = 0; ///< streams whose oldest events are gone: not played again
    qint64 findingCount = 0;
    QStringList findings; ///< the first ones, in sentences

    /// A row that is not what its log makes.
    struct Difference {
        PlacedRow place;
        std::optional<Entity> played; ///< none: the log never made it, or removed it
    };
    QList<Difference> differences; ///< all of them
};
/// Numbers and heads only: a few statements over the index.
[[nodiscard]] Result<Report> numbers(Database &database);
/// Every event and every row.
[[nodiscard]] Result<Report> everything(Database &database, const Progress &progress);

} // namespace LogCheck

} // namespace TaskMaster::Server
