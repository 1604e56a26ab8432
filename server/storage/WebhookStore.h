// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "server/storage/Webhook.h"

#include <QList>

namespace TaskMaster::Server {

/**
 * The tables of webhooks: who is told, how far each has been told of each stream, and what became of deliveries. A
 * stream without a place is told from its beginning: it is younger than the webhook. Reading functions take any
 * Database, writing ones run inside WriteQueue::run().
 */
namespace WebhookStore {

[[nodiscard]] Result<std::optional<Webhook>> find(Database &database, const Uuid &id);
/// In the order in which they were made.
[[nodiscard]] Result<QList<Webhook>> ofWorkspace(Database &database, const Uuid &workspace);
[[nodiscard]] Result<QList<Webhook>> active(Database &database);

/// Makes it, and has it told of what happens from now on.
[[nodiscard]] Result<void> add(Database &database, const Webhook &webhook);
/// Everything but the secret, the workspace and who made it. Switched on again, it is told of what happens from now on.
[[nodiscard]] Result<void> update(Database &database, const Webhook &webhook);
/// Its finished deliveries go with time, as all do.
[[nodiscard]] Result<void> remove(Database &database, const Uuid &id, qint64 nowMs);
/// Is it there, and does it stay so until the end of this transaction?
[[nodiscard]] Result<bool> hold(Database &database, const Uuid &id);

/// How far a webhook has been told of a stream.
struct Place {
    Uuid webhook;
    StreamId stream;
    qint64 seq = 0; ///< told up to here
    qint64 head = 0; ///< of the stream
};
/// Where active webhooks have not been told everything.
[[nodiscard]] Result<QList<Place>> behind(Database &database);
[[nodiscard]] Result<Place> place(Database &database, const Uuid &webhook, const StreamId &stream);
/// Forward only.
[[nodiscard]] Result<void> movePlace(Database &database, const Uuid &webhook, const StreamId &stream, qint64 seq);

[[nodiscard]] Result<std::optional<WebhookDelivery>> delivery(Database &database, const Uuid &webhook, const Uuid &id);
/// Those that failed and that their streams wait for.
[[nodiscard]] Result<QList<WebhookDelivery>> retrying(Database &database);
/// Those to be sent again, in the order of their streams, at most `max`.
[[nodiscard]] Result<QList<WebhookDelivery>> replaying(Database &database, int max);

struct DeliveryCursor {
    qint64 createdAt = 0; ///< 0: from the newest on
    Uuid id;
};
/// Newest first.
[[nodiscard]] Result<QList<WebhookDelivery>> deliveries(Database &database, const Uuid &webhook,
                                                        std::optional<DeliveryState> state,
                                                        const DeliveryCursor &before, int max);
/// Makes or replaces it.
[[nodiscard]] Result<void> put(Database &database, const WebhookDelivery &delivery);
/// One finished delivery, or with a null id all dead ones, are to be sent again; how many.
[[nodiscard]] Result<int> replay(Database &database, const Uuid &webhook, const Uuid &id, qint64 nowMs);
/// At most `max` of those in that state that were finished before; how many.
[[nodiscard]] Result<int> removeFinished(Database &database, DeliveryState state, qint64 before, int max);

/// On PostgreSQL one instance sends for all: true if this connection is the one, until it is closed. SQLite has only
/// one.
[[nodiscard]] Result<bool> claimSending(Database &database);

} // namespace WebhookStore

[[nodiscard]] const char *deliveryStateName(DeliveryState state);
[[nodiscard]] std::optional<DeliveryState> deliveryStateFromName(QStringView name);

} // namespace TaskMaster::Server
