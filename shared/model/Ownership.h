// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Entity.h"

#include <functional>
#include <vector>

namespace TaskMaster {

/**
 * Which tasks a row belongs to: its own, for a task; that of a comment, a checklist item, a label on it; both, for a
 * relation. What the history of a task is made of. Pure functions.
 */
namespace Ownership {

/// The row of that kind and id as it is or was, or null.
using Find = std::function<const Entity *(EntityKind kind, const Uuid &id)>;

/// `find` is asked for what stands between a row and its task: the comment of a reaction, the row of a conflict.
[[nodiscard]] std::vector<Uuid> tasksOf(const Entity &row, const Find &find);

} // namespace Ownership

} // namespace TaskMaster
