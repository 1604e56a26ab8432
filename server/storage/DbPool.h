// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/ops/Metrics.h"
#include "server/storage/Database.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace TaskMaster::Server {

/**
 * A few threads that own a reading connection each. Lanes hand them work and never wait for SQL. read() is thread-safe;
 * `work` runs on a pool thread, exactly once: with a database, or with the reason why there is none.
 */
class DbPool {
public:
    struct Options {
        DatabaseSettings database;
        int threads = 2;
        std::size_t waitingMax = 20'000;
        const char *waitMetric = "read_wait_duration_us";
    };
    DbPool(Options options, Metrics &metrics);
    ~DbPool();
    void start();
    void stop();
    void read(std::function<void(Result<Database *>)> work);

private:
    void loop();

    const Options m_options;
    Histogram &m_waitDuration;
    struct Job {
        std::function<void(Result<Database *>)> work;
        std::chrono::steady_clock::time_point since;
    };
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_jobs;
    bool m_stopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace TaskMaster::Server
