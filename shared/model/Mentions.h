// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Uuid.h"

#include <QList>
#include <QString>

namespace TaskMaster {

/// The people whom a text mentions as `@[Name](user:<id>)`, each once, in the order of the text; at most 50.
[[nodiscard]] QList<Uuid> mentionsIn(const QString &text);
/// The text of a mention. Brackets in the name would end it early and are left out.
[[nodiscard]] QString mentionOf(const QString &name, const Uuid &user);

} // namespace TaskMaster
