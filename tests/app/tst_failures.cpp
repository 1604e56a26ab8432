// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ExitCode.h"
#include "tests/app/ProgramFixture.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>

#include <unistd.h>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

int code(ExitCode exit)
{
    return static_cast<int>(exit);
}

QString databaseOf(const QTemporaryDir &home)
{
    return home.filePath(QStringLiteral("data/taskmaster.db"));
}

/// A full disk below the data folder, for as long as the file «full» exists.
Surroundings fullableDisk(const QTemporaryDir &home)
{
    return {{{QStringLiteral("LD_PRELOAD"), QStringLiteral(ENOSPC_SHIM)},
             {QStringLiteral("ENOSPC_FOLDER"), home.filePath(QStringLiteral("data"))},
             {QStringLiteral("ENOSPC_SWITCH"), home.filePath(QStringLiteral("full"))}},
            {}};
}

void setFull(const QTemporaryDir &home, bool isFull)
{
    QFile file(home.filePath(QStringLiteral("full")));
    if (isFull)
        QVERIFY(file.open(QIODevice::WriteOnly));
    else
        QVERIFY(file.remove());
}

/// Root may write everywhere: whoever is to be refused has to be somebody else.
Surroundings asSomebodyElse()
{
    if (::geteuid() != 0)
        return {};
    return {{},
            {QStringLiteral("setpriv"), QStringLiteral("--reuid=nobody"), QStringLiteral("--regid=nogroup"),
             QStringLiteral("--clear-groups")}};
}

void makeDemo(const QTemporaryDir &home, int tasks)
{
    const Run demo = run(home, at(home, {QStringLiteral("demo"), QStringLiteral("--tasks"), QString::number(tasks)}));
    QVERIFY2(demo.code == 0, qPrintable(demo.err));
}

void change(const QTemporaryDir &home, const QString &sql)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("change"));
        database.setDatabaseName(databaseOf(home));
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(sql));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("change"));
}

QString signIn(const RunningServer &server)
{
    return ask(server.url + QStringLiteral("/api/v1/session"), "POST",
               {{QStringLiteral("email"), QStringLiteral("ana@demo.example")},
                {QStringLiteral("password"), QStringLiteral("taskmaster-demo")}})
        .body.value(u"token")
        .toString();
}

QString firstWorkspace(const QTemporaryDir &home)
{
    return workspacesOf(home)[0][u"id"].toString();
}

} // namespace

/**
 * What the real program does when the disk, its file or a person's file is broken: a sentence that says what and where,
 * the exit code of sysexits.h, nothing half-done, and work again when the cause is gone.
 */
class FailuresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFullDiskRefusesForNowAndTheSameCommandIsAcceptedLater()
    {
        QTemporaryDir home;
        RunningServer server(home, {}, fullableDisk(home));
        QVERIFY(!server.url.isEmpty());
        makeDemo(home, 4);
        const QString token = signIn(server);
        const QString workspace = firstWorkspace(home);
        Watcher ana(server, token, QStringLiteral("w:") + workspace);
        QTRY_VERIFY(ana.has(QStringLiteral("\"type\":\"subscribed\"")));
        const QString project = QUuid::createUuid().toString(QUuid::WithoutBraces);
        const QString command = QUuid::createUuid().toString(QUuid::WithoutBraces);
        const auto create = [&] {
            return ana.submit(
                QStringLiteral("p:%1:%2").arg(workspace, project), QStringLiteral("CreateProject"),
                {{QStringLiteral("name"), QStringLiteral("Dock")}, {QStringLiteral("key"), QStringLiteral("DK")}},
                command);
        };

        setFull(home, true);
        QCOMPARE(create(), QStringLiteral("storageFull"));
        QVERIFY(describe(ErrorCode::StorageFull).retry == ErrorDescription::Retry::Later);
        QCOMPARE(create(), QStringLiteral("storageFull"));
        QVERIFY(ana.isConnected());
        QCOMPARE(ask(server.url + QStringLiteral("/livez"), "GET").status, 200);
        QCOMPARE(firstWorkspace(home), workspace); // what is there can be read

        setFull(home, false);
        QCOMPARE(create(), QStringLiteral("accepted"));
        QCOMPARE(create(), QStringLiteral("accepted"));
        QTRY_COMPARE(ana.count(QStringLiteral("Dock")), 1);
        QCOMPARE(server.stop(), 0);
        QCOMPARE(run(home, at(home, {QStringLiteral("workspace"), QStringLiteral("list")})).out.count(u"Dock"), 1);
    }

    void aDiskThatIsFullAtTheStartIsSaid()
    {
        QTemporaryDir home;
        setFull(home, true);
        const Run refused = run(home, at(home, {QStringLiteral("serve")}), {}, fullableDisk(home));
        QCOMPARE(refused.code, code(ExitCode::IoError));
        QVERIFY2(refused.err.contains(u"full"), qPrintable(refused.err));
        QVERIFY(refused.out.isEmpty());
        setFull(home, false);
        RunningServer server(home, {}, fullableDisk(home));
        QVERIFY(!server.url.isEmpty());
    }

    void anImportOntoAFullDiskIsNotHalfDone()
    {
        QTemporaryDir home;
        makeDemo(home, 4);
        const QJsonArray before = workspacesOf(home);
        const QStringList import =
            at(home,
               {QStringLiteral("import"), QStringLiteral("trello"), QStringLiteral(TEST_DATA "/trello-everything.json"),
                QStringLiteral("--workspace"), QStringLiteral("northwind")});
        setFull(home, true);
        const Run refused = run(home, import, {}, fullableDisk(home));
        QCOMPARE(refused.code, code(ExitCode::IoError));
        QVERIFY2(refused.err.contains(u"full"), qPrintable(refused.err));
        QCOMPARE(workspacesOf(home), before);
        setFull(home, false);
        const Run again = run(home, import, {}, fullableDisk(home));
        QVERIFY2(again.code == 0, qPrintable(again.err));
    }

    void aDatabaseThatMayOnlyBeReadIsSaid()
    {
        QTemporaryDir home;
        QVERIFY(QFile::setPermissions(home.path(), QFile::Permissions(0x7755)));
        makeDemo(home, 4);
        const QString folder = home.filePath(QStringLiteral("data"));
        for (const QString &file : QDir(folder).entryList(QDir::Files))
            QVERIFY(QFile::setPermissions(QDir(folder).filePath(file), QFile::Permissions(0x4444)));
        QVERIFY(QFile::setPermissions(folder, QFile::Permissions(0x5555)));
        const Run refused = run(home, at(home, {QStringLiteral("serve")}), {}, asSomebodyElse());
        QVERIFY(QFile::setPermissions(folder, QFile::Permissions(0x7700)));
        QVERIFY2(refused.code == code(ExitCode::NoPermission) || refused.code == code(ExitCode::CannotCreate)
                     || refused.code == code(ExitCode::IoError),
                 qPrintable(QStringLiteral("%1: %2").arg(refused.code).arg(refused.err)));
        QVERIFY2(refused.err.contains(folder), qPrintable(refused.err));
        QVERIFY(refused.out.isEmpty());
    }

    void aTruncatedDatabaseIsRefusedAndLeftAlone()
    {
        QTemporaryDir home;
        makeDemo(home, 400);
        QFile file(databaseOf(home));
        QVERIFY(file.resize(file.size() / 2 / 4096 * 4096));
        const qint64 size = file.size();
        const Run refused = run(home, at(home, {QStringLiteral("serve")}));
        QCOMPARE(refused.code, code(ExitCode::DataError));
        QVERIFY2(refused.err.contains(databaseOf(home)), qPrintable(refused.err));
        QCOMPARE(QFileInfo(file).size(), size);
    }

    void aDamagedPageIsToldAndNeverServedAsNothing()
    {
        QTemporaryDir home;
        makeDemo(home, 400);
        {
            QFile file(databaseOf(home));
            QVERIFY(file.open(QIODevice::ReadWrite));
            // What holds the tasks is somewhere in here; the first pages, with the schema, stay.
            for (qint64 at = file.size() / 4096 / 5 * 4096; at < file.size(); at += 4096) {
                QVERIFY(file.seek(at));
                QCOMPARE(file.write(QByteArray(4096, '\x5a')), 4096);
            }
        }
        RunningServer server(home);
        if (server.url.isEmpty()) {
            QVERIFY(server.process.state() == QProcess::NotRunning || server.process.waitForFinished(PatienceMs));
            QCOMPARE(server.process.exitCode(), code(ExitCode::DataError));
            return;
        }
        const Answer answer = ask(server.url + QStringLiteral("/api/v1/session"), "POST",
                                  {{QStringLiteral("email"), QStringLiteral("ana@demo.example")},
                                   {QStringLiteral("password"), QStringLiteral("taskmaster-demo")}});
        QVERIFY2(answer.status == 201 || answer.status >= 500, qPrintable(QString::number(answer.status)));
        const Run listed = run(home, at(home, {QStringLiteral("workspace"), QStringLiteral("list")}));
        QVERIFY2(listed.code == code(ExitCode::DataError) || listed.out.contains(u"Northwind"),
                 qPrintable(listed.out + listed.err));
    }

    void aDatabaseOfANewerProgramIsRefused()
    {
        QTemporaryDir home;
        makeDemo(home, 4);
        change(home, QStringLiteral("UPDATE meta SET value = '9999' WHERE name = 'schemaVersion'"));
        const Run refused = run(home, at(home, {QStringLiteral("serve")}));
        QCOMPARE(refused.code, code(ExitCode::DataError));
        QVERIFY2(refused.err.contains(u"newer") && refused.err.contains(u"9999"), qPrintable(refused.err));
    }

    void anImportOfWhatIsNoBoardChangesNothing_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not JSON") << QByteArray("<html>Sign in to continue</html>");
        QTest::newRow("another JSON") << QByteArray(R"({"tasks":[{"title":"A"}]})");
        QTest::newRow("a list") << QByteArray("[1,2,3]");
        QTest::newRow("binary") << QByteArray("\x00\xff\xfe\x01", 4).repeated(100);
    }
    void anImportOfWhatIsNoBoardChangesNothing()
    {
        QFETCH(QByteArray, content);
        QTemporaryDir home;
        RunningServer server(home);
        makeDemo(home, 4);
        QTRY_COMPARE(workspacesOf(home)[0][u"projects"].toArray().size(), 4); // each is listed by a reaction
        const QJsonArray before = workspacesOf(home);
        QFile file(home.filePath(QStringLiteral("board.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        for (const QString &what : {file.fileName(), home.path()}) {
            const Run refused = run(home,
                                    at(home,
                                       {QStringLiteral("import"), QStringLiteral("trello"), what,
                                        QStringLiteral("--workspace"), QStringLiteral("northwind")}));
            QVERIFY2(refused.code == code(ExitCode::DataError) || refused.code == code(ExitCode::NoInput),
                     qPrintable(QStringLiteral("%1: %2").arg(refused.code).arg(refused.err)));
            QVERIFY2(refused.err.contains(what), qPrintable(refused.err));
        }
        QCOMPARE(workspacesOf(home), before);
    }

    void twoAccountsWithOneAddressAtTheSameTimeAreOne()
    {
        QTemporaryDir home;
        RunningServer server(home);
        for (int round = 0; round < 3; ++round) {
            const QStringList add =
                at(home,
                   {QStringLiteral("user"), QStringLiteral("add"), QStringLiteral("eve%1@example.org").arg(round),
                    QStringLiteral("--password-stdin")});
            std::array<QProcess, 3> processes;
            for (QProcess &process : processes)
                Surroundings().start(process, home, add);
            for (QProcess &process : processes) {
                process.write("correct horse battery\n");
                process.closeWriteChannel();
            }
            int made = 0;
            for (QProcess &process : processes) {
                QVERIFY(process.waitForFinished(PatienceMs));
                const QByteArray said = process.readAllStandardError();
                if (process.exitCode() == 0) {
                    ++made;
                    continue;
                }
                QCOMPARE(process.exitCode(), code(ExitCode::DataError));
                QVERIFY2(said.contains("already"), said.constData());
            }
            QCOMPARE(made, 1);
        }
    }
};

QTEST_GUILESS_MAIN(FailuresTest)
#include "tst_failures.moc"
