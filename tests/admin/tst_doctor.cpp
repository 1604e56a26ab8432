// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/Doctor.h"
#include "server/admin/LogCheck.h"
#include "tests/admin/AdminFixture.h"

#include <QtTest>

#include <sys/stat.h>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

/// What a database is before the damage, and where.
struct Patient {
    explicit Patient(bool isPostgres)
    {
        folder = admin.path(QStringLiteral("data"));
        if (!QDir().mkpath(folder) || ::chmod(QFile::encodeName(folder).constData(), 0700) != 0)
            qFatal("cannot make a folder");
        settings = admin.settings(isPostgres);
        if (!isPostgres)
            settings.path = folder + QStringLiteral("/taskmaster.db");
        {
            auto database = Database::open(settings, Database::Use::Write);
            if (!database || !Migrations::migrate(**database, admin.clock.nowMs()))
                qFatal("cannot prepare a database");
        }
        if (!isPostgres && ::chmod(QFile::encodeName(settings.path).constData(), 0600) != 0)
            qFatal("cannot set the mode");
        admin.fill(settings, 12);
        damage({QStringLiteral("UPDATE stream_head SET reacted_seq = seq")}); // nobody reacts here
    }
    void damage(const QStringList &statements)
    {
        auto database = Database::open(settings, Database::Use::Write);
        if (!database || !(*database)->runScript(statements))
            qFatal("cannot damage a database");
    }
    [[nodiscard]] Examination examination(bool isDeep = true) const
    {
        return {settings, folder, {}, admin.clock.nowMs(), isDeep, false, {}, nullptr, {}};
    }

    AdminFixture admin;
    QString folder;
    DatabaseSettings settings;
};

/// The room on this machine's disk and its clock are not what is tested.
QList<Finding> ofThePatient(QList<Finding> findings)
{
    findings.removeIf(
        [](const Finding &finding) { return finding.check == u"disk" || finding.what.contains(u"not synchronised"); });
    return findings;
}

QString inWords(const Doctor::Report &report)
{
    QStringList lines;
    for (const Finding &finding : report.findings)
        lines << finding.check + QStringLiteral(": ") + finding.what + u' ' + finding.examples.join(u';');
    return (lines + report.repaired).join(u'\n');
}

} // namespace

/// The doctor on databases that were damaged on purpose: each damage is found by name, and what can be is put right.
class DoctorTest : public QObject {
    Q_OBJECT

private:
    static void addEngines()
    {
        QTest::addColumn<bool>("isPostgres");
        QTest::addRow("sqlite") << false;
        QTest::addRow("postgres") << true;
    }

private Q_SLOTS:
    void aHealthyServerHasNoFindings_data() { addEngines(); }
    void aHealthyServerHasNoFindings()
    {
        QFETCH(bool, isPostgres);
        const Patient patient(isPostgres);
        const auto report = Doctor::examine(patient.examination());
        QVERIFY2(ofThePatient(report.findings).isEmpty(), qPrintable(inWords(report)));
        QCOMPARE(report.done.size(), static_cast<qsizetype>(Doctor::checks().size()));
    }

