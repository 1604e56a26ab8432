// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/jobs/EventTrace.h"

namespace TaskMaster::Server::WorkRules {

/**
 * What follows from an event about tasks:
 *   a recurring task is done       → the next one
 *   a column gets another type     → its tasks are started, done or cancelled as that says
 *   a cycle is closed              → what was not done is planned for the cycle that it names
 *   a task goes to another project → its rows arrive there, or it comes back when it is not let in
 */
[[nodiscard]] bool concerns(const Change &change);
[[nodiscard]] Result<QList<Command>> reactionsTo(const EventTrace &trace);

} // namespace TaskMaster::Server::WorkRules
