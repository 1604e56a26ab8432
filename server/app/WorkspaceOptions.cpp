// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CommandGroups.h"

namespace TaskMaster::Server {

void CommandGroups::addWorkspace(CLI::App &app, Invocation &typed)
{
    CLI::App *workspace = addGroup(app, "workspace", "Workspaces: create one, list them");
    CLI::App *create = addCommand(*workspace, typed, "create", "Create a workspace", &Subcommands::workspaceCreate);
    addText(create, "name", typed.name, "Its name")->required();
    addText(create, "--owner", typed.email, "The e-mail address of its first owner")->required();
    addCommand(*workspace, typed, "list", "List workspaces with their ids, people and projects",
               &Subcommands::workspaceList);
}

} // namespace TaskMaster::Server
