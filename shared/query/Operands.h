// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"
#include "shared/query/Words.h"

namespace TaskMaster::Query {

/// One value as it stands in the text.
struct ValueToken {
    QString text; ///< without its quotes
    bool isQuoted = false;
    Place place;
};

/// What a value means behind that field, or a sentence that says what could stand there. Quoted values are never
/// keywords. For the parser; the printer's inverse is textOf().
[[nodiscard]] Result<Operand> operandFrom(const FieldWord &field, const ValueToken &token);
[[nodiscard]] QString textOf(const FieldWord &field, const Operand &operand);
/// The same text, in quotes if the parser would take it for something else without, or if a sign of `signs` is in it.
[[nodiscard]] QString quotedIfNeeded(const QString &name, QStringView signs = {});

/// An error of the language: points at a place, and may know a better word.
[[nodiscard]] Error badQuery(const Place &place, const QString &sentence, const QString &suggestion = {});

/// Characters that end a value.
[[nodiscard]] inline bool endsValue(QChar c)
{
    return c.isSpace() || c == u'(' || c == u')' || c == u'"' || c == u',';
}

} // namespace TaskMaster::Query
