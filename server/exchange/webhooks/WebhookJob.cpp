// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/webhooks/WebhookJob.h"

#include "server/exchange/webhooks/EventFilter.h"
#include "server/exchange/webhooks/Logging.h"
#include "server/storage/Reader.h"

#include <future>

namespace TaskMaster::Server {
namespace {

constexpr int ReadAhead = 20;
/// Events that one line may skip before others have their turn.
constexpr int SkipPagesMax = 50;
} // namespace

WebhookJob::WebhookJob(Options options, std::unique_ptr<Resolver> resolver, qint64 epoch, WriteQueue &writes,
                       const Clock &clock, Metrics &metrics)
    : m_options(std::move(options))
    , m_epoch(epoch)
    , m_writes(writes)
    , m_clock(clock)
    , m_sender(m_options.post, std::move(resolver))
    , m_delivered(metrics.counter("webhook_attempts", "Attempts to deliver to webhooks", {{"outcome", "delivered"}}))
    , m_failed(metrics.counter("webhook_attempts", {}, {{"outcome", "failed"}}))
    , m_dead(metrics.counter("webhook_dead", "Deliveries to webhooks that were given up"))
    , m_troubles(metrics.counter("webhook_job_failures", "Rounds of the webhook job that failed and are tried again"))
    , m_behind(metrics.gauge("webhook_waiting_streams", "Streams of which webhooks have not been told everything"))
    , m_onTheWay(metrics.gauge("webhook_on_the_way", "Deliveries to webhooks that are being made"))
    , m_duration(metrics.histogram("webhook_duration_us", "Attempts to deliver to webhooks, from name to answer"))
    , m_thread(m_options.database, m_options.lookEvery,
               {[this](Database &database) { return round(database); },
                [this](const Error &error) {
                    m_troubles.add();
                    qCWarning(lcWebhooks, "webhooks wait: %s", qPrintable(error.message));
                },
                [this] { m_isClaimed = false; }, [this] { recordTheRest(); }})
{
}

WebhookJob::~WebhookJob()
{
    stop();
}

void WebhookJob::start()
{
    m_sender.start();
    m_thread.start();
}

void WebhookJob::stop()
{
    if (m_thread.stop())
        m_sender.stop();
}

void WebhookJob::committed(const CommitPtr &commit)
{
    bool isNews = false;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_watched.isEmpty())
            return;
        for (const EventPtr &event : commit->events) {
            const StreamId &stream = event->stream;
            if (stream.kind == StreamKind::Personal || !m_watched.contains(stream.workspace))
                continue;
            qint64 &head = m_mail.heads[stream];
            head = std::max(head, event->seq);
            isNews = true;
        }
    }
    if (isNews)
        m_thread.wake();
}

void WebhookJob::webhooksChanged()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_mail.isScanWanted = true;
    }
    m_thread.wake();
}

void WebhookJob::recordTheRest()
{
    takeMail(); // what has arrived need not be sent again
    auto saved = record();
    if (saved)
        saved = savePlaces();
    if (!saved)
        qCInfo(lcWebhooks, "places were not saved, events will be read again: %s", qPrintable(saved.error().message));
}

Result<void> WebhookJob::round(Database &database)
{
    const Mail mail = takeMail();
    if (auto ok = record(); !ok)
        return ok;
    if (auto ok = claim(database); !ok || !m_isClaimed)
        return ok;
    for (const auto &[stream, head] : mail.heads)
        m_lines.noteHead(stream, head);
    const auto now = std::chrono::steady_clock::now();
    if (mail.isScanWanted || m_isScanDue || now - m_scannedAt >= m_options.scanEvery) {
        m_isScanDue = true; // until it has been done
        if (auto ok = scan(database); !ok)
            return ok;
        m_scannedAt = now;
        m_isScanDue = false;
    }
    if (auto ok = begin(database); !ok)
        return ok;
    m_behind.set(m_lines.behindCount());
    m_onTheWay.set(m_lines.onTheWayCount());
    return tidy();
}

WebhookJob::Mail WebhookJob::takeMail()
{
    Mail mail;
    {
        const std::scoped_lock lock(m_mutex);
        mail = std::exchange(m_mail, {});
    }
    std::move(mail.ended.begin(), mail.ended.end(), std::back_inserter(m_unrecorded));
    return mail;
}

/// Another instance may be the one that sends; this one takes over when that one's connection ends.
Result<void> WebhookJob::claim(Database &database)
{
    if (m_isClaimed)
        return {};
    const auto claimed = WebhookStore::claimSending(database);
    if (!claimed)
        return claimed.error();
    m_isClaimed = *claimed;
    m_isScanDue = true;
    return {};
}

Result<void> WebhookJob::scan(Database &database)
{
    if (auto ok = savePlaces(); !ok)
        return ok;
    const auto webhooks = WebhookStore::active(database);
    if (!webhooks)
        return webhooks.error();
    m_lines.setWebhooks(*webhooks);
    {
        // Before the places are read: what is committed from here on is heard of.
        const std::scoped_lock lock(m_mutex);
        m_watched = m_lines.workspaces();
    }
    const auto places = WebhookStore::behind(database);
    if (!places)
        return places.error();
    for (const WebhookStore::Place &place : *places)
        m_lines.notePlace(place);
    const auto retrying = WebhookStore::retrying(database);
    if (!retrying)
        return retrying.error();
    for (const WebhookDelivery &delivery : *retrying)
        m_lines.noteRetry(delivery);
    const auto replaying = WebhookStore::replaying(database, WebhookLines::ReplaysMax);
    if (!replaying)
        return replaying.error();
    m_lines.noteReplays(*replaying);
    m_lines.forgetIdle();
    return {};
}

