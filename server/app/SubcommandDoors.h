// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/WriteDoor.h"

namespace TaskMaster::Server {

/// What a subcommand writes through, and where it reads; the database is migrated by then. One thread.
struct SubcommandDoors {
    std::unique_ptr<WriteDoor> door;
    std::unique_ptr<Database> database;

    [[nodiscard]] static Result<SubcommandDoors> open(const Config &config)
    {
        auto door = WriteDoor::open(config);
        if (!door)
            return door.error();
        auto database = Database::open(config.database, Database::Use::Read);
        if (!database)
            return database.error();
        return SubcommandDoors{std::move(*door), std::move(*database)};
    }
    /// The account with this address; an error that names it.
    [[nodiscard]] Result<Credential> account(const QString &email) const
    {
        const auto found = AccountStore::findByEmail(*database, email);
        if (!found)
            return found.error();
        if (!*found)
            return Error(ErrorCode::NotFound,
                         QStringLiteral("There is no account with the e-mail address %1.").arg(email));
        return **found;
    }
};

/// Of a name that the command line has checked.
[[nodiscard]] inline Role roleFromName(const QString &name)
{
    for (std::size_t i = 0; i < std::size(ChoiceNames<Role>::names); ++i) {
        if (name == QLatin1StringView(ChoiceNames<Role>::names[i]))
            return static_cast<Role>(i);
    }
    return Role::Member;
}

} // namespace TaskMaster::Server
