// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Clock.h"
#include "shared/core/Result.h"

#include <QHash>
#include <QString>

#include <mutex>

namespace TaskMaster::Server {

/**
 * A token bucket per key (an account, an address, a token): `burst` attempts at once, then one per `refillMs`.
 * Thread-safe and bounded: when more than KeysMax keys are known, those that are full again are forgotten, and if none
 * is, the fullest.
 */
class Throttle {
public:
    static constexpr qsizetype KeysMax = 20'000;

    struct Rate {
        int burst;
        qint64 refillMs;
    };
    Throttle(Rate rate, const Clock &clock);

    /// Uses one attempt up, or says RateLimited with `retryAfterS` among its details.
    [[nodiscard]] Result<void> take(const QString &key);
    /// The attempt did no harm (the password was right): it is not counted.
    void giveBack(const QString &key);
    [[nodiscard]] qsizetype keyCount() const;

private:
    struct Bucket {
        double tokens;
        qint64 at;
    };
    [[nodiscard]] double tokensNow(const Bucket &bucket, qint64 now) const;
    void forgetFull(qint64 now);

    const Rate m_rate;
    const Clock &m_clock;
    mutable std::mutex m_mutex;
    QHash<QString, Bucket> m_buckets;
};

} // namespace TaskMaster::Server
