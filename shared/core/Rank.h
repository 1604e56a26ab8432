// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QStringList>

namespace TaskMaster::Rank {

/**
 * Order keys: strings over 0-9A-Za-z, compared byte by byte, read as digits of a fraction between 0 and 1. Moving a
 * row is one field write, and two people who move different rows never conflict. Client and server compute the same
 * key from the same neighbours and seed. Equal keys are legal (ties are broken by id).
 */
inline constexpr int LengthMax = 40; ///< a longer key makes the command that caused it re-rank a window of rows
inline constexpr int SpreadLengthMax = 24; ///< keys made by spread() are never longer
inline constexpr int WindowSmallest = 64;
inline constexpr int WindowLargest = 1000;
/**
 * A key strictly between `lower` and `upper`; an empty `lower` is the start, an empty `upper` the end of the list.
 * With lower >= upper (two neighbours with equal keys, or a stale view) `upper` is ignored. The seed (a command id)
 * picks a key near the middle, so that two people who insert at the same place at once seldom meet.
 */
[[nodiscard]] QString between(QStringView lower, QStringView upper, QByteArrayView seed);

/// `count` increasing keys strictly between the bounds, evenly spread: for re-ranking and for bulk creation.
[[nodiscard]] QStringList spread(QStringView lower, QStringView upper, int count);

/// Non-empty, only digits of the alphabet, not longer than allowed, and not ending in the zero digit.
[[nodiscard]] bool isValid(QStringView key);

} // namespace TaskMaster::Rank
