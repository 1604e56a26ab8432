// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "shared/model/Entity.h"

namespace TaskMaster::Server {

/// The rows of a stream as they were after one of its events, as every replica had them then: fields, rev, updatedAt.
struct PastState {
    qint64 head = 0; ///< seq of the newest event at the time of reading
    qint64 seq = 0; ///< the state is that after this event; 0: before the first
    qint64 at = 0; ///< its time
    QList<Entity> rows; ///< ordered by kind, then id, as a snapshot sends them
};

/**
 * Any past moment of a stream, made from its log: forwards from nothing, or backwards from the present with the values
 * that every event has put away, whichever is the shorter road. Reading only, on a Database at hand, and blocking: not
 * on a thread that others wait for.
 */
namespace Past {

enum class Road : quint8 { Shorter, Forwards, Backwards };

/// seq of the newest event that is not after `at` (UTC milliseconds); 0: there was none yet. NotFound without a stream.
[[nodiscard]] Result<qint64> seqAt(Database &database, const StreamId &stream, qint64 at);
/// NotFound when the stream does not exist, InvalidField when `seq` is in its future.
[[nodiscard]] Result<PastState> stateAt(Database &database, const StreamId &stream, qint64 seq,
                                        Road road = Road::Shorter);

} // namespace Past

} // namespace TaskMaster::Server
