// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Commands.h"
#include "cli/Credentials.h"
#include "cli/Places.h"

namespace TaskMaster::Cli {

Result<Outcome> Commands::workspaces(const Invocation &invocation)
{
    auto api = Credentials::signedIn(invocation);
    if (!api)
        return api.error();
    const auto all = Places::workspaces(**api, {});
    if (!all)
        return all.error();
    Outcome outcome{{}, {{QStringLiteral("workspaces"), *all}}};
    for (const QJsonValue workspace : *all)
        outcome.text += QStringLiteral("%1  %2%3\n")
                            .arg(workspace[u"id"].toString(), workspace[u"name"].toString(),
                                 workspace[u"archivedAt"].toInteger() != 0 ? QStringLiteral(" [archived]") : QString());
    if (all->isEmpty())
        outcome.text = QStringLiteral("You are in no workspace.\n");
    return outcome;
}

Result<Outcome> Commands::projects(const Invocation &invocation)
{
    auto api = Credentials::signedIn(invocation);
    if (!api)
        return api.error();
    const auto all = Places::projects(**api, invocation.workspace);
    if (!all)
        return all.error();
    Outcome outcome;
    QJsonArray items;
    for (const ProjectPlace &place : *all) {
        outcome.text += QStringLiteral("%1  %2%3\n")
                            .arg(place.key.leftJustified(8), place.name,
                                 place.isArchived ? QStringLiteral(" [archived]") : QString());
        items.append(QJsonObject{{QStringLiteral("id"), place.id},
                                 {QStringLiteral("workspaceId"), place.workspaceId},
                                 {QStringLiteral("name"), place.name},
                                 {QStringLiteral("key"), place.key},
                                 {QStringLiteral("archived"), place.isArchived}});
    }
    if (all->isEmpty())
        outcome.text = QStringLiteral("There is no project that you can open.\n");
    outcome.json = {{QStringLiteral("projects"), items}};
    return outcome;
}

} // namespace TaskMaster::Cli
