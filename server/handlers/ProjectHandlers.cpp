// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/ProjectHandlers.h"

#include "server/handlers/Checks.h"
#include "shared/core/Rank.h"

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

/// All columns but one, in order.
std::vector<const Column *> otherColumns(const Uuid &columnId, const WorkingSet &set)
{
    std::vector<const Column *> columns = set.all<Column>();
    std::erase_if(columns, [&columnId](const Column *column) { return column->id == columnId; });
    std::sort(columns.begin(), columns.end(),
              [](const Column *a, const Column *b) { return std::tie(a->rank, a->id) < std::tie(b->rank, b->id); });
    return columns;
}

/// Between two columns; the list is short, so all of them are known, and a long key re-ranks them all.
QString columnRank(const Context &context, const Uuid &columnId, const Uuid &afterId, const Uuid &beforeId,
                   WorkingSet &set)
{
    const std::vector<const Column *> columns = otherColumns(columnId, set);
    const auto find = [&columns](const Uuid &id) {
        return std::find_if(columns.begin(), columns.end(), [&id](const Column *column) { return column->id == id; });
    };
    const auto after = afterId.isNull() ? columns.end() : find(afterId);
    const auto before = beforeId.isNull() ? columns.end() : find(beforeId);
    QString lower = after != columns.end() ? (*after)->rank : QString();
    const QString upper = before != columns.end() ? (*before)->rank : QString();
    if (lower.isEmpty() && upper.isEmpty() && !columns.empty())
        lower = columns.back()->rank;
    QString rank = Rank::between(lower, upper, context.commandId.toBytes());
    if (rank.size() <= Rank::LengthMax)
        return rank;
    const QStringList keys = Rank::spread({}, {}, static_cast<int>(columns.size()) + 1);
    qsizetype next = 0;
    for (const Column *column : columns) {
        if (column->rank > lower && rank.size() > Rank::LengthMax)
            rank = keys[next++];
        Column moved = *column;
        moved.rank = keys[next++];
        set.put(std::move(moved));
    }
    return rank.size() > Rank::LengthMax ? keys[next] : rank;
}

/// Between the neighbours that the client named already: moving there changes nothing.
bool isThereAlready(const Column &column, const MoveColumn &wish, const WorkingSet &set)
{
    const std::vector<const Column *> others = otherColumns(column.id, set);
    const auto next = std::find_if(others.begin(), others.end(), [&column](const Column *other) {
        return std::tie(column.rank, column.id) < std::tie(other->rank, other->id);
    });
    const Uuid nextId = next == others.end() ? Uuid{} : (*next)->id;
    const Uuid previousId = next == others.begin() ? Uuid{} : (*(next - 1))->id;
    if (wish.afterId.isNull() && wish.beforeId.isNull())
        return nextId.isNull();
    return (wish.afterId.isNull() || wish.afterId == previousId) && (wish.beforeId.isNull() || wish.beforeId == nextId);
}

Result<void> openProject(const Context &context, const WorkingSet &set)
{
    const auto project = Checks::openProject(context, set);
    return project ? Result<void>() : Result<void>(project.error());
}

/// Archives or restores a row that has `archivedAt`.
template <class E>
Result<void> setArchived(const Context &context, const Uuid &id, bool archived, const QString &what, WorkingSet &set)
{
    const E *row = set.find<E>(id);
    if (!row)
        return Error::notFound(what);
    if ((row->archivedAt != 0) == archived)
        return {};
    E changed = *row;
    changed.archivedAt = archived ? context.now : 0;
    set.put(std::move(changed));
    return {};
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
    return setArchived<Project>(context, context.stream.scope, wish.archived, QStringLiteral("project"), set);
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
    column.rank = columnRank(context, wish.columnId, wish.afterId, wish.beforeId, set);
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
    if (isThereAlready(*column, wish, set))
        return {};
    Column moved = *column;
    moved.rank = columnRank(context, wish.columnId, wish.afterId, wish.beforeId, set);
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
    return setArchived<Column>(context, wish.columnId, wish.archived, QStringLiteral("column"), set);
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
    return setArchived<Label>(context, wish.labelId, wish.archived, QStringLiteral("label"), set);
}

} // namespace TaskMaster::Server
