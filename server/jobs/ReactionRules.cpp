// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/jobs/ReactionRules.h"

#include "server/jobs/InboxRules.h"
#include "server/jobs/WorkRules.h"
#include "server/storage/Loader.h"
#include "server/storage/Reader.h"

namespace TaskMaster::Server::ReactionRules {
namespace {

bool hasField(const Change &change, QStringView name)
{
    const int field = describe(change.entity).indexOf(name);
    return std::any_of(change.fields.begin(), change.fields.end(),
                       [field](const FieldValue &value) { return value.field == field; });
}

/// Every task counts up its project's lastNumber; only what people see of the project matters here.
bool changesFace(const Change &change)
{
    return change.op != ChangeOp::Delete
        && (hasField(change, u"name") || hasField(change, u"key") || hasField(change, u"color")
            || hasField(change, u"archivedAt"));
}

bool hasConsequences(const Change &change)
{
    switch (change.entity) {
    case EntityKind::Project:
        return changesFace(change);
    case EntityKind::Workspace:
        return hasField(change, u"name") && change.op == ChangeOp::Put;
    case EntityKind::Member:
        return change.op != ChangeOp::Put || hasField(change, u"role");
    case EntityKind::ProjectMember:
        return change.op != ChangeOp::Put;
    case EntityKind::User:
        return hasField(change, u"name") && change.op == ChangeOp::Put;
    default:
        return false;
    }
}

class Rules {
public:
    Rules(Database &database, qint64 epoch, const Event &event)
        : m_database(database)
        , m_epoch(epoch)
        , m_event(event)
        , m_workspaceStream(StreamId::ofWorkspace(event.stream.workspace))
    {
    }

    Result<QList<Command>> all()
    {
        for (const Change &change : m_event.changes) {
            if (!hasConsequences(change))
                continue;
            if (auto ok = reactTo(change); !ok)
                return ok.error();
        }
        return std::move(m_commands);
    }

private:
    void add(const StreamId &stream, const CommandArgs &args, const Uuid &target)
    {
        const Uuid id = Uuid::v5(m_event.commandId, stream.toString().toLatin1() + ':' + target.toBytes());
        m_commands.append({id, stream, args});
    }

    Result<void> reactTo(const Change &change)
    {
        switch (change.entity) {
        case EntityKind::Project:
            return projectFaceChanged();
        case EntityKind::Workspace:
            return workspaceRenamed();
        case EntityKind::Member:
            return memberChanged(change);
        case EntityKind::ProjectMember:
            return projectMemberChanged(change);
        case EntityKind::User:
            return personRenamed();
        default:
            return {};
        }
    }

    Result<void> projectFaceChanged()
    {
        const auto projects = Read::all<Project>(m_database, m_event.stream);
        if (!projects)
            return projects.error();
        if (projects->isEmpty())
            return {};
        const Project &project = projects->first();
        add(m_workspaceStream, ListProject{project.id, project.name, project.key, project.color, project.archivedAt},
            project.id);
        const auto guests = Read::all<ProjectMember>(m_database, m_event.stream);
        if (!guests)
            return guests.error();
        for (const ProjectMember &guest : *guests) {
            if (auto ok = grantProject(guest.userId, project.id, project.name, true); !ok)
                return ok;
        }
        return {};
    }

    Result<void> workspaceRenamed()
    {
        const auto members = loadMembers();
        if (!members)
            return members.error();
        for (const auto &[user, membership] : (*members)->members) {
            if (auto ok = grantWorkspace(user); !ok)
                return ok;
        }
        return {};
    }

    Result<void> memberChanged(const Change &change)
    {
        const auto user = userOf(change, EntityKind::Member);
        if (!user)
            return user.error();
        if (auto ok = grantWorkspace(*user); !ok)
            return ok;
        const auto members = loadMembers();
        if (!members)
            return members.error();
        if (const Membership *membership = (*members)->find(*user)) {
            if (auto ok = copyName(*user, membership->name); !ok)
                return ok;
        }
        // Guests open projects one by one, members all of them at once: changing between the two changes both.
        const auto entries = Read::all<ProjectEntry>(m_database, m_workspaceStream);
        if (!entries)
            return entries.error();
        for (const ProjectEntry &entry : *entries) {
            const StreamId project = StreamId::ofProject(m_event.stream.workspace, entry.id);
            const auto isGuest = Loader::isProjectGuest(m_database, project, *user);
            if (!isGuest)
                return isGuest.error();
            if (!*isGuest)
                continue;
            if (auto ok = grantProject(*user, entry.id, entry.name, true); !ok)
                return ok;
        }
        return {};
    }

    Result<void> projectMemberChanged(const Change &change)
    {
        const auto user = userOf(change, EntityKind::ProjectMember);
        if (!user)
            return user.error();
        const auto projects = Read::all<Project>(m_database, m_event.stream);
        if (!projects)
            return projects.error();
        const auto isGuest = Loader::isProjectGuest(m_database, m_event.stream, *user);
        if (!isGuest)
            return isGuest.error();
        if (*isGuest) {
            if (auto ok = copyName(*user, shownName(change)); !ok)
                return ok;
        }
        return grantProject(*user, m_event.stream.scope, projects->isEmpty() ? QString() : projects->first().name,
                            *isGuest);
    }

