// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportReport.h"
#include "shared/core/Result.h"
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
    QString projectName; ///< empty: the board's
    QList<ImportPerson> people; ///< the workspace's members: only they can be assigned
};

/// What an import will do, complete before anything is done: commands for the system actor in an order that works.
struct ImportPlan {
    Uuid projectId;
    QString projectName;
    QString projectKey;
    QList<Command> commands;
    ImportReport report;
};

/**
 * Turns a Trello board export into commands. Pure: the same bytes and target give the same plan. Every id, also of the
 * commands, is the UUIDv5 of (workspace, "trello", their id), so a second run finds everything done already. Texts over
 * a limit are split, never cut off silently. Fails with one sentence when the file is no whole Trello export.
 */
[[nodiscard]] Result<ImportPlan> planTrelloImport(const QByteArray &json, const ImportTarget &target);

/// The type of a column that a list of this name most likely is.
[[nodiscard]] ColumnType guessColumnType(const QString &listName);
/// `#rrggbb` of one of Trello's colour names, with or without `_dark` and `_light`; grey for what is not known.
[[nodiscard]] QString trelloColor(const QString &name);
/// The TM of TM-12 for a project of this name: two to four capital letters or digits.
[[nodiscard]] QString projectKeyFor(const QString &projectName);

} // namespace TaskMaster::Server
