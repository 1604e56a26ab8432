// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/CommandTable.h"
#include "server/gateway/api/Resources.h"

namespace TaskMaster::Server {

/**
 * Requests as commands: the arguments come from the path, the route and the body, each checked by its description, and
 * whatever is wrong is named at once. Pure functions.
 */
namespace CommandReader {

/// The id of the command that a request is.
struct CommandKey {
    Uuid id;
    bool isGiven = false; ///< by the client: sending it again means the same command
};
/// From Idempotency-Key, or a new one.
[[nodiscard]] Result<CommandKey> keyOf(const ApiRequest &request);

/// The command of one line of the table.
[[nodiscard]] Result<Command> read(const CommandRoute &route, StreamKind kind, const ApiRequest &request);
/// A merge patch (RFC 7396) of a row's editable fields, as an Edit.
[[nodiscard]] Result<Command> readPatch(const Resource &resource, StreamKind kind, const ApiRequest &request);
/// `{name, args}`, or `{commands: [{name, args}, …]}` for many at once, all or nothing.
[[nodiscard]] Result<Command> readAny(StreamKind kind, const ApiRequest &request);

/// Which arguments of a route's command do not come from the body.
[[nodiscard]] QByteArrayList givenArguments(const CommandRoute &route);

} // namespace CommandReader

} // namespace TaskMaster::Server
