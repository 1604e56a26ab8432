// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/QueryScope.h"

#include "server/storage/Loader.h"
#include "server/storage/Reader.h"
#include "server/storage/RowSql.h"

#include <set>

namespace TaskMaster::Server::QueryScopes {
namespace {

Result<WorkspaceAccessPtr> accessTo(Database &database, AccessCache &cache, const Uuid &workspace)
{
    const auto version = Loader::accessVersion(database, workspace);
    if (!version)
        return version.error();
    if (auto known = cache.find(workspace, *version))
        return known;
    auto access = Loader::loadAccess(database, workspace, *version);
    if (access)
        cache.keep(workspace, *access);
    return access;
}

/// Projects of the workspace that are opened to this guest.
Result<std::set<Uuid>> openedTo(Database &database, const Uuid &workspace, const Uuid &user)
{
    auto query = database.run(
        QStringLiteral("SELECT scope_id FROM \"project_member\" WHERE f_user_id = %1 AND workspace_id = %1")
            .arg(RowSql::uuidParameter(database.dialect())),
        {user.toString(), workspace.toString()});
    if (!query)
        return query.error();
    std::set<Uuid> projects;
    while ((*query)->next())
        projects.insert(RowSql::uuidAt(**query, 0));
    if (auto ok = database.checkRead(**query); !ok)
        return ok.error();
    return projects;
}

Result<std::vector<QueryProject>> projectsOf(Database &database, const StreamId &place)
{
    QString sql = QStringLiteral("SELECT scope_id, f_name, f_key, f_last_number FROM \"project\" WHERE workspace_id = ")
        + RowSql::uuidParameter(database.dialect());
    QVariantList values{place.workspace.toString()};
    if (place.kind == StreamKind::Project) {
        sql += QStringLiteral(" AND id = ") + RowSql::uuidParameter(database.dialect());
        values << place.scope.toString();
    } else {
        sql += QStringLiteral(" AND f_archived_at IS NULL");
    }
    auto query = database.run(sql, values);
    if (!query)
        return query.error();
    std::vector<QueryProject> projects;
    while ((*query)->next())
        projects.push_back({RowSql::uuidAt(**query, 0), (*query)->value(1).toString(), (*query)->value(2).toString(),
                            (*query)->value(3).toLongLong()});
    if (auto ok = database.checkRead(**query); !ok)
        return ok.error();
    return projects;
}

} // namespace

Result<Found> find(Database &database, AccessCache &cache, const Viewer &viewer, const StreamId &place)
{
    if (place.kind != StreamKind::Project && place.kind != StreamKind::Workspace)
        return Error(ErrorCode::WrongStream, QStringLiteral("Tasks are looked for in a project or a workspace."));
    auto access = accessTo(database, cache, place.workspace);
    if (!access)
        return access.error();
    const Membership *member = (*access)->find(viewer.user);
    Found found{{place.workspace, {}, member && member->role == Role::Guest}, *access};
    std::set<Uuid> opened;
    if (found.scope.isGuest) {
        auto projects = openedTo(database, place.workspace, viewer.user);
        if (!projects)
            return projects.error();
        opened = std::move(*projects);
    }
    const auto mayRead = [&](const Uuid &project) {
        return Access::maySubscribe(viewer, StreamId::ofProject(place.workspace, project), access->get(),
                                    opened.contains(project));
    };
    if (place.kind == StreamKind::Project) {
        if (auto ok = mayRead(place.scope); !ok)
            return ok.error();
    } else if (!found.scope.isGuest) {
        if (auto ok = Access::maySubscribe(viewer, place, access->get(), false); !ok)
            return ok.error();
    }
    auto projects = projectsOf(database, place);
    if (!projects)
        return projects.error();
    if (place.kind == StreamKind::Project && projects->empty())
        return Error::notFound(QStringLiteral("project"));
    for (QueryProject &project : *projects) {
        if (mayRead(project.id))
            found.scope.projects.push_back(std::move(project));
    }
    return found;
}

Result<QTimeZone> zoneOf(Database &database, const Uuid &user)
{
    const QString id = RowSql::uuidParameter(database.dialect());
    auto name =
        database.value(QStringLiteral("SELECT f_time_zone FROM \"user\" WHERE workspace_id = %1 AND id = %1").arg(id),
                       {Uuid{}.toString(), user.toString()});
    if (!name)
        return name.error();
    const QTimeZone zone(name->toString().toLatin1());
    return zone.isValid() ? zone : QTimeZone::utc();
}

} // namespace TaskMaster::Server::QueryScopes
