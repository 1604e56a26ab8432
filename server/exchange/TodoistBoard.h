// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportBoard.h"

namespace TaskMaster::Server {

/**
 * Reads a Todoist project (its menu, Export as a template, CSV): sections are columns, indented tasks are subtasks,
 * notes are comments. Pure. Dates are in the words that people typed; those that mean a day or a rule that recurs are
 * understood, all others stay in the description and are named in the report.
 */
[[nodiscard]] Result<ImportBoard> readTodoistBoard(const QByteArray &bytes, const ImportOptions &options);

/// What Todoist's words for a date mean: a day, a rule (RFC 5545), or neither.
struct TodoistDate {
    ImportedMoment moment;
    QString rule;
    RecurFrom from = RecurFrom::Due;
};
[[nodiscard]] std::optional<TodoistDate> readTodoistDate(const QString &words, const ImportDates &dates);

} // namespace TaskMaster::Server
