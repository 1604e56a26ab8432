// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportBoard.h"

namespace TaskMaster::Server {

/**
 * Reads a table of tasks (CSV in any of its dialects). Which column is what is guessed from the header in English and
 * said by `options.columnMap`; columns that are nothing known become custom fields, so nothing is lost. Broken cells
 * (dates, numbers) are refused all at once, each with its line and column. Pure.
 */
[[nodiscard]] Result<ImportBoard> readCsvBoard(const QByteArray &bytes, const ImportOptions &options);

/// The names that `columnMap` may map to, for help texts and error messages.
[[nodiscard]] QStringList csvFieldNames();

} // namespace TaskMaster::Server
