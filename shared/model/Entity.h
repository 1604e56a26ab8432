// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Entities.h"
#include "shared/model/PersonalEntities.h"
#include "shared/model/WorkEntities.h"

#include <QList>

namespace TaskMaster {

/**
 * What is the same for all entities: one type that can hold any of them, their descriptions at run time, and the
 * three operations on fields that the log needs: make, diff and apply changes. Pure functions, any thread.
 */
using Entity = std::variant<Workspace, Member, ProjectEntry, Project, Column, Label, Task, TaskAssignee, TaskLabel,
                            Comment, ProjectMember, Conflict, User, Access, Checklist, ChecklistItem, Relation, Watcher,
                            Reaction, Attachment, Cycle, Milestone, CustomField, CustomValue, Recurrence, TimeEntry,
                            Message, DayCount, Redirect, Template, SavedView, Reminder, Notification, Favorite>;
static_assert(std::variant_size_v<Entity> == EntityKindCount);

/// A kind of entity at run time. `streams` says in which kinds of stream its rows may live.
struct EntityDescription {
    EntityKind kind;
    const char *name;
    StreamKinds streams;
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

namespace Detail {

template <class Visitor, class First, class... Rest>
decltype(auto) visitKindFrom(std::size_t kind, Visitor &visitor, const std::variant<First, Rest...> *)
{
    if constexpr (sizeof...(Rest) == 0) {
        Q_ASSERT(kind == 0);
        return visitor.template operator()<First>();
    } else {
        if (kind == 0)
            return visitor.template operator()<First>();
        return visitKindFrom(kind - 1, visitor, static_cast<const std::variant<Rest...> *>(nullptr));
    }
}

} // namespace Detail

/// Calls `visitor.template operator()<E>()` with the entity type of a kind known only at run time.
template <class Visitor> decltype(auto) visitKind(EntityKind kind, Visitor &&visitor)
{
    return Detail::visitKindFrom(static_cast<std::size_t>(kind), visitor, static_cast<const Entity *>(nullptr));
}

/// The index of a member's field in the description of its entity: `fieldIndex<&Task::title>()`.
template <auto Member> consteval quint8 fieldIndex()
{
    using E = typename Detail::MemberOf<decltype(Member)>::Class;
    for (std::size_t i = 0; i < Describes<E>::fields.size(); ++i) {
        if (Describes<E>::fields[i].write == &Detail::writeMember<Member>)
            return static_cast<quint8>(i);
    }
    throw "not a described field";
}

} // namespace TaskMaster
