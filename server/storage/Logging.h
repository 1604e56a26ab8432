// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace TaskMaster::Server {

/// `taskmaster.storage`: databases, migrations, batches that had to be repeated.
Q_DECLARE_LOGGING_CATEGORY(lcStorage)

} // namespace TaskMaster::Server
