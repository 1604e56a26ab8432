// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/SessionStreams.h"

namespace TaskMaster::Server {

SessionStreams::SessionStreams(HubLane &lane, Owner &owner, SessionQueue &queue, FrameForm form, const Viewer &viewer)
    : m_lane(lane)
    , m_owner(owner)
    , m_queue(queue)
    , m_viewer(viewer)
    , m_form(form)
{
}

void SessionStreams::subscribe(const Position &from)
{
    auto known = m_streams.find(from.stream);
    if (known == m_streams.end()) {
        if (m_streams.size() >= static_cast<std::size_t>(StreamsPerSessionMax))
            return m_owner.send(Frames::Failure{Error(ErrorCode::TooMany), from.stream});
        known = m_streams.try_emplace(from.stream).first;
        known->second.subscription =
            std::make_unique<Subscription>(m_lane, m_owner, m_queue, m_form, m_viewer.user, from.stream);
    }
    Entry &entry = known->second;
    entry.isKnownToClient = entry.isKnownToClient || from.seq > 0;
    entry.subscription->hold();
    entry.subscription->setPosition(from);
    check(from.stream, entry);
}

void SessionStreams::unsubscribe(const StreamId &stream)
{
    if (m_streams.erase(stream) == 0)
        return m_owner.send(Frames::Failure{Error(ErrorCode::NotSubscribed), stream});
    m_owner.left(stream);
}

void SessionStreams::rightsChanged(Subscription &subscription)
{
    const auto known = m_streams.find(subscription.stream());
    if (known == m_streams.end())
        return;
    subscription.hold();
    check(known->first, known->second);
}

void SessionStreams::roomAvailable()
{
    for (auto &[stream, entry] : m_streams)
        entry.subscription->roomAvailable();
}

bool SessionStreams::isPast(const Position &position) const
{
    const auto known = m_streams.find(position.stream);
    return known == m_streams.end()
        || (known->second.subscription->state() == Subscription::State::Live
            && known->second.subscription->position().seq >= position.seq);
}

void SessionStreams::check(const StreamId &stream, Entry &entry)
{
    entry.check = ++m_lastCheck;
    m_lane.read<void, SessionStreams>(
        weak_from_this(),
        [viewer = m_viewer, stream](EventLog &log, auto done) { log.checkAccess(viewer, stream, std::move(done)); },
        [stream, number = entry.check](SessionStreams &streams, const Result<void> &result) {
            streams.checked(stream, number, result);
        });
}

void SessionStreams::checked(const StreamId &stream, quint32 number, const Result<void> &result)
{
    const auto known = m_streams.find(stream);
    if (known == m_streams.end() || known->second.check != number)
        return;
    if (result) {
        known->second.isKnownToClient = true;
        return known->second.subscription->resume();
    }
    const Error error = result.error();
    if (error.code != ErrorCode::NotFound && error.code != ErrorCode::Forbidden)
        return m_owner.checkFailed(error);
    const bool isKnownToClient = known->second.isKnownToClient;
    m_streams.erase(known);
    if (isKnownToClient)
        m_owner.send(Frames::Revoked{stream});
    else
        m_owner.send(Frames::Failure{error, stream});
    m_owner.left(stream);
}

} // namespace TaskMaster::Server
