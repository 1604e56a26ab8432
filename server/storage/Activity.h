// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "shared/model/Entity.h"

namespace TaskMaster::Server {

/// One field that an event changed, as it is stored and as people read it.
struct ActivityField {
    quint8 field = 0;
    Value before;
    Value after;
    QString beforeText;
    QString afterText;
};

struct ActivityRow {
    EntityKind kind = EntityKind::Task;
    Uuid id;
    ChangeOp op = ChangeOp::Put;
    QString name; ///< what the row is called, or was
    Uuid taskId; ///< the task that it belongs to, where there is one
    QString taskName;
    QList<ActivityField> fields;
};

/// Who did what, when, and everything that changed by it. Order keys, counters and the like are left out.
struct ActivityEntry {
    qint64 seq = 0;
    qint64 at = 0;
    Uuid commandId;
    QString verb;
    Uuid actor;
    QString actorName;
    QList<ActivityRow> rows;
    int moreRows = 0; ///< changed rows that are not listed
};

struct ActivityPage {
    QList<ActivityEntry> entries; ///< newest first
    qint64 next = 0; ///< ask for the page before this seq; 0: there is nothing older
};

/// What one wants to see of a stream's past. Everything is optional.
struct ActivityFilter {
    Uuid about = {}; ///< events that changed this row or, for a task, something that belongs to it
    Uuid actor = {};
    QString verb = {};
    qint64 from = 0; ///< UTC milliseconds; 0: from the beginning
    qint64 until = 0; ///< that moment included; 0: up to now
};

/**
 * The log of a stream as people read it. Each page is found by index (the log's primary key, or that of its index of
 * rows) and looks at no more than a few thousand events, so it may be short and have a `next` all the same. Reading
 * only, blocking.
 */
namespace Activity {

inline constexpr int PageMax = 100;
inline constexpr int RowsMax = 50; ///< that an entry lists

/// `before`: the page below this seq; 0: from the newest.
[[nodiscard]] Result<ActivityPage> read(Database &database, const StreamId &stream, const ActivityFilter &filter,
                                        qint64 before, int max);

} // namespace Activity

} // namespace TaskMaster::Server
