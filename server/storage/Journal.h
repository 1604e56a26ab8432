// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/WorkingSet.h"
#include "server/storage/Database.h"
#include "shared/protocol/Frames.h"

#include <map>

namespace TaskMaster::Server {

/// A stream's counter row. Whoever has it locked owns the stream until commit.
struct StreamHead {
    qint64 seq = 0; ///< 0: the stream does not exist yet
    qint64 at = 0;
    qint64 accessVersion = 0;
    bool stored = false;
};

/// What had been answered to a command id before.
struct StoredAnswer {
    QString argsHash;
    StreamId stream;
    qint64 seq = 0; ///< 0: it had no effect
};

/**
 * The log's tables, as one transaction writes them: lock heads, look up answers, append events, answers, rows, heads.
 * One statement each, whatever the number of commands. Used by Batch, on a write thread.
 */
namespace Journal {

struct Entry {
    EventPtr event;
    QList<Change> before; ///< old values of what the event changed: undo, history
    std::set<Uuid> about = {}; ///< the tasks that changed rows belong to: the event is in their history
};
struct AnswerKey {
    Uuid workspace;
    Uuid actor;
    Uuid commandId;
    auto operator<=>(const AnswerKey &) const = default;
};
struct AnswerRow {
    AnswerKey key;
    StoredAnswer answer;
    qint64 at = 0;
};

/// First statement of a transaction (on SQLite, BEGIN IMMEDIATE has locked everything already).
[[nodiscard]] Result<std::map<StreamId, StreamHead>> lockHeads(Database &database,
                                                               const std::vector<StreamId> &streams);
[[nodiscard]] Result<std::map<AnswerKey, StoredAnswer>> findAnswers(Database &database,
                                                                    const std::vector<AnswerKey> &keys);
[[nodiscard]] Result<void> appendEvents(Database &database, const std::vector<Entry> &entries);
[[nodiscard]] Result<void> appendAnswers(Database &database, const std::vector<AnswerRow> &answers);
[[nodiscard]] Result<void> writeHeads(Database &database, const std::map<StreamId, StreamHead> &heads);
[[nodiscard]] Result<void> writeRows(Database &database, const StreamId &stream, const WorkingSet &set);

} // namespace Journal

} // namespace TaskMaster::Server
