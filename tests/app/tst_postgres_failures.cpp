// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ExitCode.h"
#include "tests/app/ProgramFixture.h"
#include "tests/support/PostgresFixture.h"

#include <QUrl>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

int code(ExitCode exit)
{
    return static_cast<int>(exit);
}

QStringList on(const QString &database)
{
    return {QStringLiteral("--database"), database};
}

QString withUser(const QString &url, const QString &user, const QString &password)
{
    QUrl changed(url);
    changed.setUserName(user);
    changed.setPassword(password);
    return changed.toString(QUrl::FullyEncoded);
}

} // namespace

/**
 * What the real program does when PostgreSQL refuses it or goes away: a sentence without the password, the exit code of
 * sysexits.h, and for a server that is running refusals for now, then work again without a restart.
 */
class PostgresFailuresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWrongPasswordIsSaidAndNotShown()
    {
        PostgresFixture postgres;
        const QString database = postgres.createDatabase();
        postgres.run(QStringLiteral("CREATE ROLE locked LOGIN SUPERUSER PASSWORD 'the right one'"));
        QTemporaryDir home;
        const Run refused = run(home,
                                at(home, {QStringLiteral("serve")})
                                    + on(withUser(database, QStringLiteral("locked"), QStringLiteral("swordfish"))));
        QCOMPARE(refused.code, code(ExitCode::Unavailable));
        QVERIFY2(refused.err.contains(u"password") && refused.err.contains(u"locked@127.0.0.1"),
                 qPrintable(refused.err));
        QVERIFY(!refused.err.contains(u"swordfish"));
        const Run right = run(home,
                              at(home, {QStringLiteral("migrate")})
                                  + on(withUser(database, QStringLiteral("locked"), QStringLiteral("the right one"))));
        QVERIFY2(right.code == 0, qPrintable(right.err));
    }

    void aDatabaseThatIsMissingIsSaid()
    {
        QTemporaryDir home;
        QUrl url(PostgresFixture::shared().url());
        url.setPath(QStringLiteral("/nowhere"));
        const Run refused = run(home, at(home, {QStringLiteral("serve")}) + on(url.toString(QUrl::FullyEncoded)));
        QCOMPARE(refused.code, code(ExitCode::Unavailable));
        QVERIFY2(refused.err.contains(u"nowhere"), qPrintable(refused.err));
    }

    void aDatabaseThatMayOnlyBeReadIsSaid()
    {
        PostgresFixture &postgres = PostgresFixture::shared();
        const QString database = postgres.createDatabase();
        postgres.run(QStringLiteral("ALTER DATABASE %1 SET default_transaction_read_only = on")
                         .arg(QUrl(database).path().mid(1)));
        QTemporaryDir home;
        const Run refused = run(home, at(home, {QStringLiteral("serve")}) + on(database));
        QCOMPARE(refused.code, code(ExitCode::IoError));
        QVERIFY2(refused.err.contains(u"read-only") || refused.err.contains(u"only be read"), qPrintable(refused.err));
    }

    void aRoleThatMayNotMakeTablesIsSaid()
    {
        PostgresFixture &postgres = PostgresFixture::shared();
        const QString database = postgres.createDatabase();
        postgres.run(QStringLiteral("DO $$ BEGIN CREATE ROLE onlooker LOGIN; "
                                    "EXCEPTION WHEN duplicate_object THEN NULL; END $$"));
        QTemporaryDir home;
        const Run refused =
            run(home, at(home, {QStringLiteral("serve")}) + on(withUser(database, QStringLiteral("onlooker"), {})));
        QCOMPARE(refused.code, code(ExitCode::NoPermission));
        QVERIFY2(refused.err.contains(u"permission denied"), qPrintable(refused.err));
    }

    void aDatabaseOfANewerProgramIsRefused()
    {
        PostgresFixture &postgres = PostgresFixture::shared();
        const QString database = postgres.createDatabase();
        QTemporaryDir home;
        QCOMPARE(run(home, at(home, {QStringLiteral("migrate")}) + on(database)).code, 0);
        postgres.run(QStringLiteral("UPDATE meta SET value = '9999' WHERE name = 'schemaVersion'"), database);
        const Run refused = run(home, at(home, {QStringLiteral("serve")}) + on(database));
        QCOMPARE(refused.code, code(ExitCode::DataError));
        QVERIFY2(refused.err.contains(u"newer") && refused.err.contains(u"9999"), qPrintable(refused.err));
    }

    void aClusterThatDiesAndComesBackLosesAndDoublesNothing()
    {
        PostgresFixture postgres(PostgresFixture::Syncing::Durable);
        const QStringList database = on(postgres.createDatabase());
        QTemporaryDir home;
        QCOMPARE(
            run(home, at(home, {QStringLiteral("demo"), QStringLiteral("--tasks"), QStringLiteral("4")}) + database)
                .code,
            0);
        RunningServer server(home, database);
        QVERIFY(!server.url.isEmpty());
        const QString token = ask(server.url + QStringLiteral("/api/v1/session"), "POST",
                                  {{QStringLiteral("email"), QStringLiteral("ana@demo.example")},
                                   {QStringLiteral("password"), QStringLiteral("taskmaster-demo")}})
                                  .body.value(u"token")
                                  .toString();
        const QString workspace =
            run(home,
                at(home, {QStringLiteral("workspace"), QStringLiteral("list"), QStringLiteral("--json")}) + database)
                .json()[u"workspaces"][0][u"id"]
                .toString();
        Watcher ana(server, token, QStringLiteral("w:") + workspace);
        QTRY_VERIFY(ana.has(QStringLiteral("\"type\":\"subscribed\"")));
        const auto create = [&](const QString &id) {
            return ana.submit(
                QStringLiteral("p:%1:%2").arg(workspace, id), QStringLiteral("CreateProject"),
                {{QStringLiteral("name"), QStringLiteral("Dock")}, {QStringLiteral("key"), QStringLiteral("DK")}}, id);
        };
        const QString before = QUuid::createUuid().toString(QUuid::WithoutBraces);
        const QString during = QUuid::createUuid().toString(QUuid::WithoutBraces);
        QCOMPARE(create(before), QStringLiteral("accepted"));
        postgres.killAll();
        // The server waits a while for its database, then says «not now»: both are right, a lost connection is not.
        const QString whileDown = create(during);
        QVERIFY2(whileDown == u"unavailable", qPrintable(whileDown));
        QVERIFY(describe(ErrorCode::Unavailable).retry == ErrorDescription::Retry::Later);
        QVERIFY(ana.isConnected());
        QCOMPARE(ask(server.url + QStringLiteral("/livez"), "GET").status, 200);
        QCOMPARE(ask(server.url + QStringLiteral("/readyz"), "GET").status, 503);

        postgres.start();
        QString afterwards;
        QTRY_VERIFY_WITH_TIMEOUT((afterwards = create(during)) == u"accepted", PatienceMs);
        QCOMPARE(create(during), QStringLiteral("accepted"));
        QCOMPARE(create(before), QStringLiteral("accepted"));
        QTRY_COMPARE(ana.count(QStringLiteral("Dock")), 2); // one listing for each project
        QTRY_COMPARE(ask(server.url + QStringLiteral("/readyz"), "GET").status, 200);
        QCOMPARE(server.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(PostgresFailuresTest)
#include "tst_postgres_failures.moc"
