// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ExitCode.h"
#include "server/storage/Migrations.h"
#include "server/storage/Reader.h"
#include "tests/app/ProgramFixture.h"
#include "tests/chaos/ChaosClient.h"
#include "tests/support/PostgresFixture.h"

#include <QFile>
#include <QFileInfo>

#include <numeric>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

constexpr int Writers = 20;

int code(ExitCode exit)
{
    return static_cast<int>(exit);
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

/// A folder for a server, and the arguments that say which database is meant.
struct Place {
    explicit Place(bool isPostgres = false)
        : url(isPostgres ? PostgresFixture::shared().createDatabase()
                         : home.filePath(QStringLiteral("data/taskmaster.db")))
    {
    }
    [[nodiscard]] QStringList operator()(const QStringList &arguments) const
    {
        return at(home, arguments) << QStringLiteral("--database") << url;
    }
    [[nodiscard]] QString file(const QString &name) const { return home.filePath(name); }
    Run run(const QStringList &arguments) const { return Test::run(home, (*this)(arguments)); }
    [[nodiscard]] QStringList serving() const { return {QStringLiteral("--database"), url}; }

    QTemporaryDir home;
    QString url;
};

QList<QString> makeDemo(const Place &place, int tasks, int users)
{
    const QString tokens = place.file(QStringLiteral("tokens"));
    const Run demo = place.run({QStringLiteral("demo"), QStringLiteral("--tasks"), QString::number(tasks),
                                QStringLiteral("--users"), QString::number(users), QStringLiteral("--tokens"), tokens});
    if (demo.code != 0)
        qFatal("no demo: %s", qPrintable(demo.err));
    QList<QString> found;
    for (const QByteArray &line : contentOf(tokens).split('\n')) {
        if (!line.isEmpty())
            found << QString::fromLatin1(line.split('\t').value(1));
    }
    return found;
}

/// To its end, while this thread's clients live on.
Run runBeside(const Place &place, const QStringList &arguments)
{
    QProcess process;
    Surroundings().start(process, place.home, place(arguments));
    if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, PatienceMs))
        return {};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

QJsonObject tablesOf(const Run &backup)
{
    QJsonObject tables = backup.json().value(u"tables").toObject();
    tables.remove(QStringLiteral("meta")); // the epoch is another one on purpose
    return tables;
}

std::map<std::pair<EntityKind, Uuid>, Entity> storedRows(const QString &url, const StreamId &stream)
{
    std::map<std::pair<EntityKind, Uuid>, Entity> rows;
    const auto database = Database::open(*DatabaseSettings::fromUrl(url), Database::Use::Read);
    for (SnapshotCursor cursor; database && !cursor.done;) {
        const auto page = Read::rows(**database, stream, cursor, EventLog::PageRowsMax);
        if (!page)
            qFatal("cannot read rows");
        for (const Entity &row : page->rows)
            rows[{kindOf(row), rowOf(row).id}] = row;
        cursor = page->next;
    }
    return rows;
}

QUrl socketOf(const RunningServer &server)
{
    return QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(server.port()));
}

} // namespace