    Result<void> personRenamed()
    {
        const Uuid user = m_event.stream.scope;
        const auto name = nameOf(user);
        if (!name)
            return name.error();
        const auto places = Read::placesOf(m_database, user);
        if (!places)
            return places.error();
        for (const StreamId &place : *places)
            add(place, RenameMember{user, *name}, user);
        return {};
    }

    /// Somebody may come in under the name that they are just giving up: then nobody else would follow the new one.
    Result<void> copyName(const Uuid &user, const QString &shown)
    {
        const auto name = nameOf(user);
        if (!name)
            return name.error();
        if (!name->isEmpty() && *name != shown)
            add(m_event.stream, RenameMember{user, *name}, user);
        return {};
    }

    Result<QString> nameOf(const Uuid &user)
    {
        const auto users = Read::all<User>(m_database, StreamId::ofUser(user));
        if (!users)
            return users.error();
        return users->isEmpty() ? QString() : users->first().name;
    }

    static QString shownName(const Change &change)
    {
        const int field = describe(change.entity).indexOf(u"name");
        for (const FieldValue &value : change.fields) {
            if (value.field == field)
                return std::get<QString>(value.value);
        }
        return {};
    }

    /// A deleted row says its id only; the event that made it says whose it was.
    Result<Uuid> userOf(const Change &change, EntityKind kind)
    {
        const int field = describe(kind).indexOf(u"userId");
        const auto userIn = [field](const Change &made) {
            for (const FieldValue &value : made.fields) {
                if (value.field == field)
                    return std::get<Uuid>(value.value);
            }
            return Uuid{};
        };
        if (const Uuid user = userIn(change); !user.isNull())
            return user;
        for (qint64 seq = 0; seq < m_event.seq;) {
            const auto page = Read::logAfter(m_database, m_epoch, m_event.stream, seq, EventLog::PageEventsMax);
            if (!page)
                return page.error();
            if (page->events.isEmpty())
                break;
            for (const EventPtr &event : page->events) {
                for (const Change &made : event->changes) {
                    if (made.entity == kind && made.id == change.id && made.op == ChangeOp::Create)
                        return userIn(made);
                }
            }
            seq = page->events.constLast()->seq;
        }
        return Error(ErrorCode::StorageCorrupt,
                     QStringLiteral("The log does not say whose row %1 was.").arg(change.id.toString()));
    }

    Result<WorkspaceAccessPtr> loadMembers()
    {
        if (!m_members) {
            const auto loaded = Loader::loadAccess(m_database, m_event.stream.workspace, 0);
            if (!loaded)
                return loaded.error();
            m_members = *loaded;
        }
        return m_members;
    }

    Result<void> grantWorkspace(const Uuid &user)
    {
        const auto members = loadMembers();
        if (!members)
            return members.error();
        const auto workspaces = Read::all<Workspace>(m_database, m_workspaceStream);
        if (!workspaces)
            return workspaces.error();
        const Membership *membership = (*members)->find(user);
        GrantAccess wish;
        wish.workspaceId = m_event.stream.workspace;
        wish.name = workspaces->isEmpty() ? QString() : workspaces->first().name;
        wish.role = membership ? membership->role : Role::Guest;
        wish.granted = membership && membership->role > Role::Guest;
        add(StreamId::ofUser(user), wish, wish.workspaceId);
        return {};
    }

    Result<void> grantProject(const Uuid &user, const Uuid &project, const QString &name, bool isListed)
    {
        const auto members = loadMembers();
        if (!members)
            return members.error();
        const Membership *membership = (*members)->find(user);
        GrantAccess wish;
        wish.workspaceId = m_event.stream.workspace;
        wish.projectId = project;
        wish.name = name;
        wish.role = Role::Guest;
        wish.granted = isListed && membership && membership->role == Role::Guest;
        add(StreamId::ofUser(user), wish, project);
        return {};
    }

    Database &m_database;
    const qint64 m_epoch;
    const Event &m_event;
    const StreamId m_workspaceStream;
    WorkspaceAccessPtr m_members;
    QList<Command> m_commands;
};

} // namespace

bool concerns(const Event &event)
{
    return std::any_of(event.changes.begin(), event.changes.end(), [](const Change &change) {
        return hasConsequences(change) || WorkRules::concerns(change) || InboxRules::concerns(change);
    });
}

Result<QList<Command>> reactionsTo(Database &database, AccessCache &access, qint64 epoch, const Event &event)
{
    auto commands = Rules(database, epoch, event).all();
    if (!commands || event.stream.kind != StreamKind::Project)
        return commands;
    const EventTrace trace{database, access, event};
    for (const auto rules : {WorkRules::reactionsTo, InboxRules::reactionsTo}) {
        auto more = rules(trace);
        if (!more)
            return more.error();
        commands->append(std::move(*more));
    }
    return commands;
}

} // namespace TaskMaster::Server::ReactionRules
