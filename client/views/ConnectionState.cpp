// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/ConnectionState.h"

namespace TaskMaster::Client {

ConnectionState::ConnectionState(QObject *parent)
    : QObject(parent)
{
}

void ConnectionState::setState(State state, const QString &reason)
{
    if (m_state == state && m_reason == reason)
        return;
    m_state = state;
    m_reason = reason;
    if (state != Live)
        m_latencyMs = -1;
    Q_EMIT changed();
}

void ConnectionState::setLatencyMs(int latencyMs)
{
    if (std::exchange(m_latencyMs, latencyMs) != latencyMs)
        Q_EMIT changed();
}

void ConnectionState::setPendingCount(int count)
{
    if (std::exchange(m_pendingCount, count) != count)
        Q_EMIT changed();
}

QString ConnectionState::text() const
{
    const QString waiting = m_pendingCount > 0 ? tr(" · %1 to send").arg(m_pendingCount) : QString();
    switch (m_state) {
    case Live:
        return m_latencyMs >= 0 ? tr("Live · %1 ms").arg(m_latencyMs) : tr("Live");
    case Connecting:
        return tr("Connecting…") + waiting;
    case Offline:
        break;
    }
    return tr("Offline") + waiting;
}

QString ConnectionState::sentence() const
{
    if (m_state == Live && m_latencyMs >= 0)
        return tr("Connected. The server answers in %1 ms.").arg(m_latencyMs);
    if (m_state == Live)
        return tr("Connected.");
    const QString reason = m_reason.isEmpty() ? tr("There is no connection to the server.") : m_reason;
    return m_pendingCount > 0
        ? tr("%1 %2 of your changes are kept here and will be sent.").arg(reason).arg(m_pendingCount)
        : tr("%1 You can go on working; changes will be sent later.").arg(reason);
}

} // namespace TaskMaster::Client
