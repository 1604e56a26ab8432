// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/webhooks/HttpPost.h"
#include "server/exchange/webhooks/WebhookLines.h"

namespace TaskMaster::Server {

/// What is made durable of attempts that have ended: the delivery as it stands now, how far the webhook has been told,
/// what is given up with it, and a webhook that wants no more.
namespace WebhookRecord {

struct Ended {
    WebhookLines::Sending sending;
    PostOutcome outcome;
    qint64 at = 0;
};

/// What became of one.
struct Written {
    WebhookDelivery delivery;
    qint64 toldTo = 0; ///< the place in its stream; 0: where it was
    qint64 dead = 0; ///< deliveries that were given up
    bool isSwitchedOff = false; ///< the webhook was
};

/// The delivery after this attempt. 2xx: delivered; 410, or once too often: dead; else when to try again.
[[nodiscard]] WebhookDelivery judged(const Ended &ended);

/// In a write transaction. Nothing is written for a webhook that was removed meanwhile.
[[nodiscard]] Result<Written> write(Database &database, const Ended &ended, qint64 epoch);

} // namespace WebhookRecord

} // namespace TaskMaster::Server
