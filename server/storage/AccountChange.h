// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/AccountStore.h"
#include "server/storage/ApiTokenStore.h"
#include "server/storage/EndedKeys.h"
#include "server/storage/FeedStore.h"

#include <variant>

namespace TaskMaster::Server {

/**
 * What is done to accounts besides the log: each a value, so that the server's own routes and subcommands that come
 * through the control socket do the same. Whoever applies one must then close the sockets that it ended: endedBy().
 */
namespace AccountChanges {

struct SetPassword { ///< signs everybody out, but for one session that may be kept; API tokens stay
    Uuid userId;
    QString passwordHash;
    QString keptSession = {};
};
struct SetDisabled { ///< disabling ends all sessions and API tokens
    Uuid userId;
    bool isDisabled = true;
};
struct SetServerAdmin {
    Uuid userId;
    bool isServerAdmin = true;
};
struct RemoveSecrets { ///< password, sessions, API tokens: nobody gets in as them again
    Uuid userId;
};
struct AddSessions {
    QList<SignedInSession> sessions;
};
struct EndSession {
    Uuid userId;
    QString tokenHash;
};
struct EndSessions {
    Uuid userId;
    QString keptSession = {};
};
struct AddApiToken {
    ApiToken token;
};
struct EndApiToken {
    Uuid userId;
    QString tokenHash;
};
struct AddFeed {
    Feed feed;
    QString secretHash;
};
struct EndFeed {
    Uuid userId;
    Uuid feedId;
};

} // namespace AccountChanges

using AccountChange =
    std::variant<AccountChanges::SetPassword, AccountChanges::SetDisabled, AccountChanges::SetServerAdmin,
                 AccountChanges::RemoveSecrets, AccountChanges::AddSessions, AccountChanges::EndSession,
                 AccountChanges::EndSessions, AccountChanges::AddApiToken, AccountChanges::EndApiToken,
                 AccountChanges::AddFeed, AccountChanges::EndFeed>;

namespace AccountChanges {

/// In a write transaction (WriteQueue::run).
[[nodiscard]] Result<void> apply(Database &database, const AccountChange &change, qint64 nowMs);
[[nodiscard]] EndedKeys endedBy(const AccountChange &change);

} // namespace AccountChanges

} // namespace TaskMaster::Server
