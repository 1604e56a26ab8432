// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/webhooks/TargetRules.h"
#include "server/gateway/api/ApiDoor.h"
#include "server/storage/Reader.h"
#include "server/storage/WriteQueue.h"

namespace TaskMaster::Server {

/// What the routes of webhooks work with; all of it outlives the router.
struct WebhookRooms {
    ApiDoor &door;
    DbPool &pool;
    AccessCache &access;
    WriteQueue &writes;
    const Clock &clock;
    TargetPolicy policy;
    std::function<void()> changed; ///< after every change; any thread
};

/**
 * `/api/v1/workspaces/{workspace}/webhooks…`: made, changed, looked into and replayed by those who manage the
 * workspace. The secret is in the answer to the request that made it, and nowhere else. Called once at start.
 */
void addWebhookRoutes(Router &router, const WebhookRooms &rooms);

} // namespace TaskMaster::Server
