// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/PostgresFixture.h"

#include "tests/support/Ports.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUrl>
#include <QUrlQuery>

#include <csignal>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace TaskMaster::Test {
namespace {

constexpr const char *ServerUser = "postgres"; // made by Debian's package; used only when the tests run as root

bool isRoot()
{
    return ::geteuid() == 0;
}

QString findBinaries()
{
    QDir root(QStringLiteral("/usr/lib/postgresql"));
    const QStringList versions = root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
    for (const QString &version : versions) {
        QString path = root.filePath(version + QStringLiteral("/bin"));
        if (QFile::exists(path + QStringLiteral("/initdb")))
            return path;
    }
    return {};
}

/// Runs one statement as the cluster's superuser, through a connection of its own.
bool execute(const QUrl &url, const QString &sql, QString *error)
{
    const QUrlQuery query(url);
    const QString name = QStringLiteral("fixture-%1").arg(reinterpret_cast<quintptr>(&url));
    bool ok = false;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QPSQL"), name);
        database.setHostName(url.host());
        database.setPort(url.port());
        database.setUserName(url.userName());
        database.setPassword(url.password());
        database.setDatabaseName(url.path().mid(1));
        if (database.open()) {
            QSqlQuery statement(database);
            ok = statement.exec(sql);
            if (!ok)
                *error = statement.lastError().text();
        } else {
            *error = database.lastError().text();
        }
        database.close();
    }
    QSqlDatabase::removeDatabase(name);
    return ok;
}

} // namespace

PostgresFixture::PostgresFixture(Syncing syncing)
    : m_folder(std::make_unique<QTemporaryDir>(QDir::tempPath() + QStringLiteral("/taskmaster-postgres-XXXXXX")))
    , m_binaries(findBinaries())
    , m_port(freePort())
    , m_syncing(syncing)
{
    if (m_binaries.isEmpty())
        fail(QStringLiteral("PostgreSQL is not installed (package postgresql-15)"));
    const QString data = m_folder->filePath(QStringLiteral("data"));
    if (isRoot()) {
        const passwd *user = ::getpwnam(ServerUser);
        if (!user || ::chown(QFile::encodeName(m_folder->path()).constData(), user->pw_uid, user->pw_gid) != 0)
            fail(QStringLiteral("there is no user to run PostgreSQL as"));
    }
    QProcess initdb;
    initdb.setProcessChannelMode(QProcess::MergedChannels);
    QStringList command =
        asServerUser({m_binaries + QStringLiteral("/initdb"), QStringLiteral("-D"), data, QStringLiteral("-U"),
                      QStringLiteral("taskmaster"), QStringLiteral("--auth=trust"), QStringLiteral("--encoding=UTF8"),
                      QStringLiteral("--locale=C.UTF-8"), QStringLiteral("--no-sync")});
    initdb.setWorkingDirectory(m_folder->path());
    initdb.start(command.takeFirst(), command);
    if (!initdb.waitForFinished(60'000) || initdb.exitCode() != 0)
        fail(QStringLiteral("initdb failed: ") + QString::fromLocal8Bit(initdb.readAll()));
    // One role that has to know its password, for tests of those who do not.
    QFile rules(m_folder->filePath(QStringLiteral("data/pg_hba.conf")));
    if (!rules.open(QIODevice::ReadWrite))
        fail(QStringLiteral("pg_hba.conf cannot be changed"));
    const QByteArray trusting = rules.readAll();
    rules.seek(0);
    rules.write("host all locked 127.0.0.1/32 scram-sha-256\n" + trusting);
    rules.close();
    m_url = QStringLiteral("postgres://taskmaster@127.0.0.1:%1/postgres").arg(m_port);
    start();
}

PostgresFixture::PostgresFixture(QString url)
    : m_url(std::move(url))
{
}

PostgresFixture::~PostgresFixture()
{
    if (m_folder)
        stop();
}

PostgresFixture &PostgresFixture::shared()
{
    static const std::unique_ptr<PostgresFixture> fixture = [] {
        const QString url = qEnvironmentVariable("TASKMASTER_TEST_POSTGRES");
        return std::unique_ptr<PostgresFixture>(url.isEmpty() ? new PostgresFixture(Syncing::Fast)
                                                              : new PostgresFixture(url));
    }();
    return *fixture;
}

QStringList PostgresFixture::asServerUser(const QStringList &command) const
{
    if (!isRoot())
        return command;
    return QStringList{QStringLiteral("setpriv"),     QStringLiteral("--reuid"),       QString::fromLatin1(ServerUser),
                       QStringLiteral("--regid"),     QString::fromLatin1(ServerUser), QStringLiteral("--init-groups"),
                       QStringLiteral("--pdeathsig"), QStringLiteral("TERM")}
    + command;
}

void PostgresFixture::fail(const QString &what) const
{
    QString log;
    if (m_folder) {
        QFile file(m_folder->filePath(QStringLiteral("log")));
        if (file.open(QIODevice::ReadOnly))
            log = QString::fromLocal8Bit(file.readAll()).right(2000);
    }
    qFatal("PostgreSQL for tests: %s\n%s", qPrintable(what), qPrintable(log));
}

void PostgresFixture::start()
{
    m_server = std::make_unique<QProcess>();
    m_server->setProcessChannelMode(QProcess::MergedChannels);
    m_server->setStandardOutputFile(m_folder->filePath(QStringLiteral("log")), QIODevice::Append);
    m_server->setWorkingDirectory(m_folder->path());
    // SIGINT to a postmaster is a fast shutdown; the kernel sends it when this program dies.
    m_server->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGINT); });
    QStringList command = asServerUser(
        {m_binaries + QStringLiteral("/postgres"), QStringLiteral("-D"), m_folder->filePath(QStringLiteral("data")),
         QStringLiteral("-p"), QString::number(m_port), QStringLiteral("-h"), QStringLiteral("127.0.0.1"),
         QStringLiteral("-k"), m_folder->path(), QStringLiteral("-c"), QStringLiteral("max_connections=200"),
         QStringLiteral("-c"), QStringLiteral("shared_buffers=128MB")});
    if (m_syncing == Syncing::Fast)
        command << QStringLiteral("-c") << QStringLiteral("fsync=off") << QStringLiteral("-c")
                << QStringLiteral("full_page_writes=off");
    m_server->start(command.takeFirst(), command);
    QElapsedTimer timer;
    timer.start();
    QString error;
    while (!execute(QUrl(m_url), QStringLiteral("SELECT 1"), &error)) {
        if (m_server->waitForFinished(50) || timer.elapsed() > 30'000)
            fail(QStringLiteral("the server does not start: ") + error);
    }
    if (m_syncing == Syncing::Late)
        haltWalWriter();
}

