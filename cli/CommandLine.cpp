// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/CommandLine.h"

#include "cli/Commands.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <sysexits.h>

namespace TaskMaster::Cli {
namespace {

const char *const Footer =
    R"(The token comes from --token-file, from TASKMASTER_TOKEN, or from this desktop's keychain after `login`.
A task is named as on the board: MOB-12. Exit codes are those of sysexits.h: 0 done, 65 not found or refused,
69 the server cannot be reached, 75 try again later, 77 not signed in or not allowed.

Examples:
  taskmaster-cli --server https://tasks.example.org login ana@example.org
  taskmaster-cli list --project MOB
  taskmaster-cli list --query "assignee:me due<7d -label:waiting sort:-priority"
  taskmaster-cli add "Paint the door" --project MOB --due 2026-05-01
  taskmaster-cli move MOB-12 "In progress"
  echo "It is done." | taskmaster-cli comment MOB-12 -
  taskmaster-cli watch --project MOB --json)";

CLI::Option *addText(CLI::App *command, const char *name, QString &target, const char *help)
{
    return command->add_option_function<std::string>(
        name, [&target](const std::string &text) { target = QString::fromStdString(text); }, help);
}

CLI::App *addCommand(CLI::App &app, Invocation &typed, const char *name, const char *help, Invocation::Run run)
{
    CLI::App *command = app.add_subcommand(name, help);
    command->callback([&typed, run] { typed.run = run; });
    command->fallthrough();
    return command;
}

void addSignIn(CLI::App &app, Invocation &typed)
{
    CLI::App *login = addCommand(app, typed, "login", "Sign in and keep the token in the keychain, or in --token-file",
                                 &Commands::login);
    addText(login, "email", typed.email, "The e-mail address to sign in with")->required();
    login->add_flag("--password-stdin", typed.passwordFromStdin, "Read the password from the first line of stdin");
    addCommand(app, typed, "logout", "Sign out; the token is worth nothing afterwards", &Commands::logout);
}

void addReading(CLI::App &app, Invocation &typed)
{
    addCommand(app, typed, "workspaces", "The workspaces that you are in", &Commands::workspaces);
    CLI::App *projects = addCommand(app, typed, "projects", "The projects that you may open", &Commands::projects);
    CLI::App *list =
        addCommand(app, typed, "list", "Open tasks of a project; without one, those assigned to you", &Commands::list);
    addText(list, "--query", typed.query, "Ask in the query language instead (docs/QUERIES.md)");
    list->add_option("--limit", typed.limit, "At most so many (200)")->check(CLI::Range(1, 100'000));
    list->add_flag("--all", typed.isEverything, "Also what is done or archived");
    CLI::App *show = addCommand(app, typed, "show", "Everything about a task", &Commands::show);
    addText(show, "task", typed.task, "Its name, as MOB-12")->required();
    CLI::App *watch =
        addCommand(app, typed, "watch", "What happens, a line each, until you stop it (Ctrl+C)", &Commands::watch);
    for (CLI::App *command : {list, watch})
        addText(command, "--project", typed.project, "Only this project (key, name or id)");
    for (CLI::App *command : {projects, list, show, watch})
        addText(command, "--workspace", typed.workspace, "Only this workspace (name or id)");
}

void addWriting(CLI::App &app, Invocation &typed)
{
    CLI::App *add = addCommand(app, typed, "add", "Make a task", &Commands::add);
    addText(add, "title", typed.text, "What is to be done")->required();
    addText(add, "--project", typed.project, "The project (key, name or id)")->required();
    addText(add, "--column", typed.column, "Its column; otherwise the first");
    addText(add, "--description", typed.description, "More about it (Markdown)");
    addText(add, "--priority", typed.priority, "none, low, medium, high or urgent")
        ->check(CLI::IsMember({"none", "low", "medium", "high", "urgent"}));
    addText(add, "--due", typed.dueDate, "The day it is due, as 2026-05-01");
    add->add_option("--estimate", typed.estimate, "Points")->check(CLI::Range(0, 1000));
    CLI::App *move = addCommand(app, typed, "move", "Move a task to the end of a column", &Commands::move);
    CLI::App *done = addCommand(app, typed, "done", "Move a task to the first column of type done", &Commands::done);
    CLI::App *comment = addCommand(app, typed, "comment", "Comment on a task", &Commands::comment);
    CLI::App *assign = addCommand(app, typed, "assign", "Assign a task to somebody", &Commands::assign);
    for (CLI::App *command : {move, done, comment, assign})
        addText(command, "task", typed.task, "The task, as MOB-12")->required();
    addText(move, "column", typed.column, "The name of the column")->required();
    addText(comment, "text", typed.text, "What to say; - reads it from stdin")->required();
    addText(assign, "person", typed.person, "Their e-mail address or name; or me")->required();
    assign->add_flag("--remove", typed.isRemoval, "Take it away from them instead");
    for (CLI::App *command : {add, move, done, comment, assign})
        addText(command, "--workspace", typed.workspace, "The workspace (name or id), where two have such a project");
}

} // namespace

Parsed readCommandLine(int argc, const char *const *argv)
{
    Invocation typed;
    CLI::App app("Task Master at the command line.", "taskmaster-cli");
    app.set_version_flag("--version", "taskmaster-cli " TASKMASTER_VERSION);
    app.footer(Footer);
    app.require_subcommand(1);
    addText(&app, "--server", typed.server, "The server's address; also TASKMASTER_SERVER (http://127.0.0.1:7420)")
        ->type_name("URL");
    addText(&app, "--token-file", typed.tokenFile, "A file that holds the token, and nothing else")->type_name("FILE");
    app.add_flag("--json", typed.json, "Print JSON");
    addSignIn(app, typed);
    addReading(app, typed);
    addWriting(app, typed);
    try {
        app.parse(argc, argv);
        return {typed, 0};
    } catch (const CLI::Success &success) { // --help, --version
        app.exit(success, std::cout, std::cerr);
        return {std::nullopt, 0};
    } catch (const CLI::ParseError &error) {
        std::cerr << "taskmaster-cli: " << error.what() << "\nSee taskmaster-cli --help.\n";
        return {std::nullopt, EX_USAGE};
    }
}

} // namespace TaskMaster::Cli
