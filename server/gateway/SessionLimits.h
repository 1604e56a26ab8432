// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/live/SessionQueue.h"
#include "shared/protocol/Frames.h"

#include <algorithm>
#include <chrono>

namespace TaskMaster::Server {

/// So much at once, and so much per second in the long run.
struct Rate {
    double perSecond = 0;
    double burst = 0;
};

/// What one WebSocket may do. The defaults are what PROTOCOL.md promises; tests make them small.
struct SessionLimits {
    QueueLimits queue;
    std::chrono::milliseconds helloTime = std::chrono::seconds(10);
    std::chrono::milliseconds heartbeatTime = std::chrono::seconds(60); ///< of silence
    std::chrono::milliseconds closeTime = std::chrono::seconds(5); ///< for the close frame to arrive
    Rate commands{200, 400};
    Rate otherFrames{50, 2.0 * StreamsPerSessionMax}; ///< subscribing to everything, twice, is legitimate
    int unansweredCommandsMax = 256;
    Rate queries{20, 40};
    int unansweredQueriesMax = 8;
    int earlyFramesMax = 256; ///< that arrive while the token is being looked up
    qsizetype earlyBytesMax = 256 * 1024; ///< of these: a stranger must not fill memory
    int strikesMax = 10; ///< malformed frames, or frames beyond the rate, before the connection is closed
    qint64 unsentBytesMax = 4 * 1024 * 1024; ///< a client that keeps asking and never reads
};

/// How much of a Rate is left. Starts full.
class TokenBucket {
public:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] bool take(const Rate &rate, Clock::time_point now = Clock::now())
    {
        const double seconds = std::chrono::duration<double>(now - m_filledAt).count();
        m_taken = std::max(0.0, m_taken - seconds * rate.perSecond);
        m_filledAt = now;
        if (m_taken + 1 > rate.burst)
            return false;
        m_taken += 1;
        return true;
    }

private:
    double m_taken = 0;
    Clock::time_point m_filledAt{};
};

} // namespace TaskMaster::Server
