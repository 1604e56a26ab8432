// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CommandGroups.h"
#include "server/exchange/Demo.h"

namespace TaskMaster::Server {

void CommandGroups::addExchange(CLI::App &app, Invocation &typed)
{
    CLI::App *demo = addCommand(
        app, typed, "demo",
        "Make the demo workspace Northwind (again: changes nothing). Everybody's password is taskmaster-demo",
        &Subcommands::demo);
    demo->add_option("--tasks", typed.tasks, "How many tasks, in all projects together")
        ->check(CLI::Range(0, DemoOptions::TasksMax));
    demo->add_option("--users", typed.users, "How many people")->check(CLI::Range(1, DemoOptions::UsersMax));
    demo->add_option("--seed", typed.seed, "Another seed makes another workspace");
    addText(demo, "--tokens", typed.tokensFile, "Sign everybody in and write `e-mail<TAB>token` lines (mode 0600)")
        ->type_name("FILE");
    CLI::App *import = addGroup(app, "import", "Take over boards from elsewhere");
    CLI::App *trello = addCommand(*import, typed, "trello", "A Trello board (its menu, Share, Export as JSON)",
                                  &Subcommands::importTrello);
    addText(trello, "file", typed.file, "The exported file")->required();
    addText(trello, "--workspace", typed.workspace,
            "The workspace to import into (name or id); not needed when there is one");
    addText(trello, "--project", typed.project, "The name of the project; otherwise the board's");
    trello->add_flag("--dry-run", typed.dryRun, "Say what would be done, and do nothing");
}

} // namespace TaskMaster::Server
