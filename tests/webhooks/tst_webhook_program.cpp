// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/ProgramFixture.h"
#include "tests/support/PostgresFixture.h"
#include "tests/webhooks/HookReceiver.h"

#include <QRandomGenerator>

using namespace TaskMaster::Test;

namespace {

const QString password = QStringLiteral("correct horse");
const QString eve = QStringLiteral("eve@test.example");
const QString bob = QStringLiteral("bob@test.example");

/// The real server, allowed to talk to this machine: Eve owns the workspace Garden, Bob is a member of it.
class Town {
public:
    explicit Town(const QString &databaseUrl = {})
    {
        if (!databaseUrl.isEmpty())
            more << QStringLiteral("--database") << databaseUrl;
        command({QStringLiteral("user"), QStringLiteral("add"), eve, QStringLiteral("--password-stdin")});
        command({QStringLiteral("workspace"), QStringLiteral("create"), QStringLiteral("Garden"),
                 QStringLiteral("--owner"), eve});
        command({QStringLiteral("user"), QStringLiteral("add"), bob, QStringLiteral("--password-stdin"),
                 QStringLiteral("--workspace"), QStringLiteral("Garden")});
        garden =
            command({QStringLiteral("workspace"), QStringLiteral("list")}).json()[u"workspaces"][0][u"id"].toString();
        start();
    }
    void start()
    {
        server = std::make_unique<RunningServer>(
            home,
            QStringList{QStringLiteral("--set"), QStringLiteral("webhooks.allowHttp=true"), QStringLiteral("--set"),
                        QStringLiteral("webhooks.allowPrivate=true")}
                + more);
        eveToken = signIn(eve);
    }
    Run command(const QStringList &arguments) const
    {
        return run(home,
                   at(home,
                      arguments + more
                          + QStringList{QStringLiteral("--json"), QStringLiteral("--set"),
                                        QStringLiteral("webhooks.allowHttp=true"), QStringLiteral("--set"),
                                        QStringLiteral("webhooks.allowPrivate=true")}),
                   password.toUtf8() + '\n');
    }
    QString signIn(const QString &email) const
    {
        return ask(server->url + QStringLiteral("/api/v1/session"), "POST",
                   {{QStringLiteral("email"), email}, {QStringLiteral("password"), password}})
            .body.value(u"token")
            .toString();
    }
    [[nodiscard]] QString api(const QString &path = {}) const
    {
        return server->url + QStringLiteral("/api/v1/workspaces/%1/webhooks").arg(garden) + path;
    }

    QTemporaryDir home;
    QStringList more;
    std::unique_ptr<RunningServer> server;
    QString garden;
    QString eveToken;
};

} // namespace

