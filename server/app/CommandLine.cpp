// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CommandLine.h"

#include "server/exchange/Demo.h"

#include <CLI/CLI.hpp>

#include <iostream>

namespace TaskMaster::Server {
namespace {

/// CLI11 fills standard strings; they become an Invocation when everything has been read.
struct Typed {
    std::string config, listen, data, database, logLevel, lanes;
    std::vector<std::string> switchesOff, settings;
    std::string email, name, workspace, role = "member", file, project, tokens;
    bool json = false, dryRun = false, checkConfig = false, printConfig = false, passwordStdin = false;
    int tasks = 400, users = 6;
    quint32 seed = 1;
};

const char *const Footer =
    R"(Every setting has three names: http.bodyBytesMax = … in the file, TASKMASTER_HTTP_BODY_BYTES_MAX in the
environment, and --set http.bodyBytesMax=… here. --print-config shows all of them.

Examples:
  taskmaster-server serve                              a server with its embedded database on port 7420
  taskmaster-server demo                               a workspace to look at; sign in as ana@demo.example
  taskmaster-server user add eve@example.org --name "Eve Adams" --workspace Northwind
  taskmaster-server import trello board.json --workspace Northwind --dry-run
Subcommands that write go through the running server, if there is one on the same data folder.)";

void addCommon(CLI::App &app, Typed &typed)
{
    app.add_option("--config", typed.config, "The settings file (TOML); also TASKMASTER_CONFIG")->type_name("FILE");
    app.add_option("--listen", typed.listen, "Address and port; port 0 picks a free one (127.0.0.1:7420)")
        ->type_name("HOST:PORT");
    app.add_option("--data", typed.data, "The data folder")->type_name("FOLDER");
    app.add_option("--database", typed.database, "postgres://user:password@host:port/name, or a SQLite file")
        ->type_name("URL");
    app.add_option("--lanes", typed.lanes, "I/O threads; 0: half the cores")->type_name("N");
    app.add_option("--log-level", typed.logLevel, "debug, info, warning or error")->type_name("LEVEL");
    app.add_option("--switch-off", typed.switchesOff, "Turn an optimisation off; may be given several times")
        ->type_name("NAME")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--set", typed.settings, "Any other setting; may be given several times")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_flag("--json", typed.json, "Print the outcome as one JSON object");
    app.add_flag("--check-config", typed.checkConfig, "Check the settings and do nothing else");
    app.add_flag("--print-config", typed.printConfig,
                 "Print the settings in force, without secrets, and do nothing else");
}

void addUser(CLI::App &app, Typed &typed)
{
    auto *user = app.add_subcommand("user", "Accounts: add one, set a password, rename");
    user->require_subcommand(1);
    auto *add = user->add_subcommand("add", "Add an account; asks for the password, or reads it from stdin");
    add->add_option("email", typed.email, "The e-mail address to sign in with")->required();
    add->add_option("--name", typed.name, "The name that others see; otherwise made from the address");
    add->add_option("--workspace", typed.workspace, "Also make them a member of this workspace (name or id)");
    add->add_option("--role", typed.role, "Their role there: owner, admin, member or guest")
        ->check(CLI::IsMember({"owner", "admin", "member", "guest"}));
    auto *passwd = user->add_subcommand("passwd", "Set a password; all sessions of the account end");
    passwd->add_option("email", typed.email, "The account's e-mail address")->required();
    auto *rename = user->add_subcommand("rename", "Change the name that others see, everywhere and at once");
    rename->add_option("email", typed.email, "The account's e-mail address")->required();
    rename->add_option("name", typed.name, "The new name")->required();
    for (auto *command : {add, passwd})
        command->add_flag("--password-stdin", typed.passwordStdin, "Read the password from the first line of stdin");
}

void addWorkspace(CLI::App &app, Typed &typed)
{
    auto *workspace = app.add_subcommand("workspace", "Workspaces: create one, list them");
    workspace->require_subcommand(1);
    auto *create = workspace->add_subcommand("create", "Create a workspace");
    create->add_option("name", typed.name, "Its name")->required();
    create->add_option("--owner", typed.email, "The e-mail address of its first owner")->required();
    workspace->add_subcommand("list", "List workspaces with their ids, people and projects");
}

void addRest(CLI::App &app, Typed &typed)
{
    auto *demo = app.add_subcommand(
        "demo", "Make the demo workspace Northwind (again: changes nothing). Everybody's password is taskmaster-demo");
    demo->add_option("--tasks", typed.tasks, "How many tasks, in all projects together")
        ->check(CLI::Range(0, DemoOptions::TasksMax));
    demo->add_option("--users", typed.users, "How many people")->check(CLI::Range(1, DemoOptions::UsersMax));
    demo->add_option("--seed", typed.seed, "Another seed makes another workspace");
    demo->add_option("--tokens", typed.tokens, "Sign everybody in and write `e-mail<TAB>token` lines (mode 0600)")
        ->type_name("FILE");
    auto *import = app.add_subcommand("import", "Take over boards from elsewhere");
    import->require_subcommand(1);
    auto *trello = import->add_subcommand("trello", "A Trello board (its menu, Share, Export as JSON)");
    trello->add_option("file", typed.file, "The exported file")->required();
    trello->add_option("--workspace", typed.workspace, "The workspace to import into (name or id)")->required();
    trello->add_option("--project", typed.project, "The name of the project; otherwise the board's");
    auto *migrate = app.add_subcommand("migrate", "Bring the database up to date; serve does that by itself");
    for (auto *command : {trello, migrate})
        command->add_flag("--dry-run", typed.dryRun, "Say what would be done, and do nothing");
}

Invocation::Verb verbOf(const CLI::App &app, const Typed &typed)
{
    using Verb = Invocation::Verb;
    if (typed.checkConfig)
        return Verb::CheckConfig;
    if (typed.printConfig)
        return Verb::PrintConfig;
    if (app.got_subcommand("user")) {
        const CLI::App *user = app.get_subcommand("user");
        return user->got_subcommand("add")   ? Verb::UserAdd
            : user->got_subcommand("rename") ? Verb::UserRename
                                             : Verb::UserPasswd;
    }
    if (app.got_subcommand("workspace"))
        return app.get_subcommand("workspace")->got_subcommand("create") ? Verb::WorkspaceCreate : Verb::WorkspaceList;
    if (app.got_subcommand("demo"))
        return Verb::Demo;
    if (app.got_subcommand("import"))
        return Verb::ImportTrello;
    if (app.got_subcommand("migrate"))
        return Verb::Migrate;
    return Verb::Serve;
}

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

Invocation invocationFrom(const CLI::App &app, const Typed &typed)
{
    Invocation result;
    result.verb = verbOf(app, typed);
    result.configFile = text(typed.config);
    result.json = typed.json;
    result.dryRun = typed.dryRun;
    const auto flag = [&](const char *option, const char *key, const std::string &value) {
        if (app.count(option) > 0)
            result.flags.append({QString::fromLatin1(key), text(value), QString::fromLatin1(option)});
    };
    flag("--listen", "listen", typed.listen);
    flag("--data", "data", typed.data);
    flag("--database", "database", typed.database);
    flag("--lanes", "lanes", typed.lanes);
    flag("--log-level", "log.level", typed.logLevel);
    for (const std::string &setting : typed.settings) {
        const QString line = text(setting);
        result.flags.append({line.section(u'=', 0, 0).trimmed(), line.section(u'=', 1), QStringLiteral("--set")});
    }
    for (const std::string &name : typed.switchesOff)
        result.flags.append(
            {QStringLiteral("switches.") + text(name), QStringLiteral("false"), QStringLiteral("--switch-off")});
    result.email = text(typed.email);
    result.name = text(typed.name);
    result.workspace = text(typed.workspace);
    result.role = text(typed.role);
    result.passwordFromStdin = typed.passwordStdin;
    result.file = text(typed.file);
    result.project = text(typed.project);
    result.tasks = typed.tasks;
    result.users = typed.users;
    result.seed = typed.seed;
    result.tokensFile = text(typed.tokens);
    return result;
}

} // namespace

