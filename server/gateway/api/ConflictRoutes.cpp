// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/ConflictRoutes.h"

#include "server/gateway/api/CommandSchemas.h"
#include "server/gateway/api/JsonBody.h"
#include "server/gateway/api/JsonSchema.h"
#include "server/gateway/api/Reading.h"
#include "server/gateway/api/RowJson.h"
#include "server/storage/ConflictRows.h"
#include "server/storage/Reader.h"
#include "server/storage/RowPages.h"
#include "shared/protocol/ConflictCommands.h"

#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

QJsonObject wordsJson(const ConflictInWords &words)
{
    return {{QStringLiteral("conflict"), rowJson(words.conflict)},
            {QStringLiteral("name"), words.rowName},
            {QStringLiteral("current"), JsonBody::written(words.current)},
            {QStringLiteral("currentText"), words.currentText},
            {QStringLiteral("losingText"), words.losingText},
            {QStringLiteral("winnerName"), words.winnerName}};
}

Result<HttpResponse> listOfTask(Database &database, const ApiServices &services, const ApiRequest &request)
{
    const Reading::Snapshot snapshot(database);
    if (!snapshot.begun())
        return snapshot.begun().error();
    const StreamId stream = Streams::of(StreamKind::Project, request);
    const auto position = Reading::enter(database, services, request, stream);
    if (!position)
        return position.error();
    const EntityTag tag{services.epoch, QByteArray::number(position->seq), EntityTag::variantOf(request.http.path)};
    if (const auto known = EntityTags::matching(request.http, tag)) {
        HttpResponse response = EntityTags::notModified(*known);
        Seen::say(response, {*position});
        return response;
    }
    const auto conflicts = ConflictRows::read(database, stream, request.id("taskId"));
    if (!conflicts)
        return conflicts.error();
    QJsonArray items;
    for (const ConflictInWords &words : *conflicts)
        items.append(wordsJson(words));
    HttpResponse response = Reading::tagged({{QStringLiteral("items"), items}}, tag);
    Seen::say(response, {*position});
    return response;
}

/// The command that puts the losing value back and ends the conflict.
Result<Command> restoring(Database &database, const StreamId &stream, const Uuid &conflictId)
{
    const auto conflict = Read::one<Conflict>(database, stream, conflictId);
    if (!conflict)
        return conflict.error();
    if (!*conflict)
        return Error::notFound(QStringLiteral("conflict"));
    const auto kind = entityKindFromName((*conflict)->entity);
    if (!kind)
        return Error::notFound((*conflict)->entity);
    const auto row = Read::row(database, stream, *kind, (*conflict)->entityId);
    if (!row)
        return row.error();
    if (!*row)
        return Error::notFound((*conflict)->entity);
    auto both = ConflictCommands::restoringAndDismissing(**conflict, **row);
    if (!both)
        return both.error();
    return Command{Uuid::v7(), stream, std::move(*both)};
}

void restore(const ApiServices &services, const ApiRequest &request, const HttpResponder &responder, StreamKind kind)
{
    const StreamId stream = Streams::of(kind, request);
    services.pool.read([&services, request, responder, stream](Result<Database *> database) {
        const auto refuse = [&responder](const Error &error) { responder.answer(HttpResponse::problem(error)); };
        if (!database)
            return refuse(database.error());
        if (const auto position = Reading::enter(**database, services, request, stream); !position)
            return refuse(position.error());
        auto command = restoring(**database, stream, request.id("conflictId"));
        if (!command)
            return refuse(command.error());
        Submission submission = request.who.submission(*command, {});
        submission.answered = [&services, responder, stream, id = command->commandId](const CommandAnswer &answer) {
            if (!answer.outcome) {
                responder.answer(HttpResponse::problem(answer.outcome.error()));
                return;
            }
            HttpResponse response = HttpResponse::json(200, CommandSchemas::resultJson(id, *answer.outcome));
            response.headers.append({{"Cache-Control", "no-store"}, {"TaskMaster-Command", id.toString().toLatin1()}});
            Seen::say(response, *answer.outcome);
            responder.answer(std::move(response));
        };
        services.writes.submit(std::move(submission));
    });
}

Schema wordsSchema()
{
    const Schema text{{}, JsonSchema::text()};
    const QJsonObject any{{QStringLiteral("description"), QStringLiteral("What the field holds now.")}};
    return JsonSchema::object(QStringLiteral("ConflictInWords"), {}, JsonSchema::Way::Out,
                              {{QStringLiteral("conflict"), JsonSchema::row(EntityKind::Conflict)},
                               {QStringLiteral("name"), text},
                               {QStringLiteral("current"), {{}, any}},
                               {QStringLiteral("currentText"), text},
                               {QStringLiteral("losingText"), text},
                               {QStringLiteral("winnerName"), text}});
}

} // namespace

void addConflictRoutes(Router &router, ApiDoor &door, const ApiServices &services)
{
    RouteDescription about;
    about.tag = Streams::tag(StreamKind::Project);
    about.summary = QStringLiteral("Values of a task, or of what belongs to it, that lost against a later edit.");
    about.scope = Scope::Read;
    about.answer = {200, QStringLiteral("The newest first."),
                    JsonSchema::object(QStringLiteral("ConflictList"), {}, JsonSchema::Way::Out,
                                       {{QStringLiteral("items"), wordsSchema(), JsonSchema::Member::Shape::List}})};
    about.traits = RouteDescription::Cached | RouteDescription::Seen;
    door.add(router,
             {"GET",
              Streams::patternOf(StreamKind::Project) + "/tasks/{taskId}/conflicts",
              "listConflictsOfTask",
              {},
              about},
             [&services](const ApiRequest &request, const HttpResponder &responder) {
                 Reading::onDatabase(services.pool, responder, [&services, request](Database &database) {
                     return listOfTask(database, services, request);
                 });
             });
    for (const StreamKind kind : Streams::kinds) {
        RouteDescription put;
        put.tag = Streams::tag(kind);
        put.summary = QStringLiteral("Puts a losing value back, over what is there now, and ends the conflict.");
        put.scope = Scope::Write;
        put.answer = {200, QStringLiteral("Where its event is."), CommandSchemas::resultSchema()};
        put.errors = {ErrorCode::InvalidField, ErrorCode::Archived, ErrorCode::WipLimit, ErrorCode::Forbidden};
        put.traits = RouteDescription::Seen;
        door.add(router,
                 {"POST",
                  Streams::patternOf(kind) + "/conflicts/{conflictId}/restore",
                  QByteArray("restoreConflict") + Streams::suffix(kind),
                  {},
                  put},
                 [&services, kind](const ApiRequest &request, const HttpResponder &responder) {
                     restore(services, request, responder, kind);
                 });
    }
}

} // namespace TaskMaster::Server
