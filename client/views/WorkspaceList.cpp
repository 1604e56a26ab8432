// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/WorkspaceList.h"

#include "client/views/RowSync.h"

namespace TaskMaster::Client {

WorkspaceList::WorkspaceList(const Replica &replica, QObject *parent)
    : QAbstractListModel(parent)
    , m_replica(replica)
{
}

void WorkspaceList::open(const Uuid &user)
{
    m_user = user;
    follow();
}

void WorkspaceList::follow()
{
    syncRows(m_shown, wanted(), *this);
    Q_EMIT currentChanged();
}

void WorkspaceList::setCurrent(const Uuid &workspace)
{
    if (m_current == workspace)
        return;
    m_current = workspace;
    if (!m_shown.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {CurrentRole});
    Q_EMIT currentChanged();
}

QString WorkspaceList::currentName() const
{
    const auto at =
        std::find_if(m_shown.begin(), m_shown.end(), [this](const Entry &entry) { return entry.id == m_current; });
    return at == m_shown.end() ? QString() : at->name;
}

bool WorkspaceList::contains(const Uuid &workspace) const
{
    return std::any_of(m_shown.begin(), m_shown.end(),
                       [&workspace](const Entry &entry) { return entry.id == workspace; });
}

QList<WorkspaceList::Entry> WorkspaceList::wanted() const
{
    QList<Entry> entries;
    for (const Access &access : m_replica.rows<Access>(StreamId::ofUser(m_user))) {
        const auto same = [&access](const Entry &entry) { return entry.id == access.workspaceId; };
        const auto known = std::find_if(entries.begin(), entries.end(), same);
        // A guest knows single projects of a workspace and not its name: the first project lends its own.
        if (known == entries.end())
            entries.append({access.workspaceId, access.name});
        else if (access.projectId.isNull())
            known->name = access.name;
    }
    std::sort(entries.begin(), entries.end(), [](const Entry &one, const Entry &other) {
        const int order = QString::localeAwareCompare(one.name, other.name);
        return order == 0 ? one.id < other.id : order < 0;
    });
    return entries;
}

void WorkspaceList::remove(int row)
{
    beginRemoveRows({}, row, row);
    m_shown.removeAt(row);
    endRemoveRows();
}

void WorkspaceList::insert(int row, const Entry &entry)
{
    beginInsertRows({}, row, row);
    m_shown.insert(row, entry);
    endInsertRows();
}

void WorkspaceList::change(int row, const Entry &entry)
{
    m_shown[row] = entry;
    Q_EMIT dataChanged(index(row), index(row));
}

int WorkspaceList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant WorkspaceList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry &entry = m_shown.at(index.row());
    switch (role) {
    case WorkspaceIdRole:
        return entry.id.toString();
    case Qt::DisplayRole:
    case NameRole:
        return entry.name;
    case CurrentRole:
        return entry.id == m_current;
    default:
        return {};
    }
}

QHash<int, QByteArray> WorkspaceList::roleNames() const
{
    return {{WorkspaceIdRole, "workspaceId"}, {NameRole, "name"}, {CurrentRole, "current"}};
}

} // namespace TaskMaster::Client
