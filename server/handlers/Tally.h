// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/WorkingSet.h"

namespace TaskMaster::Server::Tally {

/**
 * Keeps the counters of tasks true: comments, checklist items, attachments, time spent, subtasks, blockers. Handlers
 * put and remove rows that are counted through here, and nowhere write a counter themselves. What a row adds to which
 * counter is computed before and after; the difference is applied, so that nothing drifts whatever changes.
 */

/// The rows whose counters follow from this one; asked again until nothing new is wanted.
void needs(EntityKind kind, const Uuid &id, const WorkingSet &set, Needs &needs);
/// The same for a row that is not there yet.
void needsFor(const Entity &row, const WorkingSet &set, Needs &needs);
void put(Entity row, WorkingSet &set);
void remove(EntityKind kind, const Uuid &id, WorkingSet &set);

} // namespace TaskMaster::Server::Tally
