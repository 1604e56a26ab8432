// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Scope.h"

/**
 * THE permission matrix of the routes about people: the least key that reaches each of them. One test holds it against
 * the table of routes, another against a running server.
 */
namespace TaskMaster::Test {

struct PeopleRoute {
    const char *name;
    const char *method;
    const char *pattern;
    Server::Scope least;
    enum class Who { Anybody, ServerAdmin } who = Who::Anybody; ///< besides the scope
};

// clang-format off
inline constexpr PeopleRoute peopleRoutes[]{
    {"signIn",            "POST",   "/api/v1/session",                                           Server::Scope::None},
    {"showSession",       "GET",    "/api/v1/session",                                           Server::Scope::Read},
    {"signOut",           "DELETE", "/api/v1/session",                                           Server::Scope::Read},
    {"listSessions",      "GET",    "/api/v1/sessions",                                          Server::Scope::Session},
    {"endOtherSessions",  "DELETE", "/api/v1/sessions",                                          Server::Scope::Session},
    {"endSession",        "DELETE", "/api/v1/sessions/{session}",                                Server::Scope::Session},
    {"changePassword",    "POST",   "/api/v1/account/password",                                  Server::Scope::Session},
    {"listTokens",        "GET",    "/api/v1/tokens",                                            Server::Scope::Session},
    {"addToken",          "POST",   "/api/v1/tokens",                                            Server::Scope::Session},
    {"endToken",          "DELETE", "/api/v1/tokens/{token}",                                    Server::Scope::Session},
    {"setUp",             "POST",   "/api/v1/setup",                                             Server::Scope::None},
    {"redeemInvitation",  "POST",   "/api/v1/invitations/redeem",                                Server::Scope::None},
    {"acceptInvitation",  "POST",   "/api/v1/invitations/accept",                                Server::Scope::Session},
    {"previewInvitation", "POST",   "/api/v1/invitations/preview",                               Server::Scope::None},
    {"listInvitations",   "GET",    "/api/v1/workspaces/{workspace}/invitations",                Server::Scope::Admin},
    {"addInvitation",     "POST",   "/api/v1/workspaces/{workspace}/invitations",                Server::Scope::Admin},
    {"revokeInvitation",  "DELETE", "/api/v1/workspaces/{workspace}/invitations/{invitation}",   Server::Scope::Admin},
    {"listAccounts",      "GET",    "/api/v1/admin/users",        Server::Scope::Admin, PeopleRoute::Who::ServerAdmin},
    {"addAccount",        "POST",   "/api/v1/admin/users",        Server::Scope::Admin, PeopleRoute::Who::ServerAdmin},
    {"showAccount",       "GET",    "/api/v1/admin/users/{user}", Server::Scope::Admin, PeopleRoute::Who::ServerAdmin},
    {"changeAccount",     "PATCH",  "/api/v1/admin/users/{user}", Server::Scope::Admin, PeopleRoute::Who::ServerAdmin},
    {"removeAccount",     "DELETE", "/api/v1/admin/users/{user}", Server::Scope::Admin, PeopleRoute::Who::ServerAdmin},
};
// clang-format on

} // namespace TaskMaster::Test
