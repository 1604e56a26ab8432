// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/admin/BackupFile.h"
#include "server/admin/Progress.h"
#include "server/storage/Database.h"

namespace TaskMaster::Server {

/**
 * Makes a database what a backup says, whichever kind of database the backup comes from. The file is read to its end
 * and proven whole before anything is touched; then a new database is made beside the old one (SQLite) or inside one
 * transaction (PostgreSQL) and takes its place at once or not at all. It begins a new epoch, so every client fetches
 * everything again. The caller holds the data folder's lock. Blocking; for subcommands.
 */
namespace Restore {

struct Options {
    bool replace = false; ///< a database with something in it is refused otherwise (AlreadyExists)
    qint64 nowMs = 0;
};
struct Report {
    BackupHeader header;
    BackupTally tally;
    qint64 epoch = 0; ///< the new one
    QString keptAs; ///< SQLite: where the database is that was replaced
};
[[nodiscard]] Result<Report> run(const DatabaseSettings &settings, const QString &backup, const Options &options,
                                 const Progress &progress);

/// Makes the tables of the backup's schema in an empty database and fills them, in the caller's transaction.
[[nodiscard]] Result<void> load(Database &database, BackupReader &reader, const Progress &progress);
/// Reads all of it. Afterwards reader.tally() is what it holds.
[[nodiscard]] Result<void> prove(BackupReader &reader, const Progress &progress);

} // namespace Restore

} // namespace TaskMaster::Server
