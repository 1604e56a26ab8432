// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CommandGroups.h"

namespace TaskMaster::Server {

void CommandGroups::addUser(CLI::App &app, Invocation &typed)
{
    CLI::App *user = addGroup(app, "user", "Accounts: add, list, rename, disable, remove; passwords and API tokens");
    CLI::App *add = addCommand(*user, typed, "add", "Add an account; asks for the password, or reads it from stdin",
                               &Subcommands::userAdd);
    addText(add, "email", typed.email, "The e-mail address to sign in with")->required();
    addText(add, "--name", typed.name, "The name that others see; otherwise made from the address");
    addText(add, "--workspace", typed.workspace, "Also make them a member of this workspace (name or id)");
    addText(add, "--role", typed.role, "Their role there: owner, admin, member or guest")
        ->check(CLI::IsMember({"owner", "admin", "member", "guest"}));
    add->add_flag("--admin", typed.isServerAdmin, "Make them an admin of the server, too");
    CLI::App *passwd =
        addCommand(*user, typed, "passwd", "Set a password; all sessions of the account end", &Subcommands::userPasswd);
    addText(passwd, "email", typed.email, "The account's e-mail address")->required();
    CLI::App *rename = addCommand(*user, typed, "rename", "Change the name that others see, everywhere and at once",
                                  &Subcommands::userRename);
    addText(rename, "email", typed.email, "The account's e-mail address")->required();
    addText(rename, "name", typed.name, "The new name")->required();
    addCommand(*user, typed, "list", "List the accounts, by their e-mail addresses", &Subcommands::userList);
    CLI::App *disable =
        addCommand(*user, typed, "disable", "Let somebody in no more: sessions and API tokens end, their work stays",
                   &Subcommands::userDisable);
    CLI::App *enable =
        addCommand(*user, typed, "enable", "Let somebody in again who was disabled", &Subcommands::userEnable);
    CLI::App *remove =
        addCommand(*user, typed, "remove", "Remove an account from the server and from all workspaces; its work stays",
                   &Subcommands::userRemove);
    addText(remove, "--heir", typed.heir, "The e-mail address of who shall own what only they owned");
    CLI::App *token = addCommand(*user, typed, "token", "Make an API token for somebody and print it, this once",
                                 &Subcommands::userToken);
    addText(token, "--name", typed.name, "What it is for, as its owner sees it");
    addText(token, "--scope", typed.scope, "What it opens: read, write or admin (read)")
        ->check(CLI::IsMember({"read", "write", "admin"}));
    addText(token, "--workspace", typed.workspace, "Only for this workspace (name or id)");
    token->add_option("--days", typed.days, "It expires after so many days; otherwise never")
        ->check(CLI::Range(1, 3650));
    for (CLI::App *command : {disable, enable, remove, token})
        addText(command, "email", typed.email, "The account's e-mail address")->required();
    for (CLI::App *command : {add, passwd})
        command->add_flag("--password-stdin", typed.passwordFromStdin,
                          "Read the password from the first line of stdin");
}

} // namespace TaskMaster::Server
