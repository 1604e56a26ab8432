// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Batch.h"
#include "shared/protocol/Frames.h"

namespace TaskMaster::Server::ReactionRules {

/**
 * What follows in other streams from an event, as commands of the system actor:
 *   a project's face changes      → the workspace's list of projects, and the names that its guests see
 *   somebody joins, leaves or gets another role → what they may open
 *   a guest is let into a project → what they may open
 *   a workspace's name changes    → the names that its members see
 *   a person's name changes       → the name that their workspaces and projects show
 * and what InboxRules and WorkRules say about tasks.
 * The rules look at the rows as they are now, not as they were at the event: what they ask for is the state to reach,
 * so late and repeated reactions do no harm. A command's id is the UUIDv5 of (event's command, target), so that it is
 * done once however often it is asked for.
 */
[[nodiscard]] Result<QList<Command>> reactionsTo(Database &database, AccessCache &access, qint64 epoch,
                                                 const Event &event);

/// Cheap and without a database: may anything follow from this event?
[[nodiscard]] bool concerns(const Event &event);

} // namespace TaskMaster::Server::ReactionRules
