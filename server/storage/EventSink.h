// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/Frames.h"

#include <functional>

namespace TaskMaster::Server {

/// Who waits for a command's answer. Sessions are found through their lane; everybody else leaves a callback.
struct Origin {
    static constexpr int NoLane = -1;
    int lane = NoLane;
    quint64 session = 0;
};

struct CommandAnswer {
    Uuid commandId;
    Result<QList<Position>> outcome; ///< where its events are (empty: no effect), or why not
    Origin origin;
};

/// What one transaction made true. Immutable, shared by all lanes.
struct Commit {
    QList<EventPtr> events; ///< of each stream in seq order
    std::vector<CommandAnswer> answers; ///< to be told after the events, so that nobody hears «accepted» first
};
using CommitPtr = std::shared_ptr<const Commit>;

/**
 * The only way out of storage (law b): called after a commit, on the thread that committed, in commit order per stream.
 * Must return quickly. Also called with answers only (refusals, resends).
 */
class EventSink {
public:
    virtual ~EventSink() = default;
    virtual void committed(const CommitPtr &commit) = 0;
};

} // namespace TaskMaster::Server
