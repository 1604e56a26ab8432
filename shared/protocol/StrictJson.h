// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QJsonObject>

namespace TaskMaster::StrictJson {

inline constexpr int DepthMax = 16;

/// One JSON object and nothing else: no key twice (QJsonDocument silently keeps one of two), at most DepthMax levels.
/// Malformed says where it stops making sense. Pure, any thread.
[[nodiscard]] Result<QJsonObject> object(const QByteArray &json);

} // namespace TaskMaster::StrictJson
