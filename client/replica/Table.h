// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/replica/SlotIndex.h"

#include "shared/model/Entity.h"

#include <iterator>
#include <memory>

namespace TaskMaster::Client {

/// Rows that belong to a task: the table keeps a list of them per task.
template <class E>
concept OfTask = requires(const E &row)
{
    {
        row.taskId
        } -> std::convertible_to<Uuid>;
};

/**
 * The rows of one kind in one stream: dense chunks that never move (a pointer stays good until its row is removed), an
 * index by id, and for rows of a task a list per task threaded through the slots. Owned by StreamRows. One thread at a
 * time.
 */
template <class E> class Table {
    static constexpr quint32 ChunkSize = 64;

public:
    class Iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = E;
        using difference_type = std::ptrdiff_t;
        using pointer = const E *;
        using reference = const E &;

        Iterator() = default;
        Iterator(const Table *table, quint32 slot)
            : m_table(table)
            , m_slot(slot)
        {
            skipFree();
        }
        reference operator*() const { return m_table->at(m_slot); }
        pointer operator->() const { return &m_table->at(m_slot); }
        Iterator &operator++()
        {
            ++m_slot;
            skipFree();
            return *this;
        }
        Iterator operator++(int)
        {
            Iterator old = *this;
            ++*this;
            return old;
        }
        bool operator==(const Iterator &) const = default;

    private:
        void skipFree()
        {
            while (m_slot < m_table->m_end && m_table->at(m_slot).id.isNull())
                ++m_slot;
        }
        const Table *m_table = nullptr;
        quint32 m_slot = 0;
    };

    [[nodiscard]] Iterator begin() const { return {this, 0}; }
    [[nodiscard]] Iterator end() const { return {this, m_end}; }
    [[nodiscard]] qsizetype size() const { return m_size; }

    [[nodiscard]] const E &at(quint32 slot) const { return m_chunks[slot / ChunkSize][slot % ChunkSize]; }
    [[nodiscard]] quint32 slotOf(const Uuid &id) const { return m_byId.find(id, idKey()); }
    [[nodiscard]] const E *find(const Uuid &id) const
    {
        const quint32 slot = slotOf(id);
        return slot == SlotIndex::None ? nullptr : &at(slot);
    }

    /// Inserts or overwrites; the slot that holds the row now.
    quint32 put(E row)
    {
        quint32 slot = slotOf(row.id);
        if (slot == SlotIndex::None) {
            slot = freeSlot();
            const Uuid id = row.id;
            mutableAt(slot) = std::move(row);
            m_byId.insert(id, slot, idKey());
            ++m_size;
            if constexpr (OfTask<E>)
                link(slot);
            return slot;
        }
        if constexpr (OfTask<E>) {
            const bool moves = at(slot).taskId != row.taskId;
            if (moves)
                unlink(slot);
            mutableAt(slot) = std::move(row);
            if (moves)
                link(slot);
        } else {
            mutableAt(slot) = std::move(row);
        }
        return slot;
    }

    void remove(const Uuid &id)
    {
        const quint32 slot = slotOf(id);
        if (slot == SlotIndex::None)
            return;
        if constexpr (OfTask<E>)
            unlink(slot);
        m_byId.remove(id, idKey());
        mutableAt(slot) = E{};
        m_free.push_back(slot);
        --m_size;
    }

    /// The rows of one task, in no particular order.
    [[nodiscard]] std::vector<const E *> ofTask(const Uuid &task) const requires OfTask<E>
    {
        std::vector<const E *> rows;
        for (quint32 slot = m_byTask.find(task, taskKey()); slot != SlotIndex::None; slot = m_next[slot])
            rows.push_back(&at(slot));
        return rows;
    }

private:
    [[nodiscard]] auto idKey() const
    {
        return [this](quint32 slot) -> const Uuid & { return at(slot).id; };
    }
    [[nodiscard]] auto taskKey() const
    {
        return [this](quint32 slot) -> const Uuid & { return at(slot).taskId; };
    }
    E &mutableAt(quint32 slot) { return m_chunks[slot / ChunkSize][slot % ChunkSize]; }

    quint32 freeSlot()
    {
        if (!m_free.empty()) {
            const quint32 slot = m_free.back();
            m_free.pop_back();
            return slot;
        }
        if (m_end % ChunkSize == 0)
            m_chunks.push_back(std::make_unique<E[]>(ChunkSize));
        if constexpr (OfTask<E>)
            m_next.push_back(SlotIndex::None);
        return m_end++;
    }

    void link(quint32 slot)
    {
        const Uuid task = at(slot).taskId;
        const quint32 head = m_byTask.find(task, taskKey());
        m_next[slot] = head;
        if (head == SlotIndex::None)
            m_byTask.insert(task, slot, taskKey());
        else
            m_byTask.replace(task, slot, taskKey());
    }

    void unlink(quint32 slot)
    {
        const Uuid task = at(slot).taskId;
        const quint32 head = m_byTask.find(task, taskKey());
        if (head != slot) {
            quint32 before = head;
            while (m_next[before] != slot)
                before = m_next[before];
            m_next[before] = m_next[slot];
        } else if (m_next[slot] != SlotIndex::None) {
            m_byTask.replace(task, m_next[slot], taskKey());
        } else {
            m_byTask.remove(task, taskKey());
        }
        m_next[slot] = SlotIndex::None;
    }

    std::vector<std::unique_ptr<E[]>> m_chunks;
    std::vector<quint32> m_free;
    std::vector<quint32> m_next; ///< of rows of a task: the next one of the same task
    SlotIndex m_byId;
    SlotIndex m_byTask;
    quint32 m_end = 0;
    qsizetype m_size = 0;
};

} // namespace TaskMaster::Client
