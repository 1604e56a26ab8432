// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/DatabaseAccounts.h"

#include "server/app/AddressKey.h"

#include <limits>

namespace TaskMaster::Server {
namespace {

/// A key is noted as used at most so often: reading a page must not become a write.
constexpr qint64 TouchEveryMs = 5 * 60 * 1000;
/// API tokens stay listed for so long after they have expired.
constexpr qint64 ShowExpiredMs = 30LL * 24 * 60 * 60 * 1000;

Error wrongSignIn()
{
    return Error(ErrorCode::Unauthenticated, QStringLiteral("The e-mail address or the password is wrong."));
}

} // namespace

DatabaseAccounts::DatabaseAccounts(Options options, DbPool &pool, WriteQueue &writes, PasswordHasher &hasher,
                                   const Clock &clock)
    : m_options(options)
    , m_pool(pool)
    , m_writes(writes)
    , m_hasher(hasher)
    , m_clock(clock)
    , m_accountThrottle(options.perAccount, clock)
    , m_addressThrottle(options.perAddress, clock)
{
}

void DatabaseAccounts::signIn(SignInAttempt attempt, std::function<void(Result<Opened>)> done)
{
    const QString address = addressKey(attempt.peer);
    if (auto free = m_addressThrottle.take(address); !free) {
        done(free.error());
        return;
    }
    if (auto free = m_accountThrottle.take(attempt.email); !free) {
        done(free.error());
        return;
    }
    m_pool.read(
        [this, attempt = std::move(attempt), address, done = std::move(done)](Result<Database *> database) mutable {
            auto found = database ? AccountStore::findByEmail(**database, attempt.email)
                                  : Result<std::optional<Credential>>(database.error());
            if (!found) {
                done(found.error());
                return;
            }
            const Credential account = found->value_or(Credential{});
            const QString hash = account.isDisabled ? QString() : account.passwordHash;
            auto judge = [this, account, address, email = attempt.email, device = attempt.device,
                          done = std::move(done)](const Result<bool> &fits) {
                if (!fits) {
                    done(fits.error());
                } else if (!*fits) {
                    done(wrongSignIn());
                } else {
                    m_addressThrottle.giveBack(address);
                    m_accountThrottle.giveBack(email);
                    open(account, device, done);
                }
            };
            m_hasher.verify(std::move(attempt.password), hash, std::move(judge));
        });
}

void DatabaseAccounts::open(const Credential &account, const QString &device, std::function<void(Result<Opened>)> done)
{
    const qint64 now = m_clock.nowMs();
    const Opened opened{SessionToken::make(),
                        {account.userId, account.name, account.email, now + sessionMs(m_options.sessionDays)}};
    const QString label = device.isNull() ? QStringLiteral("") : device; // a null string would be stored as NULL
    const SignedInSession session{
        SessionToken::hashOf(opened.token), account.userId, now, opened.who.expiresAt, now, label};
    m_writes.run([session](Database &database) { return AccountStore::addSessions(database, {session}); },
                 [opened, done = std::move(done)](const Result<void> &stored) {
                     if (stored)
                         done(opened);
                     else
                         done(stored.error());
                 });
}

void DatabaseAccounts::whoIs(const QString &token, std::function<void(Result<SignedIn>)> done)
{
    find(token, [done = std::move(done)](const Result<Found> &found) {
        if (!found)
            done(found.error());
        else if (found->account.isDisabled)
            done(Error(ErrorCode::Unauthenticated));
        else
            done(SignedIn{found->account.userId, found->account.name, found->account.email, found->expiresAt,
                          found->rights, found->account.isServerAdmin});
    });
}

void DatabaseAccounts::authenticate(const QString &token, std::function<void(Result<Identity>)> done)
{
    find(token, [done = std::move(done)](const Result<Found> &found) {
        if (!found)
            done(found.error());
        else if (found->account.isDisabled)
            done(Error::forbidden(QStringLiteral("This account is disabled.")));
        else
            done(Identity{found->account.userId, found->key, found->expiresAt, found->rights,
                          found->account.isServerAdmin});
    });
}

void DatabaseAccounts::find(const QString &token, std::function<void(Result<Found>)> done)
{
    const auto kind = SessionToken::kindOf(token);
    if (!kind || *kind == SessionToken::Kind::Link) {
        done(Error(ErrorCode::Unauthenticated));
        return;
    }
    m_pool.read(
        [this, kind = *kind, hash = SessionToken::hashOf(token), done = std::move(done)](Result<Database *> database) {
            done(database ? lookUp(**database, kind, hash) : Result<Found>(database.error()));
        });
}

Result<DatabaseAccounts::Found> DatabaseAccounts::lookUp(Database &database, SessionToken::Kind kind,
                                                         const QString &hash)
{
    auto found = kind == SessionToken::Kind::Api ? lookUpApiToken(database, hash) : lookUpSession(database, hash);
    if (!found)
        return found;
    auto account = AccountStore::findByUser(database, found->account.userId);
    if (!account)
        return account.error();
    if (!*account)
        return ErrorCode::Unauthenticated;
    found->account = **account;
    return found;
}

Result<DatabaseAccounts::Found> DatabaseAccounts::lookUpSession(Database &database, const QString &hash)
{
    const auto session = AccountStore::findSession(database, hash);
    if (!session)
        return session.error();
    if (!*session || (*session)->expiresAt <= m_clock.nowMs())
        return ErrorCode::Unauthenticated;
    touch(SessionToken::Kind::Session, hash, (*session)->lastSeenAt);
    Found found;
    found.account.userId = (*session)->userId;
    found.key = hash;
    found.expiresAt = (*session)->expiresAt;
    return found;
}

Result<DatabaseAccounts::Found> DatabaseAccounts::lookUpApiToken(Database &database, const QString &hash)
{
    const auto token = ApiTokenStore::find(database, hash);
    if (!token)
        return token.error();
    if (!*token)
        return ErrorCode::Unauthenticated;
    if ((*token)->isExpired(m_clock.nowMs()))
        return Error(ErrorCode::Unauthenticated, QStringLiteral("This API token has expired."));
    touch(SessionToken::Kind::Api, hash, (*token)->lastUsedAt);
    Found found;
    found.account.userId = (*token)->userId;
    found.key = hash;
    found.expiresAt = (*token)->expiresAt != 0 ? (*token)->expiresAt : std::numeric_limits<qint64>::max();
    found.rights = (*token)->rights;
    return found;
}

void DatabaseAccounts::touch(SessionToken::Kind kind, const QString &hash, qint64 lastUsedAt)
{
    const qint64 now = m_clock.nowMs();
    if (now - lastUsedAt < TouchEveryMs)
        return;
    m_writes.run(
        [kind, hash, now](Database &database) {
            return kind == SessionToken::Kind::Api ? ApiTokenStore::touch(database, hash, now)
                                                   : AccountStore::touchSession(database, hash, now);
        },
        [](const Result<void> &) {}); // missed once, it is noted the next time
}

void DatabaseAccounts::signOut(const QString &token, std::function<void(Result<void>)> done)
{
    const auto kind = SessionToken::kindOf(token);
    if (kind != SessionToken::Kind::Session) {
        done(kind == SessionToken::Kind::Api
                 ? Error::forbidden(QStringLiteral("An API token is revoked, not signed out."))
                 : Error(ErrorCode::Unauthenticated));
        return;
    }
    // Who signs out twice is signed out: not an error.
    const QString hash = SessionToken::hashOf(token);
    m_writes.run([hash](Database &database) { return AccountStore::removeSession(database, hash); },
                 [this, hash, done = std::move(done)](const Result<void> &removed) {
                     if (removed && m_signedOut)
                         m_signedOut(hash);
                     done(removed);
                 });
}

void DatabaseAccounts::removeExpired()
{
    m_writes.run(
        [now = m_clock.nowMs()](Database &database) {
            if (auto ok = AccountStore::removeExpiredSessions(database, now); !ok)
                return ok;
            return ApiTokenStore::removeExpiredBefore(database, now - ShowExpiredMs);
        },
        [](const Result<void> &) {}); // tried again the next time
}

} // namespace TaskMaster::Server
