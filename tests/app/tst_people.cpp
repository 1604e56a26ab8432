// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ExitCode.h"
#include "shared/protocol/AccessLink.h"
#include "tests/app/PeopleRoutes.h"
#include "tests/app/ProgramFixture.h"

#include <QRegularExpression>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

constexpr int SecondMs = 1000;
const QString eve = QStringLiteral("eve@test.example");
const QString bob = QStringLiteral("bob@test.example");
const QString password = QStringLiteral("correct horse");

/// A server with Eve, who owns the workspace Garden, and Bob, a member of it; both are signed in.
class Town {
public:
    Town()
    {
        add(eve, {});
        workspace({QStringLiteral("create"), QStringLiteral("Garden"), QStringLiteral("--owner"), eve});
        add(bob, {QStringLiteral("--workspace"), QStringLiteral("Garden")});
        garden = workspacesOf(home)[0][u"id"].toString();
        eveToken = signIn(eve);
        bobToken = signIn(bob);
    }
    Run user(const QStringList &arguments, const QByteArray &input = {}) const
    {
        return run(home, at(home, QStringList{QStringLiteral("user")} + arguments), input);
    }
    Run workspace(const QStringList &arguments) const
    {
        return run(home, at(home, QStringList{QStringLiteral("workspace")} + arguments));
    }
    Run add(const QString &email, const QStringList &more) const
    {
        return user(QStringList{QStringLiteral("add"), email, QStringLiteral("--password-stdin")} + more,
                    password.toUtf8() + '\n');
    }
    QString signIn(const QString &email) const
    {
        return ask(session(), "POST", {{QStringLiteral("email"), email}, {QStringLiteral("password"), password}})
            .body.value(u"token")
            .toString();
    }
    [[nodiscard]] QString api(const QString &path) const { return server.url + QStringLiteral("/api/v1") + path; }
    /// Its id.
    QString makeProject(const QString &name) const
    {
        Watcher owner(server, eveToken, gardenStream());
        if (!QTest::qWaitFor([&] { return owner.has(QStringLiteral("welcome")); }, PatienceMs))
            return {};
        const QString project = QUuid::createUuid().toString(QUuid::WithoutBraces);
        const QString outcome =
            owner.submit(QStringLiteral("p:%1:%2").arg(garden, project), QStringLiteral("CreateProject"),
                         {{QStringLiteral("name"), name}, {QStringLiteral("key"), QStringLiteral("PO")}});
        return outcome == u"accepted" ? project : QString();
    }
    [[nodiscard]] QString session() const { return server.url + QStringLiteral("/api/v1/session"); }
    [[nodiscard]] QString gardenStream() const { return QStringLiteral("w:") + garden; }
    QString makeToken(const QStringList &more) const
    {
        return user(QStringList{QStringLiteral("token"), eve} + more).out.trimmed();
    }
    /// In how many milliseconds it is so; SecondMs or more: not within a second.
    static qint64 soon(const std::function<bool()> &condition)
    {
        QElapsedTimer timer;
        timer.start();
        return QTest::qWaitFor(condition, SecondMs) ? timer.elapsed() : SecondMs;
    }

    QTemporaryDir home;
    RunningServer server{home};
    QString garden;
    QString eveToken;
    QString bobToken;
};

const QString subscribed = QStringLiteral("\"type\":\"subscribed\"");

} // namespace

