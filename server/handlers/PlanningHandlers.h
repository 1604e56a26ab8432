// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/DeclareHandler.h"

namespace TaskMaster::Server {

/// Decisions about cycles, milestones, custom fields and recurrence.
TASKMASTER_HANDLER(CreateCycle, ManageProject);
TASKMASTER_HANDLER(CloseCycle, ManageProject);
TASKMASTER_HANDLER(CreateMilestone, ManageProject);
TASKMASTER_HANDLER(CompleteMilestone, ManageProject);
TASKMASTER_HANDLER(ArchiveMilestone, ManageProject);
TASKMASTER_HANDLER(CreateField, ManageProject);
TASKMASTER_HANDLER(MoveField, ManageProject);
TASKMASTER_HANDLER(ArchiveField, ManageProject);
TASKMASTER_HANDLER(SetField, EditWork);
TASKMASTER_HANDLER(SetRecurrence, EditWork);
TASKMASTER_HANDLER(RecordDay, SystemOnly);

} // namespace TaskMaster::Server
