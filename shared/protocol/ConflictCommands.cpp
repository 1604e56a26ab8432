// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/protocol/ConflictCommands.h"

namespace TaskMaster::ConflictCommands {
namespace {

FieldValue seenAs(const FieldDescription &description, quint8 field, const Value &current)
{
    if (description.type != FieldType::LongText)
        return {field, current};
    const QString *text = std::get_if<QString>(&current);
    return {field, Value(textHash(text ? *text : QString()))};
}

/// The field and its losing value, for fields that have a command of their own.
struct Losing {
    quint8 field;
    const Value &value;

    template <auto Member> [[nodiscard]] bool is() const { return field == fieldIndex<Member>(); }
    [[nodiscard]] bool isSet() const { return !std::holds_alternative<std::monostate>(value); }
    [[nodiscard]] Uuid id() const { return isSet() ? std::get<Uuid>(value) : Uuid{}; }
    [[nodiscard]] qint64 time() const { return isSet() ? std::get<qint64>(value) : 0; }
};
using Wish = std::optional<CommandArgs>;

Wish wishFor(const Task &task, const Losing &losing)
{
    if (losing.is<&Task::columnId>())
        return MoveTask{task.id, losing.id(), {}, {}};
    if (losing.is<&Task::parentId>())
        return SetParent{task.id, losing.id()};
    if (losing.is<&Task::archivedAt>())
        return ArchiveTask{task.id, losing.isSet()};
    if (losing.is<&Task::trashedAt>())
        return losing.isSet() ? CommandArgs(TrashTask{task.id}) : CommandArgs(RestoreTask{task.id});
    return {};
}
Wish wishFor(const ChecklistItem &item, const Losing &losing)
{
    if (losing.is<&ChecklistItem::done>())
        return CheckItem{item.id, losing.isSet() && std::get<bool>(losing.value)};
    if (losing.is<&ChecklistItem::checklistId>())
        return MoveChecklistItem{item.id, losing.id(), {}, {}};
    return {};
}
Wish wishFor(const CustomValue &value, const Losing &losing)
{
    if (losing.is<&CustomValue::value>())
        return SetField{value.taskId, value.fieldId, std::get<QString>(losing.value)};
    return {};
}
Wish wishFor(const TimeEntry &entry, const Losing &losing)
{
    if (losing.is<&TimeEntry::startedAt>())
        return AdjustTimeEntry{entry.id, losing.time(), entry.endedAt};
    if (losing.is<&TimeEntry::endedAt>())
        return AdjustTimeEntry{entry.id, entry.startedAt, losing.time()};
    return {};
}
Wish wishFor(const Column &column, const Losing &losing)
{
    return losing.is<&Column::archivedAt>() ? Wish(ArchiveColumn{column.id, losing.isSet()}) : Wish();
}
Wish wishFor(const Label &label, const Losing &losing)
{
    return losing.is<&Label::archivedAt>() ? Wish(ArchiveLabel{label.id, losing.isSet()}) : Wish();
}
Wish wishFor(const CustomField &field, const Losing &losing)
{
    return losing.is<&CustomField::archivedAt>() ? Wish(ArchiveField{field.id, losing.isSet()}) : Wish();
}
Wish wishFor(const Milestone &milestone, const Losing &losing)
{
    if (losing.is<&Milestone::archivedAt>())
        return ArchiveMilestone{milestone.id, losing.isSet()};
    if (losing.is<&Milestone::completedAt>())
        return CompleteMilestone{milestone.id, losing.isSet()};
    return {};
}
template <class E> Wish wishFor(const E &, const Losing &)
{
    return {};
}

} // namespace

Result<CommandArgs> restoring(const Conflict &conflict, const Entity &current)
{
    const EntityDescription &entity = describe(kindOf(current));
    if (conflict.entity != QLatin1StringView(entity.name) || conflict.entityId != rowOf(current).id)
        return Error::notFound(conflict.entity);
    const int index = entity.indexOf(conflict.field);
    if (index < 0)
        return Error::invalidField(conflict.field, QStringLiteral("is not known here"));
    const FieldDescription &description = entity.fields[static_cast<std::size_t>(index)];
    auto value = valueFromText(description, conflict.losingValue);
    if (!value)
        return value.error();
    const auto field = static_cast<quint8>(index);
    if (description.has(Editable))
        return CommandArgs(Edit{kindOf(current),
                                rowOf(current).id,
                                {{field, std::move(*value)}},
                                {seenAs(description, field, readField(current, index))}});
    Wish wish = std::visit([&](const auto &row) { return wishFor(row, Losing{field, *value}); }, current);
    if (!wish)
        return Error::invalidField(conflict.field, QStringLiteral("is not set by hand, and cannot be put back"));
    return std::move(*wish);
}

Result<Bulk> restoringAndDismissing(const Conflict &conflict, const Entity &current)
{
    auto restore = restoring(conflict, current);
    if (!restore)
        return restore.error();
    Bulk both;
    both.commands.push_back({std::move(*restore)});
    both.commands.push_back({DismissConflict{conflict.id}});
    return both;
}

} // namespace TaskMaster::ConflictCommands
