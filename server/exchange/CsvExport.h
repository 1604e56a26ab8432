// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ProjectRows.h"

namespace TaskMaster::Server {

struct CsvExportOptions {
    QChar delimiter = u',';
    enum class Mark : quint8 { Without, With } mark = Mark::Without; ///< byte-order mark, for spreadsheets
};

/**
 * The tasks of projects as a table (RFC 4180, UTF-8), in the order of their boards, with one column per custom field.
 * What a spreadsheet would run as a formula gets an apostrophe in front. `write` gets pieces; false: no further. Pure.
 */
void writeCsv(const QList<ProjectRows> &projects, const CsvExportOptions &options,
              const std::function<bool(const QByteArray &)> &write);

} // namespace TaskMaster::Server
