// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/DbPool.h"

namespace TaskMaster::Server {

DbPool::DbPool(Options options, Metrics &metrics)
    : m_options(std::move(options))
    , m_waitDuration(metrics.histogram(m_options.waitMetric, "From asking for a reading connection to having it"))
{
}

DbPool::~DbPool()
{
    stop();
}

void DbPool::start()
{
    for (int i = 0; i < m_options.threads; ++i)
        m_threads.emplace_back([this] { loop(); });
}

void DbPool::stop()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
    m_threads.clear();
}

void DbPool::read(std::function<void(Result<Database *>)> work)
{
    ErrorCode refusal = ErrorCode::Overloaded;
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_stopping && m_jobs.size() < m_options.waitingMax) {
            m_jobs.push_back({std::move(work), std::chrono::steady_clock::now()});
            m_wake.notify_one();
            return;
        }
        if (m_stopping)
            refusal = ErrorCode::Cancelled;
    }
    work(refusal);
}

void DbPool::loop()
{
    std::unique_ptr<Database> database;
    for (;;) {
        Job job;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_jobs.empty(); });
            if (m_jobs.empty())
                return;
            job = std::move(m_jobs.front());
            m_jobs.pop_front();
        }
        m_waitDuration.observe(std::chrono::steady_clock::now() - job.since);
        if (!database || database->isLost()) {
            database.reset();
            auto opened = Database::open(m_options.database, Database::Use::Read);
            if (!opened) {
                job.work(opened.error());
                continue;
            }
            database = std::move(*opened);
        }
        job.work(database.get());
    }
}

} // namespace TaskMaster::Server
