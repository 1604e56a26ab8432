// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/WebhookStore.h"
#include "shared/protocol/Frames.h"

#include <QSet>

#include <deque>
#include <map>

namespace TaskMaster::Server {

using WebhookPtr = std::shared_ptr<const Webhook>;

/**
 * What a webhook is told one after the other: the events of one stream, or what is to be sent again. One is on its way
 * at a time; when it fails, the others wait with it.
 */
struct WebhookLine {
    WebhookPtr webhook;
    StreamId stream = {}; ///< not of replays
    bool isReplay = false;
    Uuid busyWith = {}; ///< the delivery that is on its way, or has ended and is not yet recorded

    // of a stream
    bool isPlaced = false; ///< `seq` is known
    qint64 seq = 0; ///< told, or not wanted, up to here
    qint64 savedSeq = 0; ///< the same, durably
    qint64 head = 0; ///< of the stream
    std::deque<EventPtr> page = {}; ///< read ahead: those that are wanted
    qint64 pageEnd = 0; ///< read up to here
    std::optional<WebhookDelivery> retry = {}; ///< the next one, when it has failed before

    // of replays
    std::deque<WebhookDelivery> replays = {};

    [[nodiscard]] bool isBusy() const { return !busyWith.isNull(); }
    [[nodiscard]] bool isIdle() const { return isReplay ? replays.empty() : isPlaced && seq >= head; }
    [[nodiscard]] qint64 nextTryAt() const;
    /// Told up to there.
    void advance(qint64 to);
};

/**
 * All lines of all webhooks, and whose turn it is: every webhook has its own share of what may be on its way, smaller
 * while it fails, so that a slow or broken one takes nothing from the others; within it the lines take turns. In memory
 * only; no I/O, no clock; one thread.
 */
class WebhookLines {
public:
    static constexpr int OnTheWayMax = 64;
    static constexpr int PerWebhookMax = 4;
    static constexpr int ReplaysMax = 500; ///< kept in memory, of all webhooks

    /// On its way, or ended.
    struct Sending {
        WebhookPtr webhook;
        WebhookDelivery delivery;
        [[nodiscard]] bool isReplay() const { return delivery.state == DeliveryState::Replaying; }
    };

    /// All active ones. Lines of others are forgotten.
    void setWebhooks(const QList<Webhook> &webhooks);
    [[nodiscard]] QSet<Uuid> workspaces() const;

    void noteHead(const StreamId &stream, qint64 head);
    void notePlace(const WebhookStore::Place &place);
    void noteRetry(const WebhookDelivery &delivery);
    /// All there are, at most ReplaysMax.
    void noteReplays(const QList<WebhookDelivery> &deliveries);

    /// Those that have something to send that is due, beginning with whoever waited longest.
    [[nodiscard]] std::vector<WebhookLine *> due(qint64 nowMs);
    /// May one more of this webhook be on its way?
    [[nodiscard]] bool hasRoom(const WebhookLine &line) const;
    void begin(WebhookLine &line, const Uuid &delivery);
    /// It has ended and is recorded. Null: nobody waits for it any more.
    WebhookLine *end(const Sending &sending, bool isSuccess);

    /// Places that moved over events that were not wanted.
    [[nodiscard]] QList<WebhookStore::Place> unsaved() const;
    void saved(const QList<WebhookStore::Place> &places);
    /// Lines without anything to do; they come back with their next event.
    void forgetIdle();

    [[nodiscard]] qsizetype behindCount() const;
    [[nodiscard]] int onTheWayCount() const { return m_onTheWay; }

private:
    struct Receiver {
        WebhookPtr webhook;
        int onTheWay = 0;
        bool isAiling = false; ///< the last one failed
        qint64 turn = 0; ///< when it last began something
        std::map<StreamId, WebhookLine> lines;
        WebhookLine replays;
        StreamId lastBegun; ///< the others go first
    };
    Receiver *receiverOf(const Uuid &webhook);
    static WebhookLine &lineOf(Receiver &receiver, const StreamId &stream);

    std::map<Uuid, Receiver> m_receivers;
    int m_onTheWay = 0;
    qint64 m_turns = 0;
};

} // namespace TaskMaster::Server
