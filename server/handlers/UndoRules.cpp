// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/UndoRules.h"

#include "server/handlers/Checks.h"
#include "server/handlers/Tally.h"

namespace TaskMaster::Server::UndoRules {
namespace {

template <auto Member> constexpr quint8 at = fieldIndex<Member>();

bool isOnBoard(const Task &task)
{
    return task.trashedAt == 0 && task.archivedAt == 0;
}

/// The old values of one field, where the change has it.
template <auto Member> Uuid oldId(const Change &before)
{
    for (const FieldValue &old : before.fields) {
        if (const Uuid *id = old.field == at<Member> ? std::get_if<Uuid>(&old.value) : nullptr)
            return *id;
    }
    return {};
}

void needsOfTask(const Change &before, const WorkingSet &set, Needs &needs)
{
    Checks::partNeeds(oldId<&Task::parentId>(before), set, needs);
    if (const Uuid column = oldId<&Task::columnId>(before); !column.isNull())
        Checks::roomNeeds(column, set, needs);
    if (const auto *task = set.find<Task>(before.id))
        Checks::roomNeeds(task->columnId, set, needs);
}

/// What a row that comes back hangs on.
void needsOfReturn(const Context &context, const Entity &row, Needs &needs)
{
    if (const auto *item = std::get_if<ChecklistItem>(&row)) {
        needs.row<Checklist>(item->checklistId);
    } else if (const auto *relation = std::get_if<Relation>(&row)) {
        if (relation->type == RelationType::Blocks)
            needs.all<Relation>(); // a circle may close anywhere
    } else if (const auto *reaction = std::get_if<Reaction>(&row)) {
        constexpr EntityKind targets[]{EntityKind::Task, EntityKind::Comment, EntityKind::Message};
        needs.row(targets[static_cast<int>(reaction->targetKind)], reaction->targetId);
    } else if (const auto *assignee = std::get_if<TaskAssignee>(&row)) {
        needs.row<ProjectMember>(memberId(context.stream.scope, assignee->userId));
    } else if (const auto *entry = std::get_if<TimeEntry>(&row)) {
        needs.related<&TimeEntry::userId>(entry->userId);
    }
}

bool runsAnother(const TimeEntry &entry, const WorkingSet &set)
{
    const auto entries = set.related<&TimeEntry::userId>(entry.userId);
    return std::any_of(entries.begin(), entries.end(),
                       [&entry](const TimeEntry *other) { return other->id != entry.id && other->endedAt == 0; });
}

Fields unfitIn(const Context &context, const Task &now, const Task &then, const WorkingSet &set)
{
    Fields fields;
    if (then.parentId != now.parentId
        && (!Checks::partOf(then.id, then.parentId, set)
            || (!then.parentId.isNull() && !set.find<Task>(then.parentId))))
        fields.insert(at<&Task::parentId>);
    if (!Checks::dates(then))
        fields.insert({at<&Task::startDate>, at<&Task::startAt>, at<&Task::dueDate>, at<&Task::dueAt>});
    const bool takesRoom = isOnBoard(then) && (!isOnBoard(now) || then.columnId != now.columnId);
    const auto *column = set.find<Column>(then.columnId);
    if (takesRoom && (!column || !Checks::room(context, *column, &now, set)))
        fields.insert({at<&Task::columnId>, at<&Task::rank>, at<&Task::startedAt>, at<&Task::completedAt>,
                       at<&Task::cancelledAt>, at<&Task::trashedAt>, at<&Task::archivedAt>});
    return fields;
}
Fields unfitIn(const Context &, const ChecklistItem &now, const ChecklistItem &then, const WorkingSet &set)
{
    if (then.checklistId == now.checklistId || set.find<Checklist>(then.checklistId))
        return {};
    return {at<&ChecklistItem::checklistId>, at<&ChecklistItem::rank>};
}
Fields unfitIn(const Context &, const Cycle &, const Cycle &then, const WorkingSet &)
{
    if (!then.startDate.isValid() || !then.endDate.isValid() || then.startDate <= then.endDate)
        return {};
    return {at<&Cycle::startDate>, at<&Cycle::endDate>};
}
Fields unfitIn(const Context &, const TimeEntry &, const TimeEntry &then, const WorkingSet &set)
{
    const bool isWrong = then.endedAt == 0 ? runsAnother(then, set) : then.endedAt <= then.startedAt;
    return isWrong ? Fields{at<&TimeEntry::startedAt>, at<&TimeEntry::endedAt>} : Fields{};
}
Fields unfitIn(const Context &, const Reminder &, const Reminder &then, const WorkingSet &)
{
    if ((then.at == 0) != (then.beforeDueMinutes == 0))
        return {};
    return {at<&Reminder::at>, at<&Reminder::beforeDueMinutes>};
}
template <class E> Fields unfitIn(const Context &, const E &, const E &, const WorkingSet &)
{
    return {};
}

} // namespace

void needs(const Context &context, const Change &before, const WorkingSet &set, Needs &needs)
{
    const Entity *stored = set.find(before.entity, before.id);
    switch (before.op) {
    case ChangeOp::Create:
        if (before.entity == EntityKind::Checklist)
            needs.related<&ChecklistItem::checklistId>(before.id);
        if (before.entity == EntityKind::Comment || before.entity == EntityKind::Message)
            needs.related<&Reaction::targetId>(before.id);
        return;
    case ChangeOp::Put:
        if (before.entity == EntityKind::Task)
            needsOfTask(before, set, needs);
        if (before.entity == EntityKind::ChecklistItem)
            needs.row<Checklist>(oldId<&ChecklistItem::checklistId>(before));
        if (const auto *entry = stored ? std::get_if<TimeEntry>(stored) : nullptr)
            needs.related<&TimeEntry::userId>(entry->userId);
        return;
    case ChangeOp::Delete:
        break;
    }
    Entity row = makeEntity(before.entity, before.id);
    applyFields(row, before.fields);
    Tally::needsFor(row, set, needs);
    needsOfReturn(context, row, needs);
    if (before.entity == EntityKind::Task)
        needsOfTask(before, set, needs);
}

Fields unfit(const Context &context, const Entity &now, const Entity &then, const WorkingSet &set)
{
    return std::visit([&]<class E>(const E &present) { return unfitIn(context, present, std::get<E>(then), set); },
                      now);
}

bool mayReturn(const Context &context, const Entity &row, const WorkingSet &set)
{
    if (const auto *item = std::get_if<ChecklistItem>(&row))
        return set.find<Checklist>(item->checklistId) != nullptr;
    if (const auto *relation = std::get_if<Relation>(&row))
        return set.find<Task>(relation->otherId)
            && (relation->type != RelationType::Blocks
                || !Checks::isBlockedBy(relation->taskId, relation->otherId, set));
    if (const auto *reaction = std::get_if<Reaction>(&row))
        return reaction->targetKind == RowTarget::Task   ? set.find<Task>(reaction->targetId) != nullptr
            : reaction->targetKind == RowTarget::Comment ? set.find<Comment>(reaction->targetId) != nullptr
                                                         : set.find<Message>(reaction->targetId) != nullptr;
    if (const auto *assignee = std::get_if<TaskAssignee>(&row))
        return Checks::seesProject(context, assignee->userId, set);
    if (const auto *entry = std::get_if<TimeEntry>(&row))
        return entry->endedAt != 0 || !runsAnother(*entry, set);
    return true;
}

bool isHeldOnTo(const Entity &row, const WorkingSet &set)
{
    const auto *list = std::get_if<Checklist>(&row);
    return list && !set.related<&ChecklistItem::checklistId>(list->id).empty();
}

} // namespace TaskMaster::Server::UndoRules
