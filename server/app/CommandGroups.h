// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/Subcommands.h"

#include <CLI/CLI.hpp>

namespace TaskMaster::Server::CommandGroups {

/**
 * The subcommands and their options, a function and a file per group: adding one takes a few lines there and its
 * implementation in Subcommands, nothing else. What is typed goes straight into the Invocation, which outlives `app`.
 */
void addUser(CLI::App &app, Invocation &typed);
void addWorkspace(CLI::App &app, Invocation &typed);
void addExchange(CLI::App &app, Invocation &typed);
void addWebhook(CLI::App &app, Invocation &typed);
void addDatabase(CLI::App &app, Invocation &typed);

/// A subcommand that does `run` when it is the one that was typed.
inline CLI::App *addCommand(CLI::App &group, Invocation &typed, const char *name, const char *help, Invocation::Run run)
{
    CLI::App *command = group.add_subcommand(name, help);
    command->callback([&typed, run] { typed.run = run; });
    return command;
}

/// A group of subcommands, one of which must be typed.
inline CLI::App *addGroup(CLI::App &app, const char *name, const char *help)
{
    CLI::App *group = app.add_subcommand(name, help);
    group->require_subcommand(1);
    return group;
}

/// An option, or without dashes an argument, that is text. CLI11 knows only standard strings.
inline CLI::Option *addText(CLI::App *command, const char *name, QString &target, const char *help)
{
    return command->add_option_function<std::string>(
        name, [&target](const std::string &text) { target = QString::fromStdString(text); }, help);
}

} // namespace TaskMaster::Server::CommandGroups
