// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Directory.h"

#include "server/storage/Reader.h"

namespace TaskMaster::Server::Directory {
namespace {

Result<WorkspaceLine> read(Database &database, const StreamId &stream)
{
    WorkspaceLine line;
    SnapshotCursor cursor;
    while (!cursor.done) {
        const auto page = Read::rows(database, stream, cursor, EventLog::PageRowsMax);
        if (!page)
            return page.error();
        for (const Entity &row : page->rows) {
            if (const auto *workspace = std::get_if<Workspace>(&row))
                line.workspace = *workspace;
            else if (const auto *member = std::get_if<Member>(&row))
                line.members.append(*member);
            else if (const auto *entry = std::get_if<ProjectEntry>(&row))
                line.projects.append(*entry);
        }
        cursor = page->next;
    }
    return line;
}

} // namespace

Result<QList<WorkspaceLine>> workspaces(Database &database)
{
    const auto streams = Read::allStreams(database);
    if (!streams)
        return streams.error();
    QList<WorkspaceLine> lines;
    for (const Read::LaggingStream &head : *streams) {
        if (head.stream.kind != StreamKind::Workspace)
            continue;
        auto line = read(database, head.stream);
        if (!line)
            return line.error();
        if (!line->workspace.id.isNull())
            lines.append(std::move(*line));
    }
    std::sort(lines.begin(), lines.end(), [](const WorkspaceLine &a, const WorkspaceLine &b) {
        return std::tie(a.workspace.name, a.workspace.id) < std::tie(b.workspace.name, b.workspace.id);
    });
    return lines;
}

Result<WorkspaceLine> findWorkspace(Database &database, const QString &nameOrId)
{
    if (const auto id = Uuid::fromString(nameOrId)) {
        auto line = read(database, StreamId::ofWorkspace(*id));
        if (!line || !line->workspace.id.isNull())
            return line;
    }
    const auto lines = workspaces(database);
    if (!lines)
        return lines.error();
    QList<WorkspaceLine> found;
    QStringList names;
    for (const WorkspaceLine &line : *lines) {
        names.append(QStringLiteral("“%1”").arg(line.workspace.name));
        if (nameOrId.isEmpty() || line.workspace.name.compare(nameOrId, Qt::CaseInsensitive) == 0)
            found.append(line);
    }
    if (found.size() == 1)
        return found.first();
    if (found.size() > 1 && nameOrId.isEmpty())
        return Error(ErrorCode::NotFound,
                     QStringLiteral("Say which workspace, with --workspace; there are: %1.")
                         .arg(names.join(QStringLiteral(", "))));
    if (found.size() > 1)
        return Error(ErrorCode::NotFound,
                     QStringLiteral("There are %1 workspaces called “%2”; give the id of the one you mean (see "
                                    "`taskmaster-server workspace list`).")
                         .arg(found.size())
                         .arg(nameOrId));
    return Error(ErrorCode::NotFound,
                 names.isEmpty()
                     ? QStringLiteral("There is no workspace yet; make one with `taskmaster-server workspace create`.")
                     : QStringLiteral("There is no workspace “%1”; there are: %2.")
                           .arg(nameOrId, names.join(QStringLiteral(", "))));
}

Result<Project> findProject(Database &database, const WorkspaceLine &workspace, const QString &nameOrId)
{
    const auto projects = Read::projectsOf(database, workspace.workspace.id);
    if (!projects)
        return projects.error();
    QList<Project> found;
    QStringList names;
    for (const Project &project : *projects) {
        names.append(QStringLiteral("“%1”").arg(project.name));
        if (project.id.toString() == nameOrId.toLower())
            return project;
        if (project.name.compare(nameOrId, Qt::CaseInsensitive) == 0
            || project.key.compare(nameOrId, Qt::CaseInsensitive) == 0)
            found.append(project);
    }
    if (found.size() == 1)
        return found.first();
    if (found.size() > 1)
        return Error(ErrorCode::NotFound,
                     QStringLiteral("There are %1 projects called “%2” in “%3”; give the id of the one you mean.")
                         .arg(found.size())
                         .arg(nameOrId, workspace.workspace.name));
    names.sort();
    return Error(ErrorCode::NotFound,
                 QStringLiteral("There is no project “%1” in “%2”; there are: %3.")
                     .arg(nameOrId, workspace.workspace.name, names.join(QStringLiteral(", "))));
}

ImportTarget importTarget(const WorkspaceLine &workspace)
{
    ImportTarget target{workspace.workspace.id, {}};
    for (const Member &member : workspace.members) {
        if (member.role > Role::Guest)
            target.people.append({member.userId, member.name, member.email});
    }
    return target;
}

Result<qint64> headOf(Database &database, const StreamId &stream)
{
    const auto page = Read::logAfter(database, 0, stream, 0, 0);
    if (!page)
        return page.error();
    return page->head;
}

} // namespace TaskMaster::Server::Directory
