// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/live/Hub.h"

#include "server/live/HubLane.h"
#include "server/ops/Switches.h"

namespace TaskMaster::Server {
namespace {

/// Can this change take somebody's right to a stream away?
bool narrowsRights(const Change &change)
{
    static const auto role = static_cast<quint8>(describe(EntityKind::Member).indexOf(u"role"));
    if (change.op == ChangeOp::Create)
        return false;
    if (change.op == ChangeOp::Delete)
        return change.entity == EntityKind::Member || change.entity == EntityKind::ProjectMember;
    return change.entity == EntityKind::Member
        && std::any_of(change.fields.begin(), change.fields.end(),
                       [](const FieldValue &field) { return field.field == role; });
}

constexpr quint64 bitOf(int lane)
{
    return quint64(1) << static_cast<unsigned>(lane);
}

} // namespace

Hub::Hub(EventLog &log, const Switches &switches, Metrics &metrics, const SnapshotLimits &snapshotLimits)
    : m_log(log)
    , m_metrics(metrics)
    , m_snapshotLimits(snapshotLimits)
    , m_snapshots(log, switches, snapshotLimits, m_metrics)
    , m_keepsRecent(switches.isOn(Switch::RecentEvents))
{
}

void Hub::attach(int number, HubLane &lane, Post post)
{
    Q_ASSERT(number >= 0 && number < LanesMax);
    const QWriteLocker lock(&m_lock);
    m_lanes[static_cast<std::size_t>(number)] = {&lane, std::move(post)};
}

void Hub::detach(int number)
{
    const QWriteLocker lock(&m_lock);
    m_lanes[static_cast<std::size_t>(number)] = {};
}

void Hub::setInterest(int number, const StreamId &stream, Interest interest)
{
    const QWriteLocker lock(&m_lock);
    quint64 &lanes = m_interest[stream];
    lanes = interest == Interest::Some ? lanes | bitOf(number) : lanes & ~bitOf(number);
    if (lanes == 0)
        m_interest.erase(stream);
}

quint64 Hub::lanesOf(const Announcement &announcement) const
{
    quint64 lanes = announcement.rightsRows.empty() ? 0 : ~quint64(0);
    for (const EventPtr &event : announcement.commit->events) {
        const auto interested = m_interest.find(event->stream);
        if (interested != m_interest.end())
            lanes |= interested->second;
    }
    for (const CommandAnswer &answer : announcement.commit->answers) {
        if (answer.origin.lane >= 0 && answer.origin.lane < LanesMax)
            lanes |= bitOf(answer.origin.lane);
    }
    return lanes;
}

void Hub::committed(const CommitPtr &commit)
{
    const auto announcement = std::make_shared<Announcement>();
    announcement->commit = commit;
    announcement->events.reserve(static_cast<std::size_t>(commit->events.size()));
    for (const EventPtr &event : commit->events) {
        announcement->events.push_back(std::make_shared<const EventFrames>(event));
        for (const Change &change : event->changes) {
            if (narrowsRights(change))
                announcement->rightsRows.push_back(change.id);
        }
    }
    m_metrics.events.add(announcement->events.size());
    const QReadLocker lock(&m_lock);
    const quint64 lanes = lanesOf(*announcement);
    for (int number = 0; number < LanesMax; ++number) {
        const Attached &attached = m_lanes[static_cast<std::size_t>(number)];
        if ((lanes & bitOf(number)) && attached.lane)
            attached.post([lane = attached.lane, announcement] { lane->announce(*announcement); });
    }
}

} // namespace TaskMaster::Server
