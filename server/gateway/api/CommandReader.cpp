// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/CommandReader.h"

#include "server/gateway/api/JsonBody.h"
#include "shared/protocol/Codec.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace TaskMaster::Server::CommandReader {
namespace {

constexpr qsizetype KeyMax = 255;
/// The space of command ids that were made of keys of another form.
constexpr Uuid KeySpace{0x7461736b6d617374ULL, 0xa572000000000001ULL};

/// The same key makes the same row.
Uuid newRowId(const CommandKey &key)
{
    return key.isGiven ? Uuid::v5(key.id, "row") : Uuid::v7();
}

/// Through the same door as everything from the wire.
Result<Command> decoded(const Uuid &commandId, const StreamId &stream, const QString &name, const QJsonObject &args)
{
    const QJsonObject json{{QStringLiteral("commandId"), commandId.toString()},
                           {QStringLiteral("stream"), stream.toString()},
                           {QStringLiteral("name"), name},
                           {QStringLiteral("args"), args}};
    return Codec::decodeCommand(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

const FieldDescription *argument(const CommandDescription &command, const QByteArray &name)
{
    for (const FieldDescription &field : command.fields) {
        if (name == field.name)
            return &field;
    }
    return nullptr;
}

/// Arguments of the path. One that does not fit names nothing that there is.
Result<QJsonObject> fromPath(const CommandRoute &route, const ApiRequest &request)
{
    const CommandDescription &command = describeCommand(route.command);
    QJsonObject args;
    for (const auto &[name, value] : request.http.parameters) {
        const FieldDescription *field = argument(command, name);
        if (!field)
            continue; // of the stream
        if (!checked(*field, Value(value)))
            return Error::notFound(QString::fromLatin1(name));
        args[QLatin1StringView(name)] = value;
    }
    if (route.fixed)
        args[QLatin1StringView(route.fixed)] = route.fixedValue;
    return args;
}

void checkArgs(const QString &name, const QJsonObject &args, const QString &place, FieldErrors &errors);

void checkEdit(const QJsonObject &args, const QString &place, FieldErrors &errors)
{
    const auto kind = entityKindFromName(args[u"entity"].toString());
    if (!kind) {
        errors.add(place + QStringLiteral(".entity"), QStringLiteral("is not a known kind"));
        return;
    }
    (void)JsonBody::fields(args[u"fields"].toObject(), describe(*kind).fields, errors,
                           place + QStringLiteral(".fields"));
}

void checkCommand(const QJsonValue &json, const QString &place, FieldErrors &errors)
{
    const QJsonObject object = json.toObject();
    const QString prefix = place.isEmpty() ? QString() : place + u'.';
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() != u"name" && it.key() != u"args")
            errors.add(prefix + it.key().left(40), QStringLiteral("is not known here"));
    }
    if (!object[u"args"].isObject())
        errors.add(prefix + QStringLiteral("args"), QStringLiteral("must be an object"));
    checkArgs(object[u"name"].toString(), object[u"args"].toObject(), prefix, errors);
}

/// `prefix` ends in a dot, or is empty.
void checkArgs(const QString &name, const QJsonObject &args, const QString &prefix, FieldErrors &errors)
{
    const int kind = commandKindFromName(name);
    if (kind < 0) {
        errors.add(prefix + QStringLiteral("name"), QStringLiteral("is not the name of a command"));
        return;
    }
    const QString place = prefix + QStringLiteral("args");
    const CommandArgs made = describeCommand(kind).make();
    if (std::holds_alternative<Edit>(made))
        return checkEdit(args, place, errors);
    if (std::holds_alternative<Bulk>(made) || std::holds_alternative<PutRows>(made)) {
        errors.add(prefix + QStringLiteral("name"),
                   QStringLiteral("is not sent by this name; use `commands` for many"));
        return;
    }
    const auto fields = describeCommand(kind).fields;
    JsonBody::requireAll(JsonBody::fields(args, fields, errors, place), fields, errors, place);
}

StreamId newStream(StreamKind kind, const QString &id, const ApiRequest &request, const QString &name,
                   FieldErrors &errors)
{
    const Uuid scope = Uuid::fromString(id).value_or(Uuid{});
    if (scope.isNull())
        errors.add(name, QStringLiteral("must be a UUID"));
    return kind == StreamKind::Workspace ? StreamId::ofWorkspace(scope)
                                         : StreamId::ofProject(request.id("workspace"), scope);
}

} // namespace

Result<CommandKey> keyOf(const ApiRequest &request)
{
    const auto key = request.http.header("Idempotency-Key");
    if (!key)
        return CommandKey{Uuid::v7(), false};
    if (key->isEmpty() || key->size() > KeyMax) {
        FieldErrors errors;
        errors.addParameter(QStringLiteral("Idempotency-Key"),
                            QStringLiteral("must have 1 to %1 characters").arg(KeyMax));
        return errors.error();
    }
    const auto id = Uuid::fromString(QString::fromLatin1(*key));
    return CommandKey{id && !id->isNull() ? *id : Uuid::v5(KeySpace, *key), true};
}

