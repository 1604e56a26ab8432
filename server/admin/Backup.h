// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/admin/BackupFile.h"
#include "server/admin/Progress.h"
#include "server/storage/Database.h"

namespace TaskMaster::Server {

/**
 * A backup of the whole database, made while a server works on it: every table as it is at one moment, read inside one
 * snapshot, so that nobody waits. It holds secrets (hashes of passwords and tokens) and is for its owner only.
 * Blocking; for subcommands.
 */
namespace Backup {

struct Options {
    bool withSessions = true; ///< without: after a restore everybody signs in again
    qint64 nowMs = 0;
};
struct Report {
    QString path;
    qint64 sizeBytes = 0;
    BackupHeader header;
    BackupTally tally;
};
/// Until it has succeeded, whatever is at `path` stays. A database without our tables is NotFound.
[[nodiscard]] Result<Report> make(const DatabaseSettings &settings, const QString &path, const Options &options,
                                  const Progress &progress);

/// The name that make() is given inside of a folder: `taskmaster-20260102-030405.tmbackup`, of UTC.
[[nodiscard]] QString fileName(qint64 nowMs);
/// Removes all but the newest `keep` backups with such names; the paths of those that are gone.
[[nodiscard]] Result<QStringList> removeOld(const QString &folder, int keep);

} // namespace Backup

} // namespace TaskMaster::Server
