// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/ProgramFixture.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <sysexits.h>

using namespace TaskMaster::Test;

namespace {

/// A server with the demo workspace, and somebody at a shell who is signed in by a token file.
class Shell {
public:
    explicit Shell()
        : m_server(std::make_unique<RunningServer>(home))
    {
        const Run demo = run(home, at(home, {QStringLiteral("demo"), QStringLiteral("--tasks"), QStringLiteral("20")}));
        if (demo.code != 0)
            qFatal("no demo: %s", qPrintable(demo.err));
        const Run signedIn =
            cli({QStringLiteral("login"), QStringLiteral("ana@demo.example"), QStringLiteral("--password-stdin")},
                "taskmaster-demo\n");
        if (signedIn.code != 0)
            qFatal("no login: %s", qPrintable(signedIn.err));
        const QJsonArray projects =
            cli({QStringLiteral("projects"), QStringLiteral("--json")}).json()[u"projects"].toArray();
        key = projects[0][u"key"].toString();
    }
    [[nodiscard]] QString tokenFile() const { return home.filePath(QStringLiteral("token")); }
    [[nodiscard]] const QString &address() const { return m_server->url; }

    void start(QProcess &process, const QStringList &arguments, const QMap<QString, QString> &variables = {}) const
    {
        QProcessEnvironment environment = cleanEnvironment(home.path());
        for (auto it = variables.begin(); it != variables.end(); ++it)
            environment.insert(it.key(), it.value());
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(CLI_PROGRAM), arguments);
    }
    /// To its end, with exactly these arguments.
    Run plain(const QStringList &arguments, const QByteArray &input = {},
              const QMap<QString, QString> &variables = {}) const
    {
        QProcess process;
        start(process, arguments, variables);
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(PatienceMs) || process.exitStatus() != QProcess::NormalExit)
            return {};
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }
    Run cli(const QStringList &arguments, const QByteArray &input = {}) const
    {
        return plain(
            arguments + QStringList{QStringLiteral("--server"), address(), QStringLiteral("--token-file"), tokenFile()},
            input);
    }
    /// The name of a new task.
    QString add(const QString &title, const QStringList &more = {}) const
    {
        const Run added =
            cli(QStringList{QStringLiteral("add"), title, QStringLiteral("--project"), key, QStringLiteral("--json")}
                + more);
        if (added.code != 0)
            qFatal("cannot add a task: %s", qPrintable(added.err));
        return added.json()[u"name"].toString();
    }
    QJsonObject show(const QString &task) const
    {
        return cli({QStringLiteral("show"), task, QStringLiteral("--json")}).json();
    }
    void stopServer() { m_server->kill(); }
    void restartServer()
    {
        const QString listen = QStringLiteral("127.0.0.1:%1").arg(m_server->port());
        m_server->kill();
        m_server = std::make_unique<RunningServer>(
            home, QStringList{QStringLiteral("--set"), QStringLiteral("listen=") + listen});
    }

    QTemporaryDir home;
    QString key; ///< of a project

private:
    std::unique_ptr<RunningServer> m_server;
};

} // namespace

