// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace TaskMaster::Server {

/// `taskmaster.app`: start and end of the program, and the control socket.
Q_DECLARE_LOGGING_CATEGORY(lcApp)

} // namespace TaskMaster::Server