    void everyDamageIsFoundAndWhatCanBeIsRepaired_data()
    {
        QTest::addColumn<QString>("damage");
        QTest::addColumn<QString>("check");
        QTest::addColumn<bool>("isRepaired");
        const auto row = [](const char *name, const char *damage, const char *check, bool isRepaired) {
            QTest::newRow(name) << QString::fromLatin1(damage) << QString::fromLatin1(check) << isRepaired;
        };
        row("a missing index", "DROP INDEX task_in_column", "shape", true);
        row("a missing unique index", "DROP INDEX user_by_email", "shape", true);
        row("a missing table", "DROP TABLE conflict", "shape", false);
        row("a changed table", "ALTER TABLE label ADD COLUMN f_smell text", "shape", false);
        row("a hole in the log", "DELETE FROM event WHERE kind = 1 AND seq = 5", "log", false);
        row("a head ahead of the log", "UPDATE stream_head SET seq = seq + 2 WHERE kind = 1", "log", false);
        row("a head behind the log", "UPDATE stream_head SET seq = seq - 1, reacted_seq = seq - 1 WHERE kind = 1",
            "log", true);
        row("events without a head", "DELETE FROM stream_head WHERE kind = 1", "log", false);
        row("a changed row", "UPDATE task SET f_title = 'x' WHERE f_number = 3", "rows", true);
        row("a lost row", "DELETE FROM task WHERE f_number = 1", "rows", true);
        row("a row from nowhere",
            "INSERT INTO comment (workspace_id, scope_id, id, rev, updated_at, f_task_id) SELECT workspace_id, "
            "scope_id, "
            "'00000000-0000-7000-8000-000000000001', 1, 1, id FROM task WHERE f_number = 2",
            "rows", true);
        row("a row of no stream",
            "INSERT INTO label (workspace_id, scope_id, id, rev, updated_at) VALUES "
            "('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', "
            "'00000000-0000-7000-8000-000000000001', 1, 1)",
            "strays", false);
        row("a row newer than its stream", "UPDATE task SET rev = 100000 WHERE f_number = 3", "strays", true);
        row("comments of a lost task", "DELETE FROM task WHERE f_number = 1", "parts", true);
        row("a wrong counter", "UPDATE task SET f_comment_count = 77 WHERE f_number = 3", "counters", true);
        row("a workspace without owner", "UPDATE member SET f_role = 'member'", "people", true);
        row("sign-ins that have expired",
            "INSERT INTO session (token_hash, user_id, created_at, expires_at, last_seen_at, label) SELECT 't', id, 1, "
            "2, "
            "3, '' FROM \"user\" LIMIT 1",
            "sessions", true);
        row("secrets of nobody",
            "INSERT INTO credential (user_id, password_hash, updated_at) VALUES "
            "('00000000-0000-7000-8000-000000000001', "
            "'', 1)",
            "sessions", true);
        row("reactions ahead of the log", "UPDATE stream_head SET reacted_seq = seq + 3 WHERE kind = 1", "reactions",
            true);
        row("reactions that wait", "UPDATE stream_head SET reacted_seq = 0, at = 1 WHERE kind = 1", "reactions", false);
        row("events of the future", "UPDATE stream_head SET at = at + 86400000 WHERE kind = 1", "clock", false);
        row("an older version", "UPDATE meta SET value = '1' WHERE name = 'schemaVersion'", "database", false);
    }
    void everyDamageIsFoundAndWhatCanBeIsRepaired()
    {
        QFETCH(QString, damage);
        QFETCH(QString, check);
        QFETCH(bool, isRepaired);
        for (const bool isPostgres : {false, true}) {
            Patient patient(isPostgres);
            patient.damage({damage});
            const auto found = Doctor::examine(patient.examination());
            const auto finding = std::find_if(found.findings.cbegin(), found.findings.cend(),
                                              [&](const Finding &candidate) { return candidate.check == check; });
            QVERIFY2(finding != found.findings.cend(), qPrintable(inWords(found)));
            QVERIFY(finding->what.size() > 10 && finding->meaning.size() > 10 && finding->cure.size() > 10);

            const auto after = Doctor::repair(patient.examination());
            if (isRepaired) {
                QVERIFY2(ofThePatient(after.findings).isEmpty(), qPrintable(inWords(after)));
                QVERIFY(!after.repaired.isEmpty());
                const auto again = Doctor::repair(patient.examination());
                QVERIFY2(again.repaired.isEmpty(), qPrintable(inWords(again)));
            } else {
                QVERIFY2(!ofThePatient(after.findings).isEmpty(), qPrintable(inWords(after)));
            }
        }
    }

    void aRowThatWasLostComesBackWithEverythingThatBelongsToIt_data() { addEngines(); }
    void aRowThatWasLostComesBackWithEverythingThatBelongsToIt()
    {
        QFETCH(bool, isPostgres);
        Patient patient(isPostgres);
        const auto before = patient.admin.backup(patient.settings, QStringLiteral("before"));
        patient.damage({QStringLiteral("DELETE FROM task WHERE f_number < 6"),
                        QStringLiteral("DELETE FROM task_assignee"),
                        QStringLiteral("UPDATE comment SET f_body = 'no'")});
        const auto report = Doctor::repair(patient.examination());
        QVERIFY2(ofThePatient(report.findings).isEmpty(), qPrintable(inWords(report)));
        QVERIFY(patient.admin.backup(patient.settings, QStringLiteral("after")).tally == before.tally);
    }