/// taskmaster-cli as a script meets it: words and JSON on stdout, sentences on stderr, the exit codes of sysexits.h.
class CliTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helpAndMistakes()
    {
        const Shell shell;
        QCOMPARE(shell.plain({QStringLiteral("--help")}).code, 0);
        QVERIFY(shell.plain({QStringLiteral("--help")}).out.contains(u"Examples:"));
        QCOMPARE(shell.plain({}).code, EX_USAGE);
        QCOMPARE(shell.plain({QStringLiteral("fly")}).code, EX_USAGE);
        const Run half = shell.plain({QStringLiteral("move"), QStringLiteral("MOB-1")});
        QCOMPARE(half.code, EX_USAGE);
        QVERIFY(half.err.contains(u"See taskmaster-cli --help."));
    }

    void aTokenIsKeptForItsOwnerOnlyAndEndsWithTheSession()
    {
        const Shell shell;
        QVERIFY(!(QFileInfo(shell.tokenFile()).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        QFile file(shell.tokenFile());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString token = QString::fromUtf8(file.readAll()).trimmed();
        const QStringList ask{QStringLiteral("workspaces"), QStringLiteral("--server"), shell.address()};
        const Run byVariable = shell.plain(ask, {}, {{QStringLiteral("TASKMASTER_TOKEN"), token}});
        QVERIFY2(byVariable.code == 0 && byVariable.out.contains(u"Northwind"), qPrintable(byVariable.err));
        // The server of the latest login need not be named again.
        QCOMPARE(shell.plain({QStringLiteral("workspaces")}, {}, {{QStringLiteral("TASKMASTER_TOKEN"), token}}).code,
                 0);

        QCOMPARE(shell.cli({QStringLiteral("logout")}).code, 0);
        QVERIFY(!QFileInfo::exists(shell.tokenFile()));
        const Run after = shell.plain(ask, {}, {{QStringLiteral("TASKMASTER_TOKEN"), token}});
        QCOMPARE(after.code, EX_NOPERM);
        QVERIFY2(after.err.contains(u"taskmaster-cli login"), qPrintable(after.err));
    }

    void aWrongPasswordIsRefusedAndNothingIsKept()
    {
        const Shell shell;
        const QString file = shell.home.filePath(QStringLiteral("other"));
        const Run refused = shell.plain({QStringLiteral("login"), QStringLiteral("ana@demo.example"),
                                         QStringLiteral("--password-stdin"), QStringLiteral("--server"),
                                         shell.address(), QStringLiteral("--token-file"), file},
                                        "guess\n");
        QCOMPARE(refused.code, EX_NOPERM);
        QVERIFY2(refused.err.contains(u"password is wrong"), qPrintable(refused.err));
        QVERIFY(!QFileInfo::exists(file));
    }

    void aTaskIsMadeWorkedOnAndDone()
    {
        const Shell shell;
        const QString task =
            shell.add(QStringLiteral("Paint \"the\" door, größer"),
                      {QStringLiteral("--priority"), QStringLiteral("high"), QStringLiteral("--due"),
                       QStringLiteral("2031-05-01"), QStringLiteral("--description"), QStringLiteral("Both sides.")});
        QVERIFY(task.startsWith(shell.key + u'-'));
        QJsonObject shown = shell.show(task);
        QCOMPARE(shown[u"task"][u"title"].toString(), QStringLiteral("Paint \"the\" door, größer"));
        QCOMPARE(shown[u"task"][u"dueDate"].toString(), QStringLiteral("2031-05-01"));
        QCOMPARE(shown[u"task"][u"priority"].toString(), QStringLiteral("high"));

        const Run assigned = shell.cli({QStringLiteral("assign"), task.toLower(), QStringLiteral("me")});
        QVERIFY2(assigned.code == 0, qPrintable(assigned.err));
        const Run said = shell.cli({QStringLiteral("comment"), task, QStringLiteral("-")}, "The colour\nis blue.\n");
        QVERIFY2(said.code == 0, qPrintable(said.err));
        shown = shell.show(task);
        QCOMPARE(shown[u"assignees"].toArray().size(), 1);
        QCOMPARE(shown[u"comments"][0][u"body"].toString(), QStringLiteral("The colour\nis blue."));
        QVERIFY(shell.cli({QStringLiteral("show"), task}).out.contains(u"Ana Moreno"));

        const Run mine = shell.cli({QStringLiteral("list"), QStringLiteral("--limit"), QStringLiteral("1000")});
        QVERIFY2(mine.out.contains(task) && mine.out.contains(u"due 2031-05-01"), qPrintable(mine.out + mine.err));
        const QStringList inProject{QStringLiteral("list"), QStringLiteral("--project"), shell.key};
        QVERIFY(shell.cli(inProject).out.contains(task));

        const Run done = shell.cli({QStringLiteral("done"), task});
        QVERIFY2(done.code == 0, qPrintable(done.err));
        QVERIFY(shell.show(task)[u"task"][u"completedAt"].toInteger() > 0);
        QVERIFY(!shell.cli(inProject).out.contains(task + u' '));
        QVERIFY(shell.cli(inProject + QStringList{QStringLiteral("--all")}).out.contains(task + u' '));

        QCOMPARE(shell.cli({QStringLiteral("assign"), task, QStringLiteral("me"), QStringLiteral("--remove")}).code, 0);
        QCOMPARE(shell.show(task)[u"assignees"].toArray().size(), 0);
    }

    void aColumnThatIsNotThereIsNamedWithThoseThatAre()
    {
        const Shell shell;
        const QString task = shell.add(QStringLiteral("Move me"));
        const Run refused = shell.cli({QStringLiteral("move"), task, QStringLiteral("Nowhere")});
        QCOMPARE(refused.code, EX_DATAERR);
        QVERIFY2(refused.err.contains(u"there are: "), qPrintable(refused.err));
        const QString column = refused.err.section(QStringLiteral("there are: "), 1).section(u',', 1, 1).trimmed();
        const Run moved = shell.cli({QStringLiteral("move"), task, column.toUpper()});
        QVERIFY2(moved.code == 0 && moved.out.contains(column), qPrintable(moved.err));
    }

    void whatIsNotThereIsSaid_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, const QStringList &arguments, int code, const char *said) {
            QTest::newRow(name) << arguments << code << QString::fromLatin1(said);
        };
        row("a project", {QStringLiteral("list"), QStringLiteral("--project"), QStringLiteral("NOPE")}, EX_DATAERR,
            "there are: ");
        row("a task", {QStringLiteral("show"), QStringLiteral("KEY-99999")}, EX_DATAERR, "no task");
        row("no name of a task", {QStringLiteral("show"), QStringLiteral("twelve")}, EX_USAGE, "looks like");
        row("a workspace", {QStringLiteral("projects"), QStringLiteral("--workspace"), QStringLiteral("Nope")},
            EX_DATAERR, "Northwind");
        row("a person", {QStringLiteral("assign"), QStringLiteral("KEY-1"), QStringLiteral("nobody@example.org")},
            EX_DATAERR, "nobody@example.org");
        row("a bad date",
            {QStringLiteral("add"), QStringLiteral("x"), QStringLiteral("--project"), QStringLiteral("KEY"),
             QStringLiteral("--due"), QStringLiteral("tomorrow")},
            EX_DATAERR, "dueDate");
    }
    void whatIsNotThereIsSaid()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QString, said);
        const Shell shell;
        arguments.replaceInStrings(QStringLiteral("KEY"), shell.key);
        const Run refused = shell.cli(arguments);
        QVERIFY2(refused.code == code, qPrintable(QStringLiteral("%1: %2").arg(refused.code).arg(refused.err)));
        QVERIFY2(refused.err.contains(said), qPrintable(refused.err));
        QVERIFY(refused.out.isEmpty());
        QCOMPARE(shell.cli(arguments + QStringList{QStringLiteral("--json")}).json()[u"error"].toObject().isEmpty(),
                 false);
    }

    void aServerThatIsNotThereIsSaid()
    {
        Shell shell;
        shell.stopServer();
        for (const QString &command : {QStringLiteral("list"), QStringLiteral("watch")}) {
            const Run refused = shell.cli({command});
            QCOMPARE(refused.code, EX_UNAVAILABLE);
            QVERIFY2(refused.err.contains(shell.address()) && refused.err.contains(u"cannot be reached"),
                     qPrintable(refused.err));
        }
        QCOMPARE(
            shell.plain({QStringLiteral("list"), QStringLiteral("--server"), QStringLiteral("not an address")}).code,
            EX_USAGE);
    }

    void whatHappensIsToldAsItHappensAndAfterARestartToo()
    {
        Shell shell;
        QProcess words;
        QProcess json;
        const QStringList watch{
            QStringLiteral("watch"), QStringLiteral("--project"),    shell.key,        QStringLiteral("--server"),
            shell.address(),         QStringLiteral("--token-file"), shell.tokenFile()};
        shell.start(words, watch);
        shell.start(json, watch + QStringList{QStringLiteral("--json")});
        QByteArray told;
        QByteArray events;
        QByteArray errors;
        const auto hear = [&] {
            told += words.readAllStandardOutput();
            events += json.readAllStandardOutput();
            errors += words.readAllStandardError();
        };
        QVERIFY(QTest::qWaitFor(
            [&] {
                hear();
                return errors.contains("watching 1 project");
            },
            PatienceMs));
        // Heard as soon as the snapshot is behind them; said again until then.
        int number = 0;
        QVERIFY(QTest::qWaitFor(
            [&] {
                (void)shell.add(QStringLiteral("Watched %1").arg(++number));
                hear();
                return told.contains("taskCreated: ") && events.contains("taskCreated");
            },
            PatienceMs));
        static const QRegularExpression line(QStringLiteral("Ana Moreno  taskCreated: (\\S+ Watched \\d+)\n"));
        const QByteArray first = line.match(QString::fromUtf8(told)).captured(1).toUtf8();
        QVERIFY2(!first.isEmpty(), told.constData());
        for (const QByteArray &event : events.trimmed().split('\n'))
            QVERIFY2(QJsonDocument::fromJson(event).isObject(), event.constData());

        shell.restartServer();
        const QString later = shell.add(QStringLiteral("After the restart"));
        QVERIFY(QTest::qWaitFor(
            [&] {
                hear();
                return told.contains(later.toUtf8());
            },
            PatienceMs));
        QCOMPARE(told.count(first + '\n'), 1); // and nothing twice
        for (QProcess *process : {&words, &json}) {
            process->kill();
            process->waitForFinished(PatienceMs);
        }
    }
};

QTEST_GUILESS_MAIN(CliTest)
#include "tst_cli.moc"
