// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/CommandHandlers.h"

#include "shared/core/Rank.h"

namespace TaskMaster::Server {
namespace {

Context contextOf(const Context &outer, std::size_t n)
{
    Context inner = outer;
    inner.commandId = bulkItemId(outer.commandId, n);
    return inner;
}

} // namespace

void BulkHandler::needs(const Context &context, const Bulk &wish, const WorkingSet &set, Needs &needs) const
{
    for (std::size_t i = 0; i < wish.commands.size(); ++i)
        HandlerTable::needs(contextOf(context, i), wish.commands[i].args, set, needs);
}

Result<void> BulkHandler::handle(const Context &context, const Bulk &wish, WorkingSet &set) const
{
    for (std::size_t i = 0; i < wish.commands.size(); ++i) {
        auto ok = HandlerTable::handle(contextOf(context, i), wish.commands[i].args, set);
        if (ok)
            continue;
        Error error = ok.error();
        error.message = QStringLiteral("Command %1 of %2: %3").arg(i + 1).arg(wish.commands.size()).arg(error.message);
        error.details.insert(QStringLiteral("index"), static_cast<qlonglong>(i));
        return error;
    }
    return {};
}

void PutRowsHandler::needs(const Context &context, const PutRows &wish, const WorkingSet &, Needs &needs) const
{
    if (context.stream.kind == StreamKind::Project)
        needs.row<Project>(context.stream.scope);
    for (const Change &row : wish.rows) {
        needs.row(row.entity, row.id);
        if (row.entity != EntityKind::Task)
            continue;
        Entity entity = makeEntity(row.entity, row.id);
        applyFields(entity, row.fields);
        if (std::get<Task>(entity).rank.isEmpty())
            needs.columnTail(std::get<Task>(entity).columnId);
    }
}

Result<void> PutRowsHandler::handle(const Context &context, const PutRows &wish, WorkingSet &set) const
{
    std::unordered_map<Uuid, QString> tails;
    for (const Change &row : wish.rows) {
        if (set.find(row.entity, row.id))
            continue;
        Entity entity = makeEntity(row.entity, row.id);
        applyFields(entity, row.fields);
        if (auto *task = std::get_if<Task>(&entity)) {
            // A task from elsewhere gets its number and its place here.
            const auto *project = set.find<Project>(context.stream.scope);
            if (task->number == 0 && project) {
                Project counted = *project;
                task->number = ++counted.lastNumber;
                set.put(std::move(counted));
            }
            if (task->rank.isEmpty()) {
                QString &tail = tails.try_emplace(task->columnId, set.tailRank(task->columnId)).first->second;
                task->rank = Rank::between(tail, {}, task->id.toBytes());
                tail = task->rank;
            }
        }
        set.put(std::move(entity));
    }
    return {};
}

void DismissConflictHandler::needs(const Context &, const DismissConflict &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Conflict>(wish.conflictId);
}

Result<void> DismissConflictHandler::handle(const Context &, const DismissConflict &wish, WorkingSet &set) const
{
    if (set.find<Conflict>(wish.conflictId))
        set.remove(EntityKind::Conflict, wish.conflictId);
    return {};
}

} // namespace TaskMaster::Server
