// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/jobs/EventTrace.h"

namespace TaskMaster::Server::InboxRules {

/**
 * Whom an event concerns, as Notify commands into their personal streams:
 *   somebody is assigned                    → they
 *   a comment or message mentions somebody  → they; also when an edit adds the mention
 *   a comment is written                    → who made the task, works on it, or watches it
 *   a watched task is finished, reopened or gets another due date → who watches it
 * Nobody hears of what they did themselves, or of what they may not read. Who is concerned twice hears once, of the
 * nearest reason.
 */
[[nodiscard]] bool concerns(const Change &change);
[[nodiscard]] Result<QList<Command>> reactionsTo(const EventTrace &trace);

} // namespace TaskMaster::Server::InboxRules
