// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/Migrations.h"
#include "server/storage/TableRows.h"
#include "tests/support/PostgresFixture.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

/// What both databases say about themselves: the same tables, so that a backup of one fits the other.
class CatalogTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_files = 0;

    std::unique_ptr<Database> migrated(bool isPostgres, int upTo = Migrations::newestVersion())
    {
        const QString url = isPostgres ? PostgresFixture::shared().createDatabase()
                                       : m_folder.filePath(QStringLiteral("%1.db").arg(++m_files));
        auto database = Database::open(*DatabaseSettings::fromUrl(url), Database::Use::Write);
        if (!database || !Migrations::migrate(**database, 1000, upTo))
            qFatal("cannot prepare a database");
        return std::move(*database);
    }
    static void addEngines()
    {
        QTest::addColumn<bool>("isPostgres");
        QTest::addRow("sqlite") << false;
        QTest::addRow("postgres") << true;
    }

private Q_SLOTS:
    void bothDatabasesHaveTheSameTablesInEveryVersion()
    {
        for (int version = 1; version <= Migrations::newestVersion(); ++version) {
            const auto sqlite = migrated(false, version);
            const auto postgres = migrated(true, version);
            const auto left = Catalog::tables(*sqlite);
            const auto right = Catalog::tables(*postgres);
            QVERIFY2(left, left ? "" : qPrintable(left.error().message));
            QVERIFY2(right, right ? "" : qPrintable(right.error().message));
            QVERIFY(left->size() > 15);
            QCOMPARE(left->size(), right->size());
            for (qsizetype i = 0; i < left->size(); ++i) {
                QCOMPARE(left->at(i).name, right->at(i).name);
                QCOMPARE(left->at(i).columnNames(), right->at(i).columnNames());
                QVERIFY2(left->at(i).columns == right->at(i).columns, qPrintable(left->at(i).name));
                QCOMPARE(left->at(i).key, right->at(i).key);
            }
        }
    }

    void aDatabaseThatWasJustMadeHasTheExpectedShape_data() { addEngines(); }
    void aDatabaseThatWasJustMadeHasTheExpectedShape()
    {
        QFETCH(bool, isPostgres);
        const auto database = migrated(isPostgres);
        const auto expected = Catalog::expectedShape(*database);
        QVERIFY2(expected, expected ? "" : qPrintable(expected.error().message));
        QVERIFY(expected->contains(QStringLiteral("index task_in_column")));
        QCOMPARE(*Catalog::shape(*database), *expected);
        QVERIFY(database->runScript({QStringLiteral("DROP INDEX task_in_column")}));
        QVERIFY(!Catalog::shape(*database)->contains(QStringLiteral("index task_in_column")));
        QVERIFY(Catalog::expectedShape(*database)->contains(QStringLiteral("index task_in_column")));
    }

    void rowsAreTheSameLinesInTheSameOrderWhereverTheyComeFrom()
    {
        const QByteArray rows("[[\"a\",\"2\"],[\"Z\",\"\"],[\"ä\",\"back\\\\slash \\\"quoted\\\"\\nline\\u0001\"],"
                              "[\"b\",\"日本 😀\"]]");
        QList<QByteArrayList> read;
        for (const bool isPostgres : {false, true}) {
            const auto database = migrated(isPostgres);
            const auto tables = Catalog::tables(*database);
            const auto meta = std::find_if(tables->cbegin(), tables->cend(),
                                           [](const TableDescription &table) { return table.name == u"meta"; });
            QVERIFY(meta != tables->cend());
            QVERIFY(TableRows::removeAll(*database, *meta));
            QVERIFY(TableRows::insert(*database, *meta, {QStringLiteral("name"), QStringLiteral("value")}, rows));
            QByteArrayList lines;
            const auto count = TableRows::read(*database, *meta, [&](const QByteArray &row) {
                lines << row;
                return Result<void>();
            });
            QVERIFY(count);
            QCOMPARE(*count, 4);
            read << lines;
        }
        QCOMPARE(read[0], read[1]);
        QCOMPARE(read[0][0], QByteArray("[\"Z\",\"\"]")); // byte by byte, not as a person sorts
        QCOMPARE(read[0][3], QByteArray("[\"ä\",\"back\\\\slash \\\"quoted\\\"\\u000aline\\u0001\"]"));
    }

    void aColumnThatTheTableDoesNotHaveIsRefused()
    {
        const auto database = migrated(false);
        const auto tables = Catalog::tables(*database);
        const auto refused = TableRows::insert(*database, tables->constFirst(), {QStringLiteral("f_smell")}, "[[1]]");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::StorageCorrupt);
        QVERIFY(refused.error().message.contains(u"f_smell"));
    }

    void aSnapshotDoesNotSeeWhatOthersCommit_data() { addEngines(); }
    void aSnapshotDoesNotSeeWhatOthersCommit()
    {
        QFETCH(bool, isPostgres);
        const QString url = isPostgres ? PostgresFixture::shared().createDatabase()
                                       : m_folder.filePath(QStringLiteral("%1.db").arg(++m_files));
        const auto settings = *DatabaseSettings::fromUrl(url);
        const auto writing = Database::open(settings, Database::Use::Write);
        QVERIFY(writing && Migrations::migrate(**writing, 1000));
        const auto reading = Database::open(settings, Database::Use::Read);
        QVERIFY(reading && (*reading)->beginSnapshot());
        QVERIFY((*writing)->runScript({QStringLiteral("INSERT INTO meta (name, value) VALUES ('late', '1')")}));
        const QString count = QStringLiteral("SELECT COUNT(*) FROM meta WHERE name = 'late'");
        QCOMPARE((*reading)->value(count)->toInt(), 0);
        (*reading)->rollback();
        QCOMPARE((*reading)->value(count)->toInt(), 1);
    }
};

QTEST_GUILESS_MAIN(CatalogTest)
#include "tst_catalog.moc"
