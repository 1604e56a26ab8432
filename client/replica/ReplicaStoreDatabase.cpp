// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/ReplicaStoreDatabase.h"

#include <QSqlDatabase>
#include <QSqlError>

#include <atomic>

namespace TaskMaster::Client {
namespace {

// Primary result codes of sqlite.org/rescode.html that a person can do something about.
ErrorCode codeOf(int sqliteCode)
{
    switch (sqliteCode & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
    case 15: // SQLITE_PROTOCOL
        return ErrorCode::StorageLocked;
    case 3: // SQLITE_PERM
    case 8: // SQLITE_READONLY
    case 14: // SQLITE_CANTOPEN
    case 23: // SQLITE_AUTH
        return ErrorCode::StorageReadOnly;
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
        return ErrorCode::StorageCorrupt;
    case 10: // SQLITE_IOERR: a full or failing disk
    case 13: // SQLITE_FULL
        return ErrorCode::StorageFull;
    default:
        return ErrorCode::Internal;
    }
}

QString sentenceOf(ErrorCode code, const QString &path, const QString &reason)
{
    switch (code) {
    case ErrorCode::StorageLocked:
        return QStringLiteral("The local copy in %1 is in use by another program.").arg(path);
    case ErrorCode::StorageReadOnly:
        return QStringLiteral("The local copy in %1 cannot be written.").arg(path);
    case ErrorCode::StorageCorrupt:
        return QStringLiteral("The local copy in %1 is damaged.").arg(path);
    case ErrorCode::StorageFull:
        return QStringLiteral("The local copy in %1 cannot be written: the disk is full or fails.").arg(path);
    default:
        return QStringLiteral("The local copy in %1 cannot be used: %2.").arg(path, reason);
    }
}

} // namespace

Error ReplicaStoreDatabase::errorOf(const QSqlError &error, const QString &path)
{
    const ErrorCode code = codeOf(error.nativeErrorCode().toInt());
    return Error(code, sentenceOf(code, path, error.text()),
                 {{QStringLiteral("path"), path}, {QStringLiteral("reason"), error.text()}});
}

Result<void> ReplicaStoreDatabase::open(const QString &path, const QStringList &statements)
{
    static std::atomic<int> count = 0;
    close();
    m_path = path;
    m_connection = QStringLiteral("replica-store-%1").arg(++count);
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    database.setDatabaseName(path);
    database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=2000"));
    if (!database.open())
        return errorOf(database.lastError(), path);
    QStringList all{QStringLiteral("PRAGMA journal_mode=WAL"), QStringLiteral("PRAGMA synchronous=FULL"),
                    QStringLiteral("BEGIN IMMEDIATE")};
    all += statements;
    all.append(QStringLiteral("COMMIT"));
    for (const QString &statement : std::as_const(all)) {
        if (auto ok = run(statement); !ok)
            return ok;
    }
    return {};
}

void ReplicaStoreDatabase::close()
{
    if (m_connection.isEmpty())
        return;
    QSqlDatabase::database(m_connection, false).close();
    QSqlDatabase::removeDatabase(std::exchange(m_connection, {}));
}

Result<void> ReplicaStoreDatabase::run(const QString &statement, const QVariantList &values)
{
    const auto query = select(statement, values);
    return query ? Result<void>() : query.error();
}

Result<QSqlQuery> ReplicaStoreDatabase::select(const QString &statement, const QVariantList &values)
{
    auto query = prepare(statement);
    if (!query)
        return query;
    if (auto ok = executed(*query, values); !ok)
        return ok.error();
    return query;
}

Result<QSqlQuery> ReplicaStoreDatabase::prepare(const QString &statement)
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.setForwardOnly(true);
    if (!query.prepare(statement))
        return errorOf(query.lastError(), m_path);
    return query;
}

Result<void> ReplicaStoreDatabase::executed(QSqlQuery &query, const QVariantList &values)
{
    for (qsizetype i = 0; i < values.size(); ++i)
        query.bindValue(static_cast<int>(i), values[i]);
    if (!query.exec())
        return errorOf(query.lastError(), m_path);
    return {};
}

Result<void> ReplicaStoreDatabase::commit()
{
    auto ok = run(QStringLiteral("COMMIT"));
    if (!ok)
        rollBack();
    return ok;
}

} // namespace TaskMaster::Client
