// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/Restore.h"
#include "server/admin/Verify.h"
#include "server/storage/TableRows.h"
#include "tests/admin/AdminFixture.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

/// What came of reading all of a file.
Result<BackupTally> prove(const QString &path)
{
    auto reader = BackupReader::open(path);
    if (!reader)
        return reader.error();
    if (auto ok = Restore::prove(**reader, {}); !ok)
        return ok.error();
    return (*reader)->tally();
}

} // namespace

/// Backups as files: every database into every other, and every way in which a file can be wrong.
class BackupFileTest : public QObject {
    Q_OBJECT

private:
    AdminFixture m_admin;
    DatabaseSettings m_source;
    QString m_backup;
    QByteArray m_bytes;

private Q_SLOTS:
    void initTestCase()
    {
        m_source = m_admin.filled(false);
        m_backup = m_admin.backup(m_source, QStringLiteral("good.tmbackup")).path;
        m_bytes = AdminFixture::contentOf(m_backup);
        QVERIFY(m_bytes.size() > 1000);
    }

    void everyDatabaseGoesIntoEveryOtherAndBack_data()
    {
        QTest::addColumn<bool>("fromPostgres");
        QTest::addColumn<bool>("toPostgres");
        QTest::addRow("sqlite to sqlite") << false << false;
        QTest::addRow("sqlite to postgres") << false << true;
        QTest::addRow("postgres to sqlite") << true << false;
        QTest::addRow("postgres to postgres") << true << true;
    }
    void everyDatabaseGoesIntoEveryOtherAndBack()
    {
        QFETCH(bool, fromPostgres);
        QFETCH(bool, toPostgres);
        const DatabaseSettings from = m_admin.filled(fromPostgres, 60);
        const DatabaseSettings to = m_admin.settings(toPostgres);
        const auto first = m_admin.backup(from, QStringLiteral("first"));
        QVERIFY(first.tally.value(QStringLiteral("task")).rows == 60);
        const auto restored = Restore::run(to, first.path, {false, m_admin.clock.nowMs()}, {});
        QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
        const auto second = m_admin.backup(to, QStringLiteral("second"));
        QVERIFY(rowsOnly(second.tally) == rowsOnly(first.tally));
        QVERIFY(second.header.epoch > first.header.epoch);
        QCOMPARE(second.header.epoch, restored->epoch);
        for (const auto &backup : {first, second}) {
            const auto verified = Verify::run(backup.path, m_admin.folder.path(), {});
            QVERIFY2(verified, verified ? "" : qPrintable(verified.error().message));
            QVERIFY2(verified->findings.isEmpty() && verified->log.findings.isEmpty(),
                     qPrintable((verified->findings + verified->log.findings).join(u'\n')));
            QVERIFY(verified->log.events > 100);
        }
        m_admin.fill(to, 3); // and it takes commands
    }

    void aBackupOfAnOlderSchemaIsBroughtUpToDate_data()
    {
        QTest::addColumn<bool>("fromPostgres");
        QTest::addColumn<int>("version");
        for (int version = 1; version < Migrations::newestVersion(); ++version) {
            QTest::addRow("sqlite, version %d", version) << false << version;
            QTest::addRow("postgres, version %d", version) << true << version;
        }
    }
    void aBackupOfAnOlderSchemaIsBroughtUpToDate()
    {
        QFETCH(bool, fromPostgres);
        QFETCH(int, version);
        const DatabaseSettings old = m_admin.settings(fromPostgres);
        {
            auto database = Database::open(old, Database::Use::Write);
            QVERIFY(database && Migrations::migrate(**database, 1000, version));
            QVERIFY(
                (*database)->runScript({QStringLiteral("INSERT INTO session (token_hash, user_id, created_at, "
                                                       "expires_at, last_seen_at, label) VALUES ('t', "
                                                       "'00000000-0000-0000-0000-000000000007', 1, 2, 3, 'old')")}));
        }
        const auto backup = m_admin.backup(old, QStringLiteral("old"));
        QVERIFY(backup.header.schemaVersion <= version); // numbers may have gaps
        const DatabaseSettings to = m_admin.settings(!fromPostgres);
        const auto restored = Restore::run(to, backup.path, {false, m_admin.clock.nowMs()}, {});
        QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
        auto database = Database::open(to, Database::Use::Write);
        QVERIFY(database);
        QCOMPARE(*Migrations::currentVersion(**database), Migrations::newestVersion());
        QCOMPARE(*Catalog::shape(**database), *Catalog::expectedShape(**database));
        QCOMPARE((*database)->value(QStringLiteral("SELECT label FROM session"))->toString(), QStringLiteral("old"));
    }

