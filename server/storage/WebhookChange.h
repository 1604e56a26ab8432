// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/WebhookStore.h"

#include <variant>

namespace TaskMaster::Server {

/**
 * What admins do to webhooks: each a value, so that the server's own routes and subcommands that come through the
 * control socket do the same. Whoever applies one tells the job that sends.
 */
namespace WebhookChanges {

struct Add {
    Webhook webhook;
};
struct Update { ///< see WebhookStore::update()
    Webhook webhook;
};
struct Remove {
    Uuid webhook;
};
struct Replay { ///< only what is active
    Uuid webhook;
    Uuid delivery; ///< null: all dead ones
};

} // namespace WebhookChanges

using WebhookChange =
    std::variant<WebhookChanges::Add, WebhookChanges::Update, WebhookChanges::Remove, WebhookChanges::Replay>;

namespace WebhookChanges {

/// So many webhooks may a workspace have.
inline constexpr qsizetype PerWorkspaceMax = 50;

/// In a write transaction (WriteQueue::run). The number of deliveries that are replayed, else 0.
[[nodiscard]] Result<int> apply(Database &database, const WebhookChange &change, qint64 nowMs);

} // namespace WebhookChanges

} // namespace TaskMaster::Server
