// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/DataFolder.h"
#include "server/app/Subcommands.h"
#include "server/app/WriteDoor.h"
#include "server/storage/Migrations.h"

#include <QFileInfo>
#include <QJsonArray>

namespace TaskMaster::Server {

Result<Outcome> Subcommands::migrate(const Invocation &invocation, const Config &config)
{
    // A dry run leaves nothing behind, not even an empty database file.
    const bool isMissing = config.database.dialect == Dialect::Sqlite && !QFileInfo::exists(config.database.path);
    std::unique_ptr<DataFolder::Lock> lock;
    if (!invocation.dryRun) {
        const auto folder = DataFolder::open(config.dataFolder);
        if (!folder)
            return folder.error();
        auto taken = folder->lock();
        if (!taken)
            return taken.error();
        lock = std::move(*taken);
    }
    QStringList names;
    if (!(invocation.dryRun && isMissing)) {
        auto database = Database::open(config.database, invocation.dryRun ? Database::Use::Read : Database::Use::Write);
        if (!database)
            return database.error();
        auto pending = Migrations::pending(**database);
        if (!pending)
            return pending.error();
        names = std::move(*pending);
    }
    if (!invocation.dryRun) {
        if (auto epoch = prepareDatabase(config); !epoch)
            return epoch.error();
    }
    QString text = isMissing && invocation.dryRun ? QStringLiteral("There is no database yet; it would be made.\n")
        : names.isEmpty()
        ? QStringLiteral("The database is up to date (version %1).\n").arg(Migrations::newestVersion())
        : (invocation.dryRun ? QStringLiteral("Would run: %1.\n") : QStringLiteral("Ran: %1.\n"))
              .arg(names.join(QStringLiteral(", ")));
    return Outcome{ExitCode::Ok,
                   text,
                   {{QStringLiteral("migrations"), QJsonArray::fromStringList(names)},
                    {QStringLiteral("dryRun"), invocation.dryRun},
                    {QStringLiteral("version"), Migrations::newestVersion()}}};
}

} // namespace TaskMaster::Server
