// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"
#include "shared/query/Query.h"

namespace TaskMaster::Query {

/**
 * The one parser of the language. Terms stand side by side (all must hold), with OR between them (binds weaker), in
 * parentheses, behind a minus or NOT. A term is a word, a quoted phrase, or `field:value,value` with : = < <= > >=.
 * `sort:` names keys, `-` for descending, outside of parentheses. Whatever the text is, the outcome is a Sentence
 * inside the limits of Query.h, or a BadQuery whose details point at the `position` and `length` of what is wrong and,
 * where a known word is near, name it as `suggestion`.
 */
[[nodiscard]] Result<Sentence> parse(const QString &text);

/// The canonical text: parse(print(s)) is s again.
[[nodiscard]] QString print(const Sentence &sentence);

} // namespace TaskMaster::Query
