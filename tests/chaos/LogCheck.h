// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/chaos/ChaosClient.h"

namespace TaskMaster::Server {
struct DatabaseSettings;
}

namespace TaskMaster::Test {

/**
 * Reads the log and the rows of all projects that the clients work in straight from the database, and compares them
 * with what every client was told and holds: nothing acknowledged lost, nothing twice, nothing refused, each client's
 * commands in its order, no holes, rows = log = replicas. Returns what is wrong, in sentences.
 */
[[nodiscard]] QStringList checkLog(const Server::DatabaseSettings &settings,
                                   const std::vector<std::unique_ptr<ChaosClient>> &clients);

} // namespace TaskMaster::Test
