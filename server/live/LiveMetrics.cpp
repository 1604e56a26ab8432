// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/live/LiveMetrics.h"

namespace TaskMaster::Server {

LiveMetrics::LiveMetrics(Metrics &metrics)
    : events(metrics.counter("live_events", "Events announced after their commit."))
    , deliveries(metrics.counter("live_deliveries", "Events given to subscribers as they happened."))
    , sends(metrics.counter("live_sends", "Writes to the sockets of sessions."))
    , sentBytes(metrics.counter("live_sent_bytes", "Bytes written to the sockets of sessions."))
    , volatileDropped(metrics.counter("live_volatile_dropped", "Volatile messages not sent to slow readers."))
    , lagging(metrics.counter("live_lagging", "Times that a slow reader was told to catch up from the log."))
    , transfers(metrics.counter("live_transfers", "Catch-ups begun, snapshots included."))
    , recentCatchUps(metrics.counter("live_recent_catch_ups", "Catch-ups served from memory."))
    , snapshotsBuilt(metrics.counter("live_snapshots_built", "Snapshots read from the database."))
    , snapshotsShared(metrics.counter("live_snapshots_shared", "Snapshots served from one that was there already."))
    , resyncs(metrics.counter("live_resyncs", "Clients told to start a stream anew."))
    , snapshotBytes(metrics.gauge("live_snapshot_bytes", "Encoded snapshots kept in memory."))
    , subscriptions(metrics.gauge("live_subscriptions", "Streams that sessions are subscribed to."))
{
}

} // namespace TaskMaster::Server
