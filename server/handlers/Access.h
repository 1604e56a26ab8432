// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Scope.h"
#include "shared/protocol/Commands.h"

#include <memory>
#include <unordered_map>

namespace TaskMaster::Server {

/// What a command, query, stream or route asks of the person who uses it. Each command names exactly one.
enum class Capability : quint8 {
    ViewProject, ///< read a project's stream
    EditWork, ///< tasks, comments, assignments
    ManageProject, ///< columns, labels, the project's own fields, new projects
    ViewWorkspace, ///< read the workspace's stream: members, never guests
    ShareInWorkspace, ///< templates and views for all: members, never guests
    ManageWorkspace, ///< members, guests, archiving projects, the workspace's name
    OwnWorkspace, ///< who is an owner, archiving the workspace
    OwnAccount, ///< one's own user row
    OwnPersonal, ///< one's own inbox, reminders, favourites and views in a workspace that one is in
    CreateWorkspace, ///< anybody who is signed in
    SystemOnly, ///< the server itself: reactions, imports, the command line
};

/// Who reads, and with what key.
struct Viewer {
    Uuid user;
    KeyRights rights = {};
};

/// A person's place in one workspace.
struct Membership {
    Role role = Role::Guest;
    QString name;
    QString email;
};

/**
 * Everybody in one workspace, and whether it is archived, at one accessVersion: immutable, shared by lanes and readers,
 * thrown away when the version in the database is another one.
 */
struct WorkspaceAccess {
    qint64 version = 0;
    bool isArchived = false; ///< then its projects are read, and not worked in
    std::unordered_map<Uuid, Membership> members;

    [[nodiscard]] const Membership *find(const Uuid &user) const
    {
        const auto it = members.find(user);
        return it == members.end() ? nullptr : &it->second;
    }
};
using WorkspaceAccessPtr = std::shared_ptr<const WorkspaceAccess>;

/**
 * The only place that decides who may do what. Pure functions over what was loaded; who is not allowed to know that a
 * thing exists is told `notFound`, who may see but not do it `forbidden`.
 */
namespace Access {

/// `isProjectGuest`: the person has a ProjectMember row in the project in question.
[[nodiscard]] Result<void> mayUse(Capability capability, const Uuid &actor, const StreamId &stream,
                                  const WorkspaceAccess *workspace, bool isProjectGuest);
/// What changing a row of that kind asks for, in a stream of that kind.
[[nodiscard]] Capability capabilityFor(EntityKind kind, StreamKind stream);
/// May this person read that stream, with this key?
[[nodiscard]] Result<void> maySubscribe(const Viewer &viewer, const StreamId &stream, const WorkspaceAccess *workspace,
                                        bool isProjectGuest);

/// Does the key let its person send commands of that capability to the stream? Whether they may at all is mayUse()'s.
[[nodiscard]] Result<void> keyOpens(const KeyRights &key, Capability capability, const StreamId &stream);
/// Is the key good for at least this? For routes that are about no stream.
[[nodiscard]] Result<void> keyReaches(const KeyRights &key, Scope least);
/// Is the workspace within what the key opens?
[[nodiscard]] Result<void> keyEnters(const KeyRights &key, const Uuid &workspace);

} // namespace Access

} // namespace TaskMaster::Server
