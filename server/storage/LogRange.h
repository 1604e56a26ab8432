// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "shared/model/Entity.h"

#include <functional>
#include <vector>

namespace TaskMaster::Server {

/// One event of the log as history wants it: either what it changed, or what was there before.
struct LoggedChanges {
    qint64 seq = 0;
    qint64 at = 0;
    QList<Change> changes;
};

/**
 * Walks a stretch of a stream's log in pages, by its primary key. Blocking.
 */
namespace LogRange {

enum class Side : quint8 { Changes, OldValues };
enum class Order : quint8 { OldestFirst, NewestFirst };

struct Stretch {
    StreamId stream;
    qint64 after = 0; ///< events with seq > after …
    qint64 until = 0; ///< … and seq <= until
};

/// Stops at the first error that `visit` answers. An event that is not there is StorageCorrupt.
[[nodiscard]] Result<void> walk(Database &database, const Stretch &stretch, Side side, Order order,
                                const std::function<Result<void>(const LoggedChanges &)> &visit);
/// seq and time of the newest event; {0, 0} when the stream does not exist.
struct Head {
    qint64 seq = 0;
    qint64 at = 0;
};
[[nodiscard]] Result<Head> head(Database &database, const StreamId &stream);
/// The time of one event.
[[nodiscard]] Result<qint64> timeOf(Database &database, const StreamId &stream, qint64 seq);

/// `seq` is in a JSON array of numbers; and that array. As RowSql::isAmong().
[[nodiscard]] QString isSeqAmong(Dialect dialect);
[[nodiscard]] QString seqsParameter(const std::vector<qint64> &seqs);

/// `workspace_id = ? AND scope_id = ? AND kind = ?` and its values.
[[nodiscard]] QString inStream(Dialect dialect);
[[nodiscard]] QVariantList streamValues(const StreamId &stream);

} // namespace LogRange

} // namespace TaskMaster::Server
