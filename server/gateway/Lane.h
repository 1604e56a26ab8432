// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/TimerWheel.h"

#include <QObject>

#include <functional>
#include <memory>

namespace TaskMaster::Server {

class Switches;

/**
 * The way into a lane for everybody else: a small value that any thread may keep for as long as it likes, also beyond
 * the lane's life. Work posted from one thread runs in the order it was posted.
 */
class LaneMailbox {
public:
    using Work = std::function<void()>;

    /// Runs `work` in the lane's thread, later. False if the lane has stopped, or this is nobody's mailbox: then the
    /// work is dropped unrun.
    bool post(Work work) const;

private:
    friend class Lane;
    struct Inbox;
    std::shared_ptr<Inbox> m_inbox;
};

/**
 * An I/O lane: a thread with an event loop that owns its connections from accept to close (no socket ever changes its
 * thread) and never blocks. ServerApp makes a few; what lives in a lane is built by work posted to it, as a child of
 * context(), and dies in the lane's thread when the lane stops. start(), stop() and the destructor belong to the thread
 * that made the lane; stop() waits for the work at hand, and is safe to call twice.
 */
class Lane final {
public:
    Lane(int number, const Switches &switches);
    ~Lane();
    Q_DISABLE_COPY_MOVE(Lane)

    void start();
    void stop();

    [[nodiscard]] int number() const { return m_number; }
    /// From any thread; see LaneMailbox::post.
    bool post(LaneMailbox::Work work) const
    {
        return m_mailbox.post(std::move(work));
    } // NOLINT(performance-unnecessary-value-param)
    [[nodiscard]] LaneMailbox mailbox() const { return m_mailbox; }
    [[nodiscard]] bool isCurrentThread() const;

    /// The parent of everything that lives in the lane. In the lane's thread only, as is wheel().
    [[nodiscard]] QObject *context() const;
    [[nodiscard]] TimerWheel &wheel() const;

private:
    class Thread;

    const int m_number;
    LaneMailbox m_mailbox;
    std::unique_ptr<Thread> m_thread;
};

} // namespace TaskMaster::Server
