// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/replica/Replica.h"

namespace TaskMaster::Client {

/**
 * One call's work on one stream of the Replica: remembers how each touched row looked before, takes the tentative layer
 * off while events are applied, puts it back, and tells the difference. Lives inside one call of the Replica.
 */
class Replica::Part {
public:
    Part(StreamId id, Stream &stream)
        : m_id(id)
        , m_stream(stream)
    {
    }

    [[nodiscard]] Stream &stream() { return m_stream; }

    /// Takes what pending commands did off the visible rows; overlay() puts it back.
    void unwind();
    /// To a confirmed row; unwind() comes first when a prediction is concerned.
    void applyConfirmed(const Change &change, qint64 rev, qint64 at);
    void moveTo(const Position &position);
    /// Call before overlay(): what to keep.
    [[nodiscard]] std::optional<ConfirmedRows> confirmedRows() const;
    [[nodiscard]] bool isUnwound() const { return m_unwound; }
    void overlay(const Pending &pending, const Prediction::Author &author);
    void appendChanges(QList<RowChange> &changes) const;

private:
    struct Touched {
        RowKey key;
        std::optional<Entity> before;
        bool wasPending = false;
    };
    void touch(const RowKey &key);

    StreamId m_id;
    Stream &m_stream;
    std::vector<Touched> m_touched;
    QHash<RowKey, qsizetype> m_seen;
    std::vector<RowKey> m_confirmedKeys;
    bool m_unwound = false;
    bool m_moved = false;
};

/// One call's work on all streams: parts are made on first need, and finish() tells the world once, when all is done.
class Replica::Transaction {
public:
    explicit Transaction(Replica &replica)
        : m_replica(replica)
    {
    }
    Part &part(const StreamId &id);
    /// For each of its pending commands, in order.
    void overlayAll(const StreamId &id);
    void settle(const Uuid &commandId);
    void gap(const StreamId &id, qint64 since) { m_gaps.append({id, since}); }
    void reloaded(const StreamId &id) { m_changes.reloaded.append(id); }
    void dropped(const StreamId &id) { m_changes.dropped.append(id); }
    void finish();

private:
    struct Gap {
        StreamId stream;
        qint64 since;
    };

    Replica &m_replica;
    std::vector<std::pair<StreamId, std::unique_ptr<Part>>> m_parts;
    ReplicaChanges m_changes;
    QList<Uuid> m_settled;
    QList<Gap> m_gaps;
};

} // namespace TaskMaster::Client
