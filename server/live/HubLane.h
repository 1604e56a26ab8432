// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/live/Hub.h"
#include "server/live/ReadGate.h"
#include "server/live/RecentEvents.h"
#include "server/live/SnapshotCache.h"
#include "server/live/Subscription.h"

#include <list>
#include <unordered_map>

namespace TaskMaster::Server {

/// One stream in one lane: who follows it here, and its newest events.
struct Channel {
    StreamId stream;
    std::vector<Subscription *> members;
    qint64 epoch = 0; ///< of the newest event announced here; 0: none yet
    qint64 seq = 0;
    RecentEvents recent;
    std::list<Channel *>::iterator recentPlace; ///< valid while `recent` is not empty
    int catchingUp = 0; ///< members on their way
};

/**
 * The Hub's part in one lane: the sessions and subscriptions that live there, and the delivery to them. Made in the
 * lane's thread by the gateway, used only there, and destroyed there after its sessions. `post` must run work in this
 * thread, in order, and drop what comes after the lane has stopped.
 */
class HubLane {
public:
    using Post = Hub::Post;

    HubLane(Hub &hub, int number, Post post);
    ~HubLane();
    Q_DISABLE_COPY_MOVE(HubLane)

    void add(quint64 session, Subscriber &subscriber);
    void remove(quint64 session);
    void announce(const Hub::Announcement &announcement);

    /// For subscriptions and transfers.
    Channel &join(Subscription &subscription);
    void leave(Subscription &subscription);
    void caughtUp(Channel &channel);
    [[nodiscard]] SnapshotCache &snapshots() { return m_hub.snapshots(); }
    [[nodiscard]] const SnapshotLimits &snapshotLimits() const { return m_hub.snapshotLimits(); }
    [[nodiscard]] LiveMetrics &metrics() { return m_hub.metrics(); }

    template <class T> using Done = std::function<void(Result<T>)>;

    /// A callback for any thread that comes back to this lane, and only while `owner` lives.
    template <class T, class Owner>
    [[nodiscard]] Done<T> posted(std::weak_ptr<Owner> owner, std::function<void(Owner &, const Result<T> &)> done)
    {
        return [post = m_post, owner = std::move(owner), done = std::move(done)](Result<T> result) {
            post([owner, done, result = std::move(result)] {
                if (const auto alive = owner.lock())
                    done(*alive, result);
            });
        };
    }

    /// Asks the log when it is this one's turn; the answer comes back to the lane, if `owner` still lives.
    template <class T, class Owner>
    void read(std::weak_ptr<Owner> owner, std::function<void(EventLog &, Done<T>)> ask,
              std::function<void(Owner &, const Result<T> &)> done)
    {
        m_reads.run([this, owner = std::move(owner), ask = std::move(ask), done = std::move(done)] {
            if (owner.expired())
                return false;
            ask(m_hub.log(), [this, post = m_post, owner, done](Result<T> result) {
                post([this, owner, done, result = std::move(result)] {
                    if (const auto alive = owner.lock())
                        done(*alive, result);
                    m_reads.finished();
                });
            });
            return true;
        });
    }

private:
    void deliver(const EventFramesPtr &frames);
    void remember(Channel &channel, const EventFramesPtr &frames);
    void forgetRecent(Channel &channel);
    void tellRightsChanged(const std::vector<Uuid> &rows);

    Hub &m_hub;
    const int m_number;
    const Post m_post;
    ReadGate m_reads;
    std::unordered_map<quint64, Subscriber *> m_sessions;
    std::unordered_map<StreamId, std::unique_ptr<Channel>> m_channels;
    std::unordered_multimap<Uuid, Subscription *> m_byRightsRow;
    std::list<Channel *> m_recent; ///< channels with recent events, newest first
    qint64 m_recentBytes = 0;
};

} // namespace TaskMaster::Server
