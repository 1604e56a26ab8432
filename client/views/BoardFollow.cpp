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
        siftAgain();
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
        return changeLinked(m_rows.taskOf<TaskLabel>(change));
    case EntityKind::TaskAssignee:
        return changeLinked(m_rows.taskOf<TaskAssignee>(change));
    case EntityKind::Watcher:
        return judge(m_rows.taskOf<Watcher>(change));
    case EntityKind::Comment:
        return judge(m_rows.taskOf<Comment>(change));
    case EntityKind::ChecklistItem:
        return judge(m_rows.taskOf<ChecklistItem>(change));
    case EntityKind::CustomValue:
        return judge(m_rows.taskOf<CustomValue>(change));
    case EntityKind::Recurrence:
        return judge(m_rows.taskOf<Recurrence>(change));
    case EntityKind::Cycle:
    case EntityKind::Milestone:
    case EntityKind::CustomField:
        return siftAgain();
    case EntityKind::Label:
        changeEveryCard();
        return siftAgain();
    case EntityKind::Project:
        changeEveryCard();
        siftAgain();
        Q_EMIT projectChanged();
        return;
    case EntityKind::Member:
    case EntityKind::ProjectMember:
        changeEveryCard();
        siftAgain();
        Q_EMIT membersChanged();
        return;
    default:
        return;
    }
}

void BoardModel::followTask(const Uuid &id)
{
    m_facts.forget(id);
    const Task *task = m_rows.task(id);
    const int target = task && ProjectRows::isShown(*task) ? find(task->columnId) : -1;
    const auto standing = m_standings.constFind(id);
    const int source = standing == m_standings.cend() ? -1 : find(standing->column);
    if (source < 0 && target < 0)
        return;
    const CardPlace from = source < 0 ? CardPlace() : CardPlace{standing->order, id};
    const CardPlace to = target < 0 ? CardPlace() : m_order.placeOf(*task);
    const int row = source < 0 ? -1 : rowOfCard(lane(source), from);
    const bool isWanted = target >= 0 && fits(*task);
    if (target < 0)
        m_standings.remove(id);
    else
        m_standings.insert(id, {task->columnId, to.order});
    if (!isSettled())
        m_late.insert(id);
    if (source == target && row >= 0 && isWanted) {
        if (from == to || isOutOfOrder(lane(target)))
            lane(target).cards->changeRow(row);
        else
            lane(target).cards->moveCard(from, to);
        return;
    }
    if (source != target) {
        if (source >= 0)
            --lane(source).all;
        if (target >= 0)
            ++lane(target).all;
    }
    if (row >= 0)
        lane(source).cards->removeRow(row);
    if (isWanted && !isOutOfOrder(lane(target)))
        lane(target).cards->insertCard(to);
    if (source >= 0)
        changeCount(source);
    if (target >= 0 && target != source)
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
    siftAgain();
}

void BoardModel::insertColumn(const Column &column)
{
    Lane added;
    added.place = {column.rank, column.id};
    added.cards = std::make_unique<ColumnModel>(m_rows, m_order);
    std::vector<CardPlace> places;
    for (const Task *task : m_rows.tasksOfColumn(column.id)) {
        if (!ProjectRows::isShown(*task))
            continue;
        // It may still stand where it was before: all rows may be others.
        if (const auto old = m_standings.constFind(task->id); old != m_standings.cend())
            takeOut(*old, task->id);
        ++added.all;
        // What must be sifted gets its place then.
        CardPlace place{isPlain() ? task->rank : QString(), task->id};
        m_standings.insert(task->id, {task->columnId, place.order});
        if (isPlain())
            places.push_back(std::move(place));
    }
    added.cards->fill(std::move(places));
    const auto inOrder = [](const Lane &one, const Lane &other) { return one.place < other.place; };
    const auto at = std::lower_bound(m_lanes.begin(), m_lanes.end(), added, inOrder);
    const int row = static_cast<int>(at - m_lanes.begin());
    beginInsertRows({}, row, row);
    m_lanes.insert(at, std::move(added));
    endInsertRows();
    Q_EMIT columnCountChanged();
    if (isPlain())
        return Q_EMIT sifted();
    m_placesAreOld = true;
    startSifting(lane(row));
}

void BoardModel::takeOut(const Standing &standing, const Uuid &task)
{
    Lane &old = lane(find(standing.column));
    --old.all;
    if (const int row = rowOfCard(old, {standing.order, task}); row >= 0)
        old.cards->removeRow(row);
}

void BoardModel::removeColumn(int row)
{
    const Uuid id = lane(row).place.id;
    m_standings.removeIf([&id](const auto &entry) { return entry.value().column == id; });
    if (lane(row).sifting)
        --m_siftingCount;
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
    m_facts.forgetAll();
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
        for (const Task *task : m_rows.tasksOfColumn(column->id)) {
            if (isPlain() && isSettled())
                followTask(task->id);
            else
                putAgain(*task);
        }
    }
    siftAgain(); // what was being looked at may be gone
    Q_EMIT projectChanged();
    Q_EMIT membersChanged();
}

// Where a task belongs, without showing it: all of them are going to be looked at.
void BoardModel::putAgain(const Task &task)
{
    const auto standing = m_standings.constFind(task.id);
    if (standing != m_standings.cend())
        --lane(find(standing->column)).all;
    m_standings.remove(task.id);
    if (!ProjectRows::isShown(task))
        return;
    m_standings.insert(task.id, {task.columnId, m_order.placeOf(task).order});
    ++lane(find(task.columnId)).all;
}

void BoardModel::changeLinked(const Uuid &task)
{
    changeCard(task);
    judge(task);
}

// Whether a task fits may have changed with something that hangs on it.
void BoardModel::judge(const Uuid &task)
{
    if (m_matcher)
        followTask(task);
}

void BoardModel::changeCard(const Uuid &task)
{
    const auto standing = m_standings.constFind(task);
    const int column = standing == m_standings.cend() ? -1 : find(standing->column);
    const int row = column < 0 ? -1 : rowOfCard(lane(column), {standing->order, task});
    if (row >= 0)
        lane(column).cards->changeRow(row);
}

void BoardModel::changeEveryCard()
{
    for (const Lane &one : m_lanes)
        one.cards->changeAll();
}

void BoardModel::changeCount(int row)
{
    Q_EMIT dataChanged(index(row), index(row), {CountRole, AllCountRole, OverLimitRole});
    Q_EMIT sifted();
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
    if (event->timerId() == m_sifting.timerId())
        return sift(SliceMs);
    if (event->timerId() == m_minute.timerId())
        return siftAgain();
    if (event->timerId() != m_midnight.timerId())
        return QAbstractListModel::timerEvent(event);
    changeEveryCard();
    siftAgain();
    Q_EMIT dayChanged();
    watchForMidnight();
}

} // namespace TaskMaster::Client
