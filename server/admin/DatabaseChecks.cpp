// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/Doctor.h"
#include "server/storage/Catalog.h"
#include "server/storage/Migrations.h"
#include "server/storage/TableRows.h"

namespace TaskMaster::Server {
namespace {

constexpr int PostgresOldest = 150'000;
constexpr qint64 TransactionsWarning = 1'500'000'000;

const QString RestoreIt =
    QStringLiteral("Stop the server, keep the files as they are, and restore the newest backup that "
                   "`taskmaster-server verify` accepts.");

/// Changes nothing, but needs every right that a change needs.
Result<void> tryWriting(const DatabaseSettings &settings)
{
    auto database = Database::open(settings, Database::Use::Write);
    if (!database)
        return database.error();
    if (auto ok = (*database)->begin(); !ok)
        return ok;
    const auto tables = Catalog::tables(**database);
    auto written = tables ? Result<void>() : Result<void>(tables.error());
    for (qsizetype i = 0; written && i < tables->size(); ++i) {
        const QString column = tables->at(i).columns.constFirst().name;
        written = (*database)->runScript(
            {QStringLiteral("UPDATE \"%1\" SET \"%2\" = \"%2\" WHERE 1 = 0").arg(tables->at(i).name, column)});
    }
    if (written)
        written = (*database)->runScript({QStringLiteral("UPDATE meta SET value = value WHERE name = 'epoch'")});
    (*database)->rollback();
    return written;
}

Result<void> checkPostgres(Examination &examination)
{
    Database &database = *examination.database;
    const auto version =
        database.value(QStringLiteral("SELECT CAST(current_setting('server_version_num') AS integer)"));
    if (!version)
        return version.error();
    if (version->toInt() < PostgresOldest)
        examination.findings.append({Severity::Warning,
                                     QStringLiteral("This is PostgreSQL %1.").arg(version->toInt() / 10'000),
                                     QStringLiteral("Task Master is tested with 15 and newer."),
                                     QStringLiteral("Upgrade PostgreSQL, or move with `backup` and `restore`.")});
    const auto age =
        database.value(QStringLiteral("SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()"));
    if (!age)
        return age.error();
    if (age->toLongLong() > TransactionsWarning)
        examination.findings.append(
            {Severity::Warning,
             QStringLiteral("The oldest transaction of the database is %1 transactions old.").arg(age->toLongLong()),
             QStringLiteral("At two billion PostgreSQL stops writing."),
             QStringLiteral(
                 "See why autovacuum does not get through (pg_stat_activity: old transactions), then run VACUUM.")});
    const auto used = database.value(QStringLiteral(
        "SELECT 100 * COUNT(*) / CAST(current_setting('max_connections') AS integer) FROM pg_stat_activity"));
    if (!used)
        return used.error();
    if (used->toInt() > 80)
        examination.findings.append({Severity::Warning,
                                     QStringLiteral("%1 % of PostgreSQL's connections are in use.").arg(used->toInt()),
                                     QStringLiteral("When all are, the server cannot reconnect."),
                                     QStringLiteral("Raise max_connections, or close what nobody uses.")});
    return {};
}

Result<void> checkPostgresPages(Examination &examination)
{
    Database &database = *examination.database;
    const auto failures = database.value(QStringLiteral(
        "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()"));
    if (!failures)
        return failures.error();
    if (failures->toLongLong() > 0)
        examination.findings.append(
            {Severity::Problem,
             QStringLiteral("PostgreSQL has met %1 pages with a wrong checksum.").arg(failures->toLongLong()),
             QStringLiteral("The disk or the memory of the database's machine is failing."), RestoreIt});
    const auto invalid = database.value(
        QStringLiteral("SELECT string_agg(indexrelid::regclass::text, ', ') FROM pg_index WHERE NOT indisvalid"));
    if (!invalid)
        return invalid.error();
    if (!invalid->toString().isEmpty())
        examination.findings.append({Severity::Problem,
                                     QStringLiteral("These indexes are not valid: %1.").arg(invalid->toString()),
                                     QStringLiteral("They are not used: what they are for is slow."),
                                     QStringLiteral("Run REINDEX INDEX for each of them.")});
    return {};
}

/// Pages that nobody reads are seen by nobody, unless all are read once.
Result<void> readEverything(Examination &examination)
{
    const auto tables = Catalog::tables(*examination.database);
    if (!tables)
        return tables.error();
    const auto known = Catalog::knownTables(Migrations::newestVersion());
    if (!known)
        return known.error();
    for (const TableDescription &table : *tables) {
        if (!known->contains(table.name))
            continue;
        qint64 done = 0;
        const auto rows = TableRows::read(*examination.database, table, [&](const QByteArray &) {
            if (examination.progress)
                examination.progress(QStringLiteral("reading ") + table.name, ++done);
            return Result<void>();
        });
        if (!rows)
            return rows.error();
    }
    return {};
}

Result<void> checkSqlitePages(Examination &examination)
{
    auto query = examination.database->run(examination.isDeep ? QStringLiteral("PRAGMA integrity_check(20)")
                                                              : QStringLiteral("PRAGMA quick_check(20)"));
    if (!query)
        return query.error();
    QStringList wrong;
    while ((*query)->next()) {
        if (const QString line = (*query)->value(0).toString(); line != u"ok")
            wrong << line;
    }
    if (auto ok = examination.database->checkRead(**query); !ok)
        return ok;
    if (!wrong.isEmpty())
        examination.findings.append({Severity::Problem, QStringLiteral("The database file is damaged."),
                                     QStringLiteral("Parts of what people wrote cannot be read or are wrong."),
                                     RestoreIt, wrong});
    return {};
}

/// Is the table there that an index of this definition is on?
bool hasTableOf(const QString &definition, const Catalog::Shape &shape)
{
    const QString table = definition.section(QStringLiteral(" ON "), 1).trimmed().section(u' ', 0, 0);
    return shape.contains(QStringLiteral("table ") + QString(table).remove(u'"'));
}

Finding missingIndex(const QString &name, const QString &definition)
{
    return {Severity::Problem,
            QStringLiteral("The %1 is missing.").arg(name),
            QStringLiteral("What it is for is slow, and where it is unique, doubles can get in."),
            QStringLiteral("Let `doctor --repair` make it, or run: %1").arg(definition),
            {},
            [definition](Database &database) { return database.runScript({definition}); }};
}

} // namespace

Result<void> Checks::database(Examination &examination)
{
    const auto pending = Migrations::pending(*examination.database);
    if (!pending)
        return pending.error();
    if (!pending->isEmpty()) {
        examination.findings.append(
            {Severity::Warning,
             QStringLiteral("The database is of an older version; to be run: %1.")
                 .arg(pending->join(QStringLiteral(", "))),
             QStringLiteral("This program cannot work on it yet, and other checks may complain about it."),
             QStringLiteral("Make a backup, then run `taskmaster-server migrate`, or just start the server.")});
    } else if (const auto written = tryWriting(examination.settings); !written) {
        examination.findings.append(
            {Severity::Problem, QStringLiteral("The database cannot be written: %1").arg(written.error().message),
             QStringLiteral("Everything can be read, but changes are refused."),
             QStringLiteral("Check the owner and mode of the file and its folder, or in PostgreSQL "
                            "the rights of the role and whether this is a standby.")});
    }
    return examination.settings.dialect == Dialect::Postgres ? checkPostgres(examination) : Result<void>();
}

Result<void> Checks::integrity(Examination &examination)
{
    if (examination.settings.dialect == Dialect::Sqlite)
        return checkSqlitePages(examination);
    if (auto ok = checkPostgresPages(examination); !ok)
        return ok;
    return examination.isDeep ? readEverything(examination) : Result<void>();
}

Result<void> Checks::shape(Examination &examination)
{
    const auto pending = Migrations::pending(*examination.database);
    if (!pending || !pending->isEmpty())
        return {}; // of an older version, with another shape; said by the check of the database
    const auto shape = Catalog::shape(*examination.database);
    if (!shape)
        return shape.error();
    auto writing = Database::open(examination.settings, Database::Use::Write);
    const auto expected = writing ? Catalog::expectedShape(**writing) : Result<Catalog::Shape>(writing.error());
    if (!expected) {
        examination.findings.append(
            {Severity::Hint,
             QStringLiteral("The tables could not be compared with those of a new database: %1")
                 .arg(expected.error().message),
             QStringLiteral("Nothing is wrong with that; the comparison makes a schema for a moment."),
             QStringLiteral("For this check, give the role the right CREATE on the database.")});
        return {};
    }
    for (auto it = expected->begin(); it != expected->end(); ++it) {
        const auto found = shape->find(it.key());
        if (found == shape->end() && it.key().startsWith(u"index ") && hasTableOf(it.value(), *shape))
            examination.findings.append(missingIndex(it.key(), it.value()));
        else if (found == shape->end() || *found != it.value())
            examination.findings.append(
                {Severity::Problem,
                 found == shape->end() ? QStringLiteral("The %1 is missing.").arg(it.key())
                                       : QStringLiteral("The %1 is not what this version makes.").arg(it.key()),
                 QStringLiteral("Somebody has changed the database by hand; commands that need it fail."), RestoreIt,
                 found == shape->end() ? QStringList() : QStringList{*found, it.value()}});
    }
    for (auto it = shape->begin(); it != shape->end(); ++it) {
        if (!expected->contains(it.key()))
            examination.findings.append({Severity::Hint, QStringLiteral("The %1 is not ours.").arg(it.key()),
                                         QStringLiteral("It does no harm, and is in no backup."),
                                         QStringLiteral("Keep what is not Task Master's in a database of its own.")});
    }
    return {};
}

} // namespace TaskMaster::Server
