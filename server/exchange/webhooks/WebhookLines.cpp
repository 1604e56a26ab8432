// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/webhooks/WebhookLines.h"

#include <algorithm>

namespace TaskMaster::Server {

qint64 WebhookLine::nextTryAt() const
{
    if (isReplay)
        return replays.empty() ? 0 : replays.front().nextTryAt;
    return retry ? retry->nextTryAt : 0;
}

void WebhookLine::advance(qint64 to)
{
    seq = std::max(seq, to);
    while (!page.empty() && page.front()->seq <= seq)
        page.pop_front();
    if (retry && retry->seq <= seq)
        retry.reset();
}

void WebhookLines::setWebhooks(const QList<Webhook> &webhooks)
{
    std::map<Uuid, Receiver> kept;
    for (const Webhook &webhook : webhooks) {
        const auto known = m_receivers.find(webhook.id);
        Receiver &receiver = kept[webhook.id];
        if (known != m_receivers.end())
            receiver = std::move(known->second);
        receiver.webhook = std::make_shared<const Webhook>(webhook);
        receiver.replays.webhook = receiver.webhook;
        receiver.replays.isReplay = true;
        for (auto &[stream, line] : receiver.lines) {
            line.webhook = receiver.webhook;
            line.page.clear(); // it may want others now
            line.pageEnd = line.seq;
        }
    }
    // What they have on its way is not waited for.
    m_onTheWay = 0;
    for (const auto &[id, receiver] : kept)
        m_onTheWay += receiver.onTheWay;
    m_receivers = std::move(kept);
}

QSet<Uuid> WebhookLines::workspaces() const
{
    QSet<Uuid> all;
    for (const auto &[id, receiver] : m_receivers)
        all.insert(receiver.webhook->workspace);
    return all;
}

WebhookLines::Receiver *WebhookLines::receiverOf(const Uuid &webhook)
{
    const auto found = m_receivers.find(webhook);
    return found == m_receivers.end() ? nullptr : &found->second;
}

WebhookLine &WebhookLines::lineOf(Receiver &receiver, const StreamId &stream)
{
    WebhookLine &line = receiver.lines[stream];
    line.webhook = receiver.webhook;
    line.stream = stream;
    return line;
}

void WebhookLines::noteHead(const StreamId &stream, qint64 head)
{
    for (auto &[id, receiver] : m_receivers) {
        if (!receiver.webhook->hears(stream))
            continue;
        WebhookLine &line = lineOf(receiver, stream);
        line.head = std::max(line.head, head);
    }
}

void WebhookLines::notePlace(const WebhookStore::Place &place)
{
    Receiver *receiver = receiverOf(place.webhook);
    if (!receiver || !receiver->webhook->hears(place.stream))
        return;
    WebhookLine &line = lineOf(*receiver, place.stream);
    line.isPlaced = true;
    line.savedSeq = std::max(line.savedSeq, place.seq);
    line.head = std::max(line.head, place.head);
    if (!line.isBusy())
        line.advance(place.seq);
}

void WebhookLines::noteRetry(const WebhookDelivery &delivery)
{
    Receiver *receiver = receiverOf(delivery.webhook);
    const auto found = receiver ? receiver->lines.find(delivery.stream) : std::map<StreamId, WebhookLine>::iterator();
    if (!receiver || found == receiver->lines.end() || found->second.isBusy() || delivery.seq <= found->second.seq)
        return;
    found->second.retry = delivery;
}

void WebhookLines::noteReplays(const QList<WebhookDelivery> &deliveries)
{
    std::map<Uuid, std::deque<WebhookDelivery>> byWebhook;
    for (const WebhookDelivery &delivery : deliveries)
        byWebhook[delivery.webhook].push_back(delivery);
    for (auto &[id, receiver] : m_receivers) {
        WebhookLine &line = receiver.replays;
        std::deque<WebhookDelivery> wanted = std::move(byWebhook[id]);
        if (line.isBusy() && !line.replays.empty()) {
            const Uuid first = line.replays.front().id;
            std::erase_if(wanted, [&first](const WebhookDelivery &delivery) { return delivery.id == first; });
            wanted.push_front(line.replays.front());
        }
        line.replays = std::move(wanted);
    }
}

std::vector<WebhookLine *> WebhookLines::due(qint64 nowMs)
{
    std::vector<Receiver *> receivers;
    for (auto &[id, receiver] : m_receivers)
        receivers.push_back(&receiver);
    std::stable_sort(receivers.begin(), receivers.end(),
                     [](const Receiver *a, const Receiver *b) { return a->turn < b->turn; });
    std::vector<WebhookLine *> due;
    const auto add = [&](WebhookLine &line) {
        if (!line.isBusy() && !line.isIdle() && line.nextTryAt() <= nowMs)
            due.push_back(&line);
    };
    for (Receiver *receiver : receivers) {
        const auto next = receiver->lines.upper_bound(receiver->lastBegun);
        for (auto it = next; it != receiver->lines.end(); ++it)
            add(it->second);
        for (auto it = receiver->lines.begin(); it != next; ++it)
            add(it->second);
        add(receiver->replays);
    }
    return due;
}

bool WebhookLines::hasRoom(const WebhookLine &line) const
{
    const Receiver &receiver = m_receivers.at(line.webhook->id);
    return m_onTheWay < OnTheWayMax && receiver.onTheWay < (receiver.isAiling ? 1 : PerWebhookMax);
}

void WebhookLines::begin(WebhookLine &line, const Uuid &delivery)
{
    Receiver &receiver = m_receivers.at(line.webhook->id);
    line.busyWith = delivery;
    ++receiver.onTheWay;
    ++m_onTheWay;
    receiver.turn = ++m_turns;
    if (!line.isReplay)
        receiver.lastBegun = line.stream;
}

WebhookLine *WebhookLines::end(const Sending &sending, bool isSuccess)
{
    Receiver *receiver = receiverOf(sending.delivery.webhook);
    if (!receiver)
        return nullptr;
    WebhookLine *line = &receiver->replays;
    if (!sending.isReplay()) {
        const auto found = receiver->lines.find(sending.delivery.stream);
        line = found == receiver->lines.end() ? nullptr : &found->second;
    }
    if (!line || line->busyWith != sending.delivery.id)
        return nullptr; // switched off and on again meanwhile
    line->busyWith = {};
    --receiver->onTheWay;
    --m_onTheWay;
    receiver->isAiling = !isSuccess;
    return line;
}

QList<WebhookStore::Place> WebhookLines::unsaved() const
{
    QList<WebhookStore::Place> places;
    for (const auto &[id, receiver] : m_receivers) {
        for (const auto &[stream, line] : receiver.lines) {
            if (line.isPlaced && line.seq > line.savedSeq)
                places.append({id, stream, line.seq, line.head});
        }
    }
    return places;
}

void WebhookLines::saved(const QList<WebhookStore::Place> &places)
{
    for (const WebhookStore::Place &place : places) {
        if (Receiver *receiver = receiverOf(place.webhook)) {
            WebhookLine &line = lineOf(*receiver, place.stream);
            line.savedSeq = std::max(line.savedSeq, place.seq);
        }
    }
}

void WebhookLines::forgetIdle()
{
    for (auto &[id, receiver] : m_receivers)
        std::erase_if(receiver.lines, [](const auto &entry) {
            const WebhookLine &line = entry.second;
            return line.isIdle() && !line.isBusy() && line.seq <= line.savedSeq;
        });
}

qsizetype WebhookLines::behindCount() const
{
    qsizetype count = 0;
    for (const auto &[id, receiver] : m_receivers)
        count += std::count_if(receiver.lines.begin(), receiver.lines.end(),
                               [](const auto &entry) { return !entry.second.isIdle(); });
    return count;
}

} // namespace TaskMaster::Server
