// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/DatabaseUserAdmin.h"

#include "server/app/People.h"

namespace TaskMaster::Server {
namespace {

Result<AccountLine> accountLine(Database &database, const Uuid &user)
{
    const auto line = AccountStore::line(database, user);
    if (!line)
        return line.error();
    return *line ? Result<AccountLine>(**line) : Result<AccountLine>(Error::notFound(QStringLiteral("account")));
}

/// Somebody must be able to undo what an admin does to the others.
Result<void> leavesAnAdmin(Database &database, const AccountLine &account)
{
    if (!account.isServerAdmin || account.isDisabled)
        return {};
    const auto other = AccountStore::hasOtherAdmin(database, account.userId);
    if (!other)
        return other.error();
    return *other ? Result<void>()
                  : Result<void>(Error(ErrorCode::LastOwner,
                                       QStringLiteral("The server needs at least one admin who can sign in.")));
}

Result<void> setPasswordOf(QueueDoor &door, const AccountLine &account, const QByteArray &password, int lengthMin)
{
    const auto hash = People::hashed(password, {account.email, account.name}, lengthMin);
    if (!hash)
        return hash.error();
    return door.change(AccountChanges::SetPassword{account.userId, *hash});
}

} // namespace

DatabaseUserAdmin::DatabaseUserAdmin(int passwordLengthMin, Desk &desk)
    : m_passwordLengthMin(passwordLengthMin)
    , m_desk(desk)
{
}

void DatabaseUserAdmin::list(const QString &afterEmail, int max, Done<QList<AccountLine>> done)
{
    const auto work = [afterEmail, max](Database &database, QueueDoor &) {
        return AccountStore::page(database, afterEmail, max);
    };
    m_desk.ask<QList<AccountLine>>(work, std::move(done));
}

void DatabaseUserAdmin::show(const Uuid &user, Done<AccountLine> done)
{
    m_desk.ask<AccountLine>([user](Database &database, QueueDoor &) { return accountLine(database, user); },
                            std::move(done));
}

void DatabaseUserAdmin::add(NewUser user, Done<AccountLine> done)
{
    const auto work = [this, user = std::move(user)](Database &database, QueueDoor &door) -> Result<AccountLine> {
        const Uuid id = Uuid::v7();
        using Rights = People::NewAccount::Rights;
        const Rights rights = user.isServerAdmin ? Rights::ServerAdmin : Rights::Ordinary;
        if (auto ok =
                People::add(door, database, {id, user.email, user.name, user.password, rights}, m_passwordLengthMin);
            !ok)
            return ok.error();
        return accountLine(database, id);
    };
    m_desk.ask<AccountLine>(work, std::move(done));
}

void DatabaseUserAdmin::change(const Uuid &user, Change change, Done<AccountLine> done)
{
    const auto work = [this, user, change = std::move(change)](Database &database,
                                                               QueueDoor &door) -> Result<AccountLine> {
        const auto before = accountLine(database, user);
        if (!before)
            return before.error();
        if (change.isDisabled.value_or(false) || !change.isServerAdmin.value_or(true)) {
            if (auto ok = leavesAnAdmin(database, *before); !ok)
                return ok.error();
        }
        if (change.password) {
            if (auto ok = setPasswordOf(door, *before, *change.password, m_passwordLengthMin); !ok)
                return ok.error();
        }
        if (change.isServerAdmin && *change.isServerAdmin != before->isServerAdmin) {
            if (auto ok = door.change(AccountChanges::SetServerAdmin{user, *change.isServerAdmin}); !ok)
                return ok.error();
        }
        if (change.isDisabled && *change.isDisabled != before->isDisabled) {
            if (auto ok = door.change(AccountChanges::SetDisabled{user, *change.isDisabled}); !ok)
                return ok.error();
        }
        return accountLine(database, user);
    };
    m_desk.ask<AccountLine>(work, std::move(done));
}

void DatabaseUserAdmin::remove(const Uuid &user, const Uuid &heir, Done<void> done)
{
    const auto work = [user, heir](Database &database, QueueDoor &door) -> Result<void> {
        const auto account = accountLine(database, user);
        if (!account)
            return account.error();
        if (auto ok = leavesAnAdmin(database, *account); !ok)
            return ok;
        return People::remove(door, database, user, heir);
    };
    m_desk.ask<void>(work, std::move(done));
}

} // namespace TaskMaster::Server
