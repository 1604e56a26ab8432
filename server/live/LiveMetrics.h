// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/ops/Metrics.h"

namespace TaskMaster::Server {

/// The figures of this room, looked up once. Shared by all lanes.
struct LiveMetrics {
    explicit LiveMetrics(Metrics &metrics);

    Counter &events; ///< announced by commits
    Counter &deliveries; ///< one event to one member
    Counter &sends; ///< writes to sockets; deliveries per send is what merging gains
    Counter &sentBytes;
    Counter &volatileDropped;
    Counter &lagging; ///< how often a session fell behind its hard limit
    Counter &transfers; ///< catch-ups begun
    Counter &recentCatchUps; ///< of these, served from memory
    Counter &snapshotsBuilt;
    Counter &snapshotsShared; ///< served from one that was there already
    Counter &resyncs;
    Gauge &snapshotBytes; ///< in the cache
    Gauge &subscriptions;
};

} // namespace TaskMaster::Server