    void sessionsCanBeLeftOut()
    {
        const DatabaseSettings from = m_admin.filled(false, 2);
        {
            auto database = Database::open(from, Database::Use::Write);
            QVERIFY(database
                    && (*database)->runScript({QStringLiteral("INSERT INTO session VALUES ('t', 'u', 1, 2, 3, 'l')")}));
        }
        QCOMPARE(m_admin.backup(from, QStringLiteral("with")).tally.value(QStringLiteral("session")).rows, 1);
        const auto without = Backup::make(from, m_admin.path(QStringLiteral("without")), {false, 1}, {});
        QVERIFY(without);
        QCOMPARE(without->tally.value(QStringLiteral("session")).rows, 0);
        const auto verified = Verify::run(without->path, m_admin.folder.path(), {});
        QVERIFY(verified && verified->findings.isEmpty());
    }

    void everyFlippedBitIsNoticed()
    {
        const QString path = m_admin.path(QStringLiteral("flipped"));
        QVERIFY(prove(m_backup));
        for (qsizetype at = 0; at < m_bytes.size(); at += 1 + at % 29) {
            QByteArray bytes = m_bytes;
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
            AdminFixture::write(path, bytes);
            const auto read = prove(path);
            QVERIFY2(!read, qPrintable(QStringLiteral("byte %1 of %2").arg(at).arg(m_bytes.size())));
            QVERIFY2(read.error().code == ErrorCode::StorageCorrupt || read.error().code == ErrorCode::StorageTooNew,
                     qPrintable(read.error().message));
            QVERIFY2(read.error().message.contains(path), qPrintable(read.error().message));
            QVERIFY2(read.error().message.contains(u"byte"), qPrintable(read.error().message));
        }
    }

    void whateverIsCutOffIsNoticed()
    {
        const QString path = m_admin.path(QStringLiteral("cut"));
        for (qsizetype size = 0; size < m_bytes.size(); size += 1 + size / 37) {
            AdminFixture::write(path, m_bytes.first(size));
            const auto read = prove(path);
            QVERIFY2(!read, qPrintable(QString::number(size)));
            QCOMPARE(read.error().code, ErrorCode::StorageCorrupt);
            QVERIFY2(read.error().message.contains(QStringLiteral("byte %1").arg(size < 4 ? 0 : size)),
                     qPrintable(read.error().message));
        }
    }

    void whatIsAppendedOrCutOutIsNoticed()
    {
        const QString path = m_admin.path(QStringLiteral("changed"));
        const QByteArrayList wrong{m_bytes + "x", m_bytes + m_bytes, m_bytes.first(500) + m_bytes.sliced(540),
                                   m_bytes.first(m_bytes.size() / 2) + m_bytes};
        for (const QByteArray &bytes : wrong) {
            AdminFixture::write(path, bytes);
            const auto read = prove(path);
            QVERIFY(!read);
            QCOMPARE(read.error().code, ErrorCode::StorageCorrupt);
        }
    }

    void damageInALaterFrameHasItsPlace()
    {
        const DatabaseSettings large = m_admin.filled(false, 600);
        const auto backup = m_admin.backup(large, QStringLiteral("large"));
        QByteArray bytes = AdminFixture::contentOf(backup.path);
        const qsizetype at = bytes.size() - 2000;
        bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
        AdminFixture::write(backup.path, bytes);
        const auto read = prove(backup.path);
        QVERIFY(!read);
        static const QRegularExpression place(QStringLiteral("begins at byte (\\d+) of %1").arg(bytes.size()));
        const auto match = place.match(read.error().message);
        QVERIFY2(match.hasMatch(), qPrintable(read.error().message));
        QVERIFY(match.captured(1).toLongLong() > 0);
        QVERIFY(match.captured(1).toLongLong() < at);
    }

