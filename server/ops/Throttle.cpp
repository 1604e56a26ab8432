// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ops/Throttle.h"

#include <algorithm>
#include <cmath>

namespace TaskMaster::Server {

Throttle::Throttle(Rate rate, const Clock &clock)
    : m_rate(rate)
    , m_clock(clock)
{
}

double Throttle::tokensNow(const Bucket &bucket, qint64 now) const
{
    const double refilled =
        static_cast<double>(std::max<qint64>(0, now - bucket.at)) / static_cast<double>(m_rate.refillMs);
    return std::min(static_cast<double>(m_rate.burst), bucket.tokens + refilled);
}

Result<void> Throttle::take(const QString &key)
{
    const std::scoped_lock lock(m_mutex);
    const qint64 now = m_clock.nowMs();
    if (m_buckets.size() >= KeysMax && !m_buckets.contains(key))
        forgetFull(now);
    if (!m_buckets.contains(key))
        m_buckets.insert(key, {static_cast<double>(m_rate.burst), now});
    Bucket &bucket = m_buckets[key];
    bucket.tokens = tokensNow(bucket, now);
    bucket.at = now;
    if (bucket.tokens < 1) {
        const double waitMs = (1 - bucket.tokens) * static_cast<double>(m_rate.refillMs);
        return Error(ErrorCode::RateLimited, QStringLiteral("That was too often; please wait a moment."),
                     {{QStringLiteral("retryAfterS"), static_cast<qint64>(std::ceil(waitMs / 1000))}});
    }
    bucket.tokens -= 1;
    return {};
}

void Throttle::giveBack(const QString &key)
{
    const std::scoped_lock lock(m_mutex);
    const auto it = m_buckets.find(key);
    if (it != m_buckets.end())
        it->tokens = std::min(static_cast<double>(m_rate.burst), it->tokens + 1);
}

qsizetype Throttle::keyCount() const
{
    const std::scoped_lock lock(m_mutex);
    return m_buckets.size();
}

/// Caller holds the mutex.
void Throttle::forgetFull(qint64 now)
{
    const qsizetype before = m_buckets.size();
    m_buckets.removeIf([&](const auto &entry) { return tokensNow(entry.value(), now) >= m_rate.burst; });
    if (m_buckets.size() < before)
        return;
    const auto fullest = std::max_element(m_buckets.begin(), m_buckets.end(), [&](const Bucket &a, const Bucket &b) {
        return tokensNow(a, now) < tokensNow(b, now);
    });
    m_buckets.erase(fullest);
}

} // namespace TaskMaster::Server
