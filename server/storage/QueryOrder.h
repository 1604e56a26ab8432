// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/QuerySql.h"
#include "shared/query/Query.h"

#include <QVariant>

namespace TaskMaster::Server {

/// Where a page of results ended: the sort keys of its last row, and its id.
struct QueryPosition {
    QVariantList keys;
    Uuid id;
};

/**
 * The order of a query's result, and how to walk it through indexes. The keys are those of `sort:`, then what makes an
 * order whole (due, priority, number); ties fall by id. Tasks without a key's value come last, whatever the direction.
 * An index holds only tasks that have its value, so a walk has a phase for each key: tasks that have the first one, by
 * its index; then those without it that have the second one; and so on, until a key that every task has.
 */
class QueryOrder {
public:
    QueryOrder(QueryDialect dialect, const QList<Query::SortKey> &sort);

    [[nodiscard]] int keyCount() const { return static_cast<int>(m_keys.size()); }
    [[nodiscard]] int phaseCount() const { return m_phases; }
    /// Reads titles from `s`, by which the walk of that phase goes, too.
    [[nodiscard]] bool usesWords() const;

    /// `k0, k1 …` as selected columns: never null, in the order of the result.
    [[nodiscard]] QString columns() const;
    [[nodiscard]] QString orderBy() const;
    /// ORDER BY over the names of the selected columns, around a UNION or a join of segments.
    [[nodiscard]] QString orderByNames() const;
    /// Rows behind the position.
    [[nodiscard]] Sql behind(const QueryPosition &position) const;

    /// The phase in which a position lies.
    [[nodiscard]] int phaseOf(const QueryPosition &position) const;
    [[nodiscard]] const char *phaseIndex(int phase) const;
    [[nodiscard]] bool isPhaseByTitle(int phase) const;
    [[nodiscard]] QString phaseFilter(int phase) const;
    [[nodiscard]] QString phaseOrderBy(int phase) const;
    [[nodiscard]] Sql phaseBehind(int phase, const QueryPosition &position) const;

    [[nodiscard]] bool isBefore(const QueryPosition &a, const QueryPosition &b) const;

private:
    struct Key {
        Query::Field field;
        bool isDescending;
        QString column; ///< as the index has it
        QString value; ///< never null: what is missing sorts last
        QVariant missing; ///< the value of what is missing
        QString present; ///< condition that it is there; empty: always
        const char *index;
    };
    [[nodiscard]] Key makeKey(const Query::SortKey &key) const;
    [[nodiscard]] Sql behindFrom(std::size_t first, bool isWalk, const QueryPosition &position) const;

    QueryDialect m_dialect;
    std::vector<Key> m_keys;
    int m_phases = 0;
};

} // namespace TaskMaster::Server
