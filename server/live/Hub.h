// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/live/EventFrames.h"
#include "server/live/SnapshotCache.h"
#include "server/storage/EventSink.h"

#include <QReadWriteLock>

#include <array>
#include <unordered_map>

namespace TaskMaster::Server {

class HubLane;

/**
 * Where storage's commits become what clients see: one per process, made by ServerApp, with a HubLane in every lane. A
 * commit is posted once to each lane that follows one of its streams or waits for one of its answers; everything else
 * happens there. committed() may come from any thread. The log outlives the hub; the lanes stop before it dies.
 */
class Hub final : public EventSink {
public:
    static constexpr int LanesMax = 64;

    /// Runs work in a lane's thread, later, in the order posted.
    using Post = std::function<void(std::function<void()>)>;

    /// A commit on its way to the lanes, shared by them.
    struct Announcement {
        CommitPtr commit;
        std::vector<EventFramesPtr> events;
        std::vector<Uuid> rightsRows; ///< Member and ProjectMember rows that went or changed their role
    };

    Hub(EventLog &log, const Switches &switches, Metrics &metrics, const SnapshotLimits &snapshotLimits = {});
    Q_DISABLE_COPY_MOVE(Hub)

    void committed(const CommitPtr &commit) override;

    [[nodiscard]] EventLog &log() { return m_log; }
    [[nodiscard]] SnapshotCache &snapshots() { return m_snapshots; }
    [[nodiscard]] const SnapshotLimits &snapshotLimits() const { return m_snapshotLimits; }
    [[nodiscard]] LiveMetrics &metrics() { return m_metrics; }
    /// Of streams that nobody catches up with at the moment, too.
    [[nodiscard]] bool keepsRecent() const { return m_keepsRecent; }

    /// For HubLane.
    enum class Interest : quint8 { None, Some };
    void attach(int number, HubLane &lane, Post post);
    void detach(int number);
    void setInterest(int number, const StreamId &stream, Interest interest);

private:
    struct Attached {
        HubLane *lane = nullptr;
        Post post;
    };
    /// Which lanes a commit concerns, as one bit each. With the lock held.
    [[nodiscard]] quint64 lanesOf(const Announcement &announcement) const;

    EventLog &m_log;
    LiveMetrics m_metrics;
    const SnapshotLimits m_snapshotLimits;
    SnapshotCache m_snapshots;
    const bool m_keepsRecent;

    mutable QReadWriteLock m_lock; ///< for the two below; written when lanes come and go and when interest changes
    std::array<Attached, LanesMax> m_lanes;
    std::unordered_map<StreamId, quint64> m_interest; ///< a bit per lane
};

} // namespace TaskMaster::Server
