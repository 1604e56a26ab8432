// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/DeclareHandler.h"

namespace TaskMaster::Server {

/// Decisions about what belongs to one task.
TASKMASTER_HANDLER(AddChecklist, EditWork);
TASKMASTER_HANDLER(RemoveChecklist, EditWork);
TASKMASTER_HANDLER(AddChecklistItem, EditWork);
TASKMASTER_HANDLER(CheckItem, EditWork);
TASKMASTER_HANDLER(MoveChecklistItem, EditWork);
TASKMASTER_HANDLER(RemoveChecklistItem, EditWork);
TASKMASTER_HANDLER(RelateTasks, EditWork);
TASKMASTER_HANDLER(WatchTask, EditWork);
TASKMASTER_HANDLER(React, EditWork);
TASKMASTER_HANDLER(AttachLink, EditWork);
TASKMASTER_HANDLER(RemoveAttachment, EditWork);

} // namespace TaskMaster::Server
