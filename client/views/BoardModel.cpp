// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/BoardModel.h"

#include "client/replica/Outbox.h"
#include "client/views/Ids.h"
#include "client/views/People.h"

#include <algorithm>

namespace TaskMaster::Client {

BoardModel::BoardModel(const Replica &replica, Outbox &outbox, QObject *parent)
    : QAbstractListModel(parent)
    , m_replica(replica)
    , m_outbox(outbox)
    , m_rows(replica)
    , m_facts(m_rows)
{
    connect(this, &BoardModel::projectChanged, this, &BoardModel::newColumnDraftChanged);
}

BoardModel::~BoardModel() = default;

void BoardModel::open(const StreamId &stream)
{
    if (m_rows.stream() == stream)
        return;
    // Another project is another model: the one place where everything may change at once.
    beginResetModel();
    m_lanes.clear();
    m_standings.clear();
    m_late.clear();
    m_facts.forgetAll();
    m_siftingCount = 0;
    m_isReordered = m_placesAreOld = false;
    m_rows.open(stream);
    endResetModel();
    Q_EMIT opening();
    startOver();
    reread();
    sift(SliceMs); // a board of usual size is there at once
    watchForMidnight();
    Q_EMIT projectChanged();
    Q_EMIT columnCountChanged();
    Q_EMIT membersChanged();
}

QString BoardModel::projectId() const
{
    return isOpened() ? m_rows.stream().scope.toString() : QString();
}

QString BoardModel::name() const
{
    const Project *project = m_rows.project();
    return project ? project->name : QString();
}

bool BoardModel::isLoaded() const
{
    return m_rows.project() != nullptr;
}

QStringList BoardModel::memberInitials() const
{
    QStringList initials;
    for (const ProjectRows::Person &person : m_rows.people())
        initials.append(initialsOf(person.name));
    return initials;
}

QList<QColor> BoardModel::memberColors() const
{
    QList<QColor> colors;
    for (const ProjectRows::Person &person : m_rows.people())
        colors.append(colorOfPerson(person.userId));
    return colors;
}

QString BoardModel::memberNames() const
{
    QStringList names;
    for (const ProjectRows::Person &person : m_rows.people())
        names.append(person.name);
    return names.join(u", "_qs);
}

QString BoardModel::columnOf(const QString &taskId) const
{
    const auto standing = m_standings.constFind(idOf(taskId));
    return standing == m_standings.cend() ? QString() : standing->column.toString();
}

int BoardModel::rowOfColumn(const QString &columnId) const
{
    return find(idOf(columnId));
}

QString BoardModel::neighbour(const QString &taskId, int columnSteps, int rowSteps) const
{
    const auto standing = m_standings.constFind(idOf(taskId));
    int column = standing == m_standings.cend() ? -1 : find(standing->column);
    int row = column < 0 ? -1 : rowOfCard(lane(column), {standing->order, standing.key()});
    if (row < 0) {
        const auto first =
            std::find_if(m_lanes.begin(), m_lanes.end(), [](const Lane &one) { return one.cards->size() > 0; });
        return first == m_lanes.end() ? QString() : first->cards->at(0).id.toString();
    }
    if (columnSteps == 0) {
        row = qBound(0, row + rowSteps, lane(column).cards->size() - 1);
    } else {
        // Empty columns are walked over.
        const int step = columnSteps < 0 ? -1 : 1;
        int next = column + step;
        while (next >= 0 && next < columnCountNow() && lane(next).cards->size() == 0)
            next += step;
        if (next < 0 || next >= columnCountNow())
            return taskId;
        column = next;
        row = qMin(row, lane(column).cards->size() - 1);
    }
    return lane(column).cards->at(row).id.toString();
}

void BoardModel::moveTask(const QString &taskId, const QString &columnId, const QString &afterId,
                          const QString &beforeId)
{
    const Uuid task = idOf(taskId);
    const auto standing = m_standings.constFind(task);
    const int target = find(idOf(columnId));
    if (standing == m_standings.cend() || target < 0)
        return;
    const bool isSameColumn = standing->column == idOf(columnId);
    if (!m_order.isManual()) {
        if (!isSameColumn)
            submit(MoveTask{task, idOf(columnId), {}, {}});
        Q_EMIT orderKept(taskId, columnId);
        return;
    }
    if (isSameColumn) {
        // Put back where it was: nothing happened.
        const ColumnModel &cards = *lane(target).cards;
        const int row = cards.find({standing->order, task});
        if (cards.idAbove(row, taskId) == afterId && cards.idBelow(row, taskId) == beforeId)
            return;
    }
    submit(MoveTask{task, idOf(columnId), idOf(afterId), idOf(beforeId)});
}

void BoardModel::moveTaskBy(const QString &taskId, int columnSteps, int rowSteps)
{
    const auto standing = m_standings.constFind(idOf(taskId));
    if (standing == m_standings.cend())
        return;
    const int from = find(standing->column);
    const int row = rowOfCard(lane(from), {standing->order, standing.key()});
    const int to = from + columnSteps;
    if (row < 0 || to < 0 || to >= columnCountNow())
        return;
    const ColumnModel &cards = *lane(to).cards;
    // Downwards within a column: below the next card, so before the one after it.
    const int before = columnSteps != 0 ? qMin(row, cards.size()) : rowSteps > 0 ? row + 1 + rowSteps : row + rowSteps;
    if (before < 0 || before > cards.size())
        return;
    moveTask(taskId, lane(to).place.id.toString(), cards.idAbove(before, taskId), cards.idBelow(before, taskId));
}

void BoardModel::addTask(const QString &columnId, const QString &title, bool atTop)
{
    const int row = find(idOf(columnId));
    if (row < 0 || title.trimmed().isEmpty())
        return;
    CreateTask wish;
    wish.taskId = Uuid::v7();
    wish.columnId = idOf(columnId);
    wish.title = title.trimmed();
    // Above all cards of the column, not only above those that are shown.
    const std::vector<const Task *> tasks = m_rows.tasksOfColumn(wish.columnId);
    const auto isThere = [](const Task *task) { return ProjectRows::isShown(*task); };
    const auto first = std::find_if(tasks.begin(), tasks.end(), isThere);
    const auto last = std::find_if(tasks.rbegin(), tasks.rend(), isThere);
    if (atTop && first != tasks.end())
        wish.beforeId = (*first)->id;
    else if (last != tasks.rend())
        wish.afterId = (*last)->id;
    submit(wish);
    const Task *made = m_rows.task(wish.taskId);
    if (made && !fits(*made))
        Q_EMIT madeUnseen(wish.title);
}

void BoardModel::saveDraft(const QString &columnId, const QString &text)
{
    m_outbox.saveDraft(u"newTask/"_qs + columnId, text);
    if (const int row = rowOfColumn(columnId); row >= 0)
        Q_EMIT dataChanged(index(row), index(row), {DraftRole});
}

void BoardModel::saveNameDraft(const QString &columnId, const QString &text)
{
    m_outbox.saveDraft(u"columnName/"_qs + columnId, text);
    if (const int row = rowOfColumn(columnId); row >= 0)
        Q_EMIT dataChanged(index(row), index(row), {NameDraftRole});
}

QString BoardModel::newColumnDraft() const
{
    return m_outbox.draft(u"newColumn/"_qs + projectId());
}

void BoardModel::saveNewColumnDraft(const QString &text)
{
    m_outbox.saveDraft(u"newColumn/"_qs + projectId(), text);
    Q_EMIT newColumnDraftChanged();
}

void BoardModel::addColumn(const QString &columnName)
{
    CreateColumn wish;
    wish.columnId = Uuid::v7();
    wish.name = columnName.trimmed();
    if (!m_lanes.empty())
        wish.afterId = m_lanes.back().place.id;
    submit(wish);
}

void BoardModel::renameColumn(const QString &columnId, const QString &columnName)
{
    const Column *column = m_rows.column(idOf(columnId));
    if (!column)
        return;
    const quint8 field = Prediction::fieldOf<Column>(u"name");
    submit(Edit{EntityKind::Column, column->id, FieldValues{{field, columnName.trimmed()}},
                FieldValues{{field, column->name}}});
}

void BoardModel::moveColumnBy(const QString &columnId, int places)
{
    const int row = find(idOf(columnId));
    const int before = places > 0 ? row + 1 + places : row + places;
    if (row < 0 || before < 0 || before > columnCountNow())
        return;
    MoveColumn wish{lane(row).place.id, {}, {}};
    if (before > 0)
        wish.afterId = lane(before - 1).place.id;
    if (before < columnCountNow())
        wish.beforeId = lane(before).place.id;
    submit(wish);
}

void BoardModel::archiveColumn(const QString &columnId)
{
    const Column *column = m_rows.column(idOf(columnId));
    if (!column)
        return;
    const QString columnName = column->name;
    submit(ArchiveColumn{column->id, true});
    Q_EMIT columnArchived(columnId, columnName);
}

int BoardModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columnCountNow();
}

