// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/admin/BackupFile.h"
#include "server/admin/LogCheck.h"

namespace TaskMaster::Server {

/**
 * Proves that a backup can be restored, without touching any database of anybody: restores it into a SQLite file in a
 * scratch folder, reads that back, compares counts and checksums of all tables with what the backup says, migrates it
 * and checks the log. The scratch is removed. Blocking; for subcommands.
 */
namespace Verify {

struct Report {
    BackupHeader header;
    BackupTally tally;
    qint64 sizeBytes = 0;
    LogCheck::Report log;
    QStringList findings; ///< what came back otherwise than it went in; with log.findings empty: all is well
};
/// A file that is damaged or not ours is an error; a whole one with something wrong inside is a Report with findings.
[[nodiscard]] Result<Report> run(const QString &backup, const QString &scratchFolder, const Progress &progress);

} // namespace Verify

} // namespace TaskMaster::Server