QByteArrayList givenArguments(const CommandRoute &route)
{
    QByteArrayList given;
    for (const QByteArray &part : QByteArray(route.path).split('/')) {
        if (part.startsWith('{'))
            given.append(part.sliced(1).chopped(1));
    }
    if (route.fixed)
        given.append(route.fixed);
    return given;
}

Result<Command> read(const CommandRoute &route, StreamKind kind, const ApiRequest &request)
{
    const auto key = keyOf(request);
    if (!key)
        return key.error();
    const auto given = fromPath(route, request);
    if (!given)
        return given.error();
    auto body = JsonBody::parse(request.http);
    if (!body)
        return body.error();
    const CommandDescription &command = describeCommand(route.command);
    const bool makesStream = route.does == CommandRoute::Does::MakeStream;
    QJsonObject args = *std::move(body);
    FieldErrors errors;
    for (auto it = given->begin(); it != given->end(); ++it) {
        if (args.contains(it.key()))
            errors.add(it.key(), QStringLiteral("is said by the address"));
        args[it.key()] = it.value();
    }
    const QString newId = QString::fromLatin1(route.newId);
    if (route.newId && args.value(newId).toVariant().isNull())
        args[newId] = newRowId(*key).toString();
    // A stream that is made is not in the address yet.
    const StreamId stream =
        makesStream ? newStream(kind, args.take(newId).toString(), request, newId, errors) : Streams::of(kind, request);
    JsonBody::requireAll(JsonBody::fields(args, command.fields, errors), command.fields, errors);
    if (!errors.isEmpty())
        return errors.error();
    return decoded(key->id, stream, QString::fromLatin1(command.name), args);
}

Result<Command> readPatch(const Resource &resource, StreamKind kind, const ApiRequest &request)
{
    const auto key = keyOf(request);
    if (!key)
        return key.error();
    auto body = JsonBody::parse(request.http, {"application/merge-patch+json", "application/json"});
    if (!body)
        return body.error();
    const EntityDescription &entity = describe(resource.kind);
    QJsonObject fields = *std::move(body);
    const QJsonValue base = fields.take(QStringLiteral("base"));
    FieldErrors errors;
    for (const FieldDescription &field : entity.fields) {
        if (!field.has(Editable) && fields.contains(QLatin1StringView(field.name))) {
            errors.add(QString::fromLatin1(field.name), QStringLiteral("cannot be edited"));
            fields.remove(QLatin1StringView(field.name));
        }
    }
    (void)JsonBody::fields(fields, entity.fields, errors);
    if (!base.isUndefined() && !base.isObject())
        errors.add(QStringLiteral("base"), QStringLiteral("must be an object"));
    if (errors.isEmpty() && fields.isEmpty())
        errors.addSentence({}, QStringLiteral("There is no field to change."));
    if (!errors.isEmpty())
        return errors.error();
    const StreamId stream = Streams::of(kind, request);
    const Uuid id =
        resource.rowId ? resource.rowId(stream, request) : request.id(request.http.parameters.constLast().first);
    return decoded(key->id, stream, QStringLiteral("Edit"),
                   {{QStringLiteral("entity"), QString::fromLatin1(entity.name)},
                    {QStringLiteral("id"), id.toString()},
                    {QStringLiteral("fields"), fields},
                    {QStringLiteral("base"), base.toObject()}});
}

Result<Command> readAny(StreamKind kind, const ApiRequest &request)
{
    const auto key = keyOf(request);
    if (!key)
        return key.error();
    const auto body = JsonBody::parse(request.http);
    if (!body)
        return body.error();
    const StreamId stream = Streams::of(kind, request);
    FieldErrors errors;
    if (!body->contains(u"commands")) {
        checkCommand(*body, {}, errors);
        if (!errors.isEmpty())
            return errors.error();
        return decoded(key->id, stream, (*body)[u"name"].toString(), (*body)[u"args"].toObject());
    }
    const QJsonArray commands = (*body)[u"commands"].toArray();
    if (body->size() > 1)
        errors.add(QStringLiteral("commands"), QStringLiteral("stands alone"));
    if (commands.isEmpty() || commands.size() > static_cast<qsizetype>(Bulk::CommandsMax))
        errors.add(QStringLiteral("commands"),
                   QStringLiteral("must be a list of 1 to %1 commands").arg(Bulk::CommandsMax));
    for (qsizetype i = 0; errors.isEmpty() && i < commands.size(); ++i)
        checkCommand(commands[i], QStringLiteral("commands.%1").arg(i), errors);
    if (!errors.isEmpty())
        return errors.error();
    return decoded(key->id, stream, QStringLiteral("Bulk"), {{QStringLiteral("commands"), commands}});
}

} // namespace TaskMaster::Server::CommandReader
