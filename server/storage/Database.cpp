// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/Database.h"

#include "server/storage/Logging.h"

#include <QFileInfo>
#include <QSqlError>
#include <QSqlRecord>

#include <atomic>

namespace TaskMaster::Server {
namespace {

/// Statement texts come from a closed set, but a bug must not grow memory for ever.
constexpr std::size_t StatementsMax = 300;

DatabaseFailure classifySqlite(int code)
{
    if (code == 4874) // SQLITE_IOERR_SHMSIZE: no room for the WAL's index
        return DatabaseFailure::Full;
    switch (code & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
        return DatabaseFailure::Busy;
    case 8: // SQLITE_READONLY
        return DatabaseFailure::ReadOnly;
    case 10: // SQLITE_IOERR: the state of the connection is unknown
        return DatabaseFailure::ConnectionLost;
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
        return DatabaseFailure::Corrupt;
    case 13: // SQLITE_FULL
        return DatabaseFailure::Full;
    case 14: // SQLITE_CANTOPEN
    case 3: // SQLITE_PERM
    case 23: // SQLITE_AUTH
        return DatabaseFailure::Denied;
    case 19: // SQLITE_CONSTRAINT
    case 20: // SQLITE_MISMATCH
    case 18: // SQLITE_TOOBIG
        return DatabaseFailure::Constraint;
    default:
        return DatabaseFailure::Other;
    }
}

DatabaseFailure classifyPostgres(const QString &state)
{
    if (state.isEmpty() || state.startsWith(u"08") || state.startsWith(u"57P"))
        return DatabaseFailure::ConnectionLost;
    if (state.startsWith(u"22") || state.startsWith(u"23"))
        return DatabaseFailure::Constraint;
    if (state == u"40001" || state == u"40P01")
        return DatabaseFailure::Conflict;
    if (state == u"53100" || state == u"53200" || state == u"58030")
        return DatabaseFailure::Full;
    if (state == u"53300" || state == u"55P03")
        return DatabaseFailure::Busy;
    if (state == u"25006")
        return DatabaseFailure::ReadOnly;
    if (state == u"57014")
        return DatabaseFailure::Timeout;
    if (state.startsWith(u"XX"))
        return DatabaseFailure::Corrupt;
    if (state.startsWith(u"28") || state.startsWith(u"3D") || state == u"42501")
        return DatabaseFailure::Denied;
    return DatabaseFailure::Other;
}

ErrorCode codeOf(DatabaseFailure failure)
{
    switch (failure) {
    case DatabaseFailure::Full:
        return ErrorCode::StorageFull;
    case DatabaseFailure::ReadOnly:
        return ErrorCode::StorageReadOnly;
    case DatabaseFailure::Corrupt:
        return ErrorCode::StorageCorrupt;
    case DatabaseFailure::Busy:
        return ErrorCode::StorageLocked;
    case DatabaseFailure::Timeout:
        return ErrorCode::Timeout;
    case DatabaseFailure::ConnectionLost:
    case DatabaseFailure::Denied:
        return ErrorCode::Unavailable;
    default:
        return ErrorCode::Internal;
    }
}

QString postgresOptions(const DatabaseSettings &settings, Database::Use use)
{
    QString options =
        QStringLiteral("connect_timeout=%1;keepalives=1;keepalives_idle=10;keepalives_interval=5;keepalives_count=3;"
                       "tcp_user_timeout=20000;application_name=taskmaster")
            .arg(settings.connectTimeoutS);
    if (!settings.sslMode.isEmpty())
        options += QStringLiteral(";sslmode=") + settings.sslMode;
    QString server =
        QStringLiteral("-c statement_timeout=%1 -c client_encoding=UTF8 -c jit=off").arg(settings.statementTimeoutMs);
    server += QStringLiteral(" -c idle_in_transaction_session_timeout=%1").arg(settings.statementTimeoutMs * 2);
    if (settings.durability == DatabaseSettings::Durability::Off)
        server += QStringLiteral(" -c synchronous_commit=off");
    if (use == Database::Use::Read)
        server += QStringLiteral(" -c default_transaction_read_only=on");
    else // Batches find rows by their keys. A plan made while a table was small would read all of it for as long as it
         // is kept.
        server += QStringLiteral(" -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off");
    return options + QStringLiteral(";options='%1'").arg(server);
}

QStringList sqlitePragmas(const DatabaseSettings &settings, Database::Use use)
{
    const bool isFull = settings.durability == DatabaseSettings::Durability::Full;
    QStringList pragmas{QStringLiteral("PRAGMA busy_timeout=5000")};
    if (use == Database::Use::Write)
        pragmas << QStringLiteral("PRAGMA journal_mode=WAL");
    pragmas << (isFull ? QStringLiteral("PRAGMA synchronous=FULL") : QStringLiteral("PRAGMA synchronous=OFF"))
            << QStringLiteral("PRAGMA temp_store=MEMORY") << QStringLiteral("PRAGMA cache_size=-16000")
            << QStringLiteral("PRAGMA journal_size_limit=67108864")
            // 16 MB: pages that are written again and again go to the main file once.
            << QStringLiteral("PRAGMA wal_autocheckpoint=4000");
    if (use == Database::Use::Read)
        pragmas << QStringLiteral("PRAGMA query_only=1");
    return pragmas;
}

} // namespace

Database::Database(Dialect dialect, QString connection)
    : m_dialect(dialect)
    , m_connection(std::move(connection))
{
}

Result<std::unique_ptr<Database>> Database::open(const DatabaseSettings &settings, Use use)
{
    static std::atomic<quint64> counter{0};
    const bool isSqlite = settings.dialect == Dialect::Sqlite;
    std::unique_ptr<Database> database(new Database(settings.dialect, QStringLiteral("taskmaster-%1").arg(++counter)));
    database->m_database = QSqlDatabase::addDatabase(isSqlite ? QStringLiteral("QSQLITE") : QStringLiteral("QPSQL"),
                                                     database->m_connection);
    QSqlDatabase &connection = database->m_database;
    if (!connection.isValid())
        return Error(ErrorCode::Unavailable,
                     QStringLiteral("Qt's database driver %1 is not installed (package libqt6sql6-%2).")
                         .arg(isSqlite ? QStringLiteral("QSQLITE") : QStringLiteral("QPSQL"),
                              isSqlite ? QStringLiteral("sqlite") : QStringLiteral("psql")));
    if (isSqlite) {
        connection.setDatabaseName(settings.path);
    } else {
        connection.setHostName(settings.host);
        connection.setPort(settings.port);
        connection.setDatabaseName(settings.name);
        connection.setUserName(settings.user);
        connection.setPassword(settings.password);
        connection.setConnectOptions(postgresOptions(settings, use));
    }
    if (!connection.open()) {
        Error error = database->noteFailure(connection.lastError(), "opening the database");
        error.message = QStringLiteral("Cannot open the database %1: %2")
                            .arg(settings.toDisplayString(), connection.lastError().databaseText().trimmed());
        if (error.code == ErrorCode::Internal)
            error.code = ErrorCode::Unavailable;
        return error;
    }
    if (isSqlite) {
        if (auto ok = database->runScript(sqlitePragmas(settings, use)); !ok)
            return Error(ok.error().code,
                         QStringLiteral("Cannot use the database %1: %2 (%3)")
                             .arg(settings.path, QLatin1StringView(describe(ok.error().code).sentence),
                                  database->m_failureText));
    }
    return database;
}

Database::~Database()
{
    m_statements.clear();
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_connection);
}

