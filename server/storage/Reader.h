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

/// Who is in a workspace now.
[[nodiscard]] Result<WorkspaceAccessPtr> members(Database &database, AccessCache &cache, const Uuid &workspace);
[[nodiscard]] Result<std::optional<Entity>> row(Database &database, const StreamId &stream, EntityKind kind,
                                                const Uuid &id);
/// The rows of a kind that name another row; the field must have an index.
[[nodiscard]] Result<QList<Entity>> related(Database &database, const StreamId &stream, const RelatedRows &rows);
[[nodiscard]] Result<QList<Entity>> allOf(Database &database, const StreamId &stream, EntityKind kind);
/// `relatedRows<&Comment::taskId>(database, stream, task)`, as values.
template <auto Member> [[nodiscard]] auto relatedRows(Database &database, const StreamId &stream, const Uuid &id)
{
    using E = typename Detail::MemberOf<decltype(Member)>::Class;
    Result<QList<Entity>> found = related(database, stream, {Describes<E>::kind, fieldIndex<Member>(), id});
    if (!found)
        return Result<QList<E>>(found.error());
    QList<E> rows;
    for (const Entity &entity : *found)
        rows.append(std::get<E>(entity));
    return Result<QList<E>>(std::move(rows));
}
/// All rows of a kind, of which a stream has few.
template <class E> [[nodiscard]] Result<QList<E>> all(Database &database, const StreamId &stream)
{
    const Result<QList<Entity>> found = allOf(database, stream, Describes<E>::kind);
    if (!found)
        return found.error();
    QList<E> rows;
    for (const Entity &entity : *found)
        rows.append(std::get<E>(entity));
    return rows;
}
/// One row as a value of its type.
template <class E>
[[nodiscard]] Result<std::optional<E>> one(Database &database, const StreamId &stream, const Uuid &id)
{
    const Result<std::optional<Entity>> found = row(database, stream, Describes<E>::kind, id);
    if (!found)
        return found.error();
    return *found ? std::optional<E>(std::get<E>(**found)) : std::optional<E>();
}

struct LaggingStream {
    StreamId stream;
    qint64 reactedSeq = 0;
    qint64 seq = 0;
};
/// Streams whose events have not all been reacted to, at most `max`.
[[nodiscard]] Result<QList<LaggingStream>> laggingStreams(Database &database, int max);
/// All streams of a kind, for checkers.
[[nodiscard]] Result<QList<LaggingStream>> allStreams(Database &database);

/// All projects of a workspace, by id. The list in its stream (ProjectEntry) follows by a reaction and may lag.
[[nodiscard]] Result<QList<Project>> projectsOf(Database &database, const Uuid &workspace);
/// All streams of a workspace, in no particular order.
[[nodiscard]] Result<QList<StreamId>> streamsOf(Database &database, const Uuid &workspace);

/// The workspaces that a person is in, and the projects that are opened to them one by one.
[[nodiscard]] Result<QList<StreamId>> placesOf(Database &database, const Uuid &user);

} // namespace Read

/// The reaction cursor of a stream, moved forward only. In a write transaction (WriteQueue::run).
[[nodiscard]] Result<void> advanceReacted(Database &database, const StreamId &stream, qint64 seq);

} // namespace TaskMaster::Server
