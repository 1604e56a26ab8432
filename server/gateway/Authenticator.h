// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"
#include "shared/core/Uuid.h"

#include <functional>

namespace TaskMaster::Server {

/// Who a token stands for.
struct Identity {
    Uuid userId;
    QString sessionKey; ///< names the signed-in device, for SessionRegistry::closeSession; not the token itself
    qint64 expiresAt = 0; ///< UTC milliseconds
};

/**
 * Asked by every session once, with the token of its hello. Thread-safe, never blocks; `done` is called exactly once,
 * on any thread. Unauthenticated: no such session, or expired; Forbidden: the account is disabled; anything else counts
 * as a trouble of the server's own, and the client comes back.
 */
class Authenticator {
public:
    virtual ~Authenticator() = default;
    virtual void authenticate(const QString &token, std::function<void(Result<Identity>)> done) = 0;
};

} // namespace TaskMaster::Server
