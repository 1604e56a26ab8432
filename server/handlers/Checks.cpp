// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/Checks.h"

#include <algorithm>

namespace TaskMaster::Server::Checks {

Result<const Project *> openProject(const Context &context, const WorkingSet &set)
{
    const auto *project = set.find<Project>(context.stream.scope);
    if (!project)
        return Error::notFound(QStringLiteral("project"));
    if (project->archivedAt != 0)
        return Error(ErrorCode::Archived,
                     QStringLiteral("The project “%1” is archived; restore it first.").arg(project->name));
    return project;
}

Result<const Task *> liveTask(const Uuid &taskId, const WorkingSet &set, ArchivedTask archived)
{
    const auto *task = set.find<Task>(taskId);
    if (!task)
        return Error::notFound(QStringLiteral("task"));
    if (task->trashedAt != 0)
        return Error(ErrorCode::Archived, QStringLiteral("“%1” is in the trash; restore it first.").arg(task->title));
    if (task->archivedAt != 0 && archived == ArchivedTask::Refused)
        return Error(ErrorCode::Archived, QStringLiteral("“%1” is archived; restore it first.").arg(task->title));
    return task;
}

Result<const Column *> openColumn(const Uuid &columnId, const WorkingSet &set)
{
    const auto *column = set.find<Column>(columnId);
    if (!column)
        return Error::notFound(QStringLiteral("column"));
    if (column->archivedAt != 0)
        return Error(ErrorCode::Archived,
                     QStringLiteral("The column “%1” is archived; restore it first.").arg(column->name));
    return column;
}

Result<void> systemOnly(const Context &context, std::initializer_list<bool> isSet)
{
    if (!context.isSystem() && std::any_of(isSet.begin(), isSet.end(), [](bool set) { return set; }))
        return Error::forbidden(QStringLiteral("Only the server itself sets authors and dates of the past."));
    return {};
}

} // namespace TaskMaster::Server::Checks
