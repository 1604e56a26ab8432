// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ops/Readiness.h"

#include <QMutexLocker>

namespace TaskMaster::Server {

void Readiness::add(const QString &name, Check check)
{
    const QMutexLocker lock(&m_mutex);
    m_checks.append({name, std::move(check)});
}

QList<Readiness::Outcome> Readiness::ask() const
{
    QMutexLocker lock(&m_mutex);
    const QList<Named> checks = m_checks;
    lock.unlock(); // a check may take locks of its own room
    QList<Outcome> outcomes;
    for (const Named &named : checks)
        outcomes.append({named.name, named.check()});
    return outcomes;
}

} // namespace TaskMaster::Server