std::variant<Invocation, Finished> readCommandLine(int argc, const char *const *argv)
{
    Typed typed;
    CLI::App app("Task Master's server: tasks for teams, live.", "taskmaster-server");
    app.set_version_flag("--version", "taskmaster-server " TASKMASTER_VERSION);
    app.footer(Footer);
    app.fallthrough();
    addCommon(app, typed);
    app.add_subcommand("serve", "Run the server until it is told to stop (SIGTERM or Ctrl+C)");
    addUser(app, typed);
    addWorkspace(app, typed);
    addRest(app, typed);
    for (CLI::App *command : app.get_subcommands({})) {
        command->fallthrough();
        for (CLI::App *inner : command->get_subcommands({}))
            inner->fallthrough();
    }
    try {
        app.parse(argc, argv);
        if (app.get_subcommands().empty() && !typed.checkConfig && !typed.printConfig)
            throw CLI::RequiredError("A subcommand");
        return invocationFrom(app, typed);
    } catch (const CLI::Success &success) { // --help, --version
        app.exit(success, std::cout, std::cerr);
        return Finished{ExitCode::Ok};
    } catch (const CLI::ParseError &error) {
        std::cerr << "taskmaster-server: " << error.what() << "\nSee taskmaster-server --help.\n";
        return Finished{ExitCode::Usage};
    }
}

Result<Config> loadConfig(const Invocation &invocation, const QProcessEnvironment &environment)
{
    QList<Assignment> assignments;
    QString file = invocation.configFile;
    if (file.isEmpty())
        file = environment.value(QStringLiteral("TASKMASTER_CONFIG"), usualConfigFile(environment));
    if (!file.isEmpty()) {
        auto fromFile = readConfigFile(file);
        if (!fromFile)
            return fromFile.error();
        assignments = std::move(*fromFile);
    }
    auto fromEnvironment = readEnvironment(environment);
    if (!fromEnvironment)
        return fromEnvironment.error();
    return Config::make(assignments + *fromEnvironment + invocation.flags);
}

} // namespace TaskMaster::Server
