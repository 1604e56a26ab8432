// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ExitCode.h"
#include "tests/app/ProgramFixture.h"

using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

int code(ExitCode exitCode)
{
    return static_cast<int>(exitCode);
}

QByteArray dataFile(const QString &name)
{
    QFile file(QStringLiteral(TEST_DATA "/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString written(const QTemporaryDir &home, const QString &name, const QByteArray &bytes)
{
    QFile file(home.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write a file");
    return file.fileName();
}

struct Reply {
    int status = 0;
    QByteArray body;
    QByteArray etag;
    QByteArray type;
    QByteArray location;
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

Reply send(const QString &url, const QByteArray &method, const QByteArray &body = {}, const QString &token = {},
           const QByteArray &type = "application/octet-stream", const QByteArray &knownEtag = {})
{
    QNetworkAccessManager network;
    QNetworkRequest request{QUrl(url)};
    if (!body.isEmpty())
        request.setRawHeader("Content-Type", type);
    if (!token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + token.toLatin1());
    if (!knownEtag.isEmpty())
        request.setRawHeader("If-None-Match", knownEtag);
    QNetworkReply *reply = network.sendCustomRequest(request, method, body);
    if (!QTest::qWaitFor([reply] { return reply->isFinished(); }, PatienceMs))
        return {};
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(),
            reply->rawHeader("ETag"), reply->rawHeader("Content-Type"), reply->rawHeader("Location")};
}

/// A running server with the demo workspace.
struct Northwind {
    explicit Northwind(int tasks = 20)
    {
        if (run(home, at(home, {QStringLiteral("demo"), QStringLiteral("--tasks"), QString::number(tasks)})).code != 0)
            qFatal("cannot make the demo");
        workspace = workspacesOf(home)[0][u"id"].toString();
        base = server.url + QStringLiteral("/api/v1/workspaces/") + workspace;
    }
    [[nodiscard]] QString signIn(const QString &name) const
    {
        const QJsonObject wish{{QStringLiteral("email"), name + QStringLiteral("@demo.example")},
                               {QStringLiteral("password"), QStringLiteral("taskmaster-demo")}};
        return ask(server.url + QStringLiteral("/api/v1/session"), "POST", wish).body.value(u"token").toString();
    }
    /// Sends a file and waits for what becomes of it.
    QJsonObject import(const QString &query, const QByteArray &file, const QString &token) const
    {
        const Reply accepted = send(base + QStringLiteral("/imports?") + query, "POST", file, token);
        if (accepted.status != 202)
            return {{QStringLiteral("status"), accepted.status},
                    {QStringLiteral("body"), QString::fromUtf8(accepted.body)}};
        QJsonObject state;
        const bool isOver = QTest::qWaitFor(
            [&] {
                state = send(server.url + QString::fromLatin1(accepted.location), "GET", {}, token).json();
                const QString phase = state.value(u"phase").toString();
                return phase == u"done" || phase == u"failed";
            },
            PatienceMs);
        return isOver ? state : QJsonObject();
    }

    QTemporaryDir home;
    RunningServer server{home};
    QString workspace;
    QString base;
};

} // namespace

/// Imports, exports and calendars as people and their programs meet them: the real server, its subcommands and its API.
class ExchangeProgramTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // ---- the API

    void anImportOverTheApiAppearsLive()
    {
        const Northwind place;
        const QString ana = place.signIn(QStringLiteral("ana"));
        const Watcher watcher(place.server, ana, QStringLiteral("w:") + place.workspace);
        QTRY_VERIFY(watcher.has(QStringLiteral("\"type\":\"subscribed\"")));
        const QByteArray board = dataFile(QStringLiteral("trello-everything.json"));

        const QJsonObject dry = place.import(QStringLiteral("format=trello&dryRun=true"), board, ana);
        QCOMPARE(dry.value(u"phase").toString(), QStringLiteral("done"));
        QCOMPARE(dry.value(u"done").toInt(), 0);
        QCOMPARE(dry[u"report"][u"counts"][u"cards"].toInt(), 3);

        const QJsonObject first = place.import(QStringLiteral("format=trello"), board, ana);
        QCOMPARE(first.value(u"phase").toString(), QStringLiteral("done"));
        QCOMPARE(first.value(u"refused").toInt(), 0);
        QCOMPARE(first.value(u"done").toInt(), first.value(u"commands").toInt());
        QCOMPARE(first.value(u"decided").toInt(), first.value(u"commands").toInt());
        QVERIFY(!first[u"report"][u"notTakenOver"].toArray().isEmpty());
        QTRY_VERIFY(watcher.has(QStringLiteral("projectListed")) && watcher.has(QStringLiteral("Garden house")));
        const Watcher board2(place.server, ana,
                             QStringLiteral("p:%1:%2").arg(place.workspace, first.value(u"projectId").toString()));
        QTRY_VERIFY(board2.has(QStringLiteral("Filed away")));

        const QJsonObject second = place.import(QStringLiteral("format=trello"), board, ana);
        QCOMPARE(second.value(u"done").toInt(), 0);
        QCOMPARE(second.value(u"wereThere").toInt(), first.value(u"done").toInt());
        const QJsonArray all =
            send(place.base + QStringLiteral("/imports"), "GET", {}, ana).json().value(u"items").toArray();
        QCOMPARE(all.size(), 3);
        QCOMPARE(all[0][u"id"], second.value(u"id"));
    }

    void aBrokenFileOverTheApiNamesThePlaceAndChangesNothing()
    {
        const Northwind place;
        const QString ana = place.signIn(QStringLiteral("ana"));
        const QByteArray board = dataFile(QStringLiteral("trello-everything.json"));
        const QJsonObject cut = place.import(QStringLiteral("format=trello"), board.left(board.size() / 2), ana);
        QCOMPARE(cut.value(u"phase").toString(), QStringLiteral("failed"));
        QVERIFY2(cut[u"error"][u"message"].toString().startsWith(u"The file ends in the middle (line "),
                 qPrintable(cut[u"error"][u"message"].toString()));
        QCOMPARE(cut[u"error"][u"code"].toString(), QStringLiteral("badImport"));
        const QJsonObject table = place.import(QStringLiteral("format=csv&fileName=x.csv"), "Title,Due\nx,soon\n", ana);
        QVERIFY(table[u"error"][u"message"].toString().startsWith(u"Line 2, column 2 (“Due”)"));
        QVERIFY(!workspacesOf(place.home)[0][u"projects"].toArray().contains(QStringLiteral("x")));
    }

    void importsAreForAdminsOfTheWorkspace()
    {
        const Northwind place;
        const QString ana = place.signIn(QStringLiteral("ana"));
        const QByteArray board = dataFile(QStringLiteral("trello-everything.json"));
        const QString url = place.base + QStringLiteral("/imports?format=trello");
        QCOMPARE(send(url, "POST", board).status, 401);
        QCOMPARE(send(url, "POST", board, place.signIn(QStringLiteral("lena"))).status, 403);
        const QString elsewhere =
            QStringLiteral("/api/v1/workspaces/0190aaaa-0000-7000-8000-000000000001/imports?format=trello");
        QCOMPARE(send(place.server.url + elsewhere, "POST", board, ana).status, 404);
        QCOMPARE(send(place.base + QStringLiteral("/imports?format=jira"), "POST", board, ana).status, 422);
        QCOMPARE(send(place.base + QStringLiteral("/imports?format=csv&encoding=x"), "POST", board, ana).status, 422);
        QCOMPARE(send(place.base + QStringLiteral("/imports"), "POST", board, ana).status, 422);
    }

    void filesMayBeLargerThanOtherBodies()
    {
        const Northwind place;
        const QString ana = place.signIn(QStringLiteral("ana"));
        QByteArray table = "Title,Text\n";
        while (table.size() < 3 * 1024 * 1024)
            table += "x,\"" + QByteArray(30'000, 'y') + "\"\n";
        const QJsonObject done = place.import(QStringLiteral("format=csv&project=Large&dryRun=true"), table, ana);
        QCOMPARE(done.value(u"phase").toString(), QStringLiteral("done"));
        QCOMPARE(send(place.base + QStringLiteral("/imports?format=csv"), "POST", table).status, 413); // nobody's
        QCOMPARE(send(place.base + QStringLiteral("/calendars"), "POST", table, ana).status, 413);
    }

    void exportsAreTheSameOverTheApiAndTheCommandLine()
    {
        const Northwind place;
        const QString ana = place.signIn(QStringLiteral("ana"));
        QTRY_VERIFY(!workspacesOf(place.home)[0][u"projects"].toArray().isEmpty());
        const Reply json = send(place.base + QStringLiteral("/export.json"), "GET", {}, ana);
        QCOMPARE(json.status, 200);
        const QString file = place.home.filePath(QStringLiteral("whole.json"));
        const Run exported =
            run(place.home,
                at(place.home,
                   {QStringLiteral("export"), QStringLiteral("--workspace"), QStringLiteral("Northwind"),
                    QStringLiteral("--output"), file, QStringLiteral("--json")}));
        QCOMPARE(exported.code, 0);
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll(), json.body);
        QCOMPARE(exported.json().value(u"bytes").toInt(), json.body.size());

        const Reply csv = send(place.base + QStringLiteral("/export.csv?bom=true"), "GET", {}, ana);
        QCOMPARE(csv.status, 200);
        QVERIFY(csv.type.startsWith("text/csv"));
        QVERIFY(csv.body.startsWith("\xef\xbb\xbfProject,Key,Title,"));
        QCOMPARE(csv.body.count("\r\n"), 21);
        QCOMPARE(send(place.base + QStringLiteral("/export.json"), "GET").status, 401);
        QCOMPARE(send(place.base + QStringLiteral("/export.json?project=0190aaaa-0000-7000-8000-000000000001"), "GET",
                      {}, ana)
                     .status,
                 404);
    }

    void aCalendarIsFetchedKeptAndRevoked()
    {
        const Northwind place(60);
        const QString ana = place.signIn(QStringLiteral("ana"));
        const Reply made =
            send(place.base + QStringLiteral("/calendars"), "POST", R"({"name": "Mine"})", ana, "application/json");
        QCOMPARE(made.status, 201);
        const QString url = place.server.url + made.json().value(u"path").toString();
        const Reply first = send(url, "GET");
        QCOMPARE(first.status, 200);
        QVERIFY(first.type.startsWith("text/calendar"));
        QVERIFY(first.body.startsWith("BEGIN:VCALENDAR\r\n"));
        QVERIFY(first.body.contains("BEGIN:VEVENT") && first.body.contains("BEGIN:VTODO"));
        const Reply same = send(url, "GET", {}, {}, {}, first.etag);
        QCOMPARE(same.status, 304);
        QVERIFY(same.body.isEmpty());
        QVERIFY(!send(url + QStringLiteral("?show=events"), "GET").body.contains("VTODO"));

        const QJsonArray list =
            send(place.base + QStringLiteral("/calendars"), "GET", {}, ana).json().value(u"items").toArray();
        QCOMPARE(list.size(), 1);
        QVERIFY(!QJsonDocument(list).toJson().contains("tmc_"));
        QTRY_VERIFY(send(place.base + QStringLiteral("/calendars"), "GET", {}, ana)
                        .json()
                        .value(u"items")[0][u"lastUsedAt"]
                        .toDouble()
                    > 0);
        const QString one = place.base + QStringLiteral("/calendars/") + list[0][u"id"].toString();
        QCOMPARE(send(one, "DELETE", {}, place.signIn(QStringLiteral("lena"))).status, 404);
        QCOMPARE(send(one, "DELETE", {}, ana).status, 204);
        QCOMPARE(send(url, "GET").status, 404);
        QCOMPARE(send(place.server.url + QStringLiteral("/calendars/tmc_x/tasks.ics"), "GET").status, 404);
    }

    void aCalendarHasNoMoreRightsThanItsPerson()
    {
        const Northwind place;
        const QString lena = place.signIn(QStringLiteral("lena"));
        const Reply made = send(place.base + QStringLiteral("/calendars"), "POST", "{}", lena, "application/json");
        QCOMPARE(made.status, 201);
        const QString url = place.server.url + made.json().value(u"path").toString();
        QCOMPARE(send(url, "GET").status, 200);
        Watcher ana(place.server, place.signIn(QStringLiteral("ana")), QStringLiteral("w:") + place.workspace);
        QTRY_VERIFY(ana.has(QStringLiteral("\"type\":\"subscribed\"")));
        const QString id =
            ask(place.server.url + QStringLiteral("/api/v1/session"), "GET", {}, lena).body[u"user"][u"id"].toString();
        QCOMPARE(ana.submit(QStringLiteral("w:") + place.workspace, QStringLiteral("RemoveMember"),
                            {{QStringLiteral("userId"), id}}),
                 QStringLiteral("accepted"));
        QCOMPARE(send(url, "GET").status, 404);
        const QString project = QStringLiteral("0190aaaa-0000-7000-8000-000000000001");
        QCOMPARE(send(place.base + QStringLiteral("/calendars"), "POST",
                      "{\"projectId\": \"" + project.toLatin1() + "\"}", lena, "application/json")
                     .status,
                 404);
    }

    // ---- the command line

    void aWorkspaceComesBackAsItWasOnAnotherServer()
    {
        const Northwind place;
        const QString file = place.home.filePath(QStringLiteral("whole.json"));
        const QString again = place.home.filePath(QStringLiteral("again.json"));
        QTRY_COMPARE(workspacesOf(place.home)[0][u"projects"].toArray().size(), 4);
        const auto exportTo = [](const QTemporaryDir &home, const QString &path) {
            return run(home,
                       at(home,
                          {QStringLiteral("export"), QStringLiteral("--workspace"), QStringLiteral("Northwind"),
                           QStringLiteral("--output"), path}))
                .code;
        };
        QCOMPARE(exportTo(place.home, file), 0);
        const QTemporaryDir elsewhere;
        const QStringList import =
            at(elsewhere, {QStringLiteral("import"), QStringLiteral("taskmaster"), file, QStringLiteral("--json")});
        const Run first = run(elsewhere, import);
        QVERIFY2(first.code == 0, qPrintable(first.err));
        QVERIFY(first.json().value(u"done").toInt() > 0);
        QCOMPARE(exportTo(elsewhere, again), 0);
        QFile one(file);
        QFile two(again);
        QVERIFY(one.open(QIODevice::ReadOnly) && two.open(QIODevice::ReadOnly));
        QCOMPARE(two.readAll(), one.readAll());
        QCOMPARE(run(elsewhere, import).json().value(u"done").toInt(), 0);
        RunningServer server(elsewhere); // and it can be served
        QVERIFY(!server.url.isEmpty());
    }

    void brokenFilesEndWithTheirPlaceAndACode_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("message");
        const int data = code(ExitCode::DataError);
        QTest::newRow("trello, cut off") << "trello" << QByteArray("{\"lists\": [\n{\"id\"") << QStringList() << data
                                         << "The file ends in the middle (line 2, column 6)";
        QTest::newRow("trello, deep") << "trello" << QByteArray(100'000, '[') << QStringList() << data
                                      << "line 1, column 1026: too deeply nested";
        QTest::newRow("trello, not UTF-8")
            << "trello" << QByteArray("{\"name\": \"\xff\"}") << QStringList() << data << "line 1, column";
        QTest::newRow("trello, empty") << "trello" << QByteArray(" \n") << QStringList() << data
                                       << "The file is empty.";
        QTest::newRow("csv, open quote") << "csv" << QByteArray("Title\n\"x") << QStringList() << data
                                         << "Line 2, column 1: the quote that opens here is never closed.";
        QTest::newRow("csv, zero") << "csv" << QByteArray("Title\nx\0y\n", 10) << QStringList() << data
                                   << "Line 2 has a zero character";
        QTest::newRow("csv, huge cell") << "csv"
                                        << "Title\n" + QByteArray(2'000'000, 'x') << QStringList() << data
                                        << "Line 2, column 1: a cell has more than 1000000 characters.";
        QTest::newRow("csv, dates") << "csv" << QByteArray("Title,Due\nx,13/01/2020\ny,01/13/2020\n") << QStringList()
                                    << data << "Line 2, column 2 (“Due”) has “13/01/2020”";
        QTest::newRow("csv, bad map") << "csv" << QByteArray("Title\nx\n")
                                      << QStringList{QStringLiteral("--map"), QStringLiteral("Due=due")}
                                      << code(ExitCode::Usage) << "no column “Due”";
        QTest::newRow("csv, bad delimiter")
            << "csv" << QByteArray("Title\nx\n") << QStringList{QStringLiteral("--delimiter"), QStringLiteral("x")}
            << code(ExitCode::Usage) << "must be , ; | or tab";
        QTest::newRow("todoist, other table")
            << "todoist" << QByteArray("Title\nx\n") << QStringList() << data << "the column “TYPE” is missing";
        QTest::newRow("github, other") << "github" << QByteArray("{}") << QStringList() << data
                                       << "not a list of GitHub's issues";
        QTest::newRow("taskmaster, other")
            << "taskmaster" << QByteArray("{}") << QStringList() << data << "not an export of Task Master";
    }
    void brokenFilesEndWithTheirPlaceAndACode()
    {
        QFETCH(QString, format);
        QFETCH(QByteArray, bytes);
        QFETCH(QStringList, more);
        QFETCH(int, exitCode);
        QFETCH(QString, message);
        const QTemporaryDir home;
        const QString file = written(home, QStringLiteral("broken"), bytes);
        const Run result = run(
            home,
            at(home,
               QStringList{QStringLiteral("import"), format, file, QStringLiteral("--workspace"), QStringLiteral("x")}
                   + more));
        QCOMPARE(result.code, exitCode);
        QVERIFY2(result.err.contains(message), qPrintable(result.err));
        QVERIFY(!QFileInfo::exists(home.filePath(QStringLiteral("data"))));
    }

    void exportsSayWhatTheyCannotDo()
    {
        const Northwind place;
        const auto attempt = [&](const QStringList &more) {
            return run(place.home, at(place.home, QStringList{QStringLiteral("export")} + more));
        };
        const QStringList workspace{QStringLiteral("--workspace"), QStringLiteral("Northwind")};
        QCOMPARE(attempt({QStringLiteral("--workspace"), QStringLiteral("Nowhere")}).code, code(ExitCode::DataError));
        QCOMPARE(attempt(workspace + QStringList{QStringLiteral("--project"), QStringLiteral("None")}).code,
                 code(ExitCode::DataError));
        QCOMPARE(attempt(workspace + QStringList{QStringLiteral("--output"), QStringLiteral("/nowhere/x.json")}).code,
                 code(ExitCode::CannotCreate));
        QCOMPARE(attempt(workspace + QStringList{QStringLiteral("--json")}).code, code(ExitCode::Usage));
        QCOMPARE(attempt(workspace + QStringList{QStringLiteral("--format"), QStringLiteral("xml")}).code,
                 code(ExitCode::Usage));
        const Run csv = attempt(workspace
                                + QStringList{QStringLiteral("--format"), QStringLiteral("csv"),
                                              QStringLiteral("--delimiter"), QStringLiteral(";")});
        QCOMPARE(csv.code, 0);
        QVERIFY(csv.out.startsWith(u"Project;Key;Title;"));
    }

    void calendarsAreMadeListedAndRevokedOnTheCommandLine()
    {
        const Northwind place;
        const auto calendar = [&](const QStringList &more) {
            return run(
                place.home,
                at(place.home, QStringList{QStringLiteral("calendar")} + more + QStringList{QStringLiteral("--json")}));
        };
        const QStringList workspace{QStringLiteral("--workspace"), QStringLiteral("Northwind")};
        const Run made =
            calendar(QStringList{QStringLiteral("create"), QStringLiteral("ana@demo.example")} + workspace);
        QCOMPARE(made.code, 0);
        const QString url = place.server.url + made.json().value(u"path").toString();
        QCOMPARE(send(url, "GET").status, 200);
        const QJsonArray list =
            calendar(QStringList{QStringLiteral("list")} + workspace).json().value(u"calendars").toArray();
        QCOMPARE(list.size(), 1);
        QCOMPARE(list[0][u"email"].toString(), QStringLiteral("ana@demo.example"));
        QCOMPARE(calendar({QStringLiteral("revoke"), list[0][u"id"].toString()}).code, 0);
        QCOMPARE(send(url, "GET").status, 404);
        QCOMPARE(calendar({QStringLiteral("revoke"), list[0][u"id"].toString()}).code, code(ExitCode::DataError));
        QCOMPARE(
            calendar(QStringList{QStringLiteral("create"), QStringLiteral("nobody@demo.example")} + workspace).code,
            code(ExitCode::DataError));
    }
};

QTEST_GUILESS_MAIN(ExchangeProgramTest)
#include "tst_exchange_program.moc"
