// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace TaskMaster::Cli::TaskText {

/// `MOB-12    In progress   Paint the door  (high, due 2026-05-01)`, with its line end.
[[nodiscard]] QString line(const QString &name, const QString &column, const QJsonObject &task);
/// id → name, of columns, labels or people (`idField`: which member is the id).
[[nodiscard]] QHash<QString, QString> names(const QJsonArray &rows, QStringView idField = u"id");
/// A time as people here read it; empty when it is not set.
[[nodiscard]] QString time(const QJsonValue &ms);
/// Neither done, cancelled, archived nor in the trash.
[[nodiscard]] bool isOpen(const QJsonObject &task);

} // namespace TaskMaster::Cli::TaskText