Result<void> WebhookJob::begin(Database &database)
{
    for (WebhookLine *line : m_lines.due(m_clock.nowMs())) {
        if (!m_lines.hasRoom(*line))
            continue;
        const auto next = line->isReplay ? nextReplay(database, *line) : nextEvent(database, *line);
        if (!next && next.error().isTemporary())
            return next.error();
        if (!next) // a damaged log: the other lines go on
            qCWarning(lcWebhooks, "a webhook waits: %s", qPrintable(next.error().message));
        else if (*next)
            send(*line, *next);
    }
    return {};
}

/// The next one of its stream that the webhook wants; null when there is none yet.
Result<EventPtr> WebhookJob::nextEvent(Database &database, WebhookLine &line)
{
    if (!line.isPlaced) {
        const auto place = WebhookStore::place(database, line.webhook->id, line.stream);
        if (!place)
            return place.error();
        m_lines.notePlace(*place);
        line.pageEnd = line.seq;
    }
    line.pageEnd = std::max(line.pageEnd, line.seq);
    for (int pages = 0; line.page.empty() && line.pageEnd < line.head; ++pages) {
        if (pages == SkipPagesMax) {
            m_thread.wake();
            break;
        }
        const auto page = Read::logAfter(database, m_epoch, line.stream, line.pageEnd, ReadAhead);
        if (!page)
            return page.error();
        if (page->events.isEmpty())
            break;
        for (const EventPtr &event : page->events) {
            const bool isExpected = line.retry && line.retry->seq == event->seq; // whatever the webhook wants now
            if (isExpected || EventFilter::wants(*line.webhook, *event))
                line.page.push_back(event);
        }
        line.pageEnd = page->events.constLast()->seq;
    }
    if (!line.page.empty())
        return line.page.front();
    line.advance(line.pageEnd);
    return EventPtr();
}

/// The event of the first replay, read again.
Result<EventPtr> WebhookJob::nextReplay(Database &database, const WebhookLine &line)
{
    const WebhookDelivery &delivery = line.replays.front();
    const auto page = Read::logAfter(database, m_epoch, delivery.stream, delivery.seq - 1, 1);
    if (!page)
        return page.error();
    const bool isThere = !page->events.isEmpty() && page->events.constFirst()->seq == delivery.seq;
    if (!isThere)
        return Error(
            ErrorCode::StorageCorrupt,
            QStringLiteral("Event %1 of %2 is not there any more.").arg(delivery.seq).arg(delivery.stream.toString()));
    return page->events.constFirst();
}

void WebhookJob::send(WebhookLine &line, const EventPtr &event)
{
    WebhookLines::Sending sending{line.webhook, {}};
    if (line.isReplay)
        sending.delivery = line.replays.front();
    else if (line.retry)
        sending.delivery = *line.retry;
    WebhookDelivery &delivery = sending.delivery;
    if (delivery.id.isNull()) {
        delivery.id = DeliveryMessages::idOf(line.webhook->id, event->stream, event->commandId);
        delivery.webhook = line.webhook->id;
        delivery.stream = event->stream;
        delivery.seq = event->seq;
        delivery.verb = event->verb;
    }
    m_lines.begin(line, delivery.id);
    const auto begun = std::chrono::steady_clock::now();
    m_sender.send(QUrl(line.webhook->url, QUrl::StrictMode),
                  DeliveryMessages::of(*line.webhook, *event, m_clock.nowMs()),
                  [this, sending, begun](const PostOutcome &outcome) {
                      m_duration.observe(std::chrono::steady_clock::now() - begun);
                      {
                          const std::scoped_lock lock(m_mutex);
                          m_mail.ended.push_back({sending, outcome, m_clock.nowMs()});
                      }
                      m_thread.wake();
                  });
}

Result<void> WebhookJob::write(const std::function<Result<void>(Database &)> &work)
{
    const auto promise = std::make_shared<std::promise<Result<void>>>();
    auto done = promise->get_future();
    m_writes.run(work, [promise](const Result<void> &result) { promise->set_value(result); });
    return done.get();
}

Result<void> WebhookJob::savePlaces()
{
    const auto places = m_lines.unsaved();
    if (places.isEmpty())
        return {};
    const auto done = write([&places](Database &database) -> Result<void> {
        for (const WebhookStore::Place &place : places) {
            const auto isThere = WebhookStore::hold(database, place.webhook);
            if (!isThere)
                return isThere.error();
            if (!*isThere)
                continue;
            if (auto ok = WebhookStore::movePlace(database, place.webhook, place.stream, place.seq); !ok)
                return ok;
        }
        return {};
    });
    if (done)
        m_lines.saved(places);
    return done;
}

} // namespace TaskMaster::Server
