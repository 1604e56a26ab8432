// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/Reader.h"

#include "server/storage/Loader.h"
#include "server/storage/RowSql.h"
#include "shared/protocol/Codec.h"

namespace TaskMaster::Server {
namespace {

QVariantList headKey(const StreamId &stream)
{
    return streamKey(stream) << static_cast<qint64>(stream.kind);
}

QString inStream(Dialect dialect)
{
    return QStringLiteral("workspace_id = %1 AND scope_id = %1 AND kind = ?").arg(RowSql::uuidParameter(dialect));
}

/// Which entities have rows in a stream of that kind, in the order in which a snapshot sends them.
std::span<const EntityKind> kindsIn(StreamKind kind)
{
    static const auto all = [] {
        std::array<std::vector<EntityKind>, 4> table;
        for (int k = 0; k < EntityKindCount; ++k) {
            for (std::size_t stream = 0; stream < table.size(); ++stream) {
                const auto entity = static_cast<EntityKind>(k);
                if ((describe(entity).streams & streamBit(static_cast<StreamKind>(stream))) != 0)
                    table[stream].push_back(entity);
            }
        }
        return table;
    }();
    return all[static_cast<std::size_t>(kind)];
}

/// What Access wants to know about a person and a stream of a workspace.
struct Place {
    WorkspaceAccessPtr workspace;
    bool isProjectGuest = false;
};
Result<Place> placeOf(Database &database, AccessCache &cache, const Uuid &user, const StreamId &stream)
{
    auto workspace = Read::members(database, cache, stream.workspace);
    if (!workspace)
        return workspace.error();
    Place place{*workspace, false};
    if (stream.kind != StreamKind::Project)
        return place;
    auto exists = database.value(QStringLiteral("SELECT seq FROM stream_head WHERE ") + inStream(database.dialect()),
                                 headKey(stream));
    if (!exists)
        return exists.error();
    if (!exists->isValid())
        return Error::notFound(QStringLiteral("project"));
    auto guest = Loader::isProjectGuest(database, stream, user);
    if (!guest)
        return guest.error();
    place.isProjectGuest = *guest;
    return place;
}

} // namespace

Reader::Reader(DbPool &pool, AccessCache &access, qint64 epoch)
    : m_pool(pool)
    , m_access(access)
    , m_epoch(epoch)
{
}

void Reader::readAfter(const StreamId &stream, qint64 seq, int max, std::function<void(Result<LogPage>)> done)
{
    m_pool.read([stream, seq, max, epoch = m_epoch, done = std::move(done)](Result<Database *> database) {
        done(database ? Read::logAfter(**database, epoch, stream, seq, max) : Result<LogPage>(database.error()));
    });
}

void Reader::readRows(const StreamId &stream, const SnapshotCursor &cursor,
                      std::function<void(Result<SnapshotPage>)> done)
{
    m_pool.read([stream, cursor, done = std::move(done)](Result<Database *> database) {
        done(database ? Read::rows(**database, stream, cursor, PageRowsMax) : Result<SnapshotPage>(database.error()));
    });
}

void Reader::checkAccess(const Viewer &viewer, const StreamId &stream, std::function<void(Result<void>)> done)
{
    m_pool.read([viewer, stream, &cache = m_access, done = std::move(done)](Result<Database *> database) {
        done(database ? Read::access(**database, cache, viewer, stream) : Result<void>(database.error()));
    });
}

Result<LogPage> Read::logAfter(Database &database, qint64 epoch, const StreamId &stream, qint64 seq, int max)
{
    // The head first: events that commit in between are only more than promised.
    LogPage page;
    page.epoch = epoch;
    auto head = database.value(QStringLiteral("SELECT seq FROM stream_head WHERE ") + inStream(database.dialect()),
                               headKey(stream));
    if (!head)
        return head.error();
    page.head = head->toLongLong();
    if (max <= 0 || seq >= page.head)
        return page;
    auto query = database.run(QStringLiteral("SELECT seq, at, command_id, actor, verb, changes FROM event WHERE ")
                                  + inStream(database.dialect()) + QStringLiteral(" AND seq > ? ORDER BY seq LIMIT ?"),
                              headKey(stream) << seq << max);
    if (!query)
        return query.error();
    while ((*query)->next()) {
        auto changes = Codec::decodeChanges((*query)->value(5).toString().toUtf8());
        if (!changes)
            return Error(ErrorCode::StorageCorrupt,
                         QStringLiteral("Event %1 of %2 cannot be read: %3")
                             .arg((*query)->value(0).toLongLong())
                             .arg(stream.toString(), changes.error().message));
        page.events.append(std::make_shared<const Event>(Event{
            stream, epoch, (*query)->value(0).toLongLong(), RowSql::uuidAt(**query, 2), (*query)->value(4).toString(),
            RowSql::uuidAt(**query, 3), (*query)->value(1).toLongLong(), std::move(*changes)}));
    }
    return page;
}

Result<SnapshotPage> Read::rows(Database &database, const StreamId &stream, const SnapshotCursor &cursor, int max)
{
    const auto kinds = kindsIn(stream.kind);
    auto at = std::find(kinds.begin(), kinds.end(), cursor.kind);
    const bool isStart = cursor.id.isNull();
    if (isStart && at == kinds.end())
        at = kinds.begin();
    SnapshotPage page;
    for (Uuid after = cursor.id; at != kinds.end(); ++at, after = {}) {
        auto query = database.run(RowSql::statements(database.dialect(), *at).selectPage,
                                  streamKey(stream) << after.toString() << max);
        if (!query)
            return query.error();
        page.kind = *at;
        while ((*query)->next())
            page.rows.append(RowSql::readRow(**query, *at));
        if (page.rows.isEmpty())
            continue;
        page.next = {*at, rowOf(page.rows.constLast()).id, false};
        return page;
    }
    page.next.done = true;
    return page;
}

Result<void> Read::access(Database &database, AccessCache &cache, const Viewer &viewer, const StreamId &stream)
{
    if (stream.kind == StreamKind::User)
        return Access::maySubscribe(viewer, stream, nullptr, false);
    const auto place = placeOf(database, cache, viewer.user, stream);
    if (!place)
        return place.error();
    return Access::maySubscribe(viewer, stream, place->workspace.get(), place->isProjectGuest);
}

Result<void> Read::mayUse(Database &database, AccessCache &cache, Capability capability, const Viewer &viewer,
                          const StreamId &stream)
{
    if (auto ok = Access::keyOpens(viewer.rights, capability, stream); !ok)
        return ok;
    const auto place = placeOf(database, cache, viewer.user, stream);
    if (!place)
        return place.error();
    return Access::mayUse(capability, viewer.user, stream, place->workspace.get(), place->isProjectGuest);
}

Result<std::optional<Entity>> Read::row(Database &database, const StreamId &stream, EntityKind kind, const Uuid &id)
{
    auto query = database.run(RowSql::statements(database.dialect(), kind).selectByIds,
                              streamKey(stream) << RowSql::idsParameter({id}));
    if (!query)
        return query.error();
    std::optional<Entity> found;
    if ((*query)->next())
        found = RowSql::readRow(**query, kind);
    (*query)->finish();
    return found;
}

Result<QList<Entity>> Read::allOf(Database &database, const StreamId &stream, EntityKind kind)
{
    auto query = database.run(RowSql::statements(database.dialect(), kind).selectAll, streamKey(stream));
    if (!query)
        return query.error();
    QList<Entity> found;
    while ((*query)->next())
        found.append(RowSql::readRow(**query, kind));
    return found;
}

Result<QList<Entity>> Read::related(Database &database, const StreamId &stream, const RelatedRows &rows)
{
    auto query = database.run(RowSql::selectRelated(database.dialect(), rows), streamKey(stream) << rows.id.toString());
    if (!query)
        return query.error();
    QList<Entity> found;
    while ((*query)->next())
        found.append(RowSql::readRow(**query, rows.kind));
    return found;
}

Result<WorkspaceAccessPtr> Read::members(Database &database, AccessCache &cache, const Uuid &workspace)
{
    const auto version = Loader::accessVersion(database, workspace);
    if (!version)
        return version.error();
    if (WorkspaceAccessPtr known = cache.find(workspace, *version))
        return known;
    auto loaded = Loader::loadAccess(database, workspace, *version);
    if (loaded)
        cache.keep(workspace, *loaded);
    return loaded;
}

Result<QList<Read::LaggingStream>> Read::laggingStreams(Database &database, int max)
{
    auto query = database.run(
        QStringLiteral(
            "SELECT workspace_id, scope_id, kind, reacted_seq, seq FROM stream_head WHERE reacted_seq < seq LIMIT ?"),
        {max});
    if (!query)
        return query.error();
    QList<LaggingStream> streams;
    while ((*query)->next())
        streams.append({{static_cast<StreamKind>((*query)->value(2).toInt()), RowSql::uuidAt(**query, 0),
                         RowSql::uuidAt(**query, 1)},
                        (*query)->value(3).toLongLong(),
                        (*query)->value(4).toLongLong()});
    return streams;
}

Result<QList<Read::LaggingStream>> Read::allStreams(Database &database)
{
    auto query = database.run(QStringLiteral("SELECT workspace_id, scope_id, kind, reacted_seq, seq FROM stream_head"));
    if (!query)
        return query.error();
    QList<LaggingStream> streams;
    while ((*query)->next())
        streams.append({{static_cast<StreamKind>((*query)->value(2).toInt()), RowSql::uuidAt(**query, 0),
                         RowSql::uuidAt(**query, 1)},
                        (*query)->value(3).toLongLong(),
                        (*query)->value(4).toLongLong()});
    return streams;
}

Result<QList<Project>> Read::projectsOf(Database &database, const Uuid &workspace)
{
    QStringList selected{QStringLiteral("id"), QStringLiteral("rev"), QStringLiteral("updated_at")};
    for (const FieldDescription &field : Describes<Project>::fields)
        selected.append(RowSql::columnName(field.name));
    auto query = database.run(QStringLiteral("SELECT %1 FROM %2 WHERE workspace_id = %3 ORDER BY id")
                                  .arg(selected.join(u','), RowSql::tableName(EntityKind::Project),
                                       RowSql::uuidParameter(database.dialect())),
                              {workspace.toString()});
    if (!query)
        return query.error();
    QList<Project> projects;
    while ((*query)->next())
        projects.append(std::get<Project>(RowSql::readRow(**query, EntityKind::Project)));
    return projects;
}

Result<QList<StreamId>> Read::streamsOf(Database &database, const Uuid &workspace)
{
    auto query = database.run(QStringLiteral("SELECT scope_id, kind FROM stream_head WHERE workspace_id = ")
                                  + RowSql::uuidParameter(database.dialect()),
                              {workspace.toString()});
    if (!query)
        return query.error();
    QList<StreamId> streams;
    while ((*query)->next())
        streams.append({static_cast<StreamKind>((*query)->value(1).toInt()), workspace, RowSql::uuidAt(**query, 0)});
    return streams;
}

Result<QList<StreamId>> Read::placesOf(Database &database, const Uuid &user)
{
    QList<StreamId> places;
    for (const EntityKind kind : {EntityKind::Member, EntityKind::ProjectMember}) {
        auto query = database.run(QStringLiteral("SELECT workspace_id, scope_id FROM %1 WHERE f_user_id = %2")
                                      .arg(RowSql::tableName(kind), RowSql::uuidParameter(database.dialect())),
                                  {user.toString()});
        if (!query)
            return query.error();
        while ((*query)->next()) {
            const Uuid workspace = RowSql::uuidAt(**query, 0);
            places.append(kind == EntityKind::Member ? StreamId::ofWorkspace(workspace)
                                                     : StreamId::ofProject(workspace, RowSql::uuidAt(**query, 1)));
        }
    }
    return places;
}

Result<void> advanceReacted(Database &database, const StreamId &stream, qint64 seq)
{
    auto query = database.run(QStringLiteral("UPDATE stream_head SET reacted_seq = ? WHERE ")
                                  + inStream(database.dialect()) + QStringLiteral(" AND reacted_seq < ?"),
                              QVariantList{seq} + headKey(stream) + QVariantList{seq});
    return query ? Result<void>() : Result<void>(query.error());
}

} // namespace TaskMaster::Server
