// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/Loader.h"
#include "server/storage/Migrations.h"
#include "server/storage/Reader.h"
#include "server/storage/RowSql.h"
#include "tests/support/PostgresFixture.h"

#include <QCryptographicHash>
#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

constexpr qint64 Before = 1000;
constexpr qint64 Now = 2000;

/// Everything that the database knows of its own shape, a line each.
QStringList catalogOf(Database &database)
{
    const QStringList questions = database.dialect() == Dialect::Sqlite
        ? QStringList{QStringLiteral("SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_master")}
        : QStringList{
            QStringLiteral("SELECT table_name || '.' || column_name || ' ' || ordinal_position || ': ' || data_type || "
                           "' ' || is_nullable || ' ' || coalesce(column_default, '') || ' ' || "
                           "coalesce(collation_name, '') FROM information_schema.columns "
                           "WHERE table_schema = current_schema()"),
            QStringLiteral("SELECT indexname || ': ' || indexdef FROM pg_indexes WHERE schemaname = current_schema()")};
    QStringList lines;
    for (const QString &question : questions) {
        auto query = database.run(question);
        if (!query)
            qFatal("%s", qPrintable(query.error().message));
        while ((*query)->next())
            lines << (*query)->value(0).toString();
    }
    lines.sort();
    return lines;
}

/// The stream in which a kind's rows live, and the ids that a test gives them.
StreamId streamOf(EntityKind kind)
{
    const Uuid workspace{1, 1};
    const StreamKinds kinds = describe(kind).streams;
    if ((kinds & InProject) != 0)
        return StreamId::ofProject(workspace, {1, 3});
    if ((kinds & InWorkspace) != 0)
        return StreamId::ofWorkspace(workspace);
    return (kinds & InPersonal) != 0 ? StreamId::ofPerson(workspace, {1, 2}) : StreamId::ofUser({1, 2});
}
Uuid idOf(EntityKind kind)
{
    return {2, static_cast<quint64>(kind) + 1};
}

/// The kinds that this database has a table for: an older one knows fewer.
std::vector<EntityKind> kindsIn(Database &database)
{
    const QStringList catalog = catalogOf(database);
    std::vector<EntityKind> kinds;
    for (int k = 0; k < EntityKindCount; ++k) {
        const auto kind = static_cast<EntityKind>(k);
        const QString table = RowSql::tableName(kind).remove(u'"');
        const QString line = database.dialect() == Dialect::Sqlite ? QStringLiteral("table %1: ").arg(table)
                                                                   : QStringLiteral("%1.id ").arg(table);
        const bool isThere = std::any_of(catalog.begin(), catalog.end(),
                                         [&line](const QString &known) { return known.startsWith(line); });
        if (isThere)
            kinds.push_back(kind);
    }
    return kinds;
}

/// A row of each kind that says nothing but that it is there: what no migration may lose or trip over.
Result<void> insertRows(Database &database)
{
    for (const EntityKind kind : kindsIn(database)) {
        const QString id = RowSql::uuidParameter(database.dialect());
        const auto inserted = database.run(
            QStringLiteral("INSERT INTO %1 (workspace_id, scope_id, id, rev, updated_at) VALUES (%2, %2, %2, 7, 8)")
                .arg(RowSql::tableName(kind), id),
            streamKey(streamOf(kind)) << idOf(kind).toString());
        if (!inserted)
            return inserted.error();
    }
    return {};
}

} // namespace

/// Databases of every older version, on both engines: they become what a fresh one is, and keep what is in them.
class MigrationsTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_files = 0;

    std::unique_ptr<Database> freshDatabase(bool isPostgres)
    {
        const QString url = isPostgres ? PostgresFixture::shared().createDatabase()
                                       : m_folder.filePath(QStringLiteral("%1.db").arg(++m_files));
        auto database = Database::open(*DatabaseSettings::fromUrl(url), Database::Use::Write);
        if (!database)
            qFatal("%s", qPrintable(database.error().message));
        return std::move(*database);
    }
    static void addEngines()
    {
        QTest::addColumn<bool>("isPostgres");
        QTest::addColumn<int>("version");
        for (const bool isPostgres : {false, true}) {
            for (int version = 0; version <= Migrations::newestVersion(); ++version)
                QTest::addRow("%s, version %d", isPostgres ? "postgres" : "sqlite", version) << isPostgres << version;
        }
    }

