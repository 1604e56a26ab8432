// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CommandGroups.h"
#include "server/exchange/Demo.h"

namespace TaskMaster::Server {

namespace {

using namespace CommandGroups;

/// Words of a list that may come several times, or with commas between them.
void addWords(CLI::App *command, const char *name, QStringList &target, const char *help)
{
    command
        ->add_option_function<std::vector<std::string>>(
            name,
            [&target](const std::vector<std::string> &words) {
                for (const std::string &word : words)
                    target.append(QString::fromStdString(word));
            },
            help)
        ->delimiter(',')
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

CLI::App *addFormat(CLI::App &import, Invocation &typed, const char *format, const char *help)
{
    CLI::App *command = import.add_subcommand(format, help);
    command->callback([&typed, format] {
        typed.run = &Subcommands::importFile;
        typed.format = QString::fromLatin1(format);
    });
    addText(command, "file", typed.file, "The file; - is the standard input")->required();
    addText(command, "--workspace", typed.workspace,
            "The workspace to import into (name or id); not needed when there is one")
        ->type_name("NAME");
    command->add_flag("--dry-run", typed.dryRun, "Read the file, say what would be done, and do nothing");
    return command;
}

void addTableOptions(CLI::App *command, Invocation &typed)
{
    addText(command, "--date-format", typed.dateFormat,
            "iso, dmy, mdy, or a pattern like dd.MM.yyyy; otherwise guessed")
        ->type_name("FORMAT");
    addText(command, "--time-zone", typed.timeZone,
            "Where times without a zone were written (Europe/Berlin); otherwise UTC")
        ->type_name("ZONE");
    addText(command, "--delimiter", typed.delimiter, "What stands between cells: , ; | or tab; otherwise guessed")
        ->type_name("CHARACTER");
    addText(command, "--encoding", typed.encoding, "utf-8, utf-16 or windows-1252; otherwise guessed")
        ->type_name("NAME");
}

void addImport(CLI::App &app, Invocation &typed)
{
    CLI::App *import = addGroup(
        app, "import", "Take over work from elsewhere. Doing it again adds what is new and changes nothing else");
    CLI::App *trello = addFormat(*import, typed, "trello", "A Trello board (its menu, Share, Export as JSON)");
    CLI::App *csv = addFormat(*import, typed, "csv", "A table of tasks, as every spreadsheet writes it");
    CLI::App *todoist = addFormat(*import, typed, "todoist", "A Todoist project (its menu, Export as a template, CSV)");
    CLI::App *github =
        addFormat(*import, typed, "github", "Issues of GitHub, as its API or `gh issue list --json` lists them");
    addFormat(
        *import, typed, "taskmaster",
        "What `export --format json` has written. A whole workspace needs no --workspace: it comes back as it was");
    for (CLI::App *command : {trello, csv, todoist, github})
        addText(command, "--project", typed.project, "The name of the project; otherwise the file's")
            ->type_name("NAME");
    for (CLI::App *command : {csv, todoist})
        addTableOptions(command, typed);
    addText(trello, "--time-zone", typed.timeZone, "In which a time of day decides on the day; otherwise UTC")
        ->type_name("ZONE");
    addWords(
        csv, "--map", typed.columnMap,
        "What columns are, where their names do not say it: Header=title. Fields: id, title, description, column, "
        "assignees, labels, priority, estimate, start, due, created, completed, milestone, parent, link, archived, "
        "custom, - (leave it out)");
}

void addExport(CLI::App &app, Invocation &typed)
{
    CLI::App *command =
        addCommand(app, typed, "export", "Write a workspace or a project to a file", &Subcommands::exportFile);
    addText(command, "--workspace", typed.workspace, "The workspace (name or id)")->type_name("NAME")->required();
    addText(command, "--project", typed.project, "One project (name, key or id); otherwise all of them")
        ->type_name("NAME");
    addText(command, "--format", typed.format,
            "json: everything, for `import taskmaster`; csv: the tasks, for spreadsheets")
        ->check(CLI::IsMember({"json", "csv"}))
        ->type_name("FORMAT");
    addText(command, "--output", typed.outputFile, "The file to write; otherwise the standard output")
        ->type_name("FILE");
    addText(command, "--delimiter", typed.delimiter, "Of csv: , ; | or tab")
        ->check(CLI::IsMember({",", ";", "|", "tab"}))
        ->type_name("CHARACTER");
    command->add_flag("--bom", typed.byteOrderMark, "Of csv: begin with a byte-order mark, as Excel likes it");
}

void addCalendar(CLI::App &app, Invocation &typed)
{
    CLI::App *calendar =
        addGroup(app, "calendar", "Calendars with secret addresses, for programs that show them: make, list, revoke");
    CLI::App *create = addCommand(*calendar, typed, "create", "Make one and print its address, this once",
                                  &Subcommands::calendarCreate);
    addText(create, "email", typed.email, "Whose it is: it shows what they may see")->required();
    addText(create, "--project", typed.project, "The tasks of this project; otherwise those assigned to the person")
        ->type_name("NAME");
    addText(create, "--name", typed.name, "What programs call it")->type_name("NAME");
    CLI::App *list =
        addCommand(*calendar, typed, "list", "List the calendars of a workspace", &Subcommands::calendarList);
    CLI::App *revoke = addCommand(*calendar, typed, "revoke", "Make an address lead nowhere, from now on",
                                  &Subcommands::calendarRevoke);
    addText(revoke, "id", typed.file, "Its id, as `calendar list` shows it")->required();
    for (CLI::App *command : {create, list})
        addText(command, "--workspace", typed.workspace, "The workspace (name or id)")->type_name("NAME")->required();
}

} // namespace

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
    addImport(app, typed);
    addExport(app, typed);
    addCalendar(app, typed);
}

} // namespace TaskMaster::Server
