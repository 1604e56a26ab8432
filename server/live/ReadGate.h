// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>

namespace TaskMaster::Server {

/**
 * How many readings of the log a lane may have under way: when a thousand clients come back at once, their catch-ups
 * wait here, in order, instead of flooding the database pool that serves everybody. Lane's thread only.
 */
class ReadGate {
public:
    static constexpr int RunningMax = 64;

    /// Starts a reading, or says that it is no longer wanted.
    using Start = std::function<bool()>;

    void run(Start start)
    {
        m_waiting.push_back(std::move(start));
        startWaiting();
    }
    /// A reading that was started has come back.
    void finished()
    {
        --m_running;
        startWaiting();
    }

private:
    void startWaiting()
    {
        while (m_running < RunningMax && !m_waiting.empty()) {
            const Start start = std::move(m_waiting.front());
            m_waiting.pop_front();
            ++m_running; // before: it may finish at once
            if (!start())
                --m_running;
        }
    }

    int m_running = 0;
    std::deque<Start> m_waiting;
};

} // namespace TaskMaster::Server
