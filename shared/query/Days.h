// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Uuid.h"
#include "shared/query/Query.h"

#include <QTimeZone>

#include <optional>

namespace TaskMaster::Query {

/// Who asks, when and where: what `me`, `today` and `-2w` are measured from.
struct Asker {
    Uuid me;
    qint64 nowMs = 0; ///< UTC milliseconds
    QTimeZone zone = QTimeZone::utc();

    [[nodiscard]] QDate today() const;
};

/// What a Day covers: calendar days, and the instants between the first one's beginning and the last one's end where
/// the asker is. A day is as long as it is there: 23 or 25 hours when clocks change.
struct Span {
    QDate first;
    QDate last;
    qint64 fromMs = 0;
    qint64 untilMs = 0; ///< the first instant behind it
};

[[nodiscard]] Span resolve(const Day &day, const Asker &asker);
/// 2026-11-27, 2026-11, 2026, 7d, -2w, 3m, 1y, 12h, today, this-week …; nothing for anything else.
[[nodiscard]] std::optional<Day> dayFromText(QStringView text);
[[nodiscard]] QString toText(const Day &day);

} // namespace TaskMaster::Query
