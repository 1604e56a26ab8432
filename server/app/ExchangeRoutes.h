// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/ImportJobs.h"
#include "server/gateway/api/ApiDoor.h"
#include "server/handlers/Access.h"
#include "server/storage/Batch.h"
#include "server/storage/DbPool.h"

namespace TaskMaster::Server {

/// What the routes of this file work with; all of it outlives the router.
struct ExchangeRooms {
    ApiDoor &door;
    DbPool &pool;
    DbPool &longReads; ///< what takes seconds, on threads that nobody catches up on
    AccessCache &access;
    WriteQueue &writes;
    ImportJobs &imports;
    const Clock &clock;
    qint64 importBytesMax; ///< of a file that is sent for an import

    using Work = std::function<Result<HttpResponse>(Database &database)>;
    /// Answers with what `work` makes on a thread for long reads, if the person may use that capability in that stream.
    void answer(const ApiRequest &request, const HttpResponder &responder, Capability capability,
                const StreamId &stream, Work work) const;
};

/// A truth value of the query; what is not there is false.
[[nodiscard]] Result<bool> isTrue(const ApiRequest &request, const QByteArray &parameter);

/**
 * `POST /api/v1/workspaces/{workspace}/imports?format=…` with the file as body → 202; `GET …/imports`, `GET
 * …/imports/{import}`. For admins of the workspace: an import writes in the names of others.
 */
void addImportRoutes(Router &router, const ExchangeRooms &rooms);
/// `GET /api/v1/workspaces/{workspace}/export.json` and `…/export.csv`, of all or of one `?project=`.
void addExportRoutes(Router &router, const ExchangeRooms &rooms);
/**
 * Calendars: `POST`, `GET /api/v1/workspaces/{workspace}/calendars`, `DELETE …/calendars/{calendar}`, and what programs
 * fetch: `GET /calendars/{secret}/tasks.ics`, with no more rights than the person who made it has at that moment.
 */
void addCalendarRoutes(Router &router, const ExchangeRooms &rooms);

} // namespace TaskMaster::Server
