// SPDX-License-Identifier: GPL-3.0-or-later
// In which order a column shows its cards: as people put them (rank), or by fields of the tasks. A place is one text
// that sorts as the keys say, so that a column compares nothing else; ties stand in rank order. BoardModel owns it, its
// columns read it. GUI thread.
#pragma once

#include "shared/core/Uuid.h"
#include "shared/model/Entities.h"
#include "shared/query/Query.h"

namespace TaskMaster::Client {

// Where a card stands in its column; ties by id, exactly as the server orders them.
struct CardPlace {
    QString order;
    Uuid id;

    bool operator==(const CardPlace &) const = default;
    bool operator<(const CardPlace &other) const { return order == other.order ? id < other.id : order < other.order; }
};

class CardOrder {
public:
    // Without keys: as people put them. Tasks without the value stand last, ascending or not.
    void setKeys(const QList<Query::SortKey> &keys) { m_keys = keys; }
    [[nodiscard]] const QList<Query::SortKey> &keys() const { return m_keys; }
    [[nodiscard]] bool isManual() const { return m_keys.isEmpty(); }
    [[nodiscard]] CardPlace placeOf(const Task &task) const { return {orderOf(task), task.id}; }

private:
    [[nodiscard]] QString orderOf(const Task &task) const;

    QList<Query::SortKey> m_keys;
};

} // namespace TaskMaster::Client
