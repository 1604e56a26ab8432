// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "shared/model/Entity.h"

namespace TaskMaster::Server {

/// A value that lost, and what one wants to know before choosing between the two.
struct ConflictInWords {
    Conflict conflict;
    Uuid taskId; ///< the task that the row belongs to, where there is one
    QString rowName; ///< empty: the row is gone, and nothing can be put back
    Value current; ///< what the field holds now
    QString currentText;
    QString losingText;
    QString winnerName;
};

/// Conflict rows of a stream in words; blocking. A stream has few: each is waiting for somebody to look at it.
namespace ConflictRows {

inline constexpr int Max = 1000; ///< that are read at once, the newest

/// Of one task and what belongs to it; null: all. Newest first.
[[nodiscard]] Result<QList<ConflictInWords>> read(Database &database, const StreamId &stream, const Uuid &task = {});

} // namespace ConflictRows

} // namespace TaskMaster::Server
