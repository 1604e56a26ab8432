// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/Frames.h"
#include "shared/protocol/WireWriter.h"

class QCborValue;

namespace TaskMaster {

/**
 * Frames to bytes and back, in CBOR and in JSON, derived from the descriptions. Decoding never trusts: whatever the
 * bytes are, the outcome is a frame inside all limits or an Error that says what is wrong. Decoding on the server is
 * strict (unknown fields of a command are refused, by name); decoding on the client skips fields and kinds that a
 * newer server may know. Pure functions, any thread.
 */
namespace Codec {

[[nodiscard]] QByteArray encode(const ClientFrame &frame, Encoding encoding);
[[nodiscard]] QByteArray encode(const ServerFrame &frame, Encoding encoding);
/// The frame `events` with one event in it: what fan-out sends.
[[nodiscard]] QByteArray encodeEvent(const Event &event, Encoding encoding);
/// One event as the JSON object that such a frame holds.
[[nodiscard]] QByteArray encodeEventObject(const Event &event);

/// An error about a command carries its id as `details["commandId"]`, when that much could be read.
[[nodiscard]] Result<ClientFrame> decodeClientFrame(const QByteArray &bytes, Encoding encoding);
[[nodiscard]] Result<ServerFrame> decodeServerFrame(const QByteArray &bytes, Encoding encoding);

/// A command as one JSON object, as the outbox and the control socket keep it.
[[nodiscard]] QByteArray encodeCommand(const Command &command);
[[nodiscard]] Result<Command> decodeCommand(const QByteArray &json);
/// Command name and arguments only, in a canonical form: what two sendings of one command have in common.
[[nodiscard]] QByteArray canonicalArgs(const Command &command);

/// The changes of an event as a JSON array: what the journal stores.
[[nodiscard]] QByteArray encodeChanges(const QList<Change> &changes);
[[nodiscard]] Result<QList<Change>> decodeChanges(const QByteArray &json);
/// How the change of that row begins in what encodeChanges() makes. It is in there only if the row is: within texts
/// quotes are escaped.
[[nodiscard]] QByteArray startOfChange(EntityKind kind, const Uuid &id);

/// Changes with every kind, field name and type of the entities: a replica written under another one is fetched anew.
[[nodiscard]] QString schemaHash();

} // namespace Codec

} // namespace TaskMaster
