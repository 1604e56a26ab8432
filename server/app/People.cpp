// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/People.h"

#include "server/app/DatabaseAccounts.h"
#include "server/app/PasswordHasher.h"
#include "server/app/SessionToken.h"
#include "server/storage/Loader.h"
#include "server/storage/Reader.h"

namespace TaskMaster::Server::People {
namespace {

/// The other owners of a workspace, and whether this person is one.
struct Owners {
    bool isOne = false;
    bool areOthers = false;
};
Result<Owners> ownersOf(Database &database, const Uuid &workspace, const Uuid &userId)
{
    const auto access = Loader::loadAccess(database, workspace, 0);
    if (!access)
        return access.error();
    Owners owners;
    for (const auto &[id, membership] : (*access)->members) {
        if (membership.role == Role::Owner)
            (id == userId ? owners.isOne : owners.areOthers) = true;
    }
    return owners;
}

/// Out of projects first: whoever is no member any more cannot be found in them.
QList<Command> wayOut(const QList<StreamId> &places, const Uuid &userId)
{
    QList<Command> commands;
    for (const StreamId &place : places) {
        if (place.kind == StreamKind::Project)
            commands.append({Uuid::v7(), place, RemoveProjectMember{userId}});
    }
    for (const StreamId &place : places) {
        if (place.kind == StreamKind::Workspace)
            commands.append({Uuid::v7(), place, RemoveMember{userId}});
    }
    return commands;
}

} // namespace

Result<void> submitAll(WriteDoor &door, const QList<Command> &commands)
{
    for (qsizetype from = 0; from < commands.size(); from += WriteDoor::WindowSize) {
        const auto answers = door.submit(commands.mid(from, WriteDoor::WindowSize));
        if (!answers)
            return answers.error();
        for (const CommandAnswer &answer : *answers) {
            if (!answer.outcome)
                return answer.outcome.error();
        }
    }
    return {};
}

QString normalized(const QString &email)
{
    return email.trimmed().toLower();
}

Error alreadyExists(const QString &email)
{
    return {ErrorCode::AlreadyExists,
            QStringLiteral("There is an account for %1 already.").arg(email),
            {{QStringLiteral("field"), QStringLiteral("email")}}};
}

Result<std::optional<Role>> roleOf(Database &database, const Uuid &workspace, const Uuid &person)
{
    const auto access = Loader::loadAccess(database, workspace, 0);
    if (!access)
        return access.error();
    const Membership *membership = *access ? (*access)->find(person) : nullptr;
    return membership ? std::optional(membership->role) : std::nullopt;
}

Result<Accounts::Opened> openSession(WriteDoor &door, Database &database, const Uuid &person, const QString &device,
                                     const SessionTerms &terms)
{
    const auto account = AccountStore::findByUser(database, person);
    if (!account)
        return account.error();
    if (!*account || (*account)->isDisabled)
        return ErrorCode::Unauthenticated;
    const Accounts::Opened opened{SessionToken::make(),
                                  {person,
                                   (*account)->name,
                                   (*account)->email,
                                   terms.nowMs + sessionMs(terms.days),
                                   {},
                                   (*account)->isServerAdmin}};
    const QString label = device.isNull() ? QStringLiteral("") : device; // a null string would be stored as NULL
    const SignedInSession session{
        SessionToken::hashOf(opened.token), person, terms.nowMs, opened.who.expiresAt, terms.nowMs, label};
    if (auto ok = door.change(AccountChanges::AddSessions{{session}}); !ok)
        return ok.error();
    return opened;
}

Result<QString> hashed(QByteArray password, const PasswordPolicy::Person &person, int lengthMin)
{
    if (auto ok = PasswordPolicy::check(password, person, lengthMin); !ok)
        return ok.error();
    return PasswordHasher::hashNow(std::move(password));
}

Result<void> add(WriteDoor &door, Database &database, NewAccount account, int passwordLengthMin)
{
    const QString email = normalized(account.email);
    const QString name = account.name.trimmed().isEmpty() ? email.section(u'@', 0, 0) : account.name.trimmed();
    // What the commands will refuse is refused before the password costs anything.
    const Command create{Uuid::v5(account.userId, "create"), StreamId::ofUser(account.userId), CreateUser{email, name}};
    if (auto ok = checkCommand(create); !ok)
        return ok;
    const auto known = AccountStore::findByEmail(database, email);
    if (!known)
        return known.error();
    if (*known && ((*known)->userId != account.userId || !(*known)->passwordHash.isEmpty()))
        return alreadyExists(email);
    const auto hash = hashed(std::move(account.password), {email, name}, passwordLengthMin);
    if (!hash)
        return hash.error();
    if (auto ok = submitAll(door, {create}); !ok && !*known) {
        // Somebody else may have added the same address since we looked; the index on it let only one in.
        const auto now = AccountStore::findByEmail(database, email);
        return now && *now ? Result<void>(alreadyExists(email)) : ok;
    }
    if (account.rights == NewAccount::Rights::ServerAdmin) {
        if (auto ok = door.change(AccountChanges::SetServerAdmin{account.userId}); !ok)
            return ok;
    }
    return door.change(AccountChanges::SetPassword{account.userId, *hash}); // last: now it is an account
}

Result<void> remove(WriteDoor &door, Database &database, const Uuid &userId, const Uuid &heir)
{
    const auto places = Read::placesOf(database, userId);
    if (!places)
        return places.error();
    QList<Command> bequests;
    for (const StreamId &place : *places) {
        if (place.kind != StreamKind::Workspace)
            continue;
        const auto owners = ownersOf(database, place.workspace, userId);
        if (!owners)
            return owners.error();
        if (!owners->isOne || owners->areOthers)
            continue;
        if (heir.isNull())
            return Error(ErrorCode::LastOwner,
                         QStringLiteral("They are the only owner of the workspace %1; say who shall own it.")
                             .arg(place.workspace.toString()));
        bequests.append({Uuid::v7(), place, SetMember{heir, Role::Owner}});
    }
    // From here on nobody gets in as them, whatever happens to the rest.
    if (auto ok = door.change(AccountChanges::RemoveSecrets{userId}); !ok)
        return ok;
    if (auto ok = submitAll(door, bequests); !ok)
        return ok;
    if (auto ok = submitAll(door, wayOut(*places, userId)); !ok)
        return ok;
    const auto account = AccountStore::findByUser(database, userId);
    if (!account)
        return account.error();
    if (!*account)
        return {};
    return submitAll(door, {{Uuid::v7(), StreamId::ofUser(userId), RemoveUser{(*account)->email}}});
}

} // namespace TaskMaster::Server::People
