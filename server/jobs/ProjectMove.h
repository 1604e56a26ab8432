// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/jobs/EventTrace.h"

namespace TaskMaster::Server::ProjectMove {

/**
 * The second half of MoveTaskToProject. The first half, a command in the old project, put the tasks in the trash there
 * and said where they go. This one writes their rows into the new project, as the server's own PutRows with ids that
 * follow from the first command, so that it happens once; or, when the person may not work there, or the project is
 * archived or gone, brings the tasks back. Labels and custom fields are found by their names there; those that are not
 * there are left behind, as are relations to tasks that stay.
 */
[[nodiscard]] Result<QList<Command>> reactionsTo(const EventTrace &trace);

} // namespace TaskMaster::Server::ProjectMove
