// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/handlers/DecisionTable.h"

namespace TaskMaster::Server::Decisions {
namespace {

void secondOwner(MemoryStream &stream)
{
    const Uuid id = memberId(workspaceId(), idOf("adam"));
    given<Member>(stream, id, [](Member &member) { member.role = Role::Owner; });
    stream.access.members[idOf("adam")].role = Role::Owner;
}

} // namespace

void peopleOfAWorkspace(Table &table)
{
    const QString olga = QStringLiteral("create member userId=olga role=owner name=olga email=olga@example.org");
    const auto create = [](const Uuid &owner = {}) { return CreateWorkspace{QStringLiteral("Quay"), owner}; };
    const Given fresh = [](MemoryStream &stream) {
        stream.stored.clear();
        stream.hasWorkspace = false;
    };
    const QString created = QStringLiteral("create workspace name=Quay createdAt=9000");
    table.changes("a workspace belongs to who makes it", "olga", create(), {created, olga}, fresh);
    table.changes("the server makes it for somebody", "system", create(idOf("olga")), {created, olga}, fresh);
    table.refuses("nobody makes it for somebody else", "mia", create(idOf("olga")), ErrorCode::Forbidden, fresh);
    table.refuses("the server makes it for nobody", "system", create(), ErrorCode::NotFound, fresh);
    table.refuses("the workspace is there", "olga", create(), ErrorCode::AlreadyExists);
    table.changes("archives", "olga", ArchiveWorkspace{}, {QStringLiteral("put workspace archivedAt=9000")});
    table.nothing("not archived anyway", "olga", ArchiveWorkspace{false});
    const Given archived = [](MemoryStream &stream) {
        given<Workspace>(stream, workspaceId(), [](Workspace &row) { row.archivedAt = 100; });
    };
    table.changes("restores", "olga", ArchiveWorkspace{false}, {QStringLiteral("put workspace archivedAt=unset")},
                  archived);
    table.nothing("archived already keeps its day", "olga", ArchiveWorkspace{}, archived);
    table.refuses("archives what is not there", "system", ArchiveWorkspace{}, ErrorCode::NotFound, nothingStored);

    const auto set = [](const char *user, Role role) { return SetMember{idOf(user), role}; };
    table.changes("adds somebody with their name", "adam", set("stranger", Role::Member),
                  {QStringLiteral("create member userId=stranger role=member name=stranger "
                                  "email=stranger@example.org")});
    table.changes("changes a role", "adam", set("gus", Role::Admin), {QStringLiteral("put member role=admin")});
    table.nothing("has that role already", "adam", set("mia", Role::Member));
    table.changes("an owner makes an owner", "olga", set("adam", Role::Owner),
                  {QStringLiteral("put member role=owner")});
    table.refuses("an admin makes no owner", "adam", set("adam", Role::Owner), ErrorCode::Forbidden);
    table.refuses("an admin unmakes no owner", "adam", set("olga", Role::Member), ErrorCode::Forbidden);
    table.refuses("the last owner stays owner", "olga", set("olga", Role::Admin), ErrorCode::LastOwner);
    table.changes("one of two owners need not", "olga", set("olga", Role::Admin),
                  {QStringLiteral("put member role=admin")}, secondOwner);
    table.refuses("adds somebody without an account", "adam", set("nobody", Role::Member), ErrorCode::NotFound);
    table.refuses("adds to what is not there", "system", set("mia", Role::Member), ErrorCode::NotFound, nothingStored);
    table.changes("removes", "adam", RemoveMember{idOf("mia")}, {QStringLiteral("delete member")});
    table.nothing("removes who is not there", "adam", RemoveMember{idOf("stranger")});
    table.refuses("an admin removes no owner", "adam", RemoveMember{idOf("olga")}, ErrorCode::Forbidden);
    table.refuses("the last owner stays", "olga", RemoveMember{idOf("olga")}, ErrorCode::LastOwner);
    table.refuses("the last owner stays, even for the server", "system", RemoveMember{idOf("olga")},
                  ErrorCode::LastOwner);
    table.changes("one of two owners may go", "olga", RemoveMember{idOf("olga")}, {QStringLiteral("delete member")},
                  secondOwner);

    const ListProject list{projectId(), QStringLiteral("Boat"), QStringLiteral("BO"), {}, 0};
    const Given listed = [](MemoryStream &stream) {
        ProjectEntry entry;
        entry.id = projectId();
        entry.name = QStringLiteral("Boat");
        entry.key = QStringLiteral("BO");
        stream.store(entry);
    };
    table.changes("lists a project", "system", list, {QStringLiteral("create projectEntry name=Boat key=BO")});
    table.nothing("lists it the same", "system", list, listed);
    table.changes("follows it into the archive", "system",
                  ListProject{projectId(), QStringLiteral("Boat"), QStringLiteral("BO"), {}, 77},
                  {QStringLiteral("put projectEntry archivedAt=77")}, listed);
    table.refuses("lists in what is not there", "system", list, ErrorCode::NotFound, nothingStored);

    const auto rename = [](const char *user, const char *name) {
        return RenameMember{idOf(user), QString::fromLatin1(name)};
    };
    table.changes("shows a person's new name, in the role that they have", "system", rename("olga", "Olga N."),
                  {QStringLiteral("put member name=Olga N.")});
    table.nothing("shows it already", "system", rename("olga", "olga"));
    table.nothing("shows nothing of who has left", "system", rename("stranger", "X"));
    table.refuses("shows names in what is not there", "system", rename("olga", "Olga N."), ErrorCode::NotFound,
                  nothingStored);
}

void accounts(Table &table)
{
    const CreateUser create{QStringLiteral(" Mia@Example.org "), QStringLiteral("Mia")};
    table.changes("an account has its address in small letters", "system", create,
                  {QStringLiteral("create user email=mia@example.org name=Mia createdAt=9000")}, nothingStored);
    table.refuses("no address", "system", CreateUser{QStringLiteral("mia"), QStringLiteral("Mia")},
                  ErrorCode::InvalidField, nothingStored);
    table.refuses("the account is there", "system", create, ErrorCode::AlreadyExists);
    const GrantAccess whole{workspaceId(), {}, QStringLiteral("Harbour"), Role::Member, true};
    const GrantAccess one{workspaceId(), projectId(), QStringLiteral("Boat"), Role::Guest, true};
    const GrantAccess none{workspaceId(), {}, {}, Role::Guest, false};
    const Given granted = [](MemoryStream &stream) {
        TaskMaster::Access row;
        row.id = workspaceId();
        row.workspaceId = workspaceId();
        row.name = QStringLiteral("Harbour");
        row.role = Role::Member;
        stream.store(row);
    };
    table.changes("may open a workspace", "system", whole,
                  {QStringLiteral("create access workspaceId=workspace name=Harbour role=member")});
    table.changes("may open one project", "system", one,
                  {QStringLiteral("create access workspaceId=workspace projectId=project name=Boat")});
    table.nothing("may open it already", "system", whole, granted);
    table.changes("in another role", "system",
                  GrantAccess{workspaceId(), {}, QStringLiteral("Harbour"), Role::Owner, true},
                  {QStringLiteral("put access role=owner")}, granted);
    table.changes("may not open it any more", "system", none, {QStringLiteral("delete access")}, granted);
    table.nothing("might not open it before", "system", none);
    table.refuses("access of no account", "system", whole, ErrorCode::NotFound, nothingStored);
    table.nothing("no access of no account", "system", none, nothingStored);
    const RemoveUser remove{QStringLiteral("Somebody@example.org")};
    table.changes("an account goes with what it may open", "system", remove,
                  {QStringLiteral("delete access"), QStringLiteral("delete user")}, granted);
    table.nothing("is gone already", "system", remove, nothingStored);
    table.refuses("another account is meant", "system", RemoveUser{QStringLiteral("mia@example.org")},
                  ErrorCode::InvalidField);
}

} // namespace TaskMaster::Server::Decisions
