// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/TaskPlacement.h"

#include "shared/core/Rank.h"

#include <algorithm>

namespace TaskMaster::Server::TaskPlacement {
namespace {

/**
 * The windows that are tried, each for one wave of loading, and how long their new keys may be. A small window is only
 * good enough where it leaves much room: many small re-rankings at one place would otherwise fill its surroundings with
 * keys that are just short enough, until the largest window has no room either.
 */
struct WindowStep {
    int size;
    qsizetype keyLengthMax;
};
constexpr WindowStep windowSteps[]{{Rank::WindowSmallest, Rank::SpreadLengthMax / 2},
                                   {256, Rank::SpreadLengthMax / 2},
                                   {Rank::WindowLargest, Rank::SpreadLengthMax}};
/// Where even the largest window has no room, keys that leave some for the next inserts are better than long ones.
constexpr qsizetype LastResortLengthMax = Rank::LengthMax - 4;

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

/// The rows around a gap with their new keys, one more for the task that comes in behind the first `split` of them.
struct Reranking {
    std::vector<const Task *> tasks;
    qsizetype split = 0;
    QStringList keys;

    [[nodiscard]] bool fits(qsizetype lengthMax) const
    {
        return std::all_of(keys.cbegin(), keys.cend(),
                           [lengthMax](const QString &key) { return key.size() <= lengthMax; });
    }
};

/// At most half of the window on each side: rows of this batch, which the loader had not seen, are cut off again.
Reranking rerankingOf(const TaskPlace &place, const ColumnWindow &window, WorkingSet::WindowBounds bounds,
                      const WorkingSet &set)
{
    Reranking reranking;
    std::vector<const Task *> &tasks = reranking.tasks;
    tasks = set.tasksOfColumn(place.columnId);
    std::erase_if(tasks, [&](const Task *task) {
        return task->id == place.taskId || (!bounds.lower.isEmpty() && task->rank <= bounds.lower)
            || (!bounds.upper.isEmpty() && task->rank >= bounds.upper);
    });
    const auto gap = std::upper_bound(tasks.begin(), tasks.end(), window.rank,
                                      [](const QString &rank, const Task *task) { return rank < task->rank; });
    const qsizetype half = window.size / 2;
    reranking.split = gap - tasks.begin();
    if (tasks.end() - gap > half) {
        bounds.upper = (*(gap + half))->rank;
        tasks.erase(gap + half, tasks.end());
    }
    if (reranking.split > half) {
        const auto first = tasks.begin() + (reranking.split - half);
        bounds.lower = (*(first - 1))->rank;
        tasks.erase(tasks.begin(), first);
        reranking.split = half;
    }
    reranking.keys = Rank::spread(bounds.lower, bounds.upper, static_cast<int>(tasks.size()) + 1);
    return reranking;
}

/// Puts the rows with their new keys; the key that is left belongs to the task that comes in.
QString apply(const Reranking &reranking, WorkingSet &set)
{
    std::vector<Task> moved;
    moved.reserve(reranking.tasks.size());
    for (qsizetype i = 0; i < static_cast<qsizetype>(reranking.tasks.size()); ++i) {
        Task task = *reranking.tasks[static_cast<std::size_t>(i)];
        task.rank = reranking.keys[i < reranking.split ? i : i + 1];
        moved.push_back(std::move(task));
    }
    for (Task &task : moved)
        set.put(std::move(task));
    return reranking.keys[reranking.split];
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
    // Too long: the smallest window first, a larger one when that was not enough.
    for (const WindowStep &step : windowSteps) {
        const ColumnWindow window{place.columnId, gapOf(place, set).lower, step.size};
        needs.columnWindow(window);
        const auto *bounds = set.window(window);
        if (!bounds || rerankingOf(place, window, *bounds, set).fits(step.keyLengthMax))
            return;
    }
}

QString rankFor(const Context &context, const TaskPlace &place, WorkingSet &set)
{
    QString direct = directRank(context, place, set);
    if (direct.size() <= Rank::LengthMax)
        return direct;
    Reranking widest;
    for (const WindowStep &step : windowSteps) {
        const ColumnWindow window{place.columnId, gapOf(place, set).lower, step.size};
        const auto *bounds = set.window(window);
        if (!bounds)
            continue;
        widest = rerankingOf(place, window, *bounds, set);
        if (widest.fits(step.keyLengthMax))
            return apply(widest, set);
    }
    if (!widest.keys.isEmpty() && widest.fits(LastResortLengthMax))
        return apply(widest, set);
    return direct; // no window had room: a long key is still a correct one
}

} // namespace TaskMaster::Server::TaskPlacement
