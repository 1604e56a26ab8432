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
[[nodiscard]] Result<qint64> epoch(Database &database);

/// What lies between statements of a migration file: `;` at the end of a line. For tests of migrations too.
[[nodiscard]] QStringList statementsOf(const QString &script);

} // namespace TaskMaster::Server::Migrations