Error Database::noteFailure(const QSqlError &error, const char *doing)
{
    const QString native = error.nativeErrorCode();
    m_failure = m_dialect == Dialect::Sqlite ? classifySqlite(native.toInt()) : classifyPostgres(native);
    if (m_failure == DatabaseFailure::ConnectionLost)
        m_isLost = true;
    const QString text = error.databaseText().trimmed();
    m_failureText = text;
    qCWarning(lcStorage, "failed %s: [%s] %s", doing, qPrintable(native), qPrintable(text));
    const ErrorCode code = codeOf(m_failure);
    // Only the sentence of the table leaves the server; the database's own words may hold data.
    Error result(code);
    if (code == ErrorCode::StorageCorrupt)
        result.message += QStringLiteral(" (%1)").arg(text);
    result.details.insert(QStringLiteral("sqlState"), native);
    return result;
}

Result<void> Database::begin()
{
    m_failure = DatabaseFailure::None;
    if (auto query = run(m_dialect == Dialect::Sqlite ? QStringLiteral("BEGIN IMMEDIATE") : QStringLiteral("BEGIN"));
        !query)
        return query.error();
    return {};
}

Result<void> Database::beginSnapshot()
{
    m_failure = DatabaseFailure::None;
    if (auto query =
            run(m_dialect == Dialect::Sqlite ? QStringLiteral("BEGIN")
                                             : QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
        !query)
        return query.error();
    // Both databases decide what is seen at the first reading.
    const auto first = value(m_dialect == Dialect::Sqlite ? QStringLiteral("SELECT COUNT(*) FROM sqlite_master")
                                                          : QStringLiteral("SELECT 1"));
    return first ? Result<void>() : Result<void>(first.error());
}

Result<void> Database::commit()
{
    if (auto query = run(QStringLiteral("COMMIT")); !query)
        return query.error();
    return {};
}

void Database::rollback()
{
    if (m_isLost)
        return;
    const DatabaseFailure cause = m_failure;
    QSqlQuery query(m_database);
    query.exec(QStringLiteral("ROLLBACK")); // fails harmlessly when the database rolled back by itself
    m_failure = cause;
}

Result<QSqlQuery *> Database::run(const QString &sql, const QVariantList &values)
{
    if (m_isLost)
        return Error(ErrorCode::Unavailable);
    auto &statement = m_statements[sql];
    if (!statement) {
        if (m_statements.size() > StatementsMax) {
            m_statements.clear();
            return run(sql, values);
        }
        statement = std::make_unique<QSqlQuery>(m_database);
        statement->setForwardOnly(true);
        // Transaction words cannot be prepared on PostgreSQL, and gain nothing on SQLite.
        const bool isPlain = values.isEmpty() && !sql.startsWith(u"SELECT");
        if (isPlain) {
            const bool ok = statement->exec(sql);
            Result<QSqlQuery *> result = statement.get();
            if (!ok)
                result = noteFailure(statement->lastError(), qPrintable(sql.left(60)));
            m_scratch = std::move(statement);
            m_statements.erase(sql);
            return result;
        }
        if (!statement->prepare(sql)) {
            const Error error = noteFailure(statement->lastError(), qPrintable(sql.left(200)));
            m_statements.erase(sql);
            return error;
        }
    }
    for (qsizetype i = 0; i < values.size(); ++i)
        statement->bindValue(static_cast<int>(i), values[i]);
    if (!statement->exec()) {
        const Error error = noteFailure(statement->lastError(), qPrintable(sql.left(200)));
        m_statements.erase(sql);
        return error;
    }
    return statement.get();
}

Result<void> Database::checkRead(const QSqlQuery &query)
{
    if (query.lastError().type() == QSqlError::NoError)
        return {};
    return noteFailure(query.lastError(), "reading rows");
}

Result<Database::Rows> Database::readOnce(const QString &sql, const QVariantList &values)
{
    if (m_isLost)
        return Error(ErrorCode::Unavailable);
    Rows rows;
    const auto take = [&rows](QSqlQuery &query) {
        const int columns = query.record().count();
        while (query.next()) {
            QVariantList row;
            row.reserve(columns);
            for (int i = 0; i < columns; ++i)
                row.append(query.value(i));
            rows.append(std::move(row));
        }
    };
    if (m_dialect == Dialect::Sqlite) {
        auto query = run(sql, values);
        if (!query)
            return query.error();
        take(**query);
        if (auto ok = checkRead(**query); !ok)
            return ok.error();
        return rows;
    }
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    bool isDone = false;
    if (values.isEmpty()) {
        isDone = query.exec(sql); // also what cannot be prepared: EXPLAIN
    } else if (query.prepare(sql)) {
        for (qsizetype i = 0; i < values.size(); ++i)
            query.bindValue(static_cast<int>(i), values[i]);
        isDone = query.exec();
    }
    if (!isDone)
        return noteFailure(query.lastError(), qPrintable(sql.left(200)));
    take(query);
    if (auto ok = checkRead(query); !ok)
        return ok.error();
    return rows;
}

Result<void> Database::runScript(const QStringList &statements)
{
    for (const QString &sql : statements) {
        QSqlQuery query(m_database);
        if (!query.exec(sql))
            return noteFailure(query.lastError(), qPrintable(sql.left(200)));
    }
    return {};
}

Result<void> Database::execute(const QString &sql, const QVariantList &values)
{
    const auto query = run(sql, values);
    return query ? Result<void>() : Result<void>(query.error());
}

Result<QVariant> Database::value(const QString &sql, const QVariantList &values)
{
    auto query = run(sql, values);
    if (!query)
        return query.error();
    QVariant result;
    if ((*query)->next())
        result = (*query)->value(0);
    (*query)->finish();
    return result;
}

} // namespace TaskMaster::Server
