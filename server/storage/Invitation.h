// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"
#include "shared/model/Entities.h"

namespace TaskMaster::Server {

/// A link by which people come into a workspace. The secret in it is never stored, only its hash.
struct Invitation {
    Uuid id;
    QString secretHash;
    Uuid workspaceId;
    Uuid projectId; ///< for guests: what is opened to them
    Role role = Role::Member;
    Uuid creatorId;
    qint64 createdAt = 0;
    qint64 expiresAt = 0;
    int usesMax = 1;
    qint64 revokedAt = 0;
    int uses = 0; ///< people, not attempts

    /// Ok, or why it lets nobody in any more.
    [[nodiscard]] Result<void> isOpen(qint64 nowMs) const;
};

} // namespace TaskMaster::Server
