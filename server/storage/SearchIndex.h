// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Journal.h"
#include "shared/model/SearchText.h"

namespace TaskMaster::Server {

/**
 * The words of every task (title, description, comments, checklists) as both databases index them: written by the
 * transaction that changes the text, after its rows. One document per task, so that words of the title and of a comment
 * are found together; very long ones are cut.
 */
namespace SearchIndex {

inline constexpr int TokensMax = 8000; ///< of one task; newest comments first
inline constexpr int TitleKeyMax = 100;

/// Called by a write transaction when its rows are written.
[[nodiscard]] Result<void> update(Database &database, const std::vector<Journal::Entry> &entries);
/// Makes the whole index anew if it is missing or was made by another version of SearchText. In a write transaction.
[[nodiscard]] Result<void> bringUpToDate(Database &database);
/// Makes it anew in any case: after rows were put into the tables by other means than write lanes.
[[nodiscard]] Result<void> rebuild(Database &database);

/// PostgreSQL's tsquery and SQLite's FTS5 query for something wanted, in the title (`a`), description (`b`), comments
/// (`c`). Both sides hold tokens of letters and digits only: nothing to escape.
enum Part : quint8 { Title = 1, Description = 2, Comments = 4, Anywhere = 7 };
[[nodiscard]] QString postgresQuery(const SearchText::Wanted &wanted, int parts);
[[nodiscard]] QString sqliteQuery(const SearchText::Wanted &wanted, int parts);

} // namespace SearchIndex

} // namespace TaskMaster::Server
