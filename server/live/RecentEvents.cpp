// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/live/RecentEvents.h"

namespace TaskMaster::Server {

qint64 RecentEvents::sizeOf(const EventFrames &frames)
{
    // The event itself is about as large as its frame, and the frame was needed by the first subscriber anyway.
    return 2 * frames.frame(FrameForm::Cbor).size();
}

void RecentEvents::append(const EventFramesPtr &frames)
{
    const Event &event = frames->event();
    if (!m_events.empty()
        && (m_events.back()->event().epoch != event.epoch || m_events.back()->event().seq + 1 != event.seq))
        clear();
    m_events.push_back(frames);
    m_bytes += sizeOf(*frames);
    while (m_events.size() > EventsMax || (m_bytes > BytesMax && m_events.size() > 1))
        dropOldest();
}

void RecentEvents::dropOldest()
{
    m_bytes -= sizeOf(*m_events.front());
    m_events.pop_front();
}

void RecentEvents::clear()
{
    m_events = {};
    m_bytes = 0;
}

bool RecentEvents::covers(qint64 epoch, qint64 seq) const
{
    return !m_events.empty() && m_events.front()->event().epoch == epoch && m_events.front()->event().seq <= seq + 1
        && seq <= m_events.back()->event().seq;
}

const EventFrames *RecentEvents::after(qint64 seq) const
{
    const auto index = static_cast<std::size_t>(seq + 1 - m_events.front()->event().seq);
    return index < m_events.size() ? m_events[index].get() : nullptr;
}

} // namespace TaskMaster::Server
