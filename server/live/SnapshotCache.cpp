// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/live/SnapshotCache.h"

#include "server/ops/Switches.h"

#include <numeric>

namespace TaskMaster::Server {

SnapshotCache::SnapshotCache(EventLog &log, const Switches &switches, const SnapshotLimits &limits,
                             LiveMetrics &metrics)
    : m_log(log)
    , m_isOn(switches.isOn(Switch::SnapshotCache))
    , m_limits(limits)
    , m_metrics(metrics)
    , m_workers(std::make_shared<SnapshotWorkers>())
{
}

SnapshotCache::~SnapshotCache()
{
    m_workers->close();
}

bool SnapshotCache::isUsable(const Snapshot &snapshot, const LogPage &head) const
{
    const Position &position = snapshot.position();
    return !snapshot.hasFailed() && position.epoch == head.epoch && position.seq >= head.floor
        && position.seq <= head.head && head.head - position.seq <= m_limits.behindMax;
}

std::shared_ptr<Snapshot> SnapshotCache::open(const StreamId &stream, FrameForm form, const LogPage &head)
{
    const Position position{stream, head.epoch, head.head};
    if (!m_isOn) {
        m_metrics.snapshotsBuilt.add();
        return std::make_shared<Snapshot>(position, form, Snapshot::Keep::Nothing, m_log, m_workers);
    }
    const std::lock_guard lock(m_mutex);
    const auto known = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const Entry &entry) { return entry.stream == stream && entry.form == form; });
    if (known != m_entries.end() && isUsable(*known->snapshot, head)) {
        m_entries.splice(m_entries.begin(), m_entries, known);
        m_metrics.snapshotsShared.add();
        return m_entries.front().snapshot;
    }
    if (known != m_entries.end())
        m_entries.erase(known); // who still reads it keeps it
    m_metrics.snapshotsBuilt.add();
    auto snapshot = std::make_shared<Snapshot>(position, form, Snapshot::Keep::Pages, m_log, m_workers);
    m_entries.push_front({stream, form, snapshot});
    evict();
    return snapshot;
}

void SnapshotCache::evict()
{
    qint64 bytes = std::accumulate(m_entries.begin(), m_entries.end(), qint64(0),
                                   [](qint64 sum, const Entry &entry) { return sum + entry.snapshot->bytes(); });
    while (m_entries.size() > 1 && (bytes > m_limits.cachedBytesMax || m_entries.size() > m_limits.cachedCountMax)) {
        bytes -= m_entries.back().snapshot->bytes();
        m_entries.pop_back();
    }
    m_metrics.snapshotBytes.set(bytes);
}

} // namespace TaskMaster::Server
