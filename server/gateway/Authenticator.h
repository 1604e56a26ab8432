// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/WriteQueue.h"

namespace TaskMaster::Server {

/**
 * Who a token stands for: a session (`tms_…`) or an API token (`tmp_…`), which may open less than its person may do.
 * What is done in somebody's name is asked with viewer() and submission(), so that the limits of the key go along.
 */
struct Identity {
    Uuid userId;
    QString sessionKey; ///< names the session or API token, for SessionRegistry::closeSession; not the token itself
    qint64 expiresAt = 0; ///< UTC milliseconds
    KeyRights rights = {};
    bool isServerAdmin = false;

    [[nodiscard]] Viewer viewer() const { return {userId, rights}; }
    [[nodiscard]] Submission submission(Command command, const Origin &origin) const
    {
        return {std::move(command), userId, origin, Urgency::Interactive, {}, rights};
    }
};

/**
 * Asked by every session once, with the token of its hello, and by every request of the API. Thread-safe, never blocks;
 * `done` is called exactly once, on any thread. Unauthenticated: no such session, or expired; Forbidden: the account is
 * disabled; anything else counts as a trouble of the server's own, and the client comes back.
 */
class Authenticator {
public:
    virtual ~Authenticator() = default;
    virtual void authenticate(const QString &token, std::function<void(Result<Identity>)> done) = 0;
};

} // namespace TaskMaster::Server
