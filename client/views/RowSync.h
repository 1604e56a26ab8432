// SPDX-License-Identifier: GPL-3.0-or-later
// Brings the rows of a small model to a wanted state with single removals, insertions and changes, so that a view
// keeps its place and its delegates. For lists of up to some thousand rows that are computed anew on each change;
// boards are followed row by row instead. Any thread that owns the model.
#pragma once

#include <QList>

#include <algorithm>

namespace TaskMaster::Client {

// `Entry` has a member `id` and operator==. `edits` has remove(row), insert(row, entry) and change(row, entry), each of
// which also changes `shown`. A row that changed its place is removed and inserted.
template <class Entry, class Edits> void syncRows(const QList<Entry> &shown, const QList<Entry> &wanted, Edits &&edits)
{
    const auto findFrom = [](const QList<Entry> &rows, qsizetype from, const auto &id) {
        const auto at =
            std::find_if(rows.begin() + from, rows.end(), [&id](const Entry &entry) { return entry.id == id; });
        return at == rows.end() ? -1 : static_cast<int>(at - rows.begin());
    };
    for (int row = 0; row < wanted.size(); ++row) {
        const Entry &entry = wanted.at(row);
        while (row < shown.size() && shown.at(row).id != entry.id && findFrom(wanted, row, shown.at(row).id) < 0)
            edits.remove(row);
        if (row < shown.size() && shown.at(row).id == entry.id) {
            if (shown.at(row) != entry)
                edits.change(row, entry);
            continue;
        }
        if (const int later = findFrom(shown, row, entry.id); later >= 0)
            edits.remove(later);
        edits.insert(row, entry);
    }
    while (shown.size() > wanted.size())
        edits.remove(static_cast<int>(shown.size()) - 1);
}

} // namespace TaskMaster::Client
