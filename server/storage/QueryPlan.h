// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/QueryOrder.h"
#include "server/storage/QueryTerms.h"

namespace TaskMaster::Server {

/// A statement that a query ran: for tests that read its plan.
using QueryTrace = std::vector<Sql>;

/// One row of a result before it is read whole.
struct QueryHit {
    QueryPosition at;
    Uuid project;
    QString title; ///< where asked for
    TaskState state = TaskState::Open;
};

/**
 * How one query is answered. Neither database can be trusted to see through a tree of conditions over several tables,
 * so this decides, alike for both: it asks the indexes how many tasks each term has (counting a few thousand at most),
 * and then either looks at the tasks of the rarest terms and sorts those, or walks an index in the order of the result
 * until a page is full. Both are bounded by what they find, not by the size of the project, unless many tasks fit each
 * term and few fit all.
 */
class QueryPlan {
public:
    static constexpr qint64 CountMax = 10'000; ///< that many is «many»

    QueryPlan(Database &database, const QueryScope &scope, const QueryNames &names, const Query::Asker &asker,
              const Query::Expression &filter, QueryTrace *trace);

    /// The next `limit` hits in that order.
    [[nodiscard]] Result<std::vector<QueryHit>> run(const QueryOrder &order, const std::optional<QueryPosition> &after,
                                                    int limit);
    /// From now on hits have titles.
    void wantTitles() { m_wantsTitles = true; }

private:
    struct Node {
        Query::Expression::Kind kind;
        std::vector<Node> children;
        QueryCondition condition;
        bool isCounted = false; ///< its words are part of a neighbour's source
        qint64 count = -1; ///< tasks in its source; CountMax + 1: many; -1: there is no source
    };
    struct Candidates {
        Sql sql;
        double count = 0;
    };
    [[nodiscard]] Node made(const Query::Expression &expression, const QueryTerms &terms) const;
    [[nodiscard]] Result<void> count();
    [[nodiscard]] Result<Database::Rows> read(const Sql &sql);
    static void collect(Node &node, std::vector<Node *> &sources);
    /// The states in which tasks can be for it to be true, or false.
    [[nodiscard]] static TaskStates statesOf(const Node &node, bool isTrue);
    [[nodiscard]] static bool usesWords(const Node &node);
    [[nodiscard]] static Sql sqlOf(const Node &node);
    [[nodiscard]] QString columns(const QueryOrder &order) const;
    [[nodiscard]] double shareOf(const Node &node) const; ///< of all tasks, that fit; a guess
    [[nodiscard]] static std::optional<Candidates> candidatesOf(const Node &node);

    [[nodiscard]] Result<std::vector<QueryHit>> runCandidates(const Sql &candidates, const QueryOrder &order,
                                                              const std::optional<QueryPosition> &after, int limit);
    [[nodiscard]] Result<std::vector<QueryHit>> walk(const QueryOrder &order, int phase,
                                                     const std::optional<QueryPosition> &after, int limit);
    [[nodiscard]] Sql segment(const QueryOrder &order, int phase, const std::optional<QueryPosition> &after, int limit,
                              const Sql &inSegment) const;
    [[nodiscard]] Result<std::vector<QueryHit>> hits(const Sql &sql, const QueryOrder &order);
    [[nodiscard]] Sql wordsOfTask() const;

    Database &m_database;
    const QueryScope &m_scope;
    QueryTrace *m_trace;
    QueryDialect m_dialect;
    TaskStates m_states;
    Node m_root;
    double m_tasks = 1; ///< at most
    bool m_wantsTitles = false;
};

} // namespace TaskMaster::Server
