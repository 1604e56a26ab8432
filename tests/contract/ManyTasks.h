// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/TaskQuery.h"

namespace TaskMaster::Test {

/**
 * A workspace of the size that queries must stay fast in, put into a migrated database row by row, without commands:
 * one large project and a few small ones, with people, labels, cycles, fields, comments and words distributed as in
 * real ones: most tasks are done, a few words and labels are everywhere. The same numbers give the same rows.
 */
struct ManyTasks {
    Uuid me;
    StreamId workspace;
    StreamId project; ///< the large one, key BIG
    qint64 now = 0;

    static ManyTasks fill(Server::Database &database, int tasks, int smallProjects = 20);
};

/// What people ask all day long: each must answer within the limit, without reading a whole table.
[[nodiscard]] QStringList hotQueries();

} // namespace TaskMaster::Test
