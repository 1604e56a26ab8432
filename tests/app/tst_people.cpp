// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ExitCode.h"
#include "tests/app/ProgramFixture.h"

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
