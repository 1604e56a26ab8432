// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "shared/model/Entity.h"

#include <QList>

namespace TaskMaster::Server {

/// A row, and whose it is.
struct PlacedRow {
    StreamId stream;
    EntityKind kind = EntityKind::Workspace;
    Uuid id;
};

/**
 * Two ways to put rows right, both in the caller's transaction while no server runs. What the log says is brought back
 * as it is: everybody else has it already. What the log itself has wrong is corrected by one more event of its stream,
 * so that clients hear of it like of any other change.
 */
namespace RowRepair {

/// Makes the stored row what the log says: this one, with its rev; or none. The search index is the caller's to
/// rebuild.
[[nodiscard]] Result<void> bringBack(Database &database, const PlacedRow &place, const std::optional<Entity> &row);

struct Correction {
    PlacedRow place;
    std::optional<FieldValues> fields; ///< new values; none: the row goes
};
/// One event per stream, called `repaired`.
[[nodiscard]] Result<void> correct(Database &database, const QList<Correction> &corrections, qint64 nowMs);

} // namespace RowRepair

} // namespace TaskMaster::Server
