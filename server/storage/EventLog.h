// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Access.h"
#include "shared/protocol/Frames.h"

#include <functional>

namespace TaskMaster::Server {

struct LogPage {
    qint64 epoch = 0;
    qint64 head = 0; ///< seq of the newest event at the time of reading; 0: the stream does not exist
    qint64 floor = 0; ///< events up to here are gone (retention)
    QList<EventPtr> events; ///< seq after+1 …, without holes, at most `max`
};

/// Where a reader of rows stands: everything up to and including (kind, id) has been read.
struct SnapshotCursor {
    EntityKind kind = static_cast<EntityKind>(0);
    Uuid id;
    bool done = false;
};

struct SnapshotPage {
    EntityKind kind = static_cast<EntityKind>(0);
    QList<Entity> rows; ///< all of `kind`, ordered by id, at most PageRowsMax
    SnapshotCursor next;
};

/**
 * Reading the log and the rows of a stream. Every call returns at once; `done` runs on a pool thread, exactly once, and
 * must only hand over (post to a lane). Reads go to the primary: what was announced is visible.
 */
class EventLog {
public:
    static constexpr int PageEventsMax = 500;
    static constexpr int PageRowsMax = 2000;

    virtual ~EventLog() = default;
    virtual void readAfter(const StreamId &stream, qint64 seq, int max, std::function<void(Result<LogPage>)> done) = 0;
    virtual void readRows(const StreamId &stream, const SnapshotCursor &cursor,
                          std::function<void(Result<SnapshotPage>)> done) = 0;
    /// May `viewer` read `stream` now? Ok, or notFound/forbidden. (Decided by handlers/Access over fresh rows.)
    virtual void checkAccess(const Viewer &viewer, const StreamId &stream, std::function<void(Result<void>)> done) = 0;
};

} // namespace TaskMaster::Server
