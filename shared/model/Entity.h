// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Entities.h"

#include <QList>

namespace TaskMaster {

/**
 * What is the same for all entities: one type that can hold any of them, their descriptions at run time, and the
 * three operations on fields that the log needs: make, diff and apply changes. Pure functions, any thread.
 */
using Entity = std::variant<Workspace, Member, ProjectEntry, Project, Column, Label, Task, TaskAssignee, TaskLabel,
                            Comment, ProjectMember, Conflict, User, Access>;
static_assert(std::variant_size_v<Entity> == EntityKindCount);

/// A kind of entity at run time. `streams` says in which kinds of stream its rows may live.
struct EntityDescription {
    EntityKind kind;
    const char *name;
    std::span<const FieldDescription> fields;

    /// Index of the field with that wire name, or -1.
    [[nodiscard]] int indexOf(QStringView fieldName) const;
};

[[nodiscard]] const EntityDescription &describe(EntityKind kind);
[[nodiscard]] std::optional<EntityKind> entityKindFromName(QStringView name);

[[nodiscard]] inline EntityKind kindOf(const Entity &entity)
{
    return static_cast<EntityKind>(entity.index());
}
[[nodiscard]] Entity makeEntity(EntityKind kind, const Uuid &id);
[[nodiscard]] Row &rowOf(Entity &entity);
[[nodiscard]] const Row &rowOf(const Entity &entity);
[[nodiscard]] Value readField(const Entity &entity, int field);
/// `value` must have passed checked().
void writeField(Entity &entity, int field, const Value &value);

/// One field by its index in the description of the kind that it is listed under.
struct FieldValue {
    quint8 field = 0;
    Value value;

    bool operator==(const FieldValue &) const = default;
};
using FieldValues = QList<FieldValue>;

enum class ChangeOp : quint8 {
    Create, ///< the row is new; fields that are missing have their default
    Put, ///< the row exists; only fields that changed
    Delete,
};

/// What an event says about one row. Generic: a new command needs no new code in log, bus, fan-out or replica.
struct Change {
    EntityKind entity = EntityKind::Task;
    Uuid id;
    ChangeOp op = ChangeOp::Put;
    FieldValues fields;

    bool operator==(const Change &) const = default;
};

/// All fields that differ from a freshly made row: what a Create carries.
[[nodiscard]] FieldValues setFields(const Entity &entity);
/// The fields of `after` that differ from `before`; both of one kind.
[[nodiscard]] FieldValues changedFields(const Entity &before, const Entity &after);
void applyFields(Entity &entity, const FieldValues &fields);

/// Calls `visitor.template operator()<E>()` with the entity type of a kind known only at run time.
template <class Visitor> decltype(auto) visitKind(EntityKind kind, Visitor &&visitor)
{
    switch (kind) {
    case EntityKind::Workspace:
        return visitor.template operator()<Workspace>();
    case EntityKind::Member:
        return visitor.template operator()<Member>();
    case EntityKind::ProjectEntry:
        return visitor.template operator()<ProjectEntry>();
    case EntityKind::Project:
        return visitor.template operator()<Project>();
    case EntityKind::Column:
        return visitor.template operator()<Column>();
    case EntityKind::Label:
        return visitor.template operator()<Label>();
    case EntityKind::Task:
        return visitor.template operator()<Task>();
    case EntityKind::TaskAssignee:
        return visitor.template operator()<TaskAssignee>();
    case EntityKind::TaskLabel:
        return visitor.template operator()<TaskLabel>();
    case EntityKind::Comment:
        return visitor.template operator()<Comment>();
    case EntityKind::ProjectMember:
        return visitor.template operator()<ProjectMember>();
    case EntityKind::Conflict:
        return visitor.template operator()<Conflict>();
    case EntityKind::User:
        return visitor.template operator()<User>();
    case EntityKind::Access:
        break;
    }
    return visitor.template operator()<Access>();
}

} // namespace TaskMaster
