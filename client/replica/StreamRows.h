// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/replica/Table.h"

#include <span>
#include <tuple>

namespace TaskMaster::Client {

/// A row's name within a stream.
struct RowKey {
    EntityKind kind = EntityKind::Task;
    Uuid id;

    auto operator<=>(const RowKey &) const = default;
};
inline size_t qHash(const RowKey &key, size_t seed = 0) noexcept
{
    return qHash(key.id, seed) * 31 + static_cast<size_t>(key.kind);
}

/**
 * All rows of one stream, in one state: a table per kind, and the tasks of every column in order. The Replica holds one
 * per subscribed stream, the store's thread builds one when it loads, Prediction reads one. Promises constant-time
 * reads by id and by task, and columns always sorted by (rank, id) outside of a bulk load. One thread at a time.
 */
class StreamRows {
public:
    template <class E> [[nodiscard]] const Table<E> &table() const { return std::get<Table<E>>(m_tables); }
    template <class E> [[nodiscard]] const E *find(const Uuid &id) const { return table<E>().find(id); }
    [[nodiscard]] std::optional<Entity> read(const RowKey &key) const;
    [[nodiscard]] bool contains(const RowKey &key) const;

    /// Slots of Table<Task>, sorted by (rank, id): archived and trashed tasks too.
    [[nodiscard]] std::span<const quint32> tasksOfColumn(const Uuid &column) const;
    /// The highest order key in a column; empty for an empty one.
    [[nodiscard]] QString tailRank(const Uuid &column) const;

    void put(Entity row);
    void remove(const RowKey &key);

    /// What a change does to the row that it names: a create replaces, a put on an absent row is nothing, and a row
    /// that is as new as `rev` stays (`rev` 0: always; it then also stays the row's). False: nothing happened.
    bool apply(const Change &change, qint64 rev, qint64 at);

    /// Between the two, columns are not kept sorted: for loading many rows.
    void beginBulk() { m_bulk = true; }
    void endBulk();

    [[nodiscard]] qsizetype size() const;

private:
    template <class... E> static std::tuple<Table<E>...> tablesOf(const std::variant<E...> *);
    using Tables = decltype(tablesOf(static_cast<const Entity *>(nullptr)));

    template <class E> Table<E> &tableOf() { return std::get<Table<E>>(m_tables); }
    template <class E> void putRow(E row);
    template <class E> bool applyTo(const Change &change, qint64 rev, qint64 at);
    void enterColumn(quint32 slot);
    void leaveColumn(const Task &task, quint32 slot);

    Tables m_tables;
    std::unordered_map<Uuid, std::vector<quint32>> m_columns;
    bool m_bulk = false;
};

} // namespace TaskMaster::Client