    void aWellMadeFileThatLiesAboutItsTablesIsRefused_data()
    {
        QTest::addColumn<QByteArrayList>("lines");
        const QByteArray header(R"({"format":"taskmaster-backup","formatVersion":1,"schemaVersion":1,"tables":)"
                                R"([{"columns":["name","value"],"name":"meta"}]})");
        const QByteArray table(R"({"table":"meta"})");
        QTest::newRow("nothing") << QByteArrayList{};
        QTest::newRow("something else") << QByteArrayList{"hello", "world"};
        QTest::newRow("no end") << QByteArrayList{header, table, R"(["a","b"])"};
        QTest::newRow("a wrong count") << QByteArrayList{header, table, R"(["a","b"])",
                                                         R"({"end":{"meta":{"checksum":"00","rows":2}}})"};
        QTest::newRow("another table") << QByteArrayList{header, R"({"table":"event"})"};
        QTest::newRow("a table twice") << QByteArrayList{header, table, table};
        QTest::newRow("a row of no table") << QByteArrayList{header, R"(["a","b"])"};
        QTest::newRow("a strange line") << QByteArrayList{header, table, "true"};
    }
    void aWellMadeFileThatLiesAboutItsTablesIsRefused()
    {
        QFETCH(QByteArrayList, lines);
        const QString path = m_admin.path(QStringLiteral("lies"));
        auto writer = SealedWriter::open(path);
        QVERIFY(writer);
        for (const QByteArray &line : lines)
            QVERIFY((*writer)->line(line));
        QVERIFY((*writer)->finish());
        const auto read = prove(path);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::StorageCorrupt);
    }

    void backupsOfNewerProgramsAreRefusedUntouched_data()
    {
        QTest::addColumn<int>("formatVersion");
        QTest::addColumn<int>("schemaVersion");
        QTest::newRow("a newer format") << BackupHeader::FormatVersion + 1 << 1;
        QTest::newRow("a newer schema") << BackupHeader::FormatVersion << Migrations::newestVersion() + 1;
    }
    void backupsOfNewerProgramsAreRefusedUntouched()
    {
        QFETCH(int, formatVersion);
        QFETCH(int, schemaVersion);
        const QString path = m_admin.path(QStringLiteral("newer"));
        auto writer = SealedWriter::open(path);
        QVERIFY(writer);
        QVERIFY(
            (*writer)->line(QStringLiteral(R"({"format":"taskmaster-backup","formatVersion":%1,"schemaVersion":%2})")
                                .arg(formatVersion)
                                .arg(schemaVersion)
                                .toLatin1()));
        QVERIFY((*writer)->line(R"({"end":{}})"));
        QVERIFY((*writer)->finish());
        const DatabaseSettings to = m_admin.settings(false);
        const auto refused = Restore::run(to, path, {true, 1}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::StorageTooNew);
        QVERIFY(!QFile::exists(to.path));
        QVERIFY(!Verify::run(path, m_admin.folder.path(), {}));
    }

    void onlyAnEmptyDatabaseIsRestoredIntoWithoutBeingAsked_data()
    {
        QTest::addColumn<bool>("isPostgres");
        QTest::addRow("sqlite") << false;
        QTest::addRow("postgres") << true;
    }
    void onlyAnEmptyDatabaseIsRestoredIntoWithoutBeingAsked()
    {
        QFETCH(bool, isPostgres);
        const DatabaseSettings to = m_admin.filled(isPostgres, 3);
        const auto before = m_admin.backup(to, QStringLiteral("before"));
        const auto refused = Restore::run(to, m_backup, {false, m_admin.clock.nowMs()}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::AlreadyExists);
        QVERIFY(refused.error().message.contains(u"--replace"));
        QVERIFY(m_admin.backup(to, QStringLiteral("still")).tally == before.tally);
        const auto replaced = Restore::run(to, m_backup, {true, m_admin.clock.nowMs()}, {});
        QVERIFY2(replaced, replaced ? "" : qPrintable(replaced.error().message));
        QVERIFY(rowsOnly(m_admin.backup(to, QStringLiteral("after")).tally) == rowsOnly(*prove(m_backup)));
        if (!isPostgres) {
            DatabaseSettings kept = to;
            kept.path = replaced->keptAs;
            QVERIFY(m_admin.backup(kept, QStringLiteral("kept")).tally == before.tally);
        }
        // Migrated, but nothing in it: as good as none.
        const DatabaseSettings fresh = m_admin.settings(isPostgres);
        {
            auto database = Database::open(fresh, Database::Use::Write);
            QVERIFY(database && Migrations::migrate(**database, 1));
        }
        const auto filled = Restore::run(fresh, m_backup, {false, m_admin.clock.nowMs()}, {});
        QVERIFY2(filled, filled ? "" : qPrintable(filled.error().message));
    }

    void aFailedRestoreLeavesTheDatabaseAsItWas_data() { onlyAnEmptyDatabaseIsRestoredIntoWithoutBeingAsked_data(); }
    void aFailedRestoreLeavesTheDatabaseAsItWas()
    {
        QFETCH(bool, isPostgres);
        const DatabaseSettings to = m_admin.filled(isPostgres, 3);
        const auto before = m_admin.backup(to, QStringLiteral("before"));
        // Whole as a file, but its rows do not fit: the same key twice.
        const QString path = m_admin.path(QStringLiteral("twice"));
        BackupHeader header;
        header.schemaVersion = 1;
        header.tables = {{QStringLiteral("meta"), {QStringLiteral("name"), QStringLiteral("value")}}};
        auto writer = BackupWriter::create(path, header);
        QVERIFY(writer && (*writer)->startTable(QStringLiteral("meta")));
        QVERIFY((*writer)->row(R"(["a","b"])") && (*writer)->row(R"(["a","c"])"));
        QVERIFY((*writer)->finish());
        QVERIFY(!Restore::run(to, path, {true, m_admin.clock.nowMs()}, {}));
        QVERIFY(m_admin.backup(to, QStringLiteral("still")).tally == before.tally);
        QVERIFY(!QFile::exists(to.path + QStringLiteral(".restoring")));
    }

    void aDatabaseThatIsDamagedCanBeReplaced()
    {
        const DatabaseSettings to = m_admin.filled(false, 30);
        QByteArray bytes = AdminFixture::contentOf(to.path);
        for (qsizetype at = 50; at < bytes.size(); at += 512)
            bytes.replace(at, 16, QByteArray(16, '\x5a'));
        AdminFixture::write(to.path, bytes);
        const auto refused = Restore::run(to, m_backup, {false, m_admin.clock.nowMs()}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::AlreadyExists);
        const auto replaced = Restore::run(to, m_backup, {true, m_admin.clock.nowMs()}, {});
        QVERIFY2(replaced, replaced ? "" : qPrintable(replaced.error().message));
        QVERIFY(rowsOnly(m_admin.backup(to, QStringLiteral("after")).tally) == rowsOnly(*prove(m_backup)));
        QCOMPARE(AdminFixture::contentOf(replaced->keptAs).size(), bytes.size());
    }

    void aServerElsewhereOnTheSamePostgresIsNoticed()
    {
        const DatabaseSettings to = m_admin.filled(true, 1);
        auto server = Database::open(to, Database::Use::Read);
        QVERIFY(server);
        const auto refused = Restore::run(to, m_backup, {true, m_admin.clock.nowMs()}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::StorageLocked);
        server->reset();
        QTRY_VERIFY(Restore::run(to, m_backup, {true, m_admin.clock.nowMs()}, {}));
    }

    void aLogThatContradictsItsRowsIsFound_data()
    {
        QTest::addColumn<QString>("damage");
        QTest::addColumn<QString>("said");
        QTest::newRow("a hole") << QStringLiteral("DELETE FROM event WHERE kind = 1 AND seq = 5")
                                << QStringLiteral("missing");
        QTest::newRow("a head too far") << QStringLiteral("UPDATE stream_head SET seq = seq + 1 WHERE kind = 1")
                                        << QStringLiteral("the newest event is");
        QTest::newRow("a changed row") << QStringLiteral("UPDATE task SET f_title = 'x' WHERE f_number = 3")
                                       << QStringLiteral("title");
        QTest::newRow("a lost row") << QStringLiteral("DELETE FROM task WHERE f_number = 3")
                                    << QStringLiteral("not stored");
        QTest::newRow("a row from nowhere")
            << QStringLiteral("INSERT INTO task (workspace_id, scope_id, id, rev, updated_at) SELECT workspace_id, "
                              "scope_id, '00000000-0000-7000-8000-000000000001', 1, 1 FROM project")
            << QStringLiteral("never made it");
        QTest::newRow("no head") << QStringLiteral("DELETE FROM stream_head WHERE kind = 1")
                                 << QStringLiteral("no head");
    }
    void aLogThatContradictsItsRowsIsFound()
    {
        QFETCH(QString, damage);
        QFETCH(QString, said);
        const DatabaseSettings from = m_admin.filled(false, 5);
        {
            auto database = Database::open(from, Database::Use::Write);
            QVERIFY(database && (*database)->runScript({damage}));
        }
        const auto backup = m_admin.backup(from, QStringLiteral("contradiction"));
        const auto verified = Verify::run(backup.path, m_admin.folder.path(), {});
        QVERIFY2(verified, verified ? "" : qPrintable(verified.error().message));
        QVERIFY(verified->findings.isEmpty());
        QVERIFY2(verified->log.findings.join(u'\n').contains(said), qPrintable(verified->log.findings.join(u'\n')));
    }

    void twoBackupsToOneFileDoNotMix()
    {
        const QString path = m_admin.path(QStringLiteral("both"));
        auto first = SealedWriter::open(path);
        QVERIFY(first);
        const auto second = SealedWriter::open(path);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::StorageLocked);
        QVERIFY((*first)->line("a") && (*first)->finish());
        first->reset();
        QVERIFY(SealedWriter::open(path));
    }

    void oldBackupsAreRemovedAndNothingElse()
    {
        QTemporaryDir folder;
        const QStringList names{Backup::fileName(1000), Backup::fileName(2000), Backup::fileName(86'400'000),
                                QStringLiteral("taskmaster-notes.txt"), QStringLiteral("taskmaster-1.tmbackup")};
        for (const QString &name : names)
            AdminFixture::write(folder.filePath(name), "x");
        const auto removed = Backup::removeOld(folder.path(), 2);
        QVERIFY(removed);
        QCOMPARE(*removed, QStringList{folder.filePath(names[0])});
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 4);
        QCOMPARE(Backup::removeOld(folder.path(), 2)->size(), 0);
    }
};

QTEST_GUILESS_MAIN(BackupFileTest)
#include "tst_backup_file.moc"
