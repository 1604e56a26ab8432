// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ExitCode.h"
#include "tests/app/ProgramFixture.h"

#include <QFile>
#include <QFileInfo>
#include <QLocalSocket>
#include <QTcpServer>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

int code(ExitCode exit)
{
    return static_cast<int>(exit);
}

const QJsonObject anasPassword{{QStringLiteral("email"), QStringLiteral("ana@demo.example")},
                               {QStringLiteral("password"), QStringLiteral("taskmaster-demo")}};
const QString trelloFile = QStringLiteral(TEST_DATA "/trello-everything.json");

} // namespace

class ProgramTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helpAndVersionAreNoErrors()
    {
        QTemporaryDir home;
        const Run help = run(home, {QStringLiteral("--help")});
        QCOMPARE(help.code, 0);
        QVERIFY(help.out.contains(u"Examples:"));
        QCOMPARE(run(home, {QStringLiteral("--version")}).code, 0);
        QVERIFY(run(home, {QStringLiteral("import"), QStringLiteral("trello"), QStringLiteral("--help")})
                    .out.contains(u"--dry-run"));
    }

    void mistakesOnTheCommandLineAreUsageErrors_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList();
        QTest::newRow("unknown option") << QStringList{QStringLiteral("serve"), QStringLiteral("--oops")};
        QTest::newRow("unknown subcommand") << QStringList{QStringLiteral("fly")};
        QTest::newRow("half a subcommand") << QStringList{QStringLiteral("user")};
        QTest::newRow("missing argument") << QStringList{QStringLiteral("import"), QStringLiteral("trello")};
        QTest::newRow("bad number") << QStringList{QStringLiteral("demo"), QStringLiteral("--tasks"),
                                                   QStringLiteral("-1")};
    }
    void mistakesOnTheCommandLineAreUsageErrors()
    {
        QFETCH(QStringList, arguments);
        QTemporaryDir home;
        const Run result = run(home, arguments);
        QCOMPARE(result.code, code(ExitCode::Usage));
        QVERIFY(result.err.contains(u"See taskmaster-server --help."));
        QVERIFY(result.out.isEmpty());
    }

    void brokenSettingsAreConfigErrors()
    {
        QTemporaryDir home;
        QFile file(home.filePath(QStringLiteral("server.toml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("lisen = \"127.0.0.1:1\"\n");
        file.close();
        const Run result = run(home, {QStringLiteral("serve"), QStringLiteral("--config"), file.fileName()});
        QCOMPARE(result.code, code(ExitCode::Config));
        QVERIFY2(result.err.contains(file.fileName()
                                     + QStringLiteral(":1: there is no setting “lisen”; did you mean “listen”?")),
                 qPrintable(result.err));
        QCOMPARE(run(home, {QStringLiteral("--check-config"), QStringLiteral("--set"), QStringLiteral("lanes=x")}).code,
                 code(ExitCode::Config));
        QCOMPARE(run(home, {QStringLiteral("--check-config")}).code, 0);
    }

    void aPortInUseIsSaid()
    {
        QTemporaryDir home;
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        const Run result = run(home,
                               at(home,
                                  {QStringLiteral("serve"), QStringLiteral("--listen"),
                                   QStringLiteral("127.0.0.1:%1").arg(other.serverPort())}));
        QCOMPARE(result.code, code(ExitCode::Unavailable));
        QVERIFY2(result.err.contains(QString::number(other.serverPort())), qPrintable(result.err));
    }

    void aDatabaseThatIsNoneIsADataErrorAndIsLeftAlone()
    {
        QTemporaryDir home;
        QVERIFY(QDir(home.path()).mkdir(QStringLiteral("data")));
        const QByteArray garbage = QByteArray("this is not a database at all. ").repeated(400);
        QFile file(home.filePath(QStringLiteral("data/taskmaster.db")));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write(garbage);
        file.flush();
        const Run result =
            run(home, at(home, {QStringLiteral("serve"), QStringLiteral("--database"), file.fileName()}));
        QCOMPARE(result.code, code(ExitCode::DataError));
        QVERIFY(!result.err.isEmpty());
        file.seek(0);
        QCOMPARE(file.readAll(), garbage);
    }

    void aDatabaseServerThatIsNotThereIsSaid()
    {
        QTemporaryDir home;
        const Run result = run(home,
                               at(home,
                                  {QStringLiteral("serve"), QStringLiteral("--database"),
                                   QStringLiteral("postgres://tm:s3cret@127.0.0.1:1/tm")}));
        QCOMPARE(result.code, code(ExitCode::Unavailable));
        QVERIFY(result.err.contains(u"tm@127.0.0.1:1/tm"));
        QVERIFY(!result.err.contains(u"s3cret"));
    }

    void aFolderThatCannotBeMadeIsSaid()
    {
        QTemporaryDir home;
        const Run result =
            run(home, {QStringLiteral("serve"), QStringLiteral("--data"), QStringLiteral("/proc/taskmaster")});
        QVERIFY(result.code == code(ExitCode::CannotCreate) || result.code == code(ExitCode::NoPermission));
        QVERIFY(result.err.contains(u"Cannot make the data folder /proc/taskmaster"));
    }

    void theServerStartsAnswersAndStops()
    {
        QTemporaryDir home;
        RunningServer server(home);
        QVERIFY(server.port() > 0);
        QCOMPARE(ask(server.url + QStringLiteral("/livez"), "GET").status, 200);
        const Answer version = ask(server.url + QStringLiteral("/api/v1/version"), "GET");
        QCOMPARE(version.status, 200);
        QCOMPARE(version.body.value(u"protocol").toInt(), 1);
        QCOMPARE(server.stop(), 0);
        QVERIFY(!QFileInfo::exists(home.filePath(QStringLiteral("data/control.sock"))));
    }

    void oneFolderHasOneServer()
    {
        QTemporaryDir home;
        RunningServer server(home);
        const Run second =
            run(home, at(home, {QStringLiteral("serve"), QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")}));
        QCOMPARE(second.code, code(ExitCode::TemporaryFailure));
        QVERIFY(second.err.contains(QString::number(server.process.processId())));
    }

    void theDemoIsMadeOnceAndLetsPeopleIn()
    {
        QTemporaryDir home;
        const QString tokens = home.filePath(QStringLiteral("tokens"));
        const Run first = run(home,
                              at(home,
                                 {QStringLiteral("demo"), QStringLiteral("--tasks"), QStringLiteral("60"),
                                  QStringLiteral("--tokens"), tokens, QStringLiteral("--json")}));
        QCOMPARE(first.code, 0);
        QCOMPARE(first.json().value(u"refused").toInt(), 0);
        QVERIFY(!(QFileInfo(tokens).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        const Run second = run(
            home,
            at(home,
               {QStringLiteral("demo"), QStringLiteral("--tasks"), QStringLiteral("60"), QStringLiteral("--json")}));
        QCOMPARE(second.code, 0);
        QVERIFY(second.json().value(u"wasThere").toBool());

        RunningServer server(home);
        const QString session = server.url + QStringLiteral("/api/v1/session");
        const Answer opened = ask(session, "POST", anasPassword);
        QCOMPARE(opened.status, 201);
        const QString token = opened.body.value(u"token").toString();
        QCOMPARE(ask(session, "GET", {}, token).body.value(u"user")[u"name"].toString(), QStringLiteral("Ana Moreno"));
        QCOMPARE(ask(session, "DELETE", {}, token).status, 204);
        QCOMPARE(ask(session, "GET", {}, token).status, 401);
        QCOMPARE(ask(session, "GET").status, 401);
        QCOMPARE(ask(session, "PUT").status, 405);

        QFile file(tokens);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArrayList line = file.readLine().trimmed().split('\t');
        QCOMPARE(line.value(0), QByteArray("ana@demo.example"));
        QCOMPARE(ask(session, "GET", {}, QString::fromLatin1(line.value(1))).status, 200);
    }

    void guessingPasswordsIsSlowedDown()
    {
        QTemporaryDir home;
        RunningServer server(home);
        QJsonObject wrong = anasPassword;
        wrong.insert(QStringLiteral("password"), QStringLiteral("guess"));
        Answer answer;
        for (int i = 0; i < 12 && answer.status != 429; ++i)
            answer = ask(server.url + QStringLiteral("/api/v1/session"), "POST", wrong);
        QCOMPARE(answer.status, 429);
        QVERIFY(answer.retryAfter.toInt() > 0);
    }

    void accountsAreMadeWhileTheServerRuns()
    {
        QTemporaryDir home;
        RunningServer server(home);
        const QString email = QStringLiteral("eve@test.example");
        const auto add = [&](const QByteArray &password) {
            return run(home,
                       at(home,
                          {QStringLiteral("user"), QStringLiteral("add"), email, QStringLiteral("--name"),
                           QStringLiteral("Eve"), QStringLiteral("--password-stdin")}),
                       password + '\n');
        };
        QCOMPARE(add("short").code, code(ExitCode::DataError));
        QCOMPARE(add("correct horse").code, 0);
        const Run again = add("correct horse");
        QCOMPARE(again.code, code(ExitCode::DataError));
        QVERIFY(again.err.contains(u"There is an account for eve@test.example already."));
        const QString session = server.url + QStringLiteral("/api/v1/session");
        const auto signIn = [&](const QString &password) {
            return ask(session, "POST", {{QStringLiteral("email"), email}, {QStringLiteral("password"), password}});
        };
        const QString token = signIn(QStringLiteral("correct horse")).body.value(u"token").toString();
        QVERIFY(!token.isEmpty());
        QCOMPARE(run(home,
                     at(home,
                        {QStringLiteral("workspace"), QStringLiteral("create"), QStringLiteral("Garden"),
                         QStringLiteral("--owner"), email}))
                     .code,
                 0);
        QVERIFY(run(home, at(home, {QStringLiteral("workspace"), QStringLiteral("list")}))
                    .out.contains(u"Garden (1 people)"));
        const auto rename = [&](const QString &who) {
            return run(home,
                       at(home, {QStringLiteral("user"), QStringLiteral("rename"), who, QStringLiteral("Eve Adams")}));
        };
        QCOMPARE(rename(email).out, QStringLiteral("eve@test.example is called Eve Adams now.\n"));
        QCOMPARE(ask(session, "GET", {}, token).body.value(u"user")[u"name"].toString(), QStringLiteral("Eve Adams"));
        QCOMPARE(rename(QStringLiteral("nobody@test.example")).code, code(ExitCode::DataError));
        QCOMPARE(
            run(home,
                at(home, {QStringLiteral("user"), QStringLiteral("passwd"), email, QStringLiteral("--password-stdin")}),
                "battery staple\n")
                .code,
            0);
        QCOMPARE(ask(session, "GET", {}, token).status, 401); // all sessions ended
        QCOMPARE(signIn(QStringLiteral("battery staple")).status, 201);
    }

    void anImportAppearsLiveAndASecondOneChangesNothing()
    {
        QTemporaryDir home;
        RunningServer server(home);
        QCOMPARE(run(home, at(home, {QStringLiteral("demo"), QStringLiteral("--tasks"), QStringLiteral("20")})).code,
                 0);
        const QString token =
            ask(server.url + QStringLiteral("/api/v1/session"), "POST", anasPassword).body.value(u"token").toString();
        const QStringList import =
            at(home,
               {QStringLiteral("import"), QStringLiteral("trello"), trelloFile, QStringLiteral("--workspace"),
                QStringLiteral("northwind"), QStringLiteral("--json")});
        const Run dry = run(home, import + QStringList{QStringLiteral("--dry-run")});
        QCOMPARE(dry.code, 0);
        const QJsonArray workspaces = workspacesOf(home);
        const QString workspace = workspaces[0][u"id"].toString();
        QVERIFY(!workspaces[0][u"projects"].toArray().contains(QStringLiteral("Garden house")));

        const Watcher watcher(server, token, QStringLiteral("w:") + workspace);
        QTRY_VERIFY(watcher.has(QStringLiteral("\"type\":\"subscribed\"")));

        const Run first = run(home, import);
        QCOMPARE(first.code, 0);
        QCOMPARE(first.json().value(u"counts")[u"cards"].toInt(), 3);
        QCOMPARE(first.json().value(u"wereThere").toInt(), 0);
        QTRY_VERIFY(watcher.has(QStringLiteral("projectListed")) && watcher.has(QStringLiteral("Garden house")));
        const Run second = run(home, import);
        QCOMPARE(second.code, 0);
        QCOMPARE(second.json().value(u"done").toInt(), 0);
        QCOMPARE(second.json().value(u"wereThere").toInt(), first.json().value(u"done").toInt());

        // Which workspace has to be said only where there are several.
        const QStringList anywhere =
            at(home, {QStringLiteral("import"), QStringLiteral("trello"), trelloFile, QStringLiteral("--json")});
        QCOMPARE(run(home, anywhere).json().value(u"wereThere"), second.json().value(u"wereThere"));
        QCOMPARE(run(home,
                     at(home,
                        {QStringLiteral("workspace"), QStringLiteral("create"), QStringLiteral("Garden"),
                         QStringLiteral("--owner"), QStringLiteral("ana@demo.example")}))
                     .code,
                 0);
        const Run unclear = run(home, anywhere);
        QCOMPARE(unclear.code, code(ExitCode::DataError));
        QVERIFY2(unclear.err.contains(u"“Garden”, “Northwind”"), qPrintable(unclear.err));
    }

    void aNewNameAndAnArchivedWorkspaceActAtOnce()
    {
        QTemporaryDir home;
        RunningServer server(home);
        QCOMPARE(run(home, at(home, {QStringLiteral("demo"), QStringLiteral("--tasks"), QStringLiteral("4")})).code, 0);
        const QString token =
            ask(server.url + QStringLiteral("/api/v1/session"), "POST", anasPassword).body.value(u"token").toString();
        const QString id = workspacesOf(home)[0][u"id"].toString();
        const QString workspace = QStringLiteral("w:") + id;
        Watcher ana(server, token, workspace);
        QTRY_VERIFY(ana.has(QStringLiteral("\"type\":\"subscribed\"")));

        QCOMPARE(run(home,
                     at(home,
                        {QStringLiteral("user"), QStringLiteral("rename"), QStringLiteral("ana@demo.example"),
                         QStringLiteral("Anastasia")}))
                     .code,
                 0);
        QTRY_VERIFY(ana.has(QStringLiteral("memberRenamed")) && ana.has(QStringLiteral("Anastasia")));

        const auto archive = [&](bool on) {
            return ana.submit(workspace, QStringLiteral("ArchiveWorkspace"), {{QStringLiteral("archived"), on}});
        };
        const auto makeProject = [&] {
            const QString project = QUuid::createUuid().toString(QUuid::WithoutBraces);
            return ana.submit(
                QStringLiteral("p:%1:%2").arg(id, project), QStringLiteral("CreateProject"),
                {{QStringLiteral("name"), QStringLiteral("Dock")}, {QStringLiteral("key"), QStringLiteral("DK")}});
        };
        QCOMPARE(makeProject(), QStringLiteral("accepted"));
        QCOMPARE(archive(true), QStringLiteral("accepted"));
        QCOMPARE(makeProject(), QStringLiteral("archived"));
        QCOMPARE(archive(false), QStringLiteral("accepted"));
        QCOMPARE(makeProject(), QStringLiteral("accepted"));
    }

    void aBrokenImportFileChangesNothing()
    {
        QTemporaryDir home;
        QFile whole(trelloFile);
        QVERIFY(whole.open(QIODevice::ReadOnly));
        QFile half(home.filePath(QStringLiteral("half.json")));
        QVERIFY(half.open(QIODevice::WriteOnly));
        half.write(whole.read(whole.size() / 2));
        half.close();
        const Run result = run(home,
                               at(home,
                                  {QStringLiteral("import"), QStringLiteral("trello"), half.fileName(),
                                   QStringLiteral("--workspace"), QStringLiteral("x")}));
        QCOMPARE(result.code, code(ExitCode::DataError));
        QVERIFY2(result.err.contains(u"The file ends in the middle (line "), qPrintable(result.err));
        QVERIFY(!QFileInfo::exists(home.filePath(QStringLiteral("data"))));
        QCOMPARE(run(home,
                     at(home,
                        {QStringLiteral("import"), QStringLiteral("trello"), QStringLiteral("/nowhere.json"),
                         QStringLiteral("--workspace"), QStringLiteral("x")}))
                     .code,
                 code(ExitCode::NoInput));
    }

    void aServerThatWasKilledStartsAgainAndFinishesWhatFollows()
    {
        QTemporaryDir home;
        {
            RunningServer server(home);
            QCOMPARE(
                run(home, at(home, {QStringLiteral("demo"), QStringLiteral("--tasks"), QStringLiteral("40")})).code, 0);
            server.kill();
        }
        RunningServer server(home);
        QVERIFY(server.port() > 0);
        QTRY_VERIFY(run(home, at(home, {QStringLiteral("workspace"), QStringLiteral("list")}))
                        .out.contains(u"Hiring, Mobile app, Operations, Website relaunch"));
    }

    void theSocketOfAKilledServerIsReplaced()
    {
        QTemporaryDir home;
        const QString socket = home.filePath(QStringLiteral("data/control.sock"));
        RunningServer(home).kill();
        QVERIFY(QFileInfo::exists(socket));
        const RunningServer server(home);
        QLocalSocket subcommand;
        subcommand.connectToServer(socket);
        QVERIFY(subcommand.waitForConnected(PatienceMs));
    }

    void aBrokenEnvironmentIsAConfigError()
    {
        QTemporaryDir home;
        QProcess process;
        QProcessEnvironment environment = cleanEnvironment(home.path());
        environment.insert(QStringLiteral("TASKMASTER_LISEN"), QStringLiteral("127.0.0.1:0"));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(SERVER_PROGRAM), at(home, {QStringLiteral("serve")}));
        QVERIFY(process.waitForFinished(PatienceMs));
        QCOMPARE(process.exitCode(), code(ExitCode::Config));
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(said.contains("TASKMASTER_LISEN") && said.contains("TASKMASTER_LISTEN"), said.constData());
        QVERIFY(!QFileInfo::exists(home.filePath(QStringLiteral("data"))));
    }

    void migratingDryLeavesNothingBehind()
    {
        QTemporaryDir home;
        QCOMPARE(run(home, at(home, {QStringLiteral("migrate"), QStringLiteral("--dry-run")})).code, 0);
        QVERIFY(!QFileInfo::exists(home.filePath(QStringLiteral("data"))));
        const Run migrated = run(home, at(home, {QStringLiteral("migrate"), QStringLiteral("--json")}));
        QCOMPARE(migrated.code, 0);
        QVERIFY(!migrated.json().value(u"migrations").toArray().isEmpty());
        QVERIFY(run(home, at(home, {QStringLiteral("migrate"), QStringLiteral("--json")}))
                    .json()
                    .value(u"migrations")
                    .toArray()
                    .isEmpty());
    }
};

QTEST_GUILESS_MAIN(ProgramTest)
#include "tst_program.moc"
