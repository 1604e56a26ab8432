// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/DatabaseInvitations.h"

#include "server/app/AddressKey.h"
#include "server/app/People.h"
#include "server/app/SessionToken.h"
#include "server/storage/InvitationStore.h"
#include "server/storage/Reader.h"

namespace TaskMaster::Server {
namespace {

/// Any constant: the account that a set-up makes has the same id when it is tried again.
constexpr Uuid SetUpSpace{0x5461736b4d617374ULL, 0x8572205365742075ULL};

Error noSuchLink()
{
    return {ErrorCode::NotFound, QStringLiteral("This link is not valid, or not any more.")};
}

QString hashOfLink(const QString &secret)
{
    return SessionToken::kindOf(secret) == SessionToken::Kind::Link ? SessionToken::hashOf(secret) : QString();
}

QString projectNameOf(Database &database, const Invitation &invitation)
{
    const StreamId stream = StreamId::ofProject(invitation.workspaceId, invitation.projectId);
    const auto page = Read::rows(database, stream, {EntityKind::Project, {}, false}, 1);
    const auto *project = page && !page->rows.isEmpty() ? std::get_if<Project>(&page->rows.constFirst()) : nullptr;
    return project ? project->name : QString();
}

QString workspaceNameOf(Database &database, const Uuid &id)
{
    const auto page = Read::rows(database, StreamId::ofWorkspace(id), {EntityKind::Workspace, {}, false}, 1);
    const auto *workspace = page && !page->rows.isEmpty() ? std::get_if<Workspace>(&page->rows.constFirst()) : nullptr;
    return workspace ? workspace->name : QString();
}

} // namespace

DatabaseInvitations::DatabaseInvitations(const Options &options, Desk &desk, AccessCache &access, const Clock &clock)
    : m_options(options)
    , m_desk(desk)
    , m_access(access)
    , m_clock(clock)
    , m_throttle(options.perAddress, clock)
{
}

template <class T>
void DatabaseInvitations::throttled(const QHostAddress &peer, std::function<Result<T>(const Step &)> work, Done<T> done)
{
    const QString address = addressKey(peer);
    if (auto free = m_throttle.take(address); !free) {
        done(free.error());
        return;
    }
    m_desk.ask<T>(
        [this, address, work = std::move(work)](Database &database, QueueDoor &door) {
            auto outcome = work({database, door});
            if (outcome || outcome.error().code != ErrorCode::NotFound)
                m_throttle.giveBack(address);
            return outcome;
        },
        std::move(done));
}

// ---- the first account

void DatabaseInvitations::offerSetUp(const QString &secret)
{
    const std::scoped_lock lock(m_setUpMutex);
    m_setUpHash = SessionToken::hashOf(secret);
}

void DatabaseInvitations::setUp(const QString &secret, Newcomer newcomer, QString workspace, Done<Arrival> done)
{
    const QHostAddress peer = newcomer.peer;
    throttled<Arrival>(
        peer,
        [this, hash = hashOfLink(secret), newcomer = std::move(newcomer),
         workspace = std::move(workspace)](const Step &step) -> Result<Arrival> {
            const std::scoped_lock lock(m_setUpMutex);
            if (m_setUpHash.isEmpty() || hash != m_setUpHash)
                return noSuchLink();
            const auto isSetUp = AccountStore::hasAny(step.database); // by a subcommand, meanwhile
            if (!isSetUp)
                return isSetUp.error();
            if (*isSetUp) {
                m_setUpHash.clear();
                return noSuchLink();
            }
            auto arrival = setUpNow(step, newcomer, workspace);
            if (arrival)
                m_setUpHash.clear();
            return arrival;
        },
        std::move(done));
}

Result<Arrival> DatabaseInvitations::setUpNow(const Step &step, const Newcomer &newcomer, const QString &workspace)
{
    const Uuid person = Uuid::v5(SetUpSpace, People::normalized(newcomer.email).toUtf8());
    Arrival arrival;
    QList<Command> commands;
    if (!workspace.trimmed().isEmpty()) {
        arrival.workspaceId = Uuid::v5(person, "workspace");
        commands = {{Uuid::v5(person, "create workspace"), StreamId::ofWorkspace(arrival.workspaceId),
                     CreateWorkspace{workspace.trimmed(), person}}};
        if (auto ok = checkCommand(commands.first()); !ok)
            return Error::invalidField(QStringLiteral("workspace"), ok.error().message);
    }
    if (auto ok = People::add(
            step.door, step.database,
            {person, newcomer.email, newcomer.name, newcomer.password, People::NewAccount::Rights::ServerAdmin},
            m_options.passwordLengthMin);
        !ok)
        return ok.error();
    if (auto ok = People::submitAll(step.door, commands); !ok)
        return ok.error();
    auto session = opened(step, person, newcomer.device);
    if (!session)
        return session.error();
    arrival.session = std::move(*session);
    return arrival;
}

Result<Accounts::Opened> DatabaseInvitations::opened(const Step &step, const Uuid &person, const QString &device)
{
    return People::openSession(step.door, step.database, person, device, {m_clock.nowMs(), m_options.sessionDays});
}

// ---- making them

Result<void> DatabaseInvitations::mayInvite(Database &database, const Viewer &viewer, const NewInvitation &wish)
{
    const StreamId workspace = StreamId::ofWorkspace(wish.workspaceId);
    const Capability capability = wish.role == Role::Owner ? Capability::OwnWorkspace : Capability::ManageWorkspace;
    if (auto ok = Read::mayUse(database, m_access, capability, viewer, workspace); !ok)
        return ok;
    if (wish.projectId.isNull())
        return {};
    return Read::access(database, m_access, viewer, StreamId::ofProject(wish.workspaceId, wish.projectId));
}

void DatabaseInvitations::add(const Identity &who, NewInvitation wish, Done<Added> done)
{
    m_desk.ask<Added>(
        [this, who, wish](Database &database, QueueDoor &door) {
            return addNow({database, door}, who, wish);
        },
        std::move(done));
}

Result<Invitations::Added> DatabaseInvitations::addNow(const Step &step, const Identity &who, const NewInvitation &wish)
{
    const qint64 now = m_clock.nowMs();
    const qint64 expiresAt = wish.expiresAt != 0 ? wish.expiresAt : now + LifeMsUsual;
    if (expiresAt <= now || expiresAt > now + LifeMsMax)
        return Error::invalidField(QStringLiteral("expiresAt"), QStringLiteral("must be within the next year"));
    if (wish.usesMax < 1 || wish.usesMax > UsesMax)
        return Error::invalidField(QStringLiteral("usesMax"), QStringLiteral("must be from 1 to %1").arg(UsesMax));
    if ((wish.role == Role::Guest) == wish.projectId.isNull())
        return Error::invalidField(QStringLiteral("projectId"),
                                   QStringLiteral("must be set for guests, and only for them"));
    if (auto ok = mayInvite(step.database, who.viewer(), wish); !ok)
        return ok.error();
    const auto open = InvitationStore::openCount(step.database, wish.workspaceId, now);
    if (!open)
        return open.error();
    if (*open >= OpenMax)
        return Error(ErrorCode::TooMany,
                     QStringLiteral("The workspace has %1 open invitations; withdraw some first.").arg(OpenMax));
    Added added{SessionToken::make(SessionToken::Kind::Link), {}};
    Invitation &made = added.invitation;
    made.id = Uuid::v7(now);
    made.secretHash = SessionToken::hashOf(added.secret);
    made.workspaceId = wish.workspaceId;
    made.projectId = wish.projectId;
    made.role = wish.role;
    made.creatorId = who.userId;
    made.createdAt = now;
    made.expiresAt = expiresAt;
    made.usesMax = wish.usesMax;
    if (auto ok = step.door.run([&made](Database &database) { return InvitationStore::add(database, made); }); !ok)
        return ok.error();
    return added;
}

void DatabaseInvitations::list(const Identity &who, const Uuid &workspace, const Uuid &before, int max,
                               Done<QList<Invitation>> done)
{
    m_desk.ask<QList<Invitation>>(
        [this, who, workspace, before, max](Database &database, QueueDoor &) -> Result<QList<Invitation>> {
            if (auto ok = mayInvite(database, who.viewer(), {workspace, {}}); !ok)
                return ok.error();
            return InvitationStore::ofWorkspace(database, workspace, before, max);
        },
        std::move(done));
}

void DatabaseInvitations::revoke(const Identity &who, const Uuid &workspace, const Uuid &invitation, Done<void> done)
{
    m_desk.ask<void>(
        [this, who, workspace, invitation, now = m_clock.nowMs()](Database &database, QueueDoor &door) -> Result<void> {
            if (auto ok = mayInvite(database, who.viewer(), {workspace, {}}); !ok)
                return ok;
            const auto known = InvitationStore::find(database, invitation);
            if (!known)
                return known.error();
            if (!*known || (*known)->workspaceId != workspace)
                return Error::notFound(QStringLiteral("invitation"));
            return door.run([&](Database &writing) { return InvitationStore::revoke(writing, invitation, now); });
        },
        std::move(done));
}

// ---- using them

Result<Invitation> DatabaseInvitations::found(Database &database, const QString &secret)
{
    const QString hash = hashOfLink(secret);
    if (hash.isEmpty())
        return noSuchLink();
    const auto invitation = InvitationStore::findBySecret(database, hash);
    if (!invitation)
        return invitation.error();
    if (!*invitation)
        return noSuchLink();
    // Whoever has lost the right to invite must not go on doing it by links.
    const Invitation &known = **invitation;
    const auto may = mayInvite(database, {known.creatorId}, {known.workspaceId, known.projectId, known.role});
    if (!may)
        return may.error().isTemporary() ? may.error() : noSuchLink();
    return known;
}

void DatabaseInvitations::look(const QString &secret, const QHostAddress &peer, Done<InvitationPreview> done)
{
    throttled<InvitationPreview>(
        peer, [this, secret](const Step &step) { return lookNow(step, secret); }, std::move(done));
}

Result<InvitationPreview> DatabaseInvitations::lookNow(const Step &step, const QString &secret)
{
    const auto invitation = found(step.database, secret);
    if (!invitation)
        return invitation.error();
    if (auto open = invitation->isOpen(m_clock.nowMs()); !open)
        return open.error();
    const auto inviter = AccountStore::findByUser(step.database, invitation->creatorId);
    if (!inviter)
        return inviter.error();
    return InvitationPreview{workspaceNameOf(step.database, invitation->workspaceId),
                             invitation->projectId.isNull() ? QString() : projectNameOf(step.database, *invitation),
                             *inviter ? (*inviter)->name : QString(), invitation->role, invitation->expiresAt};
}

void DatabaseInvitations::redeemAsNewcomer(const QString &secret, Newcomer newcomer, Done<Arrival> done)
{
    const QHostAddress peer = newcomer.peer;
    throttled<Arrival>(
        peer,
        [this, secret, newcomer = std::move(newcomer)](const Step &step) { return redeemNow(step, secret, newcomer); },
        std::move(done));
}

Result<Arrival> DatabaseInvitations::redeemNow(const Step &step, const QString &secret, const Newcomer &newcomer)
{
    const auto invitation = found(step.database, secret);
    if (!invitation)
        return invitation.error();
    const QString email = People::normalized(newcomer.email);
    const Uuid person = Uuid::v5(invitation->id, email.toUtf8());
    const auto known = AccountStore::findByEmail(step.database, email);
    if (!known)
        return known.error();
    // An account of this very link without a password is one that a crash left half made.
    if (*known && ((*known)->userId != person || !(*known)->passwordHash.isEmpty()))
        return Error(ErrorCode::AlreadyExists,
                     QStringLiteral("There is an account for %1 already. Sign in, then use the link.").arg(email),
                     {{QStringLiteral("field"), QStringLiteral("email")}});
    if (auto ok = PasswordPolicy::check(newcomer.password, {email, newcomer.name}, m_options.passwordLengthMin); !ok)
        return ok.error();
    // The use first: there are never more accounts than uses.
    const auto used = step.door.run(
        [&](Database &database) { return InvitationStore::use(database, invitation->id, person, m_clock.nowMs()); });
    if (!used)
        return used.error();
    if (auto ok = People::add(step.door, step.database, {person, email, newcomer.name, newcomer.password},
                              m_options.passwordLengthMin);
        !ok)
        return ok.error();
    if (auto ok = letIn(step, *invitation, person); !ok)
        return ok.error();
    auto session = opened(step, person, newcomer.device);
    if (!session)
        return session.error();
    return Arrival{std::move(*session), invitation->workspaceId, invitation->projectId};
}

void DatabaseInvitations::redeemAs(const Identity &who, const QString &secret, const QHostAddress &peer,
                                   Done<Arrival> done)
{
    throttled<Arrival>(
        peer, [this, secret, person = who.userId](const Step &step) { return redeemNow(step, secret, person); },
        std::move(done));
}

Result<Arrival> DatabaseInvitations::redeemNow(const Step &step, const QString &secret, const Uuid &person)
{
    const auto invitation = found(step.database, secret);
    if (!invitation)
        return invitation.error();
    const auto used = step.door.run(
        [&](Database &database) { return InvitationStore::use(database, invitation->id, person, m_clock.nowMs()); });
    if (!used)
        return used.error();
    if (auto ok = letIn(step, *invitation, person); !ok)
        return ok.error();
    return Arrival{{}, invitation->workspaceId, invitation->projectId};
}

Result<void> DatabaseInvitations::letIn(const Step &step, const Invitation &invitation, const Uuid &person)
{
    const StreamId workspace = StreamId::ofWorkspace(invitation.workspaceId);
    const auto roleNow = People::roleOf(step.database, invitation.workspaceId, person);
    if (!roleNow)
        return roleNow.error();
    const auto idFor = [&](const char *what) { return Uuid::v5(invitation.id, person.toBytes() + what); };
    // Nobody loses by an invitation: a member who follows a guest's link stays one.
    if (!*roleNow || **roleNow < invitation.role) {
        if (auto ok = People::submitAll(step.door, {{idFor("member"), workspace, SetMember{person, invitation.role}}});
            !ok)
            return ok;
        const auto role = People::roleOf(step.database, invitation.workspaceId, person);
        if (!role)
            return role.error();
        if (!*role) // The command was done once already, and somebody has taken it back since.
            return Error::forbidden(QStringLiteral("You were taken out of this workspace; ask for a new invitation."));
    }
    if (invitation.projectId.isNull() || (*roleNow && **roleNow > Role::Guest))
        return {};
    const StreamId project = StreamId::ofProject(invitation.workspaceId, invitation.projectId);
    return People::submitAll(step.door, {{idFor("project"), project, AddProjectMember{person}}});
}

} // namespace TaskMaster::Server
