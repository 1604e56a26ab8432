// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/ProjectRows.h"

namespace TaskMaster::Server {

void ProjectRows::add(const Entity &row)
{
    if (const auto *found = std::get_if<Project>(&row))
        project = *found;
    else if (const auto *column = std::get_if<Column>(&row))
        columns.append(*column);
    else if (const auto *task = std::get_if<Task>(&row))
        tasks.append(*task);
    else if (const auto *label = std::get_if<Label>(&row))
        labels.insert(label->id, label->name);
    else if (const auto *milestone = std::get_if<Milestone>(&row))
        milestones.insert(milestone->id, milestone->name);
    else if (const auto *cycle = std::get_if<Cycle>(&row))
        cycles.insert(cycle->id, cycle->name);
    else if (const auto *field = std::get_if<CustomField>(&row))
        fields.append(*field);
    else if (const auto *assignee = std::get_if<TaskAssignee>(&row))
        assignees.insert(assignee->taskId, assignee->userId);
    else if (const auto *labelled = std::get_if<TaskLabel>(&row))
        taskLabels.insert(labelled->taskId, labelled->labelId);
    else if (const auto *value = std::get_if<CustomValue>(&row))
        values[value->taskId].insert(value->fieldId, value->value);
}

} // namespace TaskMaster::Server
