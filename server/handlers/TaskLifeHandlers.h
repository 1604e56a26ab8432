// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/DeclareHandler.h"

namespace TaskMaster::Server {

/// Decisions about whole tasks beyond the board: parts of each other, copies, other projects, the end.
TASKMASTER_HANDLER(SetParent, EditWork);
TASKMASTER_HANDLER(DuplicateTask, EditWork);
TASKMASTER_HANDLER(MoveTaskToProject, EditWork);
TASKMASTER_HANDLER(PurgeTask, ManageWorkspace);
TASKMASTER_HANDLER(RepeatTask, SystemOnly);
TASKMASTER_HANDLER(DateTask, SystemOnly);

} // namespace TaskMaster::Server
