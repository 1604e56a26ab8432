// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/SessionRegistry.h"

#include "server/gateway/Session.h"
#include "server/gateway/SessionLane.h"

#include <QMutexLocker>

namespace TaskMaster::Server {

void SessionRegistry::attach(SessionLane &lane, const LaneMailbox &mailbox)
{
    const QMutexLocker lock(&m_mutex);
    m_lanes.push_back({&lane, mailbox});
}

void SessionRegistry::detach(SessionLane &lane)
{
    const QMutexLocker lock(&m_mutex);
    std::erase_if(m_lanes, [&lane](const Attached &attached) { return attached.lane == &lane; });
}

void SessionRegistry::inEachLane(const std::function<void(SessionLane &)> &work)
{
    const QMutexLocker lock(&m_mutex);
    for (const Attached &attached : m_lanes) // a SessionLane dies with its lane, whose mailbox then drops the work
        attached.mailbox.post([lane = attached.lane, work] { work(*lane); });
}

void SessionRegistry::closeWhere(const std::function<bool(const Session &)> &matches, CloseCode why)
{
    ++m_revocations; // before the lanes look: who is not known there yet will notice
    inEachLane([matches, why](SessionLane &lane) {
        lane.forEach([&](Session &session) {
            if (matches(session))
                session.close(why);
        });
    });
}

void SessionRegistry::closeSessionsOf(const Uuid &user, CloseCode why)
{
    closeWhere([user](const Session &session) { return session.identity().userId == user; }, why);
}

void SessionRegistry::closeSession(const QString &sessionKey, CloseCode why)
{
    closeWhere([sessionKey](const Session &session) { return session.identity().sessionKey == sessionKey; }, why);
}

void SessionRegistry::closeEnded(const EndedKeys &ended)
{
    switch (ended.which) {
    case EndedKeys::Which::None:
        return;
    case EndedKeys::Which::One:
        return closeSession(ended.key);
    case EndedKeys::Which::All:
        return closeSessionsOf(ended.userId);
    case EndedKeys::Which::Sessions:
        return closeWhere(
            [ended](const Session &session) {
                const Identity &who = session.identity();
                return who.userId == ended.userId && who.rights.scope == Scope::Session && who.sessionKey != ended.key;
            },
            CloseCode::Revoked);
    }
}

void SessionRegistry::drain(std::chrono::milliseconds spread, std::chrono::milliseconds reconnectAfter)
{
    inEachLane([spread, reconnectAfter](SessionLane &lane) {
        const auto count = static_cast<qint64>(lane.count());
        qint64 index = 0;
        lane.forEach([&](Session &session) { session.drain(spread * index++ / count, reconnectAfter); });
    });
}

} // namespace TaskMaster::Server
