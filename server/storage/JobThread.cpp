// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/JobThread.h"

namespace TaskMaster::Server {

JobThread::JobThread(DatabaseSettings database, std::chrono::milliseconds every, Work work)
    : m_settings(std::move(database))
    , m_every(every)
    , m_work(std::move(work))
{
}

JobThread::~JobThread()
{
    stop();
}

void JobThread::start()
{
    m_thread = std::thread([this] { loop(); });
}

bool JobThread::stop()
{
    if (!m_thread.joinable())
        return false;
    {
        const std::scoped_lock lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
    return true;
}

void JobThread::wake()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isWanted = true;
    }
    m_wake.notify_one();
}

void JobThread::loop()
{
    std::unique_ptr<Database> database;
    for (;;) {
        Result<void> done;
        if (!database || database->isLost()) {
            m_work.connecting();
            auto opened = Database::open(m_settings, Database::Use::Read);
            if (opened)
                database = std::move(*opened);
            else
                done = opened.error();
        }
        if (done)
            done = m_work.round(*database);
        if (!done)
            m_work.failed(done.error());
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, m_every, [&] { return m_isStopping || (m_isWanted && done.ok()); });
        m_isWanted = false;
        if (m_isStopping)
            break;
    }
    m_work.ended();
}

} // namespace TaskMaster::Server
