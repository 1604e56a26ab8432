// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/Tally.h"

namespace TaskMaster::Server::Tally {
namespace {

struct Contribution {
    Uuid task;
    qint64 Task::*counter;
    qint64 amount;
};
using Contributions = std::vector<Contribution>;

qint64 secondsOf(const TimeEntry &entry)
{
    return entry.endedAt > entry.startedAt ? (entry.endedAt - entry.startedAt) / 1000 : 0;
}

void addTo(Contributions &all, const Task &task, const WorkingSet &set)
{
    if (!task.parentId.isNull() && task.trashedAt == 0) {
        all.push_back({task.parentId, &Task::childCount, 1});
        all.push_back({task.parentId, &Task::childDoneCount, task.isClosed() ? 1 : 0});
    }
    if (!task.isOpen() || task.blocksCount == 0)
        return;
    for (const Relation *relation : set.related<&Relation::taskId>(task.id)) {
        if (relation->type == RelationType::Blocks)
            all.push_back({relation->otherId, &Task::blockerCount, 1});
    }
}

Contributions contributionsOf(const Entity &row, const WorkingSet &set)
{
    Contributions all;
    if (const auto *task = std::get_if<Task>(&row)) {
        addTo(all, *task, set);
    } else if (const auto *comment = std::get_if<Comment>(&row)) {
        all.push_back({comment->taskId, &Task::commentCount, 1});
    } else if (const auto *item = std::get_if<ChecklistItem>(&row)) {
        all.push_back({item->taskId, &Task::checkCount, 1});
        all.push_back({item->taskId, &Task::checkDoneCount, item->done ? 1 : 0});
    } else if (const auto *attachment = std::get_if<Attachment>(&row)) {
        all.push_back({attachment->taskId, &Task::attachmentCount, 1});
    } else if (const auto *entry = std::get_if<TimeEntry>(&row)) {
        all.push_back({entry->taskId, &Task::spentSeconds, secondsOf(*entry)});
    } else if (const auto *relation = std::get_if<Relation>(&row); relation && relation->type == RelationType::Blocks) {
        const auto *blocker = set.find<Task>(relation->taskId);
        all.push_back({relation->taskId, &Task::blocksCount, 1});
        all.push_back({relation->otherId, &Task::blockerCount, blocker && blocker->isOpen() ? 1 : 0});
    }
    return all;
}

void settle(const Contributions &before, const Contributions &after, WorkingSet &set)
{
    Contributions difference = after;
    for (const Contribution &gone : before)
        difference.push_back({gone.task, gone.counter, -gone.amount});
    for (auto it = difference.begin(); it != difference.end(); ++it) {
        const auto isSame = [it](const Contribution &other) {
            return other.task == it->task && other.counter == it->counter;
        };
        // Summed at the first of its kind; the later ones are part of that sum.
        if (std::find_if(difference.begin(), it, isSame) != it)
            continue;
        qint64 amount = 0;
        for (auto same = it; same != difference.end(); ++same)
            amount += isSame(*same) ? same->amount : 0;
        const auto *task = set.find<Task>(it->task);
        if (!task || amount == 0)
            continue;
        Task counted = *task;
        counted.*(it->counter) = std::max<qint64>(0, counted.*(it->counter) + amount);
        set.put(std::move(counted));
    }
}

} // namespace

void needsFor(const Entity &row, const WorkingSet &set, Needs &needs)
{
    if (const auto *task = std::get_if<Task>(&row)) {
        needs.row<Task>(task->parentId);
        if (task->blocksCount == 0)
            return;
        needs.related<&Relation::taskId>(task->id);
        for (const Relation *relation : set.related<&Relation::taskId>(task->id))
            needs.row<Task>(relation->otherId);
    } else if (const auto *comment = std::get_if<Comment>(&row)) {
        needs.row<Task>(comment->taskId);
    } else if (const auto *item = std::get_if<ChecklistItem>(&row)) {
        needs.row<Task>(item->taskId);
    } else if (const auto *attachment = std::get_if<Attachment>(&row)) {
        needs.row<Task>(attachment->taskId);
    } else if (const auto *entry = std::get_if<TimeEntry>(&row)) {
        needs.row<Task>(entry->taskId);
    } else if (const auto *relation = std::get_if<Relation>(&row)) {
        needs.row<Task>(relation->taskId);
        needs.row<Task>(relation->otherId);
    }
}

void needs(EntityKind kind, const Uuid &id, const WorkingSet &set, Needs &needs)
{
    needs.row(kind, id);
    if (const Entity *row = set.find(kind, id))
        needsFor(*row, set, needs);
}

void put(Entity row, WorkingSet &set)
{
    const Entity *stored = set.find(kindOf(row), rowOf(row).id);
    const Contributions before = stored ? contributionsOf(*stored, set) : Contributions{};
    const Contributions after = contributionsOf(row, set);
    set.put(std::move(row));
    settle(before, after, set);
}

void remove(EntityKind kind, const Uuid &id, WorkingSet &set)
{
    const Entity *stored = set.find(kind, id);
    if (!stored)
        return;
    const Contributions before = contributionsOf(*stored, set);
    set.remove(kind, id);
    settle(before, {}, set);
}

} // namespace TaskMaster::Server::Tally
