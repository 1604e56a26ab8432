// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/Checks.h"

#include <QTimeZone>

#include <algorithm>

namespace TaskMaster::Server::Checks {
namespace {

/// Ancestors that a task may have. Each is one wave of loading.
constexpr int AncestorsMax = 4;

} // namespace

Result<const Project *> openProject(const Context &context, const WorkingSet &set)
{
    const auto *project = set.find<Project>(context.stream.scope);
    if (!project)
        return Error::notFound(QStringLiteral("project"));
    if (project->archivedAt != 0)
        return Error(ErrorCode::Archived,
                     QStringLiteral("The project “%1” is archived; restore it first.").arg(project->name));
    return project;
}

Result<const Task *> liveTask(const Uuid &taskId, const WorkingSet &set, ArchivedTask archived)
{
    const auto *task = set.find<Task>(taskId);
    if (!task)
        return Error::notFound(QStringLiteral("task"));
    if (task->trashedAt != 0)
        return Error(ErrorCode::Archived, QStringLiteral("“%1” is in the trash; restore it first.").arg(task->title));
    if (task->archivedAt != 0 && archived == ArchivedTask::Refused)
        return Error(ErrorCode::Archived, QStringLiteral("“%1” is archived; restore it first.").arg(task->title));
    return task;
}

Result<const Column *> openColumn(const Uuid &columnId, const WorkingSet &set)
{
    const auto *column = set.find<Column>(columnId);
    if (!column)
        return Error::notFound(QStringLiteral("column"));
    if (column->archivedAt != 0)
        return Error(ErrorCode::Archived,
                     QStringLiteral("The column “%1” is archived; restore it first.").arg(column->name));
    return column;
}

void roomNeeds(const Uuid &columnId, const WorkingSet &set, Needs &needs)
{
    needs.row<Column>(columnId);
    const auto *column = set.find<Column>(columnId);
    if (column && column->wipLimit > 0 && column->wipPolicy == WipPolicy::Refuse)
        needs.columnCount(columnId);
}

Result<void> room(const Context &context, const Column &column, const Task *before, const WorkingSet &set)
{
    if (context.isSystem() || column.wipLimit == 0 || column.wipPolicy == WipPolicy::Warn)
        return {};
    const bool isIn = before && before->columnId == column.id && before->archivedAt == 0 && before->trashedAt == 0;
    if (isIn || set.liveTasks(column.id) < column.wipLimit)
        return {};
    return Error(
        ErrorCode::WipLimit,
        QStringLiteral("“%1” takes at most %2 cards; move one out first.").arg(column.name).arg(column.wipLimit),
        {{QStringLiteral("columnId"), column.id.toString()}, {QStringLiteral("limit"), column.wipLimit}});
}

Result<void> dates(const Task &task)
{
    if (task.startDate.isValid() && task.dueDate.isValid() && task.dueDate < task.startDate)
        return Error::invalidField(QStringLiteral("dueDate"), QStringLiteral("must not be before the start date"));
    const struct {
        const QDate &day;
        qint64 moment;
        const char *field;
    } pairs[]{{task.startDate, task.startAt, "startAt"}, {task.dueDate, task.dueAt, "dueAt"}};
    for (const auto &pair : pairs) {
        if (pair.moment == 0)
            continue;
        // A day somewhere begins at most 14 hours before, and ends at most 12 hours after, that day in UTC.
        constexpr qint64 hour = 60 * 60 * 1000;
        const qint64 begin = pair.day.isValid() ? pair.day.startOfDay(Qt::UTC).toMSecsSinceEpoch() : 0;
        if (!pair.day.isValid() || pair.moment < begin - 14 * hour || pair.moment >= begin + 36 * hour)
            return Error::invalidField(QString::fromLatin1(pair.field),
                                       QStringLiteral("must be on the day of its date"));
    }
    if (task.startAt != 0 && task.dueAt != 0 && task.dueAt < task.startAt)
        return Error::invalidField(QStringLiteral("dueAt"), QStringLiteral("must not be before the start"));
    return {};
}

Result<void> plan(const Uuid &cycleId, const Uuid &milestoneId, const WorkingSet &set)
{
    if (!cycleId.isNull()) {
        const auto *cycle = set.find<Cycle>(cycleId);
        if (!cycle)
            return Error::notFound(QStringLiteral("cycle"));
        if (cycle->closedAt != 0)
            return Error(ErrorCode::Archived, QStringLiteral("The cycle “%1” is closed.").arg(cycle->name));
    }
    if (!milestoneId.isNull()) {
        const auto *milestone = set.find<Milestone>(milestoneId);
        if (!milestone)
            return Error::notFound(QStringLiteral("milestone"));
        if (milestone->archivedAt != 0)
            return Error(ErrorCode::Archived,
                         QStringLiteral("The milestone “%1” is archived; restore it first.").arg(milestone->name));
    }
    return {};
}

void partNeeds(const Uuid &parentId, const WorkingSet &set, Needs &needs)
{
    Uuid id = parentId;
    for (int i = 0; i <= AncestorsMax && !id.isNull(); ++i) {
        needs.row<Task>(id);
        const auto *ancestor = set.find<Task>(id);
        id = ancestor ? ancestor->parentId : Uuid{};
    }
}

Result<void> partOf(const Uuid &taskId, const Uuid &parentId, const WorkingSet &set)
{
    int depth = 0;
    for (Uuid id = parentId; !id.isNull(); ++depth) {
        if (id == taskId)
            return Error::invalidField(QStringLiteral("parentId"), QStringLiteral("is a part of this task already"));
        if (depth >= AncestorsMax)
            return Error::invalidField(QStringLiteral("parentId"),
                                       QStringLiteral("is nested deeper than %1 levels").arg(AncestorsMax));
        const auto *ancestor = set.find<Task>(id);
        id = ancestor ? ancestor->parentId : Uuid{};
    }
    return {};
}

bool isBlockedBy(const Uuid &from, const Uuid &to, const WorkingSet &set)
{
    std::unordered_map<Uuid, std::vector<Uuid>> blocked;
    for (const Relation *relation : set.all<Relation>()) {
        if (relation->type == RelationType::Blocks)
            blocked[relation->taskId].push_back(relation->otherId);
    }
    std::set<Uuid> seen{to};
    std::vector<Uuid> open{to};
    while (!open.empty()) {
        const Uuid task = open.back();
        open.pop_back();
        if (task == from)
            return true;
        for (const Uuid &next : blocked[task]) {
            if (seen.insert(next).second)
                open.push_back(next);
        }
    }
    return false;
}

bool seesProject(const Context &context, const Uuid &userId, const WorkingSet &set)
{
    const Membership *member = context.workspace ? context.workspace->find(userId) : nullptr;
    return member && (member->role > Role::Guest || set.find<ProjectMember>(memberId(context.stream.scope, userId)));
}

Result<void> ownOrAdmin(const Context &context, const Uuid &ownerId, const QString &sentence)
{
    if (ownerId == context.actor
        || Access::mayUse(Capability::ManageWorkspace, context.actor, context.stream, context.workspace, false))
        return {};
    return Error::forbidden(sentence);
}

Result<void> timeZone(const QString &name)
{
    if (name.isEmpty() || QTimeZone::isTimeZoneIdAvailable(name.toLatin1()))
        return {};
    return Error::invalidField(QStringLiteral("timeZone"), QStringLiteral("must be a time zone like Europe/Vienna"));
}

void enter(Task &task, const Column &column, qint64 now)
{
    const auto since = [now](bool is, qint64 before) { return is ? (before != 0 ? before : now) : 0; };
    const bool isWork = column.type == ColumnType::Started;
    const bool isWaiting = column.type == ColumnType::Backlog || column.type == ColumnType::Unstarted;
    task.completedAt = since(column.type == ColumnType::Done, task.completedAt);
    task.cancelledAt = since(column.type == ColumnType::Cancelled, task.cancelledAt);
    if (isWork || isWaiting)
        task.startedAt = since(isWork, task.startedAt);
}

Result<void> systemOnly(const Context &context, std::initializer_list<bool> isSet)
{
    if (!context.isSystem() && std::any_of(isSet.begin(), isSet.end(), [](bool set) { return set; }))
        return Error::forbidden(QStringLiteral("Only the server itself sets authors and dates of the past."));
    return {};
}

} // namespace TaskMaster::Server::Checks
