// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/core/Uuid.h"
#include "tests/app/ProgramFixture.h"

#include <QFile>
#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Test;

namespace {

struct Reply {
    int status = 0;
    QByteArray tag;
    QJsonObject json;
};

} // namespace

/// The past over HTTP, through the real program: activity, past states, conflicts, undo, charts.
class HistoryRoutes : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_home;
    std::unique_ptr<RunningServer> m_server;
    QNetworkAccessManager m_network;
    QByteArray m_token;
    QByteArray m_project;
    QString m_todo;
    QString m_done;

    Reply send(const QByteArray &method, const QByteArray &path, const QJsonObject &body = {},
               const QByteArray &knownTag = {})
    {
        QNetworkRequest request{QUrl::fromEncoded(m_server->url.toLatin1() + m_project + path)};
        request.setRawHeader("Authorization", "Bearer " + m_token);
        request.setRawHeader("Accept-Encoding", "identity");
        if (!body.isEmpty())
            request.setRawHeader("Content-Type", "application/json");
        if (!knownTag.isEmpty())
            request.setRawHeader("If-None-Match", knownTag);
        const QByteArray sent = body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson();
        QNetworkReply *reply = m_network.sendCustomRequest(request, method, sent);
        if (!QTest::qWaitFor([reply] { return reply->isFinished(); }, PatienceMs))
            return {};
        Reply answer{reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->rawHeader("ETag"),
                     QJsonDocument::fromJson(reply->readAll()).object()};
        reply->deleteLater();
        return answer;
    }
    Reply get(const QByteArray &path, const QByteArray &knownTag = {}) { return send("GET", path, {}, knownTag); }
    static QJsonObject with(const char *name, const QJsonValue &value) { return {{QString::fromLatin1(name), value}}; }
    QByteArray newTask(const QString &title)
    {
        const Reply made =
            send("POST", "/tasks", {{QStringLiteral("title"), title}, {QStringLiteral("columnId"), m_todo}});
        return made.status == 201 ? made.json[u"id"].toString().toLatin1() : QByteArray("none");
    }
    qint64 head() { return get("/events?limit=1").json[u"head"].toInteger(); }
    /// The row of a task in a past state.
    QJsonObject taskIn(const QJsonObject &state, const QByteArray &task)
    {
        for (const QJsonValue page : state[u"pages"].toArray()) {
            for (const QJsonValue row : page[u"rows"].toArray()) {
                if (page[u"entity"] == QStringLiteral("task") && row[u"id"] == QString::fromLatin1(task))
                    return row[u"fields"].toObject();
            }
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString tokens = m_home.filePath(QStringLiteral("tokens"));
        QCOMPARE(run(m_home,
                     at(m_home,
                        {QStringLiteral("demo"), QStringLiteral("--tasks"), QStringLiteral("40"),
                         QStringLiteral("--tokens"), tokens}))
                     .code,
                 0);
        QFile file(tokens);
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_token = file.readLine().trimmed().split('\t').value(1);
        m_server = std::make_unique<RunningServer>(m_home);
        // What was made without a server is listed when the server has caught up with its reactions.
        QJsonObject place;
        QVERIFY(QTest::qWaitFor(
            [&] {
                place = get("/api/v1/projects").json[u"items"][0].toObject();
                return !place.isEmpty();
            },
            PatienceMs));
        m_project = "/api/v1/workspaces/" + place[u"workspaceId"].toString().toLatin1() + "/projects/"
            + place[u"id"].toString().toLatin1();
        const Reply columns = get("/columns");
        for (const QJsonValue column : columns.json[u"items"].toArray()) {
            if (column[u"type"] == QStringLiteral("done"))
                m_done = column[u"id"].toString();
            else if (column[u"type"] == QStringLiteral("unstarted"))
                m_todo = column[u"id"].toString();
        }
        QVERIFY2(!m_todo.isEmpty() && !m_done.isEmpty(),
                 (m_project + QByteArray(": ") + QByteArray::number(columns.status)).constData());
    }
    void cleanupTestCase() { m_server.reset(); }

    void aTaskTellsItsHistoryAPageAtATime()
    {
        const QByteArray task = newTask(QStringLiteral("Paint"));
        QCOMPARE(send("POST", "/tasks/" + task + "/move", with("columnId", m_done)).status, 200);
        QCOMPARE(send("POST", "/tasks/" + task + "/comments", with("body", QStringLiteral("Wet."))).status, 201);
        const Reply all = get("/tasks/" + task + "/activity");
        QCOMPARE(all.status, 200);
        const QJsonArray items = all.json[u"items"].toArray();
        QCOMPARE(items.size(), 3);
        QCOMPARE(items[0][u"verb"].toString(), QStringLiteral("commentAdded"));
        QCOMPARE(items[1][u"verb"].toString(), QStringLiteral("taskMoved"));
        QVERIFY(!items[1][u"actor"][u"name"].toString().isEmpty());
        const QJsonObject field = items[1][u"changes"][0][u"fields"][0].toObject();
        QCOMPARE(field[u"field"].toString(), QStringLiteral("columnId"));
        QCOMPARE(field[u"after"].toString(), m_done);
        QVERIFY(!field[u"afterText"].toString().isEmpty());
        QCOMPARE(get("/tasks/" + task + "/activity", all.tag).status, 304);
        QStringList verbs;
        QByteArray cursor;
        do {
            const Reply page = get("/tasks/" + task + "/activity?limit=1" + cursor);
            for (const QJsonValue item : page.json[u"items"].toArray())
                verbs << item[u"verb"].toString();
            const QString next = page.json[u"next"].toString();
            cursor = next.isEmpty() ? QByteArray() : "&cursor=" + next.toLatin1();
        } while (!cursor.isEmpty() && verbs.size() < 9);
        QCOMPARE(
            verbs,
            (QStringList{QStringLiteral("commentAdded"), QStringLiteral("taskMoved"), QStringLiteral("taskCreated")}));
        QCOMPARE(get("/activity?verb=taskMoved&limit=1").json[u"items"][0][u"seq"], items[1][u"seq"]);
        QCOMPARE(get("/activity?actorId=nobody").status, 422);
        QCOMPARE(get("/activity?from=yesterday").status, 422);
    }

    void aProjectIsShownAsItWas()
    {
        const QByteArray task = newTask(QStringLiteral("Sand"));
        const QByteArray before = QByteArray::number(head());
        QCOMPARE(send("POST", "/tasks/" + task + "/move", with("columnId", m_done)).status, 200);
        const Reply then = get("/state?seq=" + before);
        QCOMPARE(then.status, 200);
        QCOMPARE(taskIn(then.json, task)[u"columnId"].toString(), m_todo);
        QCOMPARE(then.json[u"head"].toInteger(), before.toLongLong() + 1);
        QCOMPARE(get("/state?seq=" + before, then.tag).status, 304);
        const QByteArray moment = QByteArray::number(then.json[u"at"].toInteger());
        QCOMPARE(get("/state?at=" + moment + "&entity=column").json[u"pages"].toArray().size(), 1);
        QVERIFY(taskIn(get("/state?seq=" + QByteArray::number(before.toLongLong() - 1)).json, task).isEmpty());
        QCOMPARE(get("/state?seq=0").json[u"pages"].toArray().size(), 0);
        for (const QByteArray wrong : {"/state", "/state?seq=1&at=1", "/state?seq=99999999", "/state?at=x",
                                       "/state?seq=1&entity=member", "/state?seq=1&mood=good"})
            QVERIFY2(get(wrong).status == 422, wrong.constData());
    }

    void aLosingValueIsReadAndPutBack()
    {
        const QByteArray task = newTask(QStringLiteral("Paint"));
        const auto retitle = [&](const char *title, const char *seen) {
            QJsonObject body = with("title", QString::fromLatin1(title));
            body[QStringLiteral("base")] = with("title", QString::fromLatin1(seen));
            return send("PATCH", "/tasks/" + task, body).status;
        };
        QCOMPARE(retitle("Mine", "Paint"), 200);
        QCOMPARE(retitle("Hers", "Paint"), 200);
        const QJsonArray conflicts = get("/tasks/" + task + "/conflicts").json[u"items"].toArray();
        QCOMPARE(conflicts.size(), 1);
        QCOMPARE(conflicts[0][u"losingText"].toString(), QStringLiteral("Mine"));
        QCOMPARE(conflicts[0][u"currentText"].toString(), QStringLiteral("Hers"));
        const QByteArray id = conflicts[0][u"conflict"][u"id"].toString().toLatin1();
        const Reply restored = send("POST", "/conflicts/" + id + "/restore");
        QCOMPARE(restored.status, 200);
        QCOMPARE(get("/tasks/" + task).json[u"title"].toString(), QStringLiteral("Mine"));
        QCOMPARE(get("/tasks/" + task + "/conflicts").json[u"items"].toArray().size(), 0);
        QCOMPARE(send("POST", "/conflicts/" + id + "/restore").status, 404);
        // And the whole of it is undone like any command.
        QCOMPARE(send("POST", "/undo", with("undoneId", restored.json[u"commandId"])).status, 200);
        QCOMPARE(get("/tasks/" + task).json[u"title"].toString(), QStringLiteral("Hers"));
        QCOMPARE(get("/tasks/" + task + "/conflicts").json[u"items"].toArray().size(), 1);
    }

    void chartsEndWithToday()
    {
        const Reply flow = get("/charts/flow");
        QCOMPARE(flow.status, 200);
        const QJsonArray columns = flow.json[u"columns"].toArray();
        const QJsonArray days = flow.json[u"days"].toArray();
        QVERIFY(!days.isEmpty());
        QCOMPARE(days.last()[u"tasks"].toArray().size(), columns.size());
        qint64 sum = 0;
        for (const QJsonValue count : days.last()[u"tasks"].toArray())
            sum += count.toInteger();
        QVERIFY(sum > 0);
        QCOMPARE(get("/charts/flow?from=2026-02-01&to=2026-01-01").status, 422);
        QCOMPARE(get("/charts/flow?from=1990-01-01").status, 422);
        QCOMPARE(get("/charts/flow?to=tomorrow").status, 422);
        const Reply cycle = send("POST", "/cycles", with("name", QStringLiteral("Sprint")));
        QCOMPARE(cycle.status, 201);
        const QByteArray id = cycle.json[u"id"].toString().toLatin1();
        const QByteArray task = newTask(QStringLiteral("Planned"));
        QJsonObject plan = with("cycleId", cycle.json[u"id"]);
        plan[QStringLiteral("estimate")] = 5;
        QCOMPARE(send("PATCH", "/tasks/" + task, plan).status, 200);
        const auto remaining = [&] {
            return get("/cycles/" + id + "/burndown").json[u"days"][0][u"remaining"][u"points"];
        };
        QCOMPARE(remaining().toInteger(), 5);
        QCOMPARE(send("POST", "/tasks/" + task + "/move", with("columnId", m_done)).status, 200);
        QCOMPARE(remaining().toInteger(), 0);
        QCOMPARE(get("/cycles/" + task + "/burndown").status, 404);
    }

    void whoMayNotReadTheProjectHasNoPastOfIt()
    {
        const QByteArray own = std::exchange(m_token, QByteArray("tms_nobody"));
        for (const QByteArray path : {"/activity", "/state?seq=1", "/charts/flow"})
            QVERIFY2(get(path).status == 401, path.constData());
        m_token = own;
        const QByteArray project =
            std::exchange(m_project, m_project.left(m_project.size() - 36) + Uuid::v7().toString().toLatin1());
        for (const QByteArray path : {"/activity", "/state?seq=1", "/charts/flow"})
            QVERIFY2(get(path).status == 404, path.constData());
        m_project = project;
    }
};

QTEST_GUILESS_MAIN(HistoryRoutes)
#include "tst_history_routes.moc"
