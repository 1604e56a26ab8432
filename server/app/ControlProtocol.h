// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/AccountChange.h"
#include "server/storage/EventSink.h"
#include "server/storage/WebhookChange.h"

#include <QJsonObject>

namespace TaskMaster::Server {

/**
 * What a subcommand and the running server say to each other over the control socket: one JSON object per line. A line
 * with `request` is one of the requests below, answered by `{"ok": true, …}` or `{"error": {code, message}}`; every
 * other line is a command as Codec::encodeCommand() writes it, answered, when it is decided, by the frame `accepted` or
 * `rejected` that a WebSocket client would get. Whoever may open the socket is the system actor.
 */
namespace ControlProtocol {

inline constexpr qint64 LineBytesMax = 4 * 1024 * 1024;
/// Commands that may be undecided at a time; the server reads no further until some are.
inline constexpr int UndecidedMax = 1024;

struct Hello { };
using Request = std::variant<Hello, AccountChange, WebhookChange>;

[[nodiscard]] bool isRequest(const QByteArray &line);
[[nodiscard]] QByteArray encode(const Request &request);
[[nodiscard]] Result<Request> decodeRequest(const QByteArray &line);

[[nodiscard]] QByteArray encodeOutcome(const Result<void> &outcome, const QJsonObject &more = {});
[[nodiscard]] Result<QJsonObject> decodeOutcome(const QByteArray &line);

[[nodiscard]] QByteArray encodeAnswer(const CommandAnswer &answer);
[[nodiscard]] Result<CommandAnswer> decodeAnswer(const QByteArray &line);

} // namespace ControlProtocol

} // namespace TaskMaster::Server
