// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/DeclareHandler.h"

namespace TaskMaster::Server {

/// Decisions about time entries and the project's discussion.
TASKMASTER_HANDLER(StartTimer, EditWork);
TASKMASTER_HANDLER(StopTimer, EditWork);
TASKMASTER_HANDLER(AddTimeEntry, EditWork);
TASKMASTER_HANDLER(AdjustTimeEntry, EditWork);
TASKMASTER_HANDLER(RemoveTimeEntry, EditWork);
TASKMASTER_HANDLER(PostMessage, EditWork);
TASKMASTER_HANDLER(RemoveMessage, EditWork);

} // namespace TaskMaster::Server
