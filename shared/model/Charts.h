// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Entity.h"

namespace TaskMaster {

/**
 * What charts are drawn from: the daily counters, put in order. Used by the API and, offline, by the client. A day on
 * which nothing was counted is missing: nothing is made up. Pure functions.
 */
namespace Charts {

struct ColumnCount {
    Uuid columnId;
    qint64 tasks = 0;
    qint64 points = 0;
    bool operator==(const ColumnCount &) const = default;
};
/// How much stood in which column at the end of a day, in the order of `columns`; a column without cards has zeros.
struct FlowDay {
    QDate date;
    QList<ColumnCount> columns;
    bool operator==(const FlowDay &) const = default;
};
/// The cumulative flow: one entry per counted day, oldest first. `columns` says which, and in which order; cards in
/// columns that are not named are left out.
[[nodiscard]] QList<FlowDay> flow(const QList<DayCount> &counts, const QList<Column> &columns);

struct Work {
    qint64 tasks = 0;
    qint64 points = 0;
    bool operator==(const Work &) const = default;
};
/// A cycle at the end of a day. What was cancelled is no part of it any more.
struct BurndownDay {
    QDate date;
    Work total;
    Work done;
    Work remaining;
    bool operator==(const BurndownDay &) const = default;
};
[[nodiscard]] QList<BurndownDay> burndown(const QList<DayCount> &counts, const QList<Column> &columns,
                                          const Cycle &cycle);

/// Columns as the board shows them; the archived ones, which the past may know, come last.
[[nodiscard]] QList<Column> inBoardOrder(QList<Column> columns);

} // namespace Charts

} // namespace TaskMaster
