// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <memory>
#include <unordered_map>

namespace TaskMaster::Server {

enum class Dialect : quint8 { Sqlite, Postgres };

/// Where the database is and how to treat it. Made from the configuration; never logged whole (password).
struct DatabaseSettings {
    Dialect dialect = Dialect::Sqlite;
    QString path; ///< SQLite: the file
    QString host; ///< PostgreSQL: a name, an address, or the folder of a unix socket
    int port = 5432;
    QString name;
    QString user;
    QString password;
    QString sslMode;
    int connectTimeoutS = 5;
    int statementTimeoutMs = 15'000;
    /// Off only in tests that prove what it is good for: SQLite `synchronous`, PostgreSQL `synchronous_commit`.
    enum class Durability : quint8 { Full, Off } durability = Durability::Full;

    /// `sqlite:PATH`, a plain path, or `postgres://user:password@host:port/name?sslmode=…` (host may be a %2F-escaped
    /// folder).
    static Result<DatabaseSettings> fromUrl(const QString &url);
    /// The same without the password.
    [[nodiscard]] QString toDisplayString() const;
};

/// Why the last statement failed, as far as it changes what to do next.
enum class DatabaseFailure : quint8 {
    None,
    ConnectionLost, ///< open it again, and ask the idempotency rows what had been committed
    Constraint, ///< the data of one command: find the culprit
    Conflict, ///< deadlock or serialisation: run it again
    Full,
    ReadOnly,
    Corrupt,
    Busy,
    Timeout,
    Denied, ///< wrong user, password, rights or database name
    Other,
};

/**
 * One connection, used by the thread that opened it and closed there. Statements are prepared once per text and kept.
 * Failures come back as Errors with a sentence for an admin; failure() says what kind the last one was.
 */
class Database {
public:
    enum class Use : quint8 { Read, Write };

    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const DatabaseSettings &settings, Use use);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    [[nodiscard]] Dialect dialect() const { return m_dialect; }
    [[nodiscard]] DatabaseFailure failure() const { return m_failure; }
    /// After ConnectionLost every call fails until a new Database is opened.
    [[nodiscard]] bool isLost() const { return m_isLost; }

    [[nodiscard]] Result<void> begin(); ///< for writing (SQLite: BEGIN IMMEDIATE)
    /// For reading: until rollback() everything is seen as it is now, whatever others commit in the meantime. Holds
    /// nobody up; on SQLite the write-ahead log grows meanwhile.
    [[nodiscard]] Result<void> beginSnapshot();
    [[nodiscard]] Result<void> commit();
    void rollback();

    /// Runs a statement with its values in order of `?`. The query is positioned before its first row, and is valid
    /// until the same text is run again; finish() it early when rows are left unread.
    [[nodiscard]] Result<QSqlQuery *> run(const QString &sql, const QVariantList &values = {});
    /// After the last row of a query: was it the last, or could the next one not be read (a damaged page, a lost
    /// connection)? next() does not say.
    [[nodiscard]] Result<void> checkRead(const QSqlQuery &query);
    /// A statement whose rows, if any, nobody reads.
    [[nodiscard]] Result<void> execute(const QString &sql, const QVariantList &values = {});
    using Rows = QList<QVariantList>;
    /// All rows of a statement whose text is made for the occasion. On PostgreSQL it is planned for these very values,
    /// and not kept: texts like it are endless.
    [[nodiscard]] Result<Rows> readOnce(const QString &sql, const QVariantList &values = {});
    /// Statements without parameters that need not be prepared (schema, pragmas).
    [[nodiscard]] Result<void> runScript(const QStringList &statements);
    /// The first column of the first row, or an invalid QVariant without rows.
    [[nodiscard]] Result<QVariant> value(const QString &sql, const QVariantList &values = {});

private:
    Database(Dialect dialect, QString connection);
    Error noteFailure(const QSqlError &error, const char *doing);

    Dialect m_dialect;
    QString m_connection;
    QSqlDatabase m_database;
    std::unordered_map<QString, std::unique_ptr<QSqlQuery>> m_statements;
    std::unique_ptr<QSqlQuery> m_scratch; ///< the last statement that was not worth keeping
    DatabaseFailure m_failure = DatabaseFailure::None;
    QString m_failureText; ///< in the words of the database: for logs and for whoever starts the program
    bool m_isLost = false;
};

} // namespace TaskMaster::Server
