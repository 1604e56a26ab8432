// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimeZone>

namespace TaskMaster {

/// The time zone with that IANA name; UTC for an empty or unknown one.
[[nodiscard]] inline QTimeZone zoneNamed(const QString &name)
{
    const QTimeZone zone(name.toLatin1());
    return zone.isValid() ? zone : QTimeZone::utc();
}

} // namespace TaskMaster
