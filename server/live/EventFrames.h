// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/live/WebSocketFrame.h"

#include <array>
#include <mutex>

namespace TaskMaster::Server {

/**
 * A committed event and its finished frames: made by the Hub once per event, shared by all lanes and all queues. A
 * frame is made when the first recipient of its form needs it, exactly once, whichever lane that is in. Thread-safe.
 */
class EventFrames {
public:
    explicit EventFrames(EventPtr event)
        : m_event(std::move(event))
    {
    }
    Q_DISABLE_COPY_MOVE(EventFrames)

    [[nodiscard]] const Event &event() const { return *m_event; }
    /// The same bytes for every caller, implicitly shared.
    [[nodiscard]] const QByteArray &frame(FrameForm form) const;

private:
    const EventPtr m_event;
    mutable std::array<std::once_flag, FrameFormCount> m_once;
    mutable std::array<QByteArray, FrameFormCount> m_frames;
};
using EventFramesPtr = std::shared_ptr<const EventFrames>;

} // namespace TaskMaster::Server
