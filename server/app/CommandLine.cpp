// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CommandLine.h"

#include "server/app/CommandGroups.h"

#include <iostream>

namespace TaskMaster::Server {
namespace {

/// The settings that every subcommand takes, as CLI11 reads them.
struct Settings {
    std::string listen, data, database, logLevel, lanes;
    std::vector<std::string> switchesOff, assignments;
    bool checkConfig = false, printConfig = false;
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

Result<Outcome> checkConfig(const Invocation &, const Config &)
{
    return Outcome{ExitCode::Ok, QStringLiteral("The settings are valid.\n"), {{QStringLiteral("valid"), true}}};
}

Result<Outcome> printConfig(const Invocation &, const Config &config)
{
    return Outcome{ExitCode::Ok, config.toText(), {{QStringLiteral("toml"), config.toText()}}};
}

void addCommon(CLI::App &app, Settings &settings, Invocation &typed)
{
    CommandGroups::addText(&app, "--config", typed.configFile, "The settings file (TOML); also TASKMASTER_CONFIG")
        ->type_name("FILE");
    app.add_option("--listen", settings.listen, "Address and port; port 0 picks a free one (127.0.0.1:7420)")
        ->type_name("HOST:PORT");
    app.add_option("--data", settings.data, "The data folder")->type_name("FOLDER");
    app.add_option("--database", settings.database, "postgres://user:password@host:port/name, or a SQLite file")
        ->type_name("URL");
    app.add_option("--lanes", settings.lanes, "I/O threads; 0: half the cores")->type_name("N");
    app.add_option("--log-level", settings.logLevel, "debug, info, warning or error")->type_name("LEVEL");
    app.add_option("--switch-off", settings.switchesOff, "Turn an optimisation off; may be given several times")
        ->type_name("NAME")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--set", settings.assignments, "Any other setting; may be given several times")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_flag("--json", typed.json, "Print the outcome as one JSON object");
    app.add_flag("--check-config", settings.checkConfig, "Check the settings and do nothing else");
    app.add_flag("--print-config", settings.printConfig,
                 "Print the settings in force, without secrets, and do nothing else");
}

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

QList<Assignment> assignmentsFrom(const CLI::App &app, const Settings &settings)
{
    QList<Assignment> result;
    const auto flag = [&](const char *option, const char *key, const std::string &value) {
        if (app.count(option) > 0)
            result.append({QString::fromLatin1(key), text(value), QString::fromLatin1(option)});
    };
    flag("--listen", "listen", settings.listen);
    flag("--data", "data", settings.data);
    flag("--database", "database", settings.database);
    flag("--lanes", "lanes", settings.lanes);
    flag("--log-level", "log.level", settings.logLevel);
    for (const std::string &setting : settings.assignments) {
        const QString line = text(setting);
        result.append({line.section(u'=', 0, 0).trimmed(), line.section(u'=', 1), QStringLiteral("--set")});
    }
    for (const std::string &name : settings.switchesOff)
        result.append(
            {QStringLiteral("switches.") + text(name), QStringLiteral("false"), QStringLiteral("--switch-off")});
    return result;
}

/// Options of the program may stand behind those of any subcommand.
void letOptionsFallThrough(CLI::App &app)
{
    app.fallthrough();
    for (CLI::App *command : app.get_subcommands({}))
        letOptionsFallThrough(*command);
}

} // namespace

std::variant<Invocation, Finished> readCommandLine(int argc, const char *const *argv)
{
    Invocation typed;
    Settings settings;
    CLI::App app("Task Master's server: tasks for teams, live.", "taskmaster-server");
    app.set_version_flag("--version", "taskmaster-server " TASKMASTER_VERSION);
    app.footer(Footer);
    addCommon(app, settings, typed);
    app.add_subcommand("serve", "Run the server until it is told to stop (SIGTERM or Ctrl+C)");
    CommandGroups::addUser(app, typed);
    CommandGroups::addWorkspace(app, typed);
    CommandGroups::addExchange(app, typed);
    CommandGroups::addWebhook(app, typed);
    CommandGroups::addDatabase(app, typed);
    CommandGroups::addCommand(app, typed, "openapi",
                              "Print the OpenAPI document of the HTTP API, which a server has at /api/v1/openapi.json",
                              &Subcommands::openApi);
    letOptionsFallThrough(app);
    try {
        app.parse(argc, argv);
        if (settings.checkConfig || settings.printConfig)
            typed.run = settings.checkConfig ? &checkConfig : &printConfig;
        else if (app.get_subcommands().empty())
            throw CLI::RequiredError("A subcommand");
        typed.flags = assignmentsFrom(app, settings);
        return typed;
    } catch (const CLI::Success &success) { // --help, --version
        app.exit(success, std::cout, std::cerr);
        return Finished{ExitCode::Ok};
    } catch (const CLI::ParseError &error) {
        std::cerr << "taskmaster-server: " << error.what() << "\nSee taskmaster-server --help.\n";
        return Finished{ExitCode::Usage};
    }
}

QString configFileOf(const Invocation &invocation, const QProcessEnvironment &environment)
{
    return invocation.configFile.isEmpty()
        ? environment.value(QStringLiteral("TASKMASTER_CONFIG"), usualConfigFile(environment))
        : invocation.configFile;
}

Result<Config> loadConfig(const Invocation &invocation, const QProcessEnvironment &environment)
{
    QList<Assignment> assignments;
    const QString file = configFileOf(invocation, environment);
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
