// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/HttpMessage.h"
#include "shared/protocol/Frames.h"

namespace TaskMaster::Server {

/**
 * `TaskMaster-Seen: <stream>=<epoch>.<seq>, …`: every answer says how much of which streams is in it; a client sends
 * back what it was told and is never shown anything older. All reading goes to the one primary database, so there is
 * nothing to wait for; a claim that is ahead of it means that this is another database, or an older copy.
 */
namespace Seen {

inline constexpr QByteArrayView Header = "TaskMaster-Seen";

/// What the request has seen; Malformed for what cannot be read. Claims of another epoch count for nothing.
[[nodiscard]] Result<QList<Position>> of(const HttpRequest &request);
/// Unavailable if the request has seen more of that stream than there is.
[[nodiscard]] Result<void> check(const QList<Position> &seen, const Position &current);
/// Of very many only the first ones: a header has its limits.
void say(HttpResponse &response, const QList<Position> &positions);

} // namespace Seen

} // namespace TaskMaster::Server
