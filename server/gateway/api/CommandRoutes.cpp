// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/CommandRoutes.h"

#include "server/gateway/api/CommandAnswers.h"
#include "server/gateway/api/CommandReader.h"
#include "server/gateway/api/CommandSchemas.h"

namespace TaskMaster::Server {
namespace {

using Does = CommandRoute::Does;

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
                 CommandAnswers::submit(services, request, responder, {line.does, line.kind, row, *command});
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
                 CommandAnswers::submit(services, request, responder, {Does::Change, resource.kind, row, *command});
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
        CommandAnswers::submit(services, request, responder, {Does::Act, EntityKind::Task, {}, *command});
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
