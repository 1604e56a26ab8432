// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Scope.h"
#include "shared/model/Field.h"

namespace TaskMaster::Server {

/// The scopes that an API token can have, as a choice in bodies.
enum class TokenScope : quint8 { Read, Write, Admin };

[[nodiscard]] constexpr Scope scopeOf(TokenScope scope)
{
    return scope == TokenScope::Admin ? Scope::Admin : scope == TokenScope::Write ? Scope::Write : Scope::Read;
}
[[nodiscard]] constexpr TokenScope tokenScopeOf(Scope scope)
{
    return scope == Scope::Admin ? TokenScope::Admin : scope == Scope::Write ? TokenScope::Write : TokenScope::Read;
}

} // namespace TaskMaster::Server

namespace TaskMaster {

template <> struct ChoiceNames<Server::TokenScope> {
    static constexpr const char *names[]{"read", "write", "admin"};
};

} // namespace TaskMaster
