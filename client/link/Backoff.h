// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRandomGenerator>

namespace TaskMaster::Client {

/**
 * How long to wait before the next attempt: doubling up to a limit, each time a random part of it, so that a thousand
 * clients of a restarted server do not come back in the same moment. Plain value.
 */
class Backoff {
public:
    Backoff(int firstMs, int maxMs)
        : m_firstMs(firstMs)
        , m_maxMs(maxMs)
    {
    }

    /// Between half and the whole of the current step; the next step is twice as long.
    [[nodiscard]] int nextMs()
    {
        const int step = qMin<qint64>(m_maxMs, static_cast<qint64>(m_firstMs) << qMin(m_attempts, 20));
        ++m_attempts;
        return step / 2 + static_cast<int>(QRandomGenerator::global()->bounded(step / 2 + 1));
    }
    void reset() { m_attempts = 0; }

private:
    int m_firstMs;
    int m_maxMs;
    int m_attempts = 0;
};

} // namespace TaskMaster::Client
