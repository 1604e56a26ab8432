// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace TaskMaster::Server {

/// `taskmaster.gateway`: connections, refusals, listeners. What a client did is debug or info, never a warning.
Q_DECLARE_LOGGING_CATEGORY(lcGateway)

} // namespace TaskMaster::Server
