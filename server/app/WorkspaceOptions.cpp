// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CommandGroups.h"

namespace TaskMaster::Server {

void CommandGroups::addWorkspace(CLI::App &app, Invocation &typed)
{
    CLI::App *workspace = addGroup(app, "workspace", "Workspaces: create, list, rename, archive; who is in them");
    CLI::App *create = addCommand(*workspace, typed, "create", "Create a workspace", &Subcommands::workspaceCreate);
    create->alias("add");
    addText(create, "name", typed.name, "Its name")->required();
    addText(create, "--owner", typed.email, "The e-mail address of its first owner")->required();
    addCommand(*workspace, typed, "list", "List workspaces with their ids, people and projects",
               &Subcommands::workspaceList);
    CLI::App *archive =
        addCommand(*workspace, typed, "archive", "Stop work in a workspace: it can be read, and nothing in it changes",
                   &Subcommands::workspaceArchive);
    archive->add_flag("--restore", typed.bringBack, "Let work go on in an archived workspace");
    CLI::App *rename = addCommand(*workspace, typed, "rename", "Give a workspace another name, seen by all at once",
                                  &Subcommands::workspaceRename);
    CLI::App *members = addCommand(*workspace, typed, "members",
                                   "List who is in a workspace; add somebody, change their role, remove them",
                                   &Subcommands::workspaceMembers);
    for (CLI::App *command : {archive, rename, members})
        addText(command, "workspace", typed.workspace, "The workspace (name or id)")->required();
    addText(rename, "name", typed.name, "The new name")->required();
    CLI::Option *add =
        addText(members, "--add", typed.email, "Add the account with this e-mail address, or change its role");
    addText(members, "--role", typed.role, "The role for --add: owner, admin, member or guest (member)")
        ->check(CLI::IsMember({"owner", "admin", "member", "guest"}))
        ->needs(add);
    addText(members, "--remove", typed.removedEmail, "Remove the account with this e-mail address; its work stays")
        ->excludes(add);
}

} // namespace TaskMaster::Server
