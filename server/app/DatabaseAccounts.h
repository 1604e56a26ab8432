// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/PasswordHasher.h"
#include "server/app/SessionToken.h"
#include "server/gateway/Authenticator.h"
#include "server/gateway/SessionRoutes.h"
#include "server/ops/Throttle.h"
#include "server/storage/AccountStore.h"
#include "server/storage/ApiTokenStore.h"
#include "server/storage/DbPool.h"
#include "server/storage/WriteQueue.h"

namespace TaskMaster::Server {

/**
 * The accounts, kept in the database: sign-ins are throttled per account and per address before anything is looked up,
 * and take the same time whether the account exists or not. Thread-safe; works on the pool's, the hasher's and a write
 * lane's threads in turn.
 */
class DatabaseAccounts final : public Accounts, public Authenticator {
public:
    struct Options {
        int sessionDays = 30;
        Throttle::Rate perAccount{10, 30'000};
        Throttle::Rate perAddress{60, 2'000};
    };
    DatabaseAccounts(Options options, DbPool &pool, WriteQueue &writes, PasswordHasher &hasher, const Clock &clock);

    void signIn(SignInAttempt attempt, std::function<void(Result<Opened>)> done) override;
    void whoIs(const QString &token, std::function<void(Result<SignedIn>)> done) override;
    void signOut(const QString &token, std::function<void(Result<void>)> done) override;

    void authenticate(const QString &token, std::function<void(Result<Identity>)> done) override;

    /// Told about every session that ended, by its Identity::sessionKey, after that is durable. Set before use.
    void onSignedOut(std::function<void(const QString &sessionKey)> listener) { m_signedOut = std::move(listener); }

    /// Sessions whose time is over are removed; called now and then.
    void removeExpired();

private:
    /// The account behind a token, and what the token opens.
    struct Found {
        Credential account;
        QString key;
        qint64 expiresAt = 0;
        KeyRights rights;
    };
    void find(const QString &token, std::function<void(Result<Found>)> done);
    void open(const Credential &account, const QString &device, std::function<void(Result<Opened>)> done);
    [[nodiscard]] Result<Found> lookUp(Database &database, SessionToken::Kind kind, const QString &hash);
    [[nodiscard]] Result<Found> lookUpSession(Database &database, const QString &hash);
    [[nodiscard]] Result<Found> lookUpApiToken(Database &database, const QString &hash);
    /// Notes that a key was used, now and then.
    void touch(SessionToken::Kind kind, const QString &hash, qint64 lastUsedAt);

    const Options m_options;
    DbPool &m_pool;
    WriteQueue &m_writes;
    PasswordHasher &m_hasher;
    const Clock &m_clock;
    Throttle m_accountThrottle;
    Throttle m_addressThrottle;
    std::function<void(const QString &)> m_signedOut;
};

/// The whole length of a person's session from now on.
[[nodiscard]] constexpr qint64 sessionMs(int days)
{
    return qint64(days) * 24 * 60 * 60 * 1000;
}

} // namespace TaskMaster::Server
