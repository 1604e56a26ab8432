// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/CommandTable.h"
#include "server/gateway/api/Resources.h"
#include "shared/protocol/Frames.h"

namespace TaskMaster::Server {

/// What the routes of commands are called and what the OpenAPI document says of them, derived from the commands'
/// descriptions.
namespace CommandSchemas {

[[nodiscard]] QByteArray patternOf(const CommandRoute &route, StreamKind kind);
[[nodiscard]] QByteArray operationOf(const CommandRoute &route, StreamKind kind);
[[nodiscard]] RouteDescription describe(const CommandRoute &route, StreamKind kind);

[[nodiscard]] QByteArray patchOperationOf(const Resource &resource, StreamKind kind);
[[nodiscard]] RouteDescription describePatch(const Resource &resource, StreamKind kind);

[[nodiscard]] RouteDescription describeAny(StreamKind kind);

/// What a command without a row of its own is answered with: `{commandId, at: [positions]}`.
[[nodiscard]] Schema resultSchema();
[[nodiscard]] QJsonObject resultJson(const Uuid &commandId, const QList<Position> &at);

/// The least scope of a token that sends such a command there.
[[nodiscard]] Scope scopeOf(const CommandArgs &args, StreamKind kind);
/// Does anybody but the server itself send it?
[[nodiscard]] bool isForClients(const CommandArgs &args, StreamKind kind);

} // namespace CommandSchemas

} // namespace TaskMaster::Server
