// SPDX-License-Identifier: GPL-3.0-or-later
// The kill checker: a server under load is killed with -9 again and again; afterwards every client's history is held
// against the database. Exit code 0: nothing acknowledged was lost, nothing applied twice, nothing out of order, all
// replicas equal.
//     taskmaster-kill --server PATH [--database URL | --postgres [--server-alone]] [--runs N] [--clients N] [--seed S]
//                     [--preload LIBRARY --powercut PROGRAM] [--no-sync]

#include "server/storage/Database.h"
#include "tests/chaos/LogCheck.h"
#include "tests/support/PostgresFixture.h"
#include "tests/support/ProcessFixture.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>

#include <csignal>

using namespace TaskMaster;
using namespace TaskMaster::Test;

namespace {

struct Options {
    QString server;
    QString database; ///< empty: SQLite in the data folder
    int runs = 5;
    int clients = 20;
    quint32 seed = 1;
    QString preload; ///< a shim that forgets what was not synced …
    QString powercut; ///< … and the program that does the forgetting after a kill
    bool ownPostgres = false; ///< a private, durable cluster …
    bool sparesPostgres = false; ///< … that is not killed together with the server
    bool durable = true;
};

class KillCheck {
public:
    explicit KillCheck(Options options)
        : m_options(std::move(options))
        , m_random(m_options.seed)
    {
        m_data = QDir(m_folder.path()).filePath(QStringLiteral("data"));
        QDir().mkpath(m_data);
        if (m_options.ownPostgres) {
            m_postgres = std::make_unique<PostgresFixture>(m_options.durable ? PostgresFixture::Syncing::Durable
                                                                             : PostgresFixture::Syncing::Late);
            m_options.database = m_postgres->createDatabase();
        }
    }
    ~KillCheck() { kill(); }

