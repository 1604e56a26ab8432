// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/live/EventFrames.h"
#include "server/live/SessionQueue.h"
#include "server/storage/EventSink.h"

#include <array>

namespace TaskMaster::Server {

class HubLane;
class Subscription;
class Transfer;
struct Channel;

/// What the room tells a session. Called in the session's lane; an implementation may drop subscriptions later, but not
/// while it is being called.
class Subscriber {
public:
    virtual ~Subscriber() = default;
    virtual void answered(const CommandAnswer &answer) = 0;
    /// The person's rights to this stream may have changed: hold() it, check, then resume() it or let it go.
    virtual void rightsChanged(Subscription &subscription) = 0;
    /// The log could not be read; the subscription stands still.
    virtual void transferFailed(Subscription &subscription, const Error &error) = 0;
    /// It is live, and up to position().
    virtual void caughtUp(Subscription &subscription) = 0;
};

/**
 * One stream of one session: what it has been sent, and whether it gets events as they happen or is catching up. From
 * its construction on nothing that is announced about the stream gets past it: what it cannot deliver, it fetches (law
 * c). Lane's thread only; belongs to its session.
 */
class Subscription {
public:
    enum class State : quint8 {
        Held, ///< delivers nothing: access is being checked
        CatchingUp,
        Live,
    };

    Subscription(HubLane &lane, Subscriber &subscriber, SessionQueue &queue, FrameForm form, const Uuid &user,
                 const StreamId &stream);
    ~Subscription();
    Q_DISABLE_COPY_MOVE(Subscription)

    /// Where the client is: seq 0 means it has nothing. Also for a client that asks again: it gets everything from
    /// there and a new `subscribed`. Begins with resume().
    void setPosition(const Position &from);
    void hold();
    void resume();
    /// The queue has room again.
    void roomAvailable();

    [[nodiscard]] State state() const { return m_state; }
    /// Everything up to here has been queued for the client.
    [[nodiscard]] const Position &position() const { return m_position; }
    [[nodiscard]] const StreamId &stream() const { return m_position.stream; }

private:
    friend class HubLane;
    friend class Transfer;

    /// One event that was announced. True if it was queued.
    bool deliver(const EventFrames &frames);
    void catchUp();
    void stopCatchingUp();
    void becomeLive();

    HubLane &m_lane;
    Subscriber &m_subscriber;
    SessionQueue &m_queue;
    Channel *m_channel;
    std::size_t m_place = 0; ///< among the channel's members
    Position m_position;
    const std::array<Uuid, 2> m_rightsRows; ///< the rows that give the person this stream; null: none
    std::shared_ptr<Transfer> m_transfer;
    const FrameForm m_form;
    State m_state = State::Held;
    bool m_isKnown = false; ///< the client has the stream as it was at m_position
    bool m_isSubscribedDue = true; ///< `subscribed` is to be sent once it is live
};

} // namespace TaskMaster::Server
