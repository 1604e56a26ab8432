// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

namespace TaskMaster::Client {

/**
 * One SQLite file of the client: opened with a write-ahead log and full durability, every failure as an Error with a
 * sentence. Used by ReplicaStoreRows and ReplicaStoreOutbox, on the store's thread only.
 */
class ReplicaStoreDatabase {
public:
    ReplicaStoreDatabase() = default;
    ~ReplicaStoreDatabase() { close(); }
    Q_DISABLE_COPY_MOVE(ReplicaStoreDatabase)

    /// Makes the file and its tables when they are not there. `statements` are run in one transaction.
    [[nodiscard]] Result<void> open(const QString &path, const QStringList &statements);
    void close();
    [[nodiscard]] bool isOpen() const { return !m_connection.isEmpty(); }
    [[nodiscard]] const QString &path() const { return m_path; }

    [[nodiscard]] Result<void> run(const QString &statement, const QVariantList &values = {});
    /// A query that has been executed; forward only.
    [[nodiscard]] Result<QSqlQuery> select(const QString &statement, const QVariantList &values = {});
    /// Prepared once and kept; execute it with executed().
    [[nodiscard]] Result<QSqlQuery> prepare(const QString &statement);
    [[nodiscard]] Result<void> executed(QSqlQuery &query, const QVariantList &values);

    [[nodiscard]] Result<void> begin() { return run(QStringLiteral("BEGIN IMMEDIATE")); }
    /// Rolls back when it fails.
    [[nodiscard]] Result<void> commit();
    void rollBack() { (void)run(QStringLiteral("ROLLBACK")); }

    [[nodiscard]] static Error errorOf(const QSqlError &error, const QString &path);

private:
    QString m_connection;
    QString m_path;
};

} // namespace TaskMaster::Client
