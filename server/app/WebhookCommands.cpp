// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Directory.h"
#include "server/app/SubcommandDoors.h"
#include "server/app/Subcommands.h"
#include "server/app/WebhookBodies.h"
#include "server/exchange/webhooks/DeliveryMessage.h"
#include "shared/core/Clock.h"

#include <QDateTime>
#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

constexpr int DeliveriesShown = 200;

Result<Uuid> idFrom(const QString &text, const char *what)
{
    const auto id = Uuid::fromString(text);
    if (!id)
        return Error::invalidField(QString::fromLatin1(what), QStringLiteral("must be an id"));
    return *id;
}

Result<Webhook> findWebhook(Database &database, const QString &text)
{
    const auto id = idFrom(text, "id");
    if (!id)
        return id.error();
    const auto webhook = WebhookStore::find(database, *id);
    if (!webhook)
        return webhook.error();
    if (!*webhook)
        return Error(ErrorCode::NotFound, QStringLiteral("There is no webhook %1.").arg(text));
    return **webhook;
}

/// By id, key or name (case-insensitive).
Result<Uuid> findProjectOf(const Directory::WorkspaceLine &workspace, const QString &wanted)
{
    for (const ProjectEntry &entry : workspace.projects) {
        if (entry.id.toString() == wanted || entry.key == wanted
            || entry.name.compare(wanted, Qt::CaseInsensitive) == 0)
            return entry.id;
    }
    return Error(ErrorCode::NotFound,
                 QStringLiteral("There is no project “%1” in “%2”.").arg(wanted, workspace.workspace.name));
}

QString lineOf(const Webhook &webhook)
{
    const QString what = webhook.events.isEmpty() ? QStringLiteral("everything") : webhook.events.join(u' ');
    const QString where =
        webhook.project.isNull() ? QString() : QStringLiteral("  project %1").arg(webhook.project.toString());
    const QString state = webhook.isActive ? QString() : QStringLiteral("  off. ") + webhook.endedBecause;
    return QStringLiteral("%1  %2  %3%4%5\n").arg(webhook.id.toString(), webhook.url, what, where, state);
}

QString momentText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODate);
}

QString lineOf(const WebhookDelivery &delivery)
{
    QString text =
        QStringLiteral("%1  %2  %3  %4 %5  %6 attempts")
            .arg(delivery.id.toString(), momentText(delivery.createdAt),
                 QString::fromLatin1(deliveryStateName(delivery.state)), delivery.verb, delivery.stream.toString())
            .arg(delivery.attempts);
    if (delivery.status != 0)
        text += QStringLiteral("  status %1").arg(delivery.status);
    if (delivery.nextTryAt != 0)
        text += QStringLiteral("  again at %1").arg(momentText(delivery.nextTryAt));
    if (delivery.state != DeliveryState::Delivered && !delivery.answer.isEmpty())
        text += QStringLiteral("  ") + delivery.answer.simplified().left(100);
    return text + u'\n';
}

Result<Outcome> setActive(const Invocation &invocation, const Config &config, bool isActive)
{
    const auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    auto webhook = findWebhook(*doors->database, invocation.id);
    if (!webhook)
        return webhook.error();
    webhook->isActive = isActive;
    webhook->endedBecause.clear();
    webhook->updatedAt = SystemClock().nowMs();
    if (auto ok = doors->door->changeWebhooks(WebhookChanges::Update{*webhook}); !ok)
        return ok.error();
    const QString text = isActive ? QStringLiteral("The webhook %1 is on: it is told what happens from now on.\n")
                                  : QStringLiteral("The webhook %1 is off: nothing more is sent.\n");
    return Outcome{ExitCode::Ok, text.arg(invocation.id), WebhookBodies::written(*webhook)};
}

} // namespace

Result<Outcome> Subcommands::webhookList(const Invocation &invocation, const Config &config)
{
    const auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto workspace = Directory::findWorkspace(*doors->database, invocation.workspace);
    if (!workspace)
        return workspace.error();
    const auto webhooks = WebhookStore::ofWorkspace(*doors->database, workspace->workspace.id);
    if (!webhooks)
        return webhooks.error();
    QString text;
    QJsonArray array;
    for (const Webhook &webhook : *webhooks) {
        text += lineOf(webhook);
        array.append(WebhookBodies::written(webhook));
    }
    if (webhooks->isEmpty())
        text = QStringLiteral("There is no webhook in “%1”.\n").arg(workspace->workspace.name);
    return Outcome{ExitCode::Ok, text, {{QStringLiteral("webhooks"), array}}};
}

