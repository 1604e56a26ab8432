// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/live/LiveMetrics.h"
#include "server/live/Snapshot.h"

#include <list>

namespace TaskMaster::Server {

class Switches;

struct SnapshotLimits {
    qint64 behindMax = 5'000; ///< events after it that a client applies rather than getting the rows anew
    qint64 cachedBytesMax = 64 * 1024 * 1024;
    std::size_t cachedCountMax = 256;
};

/**
 * The newest snapshot of each stream and form, encoded and compressed once and served to all, of all lanes: a thousand
 * people who open one project read it once. Least recently used ones go first. With the switch off, every reader gets
 * a snapshot of its own. Thread-safe.
 */
class SnapshotCache {
public:
    SnapshotCache(EventLog &log, const Switches &switches, const SnapshotLimits &limits, LiveMetrics &metrics);
    ~SnapshotCache(); ///< readings that come back later do nothing
    Q_DISABLE_COPY_MOVE(SnapshotCache)

    /// A snapshot that a reader who sees this head of the stream can use; its rows are read on demand.
    [[nodiscard]] std::shared_ptr<Snapshot> open(const StreamId &stream, FrameForm form, const LogPage &head);

private:
    struct Entry {
        StreamId stream;
        FrameForm form;
        std::shared_ptr<Snapshot> snapshot;
    };
    [[nodiscard]] bool isUsable(const Snapshot &snapshot, const LogPage &head) const;
    void evict();

    EventLog &m_log;
    const bool m_isOn;
    const SnapshotLimits m_limits;
    LiveMetrics &m_metrics;
    const std::shared_ptr<SnapshotWorkers> m_workers;
    std::mutex m_mutex;
    std::list<Entry> m_entries; ///< most recently used first; few enough to be searched one by one
};

} // namespace TaskMaster::Server
