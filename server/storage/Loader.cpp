// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/Loader.h"

#include "server/storage/RowSql.h"
#include "shared/protocol/Codec.h"

#include <map>

namespace TaskMaster::Server {
namespace {

Result<void> loadRows(Database &database, const StreamId &stream, EntityKind kind, const std::vector<Uuid> &ids,
                      WorkingSet &set)
{
    auto query = database.run(RowSql::statements(database.dialect(), kind).selectByIds,
                              streamKey(stream) << RowSql::idsParameter(ids));
    if (!query)
        return query.error();
    while ((*query)->next())
        set.load(RowSql::readRow(**query, kind));
    for (const Uuid &id : ids)
        set.loadAbsent(kind, id); // no effect on those that were found
    return {};
}

Result<void> loadAll(Database &database, const StreamId &stream, EntityKind kind, WorkingSet &set)
{
    auto query = database.run(RowSql::statements(database.dialect(), kind).selectAll, streamKey(stream));
    if (!query)
        return query.error();
    while ((*query)->next())
        set.load(RowSql::readRow(**query, kind));
    set.loadAll(kind);
    return {};
}

Result<void> loadRelated(Database &database, const StreamId &stream, const RelatedRows &rows, WorkingSet &set)
{
    auto query = database.run(RowSql::selectRelated(database.dialect(), rows), streamKey(stream) << rows.id.toString());
    if (!query)
        return query.error();
    while ((*query)->next())
        set.load(RowSql::readRow(**query, rows.kind));
    set.loadRelated(rows);
    return {};
}

Result<void> loadCount(Database &database, const StreamId &stream, const Uuid &column, WorkingSet &set)
{
    auto count = database.value(QStringLiteral("SELECT COUNT(*) FROM task WHERE workspace_id = %1 AND f_column_id = %1 "
                                               "AND f_archived_at IS NULL AND f_trashed_at IS NULL")
                                    .arg(RowSql::uuidParameter(database.dialect())),
                                {stream.workspace.toString(), column.toString()});
    if (!count)
        return count.error();
    set.loadCount(column, count->toLongLong());
    return {};
}

/// Only what was done in this stream: the rest is none of its business.
Result<void> loadPast(Database &database, const StreamId &stream, const PastCommand &command, WorkingSet &set)
{
    auto query = database.run(
        QStringLiteral(
            "SELECT e.seq, e.verb, e.changes, e.old_values FROM command_answer AS a JOIN event AS e ON "
            "e.workspace_id = a.workspace_id AND e.scope_id = a.scope_id AND e.kind = a.kind AND e.seq = a.seq "
            "WHERE a.workspace_id = %1 AND a.actor = %1 AND a.command_id = %1 AND a.scope_id = %1 AND a.kind = ?")
            .arg(RowSql::uuidParameter(database.dialect())),
        {stream.workspace.toString(), command.actor.toString(), command.commandId.toString(), stream.scope.toString(),
         static_cast<qint64>(stream.kind)});
    if (!query)
        return query.error();
    std::optional<WorkingSet::Past> past;
    if ((*query)->next()) {
        auto changes = Codec::decodeChanges((*query)->value(2).toString().toUtf8());
        auto before = Codec::decodeChanges((*query)->value(3).toString().toUtf8());
        if (!changes || !before || changes->size() != before->size())
            return Error(ErrorCode::StorageCorrupt,
                         QStringLiteral("Event %1 of %2 cannot be read.")
                             .arg((*query)->value(0).toLongLong())
                             .arg(stream.toString()));
        past = WorkingSet::Past{(*query)->value(0).toLongLong(), (*query)->value(1).toString(), std::move(*changes),
                                std::move(*before)};
    }
    (*query)->finish();
    set.loadPast(command, std::move(past));
    return {};
}

Result<void> loadTail(Database &database, const StreamId &stream, const Uuid &column, WorkingSet &set)
{
    const QString id = RowSql::uuidParameter(database.dialect());
    auto rank = database.value(
        QStringLiteral(
            "SELECT f_rank FROM task WHERE workspace_id = %1 AND f_column_id = %1 ORDER BY f_rank DESC LIMIT 1")
            .arg(id),
        {stream.workspace.toString(), column.toString()});
    if (!rank)
        return rank.error();
    set.loadTail(column, rank->toString());
    return {};
}

/// Accounts live in streams of their own: read by id, from wherever they are.
Result<void> loadPeople(Database &database, const std::set<Uuid> &users, WorkingSet &set)
{
    for (const Uuid &user : users) {
        const StreamId stream = StreamId::ofUser(user);
        auto query = database.run(RowSql::statements(database.dialect(), EntityKind::User).selectByIds,
                                  streamKey(stream) << RowSql::idsParameter({user}));
        if (!query)
            return query.error();
        std::optional<User> found;
        if ((*query)->next())
            found = std::get<User>(RowSql::readRow(**query, EntityKind::User));
        (*query)->finish();
        set.loadPerson(user, std::move(found));
    }
    return {};
}

/// Half of the window on each side of the key, and one row more on each side as its bound.
Result<void> loadWindow(Database &database, const StreamId &stream, const ColumnWindow &window, WorkingSet &set)
{
    const QString id = RowSql::uuidParameter(database.dialect());
    const QString page = RowSql::statements(database.dialect(), EntityKind::Task).selectAll
        + QStringLiteral(" AND f_column_id = %1 AND f_rank %2 ? ORDER BY f_rank %3, id %3 LIMIT ?");
    WorkingSet::WindowBounds bounds;
    const struct {
        QString compare;
        QString order;
        QString &bound;
    } sides[]{{QStringLiteral("<="), QStringLiteral("DESC"), bounds.lower},
              {QStringLiteral(">"), QStringLiteral("ASC"), bounds.upper}};
    for (const auto &side : sides) {
        auto query =
            database.run(page.arg(id, side.compare, side.order),
                         streamKey(stream) << window.columnId.toString() << window.rank << window.size / 2 + 1);
        if (!query)
            return query.error();
        for (int i = 0; (*query)->next(); ++i) {
            Entity entity = RowSql::readRow(**query, EntityKind::Task);
            if (i == window.size / 2)
                side.bound = std::get<Task>(entity).rank;
            else
                set.load(std::move(entity));
        }
    }
    set.loadWindow(window, bounds);
    return {};
}

} // namespace

QVariantList streamKey(const StreamId &stream)
{
    return {stream.workspace.toString(), stream.scope.toString()};
}

Result<void> Loader::load(Database &database, const StreamId &stream, const Needs &missing, WorkingSet &set)
{
    std::map<EntityKind, std::vector<Uuid>> byKind;
    for (const Needs::Key &key : missing.rows())
        byKind[key.kind].push_back(key.id);
    for (const auto &[kind, ids] : byKind) {
        if (auto ok = loadRows(database, stream, kind, ids, set); !ok)
            return ok;
    }
    for (const EntityKind kind : missing.kinds()) {
        if (auto ok = loadAll(database, stream, kind, set); !ok)
            return ok;
    }
    if (auto ok = loadPeople(database, missing.people(), set); !ok)
        return ok;
    for (const RelatedRows &rows : missing.relatedRows()) {
        if (auto ok = loadRelated(database, stream, rows, set); !ok)
            return ok;
    }
    for (const Uuid &column : missing.counts()) {
        if (auto ok = loadCount(database, stream, column, set); !ok)
            return ok;
    }
    for (const PastCommand &command : missing.pastCommands()) {
        if (auto ok = loadPast(database, stream, command, set); !ok)
            return ok;
    }
    for (const Uuid &column : missing.tails()) {
        if (auto ok = loadTail(database, stream, column, set); !ok)
            return ok;
    }
    for (const ColumnWindow &window : missing.windows()) {
        if (auto ok = loadWindow(database, stream, window, set); !ok)
            return ok;
    }
    return {};
}

Result<WorkspaceAccessPtr> Loader::loadAccess(Database &database, const Uuid &workspace, qint64 version)
{
    const StreamId stream = StreamId::ofWorkspace(workspace);
    auto query = database.run(RowSql::statements(database.dialect(), EntityKind::Member).selectAll, streamKey(stream));
    if (!query)
        return query.error();
    auto access = std::make_shared<WorkspaceAccess>();
    access->version = version;
    while ((*query)->next()) {
        const Entity entity = RowSql::readRow(**query, EntityKind::Member);
        const auto &member = std::get<Member>(entity);
        access->members[member.userId] = {member.role, member.name, member.email};
    }
    query = database.run(RowSql::statements(database.dialect(), EntityKind::Workspace).selectAll, streamKey(stream));
    if (!query)
        return query.error();
    while ((*query)->next()) {
        const Entity entity = RowSql::readRow(**query, EntityKind::Workspace);
        access->isArchived = std::get<Workspace>(entity).archivedAt != 0;
    }
    return WorkspaceAccessPtr(std::move(access));
}

Result<qint64> Loader::accessVersion(Database &database, const Uuid &workspace)
{
    const QString id = RowSql::uuidParameter(database.dialect());
    auto version = database.value(
        QStringLiteral("SELECT access_version FROM stream_head WHERE workspace_id = %1 AND scope_id = %1 AND kind = 0")
            .arg(id),
        {workspace.toString(), workspace.toString()});
    if (!version)
        return version.error();
    return version->toLongLong();
}

Result<bool> Loader::isProjectGuest(Database &database, const StreamId &project, const Uuid &user)
{
    auto query = database.run(RowSql::statements(database.dialect(), EntityKind::ProjectMember).selectByIds,
                              streamKey(project) << RowSql::idsParameter({memberId(project.scope, user)}));
    if (!query)
        return query.error();
    const bool found = (*query)->next();
    (*query)->finish();
    return found;
}

} // namespace TaskMaster::Server
