// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Batch.h"
#include "server/storage/DbPool.h"
#include "server/storage/QueryDoor.h"
#include "server/storage/QueryPlan.h"

namespace TaskMaster::Server {

/// Answers from the database, through the pool.
class TaskQueries final : public QueryDoor {
public:
    TaskQueries(DbPool &pool, AccessCache &access, Metrics &metrics);
    void ask(QueryRequest request, std::function<void(Result<QueryPage>)> done) override;

private:
    DbPool &m_pool;
    AccessCache &m_access;
    Histogram &m_duration;
};

namespace TaskQuery {

/// The same on a Database at hand. `trace` hears the statements that decide which tasks are in.
[[nodiscard]] Result<QueryPage> run(Database &database, AccessCache &access, const QueryRequest &request,
                                    QueryTrace *trace = nullptr);

} // namespace TaskQuery

} // namespace TaskMaster::Server
