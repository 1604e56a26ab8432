// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/live/HubLane.h"

namespace TaskMaster::Server {
namespace {

/// What all recent events of a lane may take; the streams that were quiet longest forget theirs first.
constexpr qint64 RecentBytesMax = 16 * 1024 * 1024;

} // namespace

HubLane::HubLane(Hub &hub, int number, Post post)
    : m_hub(hub)
    , m_number(number)
    , m_post(std::move(post))
{
    m_hub.attach(m_number, *this, m_post);
}

HubLane::~HubLane()
{
    Q_ASSERT(m_sessions.empty() && m_channels.empty());
    m_hub.detach(m_number);
}

void HubLane::add(quint64 session, Subscriber &subscriber)
{
    m_sessions.emplace(session, &subscriber);
}

void HubLane::remove(quint64 session)
{
    m_sessions.erase(session);
}

Channel &HubLane::join(Subscription &subscription)
{
    std::unique_ptr<Channel> &channel = m_channels[subscription.stream()];
    if (!channel) {
        channel = std::make_unique<Channel>();
        channel->stream = subscription.stream();
        m_hub.setInterest(m_number, channel->stream, Hub::Interest::Some);
    }
    subscription.m_place = channel->members.size();
    channel->members.push_back(&subscription);
    for (const Uuid &row : subscription.m_rightsRows) {
        if (!row.isNull())
            m_byRightsRow.emplace(row, &subscription);
    }
    metrics().subscriptions.add(1);
    return *channel;
}

void HubLane::leave(Subscription &subscription)
{
    metrics().subscriptions.add(-1);
    for (const Uuid &row : subscription.m_rightsRows) {
        const auto [from, to] = m_byRightsRow.equal_range(row);
        const auto entry = std::find_if(from, to, [&](const auto &known) { return known.second == &subscription; });
        if (entry != to)
            m_byRightsRow.erase(entry);
    }
    Channel &channel = *subscription.m_channel;
    channel.members.back()->m_place = subscription.m_place;
    std::swap(channel.members[subscription.m_place], channel.members.back());
    channel.members.pop_back();
    if (!channel.members.empty())
        return;
    forgetRecent(channel);
    m_hub.setInterest(m_number, channel.stream, Hub::Interest::None);
    m_channels.erase(StreamId(channel.stream)); // a copy: the channel's own dies with it
}

void HubLane::caughtUp(Channel &channel)
{
    if (--channel.catchingUp == 0 && !m_hub.keepsRecent())
        forgetRecent(channel);
}

void HubLane::announce(const Hub::Announcement &announcement)
{
    // Rights first: whoever loses a stream with this commit gets nothing of it.
    tellRightsChanged(announcement.rightsRows);
    for (const EventFramesPtr &frames : announcement.events)
        deliver(frames);
    for (const CommandAnswer &answer : announcement.commit->answers) {
        if (answer.origin.lane != m_number)
            continue;
        if (const auto session = m_sessions.find(answer.origin.session); session != m_sessions.end())
            session->second->answered(answer);
    }
}

void HubLane::deliver(const EventFramesPtr &frames)
{
    const Event &event = frames->event();
    const auto found = m_channels.find(event.stream);
    if (found == m_channels.end())
        return;
    Channel &channel = *found->second;
    if (channel.epoch == event.epoch && event.seq <= channel.seq)
        return; // announced before
    remember(channel, frames);
    channel.epoch = event.epoch;
    channel.seq = event.seq;
    quint64 delivered = 0;
    for (Subscription *member : channel.members)
        delivered += member->deliver(*frames) ? 1 : 0;
    metrics().deliveries.add(delivered);
}

void HubLane::remember(Channel &channel, const EventFramesPtr &frames)
{
    // Who is catching up needs them to get to an end while events keep coming, whatever the switch says.
    if (!m_hub.keepsRecent() && channel.catchingUp == 0)
        return;
    if (channel.recent.isEmpty())
        channel.recentPlace = m_recent.insert(m_recent.begin(), &channel);
    else
        m_recent.splice(m_recent.begin(), m_recent, channel.recentPlace);
    m_recentBytes -= channel.recent.bytes();
    channel.recent.append(frames);
    m_recentBytes += channel.recent.bytes();
    while (m_recentBytes > RecentBytesMax && m_recent.back() != &channel)
        forgetRecent(*m_recent.back());
}

void HubLane::forgetRecent(Channel &channel)
{
    if (channel.recent.isEmpty())
        return;
    m_recentBytes -= channel.recent.bytes();
    channel.recent.clear();
    m_recent.erase(channel.recentPlace);
}

void HubLane::tellRightsChanged(const std::vector<Uuid> &rows)
{
    std::vector<Subscription *> affected; // first collected: telling may change the index
    for (const Uuid &row : rows) {
        const auto [from, to] = m_byRightsRow.equal_range(row);
        for (auto entry = from; entry != to; ++entry)
            affected.push_back(entry->second);
    }
    for (Subscription *subscription : affected)
        subscription->m_subscriber.rightsChanged(*subscription);
}

} // namespace TaskMaster::Server
