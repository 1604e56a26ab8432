// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Needs.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace TaskMaster::Server {

/**
 * The rows of ONE stream that a batch of commands works on, in memory. Handlers read and write through it and never see
 * a database; each command runs in a layer of its own, which is either accepted (its difference becomes the event's
 * changes) or dropped without a trace. Storage loads rows before and flushes the dirty ones after. One thread at a
 * time.
 */
class WorkingSet {
public:
    // ---- for handlers: a command's view, its own writes included

    template <class E> [[nodiscard]] const E *find(const Uuid &id) const
    {
        const Entity *entity = current({Describes<E>::kind, id});
        return entity ? std::get_if<E>(entity) : nullptr;
    }
    [[nodiscard]] const Entity *find(EntityKind kind, const Uuid &id) const { return current({kind, id}); }
    /// All rows of a kind that all<E>() loaded or this batch made, in no particular order.
    template <class E> [[nodiscard]] std::vector<const E *> all() const
    {
        std::vector<const E *> rows;
        collect(Describes<E>::kind, [&rows](const Entity &entity) { rows.push_back(std::get_if<E>(&entity)); });
        return rows;
    }
    /// The rows that name another one, by id: `related<&Comment::taskId>(task)`. Needs related<…>() of the same.
    template <auto Member> [[nodiscard]] auto related(const Uuid &id) const
    {
        using E = typename Detail::MemberOf<decltype(Member)>::Class;
        std::vector<const E *> rows;
        collect(Describes<E>::kind, [&](const Entity &entity) {
            if (const E *row = std::get_if<E>(&entity); row->*Member == id)
                rows.push_back(row);
        });
        std::sort(rows.begin(), rows.end(), [](const E *a, const E *b) { return a->id < b->id; });
        return rows;
    }
    /// How many tasks stand in a column, neither archived nor in the trash. Needs columnCount().
    [[nodiscard]] qint64 liveTasks(const Uuid &columnId) const;
    /// What a command of the past did; null: there is none of that actor in this stream. Needs past().
    struct Past {
        qint64 seq = 0;
        QString verb;
        QList<Change> changes;
        QList<Change> before; ///< `before[i]` belongs to `changes[i]`
    };
    [[nodiscard]] const Past *past(const PastCommand &command) const
    {
        const auto it = m_past.find(command);
        return it != m_past.end() && it->second ? &*it->second : nullptr;
    }
    /// The tasks of a column that are loaded, ordered by (rank, id).
    [[nodiscard]] std::vector<const Task *> tasksOfColumn(const Uuid &columnId) const;
    /// The highest order key that the column has or had in this batch; empty for an empty column. Needs columnTail().
    [[nodiscard]] QString tailRank(const Uuid &columnId) const;

    /// An account, wherever its stream; null: there is none with that id. Needs person().
    [[nodiscard]] const User *person(const Uuid &userId) const
    {
        const auto it = m_people.find(userId);
        return it != m_people.end() && it->second ? &*it->second : nullptr;
    }

    void put(Entity entity);
    void remove(EntityKind kind, const Uuid &id);

    // ---- for Needs: what is already known need not be loaded again

    [[nodiscard]] bool knows(EntityKind kind, const Uuid &id) const { return m_rows.contains({kind, id}); }
    [[nodiscard]] bool knowsAll(EntityKind kind) const { return m_all.contains(kind); }
    [[nodiscard]] bool knowsRelated(const RelatedRows &rows) const
    {
        return m_related.contains(rows) || knowsAll(rows.kind);
    }
    [[nodiscard]] bool knowsTail(const Uuid &columnId) const { return m_tails.contains(columnId); }
    /// The loaded window, or null. Bounds: the keys just outside of it, empty at the column's ends.
    struct WindowBounds {
        QString lower;
        QString upper;
    };
    [[nodiscard]] const WindowBounds *window(const ColumnWindow &wanted) const;
    /// `wanted` without what is known.
    [[nodiscard]] Needs missing(const Needs &wanted) const;

