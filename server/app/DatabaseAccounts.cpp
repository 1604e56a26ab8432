// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/DatabaseAccounts.h"

#include "server/app/SessionToken.h"

namespace TaskMaster::Server {
namespace {

/// A session is noted as used at most so often: reading a page must not become a write.
constexpr qint64 TouchEveryMs = 60 * 60 * 1000;

Error wrongSignIn()
{
    return Error(ErrorCode::Unauthenticated, QStringLiteral("The e-mail address or the password is wrong."));
}

/// IPv6 hosts own a whole /64: counting single addresses would not slow anybody down.
QString addressKey(const QHostAddress &peer)
{
    if (peer.protocol() != QAbstractSocket::IPv6Protocol)
        return peer.toString();
    bool isMapped = false;
    const quint32 v4 = peer.toIPv4Address(&isMapped);
    if (isMapped)
        return QHostAddress(v4).toString();
    Q_IPV6ADDR bytes = peer.toIPv6Address();
    std::fill(std::begin(bytes.c) + 8, std::end(bytes.c), quint8(0));
    return QHostAddress(bytes).toString();
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
            done(SignedIn{found->account.userId, found->account.name, found->account.email, found->session.expiresAt});
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
            done(Identity{found->account.userId, found->session.tokenHash, found->session.expiresAt});
    });
}

void DatabaseAccounts::find(const QString &token, std::function<void(Result<Found>)> done)
{
    if (!SessionToken::isWellFormed(token)) {
        done(Error(ErrorCode::Unauthenticated));
        return;
    }
    m_pool.read([this, hash = SessionToken::hashOf(token), done = std::move(done)](Result<Database *> database) {
        auto session = database ? AccountStore::findSession(**database, hash)
                                : Result<std::optional<SignedInSession>>(database.error());
        if (!session) {
            done(session.error());
            return;
        }
        if (!*session || (*session)->expiresAt <= m_clock.nowMs()) {
            done(Error(ErrorCode::Unauthenticated));
            return;
        }
        auto account = AccountStore::findByUser(**database, (*session)->userId);
        if (!account) {
            done(account.error());
            return;
        }
        if (!*account) {
            done(Error(ErrorCode::Unauthenticated));
            return;
        }
        touch(**session);
        done(Found{**account, **session});
    });
}

void DatabaseAccounts::touch(const SignedInSession &session)
{
    const qint64 now = m_clock.nowMs();
    if (now - session.lastSeenAt < TouchEveryMs)
        return;
    m_writes.run(
        [hash = session.tokenHash, now](Database &database) { return AccountStore::touchSession(database, hash, now); },
        [](const Result<void> &) {}); // missed once, it is noted the next time
}

void DatabaseAccounts::signOut(const QString &token, std::function<void(Result<void>)> done)
{
    if (!SessionToken::isWellFormed(token)) {
        done(Error(ErrorCode::Unauthenticated));
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
        [now = m_clock.nowMs()](Database &database) { return AccountStore::removeExpiredSessions(database, now); },
        [](const Result<void> &) {}); // tried again the next time
}

} // namespace TaskMaster::Server
