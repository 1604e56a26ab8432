// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/HandlerTable.h"

#include <QStringList>

namespace TaskMaster::Server {

/// An id that a test can name and a report can print.
[[nodiscard]] inline Uuid idOf(QByteArrayView name)
{
    return Uuid::v5({1, 1}, name);
}

/**
 * One stream whose stored rows are a map: asks HandlerTable for its needs, answers them as server/storage/Loader.cpp
 * does from a database, and decides as server/storage/Batch.cpp does. So the tests of decisions run the real handlers
 * on the real working set, and what is not asked for in `needs` is not there. One thread.
 */
class MemoryStream {
public:
    explicit MemoryStream(StreamId stream)
        : id(std::move(stream))
    {
    }

    struct Outcome {
        std::optional<ErrorCode> refusal;
        QString message;
        WorkingSet::Difference difference;
    };

    StreamId id;
    WorkspaceAccess access;
    bool hasWorkspace = true;
    KeyRights rights; ///< of the key that actors show
    qint64 now = 9000;
    qint64 seq = 0;
    int wavesUsed = 0; ///< by the last decision
    std::map<Needs::Key, Entity> stored;
    std::map<Uuid, User> people;
    std::map<PastCommand, WorkingSet::Past> past; ///< the journal, as Undo reads it
    WorkingSet set;

    void store(Entity entity);
    template <class E> [[nodiscard]] const E *find(const Uuid &row) const { return set.find<E>(row); }

    /// needs, loads, handle; accepted decisions stay in the set, refused ones must have left nothing.
    Outcome decide(const Uuid &actor, const CommandArgs &args, const Uuid &commandId = Uuid::v7());
    /// The end of a batch: dirty rows become stored ones.
    void flush();

private:
    void loadNeeds(const Context &context, const CommandArgs &args);
    void load(const Needs &missing);
    void loadWindow(const ColumnWindow &window);
    [[nodiscard]] std::vector<const Task *> storedColumn(const Uuid &columnId) const;
};

/// "put task rank columnId=done", for each change; ids by the names given, order keys unprinted.
[[nodiscard]] QStringList rendered(const QList<Change> &changes, std::span<const char *const> names);

} // namespace TaskMaster::Server
