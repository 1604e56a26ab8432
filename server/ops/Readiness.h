// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QList>
#include <QMutex>
#include <QString>

#include <functional>

namespace TaskMaster::Server {

/**
 * What must be true before a load balancer sends people here: rooms add their checks at start, `/readyz` asks them all.
 * Thread-safe. A check is called in whatever lane was asked, so it answers at once from what its room knows already
 * (an atomic, a cached probe) and never goes to a database or a network itself.
 */
class Readiness {
public:
    using Check = std::function<Result<void>()>;

    struct Outcome {
        QString name;
        Result<void> result;
    };

    /// `name` is shown to operators: `database`, `migrations`, `draining`.
    void add(const QString &name, Check check);
    [[nodiscard]] QList<Outcome> ask() const;

private:
    struct Named {
        QString name;
        Check check;
    };
    mutable QMutex m_mutex;
    QList<Named> m_checks;
};

} // namespace TaskMaster::Server
