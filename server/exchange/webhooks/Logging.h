// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace TaskMaster::Server {

/// What goes wrong with webhooks, by their ids: never addresses or secrets.
Q_DECLARE_LOGGING_CATEGORY(lcWebhooks)

} // namespace TaskMaster::Server
