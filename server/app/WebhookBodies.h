// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/webhooks/EventFilter.h"
#include "server/exchange/webhooks/TargetRules.h"
#include "server/gateway/HttpMessage.h"
#include "server/gateway/RouteDescription.h"
#include "server/storage/WebhookStore.h"

namespace TaskMaster::Server {

/// Webhooks and deliveries as the API, and --json of the subcommands, show them.
namespace WebhookBodies {

[[nodiscard]] QJsonObject written(const Webhook &webhook);
[[nodiscard]] QJsonObject written(const WebhookDelivery &delivery);

[[nodiscard]] Schema webhookSchema();
[[nodiscard]] Schema madeSchema(); ///< with the secret
[[nodiscard]] Schema listSchema();
[[nodiscard]] Schema deliverySchema();
[[nodiscard]] Schema newSchema();
[[nodiscard]] Schema patchSchema();

/// What a body asks for, laid over `webhook`; all that is wrong with it, by field. New: with `projectId`, without
/// `isActive`, and `url` must be there.
enum class Wish : quint8 { New, Patch };
[[nodiscard]] Result<Webhook> read(const HttpRequest &request, Webhook webhook, Wish wish, const TargetPolicy &policy);

} // namespace WebhookBodies

} // namespace TaskMaster::Server
