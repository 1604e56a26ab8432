// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QDate>

#include <optional>

namespace TaskMaster::Server::Recurrence {

/**
 * What an RFC 5545 recurrence rule means, by libical. Rules count in days and up; COUNT and UNTIL end them. Pure, any
 * thread.
 */

/// The rule can be read, and counts in days, weeks, months or years.
[[nodiscard]] Result<void> check(const QString &rule);
/// The first day behind `after` on which the rule falls, when it begins on `start`; none: it is over.
[[nodiscard]] std::optional<QDate> next(const QString &rule, const QDate &start, const QDate &after);
/// What is left of the rule once one more has happened: COUNT goes down. Empty: that was the last one.
[[nodiscard]] QString rest(const QString &rule);

} // namespace TaskMaster::Server::Recurrence
