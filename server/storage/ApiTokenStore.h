// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Access.h"
#include "server/storage/Database.h"

#include <QList>

namespace TaskMaster::Server {

/// A key that somebody made for their scripts. The token itself is never stored, only its hash.
struct ApiToken {
    QString tokenHash;
    Uuid userId;
    QString name;
    KeyRights rights;
    qint64 createdAt = 0;
    qint64 expiresAt = 0; ///< 0: never
    qint64 lastUsedAt = 0; ///< 0: not yet; kept to a few minutes

    [[nodiscard]] bool isExpired(qint64 nowMs) const { return expiresAt != 0 && expiresAt <= nowMs; }
};

/// The table of API tokens. Reading functions take a pool's Database, writing ones run inside WriteQueue::run().
namespace ApiTokenStore {

[[nodiscard]] Result<std::optional<ApiToken>> find(Database &database, const QString &tokenHash);
/// Newest first.
[[nodiscard]] Result<QList<ApiToken>> ofUser(Database &database, const Uuid &userId);

[[nodiscard]] Result<void> add(Database &database, const ApiToken &token);
[[nodiscard]] Result<void> touch(Database &database, const QString &tokenHash, qint64 nowMs);
[[nodiscard]] Result<void> remove(Database &database, const QString &tokenHash);
[[nodiscard]] Result<void> removeOf(Database &database, const Uuid &userId);
/// Expired ones stay listed for a while, so that their owners see why a script stopped.
[[nodiscard]] Result<void> removeExpiredBefore(Database &database, qint64 whenMs);

} // namespace ApiTokenStore

} // namespace TaskMaster::Server
