// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/replica/StreamRows.h"

#include "shared/protocol/Commands.h"

#include <QSet>

namespace TaskMaster::Client {

/**
 * What the server will do to the rows when it gets a command: the same decisions as its handlers, without the refusals
 * that only it can make (rights, limits over many rows). The Replica lays the changes over the confirmed state until
 * the event comes, and asks again whenever that state has changed. A command whose rows are gone predicts nothing.
 * Pure functions, any thread.
 */
namespace Prediction {

/// Who is at work, and when the command was made.
struct Author {
    Uuid userId;
    QString name;
    qint64 now = 0; ///< UTC milliseconds
};

/// What predictions looked at: only a change of these can change them.
struct Reads {
    QSet<RowKey> rows;
    QSet<Uuid> tails; ///< columns whose end mattered
    bool allColumns = false; ///< the order of the columns mattered

    /// Before the change is made to `before`.
    [[nodiscard]] bool concern(const Change &change, const StreamRows &before) const;
};

/// Adds to `reads`.
[[nodiscard]] QList<Change> changesOf(const Command &command, const StreamRows &rows, const Author &author,
                                      Reads &reads);
[[nodiscard]] inline QList<Change> changesOf(const Command &command, const StreamRows &rows, const Author &author)
{
    Reads nobodyAsks;
    return changesOf(command, rows, author, nobodyAsks);
}

/// An Edit of some fields of a row that somebody is looking at: `base` says what they saw.
[[nodiscard]] Edit editOf(const Entity &seen, FieldValues fields);
/// Index of a field by its wire name, for FieldValues; the name must exist.
template <class E> [[nodiscard]] quint8 fieldOf(QStringView name)
{
    const int index = describe(Describes<E>::kind).indexOf(name);
    Q_ASSERT(index >= 0);
    return static_cast<quint8>(index);
}

} // namespace Prediction

} // namespace TaskMaster::Client
