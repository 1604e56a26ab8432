// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/Commands.h"

namespace TaskMaster {

/**
 * What can be done about a Conflict row: put the value that lost back over what is there now, and be done with the
 * conflict. Used by the API and the client. Pure functions.
 */
namespace ConflictCommands {

/// The command that gives the field its losing value again, in its right type: an Edit, or for fields that are not
/// simply edited the command that changes them. `current` is the conflict's row as it is now: what it holds was seen,
/// so that no new conflict follows. InvalidField for what cannot be put back.
[[nodiscard]] Result<CommandArgs> restoring(const Conflict &conflict, const Entity &current);
/// The same and DismissConflict, as one.
[[nodiscard]] Result<Bulk> restoringAndDismissing(const Conflict &conflict, const Entity &current);

} // namespace ConflictCommands

} // namespace TaskMaster
