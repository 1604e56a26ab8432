// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/replica/Replica.h"
#include "client/replica/ReplicaStoreDatabase.h"

#include <QSet>

namespace TaskMaster::Client {

/**
 * The file of confirmed rows: a cache of what the server has, which may be deleted at any time. A stream's position is
 * written in the transaction that writes its rows, never ahead of them; a snapshot counts only when its last page is
 * written. After a failed write nothing more is written (the file stays at an older, whole state). Used by
 * ReplicaStore, on its thread.
 */
class ReplicaStoreRows {
public:
    /// Rows of another form are forgotten, a damaged file is replaced by a new one; the Error says so, and the file can
    /// be used if isUsable().
    [[nodiscard]] Result<void> open(const QString &path);
    void close();
    /// After something unreadable: a new, empty file. The Error says so.
    [[nodiscard]] Result<void> startOver();
    [[nodiscard]] bool isUsable() const { return m_usable; }

    /// The server's schema under which the rows were fetched; empty: not known.
    [[nodiscard]] QString serverSchema();
    [[nodiscard]] Result<void> setServerSchema(const QString &schema);

    /// Small streams first, then projects, the latest first.
    [[nodiscard]] Result<QList<Position>> positions();
    [[nodiscard]] Result<KeptStream> load(const Position &position);

    /// All of it or nothing.
    [[nodiscard]] Result<void> write(const QList<ConfirmedRows> &batches);
    [[nodiscard]] Result<void> forget(const StreamId &stream);
    [[nodiscard]] Result<void> forgetAll();

private:
    [[nodiscard]] Result<void> openOnce(const QString &path);
    [[nodiscard]] Result<void> prepareStatements();
    [[nodiscard]] Result<void> writeOne(const ConfirmedRows &batch);
    [[nodiscard]] Result<qint64> refOf(const StreamId &stream);
    /// Runs `work` in a transaction; a failure rolls back and makes the file unusable until the next start.
    template <class Work> [[nodiscard]] Result<void> inTransaction(Work work);

    ReplicaStoreDatabase m_database;
    QHash<StreamId, qint64> m_refs;
    QSet<StreamId> m_whole; ///< these have a position; only they take what comes after it
    std::optional<QSqlQuery> m_putRow;
    std::optional<QSqlQuery> m_deleteRow;
    bool m_usable = false;
};

} // namespace TaskMaster::Client