/// Backups through the real program: while people work, when it is killed, when the disk is full, when the file is not
/// what it should be.
class BackupTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBackupWhilePeopleWorkIsOfOneMomentAndClientsStartAnewFromIt_data()
    {
        QTest::addColumn<bool>("fromPostgres");
        QTest::addColumn<bool>("toPostgres");
        QTest::addRow("sqlite to postgres") << false << true;
        QTest::addRow("postgres to sqlite") << true << false;
    }
    void aBackupWhilePeopleWorkIsOfOneMomentAndClientsStartAnewFromIt()
    {
        QFETCH(bool, fromPostgres);
        QFETCH(bool, toPostgres);
        const Place here(fromPostgres);
        const QList<QString> tokens = makeDemo(here, 300, Writers);
        QCOMPARE(tokens.size(), Writers);
        RunningServer server(here.home, here.serving());
        QVERIFY(!server.url.isEmpty());
        std::vector<std::unique_ptr<ChaosClient>> clients;
        for (int i = 0; i < Writers; ++i) {
            clients.push_back(std::make_unique<ChaosClient>(tokens[i], static_cast<quint32>(i), 0, 4));
            clients.back()->connectTo(socketOf(server));
        }
        const auto events = [&] {
            return std::accumulate(clients.begin(), clients.end(), 0,
                                   [](int sum, const auto &client) { return sum + client->eventCount(); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(
            std::all_of(clients.begin(), clients.end(), [](const auto &client) { return client->isLive(); }),
            PatienceMs);
        for (const auto &client : clients)
            client->startWriting();
        QTRY_VERIFY_WITH_TIMEOUT(events() > 2000, PatienceMs);

        // Three in a row; the last one is restored.
        Run backup;
        const QString file = here.file(QStringLiteral("b.tmbackup"));
        for (int i = 0; i < 3; ++i) {
            const int before = events();
            backup = runBeside(here, {QStringLiteral("backup"), file, QStringLiteral("--json")});
            QVERIFY2(backup.code == 0, qPrintable(backup.err));
            QVERIFY(events() > before); // nobody waited for it
            const Run verified = runBeside(here, {QStringLiteral("verify"), file, QStringLiteral("--json")});
            QVERIFY2(verified.code == 0, qPrintable(verified.out + verified.err));
        }
        for (const auto &client : clients)
            client->stopWriting();
        QTRY_VERIFY_WITH_TIMEOUT(
            std::all_of(clients.begin(), clients.end(), [](const auto &client) { return client->isIdle(); }),
            PatienceMs);
        for (const auto &client : clients)
            QVERIFY2(client->violations().isEmpty(), qPrintable(client->violations().join(u'\n')));
        QCOMPARE(server.stop(), 0);

        const Place there(toPostgres);
        const Run restored = there.run({QStringLiteral("restore"), file, QStringLiteral("--json")});
        QVERIFY2(restored.code == 0, qPrintable(restored.err));
        QVERIFY(restored.json()[u"newEpoch"].toInteger() > backup.json()[u"epoch"].toInteger());
        const Run again = there.run(
            {QStringLiteral("backup"), there.file(QStringLiteral("again.tmbackup")), QStringLiteral("--json")});
        QCOMPARE(tablesOf(again), tablesOf(backup));

        // Whoever worked on the old one follows the new one: told to start anew, then with its rows.
        RunningServer restoredServer(there.home, there.serving());
        QVERIFY(!restoredServer.url.isEmpty());
        for (const auto &client : clients)
            client->connectTo(socketOf(restoredServer));
        const qint64 epoch = restored.json()[u"newEpoch"].toInteger();
        for (const auto &client : clients) {
            QVERIFY2(QTest::qWaitFor([&] { return client->isLive() && client->position().epoch == epoch; }, PatienceMs),
                     qPrintable(client->describeState()));
            QVERIFY2(client->violations().isEmpty(), qPrintable(client->violations().join(u'\n')));
            QVERIFY(client->rows() == storedRows(there.url, client->position().stream));
        }
        clients.front()->startWriting();
        const int before = clients.back()->eventCount();
        QTRY_VERIFY_WITH_TIMEOUT(clients.back()->eventCount() > before + 50, PatienceMs);
    }

    void aKilledBackupLeavesThePreviousOneAndDoesNotStandInTheWay()
    {
        const Place place;
        makeDemo(place, 3000, 6);
        const QString file = place.file(QStringLiteral("b.tmbackup"));
        const QString part = file + QStringLiteral(".part");
        QCOMPARE(place.run({QStringLiteral("backup"), file}).code, 0);
        const QByteArray before = contentOf(file);
        int killed = 0;
        for (int round = 0; round < 5; ++round) {
            QProcess process;
            Surroundings().start(process, place.home, place({QStringLiteral("backup"), file}));
            while (!QFileInfo::exists(part) && !process.waitForFinished(1)) { }
            process.kill();
            QVERIFY(process.waitForFinished(PatienceMs));
            killed += process.exitStatus() == QProcess::CrashExit ? 1 : 0;
            if (process.exitStatus() == QProcess::CrashExit && QFileInfo::exists(part))
                QVERIFY(contentOf(file) == before);
        }
        QVERIFY(killed > 0);
        QCOMPARE(place.run({QStringLiteral("verify"), file}).code, 0);
        QCOMPARE(place.run({QStringLiteral("backup"), file}).code, 0);
        QVERIFY(!QFileInfo::exists(part));
        QCOMPARE(place.run({QStringLiteral("verify"), file}).code, 0);
    }

    void aFullDiskLeavesThePreviousBackupAndIsSaid()
    {
        const Place place;
        makeDemo(place, 500, 6);
        QVERIFY(QDir(place.home.path()).mkdir(QStringLiteral("backups")));
        const QString file = place.file(QStringLiteral("backups/b.tmbackup"));
        QCOMPARE(place.run({QStringLiteral("backup"), file}).code, 0);
        const QByteArray before = contentOf(file);
        const Surroundings full{{{QStringLiteral("LD_PRELOAD"), QStringLiteral(ENOSPC_SHIM)},
                                 {QStringLiteral("ENOSPC_FOLDER"), place.file(QStringLiteral("backups"))},
                                 {QStringLiteral("ENOSPC_BYTES"), QStringLiteral("20000")}},
                                {}};
        const Run refused = Test::run(place.home, place({QStringLiteral("backup"), file}), {}, full);
        QCOMPARE(refused.code, code(ExitCode::IoError));
        QVERIFY2(refused.err.contains(file) && refused.err.contains(u"space"), qPrintable(refused.err));
        QVERIFY(contentOf(file) == before);
        QCOMPARE(QDir(place.file(QStringLiteral("backups"))).entryList(QDir::Files).size(), 1);
    }

    void aRestoreOntoAFullDiskLeavesTheDatabaseAsItWas()
    {
        const Place place;
        makeDemo(place, 500, 6);
        const QString file = place.file(QStringLiteral("b.tmbackup"));
        QCOMPARE(place.run({QStringLiteral("backup"), file}).code, 0);
        const QByteArray before = contentOf(place.url);
        const Surroundings full{{{QStringLiteral("LD_PRELOAD"), QStringLiteral(ENOSPC_SHIM)},
                                 {QStringLiteral("ENOSPC_FOLDER"), place.file(QStringLiteral("data"))},
                                 {QStringLiteral("ENOSPC_BYTES"), QStringLiteral("500000")}},
                                {}};
        const Run refused =
            Test::run(place.home, place({QStringLiteral("restore"), file, QStringLiteral("--replace")}), {}, full);
        QCOMPARE(refused.code, code(ExitCode::IoError));
        QVERIFY2(refused.err.contains(u"full"), qPrintable(refused.err));
        QVERIFY(contentOf(place.url) == before);
        QCOMPARE(QDir(place.file(QStringLiteral("data"))).entryList({QStringLiteral("*restoring*")}).size(), 0);
    }

    void aRunningServerIsNotRestoredOver()
    {
        const Place place;
        makeDemo(place, 20, 3);
        const QString file = place.file(QStringLiteral("b.tmbackup"));
        QCOMPARE(place.run({QStringLiteral("backup"), file}).code, 0);
        RunningServer server(place.home, place.serving());
        const Run refused = place.run({QStringLiteral("restore"), file, QStringLiteral("--replace")});
        QCOMPARE(refused.code, code(ExitCode::TemporaryFailure));
        QVERIFY2(refused.err.contains(QString::number(server.process.processId())), qPrintable(refused.err));
        QCOMPARE(server.stop(), 0);
        const Run done = place.run({QStringLiteral("restore"), file, QStringLiteral("--replace")});
        QVERIFY2(done.code == 0, qPrintable(done.err));
        QVERIFY(done.out.contains(u".replaced-"));
    }

    void aDamagedBackupIsRefusedWithThePlaceAndNothingIsTouched()
    {
        const Place place;
        makeDemo(place, 200, 3);
        const QString file = place.file(QStringLiteral("b.tmbackup"));
        QCOMPARE(place.run({QStringLiteral("backup"), file}).code, 0);
        const QByteArray good = contentOf(file);
        const QByteArray before = contentOf(place.url);
        QByteArray flipped = good;
        flipped[good.size() / 2] = static_cast<char>(flipped[good.size() / 2] ^ 4);
        struct Wrong {
            QByteArray bytes;
            const char *said;
        };
        for (const Wrong &wrong :
             {Wrong{flipped, "begins at byte"}, Wrong{good.first(good.size() / 3), "cut off"}, Wrong{{}, "no backup"},
              Wrong{QByteArray("PK\3\4 something else").repeated(99), "no backup"}}) {
            write(file, wrong.bytes);
            for (const QString &verb : {QStringLiteral("verify"), QStringLiteral("restore")}) {
                QStringList command{verb, file};
                if (verb == u"restore")
                    command << QStringLiteral("--replace");
                const Run refused = place.run(command);
                QCOMPARE(refused.code, code(ExitCode::DataError));
                QVERIFY2(refused.err.contains(QLatin1StringView(wrong.said)) && refused.err.contains(file)
                             && refused.err.contains(u"byte"),
                         qPrintable(refused.err));
                QVERIFY(refused.out.isEmpty());
            }
        }
        QVERIFY(contentOf(place.url) == before);
        const Run missing = place.run({QStringLiteral("restore"), place.file(QStringLiteral("none"))});
        QCOMPARE(missing.code, code(ExitCode::NoInput));
        QCOMPARE(place.run({QStringLiteral("verify"), place.home.path()}).code, code(ExitCode::NoInput));
    }

    void backupsInAFolderGetNamesAndOldOnesGo()
    {
        const Place place;
        makeDemo(place, 20, 3);
        const QString folder = place.file(QStringLiteral("backups/"));
        const auto backup = [&] {
            return place.run({QStringLiteral("backup"), folder, QStringLiteral("--keep"), QStringLiteral("2"),
                              QStringLiteral("--json")});
        };
        const Run first = backup();
        QVERIFY2(first.code == 0, qPrintable(first.err));
        const QString path = first.json()[u"path"].toString();
        QVERIFY(path.startsWith(folder + QStringLiteral("taskmaster-20")));
        QVERIFY(!(QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup)));
        write(folder + QStringLiteral("taskmaster-20000101-000000.tmbackup"), "old");
        write(folder + QStringLiteral("taskmaster-20010101-000000.tmbackup"), "old");
        write(folder + QStringLiteral("notes.txt"), "mine");
        const Run second = backup();
        QVERIFY(second.json()[u"removed"].toArray().size() >= 1);
        QVERIFY(QFileInfo::exists(folder + QStringLiteral("notes.txt")));
        QVERIFY(QFileInfo::exists(second.json()[u"path"].toString()));
        QCOMPARE(QDir(folder).entryList({QStringLiteral("*.tmbackup")}).size(), 2);
        QCOMPARE(place.run({QStringLiteral("backup"), path, QStringLiteral("--keep"), QStringLiteral("2")}).code,
                 code(ExitCode::Usage));
    }

    void nothingIsNoBackup()
    {
        const Place place;
        const Run refused = place.run({QStringLiteral("backup"), place.file(QStringLiteral("b"))});
        QCOMPARE(refused.code, code(ExitCode::DataError));
        QVERIFY2(refused.err.contains(u"There is no database"), qPrintable(refused.err));
        QVERIFY(!QFileInfo::exists(place.url)); // and none was made by looking
        QVERIFY(!QFileInfo::exists(place.file(QStringLiteral("b"))));
    }

    void whoWasSignedInStaysSoUnlessSessionsWereLeftOut()
    {
        const Place place;
        const QString token = makeDemo(place, 5, 1).constFirst();
        const auto statusAfter = [&](const QStringList &more) {
            const QString file = place.file(QStringLiteral("b"));
            if (place.run(QStringList{QStringLiteral("backup"), file} + more).code != 0)
                return -1;
            const Place other;
            if (other.run({QStringLiteral("restore"), file}).code != 0)
                return -2;
            RunningServer server(other.home, other.serving());
            return ask(server.url + QStringLiteral("/api/v1/session"), "GET", {}, token).status;
        };
        QCOMPARE(statusAfter({}), 200);
        QCOMPARE(statusAfter({QStringLiteral("--without-sessions")}), 401);
    }
};

QTEST_GUILESS_MAIN(BackupTest)
#include "tst_backup.moc"