/// People and their keys, seen through the real program: what a subcommand takes away is gone within a second.
class PeopleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accountsAreListedWithWhatTheyMay()
    {
        Town town;
        QCOMPARE(town.add(QStringLiteral("zoe@test.example"), {QStringLiteral("--admin")}).code, 0);
        const Run listed = town.user({QStringLiteral("list")});
        QCOMPARE(listed.code, 0);
        const QStringList lines = listed.out.split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines[0].contains(bob) && lines[1].contains(eve) && lines[2].endsWith(u"(admin)"));
        const QJsonArray users =
            town.user({QStringLiteral("list"), QStringLiteral("--json")}).json()[u"users"].toArray();
        QCOMPARE(users.size(), 3);
        QVERIFY(users[2][u"isServerAdmin"].toBool() && !users[0][u"isServerAdmin"].toBool());
        QVERIFY(!users[0][u"lastSeenAt"].toString().isEmpty() && users[2][u"lastSeenAt"].toString().isEmpty());
    }

    void weakPasswordsAreRefusedWithTheReason_data()
    {
        QTest::addColumn<QByteArray>("weak");
        QTest::addColumn<QString>("reason");
        QTest::newRow("short") << QByteArray("corr horse").left(8) << QStringLiteral("at least 10 characters");
        QTest::newRow("common") << QByteArray("P4ssw0rd2024!") << QStringLiteral("tried first");
        QTest::newRow("own address") << QByteArray("eve@test.example1") << QStringLiteral("e-mail address or the name");
    }
    void weakPasswordsAreRefusedWithTheReason()
    {
        QFETCH(QByteArray, weak);
        QFETCH(QString, reason);
        QTemporaryDir home;
        const Run added = run(
            home, at(home, {QStringLiteral("user"), QStringLiteral("add"), eve, QStringLiteral("--password-stdin")}),
            weak + '\n');
        QCOMPARE(added.code, static_cast<int>(ExitCode::DataError));
        QVERIFY2(added.err.contains(reason), qPrintable(added.err));
        QVERIFY(!added.err.contains(QString::fromUtf8(weak)));
    }

    // ---- the first account

    void aNewServerPrintsALinkThatMakesItsFirstAdmin()
    {
        QTemporaryDir home;
        RunningServer server(home);
        const QString printed = server.printed(QStringLiteral("curl "));
        const QStringList links =
            QRegularExpression(QStringLiteral("taskmaster://\\S+")).match(printed).capturedTexts();
        QCOMPARE(links.size(), 1);
        const auto link = AccessLink::fromString(links.first());
        QVERIFY2(link, qPrintable(printed));
        QCOMPARE(link->kind, AccessLink::Kind::SetUp);
        QCOMPARE(link->server.toString(), server.url);
        // The line that is printed for those without the client, as a shell would run it.
        const auto line = QRegularExpression(QStringLiteral("curl (\\S+) --json '(.*)'")).match(printed);
        QVERIFY2(line.hasMatch(), qPrintable(printed));
        QVERIFY(!line.captured(1).contains(link->secret)); // in a body, never in an address
        QJsonObject body = QJsonDocument::fromJson(line.captured(2).toUtf8()).object();
        QCOMPARE(body[u"secret"].toString(), link->secret);
        body[QStringLiteral("email")] = eve;
        body[QStringLiteral("password")] = QStringLiteral("password123");
        const Answer weak = ask(line.captured(1), "POST", body);
        QCOMPARE(weak.status, 422);
        QCOMPARE(weak.body[u"errors"][0][u"field"].toString(), QStringLiteral("password"));
        body[QStringLiteral("password")] = password;
        const Answer made = ask(line.captured(1), "POST", body);
        QCOMPARE(made.status, 201);
        QVERIFY(made.body[u"isServerAdmin"].toBool());
        const QString token = made.body[u"token"].toString();
        QCOMPARE(
            ask(server.url + QStringLiteral("/api/v1/session"), "GET", {}, token).body[u"user"][u"email"].toString(),
            eve);
        const Watcher owner(server, token, QStringLiteral("w:") + made.body[u"workspaceId"].toString());
        QTRY_VERIFY(owner.has(subscribed) && owner.has(QStringLiteral("Our team")));
        body[QStringLiteral("email")] = bob;
        QCOMPARE(ask(line.captured(1), "POST", body).status, 404); // once
        server.stop();
        RunningServer again(home);
        QVERIFY(!again.printed({}).contains(u"taskmaster://"));
    }

    // ---- invitations

    void aLinkLetsANewcomerIntoAProjectLive()
    {
        Town town;
        const QString invitations = town.api(QStringLiteral("/workspaces/%1/invitations").arg(town.garden));
        const QString pond = town.makeProject(QStringLiteral("Pond"));
        QCOMPARE(ask(invitations, "POST", {{QStringLiteral("role"), QStringLiteral("member")}}, town.bobToken).status,
                 403);
        const Answer made = ask(
            invitations, "POST",
            {{QStringLiteral("role"), QStringLiteral("guest")}, {QStringLiteral("projectId"), pond}}, town.eveToken);
        QCOMPARE(made.status, 201);
        const auto link = AccessLink::fromString(made.body[u"link"].toString());
        QVERIFY(link && link->kind == AccessLink::Kind::Invitation && link->server.toString() == town.server.url);
        const QJsonObject secret{{QStringLiteral("secret"), link->secret}};
        const Answer seen = ask(town.api(QStringLiteral("/invitations/preview")), "POST", secret);
        QCOMPARE(seen.body[u"workspace"].toString(), QStringLiteral("Garden"));
        QCOMPARE(seen.body[u"project"].toString(), QStringLiteral("Pond"));
        QCOMPARE(seen.body[u"role"].toString(), QStringLiteral("guest"));

        QJsonObject newcomer = secret;
        newcomer[QStringLiteral("email")] = QStringLiteral("gus@test.example");
        newcomer[QStringLiteral("name")] = QStringLiteral("Gus");
        newcomer[QStringLiteral("password")] = password;
        const Answer redeemed = ask(town.api(QStringLiteral("/invitations/redeem")), "POST", newcomer);
        QCOMPARE(redeemed.status, 201);
        QCOMPARE(redeemed.body[u"projectId"].toString(), pond);
        Watcher guest(town.server, redeemed.body[u"token"].toString(),
                      QStringLiteral("p:%1:%2").arg(town.garden, pond));
        QTRY_VERIFY(guest.has(subscribed));
        const Answer listed = ask(invitations, "GET", {}, town.eveToken);
        QCOMPARE(listed.body[u"items"][0][u"uses"].toInt(), 1);
        QVERIFY(!QJsonDocument(listed.body).toJson().contains(link->secret.toLatin1()));

        // Who is taken out is out at once: of what is followed, and of what is asked anew.
        Watcher owner(town.server, town.eveToken, town.gardenStream());
        QTRY_VERIFY(owner.has(subscribed));
        QCOMPARE(owner.submit(QStringLiteral("p:%1:%2").arg(town.garden, pond), QStringLiteral("RemoveProjectMember"),
                              {{QStringLiteral("userId"), redeemed.body[u"user"][u"id"]}}),
                 QStringLiteral("accepted"));
        QVERIFY(Town::soon([&] { return guest.has(QStringLiteral("revoked")); }) < SecondMs);
        const Watcher again(town.server, redeemed.body[u"token"].toString(),
                            QStringLiteral("p:%1:%2").arg(town.garden, pond));
        QTRY_VERIFY(again.has(QStringLiteral("notFound")));
    }

    void somebodyWhoIsSignedInAcceptsAndARevokedLinkLetsNobodyIn()
    {
        Town town;
        QCOMPARE(
            town.workspace({QStringLiteral("create"), QStringLiteral("Workshop"), QStringLiteral("--owner"), eve}).code,
            0);
        QString workshop;
        for (const QJsonValue value : workspacesOf(town.home)) {
            if (value[u"name"].toString() == u"Workshop")
                workshop = value[u"id"].toString();
        }
        const QString invitations = town.api(QStringLiteral("/workspaces/%1/invitations").arg(workshop));
        const QJsonObject wish{{QStringLiteral("role"), QStringLiteral("admin")}};
        const Answer kept = ask(invitations, "POST", wish, town.eveToken);
        const Answer withdrawn = ask(invitations, "POST", wish, town.eveToken);
        QCOMPARE(ask(invitations + u'/' + withdrawn.body[u"id"].toString(), "DELETE", {}, town.eveToken).status, 204);
        const auto accept = [&](const Answer &made) {
            return ask(town.api(QStringLiteral("/invitations/accept")), "POST",
                       {{QStringLiteral("secret"), made.body[u"secret"]}}, town.bobToken);
        };
        QCOMPARE(accept(withdrawn).status, 404);
        QCOMPARE(accept(kept).status, 200);
        const Watcher admin(town.server, town.bobToken, QStringLiteral("w:") + workshop);
        QTRY_VERIFY(admin.has(subscribed));
    }

    void behindAProxyThatIsTrustedThePeopleAreThrottledAndNotTheProxy_data()
    {
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<int>("statusOfTheOther");
        QTest::newRow("trusted") << QStringList{QStringLiteral("--set"),
                                                QStringLiteral("http.trustedProxies=127.0.0.0/8")}
                                 << 404;
        QTest::newRow("not trusted") << QStringList() << 429;
    }
    void behindAProxyThatIsTrustedThePeopleAreThrottledAndNotTheProxy()
    {
        QFETCH(QStringList, more);
        QFETCH(int, statusOfTheOther);
        const QTemporaryDir home;
        const RunningServer server(home, more);
        QNetworkAccessManager network;
        const auto guess = [&](const QByteArray &forwarded) {
            QNetworkRequest request{QUrl(server.url + QStringLiteral("/api/v1/invitations/preview"))};
            request.setRawHeader("Content-Type", "application/json");
            request.setRawHeader("X-Forwarded-For", forwarded);
            const std::unique_ptr<QNetworkReply> reply(network.post(request, R"({"secret": "tml_guessed"})"));
            (void)QTest::qWaitFor([&reply] { return reply->isFinished(); }, PatienceMs);
            return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        };
        for (int i = 0; i < 20; ++i) // what stands in front is their own invention
            QCOMPARE(guess("198.51.100." + QByteArray::number(i) + ", 203.0.113.5"), 404);
        QCOMPARE(guess("203.0.113.5"), 429);
        QCOMPARE(guess("203.0.113.6"), statusOfTheOther);
    }

    // ---- one's own account

    void sessionsAndTokensEndWithinASecond()
    {
        Town town;
        const QString second = town.signIn(eve);
        const Answer listed = ask(town.api(QStringLiteral("/sessions")), "GET", {}, town.eveToken);
        QCOMPARE(listed.body[u"items"].toArray().size(), 2);
        QString other;
        for (const QJsonValue value : listed.body[u"items"].toArray()) {
            if (!value[u"isCurrent"].toBool())
                other = value[u"id"].toString();
        }
        const QJsonObject wish{{QStringLiteral("name"), QStringLiteral("Script")},
                               {QStringLiteral("scope"), QStringLiteral("write")}};
        const Answer token = ask(town.api(QStringLiteral("/tokens")), "POST", wish, town.eveToken);
        QCOMPARE(token.status, 201);
        const QString secret = token.body[u"token"].toString();
        const Watcher phone(town.server, second, town.gardenStream());
        const Watcher script(town.server, secret, town.gardenStream());
        QTRY_VERIFY(phone.has(subscribed) && script.has(subscribed));
        QCOMPARE(ask(town.session(), "GET", {}, secret).body[u"scope"].toString(), QStringLiteral("write"));
        // A key never makes itself another one.
        QCOMPARE(ask(town.api(QStringLiteral("/tokens")), "POST", wish, secret).status, 403);
        QCOMPARE(ask(town.api(QStringLiteral("/sessions")), "GET", {}, secret).status, 403);
        QCOMPARE(ask(town.api(QStringLiteral("/sessions/")) + other, "DELETE", {}, town.bobToken).status, 404);
        QCOMPARE(ask(town.api(QStringLiteral("/sessions/")) + other, "DELETE", {}, town.eveToken).status, 204);
        QVERIFY(Town::soon([&] { return !phone.isConnected(); }) < SecondMs);
        QCOMPARE(ask(town.session(), "GET", {}, second).status, 401);
        QCOMPARE(ask(town.api(QStringLiteral("/tokens/")) + token.body[u"id"].toString(), "DELETE", {}, town.eveToken)
                     .status,
                 204);
        QVERIFY(Town::soon([&] { return !script.isConnected(); }) < SecondMs);
        QCOMPARE(ask(town.session(), "GET", {}, secret).status, 401);
        QCOMPARE(ask(town.session(), "GET", {}, town.eveToken).status, 200);
    }

    void aPasswordIsChangedWithTheOldOne()
    {
        Town town;
        const QString second = town.signIn(eve);
        const auto change = [&](const QString &from) {
            return ask(town.api(QStringLiteral("/account/password")), "POST",
                       {{QStringLiteral("oldPassword"), from},
                        {QStringLiteral("newPassword"), QStringLiteral("battery staple")}},
                       town.eveToken);
        };
        const Answer wrong = change(QStringLiteral("guess"));
        QCOMPARE(wrong.status, 422);
        QCOMPARE(wrong.body[u"errors"][0][u"field"].toString(), QStringLiteral("oldPassword"));
        QCOMPARE(change(password).status, 204);
        QCOMPARE(ask(town.session(), "GET", {}, town.eveToken).status, 200);
        QCOMPARE(ask(town.session(), "GET", {}, second).status, 401);
        QVERIFY(town.signIn(eve).isEmpty());
    }

    // ---- admins of the server

    void adminsOfTheServerMindItsAccounts()
    {
        Town town;
        QCOMPARE(town.add(QStringLiteral("zoe@test.example"), {QStringLiteral("--admin")}).code, 0);
        const QString zoe = town.signIn(QStringLiteral("zoe@test.example"));
        const QString users = town.api(QStringLiteral("/admin/users"));
        QCOMPARE(ask(users, "GET", {}, town.eveToken).status, 404); // not there for others
        QCOMPARE(ask(users, "GET").status, 401);
        const Answer listed = ask(users, "GET", {}, zoe);
        QCOMPARE(listed.body[u"items"].toArray().size(), 3);
        const QString bobsId = listed.body[u"items"][0][u"id"].toString();
        const QString zoesId = listed.body[u"items"][2][u"id"].toString();
        const QString bobs = users + u'/' + bobsId;
        const Watcher watcher(town.server, town.bobToken, town.gardenStream());
        QTRY_VERIFY(watcher.has(subscribed));
        QVERIFY(ask(bobs, "PATCH", {{QStringLiteral("isDisabled"), true}}, zoe).body[u"isDisabled"].toBool());
        QVERIFY(Town::soon([&] { return !watcher.isConnected(); }) < SecondMs);
        QCOMPARE(ask(bobs, "PATCH", {{QStringLiteral("isDisabled"), false}}, zoe).status, 200);
        QCOMPARE(ask(users + u'/' + zoesId, "PATCH", {{QStringLiteral("isServerAdmin"), false}}, zoe).status, 409);
        const Answer made = ask(users, "POST",
                                {{QStringLiteral("email"), QStringLiteral("new@test.example")},
                                 {QStringLiteral("name"), QStringLiteral("Nell")},
                                 {QStringLiteral("password"), password}},
                                zoe);
        QCOMPARE(made.status, 201);
        QVERIFY(!town.signIn(QStringLiteral("new@test.example")).isEmpty());
        QCOMPARE(ask(bobs, "DELETE", {}, zoe).status, 204);
        QVERIFY(town.workspace({QStringLiteral("list")}).out.contains(u"Garden (1 people)"));
    }

    // ---- every route by every key

    void aRouteIsReachedByItsKeysOnly()
    {
        Town town;
        QCOMPARE(town.add(QStringLiteral("zoe@test.example"), {QStringLiteral("--admin")}).code, 0);
        const auto tokenOf = [&](const QString &email, const char *scope, const QStringList &more = {}) {
            return town
                .user(QStringList{QStringLiteral("token"), email, QStringLiteral("--scope"), QString::fromLatin1(scope)}
                      + more)
                .out.trimmed();
        };
        const QString zoe = QStringLiteral("zoe@test.example");
        const QStringList garden{QStringLiteral("--workspace"), QStringLiteral("Garden")};
        struct Key {
            const char *name;
            QString token;
            Scope scope;
            bool isServerAdmin = false;
        };
        const Key keys[]{{"nothing", {}, Scope::None},
                         {"nonsense", QStringLiteral("tms_nonsense"), Scope::None},
                         {"reading", tokenOf(eve, "read"), Scope::Read},
                         {"writing", tokenOf(eve, "write"), Scope::Write},
                         {"admin token", tokenOf(eve, "admin"), Scope::Admin},
                         {"session", town.eveToken, Scope::Session},
                         {"server admin's reading", tokenOf(zoe, "read"), Scope::Read, true},
                         {"server admin's token", tokenOf(zoe, "admin"), Scope::Admin, true},
                         {"server admin's session", town.signIn(zoe), Scope::Session, true},
                         // Bound to a workspace, a server admin's token is nobody's who minds the server.
                         {"server admin's bound token", tokenOf(zoe, "admin", garden), Scope::Admin, false}};
        QStringList wrong;
        for (const PeopleRoute &row : peopleRoutes) {
            if (row.name == QByteArray("endOtherSessions") || row.name == QByteArray("signOut"))
                continue; // they would take the keys away; see the tests above
            QString path = QString::fromLatin1(row.pattern);
            path.replace(QStringLiteral("{workspace}"), town.garden);
            static const QRegularExpression parameter(QStringLiteral("\\{\\w+\\}"));
            path.replace(parameter, QUuid::createUuid().toString(QUuid::WithoutBraces));
            // A body that nothing comes of: what is asked first is who asks.
            const bool hasBody = row.method == QByteArray("POST") || row.method == QByteArray("PATCH");
            const QJsonObject body = hasBody ? QJsonObject{{QStringLiteral("unknown"), 1}} : QJsonObject();
            for (const Key &key : keys) {
                const int status = ask(town.server.url + path, row.method, body, key.token).status;
                bool isRight = false;
                if (row.least == Scope::None)
                    isRight = status == 422; // nobody is asked who they are
                else if (key.scope == Scope::None)
                    isRight = status == 401;
                else if (key.scope < row.least)
                    isRight = status == 403;
                else if (row.who == PeopleRoute::Who::ServerAdmin && !key.isServerAdmin)
                    isRight = status == 404;
                else
                    isRight = status != 401 && status != 403;
                if (!isRight)
                    wrong << QStringLiteral("%1 by %2: %3")
                                 .arg(QLatin1StringView(row.name), QLatin1StringView(key.name))
                                 .arg(status);
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void invitationsAreMindedByThoseWhoManageTheWorkspace()
    {
        Town town;
        const QString mia = QStringLiteral("mia@test.example");
        QCOMPARE(town.add(mia, {}).code, 0);
        const QString invitations = town.api(QStringLiteral("/workspaces/%1/invitations").arg(town.garden));
        const auto status = [&](const QString &token) { return ask(invitations, "GET", {}, token).status; };
        QCOMPARE(status(town.eveToken), 200); // owner
        QCOMPARE(status(town.bobToken), 403); // member
        QCOMPARE(status(town.signIn(mia)), 404); // stranger: it is not there
        // A role that changes counts with the next request, and on what is followed at once.
        const QString bobsId = ask(town.session(), "GET", {}, town.bobToken).body[u"user"][u"id"].toString();
        Watcher owner(town.server, town.eveToken, town.gardenStream());
        const Watcher member(town.server, town.bobToken, town.gardenStream());
        QTRY_VERIFY(owner.has(subscribed) && member.has(subscribed));
        const auto setRole = [&](const char *role) {
            return owner.submit(
                town.gardenStream(), QStringLiteral("SetMember"),
                {{QStringLiteral("userId"), bobsId}, {QStringLiteral("role"), QLatin1StringView(role)}});
        };
        QCOMPARE(setRole("admin"), QStringLiteral("accepted"));
        QCOMPARE(status(town.bobToken), 200);
        QCOMPARE(setRole("guest"), QStringLiteral("accepted"));
        QVERIFY(Town::soon([&] { return member.has(QStringLiteral("revoked")); }) < SecondMs);
        QVERIFY(member.isConnected()); // the stream is gone, not the person
        QCOMPARE(status(town.bobToken), 404);
    }

    // ---- subcommands

    void whoIsDisabledIsOutWithinASecondAndTheirWorkStays()
    {
        Town town;
        const Watcher watcher(town.server, town.bobToken, town.gardenStream());
        const Watcher other(town.server, town.eveToken, town.gardenStream());
        const QString apiToken = town.user({QStringLiteral("token"), bob}).out.trimmed();
        const Watcher script(town.server, apiToken, town.gardenStream());
        QTRY_VERIFY(watcher.has(subscribed) && other.has(subscribed) && script.has(subscribed));
        QCOMPARE(town.user({QStringLiteral("disable"), bob}).code, 0);
        QVERIFY(Town::soon([&] { return !watcher.isConnected() && !script.isConnected(); }) < SecondMs);
        QVERIFY(other.isConnected());
        QCOMPARE(ask(town.session(), "GET", {}, town.bobToken).status, 401);
        QCOMPARE(ask(town.session(), "GET", {}, apiToken).status, 401);
        QVERIFY(town.signIn(bob).isEmpty());
        QVERIFY(town.workspace({QStringLiteral("list")}).out.contains(u"Garden (2 people)"));

        QCOMPARE(town.user({QStringLiteral("enable"), bob}).code, 0);
        QCOMPARE(ask(town.session(), "GET", {}, town.bobToken).status, 401); // old keys stay gone
        QVERIFY(!town.signIn(bob).isEmpty());
    }

    void aNewPasswordEndsSessionsAndNoApiToken()
    {
        Town town;
        const QString apiToken = town.makeToken({});
        const Watcher watcher(town.server, town.eveToken, town.gardenStream());
        const Watcher script(town.server, apiToken, town.gardenStream());
        QTRY_VERIFY(watcher.has(subscribed) && script.has(subscribed));
        QCOMPARE(
            town.user({QStringLiteral("passwd"), eve, QStringLiteral("--password-stdin")}, "battery staple\n").code, 0);
        QVERIFY(Town::soon([&] { return !watcher.isConnected(); }) < SecondMs);
        QVERIFY(script.isConnected());
        QCOMPARE(ask(town.session(), "GET", {}, apiToken).status, 200);
    }

    void whoIsRemovedIsOutOfEveryWorkspaceWithinASecond()
    {
        Town town;
        const Watcher watcher(town.server, town.bobToken, town.gardenStream());
        const Watcher other(town.server, town.eveToken, town.gardenStream());
        QTRY_VERIFY(watcher.has(subscribed) && other.has(subscribed));
        QCOMPARE(town.user({QStringLiteral("remove"), bob}).code, 0);
        QVERIFY(Town::soon([&] { return !watcher.isConnected() && other.has(QStringLiteral("memberRemoved")); })
                < SecondMs);
        QVERIFY(town.signIn(bob).isEmpty());
        QVERIFY(town.workspace({QStringLiteral("list")}).out.contains(u"Garden (1 people)"));
        QCOMPARE(town.add(bob, {}).code, 0); // the address is free again, for somebody who is nobody there
        const Watcher again(town.server, town.signIn(bob), town.gardenStream());
        QTRY_VERIFY(again.has(QStringLiteral("notFound")));
    }

    void theOnlyOwnerIsRemovedWithAnHeirOnly()
    {
        Town town;
        const Run refused = town.user({QStringLiteral("remove"), eve});
        QCOMPARE(refused.code, static_cast<int>(ExitCode::DataError));
        QVERIFY2(refused.err.contains(u"only owner") && refused.err.contains(u"--heir"), qPrintable(refused.err));
        QCOMPARE(ask(town.session(), "GET", {}, town.eveToken).status, 200); // nothing has happened
        QCOMPARE(town.user({QStringLiteral("remove"), eve, QStringLiteral("--heir"), bob}).code, 0);
        Watcher owner(town.server, town.bobToken, town.gardenStream());
        QTRY_VERIFY(owner.has(subscribed));
        QCOMPARE(
            owner.submit(town.gardenStream(), QStringLiteral("ArchiveWorkspace"), {{QStringLiteral("archived"), true}}),
            QStringLiteral("accepted"));
    }

    void aTokenReachesNoFurtherThanItsScope()
    {
        Town town;
        const QString project = QStringLiteral("p:%1:0190aaaa-0000-7000-8000-00000000000a").arg(town.garden);
        const QJsonObject garden{{QStringLiteral("name"), QStringLiteral("Pond")},
                                 {QStringLiteral("key"), QStringLiteral("PO")}};
        const QJsonObject archive{{QStringLiteral("archived"), true}};
        Watcher reader(town.server, town.makeToken({}), town.gardenStream());
        Watcher writer(town.server, town.makeToken({QStringLiteral("--scope"), QStringLiteral("write")}),
                       town.gardenStream());
        Watcher admin(town.server, town.makeToken({QStringLiteral("--scope"), QStringLiteral("admin")}),
                      town.gardenStream());
        QTRY_VERIFY(reader.has(subscribed) && writer.has(subscribed) && admin.has(subscribed));
        QCOMPARE(reader.submit(project, QStringLiteral("CreateProject"), garden), QStringLiteral("forbidden"));
        QCOMPARE(writer.submit(project, QStringLiteral("CreateProject"), garden), QStringLiteral("accepted"));
        QCOMPARE(writer.submit(town.gardenStream(), QStringLiteral("ArchiveWorkspace"), archive),
                 QStringLiteral("forbidden"));
        QCOMPARE(admin.submit(town.gardenStream(), QStringLiteral("ArchiveWorkspace"), archive),
                 QStringLiteral("accepted"));
        QTRY_VERIFY(reader.has(QStringLiteral("workspaceArchived")));
    }

    void aTokenOfOneWorkspaceSeesNoOther()
    {
        Town town;
        QCOMPARE(
            town.workspace({QStringLiteral("create"), QStringLiteral("Workshop"), QStringLiteral("--owner"), eve}).code,
            0);
        const QString token = town.makeToken({QStringLiteral("--scope"), QStringLiteral("admin"),
                                              QStringLiteral("--workspace"), QStringLiteral("Workshop")});
        Watcher script(town.server, token, town.gardenStream());
        QTRY_VERIFY(script.has(QStringLiteral("notFound")));
        QVERIFY(!script.has(QStringLiteral("Garden")));
        QCOMPARE(script.submit(town.gardenStream(), QStringLiteral("ArchiveWorkspace"),
                               {{QStringLiteral("archived"), true}}),
                 QStringLiteral("notFound"));
        const QString user = ask(town.session(), "GET", {}, token).body[u"user"][u"id"].toString();
        const Watcher account(town.server, token, QStringLiteral("u:") + user);
        QTRY_VERIFY(account.has(QStringLiteral("notFound")));
    }
};

QTEST_GUILESS_MAIN(PeopleTest)
#include "tst_people.moc"
