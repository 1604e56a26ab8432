// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/protocol/Codec.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborValue>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace TaskMaster::Codec {
namespace {

constexpr int DepthMax = 16;
constexpr qsizetype ElementsMax = 20'000;

enum class Strictness : quint8 { RefuseUnknown, SkipUnknown };

/// Shape checks that hold for every frame: depth, sizes, text keys, no key twice, no tags, no exotic types.
Result<void> checkShape(const QCborValue &value, int depth = 0)
{
    if (depth > DepthMax)
        return Error::malformed(QStringLiteral("it is nested deeper than %1 levels").arg(DepthMax));
    if (value.isArray()) {
        const QCborArray array = value.toArray();
        if (array.size() > ElementsMax)
            return Error::malformed(QStringLiteral("a list has more than %1 elements").arg(ElementsMax));
        for (const QCborValue element : array) {
            if (auto ok = checkShape(element, depth + 1); !ok)
                return ok;
        }
        return {};
    }
    if (value.isMap()) {
        const QCborMap map = value.toMap();
        if (map.size() > ElementsMax)
            return Error::malformed(QStringLiteral("an object has more than %1 entries").arg(ElementsMax));
        QSet<QString> keys;
        for (auto it = map.cbegin(); it != map.cend(); ++it) {
            if (!it.key().isString())
                return Error::malformed(QStringLiteral("a key is not text"));
            const QString key = it.key().toString();
            if (keys.contains(key))
                return Error::malformed(QStringLiteral("the key “%1” appears twice").arg(key.left(40)));
            keys.insert(key);
            if (auto ok = checkShape(it.value(), depth + 1); !ok)
                return ok;
        }
        return {};
    }
    if (value.isInteger() || value.isString() || value.isByteArray() || value.isBool() || value.isNull())
        return {};
    if (value.isDouble())
        return Error::malformed(QStringLiteral("it has a number with a fraction or outside of 64 bits"));
    return Error::malformed(QStringLiteral("it has a value of a type that is not used here"));
}

/// QJsonDocument silently keeps one of two entries with the same key; which one is nobody's guess. `json` is valid
/// JSON.
std::optional<QByteArray> findRepeatedKey(const QByteArray &json)
{
    std::vector<QSet<QByteArray>> objects;
    for (qsizetype at = 0; at < json.size(); ++at) {
        const char c = json[at];
        if (c == '{' || c == '[') {
            objects.emplace_back();
        } else if (c == '}' || c == ']') {
            objects.pop_back();
        } else if (c == '"') {
            const qsizetype start = ++at;
            while (json[at] != '"')
                at += json[at] == '\\' ? 2 : 1;
            qsizetype next = at + 1;
            while (next < json.size()
                   && (json[next] == ' ' || json[next] == '\n' || json[next] == '\r' || json[next] == '\t'))
                ++next;
            if (next == json.size() || json[next] != ':')
                continue; // a value
            const QByteArray key = json.sliced(start, at - start);
            if (objects.back().contains(key))
                return key;
            objects.back().insert(key);
        }
    }
    return std::nullopt;
}

Result<QCborMap> parse(const QByteArray &bytes, Encoding encoding)
{
    QCborValue value;
    if (encoding == Encoding::Cbor) {
        QCborParserError error;
        value = QCborValue::fromCbor(bytes, &error);
        if (error.error.c != QCborError::NoError)
            return Error::malformed(
                QStringLiteral("CBOR error at byte %1: %2").arg(error.offset).arg(error.errorString()));
        if (error.offset != bytes.size())
            return Error::malformed(
                QStringLiteral("there is something behind the end, from byte %1").arg(error.offset));
    } else {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
        if (error.error != QJsonParseError::NoError)
            return Error::malformed(
                QStringLiteral("JSON error at byte %1: %2").arg(error.offset).arg(error.errorString()));
        if (const auto key = findRepeatedKey(bytes))
            return Error::malformed(QStringLiteral("the key “%1” appears twice").arg(QString::fromUtf8(key->left(40))));
        if (document.isArray())
            return Error::malformed(QStringLiteral("it must be an object"));
        value = QCborValue::fromJsonValue(document.object());
    }
    if (!value.isMap())
        return Error::malformed(QStringLiteral("it must be an object"));
    if (auto ok = checkShape(value); !ok)
        return ok.error();
    return value.toMap();
}

Error missing(const char *key, const char *what)
{
    return Error::malformed(QStringLiteral("“%1” must be %2").arg(QLatin1StringView(key), QLatin1StringView(what)));
}

// Readers of one entry: each either gives a value or the sentence that names the key.
Result<QString> textAt(const QCborMap &map, const char *key, qsizetype charactersMax = 4096)
{
    const QCborValue value = map.value(QLatin1StringView(key));
    if (!value.isString())
        return missing(key, "text");
    QString text = value.toString();
    if (text.size() > charactersMax)
        return missing(key, "shorter");
    if (!isStorableText(text))
        return Error(ErrorCode::InvalidText,
                     QStringLiteral("“%1” contains a character that cannot be stored (U+0000 or half of a pair).")
                         .arg(QLatin1StringView(key)));
    return text;
}

Result<qint64> integerAt(const QCborMap &map, const char *key)
{
    const QCborValue value = map.value(QLatin1StringView(key));
    if (!value.isInteger())
        return missing(key, "a whole number");
    return value.toInteger();
}

std::optional<Uuid> toUuid(const QCborValue &value)
{
    if (value.isByteArray())
        return Uuid::fromBytes(value.toByteArray());
    if (value.isString())
        return Uuid::fromString(value.toString());
    return std::nullopt;
}

Result<Uuid> idAt(const QCborMap &map, const char *key)
{
    const auto id = toUuid(map.value(QLatin1StringView(key)));
    if (!id || id->isNull())
        return missing(key, "a UUID");
    return *id;
}

Result<StreamId> streamAt(const QCborMap &map)
{
    const auto stream = StreamId::fromString(map.value(QLatin1StringView("stream")).toString());
    if (!stream)
        return missing("stream", "a stream like p:<workspace>:<project>");
    return *stream;
}

Result<QCborMap> mapAt(const QCborMap &map, const char *key)
{
    const QCborValue value = map.value(QLatin1StringView(key));
    if (!value.isMap())
        return missing(key, "an object");
    return value.toMap();
}

Result<QCborArray> arrayAt(const QCborMap &map, const char *key)
{
    const QCborValue value = map.value(QLatin1StringView(key));
    if (!value.isArray())
        return missing(key, "a list");
    return value.toArray();
}

Result<Position> readPosition(const QCborMap &map)
{
    const auto stream = streamAt(map);
    if (!stream)
        return stream.error();
    const auto epoch = integerAt(map, "epoch");
    if (!epoch)
        return epoch.error();
    const auto seq = integerAt(map, "seq");
    if (!seq)
        return seq.error();
    if (*seq < 0)
        return missing("seq", "0 or more");
    return Position{*stream, *epoch, *seq};
}

Result<QList<Position>> readPositions(const QCborMap &map, const char *key)
{
    const auto array = arrayAt(map, key);
    if (!array)
        return array.error();
    QList<Position> positions;
    for (const QCborValue element : *array) {
        auto position = readPosition(element.toMap());
        if (!position)
            return position.error();
        positions.append(*position);
    }
    return positions;
}

Value toValue(const QCborValue &value, FieldType type)
{
    if (value.isInteger())
        return value.toInteger();
    if (value.isBool())
        return value.toBool();
    if (value.isByteArray()) {
        const auto id = Uuid::fromBytes(value.toByteArray());
        return id && type == FieldType::Id ? Value(*id) : Value(false); // false fits no id: refused by checked()
    }
    if (value.isString())
        return value.toString();
    return {};
}

Result<FieldValues> readFields(const QCborMap &map, std::span<const FieldDescription> descriptions,
                               Strictness strictness)
{
    FieldValues fields;
    for (auto it = map.cbegin(); it != map.cend(); ++it) {
        const QString name = it.key().toString();
        const auto found =
            std::find_if(descriptions.begin(), descriptions.end(),
                         [&name](const FieldDescription &field) { return name == QLatin1StringView(field.name); });
        if (found == descriptions.end()) {
            if (strictness == Strictness::SkipUnknown)
                continue;
            return Error::invalidField(name.left(40), QStringLiteral("is not known here"));
        }
        if (it.value().isArray() || it.value().isMap())
            return Error::invalidField(name.left(40), QStringLiteral("must be a single value"));
        auto value = checked(*found, toValue(it.value(), found->type));
        if (!value) {
            if (strictness == Strictness::SkipUnknown)
                continue;
            return value.error();
        }
        fields.append({static_cast<quint8>(found - descriptions.begin()), std::move(*value)});
    }
    // JSON objects come sorted by name: one order for the same fields, whatever the encoding.
    std::sort(fields.begin(), fields.end(), [](const FieldValue &a, const FieldValue &b) { return a.field < b.field; });
    return fields;
}

/// `base` holds what somebody saw: hashes for long texts, and values that may break today's limits. Only types count.
Result<FieldValues> readBase(const QCborMap &map, const EntityDescription &entity)
{
    FieldValues base;
    for (auto it = map.cbegin(); it != map.cend(); ++it) {
        const int index = entity.indexOf(it.key().toString());
        if (index < 0 || it.value().isArray() || it.value().isMap())
            return Error::invalidField(it.key().toString().left(40), QStringLiteral("is not known here"));
        const FieldDescription &field = entity.fields[static_cast<std::size_t>(index)];
        Value value = toValue(it.value(), field.type);
        if (const auto *text = std::get_if<QString>(&value)) {
            if (field.type == FieldType::Id)
                value = Uuid::fromString(*text).value_or(Uuid{});
            else if (!isStorableText(*text))
                return Error(ErrorCode::InvalidText);
        }
        base.append({static_cast<quint8>(index), std::move(value)});
    }
    // As in readFields: a command that was kept as JSON and one that came as CBOR must be the same command.
    std::sort(base.begin(), base.end(), [](const FieldValue &a, const FieldValue &b) { return a.field < b.field; });
    return base;
}

Result<CommandArgs> readEdit(const QCborMap &args)
{
    for (auto it = args.cbegin(); it != args.cend(); ++it) {
        const QString key = it.key().toString();
        if (key != u"entity" && key != u"id" && key != u"fields" && key != u"base")
            return Error::invalidField(key.left(40), QStringLiteral("is not known here"));
    }
    const auto kind = entityKindFromName(args.value(QLatin1StringView("entity")).toString());
    if (!kind)
        return Error::invalidField(QStringLiteral("entity"), QStringLiteral("is not a known kind"));
    const EntityDescription &entity = describe(*kind);
    const auto id = idAt(args, "id");
    if (!id)
        return id.error();
    auto fields = readFields(args.value(QLatin1StringView("fields")).toMap(), entity.fields, Strictness::RefuseUnknown);
    if (!fields)
        return fields.error();
    auto base = readBase(args.value(QLatin1StringView("base")).toMap(), entity);
    if (!base)
        return base.error();
    return CommandArgs(Edit{*kind, *id, std::move(*fields), std::move(*base)});
}

Result<QList<Change>> readChanges(const QCborArray &array, Strictness strictness);
Result<CommandArgs> readNamedArgs(const QCborMap &map);

/// What goes wrong in one of many says in which.
Error inItem(Error error, qsizetype index)
{
    error.message = QStringLiteral("Command %1: %2").arg(index + 1).arg(error.message);
    error.details.insert(QStringLiteral("index"), index);
    return error;
}

Result<CommandArgs> readBulk(const QCborMap &args)
{
    const auto array = arrayAt(args, "commands");
    if (!array)
        return array.error();
    if (array->size() > static_cast<qsizetype>(Bulk::CommandsMax))
        return Error(ErrorCode::TooMany, QStringLiteral("At most %1 commands fit into one.").arg(Bulk::CommandsMax));
    Bulk bulk;
    bulk.commands.reserve(static_cast<std::size_t>(array->size()));
    for (qsizetype i = 0; i < array->size(); ++i) {
        auto inner = readNamedArgs(array->at(i).toMap());
        if (!inner)
            return inItem(inner.error(), i);
        bulk.commands.push_back({std::move(*inner)});
    }
    return CommandArgs(std::move(bulk));
}

Result<CommandArgs> readPutRows(const QCborMap &args)
{
    const auto array = arrayAt(args, "rows");
    if (!array)
        return array.error();
    auto rows = readChanges(*array, Strictness::RefuseUnknown);
    if (!rows)
        return rows.error();
    return CommandArgs(PutRows{std::move(*rows)});
}

Result<CommandArgs> readArgs(int kind, const QCborMap &map)
{
    const CommandDescription &description = describeCommand(kind);
    CommandArgs args = description.make();
    if (std::holds_alternative<Edit>(args))
        return readEdit(map);
    if (std::holds_alternative<Bulk>(args))
        return readBulk(map);
    if (std::holds_alternative<PutRows>(args))
        return readPutRows(map);
    auto fields = readFields(map, description.fields, Strictness::RefuseUnknown);
    if (!fields)
        return fields.error();
    void *address = addressOf(args);
    for (const FieldValue &field : *fields)
        description.fields[field.field].write(address, field.value);
    return args;
}

/// `{name, args}`, of a command by itself and of one in a Bulk.
Result<CommandArgs> readNamedArgs(const QCborMap &map)
{
    const QString name = map.value(QLatin1StringView("name")).toString();
    const int kind = commandKindFromName(name);
    if (kind < 0)
        return Error(ErrorCode::UnknownCommand,
                     QStringLiteral("The command “%1” is not known here; is the client newer than the server?")
                         .arg(name.left(40)));
    const auto args = mapAt(map, "args");
    if (!args)
        return args.error();
    return readArgs(kind, *args);
}

Result<Command> readCommandBody(const QCborMap &map, const Uuid &commandId)
{
    const auto stream = streamAt(map);
    if (!stream)
        return stream.error();
    auto args = readNamedArgs(map);
    if (!args)
        return args.error();
    Command command{commandId, *stream, std::move(*args)};
    if (auto ok = checkCommand(command); !ok)
        return ok.error();
    return command;
}

Result<Command> readCommand(const QCborMap &map)
{
    const auto commandId = idAt(map, "commandId");
    if (!commandId)
        return commandId.error();
    auto command = readCommandBody(map, *commandId);
    if (command)
        return command;
    Error error = command.error();
    error.details.insert(QStringLiteral("commandId"), commandId->toString());
    return error;
}

Result<std::optional<Change>> readChange(const QCborMap &map, Strictness strictness)
{
    const auto kind = entityKindFromName(map.value(QLatin1StringView("entity")).toString());
    if (!kind) {
        if (strictness == Strictness::SkipUnknown)
            return std::optional<Change>();
        return missing("entity", "a known kind");
    }
    const auto id = idAt(map, "id");
    if (!id)
        return id.error();
    const QString op = map.value(QLatin1StringView("op")).toString();
    Change change{*kind, *id, ChangeOp::Put, {}};
    if (op == u"create")
        change.op = ChangeOp::Create;
    else if (op == u"delete")
        change.op = ChangeOp::Delete;
    else if (op != u"put")
        return missing("op", "create, put or delete");
    auto fields = readFields(map.value(QLatin1StringView("fields")).toMap(), describe(*kind).fields, strictness);
    if (!fields)
        return fields.error();
    change.fields = std::move(*fields);
    return std::optional<Change>(std::move(change));
}

Result<QList<Change>> readChanges(const QCborArray &array, Strictness strictness)
{
    QList<Change> changes;
    changes.reserve(array.size());
    for (const QCborValue element : array) {
        auto change = readChange(element.toMap(), strictness);
        if (!change)
            return change.error();
        if (change->has_value())
            changes.append(std::move(**change));
    }
    return changes;
}

Result<EventPtr> readEvent(const QCborMap &map)
{
    auto position = readPosition(map);
    if (!position)
        return position.error();
    const auto at = integerAt(map, "at");
    if (!at)
        return at.error();
    const auto verb = textAt(map, "verb");
    if (!verb)
        return verb.error();
    const auto array = arrayAt(map, "changes");
    if (!array)
        return array.error();
    auto changes = readChanges(*array, Strictness::SkipUnknown);
    if (!changes)
        return changes.error();
    const Uuid commandId = toUuid(map.value(QLatin1StringView("commandId"))).value_or(Uuid{});
    const Uuid actor = toUuid(map.value(QLatin1StringView("actor"))).value_or(Uuid{});
    return std::make_shared<const Event>(
        Event{position->stream, position->epoch, position->seq, commandId, *verb, actor, *at, std::move(*changes)});
}

Error readError(const QCborMap &map)
{
    Error error(errorCodeFromWire(map.value(QLatin1StringView("code")).toString()),
                map.value(QLatin1StringView("message")).toString());
    error.details = map.value(QLatin1StringView("details")).toMap().toVariantMap();
    return error;
}

Result<Entity> readRow(const QCborMap &map, EntityKind kind)
{
    const auto id = idAt(map, "id");
    if (!id)
        return id.error();
    const auto fields =
        readFields(map.value(QLatin1StringView("fields")).toMap(), describe(kind).fields, Strictness::SkipUnknown);
    if (!fields)
        return fields.error();
    Entity entity = makeEntity(kind, *id);
    applyFields(entity, *fields);
    rowOf(entity).rev = map.value(QLatin1StringView("rev")).toInteger();
    rowOf(entity).updatedAt = map.value(QLatin1StringView("updatedAt")).toInteger();
    return entity;
}

Result<ServerFrame> readSnapshot(const QCborMap &map)
{
    auto position = readPosition(map);
    if (!position)
        return position.error();
    const auto array = arrayAt(map, "rows");
    if (!array)
        return array.error();
    Frames::Snapshot frame{*position,
                           EntityKind::Task,
                           {},
                           map.value(QLatin1StringView("first")).toBool(),
                           map.value(QLatin1StringView("last")).toBool()};
    const auto kind = entityKindFromName(map.value(QLatin1StringView("entity")).toString());
    if (!kind)
        return ServerFrame(std::move(frame)); // a kind of a newer server: its page still counts as a page
    frame.entity = *kind;
    frame.rows.reserve(array->size());
    for (const QCborValue element : *array) {
        auto entity = readRow(element.toMap(), *kind);
        if (!entity)
            return entity.error();
        frame.rows.append(std::move(*entity));
    }
    return ServerFrame(std::move(frame));
}

Result<ClientFrame> readHello(const QCborMap &map)
{
    const auto token = textAt(map, "token");
    if (!token)
        return token.error();
    const auto clientId = idAt(map, "clientId");
    if (!clientId)
        return clientId.error();
    const auto version = integerAt(map, "version");
    if (!version)
        return version.error();
    Frames::Hello hello{*token, *clientId, *version, {}, {}};
    for (const QCborValue name : map.value(QLatin1StringView("accept")).toArray())
        hello.accept.append(name.toString());
    if (map.contains(QLatin1StringView("streams"))) {
        auto streams = readPositions(map, "streams");
        if (!streams)
            return streams.error();
        hello.streams = std::move(*streams);
    }
    return ClientFrame(std::move(hello));
}

Result<ClientFrame> readQuestion(const QCborMap &map)
{
    const auto queryId = idAt(map, "queryId");
    if (!queryId)
        return queryId.error();
    const auto named = [&queryId](Error error) {
        error.details.insert(QStringLiteral("queryId"), queryId->toString());
        return error;
    };
    const auto stream = streamAt(map);
    if (!stream)
        return named(stream.error());
    const auto text = textAt(map, "text");
    if (!text)
        return named(text.error());
    Frames::Question question{*queryId, *stream, *text, 0, {}};
    if (map.contains(QLatin1StringView("limit"))) {
        const auto limit = integerAt(map, "limit");
        if (!limit || *limit < 0)
            return named(missing("limit", "a whole number from 0"));
        question.limit = *limit;
    }
    if (map.contains(QLatin1StringView("cursor"))) {
        auto cursor = textAt(map, "cursor");
        if (!cursor)
            return named(cursor.error());
        question.cursor = std::move(*cursor);
    }
    return ClientFrame(std::move(question));
}

QList<SearchText::Range> readRanges(const QCborMap &map, const char *key)
{
    QList<SearchText::Range> ranges;
    for (const QCborValue element : map.value(QLatin1StringView(key)).toArray()) {
        const QCborArray pair = element.toArray();
        ranges.append({static_cast<int>(pair.at(0).toInteger()), static_cast<int>(pair.at(1).toInteger())});
    }
    return ranges;
}

Result<Frames::FoundTask> readFoundTask(const QCborMap &map)
{
    const auto stream = streamAt(map);
    if (!stream)
        return stream.error();
    auto row = readRow(map.value(QLatin1StringView("row")).toMap(), EntityKind::Task);
    if (!row)
        return row.error();
    return Frames::FoundTask{
        *stream, std::get<Task>(std::move(*row)), readRanges(map, "titleFinds"),
        SearchText::Snippet{map.value(QLatin1StringView("snippet")).toString(), readRanges(map, "snippetFinds")},
        toUuid(map.value(QLatin1StringView("commentId"))).value_or(Uuid{})};
}

Result<ServerFrame> readFound(const QCborMap &map)
{
    const auto queryId = idAt(map, "queryId");
    if (!queryId)
        return queryId.error();
    const auto array = arrayAt(map, "tasks");
    if (!array)
        return array.error();
    Frames::Found found{*queryId, {}, map.value(QLatin1StringView("cursor")).toString(), {}};
    for (const QCborValue element : *array) {
        auto task = readFoundTask(element.toMap());
        if (!task)
            return task.error();
        found.tasks.append(std::move(*task));
    }
    for (const QCborValue element : map.value(QLatin1StringView("notices")).toArray()) {
        const QCborMap notice = element.toMap();
        found.notices.append({notice.value(QLatin1StringView("position")).toInteger(),
                              notice.value(QLatin1StringView("length")).toInteger(),
                              notice.value(QLatin1StringView("message")).toString()});
    }
    return ServerFrame(std::move(found));
}

/// The common ending of a reader: the frame made from a part, or the part's error.
template <class Frame, class Variant, class T> Result<Variant> frameOf(Result<T> part)
{
    if (!part)
        return part.error();
    return Variant(Frame{std::move(*part)});
}

Result<ServerFrame> readEvents(const QCborMap &map)
{
    const auto array = arrayAt(map, "events");
    if (!array)
        return array.error();
    Frames::Events frame;
    frame.events.reserve(array->size());
    for (const QCborValue element : *array) {
        auto event = readEvent(element.toMap());
        if (!event)
            return event.error();
        frame.events.append(std::move(*event));
    }
    return ServerFrame(std::move(frame));
}

Result<ServerFrame> readWelcome(const QCborMap &map)
{
    const auto userId = idAt(map, "userId");
    if (!userId)
        return userId.error();
    const QCborMap limits = map.value(QLatin1StringView("limits")).toMap();
    return ServerFrame(Frames::Welcome{
        *userId, map.value(QLatin1StringView("version")).toInteger(), map.value(QLatin1StringView("schema")).toString(),
        map.value(QLatin1StringView("now")).toInteger(), limits.value(QLatin1StringView("frameBytesMax")).toInteger(),
        limits.value(QLatin1StringView("streamsMax")).toInteger()});
}

Result<ServerFrame> readAnswer(const QCborMap &map, bool accepted)
{
    const auto commandId = idAt(map, "commandId");
    if (!commandId)
        return commandId.error();
    if (!accepted)
        return ServerFrame(Frames::Rejected{*commandId, readError(map)});
    auto at = readPositions(map, "at");
    if (!at)
        return at.error();
    return ServerFrame(Frames::Accepted{*commandId, std::move(*at)});
}

} // namespace

