// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/PlanningHandlers.h"

#include "server/handlers/Checks.h"
#include "server/handlers/ListRank.h"
#include "server/handlers/Recurrence.h"
#include "shared/model/FieldOptions.h"

#include <QDate>
#include <QRegularExpression>
#include <QTimeZone>
#include <QUrl>

namespace TaskMaster::Server {
namespace {

constexpr std::size_t CyclesMax = 1000;
constexpr std::size_t MilestonesMax = 1000;
constexpr std::size_t FieldsMax = 50;

ListRank::Place placeOf(const CreateField &wish)
{
    return {wish.fieldId, wish.afterId, wish.beforeId};
}
ListRank::Place placeOf(const MoveField &wish)
{
    return {wish.fieldId, wish.afterId, wish.beforeId};
}

bool areOptions(const CustomField &field, const QStringList &ids)
{
    const auto options = readFieldOptions(field.options);
    return options && std::all_of(ids.begin(), ids.end(), [&options](const QString &id) {
               return std::any_of(options->begin(), options->end(),
                                  [&id](const FieldOption &option) { return option.id == id; });
           });
}

/// Is the text what a field of that type holds? See CustomValue.
bool fits(const CustomField &field, const QString &value, const Context &context)
{
    static const QRegularExpression number(QStringLiteral("^-?[0-9]{1,15}([.][0-9]{1,9})?$"));
    switch (field.type) {
    case CustomFieldType::Text:
        return true;
    case CustomFieldType::Number:
        return number.match(value).hasMatch();
    case CustomFieldType::Date:
        return QDate::fromString(value, Qt::ISODate).isValid() && value.size() == 10;
    case CustomFieldType::Select:
        return areOptions(field, {value});
    case CustomFieldType::MultiSelect:
        return areOptions(field, value.split(u','));
    case CustomFieldType::Person: {
        const auto id = Uuid::fromString(value);
        return id && context.workspace && context.workspace->find(*id);
    }
    case CustomFieldType::Url: {
        const QUrl url(value, QUrl::StrictMode);
        return url.isValid() && (url.scheme() == u"https" || url.scheme() == u"http");
    }
    case CustomFieldType::Checkbox:
        return value == u"true";
    }
    return false;
}

QString expectation(CustomFieldType type)
{
    switch (type) {
    case CustomFieldType::Number:
        return QStringLiteral("must be a number like 12.5");
    case CustomFieldType::Date:
        return QStringLiteral("must be a day like 2026-11-24");
    case CustomFieldType::Select:
    case CustomFieldType::MultiSelect:
        return QStringLiteral("must be one of the field's options, by id");
    case CustomFieldType::Person:
        return QStringLiteral("must be the id of somebody in the workspace");
    case CustomFieldType::Url:
        return QStringLiteral("must be an address that begins with https:// or http://");
    default:
        return QStringLiteral("must be “true”, or empty");
    }
}

} // namespace

void CreateCycleHandler::needs(const Context &context, const CreateCycle &, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.all<Cycle>();
}

Result<void> CreateCycleHandler::handle(const Context &context, const CreateCycle &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    if (set.find<Cycle>(wish.cycleId))
        return ErrorCode::AlreadyExists;
    if (set.all<Cycle>().size() >= CyclesMax)
        return Error(ErrorCode::TooMany, QStringLiteral("A project has at most %1 cycles.").arg(CyclesMax));
    if (wish.startDate.isValid() && wish.endDate.isValid() && wish.endDate < wish.startDate)
        return Error::invalidField(QStringLiteral("endDate"), QStringLiteral("must not be before the start"));
    Cycle cycle;
    cycle.id = wish.cycleId;
    cycle.name = wish.name;
    cycle.goal = wish.goal;
    cycle.startDate = wish.startDate;
    cycle.endDate = wish.endDate;
    set.put(std::move(cycle));
    return {};
}

void CloseCycleHandler::needs(const Context &context, const CloseCycle &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Cycle>(wish.cycleId);
    needs.row<Cycle>(wish.carryToId);
}

Result<void> CloseCycleHandler::handle(const Context &context, const CloseCycle &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto *cycle = set.find<Cycle>(wish.cycleId);
    if (!cycle)
        return Error::notFound(QStringLiteral("cycle"));
    if (cycle->closedAt != 0)
        return {};
    if (wish.carryToId == wish.cycleId)
        return Error::invalidField(QStringLiteral("carryToId"), QStringLiteral("must be another cycle"));
    if (auto ok = Checks::plan(wish.carryToId, {}, set); !ok)
        return ok;
    Cycle closed = *cycle;
    closed.closedAt = context.now;
    closed.carriedToId = wish.carryToId;
    set.put(std::move(closed));
    return {};
}

void CreateMilestoneHandler::needs(const Context &context, const CreateMilestone &, const WorkingSet &,
                                   Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.all<Milestone>();
}

Result<void> CreateMilestoneHandler::handle(const Context &context, const CreateMilestone &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    if (set.find<Milestone>(wish.milestoneId))
        return ErrorCode::AlreadyExists;
    if (set.all<Milestone>().size() >= MilestonesMax)
        return Error(ErrorCode::TooMany, QStringLiteral("A project has at most %1 milestones.").arg(MilestonesMax));
    Milestone milestone;
    milestone.id = wish.milestoneId;
    milestone.name = wish.name;
    milestone.description = wish.description;
    milestone.dueDate = wish.dueDate;
    set.put(std::move(milestone));
    return {};
}

void CompleteMilestoneHandler::needs(const Context &context, const CompleteMilestone &wish, const WorkingSet &,
                                     Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Milestone>(wish.milestoneId);
}

Result<void> CompleteMilestoneHandler::handle(const Context &context, const CompleteMilestone &wish,
                                              WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto *milestone = set.find<Milestone>(wish.milestoneId);
    if (!milestone)
        return Error::notFound(QStringLiteral("milestone"));
    if ((milestone->completedAt != 0) == wish.completed)
        return {};
    Milestone changed = *milestone;
    changed.completedAt = wish.completed ? context.now : 0;
    set.put(std::move(changed));
    return {};
}

void ArchiveMilestoneHandler::needs(const Context &context, const ArchiveMilestone &wish, const WorkingSet &,
                                    Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Milestone>(wish.milestoneId);
}

Result<void> ArchiveMilestoneHandler::handle(const Context &context, const ArchiveMilestone &wish,
                                             WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    return Checks::setArchived<Milestone>(context, wish.milestoneId, wish.archived, QStringLiteral("milestone"), set);
}

void CreateFieldHandler::needs(const Context &context, const CreateField &, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.all<CustomField>();
}

Result<void> CreateFieldHandler::handle(const Context &context, const CreateField &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    if (set.find<CustomField>(wish.fieldId))
        return ErrorCode::AlreadyExists;
    const auto fields = set.all<CustomField>();
    if (fields.size() >= FieldsMax)
        return Error(ErrorCode::TooMany, QStringLiteral("A project has at most %1 fields.").arg(FieldsMax));
    if (auto options = readFieldOptions(wish.options); !options)
        return options.error();
    CustomField field;
    field.id = wish.fieldId;
    field.name = wish.name;
    field.type = wish.type;
    field.options = wish.options;
    field.rank = ListRank::between(fields, placeOf(wish), context.commandId, set);
    set.put(std::move(field));
    return {};
}

void MoveFieldHandler::needs(const Context &context, const MoveField &, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.all<CustomField>();
}

Result<void> MoveFieldHandler::handle(const Context &context, const MoveField &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto *field = set.find<CustomField>(wish.fieldId);
    if (!field)
        return Error::notFound(QStringLiteral("field"));
    if (ListRank::isThereAlready(set.all<CustomField>(), *field, placeOf(wish)))
        return {};
    CustomField moved = *field;
    moved.rank = ListRank::between(set.all<CustomField>(), placeOf(wish), context.commandId, set);
    set.put(std::move(moved));
    return {};
}

void ArchiveFieldHandler::needs(const Context &context, const ArchiveField &wish, const WorkingSet &,
                                Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<CustomField>(wish.fieldId);
}

Result<void> ArchiveFieldHandler::handle(const Context &context, const ArchiveField &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    return Checks::setArchived<CustomField>(context, wish.fieldId, wish.archived, QStringLiteral("field"), set);
}

void SetFieldHandler::needs(const Context &context, const SetField &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Task>(wish.taskId);
    needs.row<CustomField>(wish.fieldId);
    needs.row<CustomValue>(pairId(wish.taskId, wish.fieldId));
}

Result<void> SetFieldHandler::handle(const Context &context, const SetField &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto task = Checks::liveTask(
        wish.taskId, set, context.isSystem() ? Checks::ArchivedTask::Allowed : Checks::ArchivedTask::Refused);
    if (!task)
        return task.error();
    const auto *field = set.find<CustomField>(wish.fieldId);
    if (!field)
        return Error::notFound(QStringLiteral("field"));
    const Uuid id = pairId(wish.taskId, wish.fieldId);
    if (wish.value.isEmpty()) {
        if (set.find<CustomValue>(id))
            set.remove(EntityKind::CustomValue, id);
        return {};
    }
    if (field->archivedAt != 0)
        return Error(ErrorCode::Archived,
                     QStringLiteral("The field “%1” is archived; restore it first.").arg(field->name));
    if (!fits(*field, wish.value, context))
        return Error::invalidField(QStringLiteral("value"), expectation(field->type));
    CustomValue value;
    value.id = id;
    value.taskId = wish.taskId;
    value.fieldId = wish.fieldId;
    value.value = wish.value;
    set.put(std::move(value));
    return {};
}

void SetRecurrenceHandler::needs(const Context &context, const SetRecurrence &wish, const WorkingSet &,
                                 Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Task>(wish.taskId);
    needs.row<TaskMaster::Recurrence>(recurrenceId(wish.taskId));
}

Result<void> SetRecurrenceHandler::handle(const Context &context, const SetRecurrence &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto task = Checks::liveTask(wish.taskId, set);
    if (!task)
        return task.error();
    const Uuid id = recurrenceId(wish.taskId);
    if (wish.rule.isEmpty()) {
        if (set.find<TaskMaster::Recurrence>(id))
            set.remove(EntityKind::Recurrence, id);
        return {};
    }
    if (auto ok = Recurrence::check(wish.rule); !ok)
        return ok;
    if (auto ok = Checks::timeZone(wish.timeZone); !ok)
        return ok;
    if (wish.from == RecurFrom::Due && !(*task)->dueDate.isValid())
        return Error::invalidField(QStringLiteral("from"),
                                   QStringLiteral("counts from the due date, and there is none"));
    TaskMaster::Recurrence recurrence;
    recurrence.id = id;
    recurrence.taskId = wish.taskId;
    recurrence.rule = wish.rule;
    recurrence.from = wish.from;
    recurrence.timeZone = wish.timeZone;
    set.put(std::move(recurrence));
    return {};
}

void RecordDayHandler::needs(const Context &context, const RecordDay &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<DayCount>(dayCountId(context.stream.scope, wish.date, wish.columnId, wish.cycleId));
}

Result<void> RecordDayHandler::handle(const Context &context, const RecordDay &wish, WorkingSet &set) const
{
    if (!set.find<Project>(context.stream.scope))
        return Error::notFound(QStringLiteral("project"));
    DayCount count;
    count.id = dayCountId(context.stream.scope, wish.date, wish.columnId, wish.cycleId);
    count.date = wish.date;
    count.columnId = wish.columnId;
    count.cycleId = wish.cycleId;
    count.tasks = wish.tasks;
    count.points = wish.points;
    set.put(std::move(count));
    return {};
}

} // namespace TaskMaster::Server
