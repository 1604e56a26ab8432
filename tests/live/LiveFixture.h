// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/LaneGroup.h"
#include "server/gateway/Router.h"
#include "server/gateway/WebSocketDoor.h"
#include "server/ops/Metrics.h"
#include "server/ops/Switches.h"
#include "tests/live/FakeStorage.h"
#include "tests/live/LiveClient.h"

#include <QtTest>

/// A wall clock that stands where the test puts it.
class FakeClock final : public TaskMaster::Clock {
public:
    [[nodiscard]] qint64 nowMs() const override { return now; }
    std::atomic<qint64> now = 1'000;
};

/// Lanes, door and hub as in the server, over a FakeStorage, on a free port of 127.0.0.1.
class LiveFixture {
public:
    explicit LiveFixture(const TaskMaster::Server::SessionLimits &limits = {},
                         const TaskMaster::Server::Switches &switched = {}, int laneCount = 1,
                         const TaskMaster::Server::SnapshotLimits &snapshotLimits = {})
        : switches(switched)
        , hub(storage, switches, metrics, snapshotLimits)
        , door({hub, storage, storage, storage, clock, switches, metrics, limits})
        , lanes(options(laneCount), switches, router, metrics)
    {
        storage.sink = &hub;
        const auto started = lanes.start();
        port = started.ok() ? *started : 0;
    }

    TaskMaster::Server::LaneGroup::Options options(int laneCount)
    {
        TaskMaster::Server::LaneGroup::Options made;
        made.laneCount = laneCount;
        made.door.webSocketAccepted = door.accepted();
        return made;
    }

    /// Runs what was posted to the lanes so far to its end: then what has not happened will not.
    void settle()
    {
        for (const auto &lane : lanes.lanes()) {
            for (int turn = 0; turn < 3; ++turn) { // a turn may post to the next one
                QSemaphore done;
                lane->post([&done] { done.release(); });
                done.acquire();
            }
        }
    }

    [[nodiscard]] double metric(const QByteArray &name) const
    {
        double sum = 0;
        for (const auto &sample : metrics.snapshot())
            sum += sample.name == name ? sample.value : 0;
        return sum;
    }

    static TaskMaster::StreamId project(quint64 number = 1)
    {
        return TaskMaster::StreamId::ofProject({10, 10}, {20, number});
    }

    TaskMaster::Server::Switches switches;
    TaskMaster::Server::Metrics metrics;
    TaskMaster::Server::Router router;
    FakeClock clock;
    FakeStorage storage;
    TaskMaster::Server::Hub hub;
    TaskMaster::Server::WebSocketDoor door;
    quint16 port = 0;
    TaskMaster::Server::LaneGroup lanes; ///< last: it uses all of the above
};
