// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/QueueDoor.h"
#include "server/storage/DbPool.h"

namespace TaskMaster::Server {

/**
 * Where the server does what takes several steps (read, hash, submit, wait, submit): two threads that may wait, with a
 * reading connection each, so that such work is written top-down and never holds up a lane or the readers' pool. ask()
 * is thread-safe and never blocks. Stopped before the write lanes.
 */
class Desk {
public:
    /// `changed` is told about every change of an account when it is durable.
    Desk(const DatabaseSettings &database, WriteQueue &writes, const Clock &clock, Metrics &metrics,
         std::function<void(const AccountChange &)> changed = {})
        : m_door(writes, clock, Urgency::Interactive, std::move(changed))
        , m_threads({database, ThreadCount, WaitingMax, "desk_wait_duration_us"}, metrics)
    {
    }
    void start() { m_threads.start(); }
    void stop() { m_threads.stop(); }

    /// `done` is called exactly once, on a thread of the desk, or at once when too much waits already.
    template <class T>
    void ask(std::function<Result<T>(Database &, QueueDoor &)> work, std::function<void(Result<T>)> done)
    {
        m_threads.read([this, work = std::move(work), done = std::move(done)](Result<Database *> database) {
            done(database ? work(**database, m_door) : Result<T>(database.error()));
        });
    }

private:
    static constexpr int ThreadCount = 2;
    static constexpr std::size_t WaitingMax = 200;

    QueueDoor m_door;
    DbPool m_threads;
};

} // namespace TaskMaster::Server
