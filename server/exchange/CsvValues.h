// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportBoard.h"

namespace TaskMaster::Server {

// What the cells of tables say. Pure functions over one text each.

/// `a, b; c` in parts, without empty ones.
[[nodiscard]] QStringList splitList(const QString &text);
/// The same for people; «ana ben» are two user names, «Ana Moreno» is one name.
[[nodiscard]] QStringList splitPeople(const QString &text);
/// «Ana Moreno <ana@example.org>», an address, a user name or a name.
[[nodiscard]] ImportBoard::Person personFrom(const QString &id, const QString &text);

[[nodiscard]] bool isYes(const QString &text);
[[nodiscard]] bool isNo(const QString &text);
/// Of many tools: words, and P1 or 1 for the most urgent. None for an empty text.
[[nodiscard]] std::optional<Priority> priorityFrom(const QString &text);
/// With a point or a comma in front of the fraction.
[[nodiscard]] std::optional<double> numberFrom(const QString &text);

/// The type that all of these texts have; Text when they have none in common.
[[nodiscard]] CustomFieldType customTypeOf(const QStringList &texts, const ImportDates &dates);
/// A cell as a FieldValue of that type has it.
[[nodiscard]] QString customText(CustomFieldType type, const QString &text, const ImportDates &dates);

/// Takes away the apostrophe that CSV export puts in front of what a spreadsheet would take for a formula.
[[nodiscard]] QString unguarded(const QString &text);
/// The number at the end of names that are otherwise the same («Stage 2», «Stage 10»), in their order; empty: they
/// differ in more, or one has no number.
[[nodiscard]] QList<qlonglong> numbersOf(const QStringList &names);

} // namespace TaskMaster::Server
