// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Uuid.h"

#include <optional>

namespace TaskMaster::Server {

/**
 * How far a key opens what its person may do, and what a route asks for; each includes the ones before. Rights are
 * never widened by a scope.
 */
enum class Scope : quint8 {
    None, ///< of a route: nobody need say who they are
    Read, ///< look
    Write, ///< work in what is there
    Admin, ///< manage workspaces, their people, and the server
    Session, ///< somebody who signed in: also their password, sessions and further keys; no API token has it
};

[[nodiscard]] constexpr const char *scopeName(Scope scope)
{
    constexpr const char *names[]{"none", "read", "write", "admin", "session"};
    return names[static_cast<int>(scope)];
}

/// The scope of an API token by its name; nothing for a word that is none of theirs.
[[nodiscard]] inline std::optional<Scope> tokenScopeFromName(QStringView name)
{
    for (const Scope scope : {Scope::Read, Scope::Write, Scope::Admin}) {
        if (name == QLatin1StringView(scopeName(scope)))
            return scope;
    }
    return std::nullopt;
}

/// What a session or an API token opens of what its person may. The default is what a session opens: everything.
struct KeyRights {
    Scope scope = Scope::Session;
    Uuid workspace = {}; ///< outside of it nothing is there; null: everywhere

    bool operator==(const KeyRights &) const = default;
};

} // namespace TaskMaster::Server
