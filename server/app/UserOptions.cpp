// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CommandGroups.h"

namespace TaskMaster::Server {

void CommandGroups::addUser(CLI::App &app, Invocation &typed)
{
    CLI::App *user = addGroup(app, "user", "Accounts: add one, set a password, rename");
    CLI::App *add = addCommand(*user, typed, "add", "Add an account; asks for the password, or reads it from stdin",
                               &Subcommands::userAdd);
    addText(add, "email", typed.email, "The e-mail address to sign in with")->required();
    addText(add, "--name", typed.name, "The name that others see; otherwise made from the address");
    addText(add, "--workspace", typed.workspace, "Also make them a member of this workspace (name or id)");
    addText(add, "--role", typed.role, "Their role there: owner, admin, member or guest")
        ->check(CLI::IsMember({"owner", "admin", "member", "guest"}));
    CLI::App *passwd =
        addCommand(*user, typed, "passwd", "Set a password; all sessions of the account end", &Subcommands::userPasswd);
    addText(passwd, "email", typed.email, "The account's e-mail address")->required();
    CLI::App *rename = addCommand(*user, typed, "rename", "Change the name that others see, everywhere and at once",
                                  &Subcommands::userRename);
    addText(rename, "email", typed.email, "The account's e-mail address")->required();
    addText(rename, "name", typed.name, "The new name")->required();
    for (CLI::App *command : {add, passwd})
        command->add_flag("--password-stdin", typed.passwordFromStdin,
                          "Read the password from the first line of stdin");
}

} // namespace TaskMaster::Server
