// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportBoard.h"
#include "shared/protocol/Commands.h"

namespace TaskMaster::Server {

/// Somebody in the workspace that an import goes into.
struct ImportPerson {
    Uuid userId;
    QString name;
    QString email;
};

struct ImportTarget {
    Uuid workspace;
    QList<ImportPerson> people; ///< the workspace's members: only they can be assigned
};

/// What an import will do, complete before anything is done: commands for the system actor in an order that works. The
/// first one makes the place that all others need.
struct ImportPlan {
    Uuid projectId; ///< null: several, or a whole workspace
    QString projectName;
    QString projectKey;
    QList<Command> commands;
    ImportReport report;
};

/**
 * Turns a board from elsewhere into commands. Pure: the same board and target give the same plan. Every id, also of the
 * commands, is the UUIDv5 of (workspace, source, their id), so a second run finds everything done already. Texts over a
 * limit are split, never cut off silently; what cannot be taken over stands in the report.
 */
[[nodiscard]] ImportPlan planImport(ImportBoard board, const ImportTarget &target);

} // namespace TaskMaster::Server
