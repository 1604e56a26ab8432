// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/WebhookChangeJson.h"

#include <QJsonArray>

#include <array>

namespace TaskMaster::Server::WebhookChangeJson {
namespace {

using namespace WebhookChanges;

/// In the order of the variant.
constexpr std::array names{"addWebhook", "updateWebhook", "removeWebhook", "replayWebhook"};
static_assert(names.size() == std::variant_size_v<WebhookChange>);

QJsonObject objectOf(const Webhook &webhook)
{
    return {{QStringLiteral("id"), webhook.id.toString()},
            {QStringLiteral("workspaceId"), webhook.workspace.toString()},
            {QStringLiteral("projectId"), webhook.project.toString()},
            {QStringLiteral("name"), webhook.name},
            {QStringLiteral("url"), webhook.url},
            {QStringLiteral("events"), QJsonArray::fromStringList(webhook.events)},
            {QStringLiteral("secret"), webhook.secret},
            {QStringLiteral("isActive"), webhook.isActive},
            {QStringLiteral("creatorId"), webhook.creator.toString()},
            {QStringLiteral("createdAt"), webhook.createdAt},
            {QStringLiteral("updatedAt"), webhook.updatedAt}};
}

struct Encode {
    QJsonObject operator()(const Add &wish) const { return objectOf(wish.webhook); }
    QJsonObject operator()(const Update &wish) const { return objectOf(wish.webhook); }
    QJsonObject operator()(const Remove &wish) const { return {{QStringLiteral("id"), wish.webhook.toString()}}; }
    QJsonObject operator()(const Replay &wish) const
    {
        return {{QStringLiteral("id"), wish.webhook.toString()},
                {QStringLiteral("deliveryId"), wish.delivery.toString()}};
    }
};

Result<Webhook> webhookFrom(const QJsonObject &args)
{
    const auto id = [&args](const char *name) {
        return Uuid::fromString(args.value(QLatin1StringView(name)).toString());
    };
    const auto own = id("id");
    const auto workspace = id("workspaceId");
    const auto project = id("projectId");
    const auto creator = id("creatorId");
    if (!own || !workspace || !project || !creator)
        return Error::malformed(QStringLiteral("an id of the webhook is missing"));
    Webhook webhook;
    webhook.id = *own;
    webhook.workspace = *workspace;
    webhook.project = *project;
    webhook.name = args.value(u"name").toString();
    webhook.url = args.value(u"url").toString();
    for (const QJsonValue &word : args.value(u"events").toArray())
        webhook.events.append(word.toString());
    webhook.secret = args.value(u"secret").toString();
    webhook.isActive = args.value(u"isActive").toBool();
    webhook.creator = *creator;
    webhook.createdAt = args.value(u"createdAt").toInteger();
    webhook.updatedAt = args.value(u"updatedAt").toInteger();
    return webhook;
}

} // namespace

bool knows(const QString &name)
{
    return std::any_of(names.begin(), names.end(),
                       [&name](const char *known) { return name == QLatin1StringView(known); });
}

QByteArray nameOf(const WebhookChange &change)
{
    return names[change.index()];
}

QJsonObject encode(const WebhookChange &change)
{
    return std::visit(Encode{}, change);
}

Result<WebhookChange> decode(const QString &name, const QJsonObject &args)
{
    if (name == u"addWebhook" || name == u"updateWebhook") {
        auto webhook = webhookFrom(args);
        if (!webhook)
            return webhook.error();
        return name == u"addWebhook" ? WebhookChange(Add{std::move(*webhook)})
                                     : WebhookChange(Update{std::move(*webhook)});
    }
    const auto id = Uuid::fromString(args.value(u"id").toString());
    if (!id)
        return Error::malformed(QStringLiteral("the id of the webhook is missing"));
    if (name == u"removeWebhook")
        return WebhookChange(Remove{*id});
    const auto delivery = Uuid::fromString(args.value(u"deliveryId").toString());
    if (!delivery)
        return Error::malformed(QStringLiteral("the id of the delivery is missing"));
    return WebhookChange(Replay{*id, *delivery});
}

} // namespace TaskMaster::Server::WebhookChangeJson
