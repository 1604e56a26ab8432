// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Uuid.h"

#include <QString>

namespace TaskMaster::Client {

/// QML knows ids as texts only. What is none becomes the nil id, which nothing has.
inline Uuid idOf(const QString &text)
{
    return Uuid::fromString(text).value_or(Uuid());
}

} // namespace TaskMaster::Client
