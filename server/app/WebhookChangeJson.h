// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/WebhookChange.h"

#include <QJsonObject>

namespace TaskMaster::Server {

/// Changes of webhooks as the control socket carries them: a name, and one JSON object of arguments.
namespace WebhookChangeJson {

[[nodiscard]] bool knows(const QString &name);
[[nodiscard]] QByteArray nameOf(const WebhookChange &change);
[[nodiscard]] QJsonObject encode(const WebhookChange &change);
[[nodiscard]] Result<WebhookChange> decode(const QString &name, const QJsonObject &args);

} // namespace WebhookChangeJson

} // namespace TaskMaster::Server
