// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/LaneGroup.h"

#include "server/gateway/LaneListener.h"
#include "server/gateway/Logging.h"

namespace TaskMaster::Server {

Q_LOGGING_CATEGORY(lcGateway, "taskmaster.gateway")

LaneGroup::LaneGroup(Options options, const Switches &switches, const Router &router, Metrics &metrics)
    : m_options(std::move(options))
    , m_switches(switches)
    , m_router(router)
    , m_metrics(metrics)
{
}

LaneGroup::~LaneGroup()
{
    stop();
}

Result<quint16> LaneGroup::start()
{
    Q_ASSERT(m_lanes.empty() && m_options.laneCount > 0);
    Result<ListenSockets> sockets = ListenSockets::open(m_options.address, m_options.port, m_options.laneCount);
    if (!sockets)
        return sockets.error();
    for (int number = 0; number < m_options.laneCount; ++number) {
        Lane &lane = *m_lanes.emplace_back(std::make_unique<Lane>(number, m_switches));
        lane.post([this, &lane, descriptor = sockets->take()] {
            new HttpDoor(lane, descriptor, m_router, m_options.door, m_metrics);
        });
        lane.start();
    }
    return sockets->port();
}

void LaneGroup::stop()
{
    for (const auto &lane : m_lanes)
        lane->stop();
    m_lanes.clear();
}

} // namespace TaskMaster::Server
