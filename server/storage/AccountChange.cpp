// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/AccountChange.h"

namespace TaskMaster::Server::AccountChanges {
namespace {

Result<void> endKeysOf(Database &database, const Uuid &userId)
{
    if (auto ok = AccountStore::removeSessionsOf(database, userId); !ok)
        return ok;
    return ApiTokenStore::removeOf(database, userId);
}

struct Apply {
    Database &database;
    qint64 now;

    Result<void> operator()(const SetPassword &wish) const
    {
        if (auto ok = AccountStore::setPassword(database, wish.userId, wish.passwordHash, now); !ok)
            return ok;
        return AccountStore::removeSessionsOf(database, wish.userId, wish.keptSession);
    }
    Result<void> operator()(const SetDisabled &wish) const
    {
        if (auto ok = AccountStore::setDisabled(database, wish.userId, wish.isDisabled, now); !ok)
            return ok;
        return wish.isDisabled ? endKeysOf(database, wish.userId) : Result<void>();
    }
    Result<void> operator()(const SetServerAdmin &wish) const
    {
        return AccountStore::setServerAdmin(database, wish.userId, wish.isServerAdmin, now);
    }
    Result<void> operator()(const RemoveSecrets &wish) const
    {
        if (auto ok = AccountStore::removeCredential(database, wish.userId); !ok)
            return ok;
        return endKeysOf(database, wish.userId);
    }
    Result<void> operator()(const AddSessions &wish) const
    {
        return AccountStore::addSessions(database, wish.sessions);
    }
    Result<void> operator()(const EndSession &wish) const
    {
        return AccountStore::removeSession(database, wish.tokenHash);
    }
    Result<void> operator()(const EndSessions &wish) const
    {
        return AccountStore::removeSessionsOf(database, wish.userId, wish.keptSession);
    }
    Result<void> operator()(const AddApiToken &wish) const { return ApiTokenStore::add(database, wish.token); }
    Result<void> operator()(const EndApiToken &wish) const { return ApiTokenStore::remove(database, wish.tokenHash); }
    Result<void> operator()(const AddFeed &wish) const { return FeedStore::add(database, wish.feed, wish.secretHash); }
    Result<void> operator()(const EndFeed &wish) const { return FeedStore::remove(database, wish.userId, wish.feedId); }
};

struct Ended {
    using Which = EndedKeys::Which;

    EndedKeys operator()(const SetPassword &wish) const { return {Which::Sessions, wish.userId, wish.keptSession}; }
    EndedKeys operator()(const SetDisabled &wish) const
    {
        return {wish.isDisabled ? Which::All : Which::None, wish.userId};
    }
    EndedKeys operator()(const SetServerAdmin &) const { return {}; } // asked anew with every request
    EndedKeys operator()(const RemoveSecrets &wish) const { return {Which::All, wish.userId}; }
    EndedKeys operator()(const AddSessions &) const { return {}; }
    EndedKeys operator()(const EndSession &wish) const { return {Which::One, wish.userId, wish.tokenHash}; }
    EndedKeys operator()(const EndSessions &wish) const { return {Which::Sessions, wish.userId, wish.keptSession}; }
    EndedKeys operator()(const AddApiToken &) const { return {}; }
    EndedKeys operator()(const EndApiToken &wish) const { return {Which::One, wish.userId, wish.tokenHash}; }
    EndedKeys operator()(const AddFeed &) const { return {}; }
    EndedKeys operator()(const EndFeed &) const { return {}; } // asked anew with every fetch
};

} // namespace

Result<void> apply(Database &database, const AccountChange &change, qint64 nowMs)
{
    return std::visit(Apply{database, nowMs}, change);
}

EndedKeys endedBy(const AccountChange &change)
{
    return std::visit(Ended(), change);
}

} // namespace TaskMaster::Server::AccountChanges
