// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace TaskMaster {

/**
 * How many slips of the finger lie between two words, upper and lower case being the same: an insertion, a deletion,
 * another letter, or two neighbours swapped (Damerau and Levenshtein, no letter touched twice). For short words: takes
 * the product of their lengths.
 */
[[nodiscard]] int slips(QStringView a, QStringView b);

/// What was meant by a name that is none of these, which are at least one: the one with the fewest slips.
[[nodiscard]] QString fewestSlips(QStringView name, const QStringList &known);

} // namespace TaskMaster
