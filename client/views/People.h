// SPDX-License-Identifier: GPL-3.0-or-later
// How a person is shown where there is no picture: initials, and a colour that stays theirs. Pure, any thread.
// White text has a contrast of at least 4.5:1 on every colour of the palette.
#pragma once

#include "shared/core/Uuid.h"

#include <QColor>
#include <QString>

namespace TaskMaster::Client {

// "Ana María Moreno" -> "AM": first letters of the first and the last word; "?" for a name without letters.
[[nodiscard]] QString initialsOf(const QString &name);
[[nodiscard]] QColor colorOfPerson(const Uuid &userId);
// The colours that projects and labels are given in turn.
[[nodiscard]] QColor paletteColor(qsizetype index);

} // namespace TaskMaster::Client
