// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Access.h"
#include "server/handlers/WorkingSet.h"
#include "server/storage/Database.h"

namespace TaskMaster::Server {

/// Reads what decisions need, one query per entity kind however many rows are wanted. Any thread, with its Database.
namespace Loader {

[[nodiscard]] Result<void> load(Database &database, const StreamId &stream, const Needs &missing, WorkingSet &set);
/// Everybody in a workspace and whether it is archived, as of `version`.
[[nodiscard]] Result<WorkspaceAccessPtr> loadAccess(Database &database, const Uuid &workspace, qint64 version);
/// The workspace's accessVersion; 0 for one that does not exist.
[[nodiscard]] Result<qint64> accessVersion(Database &database, const Uuid &workspace);
[[nodiscard]] Result<bool> isProjectGuest(Database &database, const StreamId &project, const Uuid &user);

} // namespace Loader

/// The two ids of a stream as bound values.
[[nodiscard]] QVariantList streamKey(const StreamId &stream);

} // namespace TaskMaster::Server
