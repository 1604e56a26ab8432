// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "shared/model/Entity.h"

namespace TaskMaster::Server {

/// The counters of a project that charts are made of (see Charts.h), read by index; blocking.
namespace ChartRows {

struct Days {
    QDate from;
    QDate to;
};
/// What was counted at the end of these days, both included.
[[nodiscard]] Result<QList<DayCount>> counted(Database &database, const StreamId &project, const Days &days);
/// The same for one cycle: of all days.
[[nodiscard]] Result<QList<DayCount>> countedOf(Database &database, const StreamId &project, const Uuid &cycle);
/// What would be counted if `today` ended now: per column, or per column of one cycle.
[[nodiscard]] Result<QList<DayCount>> now(Database &database, const StreamId &project, const QDate &today,
                                          const Uuid &cycle = {});

} // namespace ChartRows

} // namespace TaskMaster::Server
