// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ServerApp.h"
#include "server/gateway/api/CommandSchemas.h"
#include "server/gateway/api/CommandTable.h"
#include "server/gateway/api/Resources.h"
#include "tests/app/ProgramFixture.h"

#include <QFile>
#include <QRegularExpression>
#include <QtTest>

#include <zlib.h>
#include <zstd.h>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

struct Reply {
    int status = 0;
    QByteArray body;
    QMap<QByteArray, QByteArray> headers; ///< names in lower case
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};
using Headers = QList<QPair<QByteArray, QByteArray>>;

/// The demo's workspace on a running server, seen by Ana, who owns it, and by somebody who is in no workspace.
class Office {
public:
    Office()
    {
        const QString tokens = m_home.filePath(QStringLiteral("tokens"));
        if (run(m_home,
                at(m_home,
                   {QStringLiteral("demo"), QStringLiteral("--tasks"), QStringLiteral("120"),
                    QStringLiteral("--tokens"), tokens}))
                .code
            != 0)
            qFatal("no demo");
        (void)run(m_home,
                  at(m_home,
                     {QStringLiteral("user"), QStringLiteral("add"), QStringLiteral("eve@test.example"),
                      QStringLiteral("--name"), QStringLiteral("Eve"), QStringLiteral("--password-stdin")}),
                  "correct horse battery\n");
        QFile file(tokens);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no tokens");
        ana = file.readLine().trimmed().split('\t').value(1);
        m_server = std::make_unique<RunningServer>(m_home);
        eve = ask(m_server->url + QStringLiteral("/api/v1/session"), "POST",
                  {{QStringLiteral("email"), QStringLiteral("eve@test.example")},
                   {QStringLiteral("password"), QStringLiteral("correct horse battery")}})
                  .body[u"token"]
                  .toString()
                  .toLatin1();
        // What was made without a server is listed when the server has caught up with its reactions.
        QJsonObject place;
        if (!QTest::qWaitFor(
                [&] {
                    place = get("/api/v1/projects").json()[u"items"][0].toObject();
                    return !place.isEmpty();
                },
                PatienceMs))
            qFatal("no project is listed");
        workspace = "/api/v1/workspaces/" + place[u"workspaceId"].toString().toLatin1();
        project = workspace + "/projects/" + place[u"id"].toString().toLatin1();
        column = get(project + "/columns").json()[u"items"][0][u"id"].toString();
    }

    Reply send(const QByteArray &method, const QByteArray &path, const QByteArray &body = {},
               const Headers &headers = {}, const QByteArray &token = "ana")
    {
        QNetworkRequest request{QUrl::fromEncoded(m_server->url.toLatin1() + path)};
        if (!body.isEmpty())
            request.setRawHeader("Content-Type", "application/json");
        if (!token.isEmpty())
            request.setRawHeader("Authorization", "Bearer " + (token == "ana" ? ana : token));
        request.setRawHeader("Accept-Encoding", "identity");
        for (const auto &[name, value] : headers)
            request.setRawHeader(name, value);
        // A custom request called HEAD waits for a body.
        QNetworkReply *reply =
            method == "HEAD" ? m_network.head(request) : m_network.sendCustomRequest(request, method, body);
        if (!QTest::qWaitFor([reply] { return reply->isFinished(); }, PatienceMs))
            return {};
        Reply answer{reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(), {}};
        for (const auto &[name, value] : reply->rawHeaderPairs())
            answer.headers[name.toLower()] = value;
        delete reply;
        return answer;
    }
    Reply get(const QByteArray &path, const Headers &headers = {}) { return send("GET", path, {}, headers); }
    Reply post(const QByteArray &path, const QJsonObject &body, const Headers &headers = {})
    {
        return send("POST", path, QJsonDocument(body).toJson(QJsonDocument::Compact), headers);
    }
    Reply makeTask(const QString &title, const Headers &headers = {})
    {
        return post(project + "/tasks", {{QStringLiteral("title"), title}, {QStringLiteral("columnId"), column}},
                    headers);
    }

    QByteArray ana;
    QByteArray eve;
    QByteArray workspace;
    QByteArray project;
    QString column;

private:
    QTemporaryDir m_home;
    std::unique_ptr<RunningServer> m_server;
    QNetworkAccessManager m_network;
};

QStringList fieldsOf(const Reply &reply)
{
    QStringList fields;
    for (const QJsonValue error : reply.json()[u"errors"].toArray())
        fields << error[u"field"].toString();
    fields.sort();
    return fields;
}

