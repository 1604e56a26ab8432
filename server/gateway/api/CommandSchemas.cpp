// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/CommandSchemas.h"

#include "server/gateway/api/CommandReader.h"
#include "server/gateway/api/JsonSchema.h"
#include "server/handlers/HandlerTable.h"

#include <QJsonArray>

namespace TaskMaster::Server::CommandSchemas {
namespace {

using Does = CommandRoute::Does;

constexpr quint8 Writing = RouteDescription::Idempotent | RouteDescription::Seen;

QByteArray uncapitalised(QByteArray name)
{
    name[0] = static_cast<char>(QChar::toLower(static_cast<char32_t>(name[0])));
    return name;
}

bool isInSeveral(StreamKinds streams)
{
    return (streams & (streams - 1)) != 0;
}

AnswerDescription answerOf(Does does, EntityKind kind)
{
    switch (does) {
    case Does::Make:
    case Does::MakeStream:
        return {201, QStringLiteral("The new row."), JsonSchema::row(kind)};
    case Does::Change:
        return {200, QStringLiteral("The row as it is now."), JsonSchema::row(kind)};
    case Does::Act:
        return {200, QStringLiteral("Where its event is; nowhere if there was nothing to do."), resultSchema()};
    case Does::Remove:
        break;
    }
    return {204, QStringLiteral("Done.")};
}

/// Parameters of the path that are not ids.
QList<ParameterDescription> pathOf(const CommandRoute &route)
{
    QList<ParameterDescription> path;
    const QByteArrayList given = CommandReader::givenArguments(route);
    for (const FieldDescription &field : describeCommand(route.command).fields) {
        if (!given.contains(field.name) || field.type == FieldType::Id
            || (route.fixed && field.name == QByteArrayView(route.fixed)))
            continue;
        QJsonObject schema = JsonSchema::ofField(field, JsonSchema::Way::Out);
        if (field.type == FieldType::Text)
            schema[QStringLiteral("minLength")] = 1;
        path.append({field.name, {}, schema, ParameterDescription::Need::Required});
    }
    return path;
}

QJsonObject constant(const QByteArray &name)
{
    return {{QStringLiteral("type"), QStringLiteral("string")}, {QStringLiteral("const"), QString::fromLatin1(name)}};
}

/// `{name, args}` of one command.
Schema namedCommand(const QByteArray &name, const Schema &args)
{
    const QJsonObject properties{{QStringLiteral("name"), constant(name)},
                                 {QStringLiteral("args"), JsonSchema::use(args)}};
    return {QString::fromLatin1(name) + QStringLiteral("Command"),
            {{QStringLiteral("type"), QStringLiteral("object")},
             {QStringLiteral("properties"), properties},
             {QStringLiteral("required"), QJsonArray{QStringLiteral("name"), QStringLiteral("args")}},
             {QStringLiteral("additionalProperties"), false}},
            {args}};
}

Schema editArguments()
{
    QJsonArray kinds;
    for (int kind = 0; kind < EntityKindCount; ++kind)
        kinds.append(QString::fromLatin1(TaskMaster::describe(static_cast<EntityKind>(kind)).name));
    const QJsonObject entity{{QStringLiteral("type"), QStringLiteral("string")}, {QStringLiteral("enum"), kinds}};
    const QJsonObject fields{{QStringLiteral("type"), QStringLiteral("object")}, {QStringLiteral("minProperties"), 1}};
    const QJsonObject base{{QStringLiteral("type"), QStringLiteral("object")}};
    return {QStringLiteral("EditArguments"),
            {{QStringLiteral("type"), QStringLiteral("object")},
             {QStringLiteral("properties"),
              QJsonObject{{QStringLiteral("entity"), entity},
                          {QStringLiteral("id"), JsonSchema::uuid()},
                          {QStringLiteral("fields"), fields},
                          {QStringLiteral("base"), base}}},
             {QStringLiteral("required"),
              QJsonArray{QStringLiteral("entity"), QStringLiteral("id"), QStringLiteral("fields")}},
             {QStringLiteral("additionalProperties"), false}}};
}

Schema argumentsOf(int command)
{
    const CommandArgs args = describeCommand(command).make();
    if (std::holds_alternative<Edit>(args))
        return editArguments();
    Schema schema = JsonSchema::arguments(describeCommand(command), {}, {});
    schema.name = QString::fromLatin1(describeCommand(command).name) + QStringLiteral("Arguments");
    return schema;
}

enum class Among : quint8 { Alone, Many };

/// All commands for one kind of stream, or those that may be sent with others.
Schema anyCommand(StreamKind kind, Among among)
{
    const QString name = among == Among::Alone ? QStringLiteral("Command") : QStringLiteral("CommandAmongMany");
    Schema any{name + QLatin1StringView(Streams::suffix(kind)), {}};
    QJsonArray choices;
    for (int command = 0; command < CommandKindCount; ++command) {
        const CommandDescription &description = describeCommand(command);
        const CommandArgs args = description.make();
        if ((description.streams & streamBit(kind)) == 0 || std::holds_alternative<Bulk>(args)
            || std::holds_alternative<PutRows>(args) || !isForClients(args, kind)
            || (among == Among::Many && !mayBeInBulk(args)))
            continue;
        const Schema named = namedCommand(description.name, argumentsOf(command));
        choices.append(JsonSchema::use(named));
        any.parts.push_back(named);
    }
    any.body = {{QStringLiteral("oneOf"), choices}};
    return any;
}

Schema commandsSchema(StreamKind kind)
{
    const Schema any = anyCommand(kind, Among::Alone);
    const Schema among = anyCommand(kind, Among::Many);
    QJsonObject list = JsonSchema::arrayOf(JsonSchema::use(among));
    list[QStringLiteral("minItems")] = 1;
    list[QStringLiteral("maxItems")] = static_cast<qint64>(Bulk::CommandsMax);
    const QJsonObject many{{QStringLiteral("type"), QStringLiteral("object")},
                           {QStringLiteral("properties"), QJsonObject{{QStringLiteral("commands"), list}}},
                           {QStringLiteral("required"), QJsonArray{QStringLiteral("commands")}},
                           {QStringLiteral("additionalProperties"), false}};
    return {QStringLiteral("Commands") + QLatin1StringView(Streams::suffix(kind)),
            {{QStringLiteral("oneOf"), QJsonArray{JsonSchema::use(any), many}}},
            {any, among}};
}

} // namespace

Schema resultSchema()
{
    constexpr qint64 largest = 1'000'000'000'000'000;
    const Schema number{{}, JsonSchema::integer(0, largest)};
    const Schema position = JsonSchema::object(QStringLiteral("Position"), {}, JsonSchema::Way::Out,
                                               {{QStringLiteral("stream"), {{}, JsonSchema::text()}},
                                                {QStringLiteral("epoch"), number},
                                                {QStringLiteral("seq"), number}});
    return JsonSchema::object(QStringLiteral("CommandResult"), {}, JsonSchema::Way::Out,
                              {{QStringLiteral("commandId"), {{}, JsonSchema::uuid()}},
                               {QStringLiteral("at"), position, JsonSchema::Member::Shape::List}});
}

QJsonObject resultJson(const Uuid &commandId, const QList<Position> &at)
{
    QJsonArray positions;
    for (const Position &position : at)
        positions.append(QJsonObject{{QStringLiteral("stream"), position.stream.toString()},
                                     {QStringLiteral("epoch"), position.epoch},
                                     {QStringLiteral("seq"), position.seq}});
    return {{QStringLiteral("commandId"), commandId.toString()}, {QStringLiteral("at"), positions}};
}

QByteArray patternOf(const CommandRoute &route, StreamKind kind)
{
    if (route.does == Does::MakeStream)
        return kind == StreamKind::Workspace ? QByteArray("/api/v1/workspaces")
                                             : Streams::patternOf(StreamKind::Workspace) + "/projects";
    return Streams::patternOf(kind) + route.path;
}

QByteArray operationOf(const CommandRoute &route, StreamKind kind)
{
    const CommandDescription &command = describeCommand(route.command);
    const QByteArray name = route.operation ? QByteArray(route.operation) : uncapitalised(command.name);
    return isInSeveral(command.streams) ? name + Streams::suffix(kind) : name;
}

Scope scopeOf(const CommandArgs &args, StreamKind kind)
{
    const StreamId stream{kind, {}, {}};
    for (const Scope scope : {Scope::Read, Scope::Write, Scope::Admin}) {
        if (Access::keyOpens({scope, {}}, HandlerTable::capabilityOf(args, kind), stream))
            return scope;
    }
    return Scope::Session;
}

bool isForClients(const CommandArgs &args, StreamKind kind)
{
    return HandlerTable::capabilityOf(args, kind) != Capability::SystemOnly;
}

RouteDescription describe(const CommandRoute &route, StreamKind kind)
{
    const CommandDescription &command = describeCommand(route.command);
    RouteDescription about;
    about.tag = Streams::tag(kind);
    about.summary = QString::fromUtf8(route.summary);
    about.scope = scopeOf(command.make(), kind);
    about.answer = answerOf(route.does, route.kind);
    QByteArrayList optional;
    if (route.newId)
        optional.append(route.newId);
    about.request = JsonSchema::arguments(command, CommandReader::givenArguments(route), optional);
    if (isInSeveral(command.streams) && !about.request.isEmpty())
        about.request.name = QString::fromLatin1(command.name); // the same in all of them
    if (route.does == Does::MakeStream) {
        QJsonObject properties = about.request.body.value(u"properties").toObject();
        properties[QLatin1StringView(route.newId)] = JsonSchema::orNull(JsonSchema::uuid());
        about.request.body[QStringLiteral("properties")] = properties;
    }
    if (about.request.body.value(u"required").toArray().isEmpty())
        about.body = RouteDescription::Body::Optional;
    about.path = pathOf(route);
    about.errors = {ErrorCode::AlreadyExists};
    about.traits = Writing;
    if (route.does == Does::Change || route.does == Does::Remove)
        about.traits |= RouteDescription::Guarded;
    if (route.does != Does::Remove && route.does != Does::Act)
        about.otherAnswers = {{204, QStringLiteral("Done; what it was about is gone by now.")}};
    return about;
}

QByteArray patchOperationOf(const Resource &resource, StreamKind kind)
{
    const EntityDescription &entity = TaskMaster::describe(resource.kind);
    const QByteArray name = "edit" + JsonSchema::capitalised(entity.name);
    return isInSeveral(entity.streams) ? name + Streams::suffix(kind) : name;
}

RouteDescription describePatch(const Resource &resource, StreamKind kind)
{
    RouteDescription about;
    about.tag = Streams::tag(kind);
    about.summary = QStringLiteral("Changes fields of a %1 (JSON Merge Patch, RFC 7396).")
                        .arg(QString::fromLatin1(TaskMaster::describe(resource.kind).name));
    Edit edit;
    edit.entity = resource.kind;
    about.scope = scopeOf(edit, kind);
    about.answer = answerOf(Does::Change, resource.kind);
    about.otherAnswers = {{204, QStringLiteral("Done; the row is gone by now.")}};
    about.request = JsonSchema::patch(resource.kind);
    about.requestTypes = {"application/merge-patch+json", "application/json"};
    about.errors = {ErrorCode::AlreadyExists};
    about.traits = Writing | RouteDescription::Guarded;
    return about;
}

RouteDescription describeAny(StreamKind kind)
{
    RouteDescription about;
    about.tag = Streams::tag(kind);
    about.summary =
        QStringLiteral("Any command by its name, or up to %1 at once, all or nothing.").arg(Bulk::CommandsMax);
    about.scope = Scope::Write;
    about.answer = answerOf(Does::Act, EntityKind::Task);
    about.request = commandsSchema(kind);
    about.errors = {ErrorCode::AlreadyExists};
    about.traits = Writing;
    return about;
}

} // namespace TaskMaster::Server::CommandSchemas
