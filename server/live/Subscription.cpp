// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/live/Subscription.h"

#include "server/live/HubLane.h"
#include "server/live/Transfer.h"

namespace TaskMaster::Server {
namespace {

std::array<Uuid, 2> rightsRows(const StreamId &stream, const Uuid &user)
{
    switch (stream.kind) {
    case StreamKind::Project:
        return {memberId(stream.workspace, user), memberId(stream.scope, user)};
    case StreamKind::Workspace:
    case StreamKind::Personal:
        return {memberId(stream.workspace, user), {}};
    case StreamKind::User:
        break;
    }
    return {};
}

} // namespace

Subscription::Subscription(HubLane &lane, Subscriber &subscriber, SessionQueue &queue, FrameForm form, const Uuid &user,
                           const StreamId &stream)
    : m_lane(lane)
    , m_subscriber(subscriber)
    , m_queue(queue)
    , m_position{stream, 0, 0}
    , m_rightsRows(rightsRows(stream, user))
    , m_form(form)
{
    m_channel = &m_lane.join(*this);
}

Subscription::~Subscription()
{
    stopCatchingUp();
    m_lane.leave(*this);
}

void Subscription::setPosition(const Position &from)
{
    Q_ASSERT(m_state == State::Held);
    m_position.epoch = from.epoch;
    m_position.seq = from.seq;
    m_isKnown = from.seq > 0;
    m_isSubscribedDue = true;
}

void Subscription::hold()
{
    stopCatchingUp();
    m_state = State::Held;
}

void Subscription::resume()
{
    Q_ASSERT(m_state == State::Held);
    catchUp();
}

void Subscription::roomAvailable()
{
    if (const auto transfer = m_transfer) // held: it may end itself
        transfer->pump();
}

bool Subscription::deliver(const EventFrames &frames)
{
    if (m_state != State::Live)
        return false;
    const Event &event = frames.event();
    if (event.epoch == m_position.epoch) {
        if (event.seq <= m_position.seq)
            return false;
        if (event.seq == m_position.seq + 1 && m_queue.queueEvent(frames.frame(m_form))) {
            m_position.seq = event.seq;
            return true;
        }
    }
    catchUp(); // a gap, another epoch, or a client that does not keep up
    return false;
}

void Subscription::catchUp()
{
    m_state = State::CatchingUp;
    ++m_channel->catchingUp;
    m_transfer = std::make_shared<Transfer>(*this);
    const auto transfer = m_transfer; // held: it may end itself
    transfer->start();
}

void Subscription::stopCatchingUp()
{
    if (m_state != State::CatchingUp)
        return;
    m_transfer.reset();
    m_state = State::Held;
    m_lane.caughtUp(*m_channel);
}

void Subscription::becomeLive()
{
    if (m_isSubscribedDue)
        m_queue.queueAnswer(WebSocketFrame::finished(ServerFrame(Frames::Subscribed{m_position}), m_form));
    m_isSubscribedDue = false;
    stopCatchingUp();
    m_state = State::Live;
    m_subscriber.caughtUp(*this);
}

} // namespace TaskMaster::Server
