// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/replica/Prediction.h"

#include "shared/protocol/Frames.h"

#include <QHash>

#include <map>

namespace TaskMaster::Client {

/// A stream as its server knows it: commands become events, one by one. What a handler decides is what Prediction
/// foresees, so tests of the replica need no server.
class SampleStream {
public:
    explicit SampleStream(const StreamId &stream, qint64 epoch = 1)
        : m_stream(stream)
        , m_epoch(epoch)
    {
    }

    EventPtr commit(const Command &command, qint64 at, const Uuid &actor = {7, 7})
    {
        return append(command.commandId,
                      Prediction::changesOf(command, m_rows, {actor, QStringLiteral("Somebody"), at}), at);
    }
    EventPtr commit(CommandArgs args, qint64 at = 1'700'000'000'000)
    {
        return commit(Command{Uuid::v7(), m_stream, std::move(args)}, at);
    }
    EventPtr append(const Uuid &commandId, const QList<Change> &changes, qint64 at = 1'700'000'000'000)
    {
        const auto event = std::make_shared<const Event>(Event{m_stream,
                                                               m_epoch,
                                                               static_cast<qint64>(m_log.size()) + 1,
                                                               commandId,
                                                               QStringLiteral("done"),
                                                               {7, 7},
                                                               at,
                                                               changes});
        for (const Change &change : changes)
            m_rows.apply(change, event->seq, at);
        m_log.append(event);
        return event;
    }

    /// The same stream when it had only its first events.
    [[nodiscard]] SampleStream before(qsizetype count) const
    {
        SampleStream earlier(m_stream, m_epoch);
        for (const EventPtr &event : m_log.mid(0, count))
            earlier.append(event->commandId, event->changes, event->at);
        return earlier;
    }

    [[nodiscard]] const StreamRows &rows() const { return m_rows; }
    [[nodiscard]] const QList<EventPtr> &log() const { return m_log; }
    [[nodiscard]] const StreamId &id() const { return m_stream; }
    [[nodiscard]] Position position() const { return {m_stream, m_epoch, m_log.size()}; }

    /// All rows as pages of at most `pageSize`.
    [[nodiscard]] QList<Frames::Snapshot> snapshot(int pageSize = 3) const
    {
        QList<Frames::Snapshot> pages;
        for (int kind = 0; kind < EntityKindCount; ++kind) {
            visitKind(static_cast<EntityKind>(kind), [&]<class E>() {
                QList<Entity> rows;
                const auto flush = [&] {
                    if (!rows.isEmpty())
                        pages.append({position(), Describes<E>::kind, std::exchange(rows, {}), false, false});
                };
                for (const E &row : m_rows.table<E>()) {
                    rows.append(row);
                    if (rows.size() == pageSize)
                        flush();
                }
                flush();
            });
        }
        if (pages.isEmpty())
            pages.append({position(), EntityKind::Task, {}, false, false});
        pages.first().first = true;
        pages.last().last = true;
        return pages;
    }

private:
    StreamId m_stream;
    qint64 m_epoch;
    StreamRows m_rows;
    QList<EventPtr> m_log;
};

/// All rows, in an order that does not depend on how they got there: two states are the same if their dumps are.
inline std::map<RowKey, Entity> dump(const StreamRows &rows)
{
    std::map<RowKey, Entity> all;
    for (int kind = 0; kind < EntityKindCount; ++kind) {
        visitKind(static_cast<EntityKind>(kind), [&]<class E>() {
            for (const E &row : rows.table<E>())
                all.emplace(RowKey{Describes<E>::kind, row.id}, row);
        });
    }
    return all;
}

} // namespace TaskMaster::Client