QByteArray gunzipped(const QByteArray &body)
{
    z_stream stream = {};
    inflateInit2(&stream, 15 + 16);
    QByteArray out(4 * 1024 * 1024, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(body.constData()));
    stream.avail_in = static_cast<uInt>(body.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    inflate(&stream, Z_FINISH);
    out.truncate(static_cast<qsizetype>(stream.total_out));
    inflateEnd(&stream);
    return out;
}

QByteArray unzstd(const QByteArray &body)
{
    QByteArray out(4 * 1024 * 1024, Qt::Uninitialized);
    const std::size_t size = ZSTD_decompress(out.data(), static_cast<std::size_t>(out.size()), body.constData(),
                                             static_cast<std::size_t>(body.size()));
    return ZSTD_isError(size) ? QByteArray() : out.left(static_cast<qsizetype>(size));
}

} // namespace

/// The HTTP API of the real program, as a script meets it.
class ApiTest final : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<Office> m_office;

private Q_SLOTS:
    void initTestCase() { m_office = std::make_unique<Office>(); }
    void cleanupTestCase() { m_office.reset(); }

    void everyCommandOfClientsHasARoute()
    {
        for (int command = 0; command < CommandKindCount; ++command) {
            const CommandDescription &description = describeCommand(command);
            const CommandArgs args = description.make();
            // These are a merge patch, the general door, and the server's own.
            if (std::holds_alternative<Edit>(args) || std::holds_alternative<Bulk>(args))
                continue;
            for (const StreamKind kind : Streams::kinds) {
                if ((description.streams & streamBit(kind)) == 0)
                    continue;
                const auto routes = commandRoutes();
                const bool hasRoute = std::any_of(routes.begin(), routes.end(), [command](const CommandRoute &route) {
                    return route.command == command;
                });
                QVERIFY2(hasRoute == CommandSchemas::isForClients(args, kind), description.name);
            }
        }
    }

    void everyArgumentOfAPathIsOneOfItsCommand()
    {
        for (const CommandRoute &route : commandRoutes()) {
            for (const QByteArray &part : QByteArray(route.path).split('/')) {
                if (!part.startsWith('{'))
                    continue;
                const auto fields = describeCommand(route.command).fields;
                QVERIFY2(std::any_of(fields.begin(), fields.end(),
                                     [&part](const FieldDescription &field) {
                                         return part == '{' + QByteArray(field.name) + '}';
                                     }),
                         route.path);
            }
        }
    }

    void everyKindOfRowCanBeRead()
    {
        for (int kind = 0; kind < EntityKindCount; ++kind) {
            const auto resources = allResources();
            QVERIFY2(std::any_of(resources.begin(), resources.end(),
                                 [kind](const Resource &known) { return static_cast<int>(known.kind) == kind; }),
                     describe(static_cast<EntityKind>(kind)).name);
        }
    }

    void whatWasMadeIsShownAndFound()
    {
        const Reply made = m_office->makeTask(QStringLiteral("Paint the door"));
        QCOMPARE(made.status, 201);
        QCOMPARE(made.json()[u"title"].toString(), QStringLiteral("Paint the door"));
        QVERIFY(made.json()[u"number"].toInt() > 0);
        const Reply found = m_office->get(made.headers["location"]);
        QCOMPARE(found.status, 200);
        QCOMPARE(found.body, made.body);
        QCOMPARE(found.headers["etag"], made.headers["etag"]);
        QVERIFY(!found.headers["taskmaster-seen"].isEmpty());
        const Reply few = m_office->get(made.headers["location"] + "?fields=title,dueDate");
        QCOMPARE(few.json().keys(),
                 (QStringList{QStringLiteral("dueDate"), QStringLiteral("id"), QStringLiteral("title")}));
    }

    /// What a stream is called stands in its address; one that is made has none yet.
    void workspacesAndProjectsAreMade()
    {
        const Reply made = m_office->post("/api/v1/workspaces", {{QStringLiteral("name"), QStringLiteral("Garden")}});
        QCOMPARE(made.status, 201);
        const QByteArray garden = made.headers["location"];
        QCOMPARE(garden, "/api/v1/workspaces/" + made.json()[u"id"].toString().toLatin1());
        QCOMPARE(m_office->get(garden).json()[u"name"].toString(), QStringLiteral("Garden"));
        const QString chosen = Uuid::v7().toString();
        const Headers key{{"Idempotency-Key", "a pond of mine"}};
        const QJsonObject wish{{QStringLiteral("projectId"), chosen},
                               {QStringLiteral("name"), QStringLiteral("Pond")},
                               {QStringLiteral("key"), QStringLiteral("PO")}};
        const Reply pond = m_office->post(garden + "/projects", wish, key);
        QCOMPARE(pond.status, 201);
        QCOMPARE(pond.json()[u"id"].toString(), chosen);
        QCOMPARE(m_office->post(garden + "/projects", wish, key).body, pond.body);
        QCOMPARE(m_office->get(pond.headers["location"] + "/columns").json()[u"items"].toArray().size(), 4);
        QCOMPARE(m_office->post(garden + "/projects", wish).status, 409);
        // Everything that is wrong is said, the id included.
        QCOMPARE(fieldsOf(m_office->post(garden + "/projects",
                                         {{QStringLiteral("projectId"), QStringLiteral("mine")},
                                          {QStringLiteral("key"), QStringLiteral("PO")}}))
                     .join(u' '),
                 QStringLiteral("name projectId"));
        QCOMPARE(fieldsOf(m_office->post("/api/v1/workspaces", {{QStringLiteral("workspaceId"), 7}})).join(u' '),
                 QStringLiteral("name workspaceId"));
        // Nobody makes a project where they are not at home.
        const QByteArray pretty = QJsonDocument(wish).toJson();
        QCOMPARE(m_office->send("POST", garden + "/projects", pretty, {}, m_office->eve).status, 404);
    }

    void theSameKeyIsTheSameCommand()
    {
        const Headers key{{"Idempotency-Key", "a key of mine"}};
        const Reply first = m_office->makeTask(QStringLiteral("Once"), key);
        const Reply second = m_office->makeTask(QStringLiteral("Once"), key);
        QCOMPARE(first.status, 201);
        QCOMPARE(second.status, 201);
        QCOMPARE(second.body, first.body);
        QCOMPARE(second.headers["location"], first.headers["location"]);
        const Reply other = m_office->makeTask(QStringLiteral("Twice"), key);
        QCOMPARE(other.status, 422);
        QCOMPARE(other.json()[u"code"].toString(), QStringLiteral("commandIdReused"));
    }

    void aCurrentCopyIsNotSentAgain()
    {
        const QByteArray list = m_office->project + "/tasks?limit=5";
        const Reply first = m_office->get(list);
        const Headers mine{{"If-None-Match", first.headers["etag"]}};
        QCOMPARE(m_office->get(list, mine).status, 304);
        QCOMPARE(m_office->get(m_office->project + "/tasks?limit=6", mine).status, 200);
        const Reply row = m_office->makeTask(QStringLiteral("News"));
        QCOMPARE(m_office->get(list, mine).status, 200);
        const Headers copy{{"If-None-Match", "\"x\", " + row.headers["etag"]}};
        QCOMPARE(m_office->get(row.headers["location"], copy).status, 304);
        // Places that changed elsewhere are other places.
        const Reply places = m_office->get("/api/v1/projects");
        QCOMPARE(m_office->get("/api/v1/projects", {{"If-None-Match", places.headers["etag"]}}).status, 304);
    }

    void anEditIsRefusedOnlyIfThisRowChanged()
    {
        const Reply row = m_office->makeTask(QStringLiteral("Guarded"));
        const QByteArray address = row.headers["location"];
        const Headers guard{{"If-Match", row.headers["etag"]}};
        (void)m_office->makeTask(QStringLiteral("Another row"));
        const Reply edited = m_office->send("PATCH", address, "{\"title\":\"Mine\",\"dueDate\":\"2026-12-24\"}", guard);
        QCOMPARE(edited.status, 200);
        QCOMPARE(edited.json()[u"title"].toString(), QStringLiteral("Mine"));
        const Reply late = m_office->send("PATCH", address, "{\"title\":\"Too late\"}", guard);
        QCOMPARE(late.status, 412);
        QCOMPARE(m_office->get(address).json()[u"title"].toString(), QStringLiteral("Mine"));
        const Reply cleared = m_office->send("PATCH", address, "{\"dueDate\":null}", {{"If-Match", "*"}});
        QCOMPARE(cleared.status, 200);
        QVERIFY(cleared.json()[u"dueDate"].isNull());
        // Who may not see the row learns nothing from a guard.
        QCOMPARE(m_office->send("PATCH", address, "{\"title\":\"Eve's\"}", {{"If-Match", "\"1.2.3\""}}, m_office->eve)
                     .status,
                 404);
    }

    void anEditOfAnOldValueKeepsTheOneThatLost()
    {
        const Reply row = m_office->makeTask(QStringLiteral("First"));
        const QByteArray address = row.headers["location"];
        (void)m_office->send("PATCH", address, "{\"title\":\"Second\"}");
        QCOMPARE(m_office->send("PATCH", address, "{\"title\":\"Third\",\"base\":{\"title\":\"First\"}}").status, 200);
        const QJsonArray conflicts = m_office->get(m_office->project + "/conflicts").json()[u"items"].toArray();
        QVERIFY(std::any_of(conflicts.begin(), conflicts.end(), [](const QJsonValue &conflict) {
            return conflict[u"losingValue"].toString() == u"Second";
        }));
    }

    void aLostValueIsPutBackWhereverItIs()
    {
        const QString me = m_office->get("/api/v1/me").json()[u"name"].toString();
        const QByteArray row = m_office->makeTask(QStringLiteral("First")).headers["location"];
        const auto lose = [this](const QByteArray &address, const QByteArray &field) {
            (void)m_office->send("PATCH", address, "{\"" + field + "\":\"Second\"}");
            return m_office->send("PATCH", address,
                                  "{\"" + field + "\":\"Third\",\"base\":{\"" + field + "\":\"First\"}}");
        };
        struct Place {
            QByteArray row;
            QByteArray stream;
            QByteArray field;
        };
        const Place places[]{{row, m_office->project, "title"},
                             {m_office->workspace, m_office->workspace, "name"},
                             {"/api/v1/me", "/api/v1/me", "name"}};
        for (const Place &place : places) {
            QCOMPARE(lose(place.row, place.field).status, 200);
            const QJsonValue id = m_office->get(place.row).json()[u"id"];
            QByteArray conflict;
            for (const QJsonValue item : m_office->get(place.stream + "/conflicts").json()[u"items"].toArray()) {
                if (item[u"losingValue"].toString() == u"Second" && item[u"entityId"] == id)
                    conflict = place.stream + "/conflicts/" + item[u"id"].toString().toLatin1();
            }
            QCOMPARE(m_office->send("POST", conflict + "/restore").status, 200);
            QCOMPARE(m_office->get(place.row).json()[QString::fromLatin1(place.field)].toString(),
                     QStringLiteral("Second"));
            QCOMPARE(m_office->get(conflict).status, 404);
        }
        (void)m_office->send("PATCH", "/api/v1/me", "{\"name\":\"" + me.toUtf8() + "\"}");
    }

    void everyWrongFieldIsNamed()
    {
        const Reply reply = m_office->post(m_office->project + "/tasks",
                                           {{QStringLiteral("title"), QString()},
                                            {QStringLiteral("estimate"), 1.5},
                                            {QStringLiteral("priority"), QStringLiteral("soon")},
                                            {QStringLiteral("createdAt"), 1},
                                            {QStringLiteral("colour"), QStringLiteral("red")}});
        QCOMPARE(reply.status, 422);
        QCOMPARE(fieldsOf(reply).join(u' '), QStringLiteral("colour columnId createdAt estimate priority title"));
        QCOMPARE(fieldsOf(m_office->send("PATCH", m_office->project, "{\"name\":\"\",\"lastNumber\":3}")).join(u' '),
                 QStringLiteral("lastNumber name"));
        QCOMPARE(fieldsOf(m_office->get(m_office->project + "/tasks?limit=0&cursor=x&fields=nope")).join(u' '),
                 QStringLiteral("cursor fields limit"));
        QCOMPARE(fieldsOf(m_office->get(m_office->project + "/tasks?sort=id&limit=1&limit=2")).join(u' '),
                 QStringLiteral("limit sort"));
    }

    void malformedRequestsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const QByteArray &body, const QByteArray &type, int status) {
            QTest::newRow(name) << body << type << status;
        };
        row("no body", "", "application/json", 400);
        row("not JSON", "{", "application/json", 400);
        row("a list", "[]", "application/json", 400);
        row("a key twice", "{\"title\":\"a\",\"title\":\"b\"}", "application/json", 400);
        row("another type", "title=a", "application/x-www-form-urlencoded", 415);
        row("no type", "{}", "", 415);
        row("too deep", QByteArray(40, '[').prepend("{\"a\":") + QByteArray(40, ']') + '}', "application/json", 400);
    }
    void malformedRequestsAreRefused()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, type);
        QFETCH(int, status);
        const Reply reply = m_office->send("POST", m_office->project + "/tasks", body, {{"Content-Type", type}});
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.headers["content-type"], QByteArray("application/problem+json"));
    }

    void answersComeInTheFormThatIsAccepted()
    {
        const QByteArray list = m_office->project + "/tasks?limit=100";
        const Reply plain = m_office->get(list);
        const Reply gzip = m_office->get(list, {{"Accept-Encoding", "gzip"}});
        const Reply zstd = m_office->get(list, {{"Accept-Encoding", "gzip, zstd"}});
        QCOMPARE(gzip.headers["content-encoding"], QByteArray("gzip"));
        QCOMPARE(zstd.headers["content-encoding"], QByteArray("zstd"));
        QCOMPARE(gunzipped(gzip.body), plain.body);
        QCOMPARE(unzstd(zstd.body), plain.body);
        QVERIFY(gzip.body.size() < plain.body.size() / 2);
        // Other bytes, another tag; each of them is known again.
        QVERIFY(gzip.headers["etag"] != plain.headers["etag"]);
        QCOMPARE(m_office->get(list, {{"If-None-Match", gzip.headers["etag"]}}).status, 304);
        const Reply small =
            m_office->get(m_office->project + "/tasks?limit=1&fields=title", {{"Accept-Encoding", "gzip"}});
        QVERIFY(!small.headers.contains("content-encoding"));
        QCOMPARE(m_office->get(list, {{"Accept", "text/html"}}).status, 406);
        QCOMPARE(m_office->get(list, {{"Accept", "text/html, */*;q=0.1"}}).status, 200);
    }

    void pagesHaveNoHolesWhileOthersWrite()
    {
        const auto idsOf = [](const QJsonObject &page) {
            QStringList ids;
            for (const QJsonValue item : page[u"items"].toArray())
                ids << item[u"id"].toString();
            return ids;
        };
        const QStringList before = idsOf(m_office->get(m_office->project + "/tasks?limit=500").json());
        QStringList met;
        QByteArray path = m_office->project + "/tasks?limit=7&fields=title";
        for (int page = 0; !path.isEmpty() && page < 100; ++page) {
            const Reply reply = m_office->get(path);
            QCOMPARE(reply.status, 200);
            met += idsOf(reply.json());
            (void)m_office->makeTask(QStringLiteral("In between %1").arg(page));
            static const QRegularExpression link(QStringLiteral("^<(.*)>; rel=\"next\"$"));
            path = link.match(QString::fromLatin1(reply.headers["link"])).captured(1).toLatin1();
        }
        QCOMPARE(QSet<QString>(met.begin(), met.end()).size(), met.size());
        for (const QString &id : before)
            QVERIFY2(met.contains(id), qPrintable(id));
        // A cursor is good for its question only.
        const QString cursor = m_office->get(m_office->project + "/tasks?limit=1").json()[u"next"].toString();
        QCOMPARE(m_office->get(m_office->project + "/columns?cursor=" + cursor.toLatin1()).status, 422);
    }

    void rowsAreFilteredAndOrdered()
    {
        const QByteArray id = m_office->makeTask(QStringLiteral("Filtered")).json()[u"id"].toString().toLatin1();
        const QByteArray task = m_office->project + "/tasks/" + id;
        const QString me = m_office->get("/api/v1/me").json()[u"id"].toString();
        QCOMPARE(m_office->send("PUT", task + "/assignees/" + me.toLatin1()).status, 200);
        const Reply mine =
            m_office->get(m_office->project + "/tasks?limit=500&fields=title&assigneeId=" + me.toLatin1());
        QVERIFY(mine.body.contains(id));
        const QJsonArray assigned = m_office->get(task + "/assignees").json()[u"items"].toArray();
        QCOMPARE(assigned.size(), 1);
        QCOMPARE(m_office->send("DELETE", task + "/assignees/" + me.toLatin1()).status, 204);
        QCOMPARE(m_office->get(task + "/assignees").json()[u"items"].toArray().size(), 0);

        QByteArray last;
        QByteArray path =
            m_office->project + "/columns/" + m_office->column.toLatin1() + "/tasks?limit=5&fields=rank,columnId";
        int seen = 0;
        for (QString next = QStringLiteral("first"); !next.isEmpty();) {
            const QJsonObject page =
                m_office->get(next == u"first" ? path : path + "&cursor=" + next.toLatin1()).json();
            for (const QJsonValue item : page[u"items"].toArray()) {
                QCOMPARE(item[u"columnId"].toString(), m_office->column);
                QVERIFY(item[u"rank"].toString().toLatin1() >= last);
                last = item[u"rank"].toString().toLatin1();
                ++seen;
            }
            next = page[u"next"].toString();
        }
        QVERIFY(seen > 5);
    }

    void manyCommandsAreAllOrNothing()
    {
        const auto task = [this](const QString &title, const QString &columnId) {
            return QJsonObject{{QStringLiteral("name"), QStringLiteral("CreateTask")},
                               {QStringLiteral("args"),
                                QJsonObject{{QStringLiteral("taskId"), Uuid::v7().toString()},
                                            {QStringLiteral("columnId"), columnId},
                                            {QStringLiteral("title"), title}}}};
        };
        const QByteArray door = m_office->project + "/commands";
        const Reply both = m_office->post(door,
                                          {{QStringLiteral("commands"),
                                            QJsonArray{task(QStringLiteral("One"), m_office->column),
                                                       task(QStringLiteral("Two"), m_office->column)}}});
        QCOMPARE(both.status, 200);
        QCOMPARE(both.json()[u"at"].toArray().size(), 1);
        const Reply refused = m_office->post(door,
                                             {{QStringLiteral("commands"),
                                               QJsonArray{task(QStringLiteral("Left out"), m_office->column),
                                                          task(QStringLiteral("Nowhere"), Uuid::v7().toString())}}});
        QCOMPARE(refused.status, 404);
        QVERIFY(!m_office->get(m_office->project + "/tasks?limit=500&fields=title").body.contains("Left out"));
        QCOMPARE(fieldsOf(m_office->post(door,
                                         {{QStringLiteral("name"), QStringLiteral("CreateTask")},
                                          {QStringLiteral("args"), QJsonObject{}}}))
                     .join(u' '),
                 QStringLiteral("args.columnId args.taskId args.title"));
        const QString made = both.json()[u"commandId"].toString();
        QCOMPARE(m_office->post(m_office->project + "/undo", {{QStringLiteral("undoneId"), made}}).status, 200);
    }

    void theLogCanBeFollowed()
    {
        const QByteArray path = m_office->project + "/events?limit=3";
        const QJsonObject page = m_office->get(path).json();
        QCOMPARE(page[u"items"].toArray().size(), 3);
        QCOMPARE(page[u"items"][0][u"seq"].toInt(), 1);
        const QByteArray head = QByteArray::number(page[u"head"].toInteger());
        QCOMPARE(m_office->get(m_office->project + "/events?after=" + head).json()[u"items"].toArray().size(), 0);
        (void)m_office->makeTask(QStringLiteral("Logged"));
        const QJsonObject news = m_office->get(m_office->project + "/events?after=" + head).json();
        QCOMPARE(news[u"items"][0][u"verb"].toString(), QStringLiteral("taskCreated"));
    }

    void aTaskIsMadeOfATemplate()
    {
        const QByteArray label =
            m_office->post(m_office->project + "/labels", {{QStringLiteral("name"), QStringLiteral("Brittle")}})
                .headers["location"];
        const Reply kept =
            m_office->post(m_office->workspace + "/templates",
                           {{QStringLiteral("name"), QStringLiteral("Glass")},
                            {QStringLiteral("kind"), QStringLiteral("task")},
                            {QStringLiteral("body"),
                             QStringLiteral(R"({"task": {"title": "Cut glass", "labels": ["brittle"], "dueInDays": 1,
                  "checklists": [{"name": "Steps", "items": ["Mark", "Score"]}],
                  "subtasks": [{"title": "Order glass"}]}})")}});
        QCOMPARE(kept.status, 201);
        const QByteArray id = kept.json()[u"id"].toString().toLatin1();
        const QByteArray use = m_office->project + "/templates/" + id + "/tasks";
        const Headers key{{"Idempotency-Key", "one pane"}};
        const Reply made = m_office->send("POST", use, {}, key);
        QCOMPARE(made.status, 201);
        QCOMPARE(made.json()[u"title"].toString(), QStringLiteral("Cut glass"));
        QCOMPARE(made.json()[u"childCount"].toInt(), 1);
        QCOMPARE(made.json()[u"checkCount"].toInt(), 2);
        QVERIFY(!made.json()[u"dueDate"].isNull());
        QCOMPARE(m_office->send("POST", use, {}, key).body, made.body);
        const QByteArray address = made.headers["location"];
        QCOMPARE(m_office->get(address + "/labels").json()[u"items"].toArray().size(), 1);
        QCOMPARE(m_office->post(use, {{QStringLiteral("columnId"), m_office->column}}).json()[u"columnId"].toString(),
                 m_office->column);
        // It is one command, and taken back as one.
        QCOMPARE(m_office
                     ->post(m_office->project + "/undo",
                            {{QStringLiteral("undoneId"), QString::fromLatin1(made.headers["taskmaster-command"])}})
                     .status,
                 200);
        QCOMPARE(fieldsOf(m_office->post(m_office->workspace + "/templates/" + id + "/projects",
                                         {{QStringLiteral("name"), QStringLiteral("Panes")},
                                          {QStringLiteral("key"), QStringLiteral("PA")}}))
                     .join(u' '),
                 QStringLiteral("templateId"));
        QCOMPARE(m_office->send("POST", use, {}, {}, m_office->eve).status, 404);
        QCOMPARE(m_office->send("POST", m_office->project + "/templates/" + Uuid::v7().toString().toLatin1() + "/tasks")
                     .status,
                 404);
        // What it names is gone: nothing is made by halves.
        QCOMPARE(m_office->post(label + "/archive", {{QStringLiteral("archived"), true}}).status, 200);
        const QByteArray before =
            m_office->get(m_office->project + "/events?after=0&limit=1").json()[u"head"].toVariant().toByteArray();
        QCOMPARE(fieldsOf(m_office->send("POST", use)).join(u' '), QStringLiteral("templateId"));
        QCOMPARE(m_office->get(m_office->project + "/events?after=0&limit=1").json()[u"head"].toVariant().toByteArray(),
                 before);
    }

    void aProjectIsMadeOfATemplate()
    {
        const Reply kept = m_office->post(
            m_office->workspace + "/templates",
            {{QStringLiteral("name"), QStringLiteral("Glazing")},
             {QStringLiteral("kind"), QStringLiteral("project")},
             {QStringLiteral("body"),
              QStringLiteral(
                  R"({"columns": [{"name": "Waiting", "type": "unstarted"}, {"name": "Fitted", "type": "done"}],
                  "labels": [{"name": "Double"}],
                  "tasks": [{"title": "Measure"}, {"title": "Wave", "column": "Fitted", "labels": ["Double"]}]})")}});
        QCOMPARE(kept.status, 201);
        const QByteArray use =
            m_office->workspace + "/templates/" + kept.json()[u"id"].toString().toLatin1() + "/projects";
        const Headers key{{"Idempotency-Key", "a house of glass"}};
        const QJsonObject wish{{QStringLiteral("name"), QStringLiteral("House of glass")},
                               {QStringLiteral("key"), QStringLiteral("HG")}};
        const Reply made = m_office->post(use, wish, key);
        QCOMPARE(made.status, 201);
        QCOMPARE(m_office->post(use, wish, key).body, made.body);
        const QByteArray project = made.headers["location"];
        const auto names = [&](const char *list, QStringView field) {
            QStringList found;
            for (const QJsonValue item : m_office->get(project + list).json()[u"items"].toArray())
                found << item[field].toString();
            found.sort();
            return found.join(u' ');
        };
        QCOMPARE(names("/columns", u"name"), QStringLiteral("Fitted Waiting"));
        QCOMPARE(names("/labels", u"name"), QStringLiteral("Double"));
        QCOMPARE(names("/tasks", u"title"), QStringLiteral("Measure Wave"));
        QCOMPARE(fieldsOf(m_office->post(use, {})).join(u' '), QStringLiteral("key name"));
        QJsonObject bare = wish;
        bare[QStringLiteral("empty")] = true;
        QCOMPARE(fieldsOf(m_office->post(use, bare)).join(u' '), QStringLiteral("empty"));
        QCOMPARE(m_office->send("POST", use, QJsonDocument(wish).toJson(), {}, m_office->eve).status, 404);
    }

    void nothingOlderThanWhatWasSeenIsShown()
    {
        const Reply first = m_office->get(m_office->project);
        const QByteArray seen = first.headers["taskmaster-seen"];
        QCOMPARE(m_office->get(m_office->project, {{"TaskMaster-Seen", seen}}).status, 200);
        const Reply ahead = m_office->get(m_office->project, {{"TaskMaster-Seen", seen + "0000"}});
        QCOMPARE(ahead.status, 503);
        QVERIFY(!ahead.headers["retry-after"].isEmpty());
        QCOMPARE(m_office->get(m_office->project, {{"TaskMaster-Seen", "nonsense"}}).status, 400);
    }

    void requestsHaveNames()
    {
        QCOMPARE(m_office->get("/api/v1/me", {{"X-Request-Id", "my-request.1"}}).headers["x-request-id"],
                 QByteArray("my-request.1"));
        QVERIFY(m_office->get("/api/v1/me", {{"X-Request-Id", "not fit for a log"}}).headers["x-request-id"]
                != QByteArray("not fit for a log"));
        QVERIFY(m_office->get("/metrics")
                    .body.contains("taskmaster_http_answers_total{route=\"showUser\",status=\"2xx\"}"));
    }

    void allMethodsOfAnAddressAreNamed()
    {
        const Reply options = m_office->send("OPTIONS", m_office->project + "/tasks");
        QCOMPARE(options.status, 204);
        for (const char *method : {"GET", "HEAD", "POST", "OPTIONS"})
            QVERIFY2(options.headers["allow"].contains(method), method);
        QCOMPARE(m_office->send("DELETE", m_office->project + "/tasks").status, 405);
        const Reply head = m_office->send("HEAD", m_office->project + "/tasks?limit=5");
        QCOMPARE(head.status, 200);
        QVERIFY(head.body.isEmpty() && !head.headers["etag"].isEmpty());
    }

    /// Who reaches what is in the document is a matter of tests/openapi/rights.mjs; whatever is not is named here.
    void whatIsBesideTheDocumentIsKnown()
    {
        struct Beside {
            QByteArray route;
            int status; ///< for nobody in particular
        };
        const Beside known[]{{"GET /calendars/{secret}/tasks.ics", 404}, // the secret is the key
                             {"GET /livez", 200},
                             {"GET /metrics", 200},
                             {"GET /readyz", 200},
                             {"GET /ws", 426}};
        const QJsonObject paths = m_office->get("/api/v1/openapi.json").json()[u"paths"].toObject();
        QByteArrayList beside;
        for (const QByteArray &route : ServerApp::routes(Config())) {
            const QByteArray method = route.left(route.indexOf(' '));
            const QString path = QString::fromLatin1(route.mid(method.size() + 1));
            if (!paths[path].toObject().contains(QString::fromLatin1(method.toLower())))
                beside.append(route);
        }
        std::sort(beside.begin(), beside.end());
        QCOMPARE(beside.size(), static_cast<qsizetype>(std::size(known)));
        for (qsizetype i = 0; i < beside.size(); ++i) {
            QCOMPARE(beside[i], known[i].route);
            const QByteArray path = beside[i].mid(4).replace("{secret}", "tmc_nonsense");
            for (const QByteArray &token : {QByteArray(), QByteArray("tms_nonsense"), m_office->ana})
                QCOMPARE(m_office->send("GET", path, {}, {}, token).status, known[i].status);
        }
    }

    /// Whatever is asked for in somebody else's workspace is not there, and without a token nothing is.
    void strangersFindNothing()
    {
        const QJsonObject paths = m_office->get("/api/v1/openapi.json").json()[u"paths"].toObject();
        int operations = 0;
        for (auto path = paths.begin(); path != paths.end(); ++path) {
            QByteArray address = path.key().toLatin1();
            address.replace("/api/v1/workspaces/{workspace}/projects/{project}", m_office->project);
            address.replace("/api/v1/workspaces/{workspace}", m_office->workspace);
            address.replace("{targetKind}", "task").replace("{type}", "blocks").replace("{emoji}", "x");
            address.replace("{", "").replace("}", "");
            static const QRegularExpression id(QStringLiteral("(?<=/)[a-zA-Z]+Id(?=/|$)"));
            address = QString::fromLatin1(address).replace(id, Uuid::v7().toString()).toLatin1();
            const QJsonObject methods = path.value().toObject();
            for (auto method = methods.begin(); method != methods.end(); ++method) {
                const QJsonObject operation = method.value().toObject();
                if (operation[u"security"].toArray().isEmpty())
                    continue;
                ++operations;
                const QByteArray name = method.key().toUpper().toLatin1();
                const QByteArray what = name + ' ' + address;
                QVERIFY2(m_office->send(name, address, {}, {}, {}).status == 401 || path.key().endsWith(u"/session"),
                         what.constData());
                if (!path.key().contains(u"{workspace}") || operation.contains(u"requestBody"))
                    continue; // their bodies are judged first; the handlers' matrix has each of these commands
                const QByteArray asked = address.endsWith("/state") ? address + "?seq=1"
                    : address.endsWith("/search")                   ? address + "?query=paint"
                                                                    : address;
                const int status = m_office->send(name, asked, {}, {}, m_office->eve).status;
                QVERIFY2(status == 404, (what + " gave " + QByteArray::number(status)).constData());
            }
        }
        QVERIFY(operations > 150);
    }
};

QTEST_GUILESS_MAIN(ApiTest)
#include "tst_api.moc"
