// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/webhooks/WebhookRecord.h"
#include "server/exchange/webhooks/WebhookSender.h"
#include "server/ops/Metrics.h"
#include "server/storage/EventSink.h"
#include "server/storage/JobThread.h"
#include "server/storage/WriteQueue.h"
#include "shared/core/Clock.h"

namespace TaskMaster::Server {

/**
 * Tells webhooks what happens. It reads the log behind a durable place per webhook and stream, and moves a place only
 * when the delivery has arrived or is dead, so that nothing is lost when the server is killed; receivers may get
 * something twice, under the same id. Within a stream a webhook hears everything in order; streams, webhooks and
 * replays do not wait for each other. One thread of its own for deciding, which may wait for the database, and the
 * sender's for talking. On PostgreSQL one of all instances does it.
 */
class WebhookJob {
public:
    struct Options {
        DatabaseSettings database;
        HttpPost::Options post = {};
        std::chrono::milliseconds lookEvery{1'000}; ///< for what is due
        std::chrono::milliseconds scanEvery{10'000}; ///< for what other instances did, or a killed one left behind
    };
    WebhookJob(Options options, std::unique_ptr<Resolver> resolver, qint64 epoch, WriteQueue &writes,
               const Clock &clock, Metrics &metrics);
    ~WebhookJob();

    void start();
    /// Cuts what is on its way: it is sent again after the next start. The write lanes must still run.
    void stop();
    /// Something was committed; from any thread, returns at once.
    void committed(const CommitPtr &commit);
    /// An admin changed something about webhooks; from any thread, returns at once.
    void webhooksChanged();

private:
    /// What other threads have to say to this one.
    struct Mail {
        std::unordered_map<StreamId, qint64> heads;
        std::vector<WebhookRecord::Ended> ended;
        bool isScanWanted = false;
    };

    [[nodiscard]] Result<void> round(Database &database);
    void recordTheRest();
    Mail takeMail();
    [[nodiscard]] Result<void> claim(Database &database);
    [[nodiscard]] Result<void> scan(Database &database);
    [[nodiscard]] Result<void> begin(Database &database);
    [[nodiscard]] Result<EventPtr> nextEvent(Database &database, WebhookLine &line);
    [[nodiscard]] Result<EventPtr> nextReplay(Database &database, const WebhookLine &line);
    void send(WebhookLine &line, const EventPtr &event);
    [[nodiscard]] Result<void> record();
    void settle(const WebhookRecord::Ended &ended, const WebhookRecord::Written &written);
    [[nodiscard]] Result<void> savePlaces();
    [[nodiscard]] Result<void> tidy();
    /// In a write transaction of its own, waited for.
    [[nodiscard]] Result<void> write(const std::function<Result<void>(Database &)> &work);

    const Options m_options;
    const qint64 m_epoch;
    WriteQueue &m_writes;
    const Clock &m_clock;
    WebhookSender m_sender;
    Counter &m_delivered;
    Counter &m_failed;
    Counter &m_dead;
    Counter &m_troubles;
    Gauge &m_behind;
    Gauge &m_onTheWay;
    Histogram &m_duration;

    // of the job's thread
    WebhookLines m_lines;
    std::vector<WebhookRecord::Ended> m_unrecorded;
    bool m_isClaimed = false;
    bool m_isScanDue = true;
    std::chrono::steady_clock::time_point m_scannedAt;
    qint64 m_tidiedAt = 0;

    std::mutex m_mutex;
    QSet<Uuid> m_watched; ///< workspaces with active webhooks: commits of others wake nobody
    Mail m_mail;

    JobThread m_thread;
};

} // namespace TaskMaster::Server
