// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Batch.h"
#include "server/storage/QueryNames.h"

namespace TaskMaster::Server {

/// Where somebody's query may look, decided by handlers/Access over fresh rows.
namespace QueryScopes {

struct Found {
    QueryScope scope; ///< without projects: there are none that they may read
    WorkspaceAccessPtr access;
};
/// A project, archived or not; or all projects of a workspace that are not archived and that this person may read:
/// guests the ones that are opened to them. Neither for who does not belong to the workspace: notFound.
[[nodiscard]] Result<Found> find(Database &database, AccessCache &cache, const Viewer &viewer, const StreamId &place);

/// Where a person's days begin, by their account; UTC if it does not say.
[[nodiscard]] Result<QTimeZone> zoneOf(Database &database, const Uuid &user);

} // namespace QueryScopes

} // namespace TaskMaster::Server