Result<Outcome> Subcommands::webhookAdd(const Invocation &invocation, const Config &config)
{
    if (const auto url = TargetRules::checkUrl(invocation.url, config.webhookPolicy()); !url)
        return url.error();
    if (auto ok = EventFilter::check(invocation.events); !ok)
        return ok.error();
    const auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto workspace = Directory::findWorkspace(*doors->database, invocation.workspace);
    if (!workspace)
        return workspace.error();
    Webhook webhook;
    webhook.createdAt = SystemClock().nowMs();
    webhook.updatedAt = webhook.createdAt;
    webhook.id = Uuid::v7(webhook.createdAt);
    webhook.workspace = workspace->workspace.id;
    webhook.name = invocation.name;
    webhook.url = invocation.url;
    webhook.events = invocation.events;
    webhook.secret = DeliveryMessages::makeSecret();
    if (!invocation.project.isEmpty()) {
        const auto project = findProjectOf(*workspace, invocation.project);
        if (!project)
            return project.error();
        webhook.project = *project;
    }
    if (auto ok = doors->door->changeWebhooks(WebhookChanges::Add{webhook}); !ok)
        return ok.error();
    QJsonObject json = WebhookBodies::written(webhook);
    json[QStringLiteral("secret")] = webhook.secret;
    return Outcome{ExitCode::Ok,
                   QStringLiteral("Made the webhook %1. Its deliveries are signed with this secret, which is shown "
                                  "this once:\n%2\n")
                       .arg(webhook.id.toString(), webhook.secret),
                   json};
}

Result<Outcome> Subcommands::webhookRemove(const Invocation &invocation, const Config &config)
{
    const auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto webhook = findWebhook(*doors->database, invocation.id);
    if (!webhook)
        return webhook.error();
    if (auto ok = doors->door->changeWebhooks(WebhookChanges::Remove{webhook->id}); !ok)
        return ok.error();
    return Outcome{ExitCode::Ok,
                   QStringLiteral("The webhook %1 is gone.\n").arg(invocation.id),
                   {{QStringLiteral("id"), webhook->id.toString()}}};
}

Result<Outcome> Subcommands::webhookEnable(const Invocation &invocation, const Config &config)
{
    return setActive(invocation, config, true);
}

Result<Outcome> Subcommands::webhookDisable(const Invocation &invocation, const Config &config)
{
    return setActive(invocation, config, false);
}

Result<Outcome> Subcommands::webhookDeliveries(const Invocation &invocation, const Config &config)
{
    const auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto webhook = findWebhook(*doors->database, invocation.id);
    if (!webhook)
        return webhook.error();
    const auto found = WebhookStore::deliveries(*doors->database, webhook->id, deliveryStateFromName(invocation.state),
                                                {}, DeliveriesShown);
    if (!found)
        return found.error();
    QString text;
    QJsonArray array;
    for (const WebhookDelivery &delivery : *found) {
        text += lineOf(delivery);
        array.append(WebhookBodies::written(delivery));
    }
    if (found->isEmpty())
        text = QStringLiteral("There are none.\n");
    return Outcome{ExitCode::Ok, text, {{QStringLiteral("deliveries"), array}}};
}

Result<Outcome> Subcommands::webhookReplay(const Invocation &invocation, const Config &config)
{
    const auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto webhook = findWebhook(*doors->database, invocation.id);
    if (!webhook)
        return webhook.error();
    Uuid delivery;
    if (!invocation.delivery.isEmpty()) {
        const auto id = idFrom(invocation.delivery, "delivery");
        if (!id)
            return id.error();
        delivery = *id;
    }
    const auto count = doors->door->changeWebhooks(WebhookChanges::Replay{webhook->id, delivery});
    if (!count)
        return count.error();
    return Outcome{ExitCode::Ok,
                   QStringLiteral("%1 deliveries are sent again.\n").arg(*count),
                   {{QStringLiteral("replayed"), *count}}};
}

} // namespace TaskMaster::Server
