// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace TaskMaster::Server {

/**
 * The thread of a job: a connection of its own for reading, made anew when it is lost, and a round whenever it is woken
 * or some time has passed. After a round that failed only time brings the next one: news would repeat the failure.
 */
class JobThread {
public:
    /// All of it is called on the thread.
    struct Work {
        std::function<Result<void>(Database &)> round;
        std::function<void(const Error &)> failed; ///< a round, or the connection
        std::function<void()> connecting = [] {}; ///< what belonged to the connection before is gone
        std::function<void()> ended = [] {}; ///< after the last round
    };
    JobThread(DatabaseSettings database, std::chrono::milliseconds every, Work work);
    ~JobThread();
    JobThread(const JobThread &) = delete;
    JobThread &operator=(const JobThread &) = delete;

    void start();
    /// Waits for the round that is going on; false if the thread did not run.
    bool stop();
    /// From any thread, returns at once.
    void wake();

private:
    void loop();

    const DatabaseSettings m_settings;
    const std::chrono::milliseconds m_every;
    const Work m_work;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_isWanted = false;
    bool m_isStopping = false;
    std::thread m_thread;
};

} // namespace TaskMaster::Server
