// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/model/Ownership.h"

namespace TaskMaster::Ownership {
namespace {

/// Where the way to the task goes over another row; at most one more.
std::vector<Uuid> tasksOver(EntityKind kind, const Uuid &id, const Find &find)
{
    if (kind == EntityKind::Task)
        return {id};
    const Entity *row = kind == EntityKind::Conflict ? nullptr : find(kind, id);
    return row ? tasksOf(*row, find) : std::vector<Uuid>{};
}

} // namespace

std::vector<Uuid> tasksOf(const Entity &row, const Find &find)
{
    if (const auto *relation = std::get_if<Relation>(&row))
        return {relation->taskId, relation->otherId};
    if (const auto *reaction = std::get_if<Reaction>(&row)) {
        constexpr EntityKind targets[]{EntityKind::Task, EntityKind::Comment, EntityKind::Message};
        return tasksOver(targets[static_cast<int>(reaction->targetKind)], reaction->targetId, find);
    }
    if (const auto *conflict = std::get_if<Conflict>(&row)) {
        const auto kind = entityKindFromName(conflict->entity);
        return kind ? tasksOver(*kind, conflict->entityId, find) : std::vector<Uuid>{};
    }
    return std::visit(
        []<class E>(const E &entity) -> std::vector<Uuid> {
            if constexpr (std::is_same_v<E, Task> || std::is_same_v<E, Redirect>)
                return {entity.id};
            else if constexpr (requires { entity.taskId; })
                return {entity.taskId};
            else
                return {};
        },
        row);
}

} // namespace TaskMaster::Ownership
