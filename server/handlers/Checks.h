// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/HandlerTable.h"

namespace TaskMaster::Server::Checks {

// The questions that many decisions begin with. Each answers the row, or the refusal.

/// The stream's project, not archived.
[[nodiscard]] Result<const Project *> openProject(const Context &context, const WorkingSet &set);
/// A task that is neither trashed nor (unless asked for) archived.
enum class ArchivedTask : quint8 { Refused, Allowed };
[[nodiscard]] Result<const Task *> liveTask(const Uuid &taskId, const WorkingSet &set,
                                            ArchivedTask archived = ArchivedTask::Refused);
[[nodiscard]] Result<const Column *> openColumn(const Uuid &columnId, const WorkingSet &set);
/// Arguments that only the server itself may set are not set, or the actor is the server.
[[nodiscard]] Result<void> systemOnly(const Context &context, std::initializer_list<bool> isSet);

} // namespace TaskMaster::Server::Checks
