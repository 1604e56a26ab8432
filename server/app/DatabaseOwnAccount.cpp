// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/DatabaseOwnAccount.h"

#include "server/app/PasswordHasher.h"
#include "server/app/People.h"
#include "server/app/SessionToken.h"
#include "server/storage/Loader.h"

namespace TaskMaster::Server {
namespace {

/// What a key is called outside: from its hash nobody gets to the token, but a list of hashes is nobody's business.
Uuid publicId(const Uuid &userId, const QString &tokenHash)
{
    return Uuid::v5(userId, tokenHash.toLatin1());
}

ApiTokenLine tokenLine(const ApiToken &token)
{
    return {publicId(token.userId, token.tokenHash),
            token.name,
            token.rights,
            token.createdAt,
            token.expiresAt,
            token.lastUsedAt};
}

/// A token for a workspace that its person does not see would tell them that it is there.
Result<void> isInWorkspace(Database &database, const Uuid &userId, const Uuid &workspace)
{
    const auto access = Loader::loadAccess(database, workspace, 0);
    if (!access)
        return access.error();
    return *access && (*access)->find(userId) ? Result<void>()
                                              : Result<void>(Error::notFound(QStringLiteral("workspace")));
}

} // namespace

DatabaseOwnAccount::DatabaseOwnAccount(const Options &options, Desk &desk, const Clock &clock)
    : m_options(options)
    , m_desk(desk)
    , m_clock(clock)
    , m_throttle(options.passwordTries, clock)
{
}

void DatabaseOwnAccount::sessions(const Identity &who, Done<QList<SessionLine>> done)
{
    const auto work = [who, now = m_clock.nowMs()](Database &database, QueueDoor &) -> Result<QList<SessionLine>> {
        const auto sessions = AccountStore::sessionsOf(database, who.userId);
        if (!sessions)
            return sessions.error();
        QList<SessionLine> lines;
        for (const SignedInSession &session : *sessions) {
            if (session.expiresAt > now)
                lines.append({publicId(who.userId, session.tokenHash), session.label, session.createdAt,
                              session.lastSeenAt, session.expiresAt, session.tokenHash == who.sessionKey});
        }
        return lines;
    };
    m_desk.ask<QList<SessionLine>>(work, std::move(done));
}

void DatabaseOwnAccount::endSession(const Identity &who, const Uuid &session, Done<void> done)
{
    const auto work = [who, session](Database &database, QueueDoor &door) -> Result<void> {
        const auto sessions = AccountStore::sessionsOf(database, who.userId);
        if (!sessions)
            return sessions.error();
        for (const SignedInSession &known : *sessions) {
            if (publicId(who.userId, known.tokenHash) == session)
                return door.change(AccountChanges::EndSession{who.userId, known.tokenHash});
        }
        return Error::notFound(QStringLiteral("session"));
    };
    m_desk.ask<void>(work, std::move(done));
}

void DatabaseOwnAccount::endOtherSessions(const Identity &who, Done<void> done)
{
    const auto work = [who](Database &, QueueDoor &door) {
        return door.change(AccountChanges::EndSessions{who.userId, who.sessionKey});
    };
    m_desk.ask<void>(work, std::move(done));
}

void DatabaseOwnAccount::changePassword(const Identity &who, PasswordChange change, Done<void> done)
{
    if (auto free = m_throttle.take(who.userId.toString()); !free) {
        done(free.error());
        return;
    }
    const auto work = [this, who, change = std::move(change)](Database &database, QueueDoor &door) -> Result<void> {
        const auto account = AccountStore::findByUser(database, who.userId);
        if (!account)
            return account.error();
        if (!*account)
            return ErrorCode::Unauthenticated;
        if (!PasswordHasher::verifyNow(change.oldPassword, (*account)->passwordHash))
            return Error::invalidField(QStringLiteral("oldPassword"), QStringLiteral("is wrong"));
        m_throttle.giveBack(who.userId.toString());
        const auto hash =
            People::hashed(change.newPassword, {(*account)->email, (*account)->name}, m_options.passwordLengthMin);
        if (!hash) {
            Error error = hash.error();
            error.details.insert(QStringLiteral("field"), QStringLiteral("newPassword"));
            return error;
        }
        return door.change(AccountChanges::SetPassword{who.userId, *hash, who.sessionKey});
    };
    m_desk.ask<void>(work, std::move(done));
}

void DatabaseOwnAccount::tokens(const Identity &who, Done<QList<ApiTokenLine>> done)
{
    const auto work = [who](Database &database, QueueDoor &) -> Result<QList<ApiTokenLine>> {
        const auto tokens = ApiTokenStore::ofUser(database, who.userId);
        if (!tokens)
            return tokens.error();
        QList<ApiTokenLine> lines;
        for (const ApiToken &token : *tokens)
            lines.append(tokenLine(token));
        return lines;
    };
    m_desk.ask<QList<ApiTokenLine>>(work, std::move(done));
}

void DatabaseOwnAccount::addToken(const Identity &who, NewApiToken token, Done<AddedToken> done)
{
    const auto work = [who, token = std::move(token), now = m_clock.nowMs()](Database &database,
                                                                             QueueDoor &door) -> Result<AddedToken> {
        if (token.expiresAt != 0 && token.expiresAt <= now)
            return Error::invalidField(QStringLiteral("expiresAt"), QStringLiteral("must be in the future"));
        if (!token.rights.workspace.isNull()) {
            if (auto ok = isInWorkspace(database, who.userId, token.rights.workspace); !ok)
                return ok.error();
        }
        const auto known = ApiTokenStore::ofUser(database, who.userId);
        if (!known)
            return known.error();
        if (known->size() >= TokensMax)
            return Error(ErrorCode::TooMany,
                         QStringLiteral("You have %1 API tokens; revoke one first.").arg(TokensMax));
        const QString secret = SessionToken::make(SessionToken::Kind::Api);
        const ApiToken made{SessionToken::hashOf(secret), who.userId, token.name, token.rights, now, token.expiresAt};
        if (auto ok = door.change(AccountChanges::AddApiToken{made}); !ok)
            return ok.error();
        return AddedToken{secret, tokenLine(made)};
    };
    m_desk.ask<AddedToken>(work, std::move(done));
}

void DatabaseOwnAccount::endToken(const Identity &who, const Uuid &token, Done<void> done)
{
    const auto work = [who, token](Database &database, QueueDoor &door) -> Result<void> {
        const auto tokens = ApiTokenStore::ofUser(database, who.userId);
        if (!tokens)
            return tokens.error();
        for (const ApiToken &known : *tokens) {
            if (publicId(who.userId, known.tokenHash) == token)
                return door.change(AccountChanges::EndApiToken{who.userId, known.tokenHash});
        }
        return Error::notFound(QStringLiteral("API token"));
    };
    m_desk.ask<void>(work, std::move(done));
}

} // namespace TaskMaster::Server
