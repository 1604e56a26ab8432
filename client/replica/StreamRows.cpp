// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/StreamRows.h"

#include <algorithm>

namespace TaskMaster::Client {
namespace {

/// The first eight characters of an order key as a number that sorts like them: most comparisons need no more.
quint64 prefixOf(const QString &rank)
{
    quint64 prefix = 0;
    for (qsizetype i = 0; i < 8; ++i)
        prefix = (prefix << 8) | (i < rank.size() ? rank[i].unicode() & 0xffU : 0U);
    return prefix;
}

bool comesBefore(const Task &a, const Task &b)
{
    const int order = a.rank.compare(b.rank);
    return order != 0 ? order < 0 : a.id < b.id;
}

} // namespace

std::optional<Entity> StreamRows::read(const RowKey &key) const
{
    return visitKind(key.kind, [this, &key]<class E>() -> std::optional<Entity> {
        const E *row = find<E>(key.id);
        return row ? std::optional<Entity>(*row) : std::nullopt;
    });
}

bool StreamRows::contains(const RowKey &key) const
{
    return visitKind(key.kind, [this, &key]<class E>() { return find<E>(key.id) != nullptr; });
}

std::span<const quint32> StreamRows::tasksOfColumn(const Uuid &column) const
{
    const auto it = m_columns.find(column);
    return it == m_columns.end() ? std::span<const quint32>() : std::span<const quint32>(it->second);
}

QString StreamRows::tailRank(const Uuid &column) const
{
    const auto slots = tasksOfColumn(column);
    return slots.empty() ? QString() : table<Task>().at(slots.back()).rank;
}

void StreamRows::put(Entity row)
{
    std::visit([this](auto &alternative) { putRow(std::move(alternative)); }, row);
}

template <class E> void StreamRows::putRow(E row)
{
    if constexpr (std::is_same_v<E, Task>) {
        Table<Task> &tasks = tableOf<Task>();
        if (const quint32 slot = tasks.slotOf(row.id); slot != SlotIndex::None) {
            const Task &old = tasks.at(slot);
            if (old.columnId == row.columnId && old.rank == row.rank) {
                tasks.put(std::move(row));
                return;
            }
            leaveColumn(old, slot);
        }
        enterColumn(tasks.put(std::move(row)));
    } else {
        tableOf<E>().put(std::move(row));
    }
}

void StreamRows::remove(const RowKey &key)
{
    visitKind(key.kind, [this, &key]<class E>() {
        Table<E> &rows = tableOf<E>();
        if constexpr (std::is_same_v<E, Task>) {
            if (const quint32 slot = rows.slotOf(key.id); slot != SlotIndex::None)
                leaveColumn(rows.at(slot), slot);
        }
        rows.remove(key.id);
    });
}

template <class E> bool StreamRows::applyTo(const Change &change, qint64 rev, qint64 at)
{
    const E *old = find<E>(change.id);
    if (old && rev != 0 && old->rev >= rev)
        return false;
    if (change.op == ChangeOp::Delete) {
        if (old)
            remove({change.entity, change.id});
        return old != nullptr;
    }
    if (change.op == ChangeOp::Put && !old)
        return false;
    E row = change.op == ChangeOp::Put ? *old : E{};
    row.id = change.id;
    if (rev != 0) {
        row.rev = rev;
        row.updatedAt = at;
    } else if (old) {
        row.rev = old->rev;
        row.updatedAt = old->updatedAt;
    }
    for (const FieldValue &field : change.fields)
        Describes<E>::fields[field.field].write(&row, field.value);
    putRow(std::move(row));
    return true;
}

bool StreamRows::apply(const Change &change, qint64 rev, qint64 at)
{
    return visitKind(change.entity, [&]<class E>() { return applyTo<E>(change, rev, at); });
}

void StreamRows::enterColumn(quint32 slot)
{
    const Table<Task> &tasks = table<Task>();
    const Task &task = tasks.at(slot);
    std::vector<quint32> &slots = m_columns[task.columnId];
    if (m_bulk || slots.empty()) {
        slots.push_back(slot);
        return;
    }
    const auto place = std::upper_bound(slots.begin(), slots.end(), slot, [&tasks](quint32 a, quint32 b) {
        return comesBefore(tasks.at(a), tasks.at(b));
    });
    slots.insert(place, slot);
}

void StreamRows::leaveColumn(const Task &task, quint32 slot)
{
    const Table<Task> &tasks = table<Task>();
    std::vector<quint32> &slots = m_columns[task.columnId];
    auto place = slots.begin();
    if (!m_bulk) {
        place = std::lower_bound(slots.begin(), slots.end(), slot,
                                 [&tasks](quint32 a, quint32 b) { return comesBefore(tasks.at(a), tasks.at(b)); });
    }
    place = std::find(place, slots.end(), slot);
    Q_ASSERT(place != slots.end());
    slots.erase(place);
    if (slots.empty())
        m_columns.erase(task.columnId);
}

void StreamRows::endBulk()
{
    m_bulk = false;
    struct Place {
        quint64 prefix;
        quint32 slot;
    };
    const Table<Task> &tasks = table<Task>();
    std::vector<Place> places;
    for (auto &[column, slots] : m_columns) {
        places.clear();
        places.reserve(slots.size());
        for (const quint32 slot : slots)
            places.push_back({prefixOf(tasks.at(slot).rank), slot});
        std::sort(places.begin(), places.end(), [&tasks](const Place &a, const Place &b) {
            return a.prefix != b.prefix ? a.prefix < b.prefix : comesBefore(tasks.at(a.slot), tasks.at(b.slot));
        });
        slots.shrink_to_fit();
        std::transform(places.begin(), places.end(), slots.begin(), [](const Place &place) { return place.slot; });
    }
}

qsizetype StreamRows::size() const
{
    return std::apply([](const auto &...tables) { return (tables.size() + ...); }, m_tables);
}

} // namespace TaskMaster::Client
