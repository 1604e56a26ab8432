// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/TimerWheel.h"

#include <QTimerEvent>

namespace TaskMaster::Server {
namespace {

constexpr std::size_t SlotCount = 1024; // 102 s at 100 ms: what is due later goes round again

} // namespace

Deadline::Deadline(std::function<void()> onExpired)
    : m_onExpired(std::move(onExpired))
{
}

void Deadline::makeHead()
{
    m_next = this;
    m_previous = this;
}

void Deadline::linkBefore(Deadline &other)
{
    m_next = &other;
    m_previous = other.m_previous;
    other.m_previous->m_next = this;
    other.m_previous = this;
}

void Deadline::unlink()
{
    m_previous->m_next = m_next;
    m_next->m_previous = m_previous;
    m_next = nullptr;
    m_previous = nullptr;
}

void Deadline::cancel()
{
    if (!m_wheel)
        return;
    unlink();
    --m_wheel->m_activeCount;
    std::exchange(m_wheel, nullptr)->stopIfEmpty();
}

TimerWheel::TimerWheel(std::chrono::milliseconds tick, QObject *parent)
    : QObject(parent)
    , m_tickMs(tick.count())
{
    Q_ASSERT(m_tickMs > 0);
    m_slots.reserve(SlotCount);
    for (std::size_t i = 0; i < SlotCount; ++i)
        m_slots.emplace_back(std::make_unique<List>(nullptr))->makeHead();
    m_clock.start();
}

TimerWheel::~TimerWheel()
{
    for (const auto &head : m_slots) {
        while (head->m_next != head.get()) {
            Deadline *deadline = head->m_next;
            deadline->unlink();
            deadline->m_wheel = nullptr;
        }
    }
}

void TimerWheel::schedule(Deadline &deadline, std::chrono::milliseconds after)
{
    Q_ASSERT(!deadline.m_wheel || deadline.m_wheel == this);
    const qint64 afterMs = std::max<qint64>(after.count(), 0);
    // Rounded up, so that it is never early: the tick that begins at or after that moment.
    const qint64 due = (m_clock.elapsed() + afterMs + m_tickMs - 1) / m_tickMs;
    if (!deadline.m_wheel) {
        if (m_activeCount++ == 0) {
            m_sweptTick = nowTick();
            m_timer.start(static_cast<int>(m_tickMs), Qt::CoarseTimer, this);
        }
        deadline.m_wheel = this;
        deadline.m_dueTick = due;
        place(deadline, due);
        return;
    }
    deadline.m_dueTick = due;
    if (due < deadline.m_placedTick) { // later ones stay where they are, and are moved on when their slot comes up
        deadline.unlink();
        place(deadline, due);
    }
}

void TimerWheel::place(Deadline &deadline, qint64 tick)
{
    tick = std::max(tick, m_sweptTick + 1); // a slot that was swept already would be a whole round late
    deadline.m_placedTick = tick;
    deadline.linkBefore(slot(tick));
}

void TimerWheel::sweepSlot(qint64 tick, List &due)
{
    List &head = slot(tick);
    Deadline *end = &head;
    for (Deadline *deadline = head.m_next; deadline != end;) {
        Deadline *next = deadline->m_next;
        if (deadline->m_placedTick <= tick) { // else: it lies here for a later round
            deadline->unlink();
            if (deadline->m_dueTick > tick)
                place(*deadline, deadline->m_dueTick);
            else
                deadline->linkBefore(due);
        }
        deadline = next;
    }
}

void TimerWheel::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return;
    List due(nullptr);
    due.makeHead();
    const qint64 now = nowTick();
    // After a long stall (a suspended machine) one look at each slot is enough.
    const qint64 first = std::max(m_sweptTick + 1, now - static_cast<qint64>(SlotCount) + 1);
    m_sweptTick = first - 1;
    for (qint64 tick = first; tick <= now; ++tick) {
        m_sweptTick = tick;
        sweepSlot(tick, due);
    }
    while (due.m_next != &due) {
        Deadline *deadline = due.m_next;
        const auto callback = deadline->m_onExpired; // a copy: it may destroy the deadline
        deadline->cancel();
        callback();
    }
}

void TimerWheel::stopIfEmpty()
{
    if (m_activeCount == 0)
        m_timer.stop();
}

} // namespace TaskMaster::Server
