// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/WorkingSet.h"

#include <algorithm>

namespace TaskMaster::Server {
namespace {

/// The column where a row counts as a card; null: it is none, or put away.
Uuid countedIn(const Entity *entity)
{
    const auto *task = entity ? std::get_if<Task>(entity) : nullptr;
    return task && task->archivedAt == 0 && task->trashedAt == 0 ? task->columnId : Uuid{};
}

} // namespace

const Entity *WorkingSet::current(const Needs::Key &key) const
{
    if (const auto it = m_layer.find(key); it != m_layer.end())
        return it->second ? &*it->second : nullptr;
    const auto it = m_rows.find(key);
    return it != m_rows.end() && it->second.entity ? &*it->second.entity : nullptr;
}

qint64 WorkingSet::liveTasks(const Uuid &columnId) const
{
    const auto known = m_counts.find(columnId);
    qint64 count = known == m_counts.end() ? 0 : known->second;
    for (const auto &[key, entity] : m_layer) {
        if (key.kind != EntityKind::Task)
            continue;
        const auto stored = m_rows.find(key);
        const bool was =
            stored != m_rows.end() && stored->second.entity && countedIn(&*stored->second.entity) == columnId;
        const bool is = entity && countedIn(&*entity) == columnId;
        count += static_cast<int>(is) - static_cast<int>(was);
    }
    return count;
}

void WorkingSet::countTask(const Entity *entity, qint64 direction)
{
    const Uuid column = countedIn(entity);
    if (column.isNull())
        return;
    m_countsUnflushed[column] += direction;
    if (const auto known = m_counts.find(column); known != m_counts.end())
        known->second += direction;
}

std::vector<const Task *> WorkingSet::tasksOfColumn(const Uuid &columnId) const
{
    std::vector<const Task *> tasks;
    collect(EntityKind::Task, [&](const Entity &entity) {
        const auto *task = std::get_if<Task>(&entity);
        if (task->columnId == columnId)
            tasks.push_back(task);
    });
    std::sort(tasks.begin(), tasks.end(), [](const Task *a, const Task *b) {
        const int order = a->rank.compare(b->rank);
        return order != 0 ? order < 0 : a->id < b->id;
    });
    return tasks;
}

QString WorkingSet::tailRank(const Uuid &columnId) const
{
    const auto it = m_tails.find(columnId);
    return it == m_tails.end() ? QString() : it->second;
}

void WorkingSet::put(Entity entity)
{
    const Needs::Key key{kindOf(entity), rowOf(entity).id};
    if (!m_layer.contains(key))
        m_layerOrder.push_back(key);
    m_layer[key] = std::move(entity);
}

void WorkingSet::remove(EntityKind kind, const Uuid &id)
{
    const Needs::Key key{kind, id};
    if (!m_layer.contains(key))
        m_layerOrder.push_back(key);
    m_layer[key] = std::nullopt;
}

const WorkingSet::WindowBounds *WorkingSet::window(const ColumnWindow &wanted) const
{
    const auto it = m_windows.find(wanted);
    return it == m_windows.end() ? nullptr : &it->second;
}

Needs WorkingSet::missing(const Needs &wanted) const
{
    Needs rest;
    for (const Needs::Key &key : wanted.rows()) {
        if (!knows(key.kind, key.id) && !knowsAll(key.kind))
            rest.row(key.kind, key.id);
    }
    for (const EntityKind kind : wanted.kinds()) {
        if (!knowsAll(kind))
            visitKind(kind, [&rest]<class E>() { rest.all<E>(); });
    }
    for (const Uuid &user : wanted.people()) {
        if (!m_people.contains(user))
            rest.person(user);
    }
    for (const RelatedRows &rows : wanted.relatedRows()) {
        if (!knowsRelated(rows))
            rest.related(rows);
    }
    for (const Uuid &column : wanted.counts()) {
        if (!m_counts.contains(column))
            rest.columnCount(column);
    }
    for (const PastCommand &command : wanted.pastCommands()) {
        if (!m_past.contains(command))
            rest.past(command);
    }
    for (const Uuid &column : wanted.tails()) {
        if (!knowsTail(column))
            rest.columnTail(column);
    }
    for (const ColumnWindow &wantedWindow : wanted.windows()) {
        if (!window(wantedWindow))
            rest.columnWindow(wantedWindow);
    }
    return rest;
}

void WorkingSet::load(Entity entity)
{
    const Needs::Key key{kindOf(entity), rowOf(entity).id};
    // A row that this batch has already changed is newer than what the database said before the batch.
    if (const auto it = m_rows.find(key); it != m_rows.end() && it->second.dirty)
        return;
    m_rows[key] = Slot{std::move(entity), true, false};
}

void WorkingSet::loadAbsent(EntityKind kind, const Uuid &id)
{
    m_rows.try_emplace({kind, id}, Slot{});
}

void WorkingSet::loadTail(const Uuid &columnId, const QString &rank)
{
    QString &tail = m_tails[columnId];
    tail = rank;
    // The database does not know yet what this batch has put behind the stored end.
    for (const Needs::Key &key : m_dirty) {
        const auto *task = find<Task>(key.id);
        if (key.kind == EntityKind::Task && task && task->columnId == columnId && task->rank > tail)
            tail = task->rank;
    }
}

void WorkingSet::beginLayer()
{
    Q_ASSERT(m_layer.empty());
}

void WorkingSet::dropLayer()
{
    m_layer.clear();
    m_layerOrder.clear();
}

WorkingSet::Difference WorkingSet::difference() const
{
    Difference difference;
    for (const Needs::Key &key : m_layerOrder) {
        const std::optional<Entity> &after = m_layer.at(key);
        const auto it = m_rows.find(key);
        const Entity *before = it != m_rows.end() && it->second.entity ? &*it->second.entity : nullptr;
        if (!after && !before)
            continue;
        if (!before) {
            difference.changes.append({key.kind, key.id, ChangeOp::Create, setFields(*after)});
            difference.before.append({key.kind, key.id, ChangeOp::Create, {}});
        } else if (!after) {
            difference.changes.append({key.kind, key.id, ChangeOp::Delete, {}});
            difference.before.append({key.kind, key.id, ChangeOp::Delete, setFields(*before)});
        } else if (FieldValues changed = changedFields(*before, *after); !changed.isEmpty()) {
            Change old{key.kind, key.id, ChangeOp::Put, {}};
            for (const FieldValue &field : changed)
                old.fields.append({field.field, readField(*before, field.field)});
            difference.changes.append({key.kind, key.id, ChangeOp::Put, std::move(changed)});
            difference.before.append(std::move(old));
        }
    }
    return difference;
}

void WorkingSet::acceptLayer(qint64 seq, qint64 at)
{
    for (const Needs::Key &key : m_layerOrder) {
        std::optional<Entity> &after = m_layer.at(key);
        Slot &slot = m_rows[key];
        if (!after && !slot.entity)
            continue;
        if (after && slot.entity) {
            // The same but for what every row has: nothing that the event tells of.
            rowOf(*after) = rowOf(*slot.entity);
            if (*after == *slot.entity)
                continue;
        }
        if (after) {
            rowOf(*after).rev = seq;
            rowOf(*after).updatedAt = at;
            if (const auto *task = std::get_if<Task>(&*after)) {
                if (const auto tail = m_tails.find(task->columnId); tail != m_tails.end() && task->rank > tail->second)
                    tail->second = task->rank;
            }
        }
        if (key.kind == EntityKind::Task) {
            countTask(slot.entity ? &*slot.entity : nullptr, -1);
            countTask(after ? &*after : nullptr, 1);
        }
        slot.entity = std::move(after);
        if (!slot.dirty)
            m_dirty.push_back(key);
        slot.dirty = true;
    }
    dropLayer();
}

std::vector<WorkingSet::Dirty> WorkingSet::dirty() const
{
    std::vector<Dirty> rows;
    rows.reserve(m_dirty.size());
    for (const Needs::Key &key : m_dirty) {
        const Slot &slot = m_rows.at(key);
        if (slot.entity || slot.stored)
            rows.push_back({key, slot.entity ? &*slot.entity : nullptr, slot.stored});
    }
    return rows;
}

void WorkingSet::markFlushed()
{
    for (const Needs::Key &key : m_dirty) {
        Slot &slot = m_rows.at(key);
        slot.stored = slot.entity.has_value();
        slot.dirty = false;
    }
    m_dirty.clear();
    m_windows.clear();
    m_countsUnflushed.clear();
    m_past.clear();
}

} // namespace TaskMaster::Server
