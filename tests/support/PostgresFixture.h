// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>

#include <memory>
#include <utility>
#include <vector>

namespace TaskMaster::Test {

/**
 * A private PostgreSQL cluster for tests: own folder, own port, own unprivileged user when run as root, stopped and
 * deleted with the object, and killed with the test program (PR_SET_PDEATHSIG). A cluster that does not start ends the
 * test program with the server's log: never a silent skip.
 */
class PostgresFixture {
public:
    enum class Syncing : quint8 {
        Fast, ///< fsync off: nothing here survives a power cut, everything survives a kill of the client
        Durable, ///< as in production: for power-loss tests
        Late, ///< the WAL writer stands still: commits that wait for their WAL are safe, a kill surely loses others
    };
    explicit PostgresFixture(Syncing syncing = Syncing::Fast);
    ~PostgresFixture();
    PostgresFixture(const PostgresFixture &) = delete;
    PostgresFixture &operator=(const PostgresFixture &) = delete;

    /// One cluster for all tests of a program, made on first use; with TASKMASTER_TEST_POSTGRES the one that ./check
    /// runs.
    static PostgresFixture &shared();

    /// The address of its database `postgres`.
    [[nodiscard]] QString url() const { return m_url; }
    /// A new empty database; its postgres:// address.
    [[nodiscard]] QString createDatabase();

    /// One statement as the superuser, in `postgres` or that database.
    void run(const QString &sql, const QString &databaseUrl = {}) const;
    /// The role that pg_hba.conf asks for a password; made by CREATE ROLE in the test that needs it.
    static constexpr const char *RoleWithPassword = "locked";

    void start();
    void stop(); ///< fast shutdown, as an admin does it
    void killAll(); ///< SIGKILL to every process of the cluster at once: as if the power went

private:
    explicit PostgresFixture(QString url);
    [[nodiscard]] QStringList asServerUser(const QStringList &command) const;
    void fail(const QString &what) const;
    void haltWalWriter() const;
    /// The processes of the cluster, with their titles.
    [[nodiscard]] std::vector<std::pair<pid_t, QByteArray>> children() const;

    std::unique_ptr<QTemporaryDir> m_folder; ///< none: somebody else's cluster
    QString m_binaries;
    QString m_url; ///< with the database name `postgres`
    int m_port = 0;
    Syncing m_syncing = Syncing::Fast;
    std::unique_ptr<QProcess> m_server;
};

} // namespace TaskMaster::Test
