// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/ColumnModel.h"

#include "client/views/Days.h"
#include "client/views/People.h"

#include <algorithm>

namespace TaskMaster::Client {

namespace {

// How far down and how often a column changes card by card when the filter does; three screens of cards.
constexpr std::size_t ExactRowsMax = 80;
constexpr int ExactStepsMax = 40;

} // namespace

ColumnModel::ColumnModel(const ProjectRows &rows, const CardOrder &order, QObject *parent)
    : QAbstractListModel(parent)
    , m_rows(rows)
    , m_order(order)
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

void ColumnModel::insertCards(const std::vector<CardPlace> &places)
{
    for (std::size_t done = 0; done < places.size();) {
        const auto at = std::lower_bound(m_places.begin(), m_places.end(), places[done]);
        const auto end = at == m_places.end()
            ? places.end()
            : std::lower_bound(places.begin() + static_cast<std::ptrdiff_t>(done), places.end(), *at);
        const auto until = static_cast<std::size_t>(end - places.begin());
        insertAt(static_cast<std::size_t>(at - m_places.begin()), places.data() + done, places.data() + until);
        done = until;
    }
}

void ColumnModel::removeCard(const CardPlace &place)
{
    if (const int row = find(place); row >= 0)
        removeRow(row);
}

void ColumnModel::removeRow(int row)
{
    removeRange(static_cast<std::size_t>(row), static_cast<std::size_t>(row) + 1);
}

void ColumnModel::become(std::vector<CardPlace> places)
{
    std::size_t row = 0;
    for (int steps = 0; row < m_places.size() && row < places.size();) {
        const CardPlace &wanted = places[row];
        if (m_places[row] == wanted) {
            ++row;
            continue;
        }
        if (row >= ExactRowsMax || ++steps > ExactStepsMax)
            break;
        const auto here = m_places.begin() + static_cast<std::ptrdiff_t>(row);
        if (*here < wanted) {
            const auto kept = std::lower_bound(here, m_places.end(), wanted);
            removeRange(row, static_cast<std::size_t>(kept - m_places.begin()));
        } else {
            const auto from = places.begin() + static_cast<std::ptrdiff_t>(row);
            const auto end = static_cast<std::size_t>(std::lower_bound(from, places.end(), *here) - places.begin());
            insertAt(row, places.data() + row, places.data() + end);
            row = end;
        }
    }
    // What is the same at the end stays too: somebody may have scrolled there.
    std::size_t same = 0;
    while (same < m_places.size() - row && same < places.size() - row
           && m_places[m_places.size() - 1 - same] == places[places.size() - 1 - same])
        ++same;
    removeRange(row, m_places.size() - same);
    insertAt(row, places.data() + row, places.data() + places.size() - same);
}

void ColumnModel::replace(std::vector<CardPlace> places)
{
    removeRange(0, m_places.size());
    insertAt(0, places.data(), places.data() + places.size());
}

void ColumnModel::insertAt(std::size_t row, const CardPlace *first, const CardPlace *last)
{
    if (first == last)
        return;
    beginInsertRows({}, static_cast<int>(row), static_cast<int>(row) + static_cast<int>(last - first) - 1);
    m_places.insert(m_places.begin() + static_cast<std::ptrdiff_t>(row), first, last);
    endInsertRows();
}

void ColumnModel::removeRange(std::size_t first, std::size_t last)
{
    if (first >= last)
        return;
    beginRemoveRows({}, static_cast<int>(first), static_cast<int>(last) - 1);
    m_places.erase(m_places.begin() + static_cast<std::ptrdiff_t>(first),
                   m_places.begin() + static_cast<std::ptrdiff_t>(last));
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
    if (const int row = find(place); row >= 0)
        changeRow(row);
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

int ColumnModel::findById(const Uuid &id) const
{
    const auto at =
        std::find_if(m_places.begin(), m_places.end(), [&id](const CardPlace &one) { return one.id == id; });
    return at == m_places.end() ? -1 : static_cast<int>(at - m_places.begin());
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
    return task ? find(m_order.placeOf(*task)) : -1;
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
