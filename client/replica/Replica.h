// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/replica/Prediction.h"
#include "client/replica/StreamRows.h"

#include "shared/protocol/Frames.h"

#include <QHash>
#include <QObject>

namespace TaskMaster::Client {

/// One visible row that is another one now.
struct RowChange {
    enum class Op : quint8 { Inserted, Removed, Changed };

    StreamId stream;
    EntityKind kind = EntityKind::Task;
    Uuid id;
    Op op = Op::Changed;
    quint32 fields = 0; ///< of Changed: bit i is the i-th field of the kind's description; none: only isPending() did
    Uuid parentBefore; ///< where it was before: of a task its column; of a label, assignee or comment row its task

    template <class E> [[nodiscard]] bool has(QStringView fieldName) const
    {
        return Describes<E>::kind == kind && (fields & (1U << Prediction::fieldOf<E>(fieldName))) != 0;
    }
};

/// What one call changed for who looks at the Replica: all of it, after it has happened.
struct ReplicaChanges {
    QList<RowChange> rows;
    QList<StreamId> reloaded; ///< all rows of these may be others: read them again
    QList<StreamId> dropped; ///< these have no rows any more
};

/// What one call confirmed, for who keeps it: the rows as the server has them, and the place in the log.
struct ConfirmedRows {
    Position position; ///< of a snapshot's page: good only when `last`
    enum class Part : quint8 { Tail, SnapshotPage } part = Part::Tail;
    bool first = false; ///< of a snapshot: forget what is kept of the stream
    bool last = false;
    QList<Entity> rows;
    QList<RowKey> removed;
};

/// The rows of a stream as they were kept, built by the store's thread.
struct KeptStream {
    Position position;
    std::shared_ptr<StreamRows> rows;
};

/**
 * The client's state in memory: per subscribed stream the rows that the server has confirmed, and over them what the
 * person here has done since. Views read the sum of both with find(), rows() and the lists, and hear `changed` once per
 * call; the Outbox lays tentative commands over it, and Sync feeds it. Only apply(), applySnapshotPage() and adopt()
 * change confirmed state. The GUI thread's; pointers to rows are good until control returns to the event loop.
 */
class Replica : public QObject {
    Q_OBJECT

public:
    explicit Replica(QObject *parent = nullptr);
    ~Replica() override;

    // ---- reading: what the person sees

    template <class E> [[nodiscard]] const E *find(const StreamId &stream, const Uuid &id) const
    {
        return rowsOf(stream).find<E>(id);
    }
    /// `for (const Task &task : replica.rows<Task>(stream))`, in no particular order.
    template <class E> [[nodiscard]] const Table<E> &rows(const StreamId &stream) const
    {
        return rowsOf(stream).table<E>();
    }
    /// Sorted by (rank, id); archived and trashed ones too.
    [[nodiscard]] std::vector<const Task *> tasksOfColumn(const StreamId &stream, const Uuid &column) const;
    [[nodiscard]] std::vector<const TaskLabel *> labelsOf(const StreamId &stream, const Uuid &task) const;
    [[nodiscard]] std::vector<const TaskAssignee *> assigneesOf(const StreamId &stream, const Uuid &task) const;
    /// Not sorted.
    [[nodiscard]] std::vector<const Comment *> commentsOf(const StreamId &stream, const Uuid &task) const;
    /// A command that touches this row has not been answered yet.
    template <class E> [[nodiscard]] bool isPending(const StreamId &stream, const Uuid &id) const
    {
        return isPending(stream, RowKey{Describes<E>::kind, id});
    }
    [[nodiscard]] bool isPending(const StreamId &stream, const RowKey &key) const;

    /// The place in the log up to which the stream is complete; none: it is not here (yet).
    [[nodiscard]] std::optional<Position> position(const StreamId &stream) const;
    [[nodiscard]] bool has(const StreamId &stream) const { return position(stream).has_value(); }
    [[nodiscard]] QList<StreamId> streams() const;
    [[nodiscard]] Uuid userId() const { return m_userId; }

    // ---- the server's word (called by Sync)

    void setAuthor(const Uuid &userId, const QString &name);
    void apply(const EventPtr &event) { apply(QList<EventPtr>{event}); }
    /// In the order they came. Events of streams that are not here are nothing.
    void apply(const QList<EventPtr> &events);
    /// The old rows stay visible until the last page is here.
    void applySnapshotPage(const Frames::Snapshot &page);
    void adopt(const KeptStream &kept);
    /// The connection is gone: pages that came are worth nothing without the rest.
    void abandonSnapshots();
    void dropStream(const StreamId &stream);

    // ---- tentative commands (called by the Outbox)

    /// Lays the command's changes over what is here. `madeAt`: UTC milliseconds.
    void addPending(const Command &command, qint64 madeAt);
    /// Takes them away again: the command was refused.
    void removePending(const Uuid &commandId);
    /// The command was accepted at these places; its changes stay until its events are here.
    void acceptPending(const Uuid &commandId, const QList<Position> &at);

Q_SIGNALS:
    void changed(const ReplicaChanges &changes);
    void confirmed(const ConfirmedRows &rows);
    void streamDropped(const StreamId &stream);
    /// An event of this command is here: it is durable on the server and part of the confirmed state.
    void settled(const Uuid &commandId);
    /// Events after `since` are missing; nothing more of the stream is applied until they come.
    void gapFound(const StreamId &stream, qint64 since);

private:
    struct Pending {
        Command command;
        qint64 madeAt = 0;
        std::optional<Position> settlesAt; ///< accepted there, but that is not here yet
    };
    struct Stream {
        StreamRows rows; ///< what is visible
        QHash<RowKey, std::optional<Entity>> confirmed; ///< of rows that pending commands changed: without them
        Prediction::Reads reads; ///< of the predictions that are laid over `rows`
        std::optional<Position> position;
        std::unique_ptr<StreamRows> arriving; ///< a snapshot whose last page is not here yet
        bool gapTold = false;
    };
    class Part;
    class Transaction;

    [[nodiscard]] const StreamRows &rowsOf(const StreamId &stream) const;
    [[nodiscard]] Stream *streamAt(const StreamId &id) const;
    Stream &streamFor(const StreamId &id);
    void applyEvent(Transaction &transaction, const Event &event);
    void replace(const StreamId &id, StreamRows rows, const Position &position);
    [[nodiscard]] bool isPendingCommand(const Uuid &commandId) const;
    /// True: it was there.
    bool forget(const Uuid &commandId);
    void forgetIfEmpty(const StreamId &id);

    std::unordered_map<StreamId, std::unique_ptr<Stream>> m_streams;
    std::vector<Pending> m_pending; ///< in the order they were made
    Uuid m_userId;
    QString m_userName;
};

} // namespace TaskMaster::Client

Q_DECLARE_METATYPE(TaskMaster::Client::ReplicaChanges)
Q_DECLARE_METATYPE(TaskMaster::Client::ConfirmedRows)