Result<ClientFrame> decodeClientFrame(const QByteArray &bytes, Encoding encoding)
{
    const auto parsed = parse(bytes, encoding);
    if (!parsed)
        return parsed.error();
    const QCborMap &map = *parsed;
    const QString type = map.value(QLatin1StringView("type")).toString();
    if (type == u"command")
        return frameOf<Frames::Submit, ClientFrame>(readCommand(map));
    if (type == u"ping")
        return ClientFrame(Frames::Ping{});
    if (type == u"subscribe")
        return frameOf<Frames::Subscribe, ClientFrame>(readPosition(map));
    if (type == u"unsubscribe")
        return frameOf<Frames::Unsubscribe, ClientFrame>(streamAt(map));
    if (type == u"hello")
        return readHello(map);
    if (type == u"query")
        return readQuestion(map);
    return Error(ErrorCode::UnknownFrame,
                 QStringLiteral("The message type “%1” is not known here.").arg(type.left(40)));
}

Result<ServerFrame> decodeServerFrame(const QByteArray &bytes, Encoding encoding)
{
    const auto parsed = parse(bytes, encoding);
    if (!parsed)
        return parsed.error();
    const QCborMap &map = *parsed;
    const QString type = map.value(QLatin1StringView("type")).toString();
    if (type == u"events")
        return readEvents(map);
    if (type == u"accepted" || type == u"rejected")
        return readAnswer(map, type == u"accepted");
    if (type == u"snapshot")
        return readSnapshot(map);
    if (type == u"pong")
        return ServerFrame(Frames::Pong{});
    if (type == u"subscribed")
        return frameOf<Frames::Subscribed, ServerFrame>(readPosition(map));
    if (type == u"resync")
        return frameOf<Frames::Resync, ServerFrame>(streamAt(map));
    if (type == u"revoked")
        return frameOf<Frames::Revoked, ServerFrame>(streamAt(map));
    if (type == u"welcome")
        return readWelcome(map);
    if (type == u"error")
        return ServerFrame(Frames::Failure{
            readError(map),
            StreamId::fromString(map.value(QLatin1StringView("stream")).toString()).value_or(StreamId{}),
            toUuid(map.value(QLatin1StringView("queryId"))).value_or(Uuid{})});
    if (type == u"result")
        return readFound(map);
    if (type == u"goodbye")
        return ServerFrame(Frames::Goodbye{map.value(QLatin1StringView("reason")).toString(),
                                           map.value(QLatin1StringView("reconnectAfter")).toInteger()});
    return Error(ErrorCode::UnknownFrame,
                 QStringLiteral("The message type “%1” is not known here.").arg(type.left(40)));
}

Result<Command> decodeCommand(const QByteArray &json)
{
    const auto parsed = parse(json, Encoding::Json);
    if (!parsed)
        return parsed.error();
    return readCommand(*parsed);
}

Result<QList<Change>> decodeChanges(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError || !document.isArray())
        return Error::malformed(QStringLiteral("stored changes are not a JSON list: %1").arg(error.errorString()));
    return readChanges(QCborValue::fromJsonValue(document.array()).toArray(), Strictness::RefuseUnknown);
}

} // namespace TaskMaster::Codec
