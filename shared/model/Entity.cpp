// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/model/Entity.h"

namespace TaskMaster {
namespace {

template <class E> constexpr EntityDescription describeEntity()
{
    return {Describes<E>::kind, Describes<E>::name, Describes<E>::streams,
            std::span<const FieldDescription>(Describes<E>::fields)};
}

template <class... E> constexpr std::array<EntityDescription, sizeof...(E)> describeAll(const std::variant<E...> *)
{
    return {describeEntity<E>()...};
}

constexpr auto entityDescriptions = describeAll(static_cast<const Entity *>(nullptr));

constexpr bool inKindOrder()
{
    for (std::size_t i = 0; i < entityDescriptions.size(); ++i) {
        if (static_cast<std::size_t>(entityDescriptions[i].kind) != i)
            return false;
    }
    return entityDescriptions.size() == EntityKindCount;
}
static_assert(inKindOrder(), "describe() indexes by kind, and Entity's alternatives are in the same order");

const void *addressOf(const Entity &entity)
{
    return std::visit([](const auto &row) -> const void * { return &row; }, entity);
}

} // namespace

int EntityDescription::indexOf(QStringView fieldName) const
{
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fieldName == QLatin1StringView(fields[i].name))
            return static_cast<int>(i);
    }
    return -1;
}

const EntityDescription &describe(EntityKind kind)
{
    return entityDescriptions[static_cast<std::size_t>(kind)];
}

std::optional<EntityKind> entityKindFromName(QStringView name)
{
    for (const EntityDescription &description : entityDescriptions) {
        if (name == QLatin1StringView(description.name))
            return description.kind;
    }
    return std::nullopt;
}

Entity makeEntity(EntityKind kind, const Uuid &id)
{
    Entity entity = visitKind(kind, []<class E>() { return Entity(E{}); });
    rowOf(entity).id = id;
    return entity;
}

Row &rowOf(Entity &entity)
{
    return std::visit([](auto &row) -> Row & { return row; }, entity);
}

const Row &rowOf(const Entity &entity)
{
    return std::visit([](const auto &row) -> const Row & { return row; }, entity);
}

Value readField(const Entity &entity, int field)
{
    return describe(kindOf(entity)).fields[static_cast<std::size_t>(field)].read(addressOf(entity));
}

void writeField(Entity &entity, int field, const Value &value)
{
    describe(kindOf(entity))
        .fields[static_cast<std::size_t>(field)]
        .write(const_cast<void *>(addressOf(entity)), value);
}

FieldValues setFields(const Entity &entity)
{
    return changedFields(makeEntity(kindOf(entity), {}), entity);
}

FieldValues changedFields(const Entity &before, const Entity &after)
{
    Q_ASSERT(before.index() == after.index());
    FieldValues changed;
    const auto fields = describe(kindOf(after)).fields;
    const void *oldRow = addressOf(before);
    const void *newRow = addressOf(after);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        Value value = fields[i].read(newRow);
        if (value != fields[i].read(oldRow))
            changed.append({static_cast<quint8>(i), std::move(value)});
    }
    return changed;
}

void applyFields(Entity &entity, const FieldValues &fields)
{
    for (const FieldValue &field : fields)
        writeField(entity, field.field, field.value);
}

} // namespace TaskMaster
