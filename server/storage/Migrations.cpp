// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/Migrations.h"

#include "server/storage/Logging.h"
#include "server/storage/SearchIndex.h"

#include <QFile>

#include <array>

static void initStorageResources()
{
    Q_INIT_RESOURCE(migrations);
}

namespace TaskMaster::Server::Migrations {
namespace {

struct Migration {
    int version;
    const char *name;
};

/// Append one entry and two files, nothing else.
// clang-format off
constexpr std::array migrations{
    Migration{1, "0001_initial"},
    Migration{2, "0002_places_of_a_person"},
    Migration{3, "0003_column_color"},
    Migration{4, "0004_work_and_people"},
    Migration{5, "0005_accounts"},
    Migration{6, "0006_search"},
    Migration{7, "0007_webhooks"},
    Migration{8, "0008_feeds"},
    Migration{10, "0010_history"},
};
// clang-format on

constexpr bool strictlyIncreasing()
{
    for (std::size_t i = 1; i < migrations.size(); ++i) {
        if (migrations[i].version <= migrations[i - 1].version)
            return false;
    }
    return true;
}
static_assert(strictlyIncreasing(), "two branches added a migration with the same number");

/// The one that made the tables of SearchIndex.
constexpr int SearchMigration = 6;

/// Any constant: every program that migrates takes the same lock.
constexpr qint64 AdvisoryLock = 0x5461736b4d617374;

Result<bool> hasTable(Database &database, const QString &name)
{
    const QString sql = database.dialect() == Dialect::Sqlite
        ? QStringLiteral("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?")
        : QStringLiteral(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = ?");
    auto count = database.value(sql, {name});
    if (!count)
        return count.error();
    return count->toInt() > 0;
}

Result<void> setMeta(Database &database, const QString &name, const QString &value)
{
    auto query = database.run(
        QStringLiteral(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
        {name, value});
    return query ? Result<void>() : Result<void>(query.error());
}

Result<void> apply(Database &database, const Migration &migration, qint64 nowMs)
{
    const QString folder =
        database.dialect() == Dialect::Sqlite ? QStringLiteral("sqlite") : QStringLiteral("postgres");
    QFile file(QStringLiteral(":/taskmaster/migrations/%1/%2.sql").arg(folder, QLatin1StringView(migration.name)));
    if (!file.open(QIODevice::ReadOnly))
        return Error(
            ErrorCode::Internal,
            QStringLiteral("The migration %1 is missing from this program.").arg(QLatin1StringView(migration.name)));
    if (auto ok = database.runScript(statementsOf(QString::fromUtf8(file.readAll()))); !ok)
        return ok;
    if (migration.version == 1) {
        if (auto ok = setMeta(database, QStringLiteral("epoch"), QString::number(nowMs)); !ok)
            return ok;
    }
    // A later SearchText::Version comes with a migration; its files may be empty.
    if (migration.version >= SearchMigration) {
        if (auto ok = SearchIndex::bringUpToDate(database); !ok)
            return ok;
    }
    return setMeta(database, QStringLiteral("schemaVersion"), QString::number(migration.version));
}

} // namespace

QStringList statementsOf(const QString &script)
{
    QStringList statements;
    QString current;
    for (const QString &line : script.split(u'\n')) {
        if (line.startsWith(u"--"))
            continue;
        current += line + u'\n';
        if (line.endsWith(u';')) {
            statements << current.trimmed().chopped(1);
            current.clear();
        }
    }
    if (!current.trimmed().isEmpty())
        statements << current.trimmed();
    return statements;
}

int newestVersion()
{
    return migrations.back().version;
}

Result<int> currentVersion(Database &database)
{
    const auto hasMeta = hasTable(database, QStringLiteral("meta"));
    if (!hasMeta)
        return hasMeta.error();
    if (*hasMeta) {
        auto version =
            database.value(QStringLiteral("SELECT value FROM meta WHERE name = ?"), {QStringLiteral("schemaVersion")});
        if (!version)
            return version.error();
        return version->toInt();
    }
    const auto foreign = hasTable(database, QStringLiteral("event"));
    if (!foreign)
        return foreign.error();
    if (*foreign)
        return Error(
            ErrorCode::StorageCorrupt,
            QStringLiteral("The database has tables but no record of their version; is it another program's?"));
    return 0;
}

Result<QStringList> pending(Database &database)
{
    const auto version = currentVersion(database);
    if (!version)
        return version.error();
    if (*version > newestVersion())
        return Error(ErrorCode::StorageTooNew,
                     QStringLiteral("The database has schema version %1, this program knows %2: it was written by a "
                                    "newer version; install that version.")
                         .arg(*version)
                         .arg(newestVersion()));
    QStringList names;
    for (const Migration &migration : migrations) {
        if (migration.version > *version)
            names << QString::fromLatin1(migration.name);
    }
    return names;
}

Result<void> migrate(Database &database, qint64 nowMs, int upTo)
{
    initStorageResources();
    const auto before = pending(database);
    if (!before)
        return before.error();
    if (before->isEmpty())
        return {};
    if (auto ok = database.begin(); !ok)
        return ok;
    if (database.dialect() == Dialect::Postgres) {
        if (auto ok = database.value(QStringLiteral("SELECT pg_advisory_xact_lock(?)"), {AdvisoryLock}); !ok)
            return ok.error();
    }
    if (auto ok = migrateWithin(database, nowMs, upTo); !ok) {
        database.rollback();
        return ok;
    }
    return database.commit();
}

Result<void> migrateWithin(Database &database, qint64 nowMs, int upTo)
{
    initStorageResources();
    // Another instance may have been here while this one waited for the lock.
    const auto names = pending(database);
    if (!names)
        return names.error();
    const QString meta =
        QStringLiteral("CREATE TABLE IF NOT EXISTS meta (name %1 PRIMARY KEY, value %1 NOT NULL)")
            .arg(database.dialect() == Dialect::Sqlite ? QStringLiteral("TEXT") : QStringLiteral("text"));
    if (auto ok = database.runScript({meta}); !ok)
        return ok;
    for (const Migration &migration : migrations) {
        if (migration.version > upTo || !names->contains(QLatin1StringView(migration.name)))
            continue;
        if (auto ok = apply(database, migration, nowMs); !ok)
            return Error(ok.error().code,
                         QStringLiteral("The migration %1 failed and was undone: %2")
                             .arg(QLatin1StringView(migration.name), ok.error().message));
        qCInfo(lcStorage, "migrated the database to %s", migration.name);
    }
    return {};
}

Result<qint64> epoch(Database &database)
{
    auto value = database.value(QStringLiteral("SELECT value FROM meta WHERE name = ?"), {QStringLiteral("epoch")});
    if (!value)
        return value.error();
    const qint64 number = value->toLongLong();
    if (number <= 0)
        return Error(ErrorCode::StorageCorrupt, QStringLiteral("The database does not say which epoch it is in."));
    return number;
}

Result<void> setEpoch(Database &database, qint64 epoch)
{
    return setMeta(database, QStringLiteral("epoch"), QString::number(epoch));
}

} // namespace TaskMaster::Server::Migrations
