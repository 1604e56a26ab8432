// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/CsvExport.h"
#include "server/storage/Database.h"
#include "shared/core/Uuid.h"

#include <functional>

namespace TaskMaster::Server {

/// Takes the next piece of a file; false: no more is wanted (the disk is full, the client has gone).
using ExportSink = std::function<bool(const QByteArray &)>;

/// A whole workspace, or one project of it.
struct ExportScope {
    Uuid workspace;
    Uuid project; ///< null: all of them
};

/**
 * Writes everything that is there, as it is at one moment (the database's snapshot; nobody waits). The caller has seen
 * to the rights. The JSON form is lossless but for the past: every row of every kind with its id, by the descriptions
 * of the entities, one per line and always in the same order, so that the same rows are the same bytes. WorkspaceFile
 * reads it. Of accounts it has name, address and time zone, never a secret.
 */
[[nodiscard]] Result<void> exportJson(Database &database, const ExportScope &scope, const ExportSink &sink);

/// The tasks as a table; see CsvExport.h.
[[nodiscard]] Result<void> exportCsv(Database &database, const ExportScope &scope, const CsvExportOptions &options,
                                     const ExportSink &sink);

} // namespace TaskMaster::Server
