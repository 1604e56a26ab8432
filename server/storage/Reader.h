// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Batch.h"
#include "server/storage/DbPool.h"
#include "server/storage/EventLog.h"

namespace TaskMaster::Server {

/// The log and the rows, read through the pool.
class Reader final : public EventLog {
public:
    Reader(DbPool &pool, AccessCache &access, qint64 epoch);

    void readAfter(const StreamId &stream, qint64 seq, int max, std::function<void(Result<LogPage>)> done) override;
    void readRows(const StreamId &stream, const SnapshotCursor &cursor,
                  std::function<void(Result<SnapshotPage>)> done) override;
    void checkAccess(const Viewer &viewer, const StreamId &stream, std::function<void(Result<void>)> done) override;

private:
    DbPool &m_pool;
    AccessCache &m_access;
    qint64 m_epoch;
};

/// The same readings on a Database at hand: for jobs and subcommands.
namespace Read {

[[nodiscard]] Result<LogPage> logAfter(Database &database, qint64 epoch, const StreamId &stream, qint64 seq, int max);
[[nodiscard]] Result<SnapshotPage> rows(Database &database, const StreamId &stream, const SnapshotCursor &cursor,
                                        int max);
[[nodiscard]] Result<void> access(Database &database, AccessCache &cache, const Viewer &viewer, const StreamId &stream);

/// May the viewer send commands of that capability to the workspace or project?
[[nodiscard]] Result<void> mayUse(Database &database, AccessCache &cache, Capability capability, const Viewer &viewer,
                                  const StreamId &stream);

struct LaggingStream {
    StreamId stream;
    qint64 reactedSeq = 0;
    qint64 seq = 0;
};
/// Streams whose events have not all been reacted to, at most `max`.
[[nodiscard]] Result<QList<LaggingStream>> laggingStreams(Database &database, int max);
/// All streams of a kind, for checkers.
[[nodiscard]] Result<QList<LaggingStream>> allStreams(Database &database);

/// The workspaces that a person is in, and the projects that are opened to them one by one.
[[nodiscard]] Result<QList<StreamId>> placesOf(Database &database, const Uuid &user);

} // namespace Read

/// The reaction cursor of a stream, moved forward only. In a write transaction (WriteQueue::run).
[[nodiscard]] Result<void> advanceReacted(Database &database, const StreamId &stream, qint64 seq);

} // namespace TaskMaster::Server
