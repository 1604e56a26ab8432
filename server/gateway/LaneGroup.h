// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/HttpDoor.h"
#include "server/gateway/Lane.h"
#include "shared/core/Result.h"

#include <QHostAddress>

#include <memory>
#include <vector>

namespace TaskMaster::Server {

/**
 * All lanes of the server behind one port, each with its own door. ServerApp makes one; start(), stop() and the
 * destructor belong to its thread. The router, the metrics and what the options refer to outlive the group.
 */
class LaneGroup {
public:
    struct Options {
        QHostAddress address{QHostAddress::LocalHost};
        quint16 port = 0; ///< 0 picks a free one
        int laneCount = 1;
        HttpDoorOptions door;
    };

    LaneGroup(Options options, const Switches &switches, const Router &router, Metrics &metrics);
    ~LaneGroup();
    Q_DISABLE_COPY_MOVE(LaneGroup)

    /// The port that all lanes listen on, with their doors open; or AddressInUse and ConfigInvalid, with nothing
    /// started.
    Result<quint16> start();
    /// Closes all connections and waits for the lanes.
    void stop();

    [[nodiscard]] const std::vector<std::unique_ptr<Lane>> &lanes() const { return m_lanes; }

private:
    const Options m_options;
    const Switches &m_switches;
    const Router &m_router;
    Metrics &m_metrics;
    std::vector<std::unique_ptr<Lane>> m_lanes;
};

} // namespace TaskMaster::Server