    // ---- for storage

    void load(Entity entity);
    void loadAbsent(EntityKind kind, const Uuid &id);
    void loadPerson(const Uuid &userId, std::optional<User> user) { m_people[userId] = std::move(user); }
    void loadAll(EntityKind kind) { m_all.insert(kind); }
    void loadRelated(const RelatedRows &rows) { m_related.insert(rows); }
    /// `stored`: what the database says before this batch is flushed.
    void loadCount(const Uuid &columnId, qint64 stored) { m_counts[columnId] = stored + m_countsUnflushed[columnId]; }
    void loadPast(const PastCommand &command, std::optional<Past> past) { m_past[command] = std::move(past); }
    void loadTail(const Uuid &columnId, const QString &rank);
    void loadWindow(const ColumnWindow &window, WindowBounds bounds) { m_windows[window] = std::move(bounds); }

    void beginLayer();
    void dropLayer();
    /// What the layer changed against what was there before it: with the old values of every field named in `changes`
    /// (`before[i]` belongs to `changes[i]`; empty for a create, all set fields for a delete).
    struct Difference {
        QList<Change> changes;
        QList<Change> before;
    };
    [[nodiscard]] Difference difference() const;
    /// The layer becomes the state; changed rows get rev and time of their event and are dirty until flushed.
    void acceptLayer(qint64 seq, qint64 at);

    struct Dirty {
        Needs::Key key;
        const Entity *entity; ///< null: deleted
        bool wasStored; ///< an UPDATE or DELETE; otherwise an INSERT
    };
    /// In the order in which the batch first touched them.
    [[nodiscard]] std::vector<Dirty> dirty() const;
    /// After a commit: what is here is what is stored. Windows are forgotten, as each is used once and they would pile
    /// up; rows and tails stay known.
    void markFlushed();
    /// Accounts belong to other streams: what was read of them is not kept from batch to batch.
    void forgetPeople() { m_people.clear(); }
    [[nodiscard]] std::size_t rowCount() const { return m_rows.size(); }

private:
    struct Slot {
        std::optional<Entity> entity;
        bool stored = false;
        bool dirty = false;
    };
    [[nodiscard]] const Entity *current(const Needs::Key &key) const;
    void countTask(const Entity *entity, qint64 direction);
    template <class Visitor> void collect(EntityKind kind, Visitor visit) const;

    struct KeyHash {
        std::size_t operator()(const Needs::Key &key) const
        {
            return qHash(key.id) * 31 + static_cast<std::size_t>(key.kind);
        }
    };
    std::unordered_map<Needs::Key, Slot, KeyHash> m_rows;
    std::vector<Needs::Key> m_dirty; ///< so that the end of a batch costs what the batch changed, not what is loaded
    std::map<Needs::Key, std::optional<Entity>> m_layer; ///< ordered: events list changes the same way every time
    std::vector<Needs::Key> m_layerOrder;
    std::set<EntityKind> m_all;
    std::set<RelatedRows> m_related;
    std::map<Uuid, qint64> m_counts; ///< per column, this batch included
    std::map<Uuid, qint64> m_countsUnflushed; ///< what this batch has changed, of all columns
    std::map<PastCommand, std::optional<Past>> m_past;
    std::map<Uuid, std::optional<User>> m_people;
    std::map<Uuid, QString> m_tails;
    std::map<ColumnWindow, WindowBounds> m_windows;
};

template <class Visitor> void WorkingSet::collect(EntityKind kind, Visitor visit) const
{
    for (const auto &[key, slot] : m_rows) {
        if (key.kind == kind && slot.entity && !m_layer.contains(key))
            visit(*slot.entity);
    }
    for (const auto &[key, entity] : m_layer) {
        if (key.kind == kind && entity)
            visit(*entity);
    }
}

} // namespace TaskMaster::Server
