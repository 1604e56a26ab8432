// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/ColumnModel.h"

#include "client/views/Days.h"
#include "client/views/People.h"

#include <algorithm>

namespace TaskMaster::Client {

ColumnModel::ColumnModel(const ProjectRows &rows, QObject *parent)
    : QAbstractListModel(parent)
    , m_rows(rows)
{
}

void ColumnModel::fill(std::vector<CardPlace> places)
{
    Q_ASSERT(m_places.empty());
    if (places.empty())
        return;
    std::sort(places.begin(), places.end());
    beginInsertRows({}, 0, static_cast<int>(places.size()) - 1);
    m_places = std::move(places);
    endInsertRows();
}

void ColumnModel::insertCard(const CardPlace &place)
{
    const auto at = std::lower_bound(m_places.begin(), m_places.end(), place);
    const int row = static_cast<int>(at - m_places.begin());
    beginInsertRows({}, row, row);
    m_places.insert(at, place);
    endInsertRows();
}

void ColumnModel::removeCard(const CardPlace &place)
{
    const int row = find(place);
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_places.erase(m_places.begin() + row);
    endRemoveRows();
}

void ColumnModel::moveCard(const CardPlace &from, const CardPlace &to)
{
    const int row = find(from);
    if (row < 0)
        return insertCard(to);
    // The destination as Qt counts it: the row before which the card goes while it is still in its old place.
    const int before = static_cast<int>(std::lower_bound(m_places.begin(), m_places.end(), to) - m_places.begin());
    if (before == row || before == row + 1) {
        m_places[static_cast<std::size_t>(row)] = to;
        return changeCard(to);
    }
    beginMoveRows({}, row, row, {}, before);
    const auto first = m_places.begin();
    if (before > row)
        std::rotate(first + row, first + row + 1, first + before);
    else
        std::rotate(first + before, first + row, first + row + 1);
    m_places[static_cast<std::size_t>(before > row ? before - 1 : before)] = to;
    endMoveRows();
    changeCard(to);
}

void ColumnModel::changeCard(const CardPlace &place)
{
    const int row = find(place);
    if (row >= 0)
        Q_EMIT dataChanged(index(row), index(row));
}

void ColumnModel::changeAll()
{
    if (!m_places.empty())
        Q_EMIT dataChanged(index(0), index(size() - 1));
}

int ColumnModel::find(const CardPlace &place) const
{
    const auto at = std::lower_bound(m_places.begin(), m_places.end(), place);
    return at != m_places.end() && *at == place ? static_cast<int>(at - m_places.begin()) : -1;
}

QString ColumnModel::idAbove(int row, const QString &taskId) const
{
    const Uuid self = Uuid::fromString(taskId).value_or(Uuid());
    for (int above = qMin(row, size()) - 1; above >= 0; --above) {
        if (at(above).id != self)
            return at(above).id.toString();
    }
    return {};
}

QString ColumnModel::idBelow(int row, const QString &taskId) const
{
    const Uuid self = Uuid::fromString(taskId).value_or(Uuid());
    for (int below = qMax(row, 0); below < size(); ++below) {
        if (at(below).id != self)
            return at(below).id.toString();
    }
    return {};
}

int ColumnModel::rowOf(const QString &taskId) const
{
    const Task *task = m_rows.task(Uuid::fromString(taskId).value_or(Uuid()));
    return task ? find({task->rank, task->id}) : -1;
}

int ColumnModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : size();
}

QVariant ColumnModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Task *task = m_rows.task(at(index.row()).id);
    return task ? dataOf(*task, role) : QVariant();
}

QVariant ColumnModel::dataOf(const Task &task, int role) const
{
    switch (role) {
    case TaskIdRole:
        return task.id.toString();
    case TaskKeyRole:
        return m_rows.keyOf(task);
    case Qt::DisplayRole:
    case TitleRole:
        return task.title;
    case PriorityRole:
        return static_cast<int>(task.priority);
    case LabelNamesRole:
        return m_rows.labelNamesOf(task.id);
    case LabelColorsRole:
        return QVariant::fromValue(m_rows.labelColorsOf(task.id));
    case AssigneeInitialsRole:
        return m_rows.assigneeInitialsOf(task.id);
    case AssigneeColorsRole:
        return QVariant::fromValue(m_rows.assigneeColorsOf(task.id));
    case AssigneeNamesRole:
        return m_rows.assigneeNamesOf(task.id).join(u", "_qs);
    case DueTextRole:
        return shortDay(task.dueDate, m_rows.today());
    case DueStateRole:
        return nameOf(dueState(task.dueDate, m_rows.today(), m_rows.isDone(task)));
    case CommentCountRole:
        return static_cast<int>(task.commentCount);
    case PendingRole:
        return m_rows.isPending<Task>(task.id);
    case DoneRole:
        return m_rows.isDone(task);
    default:
        return {};
    }
}

QHash<int, QByteArray> ColumnModel::roleNames() const
{
    return {{TaskIdRole, "taskId"},
            {TaskKeyRole, "taskKey"},
            {TitleRole, "title"},
            {PriorityRole, "priority"},
            {LabelNamesRole, "labelNames"},
            {LabelColorsRole, "labelColors"},
            {AssigneeInitialsRole, "assigneeInitials"},
            {AssigneeColorsRole, "assigneeColors"},
            {AssigneeNamesRole, "assigneeNames"},
            {DueTextRole, "dueText"},
            {DueStateRole, "dueState"},
            {CommentCountRole, "commentCount"},
            {PendingRole, "pending"},
            {DoneRole, "done"}};
}

} // namespace TaskMaster::Client
