// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"

namespace TaskMaster::Server::Migrations {

/// The newest schema this program knows.
[[nodiscard]] int newestVersion();
/// 0: empty. A database without our meta table but with tables of somebody else is an error.
[[nodiscard]] Result<int> currentVersion(Database &database);
/// Names of the migrations that migrate() would run.
[[nodiscard]] Result<QStringList> pending(Database &database);
/// Brings the schema up to date, all that is pending in one transaction, one process at a time; a database written by a
/// newer program is refused untouched (StorageTooNew). Makes the database's first epoch. `upTo`: a database as an older
/// program left it, for tests of migrations.
[[nodiscard]] Result<void> migrate(Database &database, qint64 nowMs, int upTo = newestVersion());
/// The same inside of a transaction that the caller began, who also sees to it that nobody else migrates.
[[nodiscard]] Result<void> migrateWithin(Database &database, qint64 nowMs, int upTo = newestVersion());
[[nodiscard]] Result<qint64> epoch(Database &database);
/// After the past has changed (a restore): every client fetches everything again. In a write transaction.
[[nodiscard]] Result<void> setEpoch(Database &database, qint64 epoch);

/// What lies between statements of a migration file: `;` at the end of a line. For tests of migrations too.
[[nodiscard]] QStringList statementsOf(const QString &script);

} // namespace TaskMaster::Server::Migrations
