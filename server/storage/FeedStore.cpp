// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/FeedStore.h"

#include "server/storage/RowSql.h"

namespace TaskMaster::Server::FeedStore {
namespace {

const QString columns = QStringLiteral("id, workspace_id, user_id, project_id, name, created_at, last_used_at");

QString id(const Database &database)
{
    return RowSql::uuidParameter(database.dialect());
}

Result<QList<Feed>> select(Database &database, const QString &where, const QVariantList &values)
{
    auto query = database.run(
        QStringLiteral("SELECT %1 FROM feed WHERE %2 ORDER BY created_at, id LIMIT 1000").arg(columns, where), values);
    if (!query)
        return query.error();
    QList<Feed> feeds;
    while ((*query)->next())
        feeds.append({RowSql::uuidAt(**query, 0), RowSql::uuidAt(**query, 1), RowSql::uuidAt(**query, 2),
                      RowSql::uuidAt(**query, 3), (*query)->value(4).toString(), (*query)->value(5).toLongLong(),
                      (*query)->value(6).toLongLong()});
    return feeds;
}

Result<std::optional<Feed>> selectOne(Database &database, const QString &where, const QVariantList &values)
{
    auto feeds = select(database, where, values);
    if (!feeds)
        return feeds.error();
    return feeds->isEmpty() ? std::optional<Feed>() : std::optional(feeds->constFirst());
}

Result<QList<Dated>> selectTasks(Database &database, const QString &which, QVariantList values, const QDate &closedFrom)
{
    QStringList selected{QStringLiteral("id"), QStringLiteral("rev"), QStringLiteral("updated_at")};
    for (const FieldDescription &field : Describes<Task>::fields)
        selected.append(RowSql::columnName(field.name));
    const auto scopeAt = static_cast<int>(selected.size());
    const QString sql =
        QStringLiteral("SELECT %1, scope_id FROM %2 WHERE workspace_id = %3 AND %4 AND f_due_date IS NOT NULL AND "
                       "f_trashed_at IS NULL AND f_archived_at IS NULL AND (f_due_date >= ? OR (f_completed_at IS NULL "
                       "AND f_cancelled_at IS NULL)) ORDER BY f_due_date, id LIMIT %5")
            .arg(selected.join(u','), RowSql::tableName(EntityKind::Task), id(database), which)
            .arg(TasksMax);
    auto query = database.run(sql, values << closedFrom.toString(Qt::ISODate));
    if (!query)
        return query.error();
    QList<Dated> tasks;
    while ((*query)->next())
        tasks.append({std::get<Task>(RowSql::readRow(**query, EntityKind::Task)), RowSql::uuidAt(**query, scopeAt)});
    return tasks;
}

} // namespace

Result<void> add(Database &database, const Feed &feed, const QString &secretHash)
{
    const auto known = list(database, feed.workspace, feed.userId);
    if (!known)
        return known.error();
    if (known->size() >= FeedsOfPersonMax)
        return Error(ErrorCode::TooMany,
                     QStringLiteral("A person has at most %1 calendars; revoke one first.").arg(FeedsOfPersonMax));
    const bool hasProject = !feed.projectId.isNull();
    QVariantList values{feed.id.toString(), secretHash, feed.workspace.toString(), feed.userId.toString()};
    if (hasProject)
        values.append(feed.projectId.toString());
    return database.execute(
        QStringLiteral("INSERT INTO feed (id, secret_hash, workspace_id, user_id, project_id, name, created_at) VALUES "
                       "(%1, ?, %1, %1, %2, ?, ?)")
            .arg(id(database), hasProject ? id(database) : QStringLiteral("NULL")),
        values << (feed.name.isEmpty() ? QStringLiteral("") : feed.name) << feed.createdAt); // null is no text
}

Result<std::optional<Feed>> findBySecret(Database &database, const QString &secretHash)
{
    return selectOne(database, QStringLiteral("secret_hash = ?"), {secretHash});
}

Result<QList<Feed>> list(Database &database, const Uuid &workspace, const Uuid &userId)
{
    return select(database, QStringLiteral("workspace_id = %1 AND user_id = %1").arg(id(database)),
                  {workspace.toString(), userId.toString()});
}

Result<QList<Feed>> listAll(Database &database, const Uuid &workspace)
{
    return select(database, QStringLiteral("workspace_id = ") + id(database), {workspace.toString()});
}

Result<std::optional<Feed>> find(Database &database, const Uuid &feedId)
{
    return selectOne(database, QStringLiteral("id = ") + id(database), {feedId.toString()});
}

Result<void> remove(Database &database, const Uuid &userId, const Uuid &feedId)
{
    const auto found = find(database, feedId);
    if (!found)
        return found.error();
    if (!*found || (*found)->userId != userId)
        return Error::notFound(QStringLiteral("calendar"));
    return database.execute(QStringLiteral("DELETE FROM feed WHERE id = ") + id(database), {feedId.toString()});
}

Result<void> touch(Database &database, const Uuid &feedId, qint64 nowMs)
{
    return database.execute(QStringLiteral("UPDATE feed SET last_used_at = ? WHERE id = ") + id(database),
                            {nowMs, feedId.toString()});
}

Result<QList<Dated>> tasksOfProject(Database &database, const StreamId &project, const QDate &closedFrom)
{
    return selectTasks(database, QStringLiteral("scope_id = ") + id(database),
                       {project.workspace.toString(), project.scope.toString()}, closedFrom);
}

Result<QList<Dated>> tasksOfPerson(Database &database, const Uuid &workspace, const Uuid &userId,
                                   const QDate &closedFrom)
{
    const QString mine = QStringLiteral("id IN (SELECT f_task_id FROM %1 WHERE workspace_id = %2 AND f_user_id = %2)")
                             .arg(RowSql::tableName(EntityKind::TaskAssignee), id(database));
    return selectTasks(database, mine, {workspace.toString(), workspace.toString(), userId.toString()}, closedFrom);
}

} // namespace TaskMaster::Server::FeedStore