    /// Where the log itself made what is wrong, a new event tells everybody what is right.
    void aFaultOfTheLogIsCorrectedByAnEvent_data() { addEngines(); }
    void aFaultOfTheLogIsCorrectedByAnEvent()
    {
        QFETCH(bool, isPostgres);
        Patient patient(isPostgres);
        const QString wrong = QStringLiteral("\"commentCount\":9");
        patient.damage(
            {QStringLiteral("UPDATE task SET f_comment_count = 9 WHERE f_number = 1"),
             QStringLiteral("UPDATE event SET changes = replace(changes, '\"commentCount\":1', '%1')").arg(wrong)});
        const auto heads = [&] {
            auto database = Database::open(patient.settings, Database::Use::Read);
            return (*database)->value(QStringLiteral("SELECT SUM(seq) FROM stream_head"))->toLongLong();
        };
        const qint64 before = heads();
        const auto report = Doctor::repair(patient.examination());
        QCOMPARE(heads(), before + 1);
        auto database = Database::open(patient.settings, Database::Use::Read);
        QCOMPARE((*database)->value(QStringLiteral("SELECT SUM(f_comment_count) FROM task"))->toLongLong(),
                 (*database)->value(QStringLiteral("SELECT COUNT(*) FROM comment"))->toLongLong());
        QCOMPARE((*database)->value(QStringLiteral("SELECT COUNT(*) FROM event WHERE verb = 'repaired'"))->toLongLong(),
                 1);
        const auto log = LogCheck::everything(**database, {});
        QVERIFY2(log && log->findings.isEmpty(), log ? qPrintable(log->findings.join(u'\n')) : "");
        // Only that nobody has reacted to the new event is left.
        for (const Finding &finding : ofThePatient(report.findings))
            QCOMPARE(finding.check, QStringLiteral("reactions"));
    }

    void nothingIsRemovedWhileTheLogIsInDoubt()
    {
        Patient patient(false);
        patient.damage({QStringLiteral("DELETE FROM event WHERE kind = 1 AND seq = 3"),
                        QStringLiteral("DELETE FROM task WHERE f_number = 1")});
        const auto count = [&] {
            auto database = Database::open(patient.settings, Database::Use::Read);
            return (*database)->value(QStringLiteral("SELECT COUNT(*) FROM comment"))->toLongLong();
        };
        const qint64 before = count();
        const auto report = Doctor::repair(patient.examination());
        QVERIFY(std::any_of(report.findings.cbegin(), report.findings.cend(),
                            [](const Finding &finding) { return finding.check == u"parts"; }));
        QVERIFY(report.repaired.isEmpty());
        QCOMPARE(count(), before);
    }

    void filesThatOthersMayReadAreFoundAndClosed()
    {
        Patient patient(false);
        QCOMPARE(::chmod(QFile::encodeName(patient.folder).constData(), 0755), 0);
        QCOMPARE(::chmod(QFile::encodeName(patient.settings.path).constData(), 0644), 0);
        const auto found = Doctor::examine(patient.examination(false));
        QCOMPARE(ofThePatient(found.findings).size(), 2);
        QVERIFY(found.findings.constFirst().cure.contains(u"chmod 700"));
        const auto report = Doctor::repair(patient.examination());
        QVERIFY2(ofThePatient(report.findings).isEmpty(), qPrintable(inWords(report)));
        struct stat info = {};
        QCOMPARE(::stat(QFile::encodeName(patient.settings.path).constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, 0600U);
    }

    void damagedPagesAreFoundAndNothingIsTouched()
    {
        Patient patient(false);
        patient.damage({QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")});
        QByteArray bytes = AdminFixture::contentOf(patient.settings.path);
        for (qsizetype at = bytes.size() / 4096 / 3 * 4096; at < bytes.size(); at += 4096)
            bytes.replace(at, 200, QByteArray(200, '\x5a'));
        AdminFixture::write(patient.settings.path, bytes);
        const auto report = Doctor::repair(patient.examination());
        // Where the damage meets the first pages, the database cannot even be opened.
        QVERIFY2(std::any_of(report.findings.cbegin(), report.findings.cend(),
                             [](const Finding &finding) {
                                 return finding.severity == Severity::Problem
                                     && (finding.check == u"integrity" || finding.check == u"database");
                             }),
                 qPrintable(inWords(report)));
        QVERIFY(report.repaired.isEmpty());
        QVERIFY(AdminFixture::contentOf(patient.settings.path) == bytes);
    }

    void whatIsNotThereIsSaid()
    {
        Patient patient(false);
        QVERIFY(QFile::remove(patient.settings.path));
        const auto report = Doctor::examine(patient.examination());
        QVERIFY2(inWords(report).contains(u"There is no database"), qPrintable(inWords(report)));
        QVERIFY(!QFile::exists(patient.settings.path));
        Patient elsewhere(true);
        elsewhere.settings.port = 1;
        const auto unreachable = Doctor::examine(elsewhere.examination());
        QVERIFY2(inWords(unreachable).contains(u"database: "), qPrintable(inWords(unreachable)));
    }

    void whoeverMayOnlyReadIsTold()
    {
        Patient patient(true);
        PostgresFixture::shared().run(
            QStringLiteral("ALTER DATABASE \"%1\" SET default_transaction_read_only = on").arg(patient.settings.name));
        const auto report = Doctor::examine(patient.examination(false));
        QVERIFY2(inWords(report).contains(u"cannot be written"), qPrintable(inWords(report)));
    }
};

QTEST_GUILESS_MAIN(DoctorTest)
#include "tst_doctor.moc"
