// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/TaskQuery.h"

namespace TaskMaster::Server {

/// The words that a query looks for: how well tasks fit them, and where in their texts they stand.
class QueryFinds {
public:
    explicit QueryFinds(const Query::Expression &filter);

    [[nodiscard]] bool areWanted() const { return !m_wanted.isEmpty(); }

    /// The best first. Takes hits with titles, sorted by when they changed; sort keys are then their score and that.
    [[nodiscard]] std::vector<QueryHit> rank(std::vector<QueryHit> hits) const;
    [[nodiscard]] static bool isBefore(const QueryPosition &a, const QueryPosition &b);

    /// Marks the finds in titles, and takes a snippet from the description, or else from comments and checklists.
    [[nodiscard]] Result<void> mark(Database &database, const Uuid &workspace, QList<QueryRow> &rows) const;

private:
    [[nodiscard]] int score(const QString &title, bool isOpen) const;

    QList<SearchText::Wanted> m_wanted;
};

} // namespace TaskMaster::Server
