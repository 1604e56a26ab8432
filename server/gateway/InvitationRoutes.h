// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/Invitations.h"

#include <QUrl>

namespace TaskMaster::Server {

class ApiDoor;
class Router;

/**
 * Coming in by a link: `POST /api/v1/setup`, `/api/v1/invitations/…` with the secret in the body, and the invitations
 * of a workspace for those who manage it. `publicAddress`: where links lead; empty: where the request came to. Called
 * once at start; everything outlives the router.
 */
void addInvitationRoutes(Router &router, ApiDoor &door, Invitations &invitations, const QUrl &publicAddress);

} // namespace TaskMaster::Server
