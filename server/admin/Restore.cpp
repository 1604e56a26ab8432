// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/Restore.h"

#include "server/admin/FileError.h"
#include "server/storage/Migrations.h"
#include "server/storage/SearchIndex.h"
#include "server/storage/TableRows.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace TaskMaster::Server {
namespace {

/// Rows that travel in one statement.
constexpr qsizetype RowsPerStatement = 500;
constexpr qsizetype BytesPerStatement = 1024 * 1024;

QByteArray nativeName(const QString &path)
{
    return QFile::encodeName(path);
}

/// Rows of one table, on their way into it.
class Loading {
public:
    Loading(Database &database, const BackupHeader &header, const QHash<QString, TableDescription> &tables)
        : m_database(database)
        , m_tables(tables)
    {
        for (const BackupHeader::Table &table : header.tables)
            m_columns.insert(table.name, table.columns);
    }
    Result<void> add(const QString &table, const QByteArray &row)
    {
        if (table != m_table) {
            if (auto ok = flush(); !ok)
                return ok;
            m_table = table;
        }
        m_rows += m_rows.isEmpty() ? '[' : ',';
        m_rows += row;
        return ++m_count >= RowsPerStatement || m_rows.size() >= BytesPerStatement ? flush() : Result<void>();
    }
    Result<void> flush()
    {
        if (m_count == 0)
            return {};
        const auto table = m_tables.constFind(m_table);
        if (table == m_tables.constEnd())
            return Error(ErrorCode::StorageCorrupt,
                         QStringLiteral("The backup has rows of a table “%1” that its schema version does not have.")
                             .arg(m_table));
        m_rows += ']';
        auto ok = TableRows::insert(m_database, *table, m_columns.value(m_table), m_rows);
        m_rows.clear();
        m_count = 0;
        return ok;
    }

private:
    Database &m_database;
    const QHash<QString, TableDescription> &m_tables;
    QHash<QString, QStringList> m_columns;
    QString m_table;
    QByteArray m_rows;
    qsizetype m_count = 0;
};

Result<void> checkVersion(const BackupHeader &header)
{
    if (header.schemaVersion > Migrations::newestVersion())
        return Error(ErrorCode::StorageTooNew,
                     QStringLiteral("The backup has schema version %1, this program knows %2: it was made by a newer "
                                    "version (%3); install that version.")
                         .arg(header.schemaVersion)
                         .arg(Migrations::newestVersion())
                         .arg(header.tool));
    if (header.schemaVersion < 1)
        return Error(ErrorCode::StorageCorrupt, QStringLiteral("The backup does not say which schema version it has."));
    return {};
}

/// Is there anything in it but what migrations put there?
Result<bool> isEmpty(Database &database)
{
    const auto version = Migrations::currentVersion(database);
    if (!version)
        return version.error();
    if (*version == 0)
        return true;
    const auto tables = Catalog::tables(database);
    if (!tables)
        return tables.error();
    for (const TableDescription &table : *tables) {
        const auto row = database.value(QStringLiteral("SELECT 1 FROM \"%1\" LIMIT 1").arg(table.name));
        if (!row)
            return row.error();
        if (row->isValid() && table.name != u"meta")
            return false;
    }
    return true;
}

Error notEmpty(const QString &name)
{
    return {ErrorCode::AlreadyExists,
            QStringLiteral("The database %1 is not empty. To put the backup in its place, add --replace.").arg(name)};
}

/// What load() left, brought up to date, in an epoch of its own.
Result<qint64> finish(Database &database, const BackupHeader &header, qint64 nowMs)
{
    const qint64 epoch = std::max(nowMs, header.epoch + 1);
    if (auto ok = Migrations::setEpoch(database, epoch); !ok)
        return ok.error();
    if (auto ok = Migrations::migrateWithin(database, nowMs); !ok)
        return ok.error();
    if (auto ok = SearchIndex::rebuild(database); !ok)
        return ok.error();
    return epoch;
}

Result<qint64> fill(Database &database, BackupReader &reader, qint64 nowMs, const Progress &progress)
{
    if (auto ok = Restore::load(database, reader, progress); !ok)
        return ok.error();
    return finish(database, reader.header(), nowMs);
}

int syncFile(const QString &path)
{
    const int descriptor = ::open(nativeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return errno;
    const int number = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    return number;
}

/// SQLite: a whole database beside the old one.
class FreshFile {
public:
    explicit FreshFile(const QString &beside)
        : m_path(beside + QStringLiteral(".restoring"))
    {
        remove(); // of a restore that was killed
    }
    ~FreshFile() { remove(); }
    Q_DISABLE_COPY_MOVE(FreshFile)

    Result<qint64> build(BackupReader &reader, qint64 nowMs, const Progress &progress)
    {
        DatabaseSettings settings;
        settings.path = m_path;
        settings.durability = DatabaseSettings::Durability::Off; // synced once, at the end
        auto database = Database::open(settings, Database::Use::Write);
        if (!database)
            return database.error();
        // Thrown away unless all of it succeeds: nothing to roll back to.
        if (auto ok = (*database)->runScript({QStringLiteral("PRAGMA journal_mode=OFF")}); !ok)
            return ok.error();
        if (auto ok = (*database)->begin(); !ok)
            return ok.error();
        const auto epoch = fill(**database, reader, nowMs, progress);
        if (!epoch)
            return epoch.error();
        if (auto ok = (*database)->commit(); !ok)
            return ok.error();
        const auto isWhole = (*database)->value(QStringLiteral("SELECT * FROM pragma_quick_check(1)"));
        if (!isWhole)
            return isWhole.error();
        if (isWhole->toString() != u"ok")
            return Error(ErrorCode::StorageCorrupt, QStringLiteral("What was restored is damaged: is the disk?"));
        return *epoch;
    }
    /// Into its place; what was there gets another name, unless that is empty.
    Result<void> putInPlace(const QString &path, const QString &keptAs)
    {
        if (const int number = syncFile(m_path); number != 0)
            return fileError(QStringLiteral("Cannot make %1 durable").arg(m_path), FileUse::Write, number);
        if (QFileInfo::exists(path)) {
            foldIn(path);
            for (const QString &suffix : {QStringLiteral("-wal"), QStringLiteral("-shm")}) {
                const QByteArray side = nativeName(path + suffix);
                const bool isGone = keptAs.isEmpty()
                    ? ::unlink(side.constData()) == 0
                    : ::rename(side.constData(), nativeName(keptAs + suffix).constData()) == 0;
                if (!isGone && errno != ENOENT)
                    return fileError(QStringLiteral("Cannot move %1").arg(path + suffix), FileUse::Write, errno);
            }
            // A second name for the old one: so there is a database under its name at every moment.
            if (!keptAs.isEmpty() && ::link(nativeName(path).constData(), nativeName(keptAs).constData()) != 0)
                return fileError(QStringLiteral("Cannot keep the old database as %1").arg(keptAs), FileUse::Write,
                                 errno);
        }
        if (::rename(nativeName(m_path).constData(), nativeName(path).constData()) != 0)
            return fileError(QStringLiteral("Cannot write %1").arg(path), FileUse::Write, errno);
        if (const int number = syncFile(QFileInfo(path).absolutePath()); number != 0)
            return fileError(QStringLiteral("Cannot make %1 durable").arg(path), FileUse::Write, number);
        return {};
    }

private:
    /// Takes the write-ahead log into the file, if that can still be done; else both keep lying side by side.
    static void foldIn(const QString &path)
    {
        DatabaseSettings settings;
        settings.path = path;
        const auto database = Database::open(settings, Database::Use::Write);
        if (database)
            (void)(*database)->runScript({QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")});
    }
    void remove()
    {
        for (const QString &suffix :
             {QString(), QStringLiteral("-wal"), QStringLiteral("-shm"), QStringLiteral("-journal")})
            ::unlink(nativeName(m_path + suffix).constData());
    }

    const QString m_path;
};

Result<Restore::Report> intoSqlite(const DatabaseSettings &settings, BackupReader &reader,
                                   const Restore::Options &options, const Progress &progress)
{
    bool hasOld = false;
    if (QFileInfo::exists(settings.path)) {
        const auto old = Database::open(settings, Database::Use::Read);
        const auto empty = old ? isEmpty(**old) : Result<bool>(old.error());
        hasOld = !empty || !*empty; // what cannot be read is not nothing
        if (hasOld && !options.replace)
            return notEmpty(settings.path);
    }
    FreshFile fresh(settings.path);
    const auto epoch = fresh.build(reader, options.nowMs, progress);
    if (!epoch)
        return epoch.error();
    Restore::Report report{reader.header(), reader.tally(), *epoch, {}};
    if (hasOld)
        report.keptAs = settings.path
            + QDateTime::fromMSecsSinceEpoch(options.nowMs, Qt::UTC)
                  .toString(QStringLiteral("'.replaced-'yyyyMMdd-HHmmss-zzz"));
    if (auto ok = fresh.putInPlace(settings.path, report.keptAs); !ok)
        return ok.error();
    return report;
}

Result<void> dropTables(Database &database)
{
    auto query = database.run(QStringLiteral("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"));
    if (!query)
        return query.error();
    QStringList statements;
    while ((*query)->next())
        statements << QStringLiteral("DROP TABLE IF EXISTS \"%1\" CASCADE").arg((*query)->value(0).toString());
    return database.runScript(statements);
}

/// A server on another machine does not hold our folder's lock, but it has connections.
Result<void> checkNobodyElse(Database &database)
{
    const auto others =
        database.value(QStringLiteral("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() "
                                      "AND application_name = 'taskmaster' AND pid <> pg_backend_pid()"));
    if (!others)
        return others.error();
    if (others->toInt() > 0)
        return Error(ErrorCode::StorageLocked,
                     QStringLiteral("A Task Master server has %1 connections to this database: stop it first.")
                         .arg(others->toInt()));
    return {};
}

Result<qint64> replaceTables(Database &database, BackupReader &reader, const DatabaseSettings &settings,
                             const Restore::Options &options, const Progress &progress)
{
    if (auto ok = checkNobodyElse(database); !ok)
        return ok.error();
    const auto empty = isEmpty(database);
    if (!empty)
        return empty.error();
    if (!*empty && !options.replace)
        return notEmpty(settings.toDisplayString());
    if (auto ok = dropTables(database); !ok)
        return ok.error();
    return fill(database, reader, options.nowMs, progress);
}

Result<Restore::Report> intoPostgres(DatabaseSettings settings, BackupReader &reader, const Restore::Options &options,
                                     const Progress &progress)
{
    settings.statementTimeoutMs = 0;
    auto database = Database::open(settings, Database::Use::Write);
    if (!database)
        return database.error();
    if (auto ok = (*database)->begin(); !ok)
        return ok.error();
    const auto epoch = replaceTables(**database, reader, settings, options, progress);
    if (!epoch) {
        (*database)->rollback();
        return epoch.error();
    }
    if (auto ok = (*database)->commit(); !ok)
        return ok.error();
    if (auto ok = (*database)->runScript({QStringLiteral("ANALYZE")}); !ok)
        return ok.error();
    return Restore::Report{reader.header(), reader.tally(), *epoch, {}};
}

} // namespace

Result<void> Restore::prove(BackupReader &reader, const Progress &progress)
{
    qint64 rows = 0;
    for (;;) {
        const auto row = reader.row();
        if (!row)
            return row.error();
        if (row->isNull())
            return {};
        if (progress)
            progress(QStringLiteral("reading"), ++rows);
    }
}

Result<void> Restore::load(Database &database, BackupReader &reader, const Progress &progress)
{
    if (auto ok = checkVersion(reader.header()); !ok)
        return ok;
    if (auto ok = Migrations::migrateWithin(database, reader.header().epoch, reader.header().schemaVersion); !ok)
        return ok;
    const auto described = Catalog::tables(database);
    if (!described)
        return described.error();
    QHash<QString, TableDescription> tables;
    for (const TableDescription &table : *described) {
        tables.insert(table.name, table);
        if (auto ok = TableRows::removeAll(database, table); !ok) // what migrations put there is in the backup too
            return ok;
    }
    Loading loading(database, reader.header(), tables);
    qint64 done = 0;
    for (;;) {
        const auto row = reader.row();
        if (!row)
            return row.error();
        if (row->isNull())
            return loading.flush();
        if (auto ok = loading.add(reader.table(), *row); !ok)
            return ok;
        if (progress)
            progress(reader.table(), ++done);
    }
}

Result<Restore::Report> Restore::run(const DatabaseSettings &settings, const QString &backup, const Options &options,
                                     const Progress &progress)
{
    auto first = BackupReader::open(backup);
    if (!first)
        return first.error();
    if (auto ok = checkVersion((*first)->header()); !ok)
        return ok.error();
    if (auto ok = prove(**first, progress); !ok)
        return ok.error();
    auto reader = BackupReader::open(backup);
    if (!reader)
        return reader.error();
    return settings.dialect == Dialect::Sqlite ? intoSqlite(settings, **reader, options, progress)
                                               : intoPostgres(settings, **reader, options, progress);
}

} // namespace TaskMaster::Server
