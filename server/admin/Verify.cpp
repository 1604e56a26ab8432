// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/Verify.h"

#include "server/admin/FileError.h"
#include "server/admin/Restore.h"
#include "server/storage/Migrations.h"
#include "server/storage/TableRows.h"

#include <QTemporaryDir>

#include <cerrno>

namespace TaskMaster::Server {
namespace {

/// What a table holds now, of the columns that were in the backup.
Result<TableTally> tallyOf(Database &database, TableDescription table, const QStringList &columns)
{
    table.columns.removeIf([&](const TableColumn &column) { return !columns.contains(column.name); });
    TallyCounter counter;
    const auto rows = TableRows::read(database, table, [&](const QByteArray &row) {
        counter.add(row);
        return Result<void>();
    });
    return rows ? Result<TableTally>(counter.result()) : Result<TableTally>(rows.error());
}

Result<QStringList> compareTables(Database &database, const BackupReader &reader, const Progress &progress)
{
    const auto tables = Catalog::tables(database);
    if (!tables)
        return tables.error();
    QStringList findings;
    for (const TableDescription &table : *tables) {
        const auto &described = reader.header().tables;
        const auto written = std::find_if(described.cbegin(), described.cend(),
                                          [&](const BackupHeader::Table &other) { return other.name == table.name; });
        if (written == described.cend()) {
            findings << QStringLiteral("The table %1 of this schema version is not in the backup.").arg(table.name);
            continue;
        }
        const auto now = tallyOf(database, table, written->columns);
        if (!now)
            return now.error();
        if (progress)
            progress(QStringLiteral("comparing ") + table.name, now->rows);
        const TableTally before = reader.tally().value(table.name);
        if (*now != before)
            findings << QStringLiteral("The table %1 came back as %2 rows with checksum %3; written were %4 with %5.")
                            .arg(table.name)
                            .arg(now->rows)
                            .arg(QLatin1StringView(now->checksum))
                            .arg(before.rows)
                            .arg(QLatin1StringView(before.checksum));
    }
    return findings;
}

} // namespace

Result<Verify::Report> Verify::run(const QString &backup, const QString &scratchFolder, const Progress &progress)
{
    auto reader = BackupReader::open(backup);
    if (!reader)
        return reader.error();
    QTemporaryDir scratch(scratchFolder + QStringLiteral("/taskmaster-verify-XXXXXX"));
    if (!scratch.isValid())
        return fileError(QStringLiteral("Cannot make a scratch folder in %1").arg(scratchFolder), FileUse::Write,
                         errno);
    DatabaseSettings settings;
    settings.path = scratch.filePath(QStringLiteral("scratch.db"));
    settings.durability = DatabaseSettings::Durability::Off;
    auto database = Database::open(settings, Database::Use::Write);
    if (!database)
        return database.error();
    if (auto ok = (*database)->begin(); !ok)
        return ok.error();
    if (auto ok = Restore::load(**database, **reader, progress); !ok)
        return ok.error();
    if (auto ok = (*database)->commit(); !ok)
        return ok.error();
    Report report{(*reader)->header(), (*reader)->tally(), (*reader)->size(), {}, {}};
    auto findings = compareTables(**database, **reader, progress);
    if (!findings)
        return findings.error();
    report.findings = std::move(*findings);
    if (auto ok = Migrations::migrate(**database, report.header.madeAt); !ok)
        return ok.error();
    auto log = LogCheck::everything(**database, progress);
    if (!log)
        return log.error();
    report.log = std::move(*log);
    return report;
}

} // namespace TaskMaster::Server
