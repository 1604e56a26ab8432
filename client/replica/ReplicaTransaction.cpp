// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/ReplicaTransaction.h"

namespace TaskMaster::Client {
namespace {

/// Where a row stands: what a view needs to know of a row that is gone.
Uuid parentOf(const Entity &entity)
{
    return std::visit(
        []<class E>(const E &row) -> Uuid {
            if constexpr (OfTask<E>)
                return row.taskId;
            else if constexpr (std::is_same_v<E, Task>)
                return row.columnId;
            else
                return {};
        },
        entity);
}

quint32 differentFields(const Entity &before, const Entity &after)
{
    return std::visit(
        [&after]<class E>(const E &old) {
            const E &row = std::get<E>(after);
            quint32 mask = 0;
            for (std::size_t i = 0; i < Describes<E>::fields.size(); ++i) {
                const auto read = Describes<E>::fields[i].read;
                if (read(&old) != read(&row))
                    mask |= 1U << i;
            }
            return mask;
        },
        before);
}

} // namespace

void Replica::Part::touch(const RowKey &key)
{
    if (m_seen.contains(key))
        return;
    m_seen.insert(key, static_cast<qsizetype>(m_touched.size()));
    m_touched.push_back({key, m_stream.rows.read(key), m_stream.confirmed.contains(key)});
}

void Replica::Part::unwind()
{
    if (std::exchange(m_unwound, true))
        return;
    for (auto it = m_stream.confirmed.cbegin(); it != m_stream.confirmed.cend(); ++it)
        touch(it.key());
    for (auto it = m_stream.confirmed.cbegin(); it != m_stream.confirmed.cend(); ++it) {
        if (it.value())
            m_stream.rows.put(*it.value());
        else
            m_stream.rows.remove(it.key());
    }
    m_stream.confirmed.clear();
    m_stream.reads = {};
}

void Replica::Part::applyConfirmed(const Change &change, qint64 rev, qint64 at)
{
    const RowKey key{change.entity, change.id};
    Q_ASSERT(!m_stream.confirmed.contains(key)); // its tentative form has been taken off
    touch(key);
    if (m_stream.rows.apply(change, rev, at))
        m_confirmedKeys.push_back(key);
}

void Replica::Part::moveTo(const Position &position)
{
    m_stream.position = position;
    m_moved = true;
}

std::optional<ConfirmedRows> Replica::Part::confirmedRows() const
{
    if (!m_moved)
        return std::nullopt;
    ConfirmedRows result;
    result.position = *m_stream.position;
    QSet<RowKey> listed;
    for (const RowKey &key : m_confirmedKeys) {
        if (listed.contains(key))
            continue;
        listed.insert(key);
        if (auto row = m_stream.rows.read(key))
            result.rows.append(std::move(*row));
        else
            result.removed.append(key);
    }
    return result;
}

void Replica::Part::overlay(const Pending &pending, const Prediction::Author &author)
{
    for (const Change &change : Prediction::changesOf(pending.command, m_stream.rows, author, m_stream.reads)) {
        const RowKey key{change.entity, change.id};
        touch(key);
        if (!m_stream.confirmed.contains(key))
            m_stream.confirmed.insert(key, m_stream.rows.read(key));
        m_stream.rows.apply(change, 0, 0);
    }
}

void Replica::Part::appendChanges(QList<RowChange> &changes) const
{
    for (const Touched &touched : m_touched) {
        const auto after = m_stream.rows.read(touched.key);
        RowChange change{m_id, touched.key.kind, touched.key.id, RowChange::Op::Changed, 0, {}};
        if (touched.before)
            change.parentBefore = parentOf(*touched.before);
        if (touched.before && after) {
            change.fields = differentFields(*touched.before, *after);
            if (change.fields == 0 && touched.wasPending == m_stream.confirmed.contains(touched.key))
                continue;
        } else if (after) {
            change.op = RowChange::Op::Inserted;
        } else if (touched.before) {
            change.op = RowChange::Op::Removed;
        } else {
            continue;
        }
        changes.append(change);
    }
}

Replica::Part &Replica::Transaction::part(const StreamId &id)
{
    for (const auto &[stream, part] : m_parts) {
        if (stream == id)
            return *part;
    }
    m_parts.emplace_back(id, std::make_unique<Part>(id, m_replica.streamFor(id)));
    return *m_parts.back().second;
}

void Replica::Transaction::overlayAll(const StreamId &id)
{
    for (const Pending &pending : m_replica.m_pending) {
        if (pending.command.stream == id)
            part(id).overlay(pending, {m_replica.m_userId, m_replica.m_userName, pending.madeAt});
    }
}

void Replica::Transaction::settle(const Uuid &commandId)
{
    if (m_replica.forget(commandId))
        m_settled.append(commandId);
}

void Replica::Transaction::finish()
{
    QList<ConfirmedRows> confirmed;
    for (const auto &[id, part] : m_parts) {
        if (auto rows = part->confirmedRows())
            confirmed.append(std::move(*rows));
        if (part->isUnwound())
            overlayAll(id);
        if (!m_changes.reloaded.contains(id))
            part->appendChanges(m_changes.rows);
    }
    for (const auto &[id, part] : m_parts)
        m_replica.forgetIfEmpty(id);
    m_parts.clear(); // whoever hears the signals may change the Replica again

    for (const ConfirmedRows &rows : confirmed)
        Q_EMIT m_replica.confirmed(rows);
    if (!m_changes.rows.isEmpty() || !m_changes.reloaded.isEmpty() || !m_changes.dropped.isEmpty())
        Q_EMIT m_replica.changed(m_changes);
    for (const Uuid &commandId : m_settled)
        Q_EMIT m_replica.settled(commandId);
    for (const Gap &gap : m_gaps)
        Q_EMIT m_replica.gapFound(gap.stream, gap.since);
}

} // namespace TaskMaster::Client