void PostgresFixture::haltWalWriter() const
{
    // It writes whole pages of WAL almost at once, and what is written survives a kill: a test for losses would be
    // luck.
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 10'000) {
        for (const auto &[pid, title] : children()) {
            if (title.contains("walwriter")) {
                ::kill(pid, SIGSTOP);
                return;
            }
        }
    }
    fail(QStringLiteral("there is no WAL writer"));
}

std::vector<std::pair<pid_t, QByteArray>> PostgresFixture::children() const
{
    QProcess listing;
    listing.start(QStringLiteral("ps"),
                  {QStringLiteral("-o"), QStringLiteral("pid=,args="), QStringLiteral("--ppid"),
                   QString::number(m_server->processId())});
    listing.waitForFinished();
    std::vector<std::pair<pid_t, QByteArray>> found;
    for (const QByteArray &line : listing.readAllStandardOutput().split('\n')) {
        const QByteArray words = line.trimmed();
        if (const int pid = words.left(words.indexOf(' ')).toInt(); pid > 0)
            found.emplace_back(pid, words.mid(words.indexOf(' ')));
    }
    return found;
}

void PostgresFixture::stop()
{
    if (!m_server || m_server->state() == QProcess::NotRunning)
        return;
    if (m_syncing == Syncing::Late) { // a shutdown would wait for the WAL writer
        killAll();
        return;
    }
    ::kill(static_cast<pid_t>(m_server->processId()), SIGINT);
    if (!m_server->waitForFinished(20'000)) {
        killAll();
    }
    m_server.reset();
}

void PostgresFixture::killAll()
{
    if (!m_server || m_server->state() == QProcess::NotRunning)
        return;
    const auto postmaster = static_cast<pid_t>(m_server->processId());
    ::kill(postmaster, SIGSTOP); // it must not see its children die, or it would clean up
    std::vector<pollfd> dying;
    for (const auto &[pid, title] : children()) {
        if (const auto handle = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)); handle >= 0)
            dying.push_back({handle, POLLIN, 0});
        ::kill(pid, SIGKILL);
    }
    // One that still waits for its disk holds on to the shared memory, and the next server would not start.
    for (pollfd &process : dying) {
        ::poll(&process, 1, 10'000);
        ::close(process.fd);
    }
    ::kill(postmaster, SIGKILL);
    m_server->waitForFinished(10'000);
    m_server.reset();
}

void PostgresFixture::run(const QString &sql, const QString &databaseUrl) const
{
    QString error;
    if (!execute(QUrl(databaseUrl.isEmpty() ? m_url : databaseUrl), sql, &error))
        fail(sql + QStringLiteral(": ") + error);
}

QString PostgresFixture::createDatabase()
{
    static int counter = 0;
    const QString name = QStringLiteral("test_%1_%2").arg(::getpid()).arg(++counter);
    run(QStringLiteral("CREATE DATABASE %1 TEMPLATE template0").arg(name));
    QUrl url(m_url);
    url.setPath(u'/' + name);
    return url.toString(QUrl::FullyEncoded);
}

} // namespace TaskMaster::Test
