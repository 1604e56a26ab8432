// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Webhook.h"
#include "shared/protocol/Frames.h"

#include <QUrl>

namespace TaskMaster::Server {

/// What one POST says, whole: ready to be sent to wherever it may go.
struct DeliveryMessage {
    QByteArray body; ///< JSON
    QList<QPair<QByteArray, QByteArray>> headers; ///< besides those of HTTP itself
};

/// How an event is told to a webhook. Pure functions, any thread.
namespace DeliveryMessages {

/// Follows from the webhook and the event, however often it is told: receivers recognise what they have had. The
/// event is named by its command, so that a restored backup does not reuse the ids of what it forgot.
[[nodiscard]] Uuid idOf(const Uuid &webhook, const StreamId &stream, const Uuid &commandId);

/// `{deliveryId, webhookId, event}` with the event as WebSocket clients see it, and the headers `TaskMaster-Delivery`,
/// `TaskMaster-Event` (the verb), `TaskMaster-Signature`.
[[nodiscard]] DeliveryMessage of(const Webhook &webhook, const Event &event, qint64 nowMs);

/// `t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>" with the secret as it was shown, hexadecimal>`.
[[nodiscard]] QByteArray signature(const QString &secret, qint64 seconds, const QByteArray &body);

/// A fresh secret: 32 random bytes behind a prefix that scanners for lost secrets can find.
[[nodiscard]] QString makeSecret();

} // namespace DeliveryMessages

} // namespace TaskMaster::Server
