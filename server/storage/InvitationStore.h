// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "server/storage/Invitation.h"

#include <QList>

namespace TaskMaster::Server {

/// The tables of invitations. Reading functions take a pool's Database, writing ones run inside WriteQueue::run().
namespace InvitationStore {

[[nodiscard]] Result<std::optional<Invitation>> findBySecret(Database &database, const QString &secretHash);
[[nodiscard]] Result<std::optional<Invitation>> find(Database &database, const Uuid &id);
/// Those of a workspace with an id below `before` (null: from the newest), newest first, at most `max`.
[[nodiscard]] Result<QList<Invitation>> ofWorkspace(Database &database, const Uuid &workspace, const Uuid &before,
                                                    int max);
[[nodiscard]] Result<qint64> openCount(Database &database, const Uuid &workspace, qint64 nowMs);

[[nodiscard]] Result<void> add(Database &database, const Invitation &invitation);
[[nodiscard]] Result<void> revoke(Database &database, const Uuid &id, qint64 nowMs);
/// Notes that a person came in by it; for one who did before it changes nothing. Refuses what is not open any more.
[[nodiscard]] Result<void> use(Database &database, const Uuid &id, const Uuid &userId, qint64 nowMs);

} // namespace InvitationStore

} // namespace TaskMaster::Server
