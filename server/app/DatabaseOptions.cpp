// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CommandGroups.h"

namespace TaskMaster::Server {

void CommandGroups::addDatabase(CLI::App &app, Invocation &typed)
{
    CLI::App *migrate = addCommand(app, typed, "migrate", "Bring the database up to date; serve does that by itself",
                                   &Subcommands::migrate);
    migrate->add_flag("--dry-run", typed.dryRun, "Say what would be done, and do nothing");
}

} // namespace TaskMaster::Server