QVariant BoardModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Lane &shown = lane(index.row());
    const Column *column = m_rows.column(shown.place.id);
    switch (role) {
    case ColumnIdRole:
        return shown.place.id.toString();
    case CountRole:
        return shown.cards->size();
    case AllCountRole:
        return shown.all;
    case CardsRole:
        return QVariant::fromValue(shown.cards.get());
    case DraftRole:
        return m_outbox.draft(u"newTask/"_qs + shown.place.id.toString());
    case NameDraftRole:
        return m_outbox.draft(u"columnName/"_qs + shown.place.id.toString());
    default:
        break;
    }
    if (!column)
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return column->name;
    case KindRole:
        return QString::fromLatin1(ChoiceNames<ColumnType>::names[static_cast<int>(column->type)]);
    case WipLimitRole:
        return static_cast<int>(column->wipLimit);
    case ColumnColorRole: // transparent: none was chosen
        return QColor::isValidColor(column->color) ? QColor(column->color) : QColor(Qt::transparent);
    case OverLimitRole:
        return column->wipLimit > 0 && shown.all > column->wipLimit;
    default:
        return {};
    }
}

QHash<int, QByteArray> BoardModel::roleNames() const
{
    return {{ColumnIdRole, "columnId"},
            {NameRole, "name"},
            {KindRole, "kind"},
            {CountRole, "count"},
            {AllCountRole, "allCount"},
            {WipLimitRole, "wipLimit"},
            {OverLimitRole, "overLimit"},
            {CardsRole, "cards"},
            {DraftRole, "draft"},
            {NameDraftRole, "nameDraft"},
            {ColumnColorRole, "columnColor"}};
}

void BoardModel::submit(CommandArgs args)
{
    m_outbox.submit(m_rows.stream(), std::move(args));
}

} // namespace TaskMaster::Client
