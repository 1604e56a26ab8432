// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/PasswordPolicy.h"
#include "server/app/WriteDoor.h"
#include "server/gateway/SessionRoutes.h"

namespace TaskMaster::Server {

/**
 * What is done about people in several steps, through a WriteDoor: by subcommands and by the server's Desk alike.
 * Blocking. What broke off between two steps is finished by doing the same again.
 */
namespace People {

/// Submits up to WriteDoor::WindowSize commands; the first refusal is the outcome.
[[nodiscard]] Result<void> submitAll(WriteDoor &door, const QList<Command> &commands);

struct NewAccount {
    Uuid userId; ///< the same for a second try
    QString email;
    QString name; ///< empty: made from the address
    QByteArray password;
    enum class Rights : quint8 { Ordinary, ServerAdmin } rights = Rights::Ordinary;
};
/// AlreadyExists when somebody else has the address; so does an account of this id that has a password already.
[[nodiscard]] Result<void> add(WriteDoor &door, Database &database, NewAccount account, int passwordLengthMin);
/// How an address is kept and looked for.
[[nodiscard]] QString normalized(const QString &email);
[[nodiscard]] Error alreadyExists(const QString &email);

/// A person's role in a workspace, if they are in it.
[[nodiscard]] Result<std::optional<Role>> roleOf(Database &database, const Uuid &workspace, const Uuid &person);

/// Signs somebody in without asking for their password, which they have just set.
struct SessionTerms {
    qint64 nowMs = 0;
    int days = 30;
};
[[nodiscard]] Result<Accounts::Opened> openSession(WriteDoor &door, Database &database, const Uuid &person,
                                                   const QString &device, const SessionTerms &terms);

/// Checks the password and hashes it.
[[nodiscard]] Result<QString> hashed(QByteArray password, const PasswordPolicy::Person &person, int lengthMin);

/// Ends everything by which a person gets in, takes them out of all workspaces and projects, and frees their address;
/// what they did stays under their name. Workspaces that only they own go to `heir`; without one that is refused.
[[nodiscard]] Result<void> remove(WriteDoor &door, Database &database, const Uuid &userId, const Uuid &heir);

} // namespace People

} // namespace TaskMaster::Server
