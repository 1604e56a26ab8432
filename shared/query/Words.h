// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/query/Query.h"

#include <optional>
#include <span>

namespace TaskMaster::Query {

/// What may stand behind a field.
enum class ValueKind : quint8 {
    Words,
    Choice, ///< one of `choices`; of `is:` and `has:` too
    Person,
    Name, ///< of a label, column, cycle, milestone or project
    Task, ///< TM-12 or 12
    Number,
    Duration, ///< 90min, 2h
    Day,
    Custom, ///< whatever the project's definition of the field says
};

/// One field of the language: its names and what it takes. The parser, the printer, completion and messages read this
/// table.
struct FieldWord {
    Field field;
    const char *name; ///< empty: never written (Text)
    const char *alias; ///< another name that is understood, or null
    ValueKind kind;
    bool isOrdered; ///< takes < <= > >=
    bool mayBeMissing; ///< takes `none` and `any`
    bool isSortable;
    std::span<const char *const> choices;
    const char *help; ///< half a sentence for completion
};

[[nodiscard]] const FieldWord &wordOf(Field field);
/// Also by alias, in any case.
[[nodiscard]] const FieldWord *findField(QStringView name);
[[nodiscard]] std::span<const FieldWord> fieldWords();

/// The index of a choice, in any case.
[[nodiscard]] std::optional<qint64> findChoice(std::span<const char *const> choices, QStringView name);

/// The words that stand for days: today, this-week …
struct DayWord {
    const char *name;
    Day day;
};
[[nodiscard]] std::span<const DayWord> dayWords();

/// The candidate that `word` is most likely a slip of; empty if none is near.
[[nodiscard]] QString nearest(QStringView word, const QStringList &candidates);

} // namespace TaskMaster::Query
