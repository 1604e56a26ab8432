// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/live/EventFrames.h"

#include <deque>

namespace TaskMaster::Server {

/**
 * The newest events of one stream in one lane, in seq order without a gap: what closes a catch-up without another
 * reading of the log. Bounded by count and bytes. Lane's thread only.
 */
class RecentEvents {
public:
    static constexpr std::size_t EventsMax = 256;
    static constexpr qint64 BytesMax = 256 * 1024;

    /// Forgets what came before if `frames` does not follow it.
    void append(const EventFramesPtr &frames);
    void clear();

    /// Everything after that place is here (perhaps nothing).
    [[nodiscard]] bool covers(qint64 epoch, qint64 seq) const;
    /// The event after `seq`, which must be covered, or null if there is none yet.
    [[nodiscard]] const EventFrames *after(qint64 seq) const;
    [[nodiscard]] qint64 bytes() const { return m_bytes; }
    [[nodiscard]] bool isEmpty() const { return m_events.empty(); }

private:
    static qint64 sizeOf(const EventFrames &frames);
    void dropOldest();

    std::deque<EventFramesPtr> m_events;
    qint64 m_bytes = 0;
};

} // namespace TaskMaster::Server
