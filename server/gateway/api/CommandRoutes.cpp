// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/CommandRoutes.h"

#include "server/gateway/api/CommandReader.h"
#include "server/gateway/api/CommandSchemas.h"
#include "server/gateway/api/Reading.h"
#include "server/gateway/api/RowJson.h"
#include "server/storage/Reader.h"
#include "server/storage/RowPages.h"

#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

using Does = CommandRoute::Does;

/// What a request is answered with once its command is committed.
struct Showing {
    Does does = Does::Act;
    EntityKind kind = EntityKind::Task;
    Uuid row; ///< null with Act
    Command command;
};

/// The tag that GET gives the whole row at its own address.
void tag(HttpResponse &response, const ApiServices &services, const Showing &showing, const Entity &row,
         const QByteArray &location)
{
    const EntityTag entityTag{services.epoch, QByteArray::number(rowOf(row).rev), EntityTag::variantOf(location)};
    response.headers.append(HttpHeader{"ETag", entityTag.toHeader()});
    if (showing.does == Does::Make || showing.does == Does::MakeStream)
        response.headers.append(HttpHeader{"Location", location});
    else
        response.headers.append(HttpHeader{"Content-Location", location});
}

Result<HttpResponse> shown(Database &database, const ApiServices &services, const Showing &showing,
                           const QList<Position> &at)
{
    // The head first: the row is at least as new as what is said of it.
    const StreamId &stream = showing.command.stream;
    const auto head = RowPages::head(database, stream);
    if (!head)
        return head.error();
    HttpResponse response{204, {}, {}};
    if (showing.does == Does::Act) {
        response = HttpResponse::json(200, CommandSchemas::resultJson(showing.command.commandId, at));
    } else if (showing.does != Does::Remove) {
        const auto row = Read::row(database, stream, showing.kind, showing.row);
        if (!row)
            return row.error();
        if (*row) { // else it is gone by now: there is nothing to show
            const bool isNew = showing.does != Does::Change;
            response = HttpResponse::json(isNew ? 201 : 200, rowJson(**row));
            const QByteArray location = locationOf(stream, **row);
            if (!location.isEmpty())
                tag(response, services, showing, **row, location);
        }
    }
    response.headers.append(
        {{"Cache-Control", "no-store"}, {"TaskMaster-Command", showing.command.commandId.toString().toLatin1()}});
    Seen::say(response, {{stream, services.epoch, *head}});
    return response;
}

/// Hands the command in, and answers when it is durable.
void submit(const ApiServices &services, const ApiRequest &request, const HttpResponder &responder, Showing showing)
{
    if (const auto seen = Seen::of(request.http); !seen) {
        responder.answer(HttpResponse::problem(seen.error()));
        return;
    }
    Submission submission = request.who.submission(showing.command, {});
    const auto revs = EntityTags::wantedRevs(request.http, services.epoch);
    if (revs && (showing.does == Does::Change || showing.does == Does::Remove))
        submission.precondition = Precondition{showing.kind, showing.row, *revs};
    submission.answered = [&services, responder, showing = std::move(showing)](const CommandAnswer &answer) {
        if (!answer.outcome) {
            responder.answer(HttpResponse::problem(answer.outcome.error()));
            return;
        }
        Reading::onDatabase(services.pool, responder, [&services, showing, at = *answer.outcome](Database &database) {
            return shown(database, services, showing, at);
        });
    };
    services.writes.submit(std::move(submission));
}

void refuse(const HttpResponder &responder, const Error &error)
{
    responder.answer(HttpResponse::problem(error));
}

void addCommand(Router &router, ApiDoor &door, const ApiServices &services, const CommandRoute &line, StreamKind kind)
{
    Route route{line.method,
                CommandSchemas::patternOf(line, kind),
                CommandSchemas::operationOf(line, kind),
                {},
                CommandSchemas::describe(line, kind)};
    door.add(router, std::move(route),
             [&services, &line, kind](const ApiRequest &request, const HttpResponder &responder) {
                 const auto command = CommandReader::read(line, kind, request);
                 if (!command)
                     return refuse(responder, command.error());
                 const Uuid row = line.row ? line.row(*command, request.who.userId) : Uuid();
                 submit(services, request, responder, {line.does, line.kind, row, *command});
             });
}

void addPatch(Router &router, ApiDoor &door, const ApiServices &services, const Resource &resource, StreamKind kind)
{
    Route route{"PATCH",
                Streams::patternOf(kind) + resource.single,
                CommandSchemas::patchOperationOf(resource, kind),
                {},
                CommandSchemas::describePatch(resource, kind)};
    door.add(router, std::move(route),
             [&services, &resource, kind](const ApiRequest &request, const HttpResponder &responder) {
                 const auto command = CommandReader::readPatch(resource, kind, request);
                 if (!command)
                     return refuse(responder, command.error());
                 const Uuid row = std::get<Edit>(command->args).id;
                 submit(services, request, responder, {Does::Change, resource.kind, row, *command});
             });
}

void addAny(Router &router, ApiDoor &door, const ApiServices &services, StreamKind kind)
{
    Route route{"POST",
                Streams::patternOf(kind) + "/commands",
                QByteArray("submitCommands") + Streams::suffix(kind),
                {},
                CommandSchemas::describeAny(kind)};
    door.add(router, std::move(route), [&services, kind](const ApiRequest &request, const HttpResponder &responder) {
        const auto command = CommandReader::readAny(kind, request);
        if (!command)
            return refuse(responder, command.error());
        submit(services, request, responder, {Does::Act, EntityKind::Task, {}, *command});
    });
}

bool isEditable(EntityKind kind)
{
    const auto fields = describe(kind).fields;
    return std::any_of(fields.begin(), fields.end(), [](const FieldDescription &field) { return field.has(Editable); });
}

} // namespace

void addCommandRoutes(Router &router, ApiDoor &door, const ApiServices &services)
{
    for (const CommandRoute &line : commandRoutes()) {
        for (const StreamKind kind : Streams::kinds) {
            if ((describeCommand(line.command).streams & streamBit(kind)) != 0)
                addCommand(router, door, services, line, kind);
        }
    }
    for (const Resource &resource : allResources()) {
        for (const StreamKind kind : Streams::kinds) {
            if (resource.single && isEditable(resource.kind)
                && (describe(resource.kind).streams & streamBit(kind)) != 0)
                addPatch(router, door, services, resource, kind);
        }
    }
    for (const StreamKind kind : Streams::kinds)
        addAny(router, door, services, kind);
}

} // namespace TaskMaster::Server
