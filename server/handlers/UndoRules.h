// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/HandlerTable.h"

#include <set>

namespace TaskMaster::Server::UndoRules {

/**
 * What must hold when something becomes again what it was: the world has gone on. A parent may have become a part of
 * its part, a cycle may be closed, a column full, a checklist gone. Pure questions of UndoHandler.
 */

/// The rows that the questions below are about; asked again until nothing new is wanted. `before` is a journal's old
/// value.
void needs(const Context &context, const Change &before, const WorkingSet &set, Needs &needs);

/// The fields of `then` that cannot be so now, where they differ from those of `now`. Values that only make sense
/// together come together.
using Fields = std::set<quint8>;
[[nodiscard]] Fields unfit(const Context &context, const Entity &now, const Entity &then, const WorkingSet &set);

/// May a row that was deleted be there again?
[[nodiscard]] bool mayReturn(const Context &context, const Entity &row, const WorkingSet &set);

/// Do rows of others hang on a row that was made, so that it has to stay?
[[nodiscard]] bool isHeldOnTo(const Entity &row, const WorkingSet &set);

} // namespace TaskMaster::Server::UndoRules