/// Webhooks through the real program: its routes and subcommands, and what is left when it is killed.
class WebhookProgram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aKilledServerLosesNothing_data()
    {
        QTest::addColumn<bool>("isPostgres");
        QTest::newRow("sqlite") << false;
        QTest::newRow("postgres") << true;
    }
    void aKilledServerLosesNothing()
    {
        QFETCH(bool, isPostgres);
        HookReceiver receiver;
        Town town(isPostgres ? PostgresFixture::shared().createDatabase() : QString());
        const Run made = town.command({QStringLiteral("webhook"), QStringLiteral("add"), receiver.url(),
                                       QStringLiteral("--workspace"), QStringLiteral("Garden")});
        QVERIFY2(made.code == 0, qPrintable(made.err));
        QVERIFY(made.json()[u"secret"].toString().startsWith(u"whsec_"));
        const QString project =
            QStringLiteral("p:%1:%2").arg(town.garden, QUuid::createUuid().toString(QUuid::WithoutBraces));
        qint64 accepted = 0;
        for (int round = 0; round < 3; ++round) {
            Watcher watcher(*town.server, town.eveToken, QStringLiteral("w:") + town.garden);
            QTRY_VERIFY(watcher.isConnected());
            if (round == 0) {
                QCOMPARE(watcher.submit(project, QStringLiteral("CreateProject"),
                                        {{QStringLiteral("name"), QStringLiteral("Beds")},
                                         {QStringLiteral("key"), QStringLiteral("BED")}}),
                         QStringLiteral("accepted"));
                ++accepted;
            }
            for (int i = 0; i < 12; ++i) {
                QCOMPARE(
                    watcher.submit(project, QStringLiteral("CreateLabel"),
                                   {{QStringLiteral("labelId"), QUuid::createUuid().toString(QUuid::WithoutBraces)},
                                    {QStringLiteral("name"), QStringLiteral("L%1").arg(i)}}),
                    QStringLiteral("accepted"));
                ++accepted;
            }
            QTest::qWait(static_cast<int>(QRandomGenerator::global()->bounded(20)));
            town.server->kill(); // with deliveries on their way, answered and not recorded
            town.start();
        }
        QTRY_VERIFY_WITH_TIMEOUT(receiver.seqs(project).contains(accepted), PatienceMs);
        QList<qint64> firsts;
        QMap<qint64, QByteArray> ids;
        for (const HookRequest &request : receiver.requests) {
            if (request.stream() != project)
                continue;
            const QByteArray id = request.headers.value("taskmaster-delivery");
            if (!firsts.contains(request.seq()))
                firsts.append(request.seq());
            QCOMPARE(ids.value(request.seq(), id), id); // what comes twice comes under its id
            ids.insert(request.seq(), id);
        }
        QCOMPARE(firsts.size(), accepted);
        for (qint64 i = 0; i < accepted; ++i)
            QCOMPARE(firsts[i], i + 1);
    }

    void thoseWhoManageTheWorkspaceManageItsWebhooks()
    {
        HookReceiver receiver;
        Town town;
        const QString bobToken = town.signIn(bob);
        const QJsonObject wish{{QStringLiteral("url"), receiver.url()},
                               {QStringLiteral("events"), QJsonArray{QStringLiteral("memberSet")}}};
        QCOMPARE(ask(town.api(), "POST", wish).status, 401);
        QCOMPARE(ask(town.api(), "POST", wish, bobToken).status, 403);
        QCOMPARE(ask(town.api(), "GET", {}, bobToken).status, 403);
        const Answer made = ask(town.api(), "POST", wish, town.eveToken);
        QCOMPARE(made.status, 201);
        const QString id = made.body[u"id"].toString();
        QVERIFY(made.body[u"secret"].toString().startsWith(u"whsec_"));
        const Answer shown = ask(town.api(u'/' + id), "GET", {}, town.eveToken);
        QCOMPARE(shown.status, 200);
        QCOMPARE(shown.body[u"url"].toString(), receiver.url());
        QVERIFY(!shown.body.contains(u"secret"));
        QCOMPARE(ask(town.api(), "GET", {}, town.eveToken).body[u"items"].toArray().size(), 1);
        QCOMPARE(ask(town.api(u'/' + id), "GET", {}, bobToken).status, 403);
        // Another workspace knows nothing of it.
        const QString other = town.server->url
            + QStringLiteral("/api/v1/workspaces/%1/webhooks/%2")
                  .arg(QUuid::createUuid().toString(QUuid::WithoutBraces), id);
        QCOMPARE(ask(other, "GET", {}, town.eveToken).status, 404);
        town.command({QStringLiteral("user"), QStringLiteral("add"), QStringLiteral("zoe@test.example"),
                      QStringLiteral("--password-stdin"), QStringLiteral("--workspace"), QStringLiteral("Garden")});
        QTRY_COMPARE_WITH_TIMEOUT(receiver.requests.size(), 1, PatienceMs);
        QCOMPARE(receiver.requests.first().verb(), QStringLiteral("memberSet"));
        QTRY_COMPARE(ask(town.api(u'/' + id + QStringLiteral("/deliveries?state=delivered")), "GET", {}, town.eveToken)
                         .body[u"items"]
                         .toArray()
                         .size(),
                     1);
        QCOMPARE(ask(town.api(u'/' + id), "PATCH", {{QStringLiteral("isActive"), false}}, town.eveToken)
                     .body[u"isActive"]
                     .toBool(true),
                 false);
        QCOMPARE(ask(town.api(u'/' + id + QStringLiteral("/replay")), "POST", {}, town.eveToken).status, 409);
        QCOMPARE(ask(town.api(u'/' + id), "DELETE", {}, town.eveToken).status, 204);
        QCOMPARE(ask(town.api(u'/' + id), "GET", {}, town.eveToken).status, 404);
    }

    void everythingThatIsWrongIsSaid()
    {
        Town town;
        const QJsonObject wish{{QStringLiteral("url"), QStringLiteral("https://169.254.169.254/")},
                               {QStringLiteral("events"), QJsonArray{QStringLiteral("taskFlown")}},
                               {QStringLiteral("colour"), QStringLiteral("red")}};
        const Answer refused = ask(town.api(), "POST", wish, town.eveToken);
        QCOMPARE(refused.status, 422);
        QCOMPARE(refused.body[u"errors"].toArray().size(), 3);
        QCOMPARE(ask(town.api(), "POST", {{QStringLiteral("name"), QStringLiteral("x")}}, town.eveToken).status, 422);
        const QJsonObject elsewhere{{QStringLiteral("url"), QStringLiteral("https://example.org/")},
                                    {QStringLiteral("projectId"), QUuid::createUuid().toString(QUuid::WithoutBraces)}};
        QCOMPARE(ask(town.api(), "POST", elsewhere, town.eveToken).status, 422);
        QVERIFY(town.command({QStringLiteral("webhook"), QStringLiteral("add"), QStringLiteral("https://10.0.0.1#x"),
                              QStringLiteral("--workspace"), QStringLiteral("Garden")})
                    .code
                != 0);
    }

    void theCommandLineDoesAllOfItToo()
    {
        HookReceiver receiver;
        bool isBroken = true;
        receiver.answer = [&](const HookRequest &) { return HookReceiver::withStatus(isBroken ? 410 : 200); };
        Town town;
        const auto webhook = [&town](const QStringList &arguments) {
            return town.command(QStringList{QStringLiteral("webhook")} + arguments);
        };
        const Run made = webhook({QStringLiteral("add"), receiver.url(), QStringLiteral("--workspace"),
                                  QStringLiteral("garden"), QStringLiteral("--event"), QStringLiteral("member")});
        QVERIFY2(made.code == 0, qPrintable(made.err));
        const QString id = made.json()[u"id"].toString();
        town.command({QStringLiteral("user"), QStringLiteral("add"), QStringLiteral("zoe@test.example"),
                      QStringLiteral("--password-stdin"), QStringLiteral("--workspace"), QStringLiteral("Garden")});
        const auto listed = [&] {
            return webhook({QStringLiteral("list"), QStringLiteral("--workspace"), QStringLiteral("Garden")})
                .json()[u"webhooks"][0]
                .toObject();
        };
        QTRY_VERIFY_WITH_TIMEOUT(!listed()[u"isActive"].toBool(true), PatienceMs);
        QVERIFY(listed()[u"endedBecause"].toString().contains(u"410"));
        QVERIFY(!listed().contains(u"secret"));
        QVERIFY(webhook({QStringLiteral("replay"), id}).code != 0); // it is switched off
        isBroken = false;
        QCOMPARE(webhook({QStringLiteral("enable"), id}).code, 0);
        const auto dead = webhook({QStringLiteral("deliveries"), id, QStringLiteral("--state"), QStringLiteral("dead")})
                              .json()[u"deliveries"]
                              .toArray();
        QCOMPARE(dead.size(), 1);
        QCOMPARE(webhook({QStringLiteral("replay"), id}).json()[u"replayed"].toInt(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(receiver.requests.size(), 2, PatienceMs);
        QCOMPARE(receiver.requests[0].headers.value("taskmaster-delivery"),
                 receiver.requests[1].headers.value("taskmaster-delivery"));
        QCOMPARE(webhook({QStringLiteral("remove"), id}).code, 0);
        QVERIFY(listed().isEmpty());
    }
};

QTEST_GUILESS_MAIN(WebhookProgram)
#include "tst_webhook_program.moc"
