// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/TemplateRoutes.h"

#include "server/gateway/api/CommandAnswers.h"
#include "server/gateway/api/CommandReader.h"
#include "server/gateway/api/CommandSchemas.h"
#include "server/gateway/api/JsonBody.h"
#include "server/gateway/api/JsonSchema.h"
#include "server/gateway/api/Seen.h"
#include "server/storage/QueryScope.h"
#include "server/storage/Reader.h"
#include "shared/protocol/TemplateCommands.h"

#include <QDateTime>

namespace TaskMaster::Server {
namespace {

using Does = CommandRoute::Does;

struct TemplateUse {
    Uuid columnId;

    static constexpr const char *schema = "TemplateUse";
    static constexpr std::array fields{idField<&TemplateUse::columnId>("columnId")};
};

struct TemplateRooms {
    const ApiServices &services;
    const Clock &clock;
};

void refuseTemplate(const HttpResponder &responder, const Error &error)
{
    responder.answer(HttpResponse::problem(error));
}

/// The template of the path as it can be read by who asks, understood.
Result<TemplateBody> templateOf(Database &database, const TemplateRooms &rooms, const ApiRequest &request,
                                TemplateKind kind)
{
    const StreamId workspace = StreamId::ofWorkspace(request.id("workspace"));
    if (auto ok = Read::access(database, rooms.services.access, request.who.viewer(), workspace); !ok)
        return ok.error();
    const auto found = Read::one<Template>(database, workspace, request.id("templateId"));
    if (!found)
        return found.error();
    if (!*found)
        return Error::notFound(QStringLiteral("template"));
    if ((*found)->kind != kind)
        return Error::invalidField(QStringLiteral("templateId"),
                                   kind == TemplateKind::Task ? QStringLiteral("is one for projects")
                                                              : QStringLiteral("is one for tasks"));
    return readTemplateBody(kind, (*found)->body);
}

/// Today, for who asks.
Result<QDate> todayOf(Database &database, const TemplateRooms &rooms, const ApiRequest &request)
{
    const auto zone = QueryScopes::zoneOf(database, request.who.userId);
    if (!zone)
        return zone.error();
    return QDateTime::fromMSecsSinceEpoch(rooms.clock.nowMs(), *zone).date();
}

/// What a task template does in the project of the path.
Result<Bulk> taskCommands(Database &database, const TemplateRooms &rooms, const ApiRequest &request,
                          TemplateGround ground)
{
    const StreamId project = Streams::of(StreamKind::Project, request);
    if (auto ok = Read::access(database, rooms.services.access, request.who.viewer(), project); !ok)
        return ok.error();
    const auto body = templateOf(database, rooms, request, TemplateKind::Task);
    const auto today = todayOf(database, rooms, request);
    auto columns = Read::all<Column>(database, project);
    auto labels = Read::all<Label>(database, project);
    if (!body || !today || !columns || !labels)
        return !body ? body.error() : !today ? today.error() : !columns ? columns.error() : labels.error();
    ground.today = *today;
    ground.columns = *std::move(columns);
    ground.labels = *std::move(labels);
    return TemplateCommands::bulkOf(*body, ground);
}

void makeTask(const TemplateRooms &rooms, const ApiRequest &request, const HttpResponder &responder)
{
    const auto key = CommandReader::keyOf(request);
    const auto wish = JsonBody::read<TemplateUse>(request.http);
    if (!key || !wish)
        return refuseTemplate(responder, !key ? key.error() : wish.error());
    const TemplateGround ground{key->id, {}, {}, {}, wish->columnId};
    rooms.services.pool.read([rooms, request, responder, ground](Result<Database *> database) {
        auto bulk = database ? taskCommands(**database, rooms, request, ground) : Result<Bulk>(database.error());
        if (!bulk)
            return refuseTemplate(responder, bulk.error());
        CommandAnswers::submit(rooms.services, request, responder,
                               {Does::Make,
                                EntityKind::Task,
                                TemplateCommands::taskId(ground.seed),
                                {ground.seed, Streams::of(StreamKind::Project, request), *std::move(bulk)}});
    });
}

/// The empty project first, then all that is in it as one: whoever asks again with the same key goes on where it
/// stopped.
void fillProject(const TemplateRooms &rooms, const ApiRequest &request, const HttpResponder &responder,
                 const Command &project, Bulk filling)
{
    const CommandAnswers::Showing showing{Does::MakeStream,
                                          EntityKind::Project,
                                          project.stream.scope,
                                          {Uuid::v5(project.commandId, "filling"), project.stream, std::move(filling)}};
    Submission submission = request.who.submission(project, {});
    submission.answered = [rooms, request, responder, showing](const CommandAnswer &made) {
        if (!made.outcome)
            return refuseTemplate(responder, made.outcome.error());
        CommandAnswers::submit(rooms.services, request, responder, showing);
    };
    rooms.services.writes.submit(std::move(submission));
}

void makeProjectOf(const TemplateRooms &rooms, const CommandRoute &line, const ApiRequest &request,
                   const HttpResponder &responder)
{
    auto project = CommandReader::read(line, StreamKind::Project, request);
    const auto seen = Seen::of(request.http);
    if (!project || !seen)
        return refuseTemplate(responder, !project ? project.error() : seen.error());
    if (const auto body = JsonBody::parse(request.http); body && body->contains(u"empty")) {
        FieldErrors errors;
        errors.add(QStringLiteral("empty"), QStringLiteral("is not known here"));
        return refuseTemplate(responder, errors.error());
    }
    std::get<CreateProject>(project->args).empty = true; // its columns are the template's
    rooms.services.pool.read([rooms, request, responder, project = *project](Result<Database *> database) {
        const auto body = database ? templateOf(**database, rooms, request, TemplateKind::Project)
                                   : Result<TemplateBody>(database.error());
        const auto today = body ? todayOf(**database, rooms, request) : Result<QDate>(body.error());
        if (!today)
            return refuseTemplate(responder, today.error());
        auto filling = TemplateCommands::bulkOf(*body, {project.commandId, *today, {}, {}, {}});
        if (!filling)
            return refuseTemplate(responder, filling.error());
        fillProject(rooms, request, responder, project, *std::move(filling));
    });
}

const CommandRoute &projectLine()
{
    const auto lines = commandRoutes();
    const auto line = std::find_if(lines.begin(), lines.end(), [](const CommandRoute &known) {
        return std::holds_alternative<CreateProject>(describeCommand(known.command).make());
    });
    Q_ASSERT(line != lines.end());
    return *line;
}

RouteDescription describedTaskUse()
{
    RouteDescription about;
    about.tag = Streams::tag(StreamKind::Project);
    about.summary =
        QStringLiteral("Makes the task of a task template, with its parts, checklists and labels, at once.");
    about.scope = Scope::Write;
    about.answer = {201, QStringLiteral("The new task."), JsonSchema::row(EntityKind::Task)};
    about.otherAnswers = {{204, QStringLiteral("Done; the task is gone by now.")}};
    about.request = JsonSchema::of<TemplateUse>(JsonSchema::Way::In);
    about.body = RouteDescription::Body::Optional;
    about.errors = {ErrorCode::AlreadyExists};
    about.traits = RouteDescription::Idempotent | RouteDescription::Seen;
    return about;
}

} // namespace

void addTemplateRoutes(Router &router, ApiDoor &door, const ApiServices &services, const Clock &clock)
{
    const TemplateRooms rooms{services, clock};
    door.add(
        router,
        {"POST",
         Streams::patternOf(StreamKind::Project) + "/templates/{templateId}/tasks",
         "useTaskTemplate",
         {},
         describedTaskUse()},
        [rooms](const ApiRequest &request, const HttpResponder &responder) { makeTask(rooms, request, responder); });
    const CommandRoute &line = projectLine();
    RouteDescription about = CommandSchemas::describe(line, StreamKind::Project);
    about.tag = Streams::tag(StreamKind::Workspace);
    about.summary = QStringLiteral("Makes a project of a project template: its columns, labels and tasks.");
    about.request.name = QStringLiteral("ProjectOfTemplate");
    QJsonObject properties = about.request.body.value(u"properties").toObject();
    properties.remove(QStringLiteral("empty"));
    about.request.body[QStringLiteral("properties")] = properties;
    door.add(router,
             {"POST",
              Streams::patternOf(StreamKind::Workspace) + "/templates/{templateId}/projects",
              "useProjectTemplate",
              {},
              about},
             [rooms, &line](const ApiRequest &request, const HttpResponder &responder) {
                 makeProjectOf(rooms, line, request, responder);
             });
}

} // namespace TaskMaster::Server
