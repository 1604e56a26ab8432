// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/TemplateBody.h"
#include "shared/protocol/Commands.h"

namespace TaskMaster {

/// Where a template is used: its names are looked up among these.
struct TemplateGround {
    Uuid seed; ///< the ids of all that is made follow from it: the same seed makes the same rows
    QDate today; ///< of who uses it: dates count from here
    QList<Column> columns; ///< of the project that is there; none in one that is made from the template
    QList<Label> labels;
    Uuid columnId; ///< where the task of a task template goes; null: the first column in which work waits
};

/**
 * What using a template does, as one Bulk of plain commands: all or nothing, one event, undone as one, and judged as
 * any other work of who uses it. Pure functions, for the API and the client.
 */
namespace TemplateCommands {

/// The task of a task template with all that belongs to it, or what a new and empty project gets from a project
/// template. InvalidField for a column or label that is not there (any more), TooMany for more than fits a Bulk.
[[nodiscard]] Result<Bulk> bulkOf(const TemplateBody &body, const TemplateGround &ground);
/// The task that a task template makes.
[[nodiscard]] Uuid taskId(const Uuid &seed);

} // namespace TemplateCommands

} // namespace TaskMaster
