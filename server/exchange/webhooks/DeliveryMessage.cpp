// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/webhooks/DeliveryMessage.h"

#include "shared/protocol/Codec.h"

#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <array>

namespace TaskMaster::Server::DeliveryMessages {

Uuid idOf(const Uuid &webhook, const StreamId &stream, const Uuid &commandId)
{
    return Uuid::v5(webhook, stream.toString().toLatin1() + ' ' + commandId.toString().toLatin1());
}

DeliveryMessage of(const Webhook &webhook, const Event &event, qint64 nowMs)
{
    const QByteArray id = idOf(webhook.id, event.stream, event.commandId).toString().toLatin1();
    DeliveryMessage message;
    message.body = R"({"deliveryId":")" + id + R"(","webhookId":")" + webhook.id.toString().toLatin1() + R"(","event":)"
        + Codec::encodeEventObject(event) + '}';
    message.headers = {
        {"Content-Type", "application/json"},
        {"User-Agent", "TaskMaster/" TASKMASTER_VERSION},
        {"TaskMaster-Delivery", id},
        {"TaskMaster-Event", event.verb.toLatin1()},
        {"TaskMaster-Signature", signature(webhook.secret, nowMs / 1000, message.body)},
    };
    return message;
}

QByteArray signature(const QString &secret, qint64 seconds, const QByteArray &body)
{
    const QByteArray when = QByteArray::number(seconds);
    return "t=" + when + ",v1="
        + QMessageAuthenticationCode::hash(when + '.' + body, secret.toUtf8(), QCryptographicHash::Sha256).toHex();
}

QString makeSecret()
{
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    const QByteArray bytes(reinterpret_cast<const char *>(random.data()), sizeof(random));
    return QStringLiteral("whsec_")
        + QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

} // namespace TaskMaster::Server::DeliveryMessages
