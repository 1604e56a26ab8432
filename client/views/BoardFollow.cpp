// SPDX-License-Identifier: GPL-3.0-or-later
// How the board follows the Replica: each changed row becomes the smallest change of the model that shows it.
#include "client/views/BoardModel.h"

#include <QDateTime>
#include <QTimerEvent>

#include <algorithm>

namespace TaskMaster::Client {

void BoardModel::follow(const ReplicaChanges &changes)
{
    const StreamId workspace = StreamId::ofWorkspace(m_rows.stream().workspace);
    if (changes.reloaded.contains(m_rows.stream()) || changes.dropped.contains(m_rows.stream()))
        reread();
    if (changes.reloaded.contains(workspace)) {
        changeEveryCard();
        Q_EMIT membersChanged();
    }
    for (const RowChange &change : changes.rows) {
        if (change.stream == m_rows.stream() || (change.stream == workspace && change.kind == EntityKind::Member))
            followRow(change);
    }
}

void BoardModel::followRow(const RowChange &change)
{
    switch (change.kind) {
    case EntityKind::Task:
        return followTask(change.id);
    case EntityKind::Column:
        return followColumn(change.id);
    case EntityKind::TaskLabel:
        return changeCard(m_rows.taskOf<TaskLabel>(change));
    case EntityKind::TaskAssignee:
        return changeCard(m_rows.taskOf<TaskAssignee>(change));
    case EntityKind::Label:
        return changeEveryCard();
    case EntityKind::Project:
        changeEveryCard();
        Q_EMIT projectChanged();
        return;
    case EntityKind::Member:
    case EntityKind::ProjectMember:
        changeEveryCard();
        Q_EMIT membersChanged();
        return;
    default:
        return;
    }
}

void BoardModel::followTask(const Uuid &id)
{
    const Task *task = m_rows.task(id);
    const int target = task && ProjectRows::isShown(*task) ? find(task->columnId) : -1;
    const auto standing = m_standings.find(id);
    if (standing == m_standings.end()) {
        if (target < 0)
            return;
        m_standings.insert(id, {task->columnId, task->rank});
        lane(target).cards->insertCard({task->rank, id});
        return changeCount(target);
    }
    const int source = find(standing->column);
    const CardPlace from{standing->rank, id};
    if (target < 0) {
        m_standings.erase(standing);
        lane(source).cards->removeCard(from);
        return changeCount(source);
    }
    *standing = {task->columnId, task->rank};
    const CardPlace to{task->rank, id};
    if (source == target)
        return from == to ? lane(target).cards->changeCard(to) : lane(target).cards->moveCard(from, to);
    lane(source).cards->removeCard(from);
    lane(target).cards->insertCard(to);
    changeCount(source);
    changeCount(target);
}

void BoardModel::followColumn(const Uuid &id)
{
    const Column *column = m_rows.column(id);
    const bool shown = column && column->archivedAt == 0;
    const int row = find(id);
    if (row < 0)
        return shown ? insertColumn(*column) : void();
    if (!shown)
        return removeColumn(row);
    const CardPlace place{column->rank, id};
    const auto inOrder = [](const Lane &one, const CardPlace &other) { return one.place < other; };
    const int before =
        static_cast<int>(std::lower_bound(m_lanes.begin(), m_lanes.end(), place, inOrder) - m_lanes.begin());
    int now = row;
    if (before != row && before != row + 1) {
        beginMoveRows({}, row, row, {}, before);
        const auto first = m_lanes.begin();
        if (before > row)
            std::rotate(first + row, first + row + 1, first + before);
        else
            std::rotate(first + before, first + row, first + row + 1);
        now = before > row ? before - 1 : before;
        endMoveRows();
    }
    lane(now).place = place;
    Q_EMIT dataChanged(index(now), index(now));
    // Whether its tasks are done may have changed with the column's meaning.
    lane(now).cards->changeAll();
}

void BoardModel::insertColumn(const Column &column)
{
    Lane added{{column.rank, column.id}, std::make_unique<ColumnModel>(m_rows)};
    std::vector<CardPlace> places;
    for (const Task *task : m_rows.tasksOfColumn(column.id)) {
        if (!ProjectRows::isShown(*task))
            continue;
        places.push_back({task->rank, task->id});
        m_standings.insert(task->id, {task->columnId, task->rank});
    }
    added.cards->fill(std::move(places));
    const auto inOrder = [](const Lane &one, const Lane &other) { return one.place < other.place; };
    const auto at = std::lower_bound(m_lanes.begin(), m_lanes.end(), added, inOrder);
    const int row = static_cast<int>(at - m_lanes.begin());
    beginInsertRows({}, row, row);
    m_lanes.insert(at, std::move(added));
    endInsertRows();
    Q_EMIT columnCountChanged();
}

void BoardModel::removeColumn(int row)
{
    const Uuid id = lane(row).place.id;
    m_standings.removeIf([&id](const auto &entry) { return entry.value().column == id; });
    beginRemoveRows({}, row, row);
    // The view lets go of its delegate a little later than this.
    lane(row).cards.release()->deleteLater();
    m_lanes.erase(m_lanes.begin() + row);
    endRemoveRows();
    Q_EMIT columnCountChanged();
}

// All rows may be others. What is the same stays: a person looking at the board sees only what really changed.
void BoardModel::reread()
{
    for (int row = columnCountNow() - 1; row >= 0; --row)
        followColumn(lane(row).place.id);
    const QList<Uuid> shown = m_standings.keys();
    for (const Uuid &id : shown) {
        if (!m_rows.task(id))
            followTask(id);
    }
    for (const Column *column : m_rows.columns()) {
        if (find(column->id) < 0) {
            insertColumn(*column);
            continue;
        }
        for (const Task *task : m_rows.tasksOfColumn(column->id))
            followTask(task->id);
    }
    Q_EMIT projectChanged();
    Q_EMIT membersChanged();
}

void BoardModel::changeCard(const Uuid &task)
{
    const auto standing = m_standings.constFind(task);
    if (standing != m_standings.cend())
        lane(find(standing->column)).cards->changeCard({standing->rank, task});
}

void BoardModel::changeEveryCard()
{
    for (const Lane &one : m_lanes)
        one.cards->changeAll();
}

void BoardModel::changeCount(int row)
{
    Q_EMIT dataChanged(index(row), index(row), {CountRole, OverLimitRole});
}

int BoardModel::find(const Uuid &column) const
{
    const auto at =
        std::find_if(m_lanes.begin(), m_lanes.end(), [&column](const Lane &one) { return one.place.id == column; });
    return at == m_lanes.end() ? -1 : static_cast<int>(at - m_lanes.begin());
}

// "Today" and "overdue" change when the day does, without any row changing.
void BoardModel::watchForMidnight()
{
    const QDateTime now = QDateTime::currentDateTime();
    m_midnight.start(static_cast<int>(now.msecsTo(now.date().addDays(1).startOfDay())) + 1000, this);
}

void BoardModel::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_midnight.timerId())
        return QAbstractListModel::timerEvent(event);
    changeEveryCard();
    Q_EMIT dayChanged();
    watchForMidnight();
}

} // namespace TaskMaster::Client
