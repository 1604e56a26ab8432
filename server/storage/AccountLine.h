// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Uuid.h"

namespace TaskMaster::Server {

/// An account as admins of the server see it.
struct AccountLine {
    Uuid userId;
    QString email;
    QString name;
    qint64 createdAt = 0;
    qint64 lastSeenAt = 0; ///< of the sessions there are; 0: none
    bool hasPassword = false;
    bool isDisabled = false;
    bool isServerAdmin = false;
};

} // namespace TaskMaster::Server
