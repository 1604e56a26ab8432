// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/ProjectHandlers.h"

#include "server/handlers/Checks.h"
#include "server/handlers/ListRank.h"

#include <algorithm>

namespace TaskMaster::Server {
namespace {

constexpr std::size_t ColumnsMax = 100;
constexpr std::size_t LabelsMax = 500;

struct UsualColumn {
    const char *name;
    ColumnType type;
};
/// Their ids are UUIDv5 of (command, name): the client that asked shows them before the answer is there.
constexpr UsualColumn usualColumns[]{{"Backlog", ColumnType::Backlog},
                                     {"Todo", ColumnType::Unstarted},
                                     {"In progress", ColumnType::Started},
                                     {"Done", ColumnType::Done}};

ListRank::Place placeOf(const CreateColumn &wish)
{
    return {wish.columnId, wish.afterId, wish.beforeId};
}

ListRank::Place placeOf(const MoveColumn &wish)
{
    return {wish.columnId, wish.afterId, wish.beforeId};
}

Result<void> openProject(const Context &context, const WorkingSet &set)
{
    const auto project = Checks::openProject(context, set);
    return project ? Result<void>() : Result<void>(project.error());
}

} // namespace

void CreateProjectHandler::needs(const Context &context, const CreateProject &, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
}

Result<void> CreateProjectHandler::handle(const Context &context, const CreateProject &wish, WorkingSet &set) const
{
    if (set.find<Project>(context.stream.scope))
        return ErrorCode::AlreadyExists;
    if (!context.workspace || (context.workspace->members.empty()))
        return Error::notFound(QStringLiteral("workspace"));
    Project project;
    project.id = context.stream.scope;
    project.name = wish.name;
    project.key = wish.key.toUpper();
    project.color = wish.color;
    project.createdAt = context.now;
    set.put(std::move(project));
    if (wish.empty)
        return {};
    const QStringList ranks = Rank::spread({}, {}, static_cast<int>(std::size(usualColumns)));
    for (std::size_t i = 0; i < std::size(usualColumns); ++i) {
        Column column;
        column.id = Uuid::v5(context.commandId, usualColumns[i].name);
        column.name = QString::fromLatin1(usualColumns[i].name);
        column.type = usualColumns[i].type;
        column.rank = ranks[static_cast<qsizetype>(i)];
        set.put(std::move(column));
    }
    return {};
}

void ArchiveProjectHandler::needs(const Context &context, const ArchiveProject &, const WorkingSet &,
                                  Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
}

Result<void> ArchiveProjectHandler::handle(const Context &context, const ArchiveProject &wish, WorkingSet &set) const
{
    return Checks::setArchived<Project>(context, context.stream.scope, wish.archived, QStringLiteral("project"), set);
}

void AddProjectMemberHandler::needs(const Context &context, const AddProjectMember &wish, const WorkingSet &,
                                    Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<ProjectMember>(memberId(context.stream.scope, wish.userId));
}

Result<void> AddProjectMemberHandler::handle(const Context &context, const AddProjectMember &wish,
                                             WorkingSet &set) const
{
    if (auto ok = openProject(context, set); !ok)
        return ok;
    const Membership *member = context.workspace ? context.workspace->find(wish.userId) : nullptr;
    if (!member)
        return Error(ErrorCode::NotFound,
                     QStringLiteral("This person is not in the workspace; invite them as a guest first."));
    const Uuid id = memberId(context.stream.scope, wish.userId);
    if (set.find<ProjectMember>(id))
        return {};
    ProjectMember row;
    row.id = id;
    row.userId = wish.userId;
    row.name = member->name;
    set.put(std::move(row));
    return {};
}

void RemoveProjectMemberHandler::needs(const Context &context, const RemoveProjectMember &wish, const WorkingSet &,
                                       Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<ProjectMember>(memberId(context.stream.scope, wish.userId));
}

Result<void> RemoveProjectMemberHandler::handle(const Context &context, const RemoveProjectMember &wish,
                                                WorkingSet &set) const
{
    if (!set.find<Project>(context.stream.scope))
        return Error::notFound(QStringLiteral("project"));
    const Uuid id = memberId(context.stream.scope, wish.userId);
    if (set.find<ProjectMember>(id))
        set.remove(EntityKind::ProjectMember, id);
    return {};
}

void CreateColumnHandler::needs(const Context &context, const CreateColumn &, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.all<Column>();
}

Result<void> CreateColumnHandler::handle(const Context &context, const CreateColumn &wish, WorkingSet &set) const
{
    if (auto ok = openProject(context, set); !ok)
        return ok;
    if (set.find<Column>(wish.columnId))
        return ErrorCode::AlreadyExists;
    if (set.all<Column>().size() >= ColumnsMax)
        return Error(ErrorCode::TooMany, QStringLiteral("A project has at most %1 columns.").arg(ColumnsMax));
    Column column;
    column.id = wish.columnId;
    column.name = wish.name;
    column.type = wish.type;
    column.wipLimit = wish.wipLimit;
    column.rank = ListRank::between(set.all<Column>(), placeOf(wish), context.commandId, set);
    set.put(std::move(column));
    return {};
}

void MoveColumnHandler::needs(const Context &context, const MoveColumn &, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.all<Column>();
}

Result<void> MoveColumnHandler::handle(const Context &context, const MoveColumn &wish, WorkingSet &set) const
{
    if (auto ok = openProject(context, set); !ok)
        return ok;
    const auto *column = set.find<Column>(wish.columnId);
    if (!column)
        return Error::notFound(QStringLiteral("column"));
    if (ListRank::isThereAlready(set.all<Column>(), *column, placeOf(wish)))
        return {};
    Column moved = *column;
    moved.rank = ListRank::between(set.all<Column>(), placeOf(wish), context.commandId, set);
    set.put(std::move(moved));
    return {};
}

void ArchiveColumnHandler::needs(const Context &context, const ArchiveColumn &wish, const WorkingSet &,
                                 Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Column>(wish.columnId);
}

Result<void> ArchiveColumnHandler::handle(const Context &context, const ArchiveColumn &wish, WorkingSet &set) const
{
    if (auto ok = openProject(context, set); !ok)
        return ok;
    return Checks::setArchived<Column>(context, wish.columnId, wish.archived, QStringLiteral("column"), set);
}

void CreateLabelHandler::needs(const Context &context, const CreateLabel &, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.all<Label>();
}

Result<void> CreateLabelHandler::handle(const Context &context, const CreateLabel &wish, WorkingSet &set) const
{
    if (auto ok = openProject(context, set); !ok)
        return ok;
    if (set.find<Label>(wish.labelId))
        return ErrorCode::AlreadyExists;
    if (set.all<Label>().size() >= LabelsMax)
        return Error(ErrorCode::TooMany, QStringLiteral("A project has at most %1 labels.").arg(LabelsMax));
    Label label;
    label.id = wish.labelId;
    label.name = wish.name;
    label.color = wish.color;
    set.put(std::move(label));
    return {};
}

void ArchiveLabelHandler::needs(const Context &context, const ArchiveLabel &wish, const WorkingSet &,
                                Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Label>(wish.labelId);
}

Result<void> ArchiveLabelHandler::handle(const Context &context, const ArchiveLabel &wish, WorkingSet &set) const
{
    if (auto ok = openProject(context, set); !ok)
        return ok;
    return Checks::setArchived<Label>(context, wish.labelId, wish.archived, QStringLiteral("label"), set);
}

} // namespace TaskMaster::Server
