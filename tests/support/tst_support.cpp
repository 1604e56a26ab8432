// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Ports.h"
#include "tests/support/PostgresFixture.h"
#include "tests/support/ProcessFixture.h"
#include "tests/support/Seed.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QUrl>
#include <QtTest>

#include <csignal>

using namespace TaskMaster::Test;

namespace {

/// The one value that a statement answers with, as text; "closed" without a connection.
QString ask(const QString &address, const QString &sql)
{
    const QUrl url(address);
    QString answer = QStringLiteral("closed");
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QPSQL"), QStringLiteral("support"));
        database.setHostName(url.host());
        database.setPort(url.port());
        database.setUserName(url.userName());
        database.setDatabaseName(url.path().mid(1));
        if (database.open()) {
            QSqlQuery query(sql, database);
            answer = query.next() ? query.value(0).toString() : QStringLiteral("nothing");
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("support"));
    return answer;
}

bool isListening(int port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(port));
    return socket.waitForConnected(1'000);
}

} // namespace

/// What all other tests stand on: fixtures start what they promise and leave nothing behind, not even after a crash.
class SupportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachDatabaseIsNewAndOnItsOwn()
    {
        PostgresFixture &postgres = PostgresFixture::shared();
        const QString one = postgres.createDatabase();
        const QString other = postgres.createDatabase();
        QVERIFY(one != other);
        ask(one, QStringLiteral("CREATE TABLE t (x int)"));
        QCOMPARE(ask(one, QStringLiteral("SELECT count(*) FROM pg_tables WHERE tablename = 't'")), u"1");
        QCOMPARE(ask(other, QStringLiteral("SELECT count(*) FROM pg_tables WHERE tablename = 't'")), u"0");
    }

    void whatWasCommittedSurvivesTheDeathOfAllProcesses()
    {
        PostgresFixture postgres(PostgresFixture::Syncing::Durable);
        const QString database = postgres.createDatabase();
        QCOMPARE(ask(database, QStringLiteral("SHOW fsync")), u"on");
        ask(database, QStringLiteral("CREATE TABLE t AS SELECT 42 AS x"));
        postgres.killAll();
        QCOMPARE(ask(database, QStringLiteral("SELECT 1")), u"closed");
        postgres.start();
        QCOMPARE(ask(database, QStringLiteral("SELECT x FROM t")), u"42");
        postgres.stop();
        QCOMPARE(ask(database, QStringLiteral("SELECT 1")), u"closed");
    }

    void aTestThatIsKilledTakesItsProcessesWithIt()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        QTemporaryDir left; // a crashed program cannot tidy up, but PostgreSQL's own user must get in
        QVERIFY(QFile::setPermissions(left.path(), QFile::Permissions(0x7755)));
        environment.insert(QStringLiteral("TMPDIR"), left.path());
        ProcessFixture victim(QStringLiteral(VICTIM), {}, environment);
        const auto said = victim.waitForLine(QRegularExpression(QStringLiteral("^started (\\S+) (\\d+)$")));
        QVERIFY(said.hasMatch());
        QCOMPARE(victim.waitForEnd(), -1);
        const int port = QUrl(said.captured(1)).port();
        const auto sleeper = static_cast<pid_t>(said.captured(2).toInt());
        QTRY_VERIFY_WITH_TIMEOUT(!isListening(port), ProcessFixture::PatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(::kill(sleeper, 0) != 0, ProcessFixture::PatienceMs);
    }

    void linesAreWaitedForInOrder()
    {
        ProcessFixture shell(QStringLiteral("sh"),
                             {QStringLiteral("-c"), QStringLiteral("echo a 1; echo b; echo a 2; exit 7")});
        const QRegularExpression a(QStringLiteral("^a (\\d)$"));
        QCOMPARE(shell.waitForLine(a).captured(1), u"1");
        QCOMPARE(shell.waitForLine(a).captured(1), u"2");
        QVERIFY(!shell.waitForLine(a).hasMatch());
        QCOMPARE(shell.waitForEnd(), 7);
        QCOMPARE(shell.output(), QByteArray("a 1\nb\na 2\n"));
    }

    void theSettingsOfTheTesterDoNotReachPrograms()
    {
        qputenv("TASKMASTER_LISTEN", "[::]:1");
        ProcessFixture shell(QStringLiteral("env"), {});
        qunsetenv("TASKMASTER_LISTEN");
        QCOMPARE(shell.waitForEnd(), 0);
        QVERIFY(!shell.output().contains("TASKMASTER_"));
    }

    void aFreePortIsFree()
    {
        const quint16 port = freePort();
        QVERIFY(port > 0 && !isListening(port));
    }

    void theSeedIsTheOneAskedFor()
    {
        const QByteArray wanted = qgetenv("TASKMASTER_TEST_SEED");
        QCOMPARE(testSeed(), wanted.isEmpty() ? 1U : wanted.toUInt());
    }
};

QTEST_GUILESS_MAIN(SupportTest)
#include "tst_support.moc"
