// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CommandGroups.h"

namespace TaskMaster::Server {

void CommandGroups::addDatabase(CLI::App &app, Invocation &typed)
{
    CLI::App *migrate = addCommand(app, typed, "migrate", "Bring the database up to date; serve does that by itself",
                                   &Subcommands::migrate);
    migrate->add_flag("--dry-run", typed.dryRun, "Say what would be done, and do nothing");

    CLI::App *backup = addCommand(app, typed, "backup", "Write everything into one file, while the server works on",
                                  &Subcommands::backup);
    addText(backup, "destination", typed.path,
            "The file; or a folder (one that is there, or ends in /), where it gets a name with the time")
        ->required();
    backup->add_option("--keep", typed.keep, "In a folder: keep this many of the newest backups, remove the others")
        ->check(CLI::Range(1, 100'000))
        ->type_name("N");
    backup->add_flag("--without-sessions", typed.withoutSessions,
                     "Leave out who is signed in: after a restore, everybody signs in again");

    CLI::App *restore =
        addCommand(app, typed, "restore", "Make the database what a backup says; the server must not be running",
                   &Subcommands::restore);
    addText(restore, "backup", typed.path, "A file that `backup` wrote, from SQLite or PostgreSQL")->required();
    restore->add_flag("--replace", typed.replace,
                      "Replace a database that is not empty (SQLite: the old one is kept beside it)");

    CLI::App *verify =
        addCommand(app, typed, "verify", "Prove that a backup is whole and can be restored; touches no database",
                   &Subcommands::verify);
    addText(verify, "backup", typed.path, "A file that `backup` wrote")->required();
    addText(verify, "--scratch", typed.scratch, "Where to restore it for a moment; otherwise the system's place")
        ->type_name("FOLDER");

    CLI::App *doctor = addCommand(app, typed, "doctor",
                                  "Examine settings, machine and database, and say what to do about what is found",
                                  &Subcommands::doctor);
    doctor->add_flag("--deep", typed.isDeep, "Read everything: play the whole log and compare it with the rows");
    doctor->add_flag("--repair", typed.repair,
                     "Look deep, and put right what can be without losing anything; the server must not be running");
}

} // namespace TaskMaster::Server
