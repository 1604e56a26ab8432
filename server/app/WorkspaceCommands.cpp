// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Directory.h"
#include "server/app/People.h"
#include "server/app/SubcommandDoors.h"
#include "server/app/Subcommands.h"

#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

/// The workspace that a subcommand is about, and the doors to it.
struct NamedWorkspace {
    SubcommandDoors doors;
    Directory::WorkspaceLine line;

    [[nodiscard]] StreamId stream() const { return StreamId::ofWorkspace(line.workspace.id); }
    [[nodiscard]] Result<void> submit(const CommandArgs &args)
    {
        return People::submitAll(*doors.door, {{Uuid::v7(), stream(), args}});
    }
};

Result<NamedWorkspace> openWorkspace(const Invocation &invocation, const Config &config)
{
    auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    auto line = Directory::findWorkspace(*doors->database, invocation.workspace);
    if (!line)
        return line.error();
    return NamedWorkspace{std::move(*doors), std::move(*line)};
}

QString roleName(Role role)
{
    return QString::fromLatin1(ChoiceNames<Role>::names[static_cast<std::size_t>(role)]);
}

Outcome membersOf(const Directory::WorkspaceLine &line, const QString &done)
{
    QList<Member> members = line.members;
    std::sort(members.begin(), members.end(), [](const Member &a, const Member &b) {
        return std::tie(b.role, a.name, a.id) < std::tie(a.role, b.name, b.id); // owners first
    });
    QString text = done;
    QJsonArray array;
    for (const Member &member : std::as_const(members)) {
        text += QStringLiteral("%1  %2 <%3>\n").arg(roleName(member.role).leftJustified(6), member.name, member.email);
        array.append(QJsonObject{{QStringLiteral("userId"), member.userId.toString()},
                                 {QStringLiteral("name"), member.name},
                                 {QStringLiteral("email"), member.email},
                                 {QStringLiteral("role"), roleName(member.role)}});
    }
    return {ExitCode::Ok,
            text,
            {{QStringLiteral("workspaceId"), line.workspace.id.toString()},
             {QStringLiteral("name"), line.workspace.name},
             {QStringLiteral("members"), array}}};
}

} // namespace

Result<Outcome> Subcommands::workspaceCreate(const Invocation &invocation, const Config &config)
{
    auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto owner = doors->account(invocation.email);
    if (!owner)
        return owner.error();
    const Uuid id = Uuid::v7();
    const CreateWorkspace wish{invocation.name, owner->userId};
    if (auto ok = People::submitAll(*doors->door, {{Uuid::v7(), StreamId::ofWorkspace(id), wish}}); !ok)
        return ok.error();
    return Outcome{ExitCode::Ok,
                   QStringLiteral("Created the workspace “%1” (%2), owned by %3.\n")
                       .arg(invocation.name, id.toString(), owner->email),
                   {{QStringLiteral("workspaceId"), id.toString()}, {QStringLiteral("name"), invocation.name}}};
}

Result<Outcome> Subcommands::workspaceList(const Invocation &, const Config &config)
{
    const auto doors = SubcommandDoors::open(config); // an empty or old database gets its tables first
    if (!doors)
        return doors.error();
    const auto lines = Directory::workspaces(*doors->database);
    if (!lines)
        return lines.error();
    QString text;
    QJsonArray array;
    for (const Directory::WorkspaceLine &line : *lines) {
        QStringList projects;
        for (const ProjectEntry &entry : line.projects)
            projects.append(entry.name);
        projects.sort();
        const bool isArchived = line.workspace.archivedAt != 0;
        text += QStringLiteral("%1  %2 (%3 people)%4  %5\n")
                    .arg(line.workspace.id.toString(), line.workspace.name)
                    .arg(line.members.size())
                    .arg(isArchived ? QStringLiteral(" [archived]") : QString(), projects.join(QStringLiteral(", ")));
        array.append(QJsonObject{{QStringLiteral("id"), line.workspace.id.toString()},
                                 {QStringLiteral("name"), line.workspace.name},
                                 {QStringLiteral("archived"), isArchived},
                                 {QStringLiteral("people"), line.members.size()},
                                 {QStringLiteral("projects"), QJsonArray::fromStringList(projects)}});
    }
    if (lines->isEmpty())
        text = QStringLiteral("There is no workspace yet.\n");
    return Outcome{ExitCode::Ok, text, {{QStringLiteral("workspaces"), array}}};
}

Result<Outcome> Subcommands::workspaceArchive(const Invocation &invocation, const Config &config)
{
    auto workspace = openWorkspace(invocation, config);
    if (!workspace)
        return workspace.error();
    const bool archived = !invocation.bringBack;
    if (auto ok = workspace->submit(ArchiveWorkspace{archived}); !ok)
        return ok.error();
    const Workspace &row = workspace->line.workspace;
    return Outcome{ExitCode::Ok,
                   (archived ? QStringLiteral("Archived the workspace “%1”: it can be read, and nothing in it changes. "
                                              "`workspace archive --restore` brings it back.\n")
                             : QStringLiteral("The workspace “%1” is open for work again.\n"))
                       .arg(row.name),
                   {{QStringLiteral("workspaceId"), row.id.toString()}, {QStringLiteral("archived"), archived}}};
}

Result<Outcome> Subcommands::workspaceRename(const Invocation &invocation, const Config &config)
{
    auto workspace = openWorkspace(invocation, config);
    if (!workspace)
        return workspace.error();
    const Workspace &row = workspace->line.workspace;
    const auto field = static_cast<quint8>(describe(EntityKind::Workspace).indexOf(u"name"));
    if (auto ok = workspace->submit(Edit{EntityKind::Workspace, row.id, {{field, invocation.name}}, {}}); !ok)
        return ok.error();
    return Outcome{ExitCode::Ok,
                   QStringLiteral("The workspace “%1” is called “%2” now.\n").arg(row.name, invocation.name),
                   {{QStringLiteral("workspaceId"), row.id.toString()}, {QStringLiteral("name"), invocation.name}}};
}

Result<Outcome> Subcommands::workspaceMembers(const Invocation &invocation, const Config &config)
{
    auto workspace = openWorkspace(invocation, config);
    if (!workspace)
        return workspace.error();
    const QString email = invocation.email.isEmpty() ? invocation.removedEmail : invocation.email;
    if (email.isEmpty())
        return membersOf(workspace->line, {});
    const auto account = workspace->doors.account(People::normalized(email));
    if (!account)
        return account.error();
    const bool isAdding = !invocation.email.isEmpty();
    const CommandArgs wish = isAdding ? CommandArgs(SetMember{account->userId, roleFromName(invocation.role)})
                                      : CommandArgs(RemoveMember{account->userId});
    if (auto ok = workspace->submit(wish); !ok)
        return ok.error();
    const auto now = Directory::findWorkspace(*workspace->doors.database, workspace->line.workspace.id.toString());
    if (!now)
        return now.error();
    return membersOf(*now,
                     isAdding ? QStringLiteral("%1 is in the workspace “%2” as %3.\n")
                                    .arg(account->email, now->workspace.name, invocation.role)
                              : QStringLiteral("%1 is no longer in the workspace “%2”; their work stays.\n")
                                    .arg(account->email, now->workspace.name));
}

} // namespace TaskMaster::Server
