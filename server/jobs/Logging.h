// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace TaskMaster::Server {

Q_DECLARE_LOGGING_CATEGORY(lcJobs)

} // namespace TaskMaster::Server
