// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/Commands.h"

#include <QHash>
#include <QList>

namespace TaskMaster::Client {

/// A command as the outbox keeps it. Plain values, passed between the GUI thread and the store's.
struct OutboxItem {
    qint64 order = 0; ///< increasing with the time it was made
    qint64 madeAt = 0; ///< UTC milliseconds
    Command command;
};

/// A command that was refused for good, for the person to read.
struct RefusedItem {
    OutboxItem item;
    Error error;
    qint64 refusedAt = 0;

    /// Why, in a sentence.
    [[nodiscard]] QString sentence() const { return error.message; }
    /// What the person had written or wished, so that nothing typed is lost: title, comment, description …
    [[nodiscard]] QString text() const;
};

/// What the store found at start.
struct KeptOutbox {
    QList<OutboxItem> waiting;
    QList<RefusedItem> refused;
    QHash<QString, QString> drafts;
};

/// One thing to write down about the outbox.
struct OutboxNote {
    enum class Kind : quint8 { Keep, Drop, Refuse } kind = Kind::Keep;
    OutboxItem item; ///< Keep
    RefusedItem refused; ///< Refuse: it is kept as refused from now on
    Uuid commandId; ///< Drop: answered for good, or dismissed
};

} // namespace TaskMaster::Client

Q_DECLARE_METATYPE(TaskMaster::Client::RefusedItem)
Q_DECLARE_METATYPE(TaskMaster::Client::KeptOutbox)
