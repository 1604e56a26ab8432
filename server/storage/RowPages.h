// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "shared/model/Entity.h"
#include "shared/model/StreamId.h"

namespace TaskMaster::Server {

/// Which rows of a stream, in which order, from where on. `field` is an index in the description of the kind.
struct RowsWanted {
    StreamId stream;
    EntityKind kind = EntityKind::Task;
    struct Filter {
        int field = 0;
        Value value;
    };
    QList<Filter> filters = {}; ///< on fields that an index of the database begins with
    Uuid assigneeId = {}; ///< of tasks: those that this person has; null: all
    int orderField = -1; ///< an index must have it behind the stream or the first filter; -1: by id
    enum class Order : quint8 { Ascending, Descending } order = Order::Ascending;
    Value afterValue = {}; ///< of orderField, in the row after which the page begins
    Uuid afterId = {}; ///< null: from the beginning
    int max = 100;
};

/**
 * Rows of a stream as the API reads them: pages by a filter and an order that an index serves, each row exactly once
 * however much is written in the meantime (rows that move in the order while somebody pages are seen where they are
 * met). Any thread, with its Database; who may read the stream was asked before.
 */
namespace RowPages {

[[nodiscard]] Result<QList<Entity>> read(Database &database, const RowsWanted &wanted);
/// Only the `rev` of a row: whether a copy is still good. nullopt: there is no such row.
[[nodiscard]] Result<std::optional<qint64>> rev(Database &database, const StreamId &stream, EntityKind kind,
                                                const Uuid &id);
/// The seq of a stream's newest event; 0: it does not exist.
[[nodiscard]] Result<qint64> head(Database &database, const StreamId &stream);

} // namespace RowPages

} // namespace TaskMaster::Server
