// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/protocol/Codec.h"

#include <QCryptographicHash>

namespace TaskMaster::Codec {
namespace {

void writeFields(WireWriter &out, std::span<const FieldDescription> descriptions, const FieldValues &fields)
{
    out.startMap();
    for (const FieldValue &field : fields)
        out.entry(descriptions[field.field].name, field.value);
    out.endMap();
}

void writeChange(WireWriter &out, const Change &change)
{
    const EntityDescription &entity = describe(change.entity);
    out.startMap();
    out.entry("entity", QString::fromLatin1(entity.name));
    out.entry("id", change.id);
    static constexpr const char *ops[]{"create", "put", "delete"};
    out.entry("op", QString::fromLatin1(ops[static_cast<int>(change.op)]));
    // An event says of a deleted row only that it is gone; the journal's old values say all that it was.
    if (change.op != ChangeOp::Delete || !change.fields.isEmpty()) {
        out.key("fields");
        writeFields(out, entity.fields, change.fields);
    }
    out.endMap();
}

void writeChanges(WireWriter &out, const QList<Change> &changes)
{
    out.startArray();
    for (const Change &change : changes)
        writeChange(out, change);
    out.endArray();
}

void writeEvent(WireWriter &out, const Event &event)
{
    out.startMap();
    out.entry("stream", event.stream.toString());
    out.entry("epoch", event.epoch);
    out.entry("seq", event.seq);
    out.entry("commandId", event.commandId);
    out.entry("verb", event.verb);
    out.entry("actor", event.actor);
    out.entry("at", event.at);
    out.key("changes");
    writeChanges(out, event.changes);
    out.endMap();
}

void writePosition(WireWriter &out, const Position &position)
{
    out.entry("stream", position.stream.toString());
    out.entry("epoch", position.epoch);
    out.entry("seq", position.seq);
}

void writePositions(WireWriter &out, const char *name, const QList<Position> &positions)
{
    out.key(name);
    out.startArray();
    for (const Position &position : positions) {
        out.startMap();
        writePosition(out, position);
        out.endMap();
    }
    out.endArray();
}

void writeArgs(WireWriter &out, const CommandArgs &args);

void writeBulk(WireWriter &out, const Bulk &bulk)
{
    out.key("commands");
    out.startArray();
    for (const BulkItem &item : bulk.commands) {
        out.startMap();
        out.entry("name", QString::fromLatin1(describeCommand(item.args).name));
        out.key("args");
        writeArgs(out, item.args);
        out.endMap();
    }
    out.endArray();
}

void writeArgs(WireWriter &out, const CommandArgs &args)
{
    out.startMap();
    if (const auto *edit = std::get_if<Edit>(&args)) {
        const EntityDescription &entity = describe(edit->entity);
        out.entry("entity", QString::fromLatin1(entity.name));
        out.entry("id", edit->id);
        out.key("fields");
        writeFields(out, entity.fields, edit->fields);
        out.key("base");
        writeFields(out, entity.fields, edit->base);
    } else if (const auto *bulk = std::get_if<Bulk>(&args)) {
        writeBulk(out, *bulk);
    } else if (const auto *put = std::get_if<PutRows>(&args)) {
        out.key("rows");
        writeChanges(out, put->rows);
    } else {
        const void *address = addressOf(args);
        for (const FieldDescription &field : describeCommand(args).fields) {
            const Value value = field.read(address);
            if (!std::holds_alternative<std::monostate>(value))
                out.entry(field.name, value);
        }
    }
    out.endMap();
}

void writeCommand(WireWriter &out, const Command &command)
{
    out.entry("commandId", command.commandId);
    out.entry("stream", command.stream.toString());
    out.entry("name", QString::fromLatin1(describeCommand(command.args).name));
    out.key("args");
    writeArgs(out, command.args);
}

void writeError(WireWriter &out, const Error &error)
{
    out.entry("code", error.wire());
    out.entry("message", error.message);
    if (error.details.isEmpty())
        return;
    out.key("details");
    out.startMap();
    for (auto it = error.details.cbegin(); it != error.details.cend(); ++it)
        out.entry(it.key().toLatin1().constData(), it.value());
    out.endMap();
}

void writeRow(WireWriter &out, const Entity &entity)
{
    const Row &row = rowOf(entity);
    out.startMap();
    out.entry("id", row.id);
    out.entry("rev", row.rev);
    out.entry("updatedAt", row.updatedAt);
    out.key("fields");
    writeFields(out, describe(kindOf(entity)).fields, setFields(entity));
    out.endMap();
}

// One overload per frame writes what comes after "type".
void write(WireWriter &out, const Frames::Hello &frame)
{
    out.entry("token", frame.token);
    out.entry("clientId", frame.clientId);
    out.entry("version", frame.version);
    out.key("accept");
    out.startArray();
    for (const QString &name : frame.accept)
        out.put(name);
    out.endArray();
    writePositions(out, "streams", frame.streams);
}
void write(WireWriter &out, const Frames::Subscribe &frame)
{
    writePosition(out, frame.position);
}
void write(WireWriter &out, const Frames::Unsubscribe &frame)
{
    out.entry("stream", frame.stream.toString());
}
void write(WireWriter &out, const Frames::Submit &frame)
{
    writeCommand(out, frame.command);
}
void write(WireWriter &, const Frames::Ping &) { }
void write(WireWriter &out, const Frames::Question &frame)
{
    out.entry("queryId", frame.queryId);
    out.entry("stream", frame.stream.toString());
    out.entry("text", frame.text);
    out.entry("limit", frame.limit);
    out.entry("cursor", frame.cursor);
}
void write(WireWriter &out, const Frames::Welcome &frame)
{
    out.entry("userId", frame.userId);
    out.entry("version", frame.version);
    out.entry("schema", frame.schema);
    out.entry("now", frame.now);
    out.key("limits");
    out.startMap();
    out.entry("frameBytesMax", frame.frameBytesMax);
    out.entry("streamsMax", frame.streamsMax);
    out.endMap();
}
void write(WireWriter &out, const Frames::Subscribed &frame)
{
    writePosition(out, frame.position);
}
void write(WireWriter &out, const Frames::Accepted &frame)
{
    out.entry("commandId", frame.commandId);
    writePositions(out, "at", frame.at);
}
void write(WireWriter &out, const Frames::Rejected &frame)
{
    out.entry("commandId", frame.commandId);
    writeError(out, frame.error);
}
void write(WireWriter &out, const Frames::Events &frame)
{
    out.key("events");
    out.startArray();
    for (const EventPtr &event : frame.events)
        writeEvent(out, *event);
    out.endArray();
}
void write(WireWriter &out, const Frames::Snapshot &frame)
{
    writePosition(out, frame.position);
    out.entry("entity", QString::fromLatin1(describe(frame.entity).name));
    out.entry("first", frame.first);
    out.entry("last", frame.last);
    out.key("rows");
    out.startArray();
    for (const Entity &row : frame.rows)
        writeRow(out, row);
    out.endArray();
}
void write(WireWriter &out, const Frames::Resync &frame)
{
    out.entry("stream", frame.stream.toString());
}
void write(WireWriter &out, const Frames::Revoked &frame)
{
    out.entry("stream", frame.stream.toString());
}
void write(WireWriter &out, const Frames::Failure &frame)
{
    writeError(out, frame.error);
    if (!frame.stream.scope.isNull())
        out.entry("stream", frame.stream.toString());
    if (!frame.queryId.isNull())
        out.entry("queryId", frame.queryId);
}
void write(WireWriter &out, const Frames::Goodbye &frame)
{
    out.entry("reason", frame.reason);
    out.entry("reconnectAfter", frame.reconnectAfterMs);
}
void write(WireWriter &, const Frames::Pong &) { }
void writeRanges(WireWriter &out, const char *name, const QList<SearchText::Range> &ranges)
{
    if (ranges.isEmpty())
        return;
    out.key(name);
    out.startArray();
    for (const SearchText::Range &range : ranges) {
        out.startArray();
        out.put(static_cast<qint64>(range.position));
        out.put(static_cast<qint64>(range.length));
        out.endArray();
    }
    out.endArray();
}
void writeFoundTask(WireWriter &out, const Frames::FoundTask &found)
{
    out.startMap();
    out.entry("stream", found.stream.toString());
    out.key("row");
    writeRow(out, Entity(found.task));
    writeRanges(out, "titleFinds", found.titleFinds);
    if (!found.snippet.text.isEmpty()) {
        out.entry("snippet", found.snippet.text);
        writeRanges(out, "snippetFinds", found.snippet.finds);
    }
    if (!found.commentId.isNull())
        out.entry("commentId", found.commentId);
    out.endMap();
}
void write(WireWriter &out, const Frames::Found &frame)
{
    out.entry("queryId", frame.queryId);
    out.key("tasks");
    out.startArray();
    for (const Frames::FoundTask &task : frame.tasks)
        writeFoundTask(out, task);
    out.endArray();
    out.entry("cursor", frame.cursor);
    out.key("notices");
    out.startArray();
    for (const Frames::FoundNotice &notice : frame.notices) {
        out.startMap();
        out.entry("position", notice.position);
        out.entry("length", notice.length);
        out.entry("message", notice.message);
        out.endMap();
    }
    out.endArray();
}

constexpr const char *clientTypes[]{"hello", "subscribe", "unsubscribe", "command", "ping", "query"};
constexpr const char *serverTypes[]{"welcome", "subscribed", "accepted", "rejected", "events", "snapshot",
                                    "resync",  "revoked",    "error",    "goodbye",  "pong",   "result"};
static_assert(std::size(clientTypes) == std::variant_size_v<ClientFrame>);
static_assert(std::size(serverTypes) == std::variant_size_v<ServerFrame>);

template <class Variant> QByteArray encodeFrame(const Variant &frame, Encoding encoding, const char *type)
{
    WireWriter out(encoding);
    out.startMap();
    out.entry("type", QString::fromLatin1(type));
    std::visit([&out](const auto &alternative) { write(out, alternative); }, frame);
    out.endMap();
    return out.take();
}

} // namespace

QByteArray encode(const ClientFrame &frame, Encoding encoding)
{
    return encodeFrame(frame, encoding, clientTypes[frame.index()]);
}

QByteArray encode(const ServerFrame &frame, Encoding encoding)
{
    return encodeFrame(frame, encoding, serverTypes[frame.index()]);
}

QByteArray encodeEvent(const Event &event, Encoding encoding)
{
    WireWriter out(encoding);
    out.startMap();
    out.entry("type", QStringLiteral("events"));
    out.key("events");
    out.startArray();
    writeEvent(out, event);
    out.endArray();
    out.endMap();
    return out.take();
}

QByteArray encodeEventObject(const Event &event)
{
    WireWriter out(Encoding::Json);
    writeEvent(out, event);
    return out.take();
}

QByteArray encodeCommand(const Command &command)
{
    WireWriter out(Encoding::Json);
    out.startMap();
    writeCommand(out, command);
    out.endMap();
    return out.take();
}

QByteArray canonicalArgs(const Command &command)
{
    WireWriter out(Encoding::Cbor);
    out.startMap();
    out.entry("stream", command.stream.toString());
    out.entry("name", QString::fromLatin1(describeCommand(command.args).name));
    out.key("args");
    writeArgs(out, command.args);
    out.endMap();
    return out.take();
}

QByteArray encodeChanges(const QList<Change> &changes)
{
    WireWriter out(Encoding::Json);
    writeChanges(out, changes);
    return out.take();
}

QByteArray startOfChange(EntityKind kind, const Uuid &id)
{
    return QByteArrayLiteral("{\"entity\":\"") + describe(kind).name + "\",\"id\":\"" + id.toString().toLatin1()
        + "\",";
}

QString schemaHash()
{
    static const QString hash = [] {
        QCryptographicHash digest(QCryptographicHash::Sha256);
        for (int kind = 0; kind < EntityKindCount; ++kind) {
            const EntityDescription &entity = describe(static_cast<EntityKind>(kind));
            digest.addData(QByteArrayView(entity.name));
            for (const FieldDescription &field : entity.fields)
                digest.addData(QByteArray(field.name) + '/' + QByteArray::number(static_cast<int>(field.type)) + ';');
        }
        return QString::fromLatin1(digest.result().toHex().first(16));
    }();
    return hash;
}

} // namespace TaskMaster::Codec
