// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Uuid.h"

#include <vector>

namespace TaskMaster::Client {

/**
 * A hash index from an id to a slot number: open addressing over four bytes per entry, because the rows themselves hold
 * the keys (a node-based map would cost ten times as much at 300,000 rows). Used by Table only; `keyOf(slot)` must keep
 * answering with the key under which the slot was inserted until it is removed. One thread at a time.
 */
class SlotIndex {
public:
    static constexpr quint32 None = 0xffffffffU;

    template <class KeyOf> [[nodiscard]] quint32 find(const Uuid &key, const KeyOf &keyOf) const
    {
        if (m_cells.empty())
            return None;
        for (std::size_t i = home(key);; i = next(i)) {
            const quint32 slot = m_cells[i];
            if (slot == None || keyOf(slot) == key)
                return slot;
        }
    }

    /// The key must not be there yet.
    template <class KeyOf> void insert(const Uuid &key, quint32 slot, const KeyOf &keyOf)
    {
        if ((m_count + 1) * 3 >= m_cells.size() * 2)
            grow(keyOf);
        place(key, slot);
        ++m_count;
    }

    /// Another slot stands for the same key from now on.
    template <class KeyOf> void replace(const Uuid &key, quint32 slot, const KeyOf &keyOf)
    {
        m_cells[cellOf(key, keyOf)] = slot;
    }

    template <class KeyOf> void remove(const Uuid &key, const KeyOf &keyOf)
    {
        // Backward shift: later entries of the run move up, so there are no tombstones to collect.
        std::size_t hole = cellOf(key, keyOf);
        for (std::size_t i = next(hole); m_cells[i] != None; i = next(i)) {
            const std::size_t wanted = home(keyOf(m_cells[i]));
            if (((i - wanted) & mask()) >= ((i - hole) & mask())) {
                m_cells[hole] = m_cells[i];
                hole = i;
            }
        }
        m_cells[hole] = None;
        --m_count;
    }

private:
    [[nodiscard]] std::size_t mask() const { return m_cells.size() - 1; }
    [[nodiscard]] std::size_t next(std::size_t i) const { return (i + 1) & mask(); }
    [[nodiscard]] std::size_t home(const Uuid &key) const { return qHash(key) & mask(); }

    template <class KeyOf> [[nodiscard]] std::size_t cellOf(const Uuid &key, const KeyOf &keyOf) const
    {
        std::size_t i = home(key);
        while (!(keyOf(m_cells[i]) == key)) {
            i = next(i);
            Q_ASSERT(m_cells[i] != None);
        }
        return i;
    }

    void place(const Uuid &key, quint32 slot)
    {
        std::size_t i = home(key);
        while (m_cells[i] != None)
            i = next(i);
        m_cells[i] = slot;
    }

    template <class KeyOf> void grow(const KeyOf &keyOf)
    {
        std::vector<quint32> old(m_cells.empty() ? 16 : m_cells.size() * 2, quint32(None));
        old.swap(m_cells);
        for (const quint32 slot : old) {
            if (slot != None)
                place(keyOf(slot), slot);
        }
    }

    std::vector<quint32> m_cells; ///< a power of two, at most two thirds full
    std::size_t m_count = 0;
};

} // namespace TaskMaster::Client
