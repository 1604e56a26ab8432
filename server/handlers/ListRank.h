// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/WorkingSet.h"
#include "shared/core/Rank.h"

namespace TaskMaster::Server::ListRank {

/// Where a row goes among its siblings: behind the one and before the other; without both, or when they are gone, at
/// the end.
struct Place {
    Uuid id;
    Uuid afterId;
    Uuid beforeId;
};

/// All siblings but the row itself, in order.
template <class E> std::vector<const E *> others(std::vector<const E *> siblings, const Uuid &id)
{
    std::erase_if(siblings, [&id](const E *row) { return row->id == id; });
    std::sort(siblings.begin(), siblings.end(),
              [](const E *a, const E *b) { return std::tie(a->rank, a->id) < std::tie(b->rank, b->id); });
    return siblings;
}

/// The order key for a place in a short list of which all rows are known; a key that gets too long re-ranks them all.
template <class E>
QString between(const std::vector<const E *> &siblings, const Place &place, const Uuid &commandId, WorkingSet &set)
{
    const std::vector<const E *> rows = others(siblings, place.id);
    const auto find = [&rows](const Uuid &id) {
        return std::find_if(rows.begin(), rows.end(), [&id](const E *row) { return row->id == id; });
    };
    const auto after = place.afterId.isNull() ? rows.end() : find(place.afterId);
    const auto before = place.beforeId.isNull() ? rows.end() : find(place.beforeId);
    QString lower = after != rows.end() ? (*after)->rank : QString();
    const QString upper = before != rows.end() ? (*before)->rank : QString();
    if (lower.isEmpty() && upper.isEmpty() && !rows.empty())
        lower = rows.back()->rank;
    QString rank = Rank::between(lower, upper, commandId.toBytes());
    if (rank.size() <= Rank::LengthMax)
        return rank;
    const QStringList keys = Rank::spread({}, {}, static_cast<int>(rows.size()) + 1);
    qsizetype next = 0;
    for (const E *row : rows) {
        if (row->rank > lower && rank.size() > Rank::LengthMax)
            rank = keys[next++];
        E moved = *row;
        moved.rank = keys[next++];
        set.put(std::move(moved));
    }
    return rank.size() > Rank::LengthMax ? keys[next] : rank;
}

/// Between the neighbours that were named already: moving there changes nothing.
template <class E> bool isThereAlready(const std::vector<const E *> &siblings, const E &row, const Place &place)
{
    const std::vector<const E *> rows = others(siblings, row.id);
    const auto next = std::find_if(rows.begin(), rows.end(), [&row](const E *other) {
        return std::tie(row.rank, row.id) < std::tie(other->rank, other->id);
    });
    const Uuid nextId = next == rows.end() ? Uuid{} : (*next)->id;
    const Uuid previousId = next == rows.begin() ? Uuid{} : (*(next - 1))->id;
    if (place.afterId.isNull() && place.beforeId.isNull())
        return nextId.isNull();
    return (place.afterId.isNull() || place.afterId == previousId)
        && (place.beforeId.isNull() || place.beforeId == nextId);
}

} // namespace TaskMaster::Server::ListRank
