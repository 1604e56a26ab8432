// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/Lane.h"
#include "server/storage/EndedKeys.h"
#include "shared/core/Uuid.h"
#include "shared/protocol/CloseCodes.h"

#include <QMutex>

#include <atomic>
#include <chrono>
#include <vector>

namespace TaskMaster::Server {

class Session;
class SessionLane;

/**
 * All WebSocket sessions of the server, for those who must end some of them: signing out, disabling an account,
 * stopping. One per process; thread-safe; the work is done in the lanes, soon.
 */
class SessionRegistry {
public:
    /// Call after the change is committed: a session that is just being opened is then looked up again.
    void closeSessionsOf(const Uuid &user, CloseCode why = CloseCode::Revoked);
    /// `sessionKey` as in Identity.
    void closeSession(const QString &sessionKey, CloseCode why = CloseCode::Revoked);
    /// What a change of an account has ended.
    void closeEnded(const EndedKeys &ended);

    /// Says goodbye to everybody, evenly over `spread`, so that not all come back to the next server at once.
    void drain(std::chrono::milliseconds spread, std::chrono::milliseconds reconnectAfter);

    [[nodiscard]] qint64 count() const { return m_count; }

    /// For the sessions: how often something was revoked so far.
    [[nodiscard]] quint64 revocations() const { return m_revocations; }
    void counted(int amount) { m_count += amount; }
    void attach(SessionLane &lane, const LaneMailbox &mailbox);
    void detach(SessionLane &lane);

private:
    void inEachLane(const std::function<void(SessionLane &)> &work);
    void closeWhere(const std::function<bool(const Session &)> &matches, CloseCode why);

    struct Attached {
        SessionLane *lane;
        LaneMailbox mailbox;
    };
    QMutex m_mutex; ///< for the list
    std::vector<Attached> m_lanes;
    std::atomic<quint64> m_revocations = 0;
    std::atomic<qint64> m_count = 0;
};

} // namespace TaskMaster::Server