    [[nodiscard]] bool prepare()
    {
        const QString tokens = QDir(m_folder.path()).filePath(QStringLiteral("tokens"));
        QProcess demo;
        demo.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        demo.setProcessEnvironment(ProcessFixture::cleanEnvironment());
        demo.start(m_options.server,
                   QStringList{QStringLiteral("demo"), QStringLiteral("--data"), m_data, QStringLiteral("--tasks"),
                               QStringLiteral("100"), QStringLiteral("--users"), QString::number(m_options.clients),
                               QStringLiteral("--tokens"), tokens}
                       + databaseFlags());
        if (!demo.waitForFinished(120'000) || demo.exitCode() != 0)
            return complain(QStringLiteral("the demo workspace could not be made"));
        QFile file(tokens);
        if (!file.open(QIODevice::ReadOnly))
            return complain(QStringLiteral("no tokens were written"));
        while (!file.atEnd() && static_cast<int>(m_clients.size()) < m_options.clients) {
            const QString token = QString::fromLatin1(file.readLine().trimmed()).section(u'\t', 1);
            m_clients.push_back(
                std::make_unique<ChaosClient>(token, m_random(), static_cast<int>(m_clients.size()), 4));
        }
        return static_cast<int>(m_clients.size()) == m_options.clients || complain(QStringLiteral("too few tokens"));
    }

    [[nodiscard]] bool run()
    {
        QElapsedTimer timer;
        timer.start();
        for (int run = 0; run < m_options.runs; ++run) {
            if (!startServer())
                return false;
            if (!connectAll(run == 0 ? FirstPatienceMs : patienceMs())) {
                if (m_options.durable || run == 0)
                    return false;
                break; // a client that knows more than the server: the check below says what was lost
            }
            for (auto &client : m_clients)
                client->startWriting();
            // The kill comes at a random number of answers, so that it meets every phase of a batch.
            const qsizetype goal = acceptedCount() + 20 + static_cast<qsizetype>(m_random() % 300);
            if (!waitFor([&] { return acceptedCount() >= goal; }, patienceMs()) && m_options.durable)
                return complain(QStringLiteral("run %1: no progress, %2 accepted").arg(run).arg(acceptedCount()));
            kill();
            if (run % 50 == 49)
                QTextStream(stdout) << run + 1 << " kills, " << acceptedCount() << " acknowledged\n" << Qt::flush;
        }
        if (m_server->state() != QProcess::Running
            && (!startServer() || (!connectAll(patienceMs()) && m_options.durable)))
            return false;
        for (auto &client : m_clients)
            client->stopWriting();
        const auto settled = [this] {
            std::map<StreamId, std::set<qint64>> places;
            for (const auto &client : m_clients)
                places[client->position().stream].insert(client->isIdle() ? client->position().seq : -1);
            return std::all_of(places.begin(), places.end(), [](const auto &place) {
                return place.second.size() == 1 && *place.second.begin() >= 0;
            });
        };
        if (!waitFor(settled, 2 * patienceMs()) && m_options.durable)
            return complain(QStringLiteral("the clients do not come to rest at the same place"));
        stopServer();
        const QStringList findings = checkLog(*Server::DatabaseSettings::fromUrl(databaseUrl()), m_clients);
        for (const QString &finding : findings)
            QTextStream(stderr) << finding << '\n';
        int events = 0;
        int refused = 0;
        for (const auto &client : m_clients) {
            events += client->eventCount();
            refused += static_cast<int>(client->refused().size());
        }
        QTextStream(stdout) << m_options.runs << " kills, " << m_clients.size() << " clients, " << acceptedCount()
                            << " acknowledged, " << refused << " refused, " << events << " events received, "
                            << findings.size() << " violations, " << timer.elapsed() / 1000 << " s (seed "
                            << m_options.seed << ")\n";
        return findings.isEmpty();
    }

private:
    bool complain(const QString &what)
    {
        QTextStream(stderr) << what << '\n';
        for (const auto &client : m_clients)
            QTextStream(stderr) << "  " << client->describeState() << '\n';
        return false;
    }

    [[nodiscard]] QString databaseUrl() const
    {
        const QString url = m_options.database.isEmpty()
            ? QStringLiteral("sqlite:") + QDir(m_data).filePath(QStringLiteral("taskmaster.db"))
            : m_options.database;
        return m_options.durable ? url : url + QStringLiteral("?durability=off");
    }
    [[nodiscard]] QStringList databaseFlags() const { return {QStringLiteral("--database"), databaseUrl()}; }

    template <class Condition> bool waitFor(Condition condition, int timeoutMs)
    {
        return QTest::qWaitFor(condition, timeoutMs);
    }

    static constexpr int FirstPatienceMs = 30'000;
    /// Without syncing there is nothing worth waiting for: clients may be ahead of their server for ever.
    [[nodiscard]] int patienceMs() const { return m_options.durable ? 30'000 : 3'000; }

    bool startServer()
    {
        m_server = std::make_unique<QProcess>();
        m_server->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        QProcessEnvironment environment = ProcessFixture::cleanEnvironment();
        if (!m_options.preload.isEmpty()) {
            environment.insert(QStringLiteral("LD_PRELOAD"), m_options.preload);
            environment.insert(QStringLiteral("UNSYNCED_FOLDER"), m_data);
        }
        m_server->setProcessEnvironment(environment);
        m_server->start(m_options.server,
                        QStringList{QStringLiteral("serve"), QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0"),
                                    QStringLiteral("--data"), m_data}
                            + databaseFlags());
        QByteArray said;
        const bool ready = waitFor(
            [&] {
                said += m_server->readAllStandardOutput();
                return said.contains("ready on http://") && said.endsWith('\n');
            },
            30'000);
        if (!ready)
            return complain(QStringLiteral("the server does not get ready"));
        const qsizetype at = said.indexOf("ready on http://") + 16;
        m_url = QUrl(
            QStringLiteral("ws://%1/ws").arg(QString::fromLatin1(said.mid(at, said.indexOf('\n', at) - at).trimmed())));
        return true;
    }

    bool connectAll(int timeoutMs)
    {
        for (auto &client : m_clients)
            client->connectTo(m_url);
        const auto live = [this] {
            return std::all_of(m_clients.begin(), m_clients.end(), [](const auto &client) { return client->isLive(); });
        };
        return waitFor(live, timeoutMs) || complain(QStringLiteral("not all clients are live again"));
    }

    [[nodiscard]] qsizetype acceptedCount() const
    {
        qsizetype count = 0;
        for (const auto &client : m_clients)
            count += static_cast<qsizetype>(client->accepted().size());
        return count;
    }

    void kill()
    {
        if (!m_server || m_server->state() == QProcess::NotRunning)
            return;
        const bool dies = m_postgres && !m_options.sparesPostgres;
        if (dies)
            m_postgres->killAll(); // first: what the server was told is all that counts
        ::kill(static_cast<pid_t>(m_server->processId()), SIGKILL);
        m_server->waitForFinished(10'000);
        if (dies)
            m_postgres->start();
        if (!m_options.powercut.isEmpty() && QProcess::execute(m_options.powercut, {m_data}) != 0)
            complain(QStringLiteral("the power cut failed"));
        for (auto &client : m_clients)
            client->disconnectNow();
    }

    void stopServer()
    {
        m_server->terminate();
        if (!m_server->waitForFinished(30'000))
            complain(QStringLiteral("the server does not stop when asked to"));
        m_server.reset();
    }

    Options m_options;
    std::mt19937 m_random;
    QTemporaryDir m_folder;
    QString m_data;
    QUrl m_url;
    std::unique_ptr<PostgresFixture> m_postgres;
    std::unique_ptr<QProcess> m_server;
    std::vector<std::unique_ptr<ChaosClient>> m_clients;
};

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("server"), QStringLiteral("taskmaster-server"), QStringLiteral("path")},
         {QStringLiteral("database"), QStringLiteral("postgres://… instead of SQLite"), QStringLiteral("url")},
         {QStringLiteral("runs"), QStringLiteral("how many kills"), QStringLiteral("n"), QStringLiteral("5")},
         {QStringLiteral("clients"), QStringLiteral("how many clients"), QStringLiteral("n"), QStringLiteral("20")},
         {QStringLiteral("seed"), QStringLiteral("of everything random"), QStringLiteral("s"), QStringLiteral("1")},
         {QStringLiteral("preload"), QStringLiteral("shim for power loss"), QStringLiteral("library")},
         {QStringLiteral("powercut"), QStringLiteral("run with the data folder after each kill"),
          QStringLiteral("program")},
         {QStringLiteral("postgres"), QStringLiteral("a private PostgreSQL, which is killed too (all its processes)")},
         {QStringLiteral("server-alone"), QStringLiteral("… or rather not: only the server is killed")},
         {QStringLiteral("no-sync"), QStringLiteral("switch syncing off: the check must find losses")}});
    parser.process(application);
    Options options;
    options.server = parser.value(QStringLiteral("server"));
    options.database = parser.value(QStringLiteral("database"));
    options.runs = parser.value(QStringLiteral("runs")).toInt();
    options.clients = parser.value(QStringLiteral("clients")).toInt();
    options.seed = parser.value(QStringLiteral("seed")).toUInt();
    options.preload = parser.value(QStringLiteral("preload"));
    options.powercut = parser.value(QStringLiteral("powercut"));
    options.ownPostgres = parser.isSet(QStringLiteral("postgres"));
    options.sparesPostgres = parser.isSet(QStringLiteral("server-alone"));
    options.durable = !parser.isSet(QStringLiteral("no-sync"));
    KillCheck check(std::move(options));
    return check.prepare() && check.run() ? 0 : 1;
}
