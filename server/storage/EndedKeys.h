// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Uuid.h"

namespace TaskMaster::Server {

/// Whose sockets a change ended.
struct EndedKeys {
    enum class Which : quint8 {
        None,
        One, ///< the session or API token `key`
        Sessions, ///< those of the person that were opened by signing in, but for `key`
        All, ///< everything of the person
    };
    Which which = Which::None;
    Uuid userId = {};
    QString key = {};
};

} // namespace TaskMaster::Server
