// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace TaskMaster::Server {

class TimerWheel;

/**
 * One thing that happens unless it is put off: a member of whoever waits. Scheduling again moves it, destroying it
 * cancels it. The callback runs in the wheel's thread, with the deadline already inactive, and may do anything,
 * including destroying the deadline and its owner.
 */
class Deadline {
public:
    explicit Deadline(std::function<void()> onExpired);
    ~Deadline() { cancel(); }
    Q_DISABLE_COPY_MOVE(Deadline)

    [[nodiscard]] bool isActive() const { return m_wheel != nullptr; }
    void cancel();

private:
    friend class TimerWheel;
    void makeHead(); ///< an empty circular list
    void linkBefore(Deadline &other);
    void unlink();

    std::function<void()> m_onExpired;
    TimerWheel *m_wheel = nullptr;
    Deadline *m_next = nullptr;
    Deadline *m_previous = nullptr;
    qint64 m_dueTick = 0; ///< when it expires
    qint64 m_placedTick = 0; ///< whose slot it lies in: never later than m_dueTick
};

/**
 * The deadlines of one lane (slow heads, idle connections, heartbeats) on one timer, instead of a QTimer per
 * connection. Scheduling is O(1), and putting an active deadline off, what every frame of every session does, is two
 * stores. A deadline never expires early and at most two ticks late. Nothing wakes up while no deadline is active.
 * One thread only: the one it lives in. (After Varghese and Lauck, “Hashed and Hierarchical Timing Wheels”, 1987.)
 */
class TimerWheel final : public QObject {
    Q_OBJECT
public:
    explicit TimerWheel(std::chrono::milliseconds tick = std::chrono::milliseconds(100), QObject *parent = nullptr);
    ~TimerWheel() override;

    /// (Re)starts the deadline: it expires `after` from now, whatever it was set to before.
    void schedule(Deadline &deadline, std::chrono::milliseconds after);
    [[nodiscard]] qsizetype activeCount() const { return m_activeCount; }

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    friend class Deadline;
    using List = Deadline; // a circular list's head is a Deadline without a callback

    void place(Deadline &deadline, qint64 tick);
    void sweepSlot(qint64 tick, List &due);
    void stopIfEmpty();
    [[nodiscard]] List &slot(qint64 tick) { return *m_slots[static_cast<std::size_t>(tick) % m_slots.size()]; }
    [[nodiscard]] qint64 nowTick() const { return m_clock.elapsed() / m_tickMs; }

    const qint64 m_tickMs;
    std::vector<std::unique_ptr<List>> m_slots;
    qint64 m_sweptTick = 0; ///< every slot up to this tick has been looked at
    qsizetype m_activeCount = 0;
    QElapsedTimer m_clock;
    QBasicTimer m_timer;
};

} // namespace TaskMaster::Server
