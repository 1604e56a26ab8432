// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportPlan.h"
#include "server/storage/Database.h"
#include "shared/model/Entities.h"

#include <QList>

namespace TaskMaster::Server {

/// What subcommands need to know of what is there: workspaces by name, their people and projects. Reads only, with a
/// Database at hand.
namespace Directory {

struct WorkspaceLine {
    Workspace workspace;
    QList<Member> members;
    QList<ProjectEntry> projects;
};
[[nodiscard]] Result<QList<WorkspaceLine>> workspaces(Database &database);
/// By id or by name (case-insensitive); with neither, the only one that there is. NotFound lists the ones there are;
/// two of one name are told apart by id.
[[nodiscard]] Result<WorkspaceLine> findWorkspace(Database &database, const QString &nameOrId);
/// A project of it, by id, key or name (case-insensitive).
[[nodiscard]] Result<Project> findProject(Database &database, const WorkspaceLine &workspace, const QString &nameOrId);
/// An import goes into that workspace: its people but guests may be assigned.
[[nodiscard]] ImportTarget importTarget(const WorkspaceLine &workspace);
/// The seq of the newest event of a stream; 0: it does not exist.
[[nodiscard]] Result<qint64> headOf(Database &database, const StreamId &stream);

} // namespace Directory

} // namespace TaskMaster::Server
