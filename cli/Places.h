// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/ApiClient.h"
#include "cli/CommandLine.h"

namespace TaskMaster::Cli {

/// A project that somebody may open.
struct ProjectPlace {
    QString id;
    QString workspaceId;
    QString name;
    QString key;
    bool isArchived = false;

    /// Its address behind `/api/v1`.
    [[nodiscard]] QString path() const { return QStringLiteral("/workspaces/%1/projects/%2").arg(workspaceId, id); }
    /// Its name on the live connection.
    [[nodiscard]] QString stream() const { return QStringLiteral("p:%1:%2").arg(workspaceId, id); }
};

/// A task that was named, and where it is.
struct FoundTask {
    ProjectPlace project;
    QJsonObject row;

    [[nodiscard]] QString name() const;
    [[nodiscard]] QString path() const
    {
        return project.path() + QStringLiteral("/tasks/") + row.value(u"id").toString();
    }
};

/// From what people type (a key, a name, MOB-12) to ids. NotFound says what there is instead.
namespace Places {

[[nodiscard]] Result<QJsonArray> workspaces(ApiClient &api, const QString &nameOrId);
/// Those of one workspace, or of all when `workspace` is empty; archived ones too.
[[nodiscard]] Result<QList<ProjectPlace>> projects(ApiClient &api, const QString &workspace);
[[nodiscard]] Result<ProjectPlace> project(ApiClient &api, const QString &workspace, const QString &wanted);
[[nodiscard]] Result<FoundTask> task(ApiClient &api, const QString &workspace, const QString &name);
/// The columns that are in use, from left to right.
[[nodiscard]] Result<QJsonArray> columns(ApiClient &api, const ProjectPlace &project);
/// Somebody who may work in a project, by e-mail address or name; `me` is whoever asks.
[[nodiscard]] Result<QJsonObject> person(ApiClient &api, const ProjectPlace &project, const QString &wanted);
[[nodiscard]] Result<QString> ownId(ApiClient &api);

} // namespace Places

} // namespace TaskMaster::Cli
