// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/TaskPlacement.h"

#include "shared/core/Rank.h"

#include <algorithm>

namespace TaskMaster::Server::TaskPlacement {
namespace {

constexpr int WindowSizes[]{Rank::WindowSmallest, 128, 256, 512, Rank::WindowLargest};

/// A neighbour counts only while it is where the client saw it.
const Task *neighbour(const TaskPlace &place, const Uuid &id, const WorkingSet &set)
{
    const auto *task = id == place.taskId ? nullptr : set.find<Task>(id);
    return task && task->columnId == place.columnId ? task : nullptr;
}

struct Gap {
    QString lower;
    QString upper;
};

Gap gapOf(const TaskPlace &place, const WorkingSet &set)
{
    const Task *after = neighbour(place, place.afterId, set);
    const Task *before = neighbour(place, place.beforeId, set);
    if (!after && !before)
        return {set.tailRank(place.columnId), {}};
    return {after ? after->rank : QString(), before ? before->rank : QString()};
}

QString directRank(const Context &context, const TaskPlace &place, const WorkingSet &set)
{
    const Gap gap = gapOf(place, set);
    return Rank::between(gap.lower, gap.upper, context.commandId.toBytes());
}

/// The tasks of the window in order, without the one that moves.
std::vector<const Task *> tasksInWindow(const TaskPlace &place, const WorkingSet::WindowBounds &bounds,
                                        const WorkingSet &set)
{
    std::vector<const Task *> tasks = set.tasksOfColumn(place.columnId);
    std::erase_if(tasks, [&](const Task *task) {
        return task->id == place.taskId || (!bounds.lower.isEmpty() && task->rank <= bounds.lower)
            || (!bounds.upper.isEmpty() && task->rank >= bounds.upper);
    });
    return tasks;
}

/// Even keys for the window, with one more for the task that comes in behind `lower`; empty when they do not fit.
QStringList keysFor(std::size_t count, const WorkingSet::WindowBounds &bounds)
{
    const QStringList keys = Rank::spread(bounds.lower, bounds.upper, static_cast<int>(count) + 1);
    const bool fits =
        std::all_of(keys.cbegin(), keys.cend(), [](const QString &key) { return key.size() <= Rank::SpreadLengthMax; });
    return fits ? keys : QStringList{};
}

} // namespace

void needs(const Context &context, const TaskPlace &place, const WorkingSet &set, Needs &needs)
{
    needs.row<Column>(place.columnId);
    needs.row<Task>(place.afterId);
    needs.row<Task>(place.beforeId);
    if (place.afterId.isNull() && place.beforeId.isNull())
        needs.columnTail(place.columnId);
    const bool knowsNeighbours = (place.afterId.isNull() || set.knows(EntityKind::Task, place.afterId))
        && (place.beforeId.isNull() || set.knows(EntityKind::Task, place.beforeId));
    if (!knowsNeighbours)
        return;
    if (!neighbour(place, place.afterId, set) && !neighbour(place, place.beforeId, set)) {
        needs.columnTail(place.columnId);
        if (!set.knowsTail(place.columnId))
            return;
    }
    if (directRank(context, place, set).size() <= Rank::LengthMax)
        return;
    // Too long: the smallest window first, the largest when that was not enough (waves are few).
    const QString lower = gapOf(place, set).lower;
    const ColumnWindow smallest{place.columnId, lower, Rank::WindowSmallest};
    needs.columnWindow(smallest);
    const auto *bounds = set.window(smallest);
    if (bounds && keysFor(tasksInWindow(place, *bounds, set).size(), *bounds).isEmpty())
        needs.columnWindow({place.columnId, lower, Rank::WindowLargest});
}

QString rankFor(const Context &context, const TaskPlace &place, WorkingSet &set)
{
    const QString direct = directRank(context, place, set);
    if (direct.size() <= Rank::LengthMax)
        return direct;
    const QString lower = gapOf(place, set).lower;
    for (const int size : WindowSizes) {
        const auto *bounds = set.window({place.columnId, lower, size});
        if (!bounds)
            continue;
        const std::vector<const Task *> tasks = tasksInWindow(place, *bounds, set);
        const QStringList keys = keysFor(tasks.size(), *bounds);
        if (keys.isEmpty())
            continue;
        // Everything up to the gap keeps its order before the newcomer, the rest behind it.
        const auto split = std::upper_bound(tasks.begin(), tasks.end(), lower,
                                            [](const QString &rank, const Task *task) { return rank < task->rank; });
        const auto position = static_cast<qsizetype>(split - tasks.begin());
        std::vector<Task> moved;
        for (qsizetype i = 0; i < static_cast<qsizetype>(tasks.size()); ++i) {
            Task task = *tasks[static_cast<std::size_t>(i)];
            task.rank = keys[i < position ? i : i + 1];
            moved.push_back(std::move(task));
        }
        for (Task &task : moved)
            set.put(std::move(task));
        return keys[position];
    }
    return direct; // no window had room: a long key is still a correct one
}

} // namespace TaskMaster::Server::TaskPlacement
