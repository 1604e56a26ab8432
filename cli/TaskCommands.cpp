// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Commands.h"
#include "cli/Credentials.h"
#include "cli/Places.h"
#include "cli/TaskText.h"

#include <iostream>
#include <iterator>

namespace TaskMaster::Cli {
namespace {

/// A task that was named, through a client that is signed in.
struct OpenTask {
    std::unique_ptr<ApiClient> api;
    FoundTask task;
};

Result<OpenTask> openTask(const Invocation &invocation)
{
    auto api = Credentials::signedIn(invocation);
    if (!api)
        return api.error();
    auto task = Places::task(**api, invocation.workspace, invocation.task);
    if (!task)
        return task.error();
    return OpenTask{std::move(*api), std::move(*task)};
}

/// Among the columns in use, by name; an empty name is the first.
Result<QJsonObject> columnCalled(const QJsonArray &columns, const QString &name)
{
    QStringList known;
    for (const QJsonValue column : columns) {
        known << column[u"name"].toString();
        if (name.isEmpty() || known.constLast().compare(name, Qt::CaseInsensitive) == 0)
            return column.toObject();
    }
    return Error(ErrorCode::NotFound,
                 QStringLiteral("There is no column “%1”; there are: %2.").arg(name, known.join(QStringLiteral(", "))));
}

Result<Outcome> moveTo(const OpenTask &open, const QJsonObject &column)
{
    const auto moved = open.api->send("POST", open.task.path() + QStringLiteral("/move"),
                                      {{QStringLiteral("columnId"), column.value(u"id")}});
    if (!moved)
        return moved.error();
    return Outcome{QStringLiteral("%1 is in “%2” now.\n").arg(open.task.name(), column.value(u"name").toString()),
                   *moved};
}

/// A piece of text for show(): «Due        2026-05-01», if there is anything to say.
void addLine(QString &text, const QString &what, const QString &value)
{
    constexpr int width = 11;
    if (!value.isEmpty())
        text += what.leftJustified(width) + value + u'\n';
}

QString namesIn(const QJsonArray &pairs, QStringView idField, const QHash<QString, QString> &names)
{
    QStringList found;
    for (const QJsonValue pair : pairs)
        found << names.value(pair[idField].toString(), pair[idField].toString());
    found.sort();
    return found.join(QStringLiteral(", "));
}

/// What belongs to a task, list by list.
struct Details {
    QJsonArray columns;
    QJsonArray people;
    QJsonArray assignees;
    QJsonArray labels;
    QJsonArray taskLabels;
    QJsonArray comments;
};

Result<Details> detailsOf(const OpenTask &open)
{
    const ProjectPlace &project = open.task.project;
    Details details;
    struct Part {
        QString path;
        QJsonArray Details::*list;
    };
    const Part parts[]{
        {project.path() + QStringLiteral("/columns"), &Details::columns},
        {QStringLiteral("/workspaces/%1/members").arg(project.workspaceId), &Details::people},
        {project.path() + QStringLiteral("/labels"), &Details::labels},
        {open.task.path() + QStringLiteral("/assignees"), &Details::assignees},
        {open.task.path() + QStringLiteral("/labels"), &Details::taskLabels},
        {open.task.path() + QStringLiteral("/comments"), &Details::comments},
    };
    for (const Part &part : parts) {
        auto items = open.api->list(part.path);
        // A guest does not see who else is in the workspace: ids are shown instead of names.
        if (!items && part.list != &Details::people)
            return items.error();
        if (items)
            details.*part.list = std::move(*items);
    }
    return details;
}

QString inWords(const OpenTask &open, const Details &details)
{
    const QJsonObject &row = open.task.row;
    const auto people = TaskText::names(details.people, u"userId");
    QString text = QStringLiteral("%1  %2\n").arg(open.task.name(), row.value(u"title").toString());
    addLine(text, QStringLiteral("Project"), open.task.project.name);
    addLine(text, QStringLiteral("Column"), TaskText::names(details.columns).value(row.value(u"columnId").toString()));
    addLine(text, QStringLiteral("Assigned"), namesIn(details.assignees, u"userId", people));
    addLine(text, QStringLiteral("Labels"), namesIn(details.taskLabels, u"labelId", TaskText::names(details.labels)));
    if (row.value(u"priority").toString() != u"none")
        addLine(text, QStringLiteral("Priority"), row.value(u"priority").toString());
    addLine(text, QStringLiteral("Due"), row.value(u"dueDate").toString());
    addLine(text, QStringLiteral("Created"), TaskText::time(row.value(u"createdAt")));
    addLine(text, QStringLiteral("Done"), TaskText::time(row.value(u"completedAt")));
    addLine(text, QStringLiteral("Archived"), TaskText::time(row.value(u"archivedAt")));
    addLine(text, QStringLiteral("In trash"), TaskText::time(row.value(u"trashedAt")));
    if (const QString description = row.value(u"description").toString(); !description.isEmpty())
        text += u'\n' + description + u'\n';
    for (const QJsonValue comment : details.comments)
        text += QStringLiteral("\n%1, %2:\n%3\n")
                    .arg(comment[u"authorName"].toString(), TaskText::time(comment[u"createdAt"]),
                         comment[u"body"].toString());
    return text;
}

QString textOrStdin(const QString &text)
{
    if (text != u"-")
        return text;
    const std::string all{std::istreambuf_iterator<char>(std::cin), {}};
    return QString::fromStdString(all).trimmed();
}

} // namespace

Result<Outcome> Commands::show(const Invocation &invocation)
{
    const auto open = openTask(invocation);
    if (!open)
        return open.error();
    const auto details = detailsOf(*open);
    if (!details)
        return details.error();
    return Outcome{inWords(*open, *details),
                   {{QStringLiteral("name"), open->task.name()},
                    {QStringLiteral("task"), open->task.row},
                    {QStringLiteral("assignees"), details->assignees},
                    {QStringLiteral("labels"), details->taskLabels},
                    {QStringLiteral("comments"), details->comments}}};
}

Result<Outcome> Commands::add(const Invocation &invocation)
{
    auto api = Credentials::signedIn(invocation);
    if (!api)
        return api.error();
    const auto project = Places::project(**api, invocation.workspace, invocation.project);
    if (!project)
        return project.error();
    const auto columns = Places::columns(**api, *project);
    if (!columns)
        return columns.error();
    const auto column = columnCalled(*columns, invocation.column);
    if (!column)
        return column.error();
    QJsonObject wish{{QStringLiteral("title"), invocation.text}, {QStringLiteral("columnId"), column->value(u"id")}};
    const auto addText = [&wish](const QString &field, const QString &value) {
        if (!value.isEmpty())
            wish.insert(field, value);
    };
    addText(QStringLiteral("description"), invocation.description);
    addText(QStringLiteral("priority"), invocation.priority);
    addText(QStringLiteral("dueDate"), invocation.dueDate);
    if (invocation.estimate > 0)
        wish.insert(QStringLiteral("estimate"), invocation.estimate);
    auto made = (*api)->send("POST", project->path() + QStringLiteral("/tasks"), wish);
    if (!made)
        return made.error();
    const FoundTask task{*project, *made};
    QJsonObject json = *made;
    json.insert(QStringLiteral("name"), task.name());
    return Outcome{QStringLiteral("%1 is in “%2”.\n").arg(task.name(), column->value(u"name").toString()), json};
}

Result<Outcome> Commands::move(const Invocation &invocation)
{
    const auto open = openTask(invocation);
    if (!open)
        return open.error();
    const auto columns = Places::columns(*open->api, open->task.project);
    if (!columns)
        return columns.error();
    const auto column = columnCalled(*columns, invocation.column);
    return column ? moveTo(*open, *column) : Result<Outcome>(column.error());
}

Result<Outcome> Commands::done(const Invocation &invocation)
{
    const auto open = openTask(invocation);
    if (!open)
        return open.error();
    const auto columns = Places::columns(*open->api, open->task.project);
    if (!columns)
        return columns.error();
    for (const QJsonValue column : *columns) {
        if (column[u"type"].toString() == u"done")
            return moveTo(*open, column.toObject());
    }
    return Error(ErrorCode::NotFound,
                 QStringLiteral("The project “%1” has no column of type done.").arg(open->task.project.name));
}

Result<Outcome> Commands::comment(const Invocation &invocation)
{
    const auto open = openTask(invocation);
    if (!open)
        return open.error();
    const auto said = open->api->send("POST", open->task.path() + QStringLiteral("/comments"),
                                      {{QStringLiteral("body"), textOrStdin(invocation.text)}});
    if (!said)
        return said.error();
    return Outcome{QStringLiteral("Commented on %1.\n").arg(open->task.name()), *said};
}

Result<Outcome> Commands::assign(const Invocation &invocation)
{
    const auto open = openTask(invocation);
    if (!open)
        return open.error();
    const auto person = Places::person(*open->api, open->task.project, invocation.person);
    if (!person)
        return person.error();
    const auto done =
        open->api->send(invocation.isRemoval ? "DELETE" : "PUT",
                        open->task.path() + QStringLiteral("/assignees/") + person->value(u"userId").toString());
    // Taking away what was not given leaves things as they were asked for.
    if (!done && !(invocation.isRemoval && done.error().code == ErrorCode::NotFound))
        return done.error();
    const QString name = person->value(u"name").toString();
    return Outcome{(invocation.isRemoval ? QStringLiteral("%1 is not assigned to %2.\n")
                                         : QStringLiteral("%1 is assigned to %2.\n"))
                       .arg(open->task.name(), name),
                   {{QStringLiteral("name"), open->task.name()},
                    {QStringLiteral("userId"), person->value(u"userId")},
                    {QStringLiteral("assigned"), !invocation.isRemoval}}};
}

} // namespace TaskMaster::Cli
