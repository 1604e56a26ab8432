// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CalendarFeed.h"
#include "server/app/Directory.h"
#include "server/app/SubcommandDoors.h"
#include "server/app/Subcommands.h"
#include "server/storage/Reader.h"
#include "shared/core/Clock.h"

#include <QDateTime>
#include <QJsonArray>

namespace TaskMaster::Server {

Result<Outcome> Subcommands::calendarCreate(const Invocation &invocation, const Config &config)
{
    const auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto account = doors->account(invocation.email);
    if (!account)
        return account.error();
    const auto workspace = Directory::findWorkspace(*doors->database, invocation.workspace);
    if (!workspace)
        return workspace.error();
    Feed feed{Uuid::v7(), workspace->workspace.id, account->userId, {}, invocation.name, SystemClock().nowMs(), 0};
    StreamId stream = StreamId::ofPerson(feed.workspace, feed.userId);
    if (!invocation.project.isEmpty()) {
        const auto project = Directory::findProject(*doors->database, *workspace, invocation.project);
        if (!project)
            return project.error();
        feed.projectId = project->id;
        stream = StreamId::ofProject(feed.workspace, feed.projectId);
    }
    AccessCache access;
    if (!Read::access(*doors->database, access, {feed.userId}, stream))
        return Error(
            ErrorCode::NotFound,
            QStringLiteral("%1 cannot see that: they are not in the workspace or the project.").arg(account->email));
    const QString secret = CalendarFeed::makeSecret();
    if (auto ok = doors->door->change(AccountChanges::AddFeed{feed, CalendarFeed::hashOf(secret)}); !ok)
        return ok.error();
    const QString path = CalendarFeed::pathOf(secret);
    return Outcome{
        ExitCode::Ok,
        QStringLiteral("The calendar %1 has this address, behind that of the server:\n%2\nWhoever has it can "
                       "read it. It is shown this once.\n")
            .arg(feed.id.toString(), path),
        {{QStringLiteral("id"), feed.id.toString()}, {QStringLiteral("path"), path}}};
}

Result<Outcome> Subcommands::calendarList(const Invocation &invocation, const Config &config)
{
    const auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto workspace = Directory::findWorkspace(*doors->database, invocation.workspace);
    if (!workspace)
        return workspace.error();
    const auto feeds = FeedStore::listAll(*doors->database, workspace->workspace.id);
    if (!feeds)
        return feeds.error();
    QHash<Uuid, QString> emails;
    for (const Member &member : workspace->members)
        emails.insert(member.userId, member.email);
    QString text;
    QJsonArray array;
    for (const Feed &feed : *feeds) {
        const QString used = feed.lastUsedAt == 0
            ? QStringLiteral("never used")
            : QStringLiteral("last used %1")
                  .arg(QDateTime::fromMSecsSinceEpoch(feed.lastUsedAt, Qt::UTC).toString(Qt::ISODate));
        text += QStringLiteral("%1  %2  %3  %4  %5\n")
                    .arg(feed.id.toString(), emails.value(feed.userId, feed.userId.toString()),
                         feed.projectId.isNull() ? QStringLiteral("their tasks") : feed.projectId.toString(), used,
                         feed.name);
        array.append(
            QJsonObject{{QStringLiteral("id"), feed.id.toString()},
                        {QStringLiteral("userId"), feed.userId.toString()},
                        {QStringLiteral("email"), emails.value(feed.userId)},
                        {QStringLiteral("projectId"), feed.projectId.isNull() ? QString() : feed.projectId.toString()},
                        {QStringLiteral("name"), feed.name},
                        {QStringLiteral("createdAt"), feed.createdAt},
                        {QStringLiteral("lastUsedAt"), feed.lastUsedAt}});
    }
    if (feeds->isEmpty())
        text = QStringLiteral("There is no calendar in “%1”.\n").arg(workspace->workspace.name);
    return Outcome{ExitCode::Ok, text, {{QStringLiteral("calendars"), array}}};
}

Result<Outcome> Subcommands::calendarRevoke(const Invocation &invocation, const Config &config)
{
    const auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto id = Uuid::fromString(invocation.file);
    const auto feed = id ? FeedStore::find(*doors->database, *id) : Result<std::optional<Feed>>(std::optional<Feed>());
    if (!feed)
        return feed.error();
    if (!*feed)
        return Error(ErrorCode::NotFound, QStringLiteral("There is no calendar %1.").arg(invocation.file));
    if (auto ok = doors->door->change(AccountChanges::EndFeed{(*feed)->userId, *id}); !ok)
        return ok.error();
    return Outcome{ExitCode::Ok,
                   QStringLiteral("The calendar %1 is revoked.\n").arg(id->toString()),
                   {{QStringLiteral("id"), id->toString()}}};
}

} // namespace TaskMaster::Server
