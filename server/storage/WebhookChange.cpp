// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/WebhookChange.h"

namespace TaskMaster::Server::WebhookChanges {
namespace {

Result<int> none(const Result<void> &done)
{
    return done ? Result<int>(0) : Result<int>(done.error());
}

struct Apply {
    Database &database;
    qint64 nowMs;

    Result<int> operator()(const Add &wish) const
    {
        const auto others = WebhookStore::ofWorkspace(database, wish.webhook.workspace);
        if (!others)
            return others.error();
        if (others->size() >= PerWorkspaceMax)
            return Error(ErrorCode::TooMany,
                         QStringLiteral("A workspace has at most %1 webhooks.").arg(PerWorkspaceMax));
        return none(WebhookStore::add(database, wish.webhook));
    }
    Result<int> operator()(const Update &wish) const { return none(WebhookStore::update(database, wish.webhook)); }
    Result<int> operator()(const Remove &wish) const
    {
        const auto held = WebhookStore::hold(database, wish.webhook);
        if (!held)
            return held.error();
        if (!*held)
            return Error::notFound(QStringLiteral("webhook"));
        return none(WebhookStore::remove(database, wish.webhook, nowMs));
    }
    Result<int> operator()(const Replay &wish) const
    {
        const auto webhook = WebhookStore::find(database, wish.webhook);
        if (!webhook)
            return webhook.error();
        if (!*webhook)
            return Error::notFound(QStringLiteral("webhook"));
        if (!(*webhook)->isActive)
            return Error(ErrorCode::Archived, QStringLiteral("The webhook is switched off; switch it on first."));
        if (!wish.delivery.isNull()) {
            const auto delivery = WebhookStore::delivery(database, wish.webhook, wish.delivery);
            if (!delivery)
                return delivery.error();
            if (!*delivery)
                return Error::notFound(QStringLiteral("delivery"));
        }
        return WebhookStore::replay(database, wish.webhook, wish.delivery, nowMs);
    }
};

} // namespace

Result<int> apply(Database &database, const WebhookChange &change, qint64 nowMs)
{
    return std::visit(Apply{database, nowMs}, change);
}

} // namespace TaskMaster::Server::WebhookChanges
