// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/AccountLine.h"
#include "server/storage/Database.h"
#include "shared/core/Uuid.h"

#include <QList>

namespace TaskMaster::Server {

/// What signing in needs to know about an account.
struct Credential {
    Uuid userId;
    QString name;
    QString email;
    QString passwordHash; ///< empty: no password set, cannot sign in with one
    bool isDisabled = false;
    bool isServerAdmin = false;
};

/// A signed-in device. The token itself is never stored, only its hash.
struct SignedInSession {
    QString tokenHash;
    Uuid userId;
    qint64 createdAt = 0;
    qint64 expiresAt = 0;
    qint64 lastSeenAt = 0;
    QString label;
};

/**
 * The tables that are not part of any stream: secrets and sessions. Reading functions take a pool's Database, writing
 * ones run inside WriteQueue::run(). They hash nothing and compare nothing: app/PasswordHasher does.
 */
namespace AccountStore {

[[nodiscard]] Result<std::optional<Credential>> findByEmail(Database &database, const QString &email);
[[nodiscard]] Result<std::optional<Credential>> findByUser(Database &database, const Uuid &userId);
[[nodiscard]] Result<std::optional<SignedInSession>> findSession(Database &database, const QString &tokenHash);
[[nodiscard]] Result<QList<SignedInSession>> sessionsOf(Database &database, const Uuid &userId);

/// In the order of the e-mail addresses, those behind `afterEmail`, at most `max`.
[[nodiscard]] Result<QList<AccountLine>> page(Database &database, const QString &afterEmail, int max);
[[nodiscard]] Result<std::optional<AccountLine>> line(Database &database, const Uuid &userId);
/// Can anybody sign in at all?
[[nodiscard]] Result<bool> hasAny(Database &database);
/// Is there a server admin besides this person who can sign in?
[[nodiscard]] Result<bool> hasOtherAdmin(Database &database, const Uuid &userId);

[[nodiscard]] Result<void> setPassword(Database &database, const Uuid &userId, const QString &passwordHash,
                                       qint64 nowMs);
[[nodiscard]] Result<void> setDisabled(Database &database, const Uuid &userId, bool disabled, qint64 nowMs);
[[nodiscard]] Result<void> setServerAdmin(Database &database, const Uuid &userId, bool isServerAdmin, qint64 nowMs);
/// The password, the rights over the server, and whether it is disabled: all that is not the `user` row.
[[nodiscard]] Result<void> removeCredential(Database &database, const Uuid &userId);
[[nodiscard]] Result<void> addSessions(Database &database, const QList<SignedInSession> &sessions);
[[nodiscard]] Result<void> touchSession(Database &database, const QString &tokenHash, qint64 nowMs);
[[nodiscard]] Result<void> removeSession(Database &database, const QString &tokenHash);
/// `kept`: the hash of one that stays.
[[nodiscard]] Result<void> removeSessionsOf(Database &database, const Uuid &userId, const QString &kept = {});
[[nodiscard]] Result<void> removeExpiredSessions(Database &database, qint64 nowMs);

} // namespace AccountStore

} // namespace TaskMaster::Server
