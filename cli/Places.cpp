// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Places.h"

#include "cli/ExitCode.h"

#include <QRegularExpression>

#include <algorithm>

namespace TaskMaster::Cli {
namespace {

bool isSame(const QString &a, const QString &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

QList<QJsonObject> sortedBy(const QJsonArray &items, QStringView field)
{
    QList<QJsonObject> sorted;
    for (const QJsonValue item : items)
        sorted.append(item.toObject());
    std::sort(sorted.begin(), sorted.end(), [field](const QJsonObject &a, const QJsonObject &b) {
        return a.value(field).toString() < b.value(field).toString();
    });
    return sorted;
}

/// Number → id, of one project. Only the numbers travel.
Result<QString> taskId(ApiClient &api, const ProjectPlace &project, qint64 number)
{
    const auto tasks = api.list(project.path() + QStringLiteral("/tasks?fields=number"));
    if (!tasks)
        return tasks.error();
    for (const QJsonValue task : *tasks) {
        if (task[u"number"].toInteger() == number)
            return task[u"id"].toString();
    }
    return Error(ErrorCode::NotFound,
                 QStringLiteral("There is no task %1-%2 that you can see.").arg(project.key).arg(number));
}

} // namespace

QString FoundTask::name() const
{
    return QStringLiteral("%1-%2").arg(project.key).arg(row.value(u"number").toInteger());
}

Result<QJsonArray> Places::workspaces(ApiClient &api, const QString &nameOrId)
{
    const auto all = api.list(QStringLiteral("/workspaces"));
    if (!all || nameOrId.isEmpty())
        return all;
    QJsonArray found;
    QStringList names;
    for (const QJsonValue workspace : *all) {
        names << workspace[u"name"].toString();
        if (workspace[u"id"].toString() == nameOrId || isSame(names.constLast(), nameOrId))
            found.append(workspace);
    }
    if (found.isEmpty())
        return Error(ErrorCode::NotFound,
                     QStringLiteral("There is no workspace “%1”; you are in: %2.")
                         .arg(nameOrId, names.isEmpty() ? QStringLiteral("none") : names.join(QStringLiteral(", "))));
    return found;
}

Result<QList<ProjectPlace>> Places::projects(ApiClient &api, const QString &workspace)
{
    QStringList wanted;
    if (!workspace.isEmpty()) {
        const auto found = workspaces(api, workspace);
        if (!found)
            return found.error();
        for (const QJsonValue row : *found)
            wanted << row[u"id"].toString();
    }
    const auto all = api.list(QStringLiteral("/projects"));
    if (!all)
        return all.error();
    QList<ProjectPlace> places;
    for (const QJsonObject &item : sortedBy(*all, u"name")) {
        ProjectPlace place{item.value(u"id").toString(), item.value(u"workspaceId").toString(),
                           item.value(u"name").toString(), item.value(u"key").toString(),
                           item.value(u"archivedAt").toInteger() != 0};
        if (wanted.isEmpty() || wanted.contains(place.workspaceId))
            places.append(std::move(place));
    }
    return places;
}

Result<ProjectPlace> Places::project(ApiClient &api, const QString &workspace, const QString &wanted)
{
    const auto all = projects(api, workspace);
    if (!all)
        return all.error();
    QList<ProjectPlace> found;
    QStringList known;
    for (const ProjectPlace &place : *all) {
        if (!place.isArchived)
            known << QStringLiteral("%1 (%2)").arg(place.key, place.name);
        if (place.id == wanted || isSame(place.key, wanted) || isSame(place.name, wanted))
            found.append(place);
    }
    // An archived project of the same key is hardly meant.
    if (found.size() > 1)
        found.removeIf([](const ProjectPlace &place) { return place.isArchived; });
    if (found.size() == 1)
        return found.constFirst();
    if (found.size() > 1)
        return usageError(QStringLiteral("There are %1 projects “%2”; say which with --workspace, or give its id.")
                              .arg(found.size())
                              .arg(wanted));
    return Error(ErrorCode::NotFound,
                 QStringLiteral("There is no project “%1” that you can open; there are: %2.")
                     .arg(wanted, known.isEmpty() ? QStringLiteral("none") : known.join(QStringLiteral(", "))));
}

Result<FoundTask> Places::task(ApiClient &api, const QString &workspace, const QString &name)
{
    static const QRegularExpression form(QStringLiteral("^([A-Za-z][A-Za-z0-9]*)-([1-9][0-9]{0,8})$"));
    const auto parts = form.match(name);
    if (!parts.hasMatch())
        return usageError(QStringLiteral("“%1” is no name of a task; it looks like MOB-12.").arg(name));
    auto place = project(api, workspace, parts.captured(1));
    if (!place)
        return place.error();
    const auto id = taskId(api, *place, parts.captured(2).toLongLong());
    if (!id)
        return id.error();
    auto row = api.get(place->path() + QStringLiteral("/tasks/") + *id);
    if (!row)
        return row.error();
    return FoundTask{std::move(*place), std::move(*row)};
}

Result<QJsonArray> Places::columns(ApiClient &api, const ProjectPlace &project)
{
    const auto all = api.list(project.path() + QStringLiteral("/columns"));
    if (!all)
        return all.error();
    QJsonArray inUse;
    for (const QJsonObject &column : sortedBy(*all, u"rank")) {
        if (column.value(u"archivedAt").toInteger() == 0)
            inUse.append(column);
    }
    return inUse;
}

Result<QString> Places::ownId(ApiClient &api)
{
    const auto session = api.get(QStringLiteral("/session"));
    if (!session)
        return session.error();
    return session->value(u"user")[u"id"].toString();
}

Result<QJsonObject> Places::person(ApiClient &api, const ProjectPlace &project, const QString &wanted)
{
    QString me;
    if (wanted == u"me") {
        const auto own = ownId(api);
        if (!own)
            return own.error();
        me = *own;
    }
    const auto people = api.list(QStringLiteral("/workspaces/%1/members").arg(project.workspaceId));
    if (!people)
        return people.error();
    QList<QJsonObject> found;
    for (const QJsonValue person : *people) {
        if (person[u"userId"].toString() == me || isSame(person[u"email"].toString(), wanted)
            || isSame(person[u"name"].toString(), wanted))
            found.append(person.toObject());
    }
    if (found.size() == 1)
        return found.constFirst();
    if (found.size() > 1)
        return usageError(
            QStringLiteral("%1 people are called “%2”; give the e-mail address.").arg(found.size()).arg(wanted));
    return Error(ErrorCode::NotFound, QStringLiteral("There is nobody “%1” in this workspace.").arg(wanted));
}

} // namespace TaskMaster::Cli
