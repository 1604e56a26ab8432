// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Entity.h"

#include <map>

namespace TaskMaster::Test {

/// The rows of a stream by kind and id, and what must be true of them whatever happened. What every row has besides its
/// fields (rev, updatedAt) is left out of comparisons.
class RowLedger {
public:
    using Key = std::pair<EntityKind, Uuid>;

    explicit RowLedger(const QList<Entity> &rows)
    {
        for (Entity row : rows) {
            rowOf(row).rev = 0;
            rowOf(row).updatedAt = 0;
            const Key key{kindOf(row), rowOf(row).id};
            m_rows.emplace(key, std::move(row));
        }
    }

    [[nodiscard]] const std::map<Key, Entity> &rows() const { return m_rows; }
    [[nodiscard]] const Entity *find(EntityKind kind, const Uuid &id) const
    {
        const auto it = m_rows.find({kind, id});
        return it == m_rows.end() ? nullptr : &it->second;
    }
    template <class E> [[nodiscard]] const E *find(const Uuid &id) const
    {
        const Entity *row = find(Describes<E>::kind, id);
        return row ? std::get_if<E>(row) : nullptr;
    }
    template <class E> [[nodiscard]] QList<const E *> all() const
    {
        QList<const E *> found;
        for (const auto &[key, row] : m_rows) {
            if (const E *wanted = std::get_if<E>(&row))
                found.append(wanted);
        }
        return found;
    }

    /// Numbers that were given out and tasks' counters of what is compared elsewhere may differ between two rows.
    [[nodiscard]] static QStringList differences(const Entity &a, const Entity &b, quint8 ignoredFlags)
    {
        QStringList found;
        const auto fields = describe(kindOf(a)).fields;
        for (std::size_t f = 0; f < fields.size(); ++f) {
            const Value left = readField(a, static_cast<int>(f));
            const Value right = readField(b, static_cast<int>(f));
            if ((fields[f].flags & ignoredFlags) == 0 && left != right)
                found << QStringLiteral("%1 %2: “%3” / “%4”")
                             .arg(QLatin1StringView(describe(kindOf(a)).name), QLatin1StringView(fields[f].name),
                                  textOf(left), textOf(right));
        }
        return found;
    }

    /// Every counter that is not what it counts, a line each.
    [[nodiscard]] QStringList wrongCounters() const
    {
        std::map<Uuid, Task> counted;
        for (const Task *child : all<Task>()) {
            if (child->trashedAt != 0)
                continue;
            counted[child->parentId].childCount += 1;
            counted[child->parentId].childDoneCount += child->isClosed() ? 1 : 0;
        }
        for (const Comment *comment : all<Comment>())
            counted[comment->taskId].commentCount += 1;
        for (const ChecklistItem *item : all<ChecklistItem>()) {
            counted[item->taskId].checkCount += 1;
            counted[item->taskId].checkDoneCount += item->done ? 1 : 0;
        }
        for (const Attachment *attachment : all<Attachment>())
            counted[attachment->taskId].attachmentCount += 1;
        for (const TimeEntry *entry : all<TimeEntry>())
            counted[entry->taskId].spentSeconds += entry->endedAt == 0 ? 0 : (entry->endedAt - entry->startedAt) / 1000;
        for (const Relation *relation : all<Relation>()) {
            if (relation->type != RelationType::Blocks)
                continue;
            const auto *blocker = find<Task>(relation->taskId);
            counted[relation->taskId].blocksCount += 1;
            counted[relation->otherId].blockerCount += blocker && blocker->isOpen() ? 1 : 0;
        }
        QStringList wrong;
        for (const Task *task : all<Task>()) {
            const auto fields = describe(EntityKind::Task).fields;
            for (std::size_t f = 0; f < fields.size(); ++f) {
                if (fields[f].has(TaskMaster::Counter)
                    && fields[f].read(static_cast<const Task *>(task)) != fields[f].read(&counted[task->id]))
                    wrong << QStringLiteral("%1 of “%2” is %3 and should be %4")
                                 .arg(QLatin1StringView(fields[f].name), task->title, textOf(fields[f].read(task)),
                                      textOf(fields[f].read(&counted[task->id])));
            }
        }
        return wrong;
    }

    /// Rows that hang in the air, circles, two timers of one person.
    [[nodiscard]] QStringList broken() const
    {
        QStringList found;
        const auto needTask = [&](const char *what, const Uuid &task) {
            if (!find<Task>(task))
                found << QStringLiteral("a %1 without its task").arg(QLatin1StringView(what));
        };
        for (const auto &[key, row] : m_rows) {
            std::visit(
                [&]<class E>(const E &entity) {
                    if constexpr (requires { entity.taskId; })
                        needTask(Describes<E>::name, entity.taskId);
                },
                row);
        }
        for (const Relation *relation : all<Relation>())
            needTask("relation", relation->otherId);
        for (const ChecklistItem *item : all<ChecklistItem>()) {
            const auto *list = find<Checklist>(item->checklistId);
            if (!list || list->taskId != item->taskId)
                found << QStringLiteral("“%1” is on no checklist of its task").arg(item->text);
        }
        for (const Reaction *reaction : all<Reaction>()) {
            constexpr EntityKind targets[]{EntityKind::Task, EntityKind::Comment, EntityKind::Message};
            if (!find(targets[static_cast<int>(reaction->targetKind)], reaction->targetId))
                found << QStringLiteral("a reaction to nothing");
        }
        for (const Task *task : all<Task>()) {
            int steps = 0;
            for (const Task *up = task; up && steps <= 50; up = find<Task>(up->parentId), ++steps) { }
            if (steps > 50)
                found << QStringLiteral("“%1” is a part of itself").arg(task->title);
            if (!task->parentId.isNull() && !find<Task>(task->parentId))
                found << QStringLiteral("“%1” is a part of nothing").arg(task->title);
            if (!find<Column>(task->columnId))
                found << QStringLiteral("“%1” stands in no column").arg(task->title);
            if (task->dueDate.isValid() && task->startDate.isValid() && task->dueDate < task->startDate)
                found << QStringLiteral("“%1” is due before it starts").arg(task->title);
        }
        std::map<Uuid, int> running;
        for (const TimeEntry *entry : all<TimeEntry>()) {
            running[entry->userId] += entry->endedAt == 0 ? 1 : 0;
            if (entry->endedAt != 0 && entry->endedAt <= entry->startedAt)
                found << QStringLiteral("time that ends before it begins");
        }
        for (const auto &[user, count] : running) {
            if (count > 1)
                found << QStringLiteral("%1 timers of one person").arg(count);
        }
        return found + blockingCircles();
    }

private:
    [[nodiscard]] QStringList blockingCircles() const
    {
        // Whoever blocks nobody is taken away, until nothing is left or only circles are.
        QList<const Relation *> left;
        for (const Relation *relation : all<Relation>()) {
            if (relation->type == RelationType::Blocks)
                left.append(relation);
        }
        for (qsizetype before = -1; before != left.size();) {
            before = left.size();
            left.removeIf([left](const Relation *relation) {
                return std::none_of(left.begin(), left.end(),
                                    [relation](const Relation *other) { return other->taskId == relation->otherId; });
            });
        }
        return left.isEmpty() ? QStringList() : QStringList{QStringLiteral("tasks that wait for each other")};
    }

    std::map<Key, Entity> m_rows;
};

} // namespace TaskMaster::Test
