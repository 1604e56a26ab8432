// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/webhooks/WebhookJob.h"

#include "server/exchange/webhooks/Logging.h"

namespace TaskMaster::Server {

Q_LOGGING_CATEGORY(lcWebhooks, "taskmaster.webhooks")

namespace {

constexpr qint64 HourMs = 60LL * 60 * 1000;
constexpr qint64 TidyEveryMs = HourMs;
constexpr qint64 KeepDeliveredMs = 7 * 24 * HourMs;
constexpr qint64 KeepDeadMs = 30 * 24 * HourMs;
constexpr int RemovedAtOnce = 1'000;

} // namespace

/// What has ended becomes durable in one transaction; only then the next of each line may follow.
Result<void> WebhookJob::record()
{
    if (m_unrecorded.empty())
        return {};
    std::vector<WebhookRecord::Written> written;
    const auto done = write([&](Database &database) -> Result<void> {
        written.clear(); // it may be run again
        for (const WebhookRecord::Ended &ended : m_unrecorded) {
            auto one = WebhookRecord::write(database, ended, m_epoch);
            if (!one)
                return one.error();
            written.push_back(std::move(*one));
        }
        return {};
    });
    if (!done)
        return done;
    for (std::size_t i = 0; i < written.size(); ++i)
        settle(m_unrecorded[i], written[i]);
    m_unrecorded.clear();
    return {};
}

void WebhookJob::settle(const WebhookRecord::Ended &ended, const WebhookRecord::Written &written)
{
    const bool isSuccess = ended.outcome.isSuccess();
    const WebhookDelivery &delivery = written.delivery;
    (isSuccess ? m_delivered : m_failed).add();
    m_dead.add(static_cast<quint64>(written.dead));
    if (!isSuccess) {
        // Never the address: it may hold a key.
        qCInfo(lcWebhooks, "webhook %s: attempt %d at %s failed (status %d): %s",
               qPrintable(delivery.webhook.toString()), delivery.attempts, qPrintable(delivery.id.toString()),
               delivery.status,
               qPrintable(ended.outcome.status == 0 ? ended.outcome.trouble : QStringLiteral("refused")));
    }
    if (written.isSwitchedOff) {
        qCWarning(lcWebhooks, "webhook %s was switched off: its receiver is gone",
                  qPrintable(delivery.webhook.toString()));
        m_isScanDue = true;
    }
    WebhookLine *line = m_lines.end(ended.sending, isSuccess);
    if (!line)
        return;
    const bool isFinished = delivery.nextTryAt == 0;
    if (line->isReplay) {
        if (line->replays.empty() || line->replays.front().id != delivery.id)
            return;
        if (isFinished)
            line->replays.pop_front();
        else
            line->replays.front() = delivery;
        return;
    }
    if (isFinished) {
        line->advance(written.toldTo);
        line->savedSeq = std::max(line->savedSeq, written.toldTo);
    } else {
        line->retry = delivery;
        line->page.clear(); // who waits for hours needs no memory
        line->pageEnd = line->seq;
    }
}

/// What nobody will want to look at any more.
Result<void> WebhookJob::tidy()
{
    const qint64 now = m_clock.nowMs();
    if (m_tidiedAt != 0 && now - m_tidiedAt < TidyEveryMs)
        return {};
    const auto remove = [this](DeliveryState state, qint64 before) -> Result<void> {
        for (int removed = RemovedAtOnce; removed == RemovedAtOnce;) {
            auto ok = write([&](Database &database) -> Result<void> {
                const auto count = WebhookStore::removeFinished(database, state, before, RemovedAtOnce);
                if (!count)
                    return count.error();
                removed = *count;
                return {};
            });
            if (!ok)
                return ok;
        }
        return {};
    };
    if (auto ok = remove(DeliveryState::Delivered, now - KeepDeliveredMs); !ok)
        return ok;
    if (auto ok = remove(DeliveryState::Dead, now - KeepDeadMs); !ok)
        return ok;
    m_tidiedAt = now;
    return {};
}

} // namespace TaskMaster::Server
