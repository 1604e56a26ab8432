// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CalendarFeed.h"

#include "server/app/SessionToken.h"
#include "server/storage/AccountStore.h"
#include "server/storage/Loader.h"
#include "server/storage/Reader.h"

namespace TaskMaster::Server::CalendarFeed {
namespace {

constexpr auto Prefix = QLatin1StringView("tmc_");
constexpr int ClosedDays = 60; ///< so long, what was done stays in the calendar

Error gone()
{
    return Error::notFound(QStringLiteral("calendar"));
}

/// Guests see the projects that were opened to them, others all; archived ones are put away.
Result<QHash<Uuid, Project>> visibleProjects(Database &database, AccessCache &access, const Feed &feed)
{
    const auto projects = Read::projectsOf(database, feed.workspace);
    if (!projects)
        return projects.error();
    QHash<Uuid, Project> visible;
    for (const Project &project : *projects) {
        const bool isWanted = feed.projectId.isNull() || feed.projectId == project.id;
        if (!isWanted || project.archivedAt != 0)
            continue;
        const auto ok = Read::access(database, access, {feed.userId}, StreamId::ofProject(feed.workspace, project.id));
        if (ok)
            visible.insert(project.id, project);
        else if (ok.error().code != ErrorCode::NotFound && ok.error().code != ErrorCode::Forbidden)
            return ok.error();
    }
    return visible;
}

} // namespace

QString makeSecret()
{
    return Prefix + SessionToken::make().sliced(4);
}

QString pathOf(const QString &secret)
{
    return QStringLiteral("/calendars/%1/tasks.ics").arg(secret);
}

QString hashOf(const QString &secret)
{
    return SessionToken::hashOf(secret);
}

Result<Fetched> fetch(Database &database, AccessCache &access, const QString &secret, FeedShow show, const QDate &today)
{
    if (!secret.startsWith(Prefix) || secret.size() > 64)
        return gone();
    const auto found = FeedStore::findBySecret(database, hashOf(secret));
    if (!found)
        return found.error();
    if (!*found)
        return gone();
    const Feed &feed = **found;
    const auto account = AccountStore::findByUser(database, feed.userId);
    if (!account)
        return account.error();
    if (!*account || (*account)->isDisabled)
        return gone();
    const auto projects = visibleProjects(database, access, feed);
    if (!projects)
        return projects.error();
    const bool isPersonal = feed.projectId.isNull();
    if (!isPersonal && projects->isEmpty())
        return gone();
    // Whoever has left the workspace sees nothing of it, not even that it is there.
    if (isPersonal) {
        if (auto ok = Read::access(database, access, {feed.userId}, StreamId::ofPerson(feed.workspace, feed.userId));
            !ok)
            return ok.error().code == ErrorCode::NotFound ? gone() : ok.error();
    }
    const QDate closedFrom = today.addDays(-ClosedDays);
    const auto dated = isPersonal
        ? FeedStore::tasksOfPerson(database, feed.workspace, feed.userId, closedFrom)
        : FeedStore::tasksOfProject(database, StreamId::ofProject(feed.workspace, feed.projectId), closedFrom);
    if (!dated)
        return dated.error();
    QList<DatedTask> tasks;
    for (const FeedStore::Dated &row : *dated) {
        const auto project = projects->constFind(row.projectId);
        if (project != projects->constEnd())
            tasks.append({row.task, project->name, project->key});
    }
    const QString name = !feed.name.isEmpty() ? feed.name
        : isPersonal                          ? QStringLiteral("My tasks")
                                              : projects->value(feed.projectId).name;
    return Fetched{feed, writeTaskFeed(name, tasks, show)};
}

} // namespace TaskMaster::Server::CalendarFeed
