// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/Config.h"
#include "server/app/DatabaseInvitations.h"
#include "server/app/DatabaseOwnAccount.h"
#include "server/app/DatabaseUserAdmin.h"
#include "shared/protocol/AccessLink.h"

namespace TaskMaster::Server {

/// The part of a server that minds people, for ServerApp: the desk and who works at it. Built before the routes,
/// stopped before the write lanes.
struct PeopleRooms {
    PeopleRooms(const Config &config, WriteQueue &writes, AccessCache &access, const Clock &clock, Metrics &metrics,
                std::function<void(const AccountChange &)> changed);

    /// Offers the set-up when nobody can sign in yet; the link to it then. `listening`: where the server really is.
    [[nodiscard]] Result<std::optional<AccessLink>> offerSetUp(const Config &config, const Endpoint &listening);

    Desk desk;
    DatabaseInvitations invitations;
    DatabaseOwnAccount own;
    DatabaseUserAdmin users;
};

/// How people reach the server that listens there.
[[nodiscard]] QUrl publicAddressOf(const Config &config, const Endpoint &listening);

} // namespace TaskMaster::Server
