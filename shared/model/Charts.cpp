// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/model/Charts.h"

#include <QDateTime>

#include <algorithm>
#include <map>

namespace TaskMaster::Charts {
namespace {

void add(Work &work, const DayCount &count)
{
    work.tasks += count.tasks;
    work.points += count.points;
}

/// Is the day one of the cycle's? One that has no dates begins with its first counter, and ends when it is closed.
bool isInside(const QDate &date, const Cycle &cycle)
{
    const QDate closed = cycle.closedAt == 0 ? QDate() : QDateTime::fromMSecsSinceEpoch(cycle.closedAt, Qt::UTC).date();
    return (!cycle.startDate.isValid() || date >= cycle.startDate)
        && (!cycle.endDate.isValid() || date <= cycle.endDate) && (!closed.isValid() || date <= closed);
}

} // namespace

QList<FlowDay> flow(const QList<DayCount> &counts, const QList<Column> &columns)
{
    std::map<Uuid, qsizetype> places;
    FlowDay empty;
    for (const Column &column : columns) {
        places.emplace(column.id, empty.columns.size());
        empty.columns.append({column.id, 0, 0});
    }
    std::map<QDate, FlowDay> days;
    for (const DayCount &count : counts) {
        if (!count.cycleId.isNull())
            continue; // a part of what the whole column's counter says
        FlowDay &day = days.try_emplace(count.date, empty).first->second;
        day.date = count.date;
        const auto place = places.find(count.columnId);
        if (place == places.end())
            continue;
        day.columns[place->second].tasks += count.tasks;
        day.columns[place->second].points += count.points;
    }
    QList<FlowDay> list;
    for (auto &[date, day] : days)
        list.append(std::move(day));
    return list;
}

QList<BurndownDay> burndown(const QList<DayCount> &counts, const QList<Column> &columns, const Cycle &cycle)
{
    std::map<Uuid, ColumnType> types;
    for (const Column &column : columns)
        types[column.id] = column.type;
    std::map<QDate, BurndownDay> days;
    for (const DayCount &count : counts) {
        if (count.cycleId != cycle.id || !isInside(count.date, cycle))
            continue;
        BurndownDay &day = days[count.date];
        day.date = count.date;
        const auto type = types.find(count.columnId);
        if (type != types.end() && type->second == ColumnType::Cancelled)
            continue;
        add(day.total, count);
        add(type != types.end() && type->second == ColumnType::Done ? day.done : day.remaining, count);
    }
    QList<BurndownDay> list;
    for (const auto &[date, day] : days)
        list.append(day);
    return list;
}

QList<Column> inBoardOrder(QList<Column> columns)
{
    std::sort(columns.begin(), columns.end(), [](const Column &a, const Column &b) {
        const bool isGone = a.archivedAt != 0;
        const bool isOtherGone = b.archivedAt != 0;
        return std::tie(isGone, a.rank, a.id) < std::tie(isOtherGone, b.rank, b.id);
    });
    return columns;
}

} // namespace TaskMaster::Charts
