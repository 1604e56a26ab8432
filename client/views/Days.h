// SPDX-License-Identifier: GPL-3.0-or-later
// Days and times in the words that the views use. Pure functions of their arguments and the locale, any thread.
#pragma once

#include <QDate>
#include <QString>

namespace TaskMaster::Client {

// How a due date stands to today; the names are what QML compares with.
enum class DueState { None, Later, Today, Overdue };
[[nodiscard]] QString nameOf(DueState state);

// A task that is done is never overdue.
[[nodiscard]] DueState dueState(const QDate &due, const QDate &today, bool done);
// "Yesterday", "Today", "Tomorrow", "Nov 27", "Nov 27, 2027"; empty for no date.
[[nodiscard]] QString shortDay(const QDate &day, const QDate &today);
// The same with the weekday: "Fri, Nov 27".
[[nodiscard]] QString longDay(const QDate &day, const QDate &today);
// "just now", "5 min", "2 h", "Yesterday", "Nov 3"; both in UTC milliseconds.
[[nodiscard]] QString ago(qint64 thenMs, qint64 nowMs);

} // namespace TaskMaster::Client