private Q_SLOTS:
    void anOlderDatabaseBecomesWhatAFreshOneIs_data() { addEngines(); }
    void anOlderDatabaseBecomesWhatAFreshOneIs()
    {
        QFETCH(bool, isPostgres);
        QFETCH(int, version);
        const auto old = freshDatabase(isPostgres);
        QVERIFY(Migrations::migrate(*old, Before, version));
        QVERIFY(*Migrations::currentVersion(*old) <= version); // numbers may be left out
        if (version > 0)
            QVERIFY(insertRows(*old));
        const auto migrated = Migrations::migrate(*old, Now);
        QVERIFY2(migrated, migrated ? "" : qPrintable(migrated.error().message));
        QCOMPARE(*Migrations::currentVersion(*old), Migrations::newestVersion());
        QVERIFY(Migrations::pending(*old)->isEmpty());
        QCOMPARE(*Migrations::epoch(*old), version > 0 ? Before : Now); // the past has not changed

        const auto fresh = freshDatabase(isPostgres);
        QVERIFY(Migrations::migrate(*fresh, Now));
        QVERIFY(catalogOf(*fresh).size() > EntityKindCount);
        QCOMPARE(catalogOf(*old), catalogOf(*fresh));
    }

    void eventsOfAnOlderDatabaseAreFoundByTheirTasks_data()
    {
        QTest::addColumn<bool>("isPostgres");
        QTest::newRow("sqlite") << false;
        QTest::newRow("postgres") << true;
    }
    void eventsOfAnOlderDatabaseAreFoundByTheirTasks()
    {
        QFETCH(bool, isPostgres);
        constexpr int beforeHistory = 9;
        const auto database = freshDatabase(isPostgres);
        QVERIFY(Migrations::migrate(*database, Before, beforeHistory));
        const StreamId project = streamOf(EntityKind::Task);
        const QString id = RowSql::uuidParameter(database->dialect());
        const QVariantList stream = streamKey(project) << static_cast<qint64>(project.kind);
        const Uuid task{3, 1};
        const Uuid other{3, 2};
        const auto happened = [&](qint64 seq, const Uuid &row, const QString &change) {
            QVERIFY(
                database->run(QStringLiteral("INSERT INTO event (workspace_id, scope_id, kind, seq, at, command_id, "
                                             "actor, verb, changes, old_values) VALUES (%1, %1, ?, ?, 1, %1, %1, "
                                             "'x', ?, '[]')")
                                  .arg(id),
                              stream + QVariantList{seq, row.toString(), row.toString(), change}));
            QVERIFY(
                database->run(QStringLiteral("INSERT INTO event_entity (workspace_id, scope_id, kind, entity_id, seq) "
                                             "VALUES (%1, %1, ?, %1, ?)")
                                  .arg(id),
                              stream + QVariantList{row.toString(), seq}));
        };
        const auto change = [](const char *entity, const Uuid &row, const char *op, const QString &fields) {
            return QStringLiteral("[{\"entity\":\"%1\",\"id\":\"%2\",\"op\":\"%3\"%4}]")
                .arg(QLatin1StringView(entity), row.toString(), QLatin1StringView(op), fields);
        };
        const QString of = QStringLiteral(",\"fields\":{\"taskId\":\"%1\"%2}").arg(task.toString());
        const Uuid comment{4, 1};
        happened(1, comment, change("comment", comment, "create", of.arg(QString())));
        happened(2, comment, change("comment", comment, "put", QStringLiteral(",\"fields\":{\"body\":\"B\"}")));
        happened(3, comment, change("comment", comment, "delete", {}));
        const Uuid relation{4, 2};
        happened(4, relation,
                 change("relation", relation, "create",
                        of.arg(QStringLiteral(",\"otherId\":\"%1\"").arg(other.toString()))));
        const Uuid column{4, 3};
        happened(5, column, change("column", column, "create", QStringLiteral(",\"fields\":{\"name\":\"C\"}")));

        QVERIFY(Migrations::migrate(*database, Now));
        const auto eventsOf = [&](const Uuid &row) {
            auto query = database->run(QStringLiteral("SELECT seq FROM event_entity WHERE workspace_id = %1 AND "
                                                      "scope_id = %1 AND kind = ? AND entity_id = %1 ORDER BY seq")
                                           .arg(id),
                                       stream + QVariantList{row.toString()});
            QList<qint64> seqs;
            while (query && (*query)->next())
                seqs << (*query)->value(0).toLongLong();
            return seqs;
        };
        QCOMPARE(eventsOf(task), (QList<qint64>{1, 2, 3, 4}));
        QCOMPARE(eventsOf(other), (QList<qint64>{4}));
        QCOMPARE(eventsOf(comment), (QList<qint64>{1, 2, 3}));
        QCOMPARE(eventsOf(column), (QList<qint64>{5}));
    }

    /// The tests above make older databases from the files of today: that is only true while those files stay.
    void aMigrationThatLandedIsNeverChanged()
    {
        QFile list(QStringLiteral(MIGRATIONS_LIST));
        QVERIFY(list.open(QIODevice::ReadOnly));
        QMap<QString, QByteArray> pinned;
        for (const QByteArray &line : list.readAll().split('\n')) {
            if (!line.isEmpty() && !line.startsWith('#'))
                pinned.insert(QString::fromUtf8(line.mid(66)), line.left(64));
        }
        int last = 0;
        for (auto it = pinned.cbegin(); it != pinned.cend(); ++it) {
            QFile file(QStringLiteral(MIGRATIONS_FOLDER "/") + it.key());
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(it.key()));
            const QByteArray hash = QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex();
            QVERIFY2(hash == it.value(), qPrintable(it.key() + QStringLiteral(" was changed: write a new migration")));
            last = std::max(last, it.key().section(u'/', 1).left(4).toInt());
        }
        // Older ones than the last that is pinned cannot be slipped in, on either engine.
        for (const char *engine : {"sqlite", "postgres"}) {
            const QString folder = QString::fromLatin1(engine);
            const QStringList files = QDir(QStringLiteral(MIGRATIONS_FOLDER "/") + folder).entryList(QDir::Files);
            for (const QString &file : files)
                QVERIFY2(file.left(4).toInt() > last || pinned.contains(folder + u'/' + file), qPrintable(file));
        }
        QVERIFY(last >= 3);
    }

    void rowsOfAnOlderDatabaseAreReadInTheNewOne_data() { addEngines(); }
    void rowsOfAnOlderDatabaseAreReadInTheNewOne()
    {
        QFETCH(bool, isPostgres);
        QFETCH(int, version);
        const auto database = freshDatabase(isPostgres);
        QVERIFY(Migrations::migrate(*database, Before, std::max(1, version)));
        const auto kinds = kindsIn(*database);
        QVERIFY(kinds.size() >= 14); // those of the first version
        QVERIFY(insertRows(*database));
        QVERIFY(Migrations::migrate(*database, Now));
        QCOMPARE(kindsIn(*database).size(), static_cast<std::size_t>(EntityKindCount));
        for (const EntityKind kind : kinds) {
            const auto page = Read::rows(*database, streamOf(kind), {kind, {}, false}, 10);
            QVERIFY2(page, describe(kind).name);
            QCOMPARE(page->rows.size(), 1);
            const Row &row = rowOf(page->rows.constFirst());
            QCOMPARE(kindOf(page->rows.constFirst()), kind);
            QCOMPARE(row.id, idOf(kind));
            QCOMPARE(row.rev, 7);
            QCOMPARE(row.updatedAt, 8);
        }
    }

    void aDatabaseOfANewerProgramIsRefusedUntouched_data()
    {
        QTest::addColumn<bool>("isPostgres");
        QTest::addRow("sqlite") << false;
        QTest::addRow("postgres") << true;
    }
    void aDatabaseOfANewerProgramIsRefusedUntouched()
    {
        QFETCH(bool, isPostgres);
        const auto database = freshDatabase(isPostgres);
        QVERIFY(Migrations::migrate(*database, Before));
        QVERIFY(database->run(QStringLiteral("UPDATE meta SET value = ? WHERE name = 'schemaVersion'"),
                              {QString::number(Migrations::newestVersion() + 1)}));
        const QStringList before = catalogOf(*database);
        const auto refused = Migrations::migrate(*database, Now);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::StorageTooNew);
        QCOMPARE(catalogOf(*database), before);
    }

    void theTablesOfAnotherProgramAreNotTouched()
    {
        const auto database = freshDatabase(false);
        QVERIFY(database->run(QStringLiteral("CREATE TABLE event (id INTEGER)")));
        const QStringList before = catalogOf(*database);
        const auto refused = Migrations::migrate(*database, Now);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::StorageCorrupt);
        QCOMPARE(catalogOf(*database), before);
    }
};

QTEST_GUILESS_MAIN(MigrationsTest)
#include "tst_migrations.moc"
