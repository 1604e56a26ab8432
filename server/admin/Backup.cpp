// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/Backup.h"

#include "server/admin/FileError.h"
#include "server/storage/Migrations.h"
#include "server/storage/TableRows.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <cerrno>
#include <unistd.h>

namespace TaskMaster::Server {
namespace {

/// The one table that a backup may be made without.
const QString SessionTable = QStringLiteral("session");

/// Ours; what somebody else keeps in the same database is not our business.
Result<QList<TableDescription>> ourTables(Database &database, int schemaVersion)
{
    auto tables = Catalog::tables(database);
    const auto known = Catalog::knownTables(schemaVersion);
    if (!tables || !known)
        return tables ? known.error() : tables.error();
    tables->removeIf([&](const TableDescription &table) { return !known->contains(table.name); });
    return tables;
}

Result<BackupHeader> describeDatabase(Database &database, QList<TableDescription> &tables, qint64 nowMs)
{
    const auto version = Migrations::currentVersion(database);
    if (!version)
        return version.error();
    if (*version == 0)
        return Error(ErrorCode::NotFound, QStringLiteral("The database is empty: there is nothing to back up yet."));
    if (*version > Migrations::newestVersion())
        return Error(ErrorCode::StorageTooNew);
    const auto epoch = Migrations::epoch(database);
    if (!epoch)
        return epoch.error();
    auto ours = ourTables(database, *version);
    if (!ours)
        return ours.error();
    tables = std::move(*ours);
    BackupHeader header{QStringLiteral(TASKMASTER_VERSION),
                        *version,
                        *epoch,
                        database.dialect() == Dialect::Sqlite ? QStringLiteral("sqlite") : QStringLiteral("postgres"),
                        nowMs,
                        {}};
    for (const TableDescription &table : tables)
        header.tables.append({table.name, table.columnNames()});
    return header;
}

Result<void> writeTable(Database &database, BackupWriter &writer, const TableDescription &table,
                        const Backup::Options &options, const Progress &progress)
{
    if (auto ok = writer.startTable(table.name); !ok)
        return ok;
    if (!options.withSessions && table.name == SessionTable)
        return {};
    qint64 done = 0;
    const auto rows = TableRows::read(database, table, [&](const QByteArray &row) {
        if (progress)
            progress(table.name, ++done);
        return writer.row(row);
    });
    return rows ? Result<void>() : Result<void>(rows.error());
}

} // namespace

Result<Backup::Report> Backup::make(const DatabaseSettings &settings, const QString &path, const Options &options,
                                    const Progress &progress)
{
    if (settings.dialect == Dialect::Sqlite && !QFileInfo::exists(settings.path))
        return Error(ErrorCode::NotFound, QStringLiteral("There is no database at %1.").arg(settings.path));
    DatabaseSettings patient = settings;
    patient.statementTimeoutMs = 0; // a table takes as long as it takes
    auto database = Database::open(patient, Database::Use::Read);
    if (!database)
        return database.error();
    if (auto ok = (*database)->beginSnapshot(); !ok)
        return ok.error();
    QList<TableDescription> tables;
    auto header = describeDatabase(**database, tables, options.nowMs);
    if (!header)
        return header.error();
    auto writer = BackupWriter::create(path, *header);
    if (!writer)
        return writer.error();
    for (const TableDescription &table : tables) {
        if (auto ok = writeTable(**database, **writer, table, options, progress); !ok)
            return ok.error();
    }
    (*database)->rollback();
    const auto size = (*writer)->finish();
    if (!size)
        return size.error();
    return Report{path, *size, std::move(*header), (*writer)->tally()};
}

QString Backup::fileName(qint64 nowMs)
{
    return QStringLiteral("taskmaster-%1.tmbackup")
        .arg(QDateTime::fromMSecsSinceEpoch(nowMs, Qt::UTC).toString(QStringLiteral("yyyyMMdd-HHmmss")));
}

Result<QStringList> Backup::removeOld(const QString &folder, int keep)
{
    static const QRegularExpression ours(QStringLiteral("^taskmaster-\\d{8}-\\d{6}\\.tmbackup$"));
    QStringList names = QDir(folder).entryList(QDir::Files, QDir::Name).filter(ours);
    QStringList removed;
    while (names.size() > keep) {
        const QString path = QDir(folder).filePath(names.takeFirst());
        if (::unlink(QFile::encodeName(path).constData()) != 0)
            return fileError(QStringLiteral("Cannot remove the old backup %1").arg(path), FileUse::Write, errno);
        removed << path;
    }
    return removed;
}

} // namespace TaskMaster::Server
