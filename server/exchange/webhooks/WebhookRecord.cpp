// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/webhooks/WebhookRecord.h"

#include "server/exchange/webhooks/EventFilter.h"
#include "server/exchange/webhooks/RetrySchedule.h"
#include "server/storage/Reader.h"

namespace TaskMaster::Server::WebhookRecord {
namespace {

constexpr int Gone = 410;
/// Given up at once; what is behind them is tried, and takes the next ones along.
constexpr int GivenUpMax = 5'000;

const QString GaveUp = QStringLiteral("Waited for more than a day behind deliveries that did not arrive.");
const QString WantsNoMore = QStringLiteral("The receiver answered 410 Gone: it wants no more deliveries.");

/// For people to read, and for every store to carry, whatever the receiver answered.
QString readable(const PostOutcome &outcome)
{
    QString text = outcome.status == 0 ? outcome.trouble : QString::fromUtf8(outcome.body);
    for (QChar &c : text) {
        if ((c < u' ' && c != u'\n' && c != u'\t') || c == QChar(0x7f) || c.isSurrogate())
            c = QChar::ReplacementCharacter;
    }
    return text;
}

bool isFinished(const WebhookDelivery &delivery)
{
    return delivery.state == DeliveryState::Delivered || delivery.state == DeliveryState::Dead;
}

WebhookDelivery givenUp(const Webhook &webhook, const Event &event, qint64 nowMs)
{
    WebhookDelivery delivery;
    delivery.id = DeliveryMessages::idOf(webhook.id, event.stream, event.commandId);
    delivery.webhook = webhook.id;
    delivery.stream = event.stream;
    delivery.seq = event.seq;
    delivery.verb = event.verb;
    delivery.state = DeliveryState::Dead;
    delivery.createdAt = nowMs;
    delivery.finishedAt = nowMs;
    delivery.answer = GaveUp;
    return delivery;
}

/// What has waited for too long behind a dead one dies with it: a receiver that was away for days gets the news first.
Result<void> giveUpBehind(Database &database, const Webhook &webhook, qint64 epoch, qint64 nowMs, Written &written)
{
    for (int read = 0; read < GivenUpMax;) {
        const auto page =
            Read::logAfter(database, epoch, written.delivery.stream, written.toldTo, EventLog::PageEventsMax);
        if (!page)
            return page.error();
        if (page->events.isEmpty())
            return {};
        for (const EventPtr &event : page->events) {
            if (nowMs - event->at <= RetrySchedule::GiveUpMs)
                return {};
            written.toldTo = event->seq;
            if (!EventFilter::wants(webhook, *event))
                continue;
            if (auto ok = WebhookStore::put(database, givenUp(webhook, *event, nowMs)); !ok)
                return ok;
            ++written.dead;
        }
        read += static_cast<int>(page->events.size());
    }
    return {};
}

} // namespace

WebhookDelivery judged(const Ended &ended)
{
    WebhookDelivery delivery = ended.sending.delivery;
    ++delivery.attempts;
    delivery.status = ended.outcome.status;
    delivery.answer = readable(ended.outcome);
    if (delivery.createdAt == 0)
        delivery.createdAt = ended.at;
    if (ended.outcome.isSuccess())
        delivery.state = DeliveryState::Delivered;
    else if (delivery.status == Gone || delivery.attempts >= RetrySchedule::AttemptsMax)
        delivery.state = DeliveryState::Dead;
    if (isFinished(delivery)) {
        delivery.nextTryAt = 0;
        delivery.finishedAt = ended.at;
    } else {
        delivery.nextTryAt = ended.at + RetrySchedule::delayAfter(delivery.attempts, delivery.id);
    }
    return delivery;
}

Result<Written> write(Database &database, const Ended &ended, qint64 epoch)
{
    Written written{judged(ended)};
    WebhookDelivery &delivery = written.delivery;
    const auto isThere = WebhookStore::hold(database, delivery.webhook);
    if (!isThere)
        return isThere.error();
    if (!*isThere)
        return written;
    const auto webhook = WebhookStore::find(database, delivery.webhook);
    if (!webhook)
        return webhook.error();
    if (!(*webhook)->isActive && !isFinished(delivery)) { // switched off meanwhile
        delivery.state = DeliveryState::Dead;
        delivery.nextTryAt = 0;
        delivery.finishedAt = ended.at;
    }
    written.dead = delivery.state == DeliveryState::Dead ? 1 : 0;
    if (auto ok = WebhookStore::put(database, delivery); !ok)
        return ok.error();
    if (isFinished(delivery) && !ended.sending.isReplay()) {
        written.toldTo = delivery.seq;
        if (delivery.state == DeliveryState::Dead) {
            if (auto ok = giveUpBehind(database, **webhook, epoch, ended.at, written); !ok)
                return ok.error();
        }
        if (auto ok = WebhookStore::movePlace(database, delivery.webhook, delivery.stream, written.toldTo); !ok)
            return ok.error();
    }
    if (delivery.status == Gone && (*webhook)->isActive) {
        Webhook ended410 = **webhook;
        ended410.isActive = false;
        ended410.endedBecause = WantsNoMore;
        ended410.updatedAt = ended.at;
        if (auto ok = WebhookStore::update(database, ended410); !ok)
            return ok.error();
        written.isSwitchedOff = true;
    }
    return written;
}

} // namespace TaskMaster::Server::WebhookRecord
