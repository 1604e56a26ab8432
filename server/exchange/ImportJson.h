// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QJsonDocument>

namespace TaskMaster::Server::ImportJson {

/// A whole JSON file, in UTF-8 or UTF-16 with or without byte-order mark. Fails with one sentence that names the line
/// and column, and says it when the file is only the beginning of one.
[[nodiscard]] Result<QJsonDocument> parse(const QByteArray &bytes);

/// Ids are text, but hand-made and converted files have numbers.
[[nodiscard]] QString textOf(const QJsonValue &value);
/// Is there something in it that a person would miss?
[[nodiscard]] bool saysSomething(const QJsonValue &value);

} // namespace TaskMaster::Server::ImportJson
