// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/ProjectList.h"

#include "client/views/People.h"
#include "client/views/RowSync.h"

namespace TaskMaster::Client {

ProjectList::ProjectList(const Replica &replica, QObject *parent)
    : QAbstractListModel(parent)
    , m_replica(replica)
{
}

void ProjectList::open(const Uuid &user, const Uuid &workspace)
{
    m_user = user;
    m_workspace = workspace;
    follow();
}

void ProjectList::follow()
{
    syncRows(m_shown, wanted(), *this);
    Q_EMIT currentChanged();
}

void ProjectList::setCurrent(const Uuid &project)
{
    m_current = project;
    follow();
    if (!m_shown.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {CurrentRole});
}

bool ProjectList::contains(const Uuid &project) const
{
    return std::any_of(m_shown.begin(), m_shown.end(), [&project](const Entry &entry) { return entry.id == project; });
}

int ProjectList::currentRow() const
{
    const auto at =
        std::find_if(m_shown.begin(), m_shown.end(), [this](const Entry &entry) { return entry.id == m_current; });
    return at == m_shown.end() ? -1 : static_cast<int>(at - m_shown.begin());
}

Uuid ProjectList::named(const QString &name) const
{
    const auto at = std::find_if(m_shown.begin(), m_shown.end(), [&name](const Entry &entry) {
        return entry.name.compare(name, Qt::CaseInsensitive) == 0 || entry.key.compare(name, Qt::CaseInsensitive) == 0;
    });
    return at == m_shown.end() ? Uuid() : at->id;
}

QStringList ProjectList::keys() const
{
    QStringList keys;
    for (const Entry &entry : m_shown)
        keys.append(entry.key);
    return keys;
}

QList<ProjectList::Entry> ProjectList::wanted() const
{
    QList<Entry> entries;
    const auto known = [&entries](const Uuid &id) {
        return std::any_of(entries.begin(), entries.end(), [&id](const Entry &entry) { return entry.id == id; });
    };
    if (m_workspace.isNull())
        return entries;
    for (const ProjectEntry &entry : m_replica.rows<ProjectEntry>(StreamId::ofWorkspace(m_workspace))) {
        if (entry.archivedAt == 0)
            entries.append({entry.id, entry.name, entry.key, entry.color});
    }
    for (const Access &access : m_replica.rows<Access>(StreamId::ofUser(m_user))) {
        if (access.workspaceId == m_workspace && !access.projectId.isNull() && !known(access.projectId))
            entries.append({access.projectId, access.name, {}, {}});
    }
    const Project *open = m_replica.find<Project>(StreamId::ofProject(m_workspace, m_current), m_current);
    if (open && open->archivedAt == 0 && !known(m_current))
        entries.append({open->id, open->name, open->key, open->color});
    std::sort(entries.begin(), entries.end(), [](const Entry &one, const Entry &other) {
        const int order = QString::localeAwareCompare(one.name, other.name);
        return order == 0 ? one.id < other.id : order < 0;
    });
    return entries;
}

void ProjectList::remove(int row)
{
    beginRemoveRows({}, row, row);
    m_shown.removeAt(row);
    endRemoveRows();
}

void ProjectList::insert(int row, const Entry &entry)
{
    beginInsertRows({}, row, row);
    m_shown.insert(row, entry);
    endInsertRows();
}

void ProjectList::change(int row, const Entry &entry)
{
    m_shown[row] = entry;
    Q_EMIT dataChanged(index(row), index(row));
}

int ProjectList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant ProjectList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry &entry = m_shown.at(index.row());
    switch (role) {
    case ProjectIdRole:
        return entry.id.toString();
    case Qt::DisplayRole:
    case NameRole:
        return entry.name;
    case ProjectColorRole:
        return QColor::isValidColor(entry.color) ? QColor(entry.color) : colorOfPerson(entry.id);
    case CurrentRole:
        return entry.id == m_current;
    default:
        return {};
    }
}

QHash<int, QByteArray> ProjectList::roleNames() const
{
    return {
        {ProjectIdRole, "projectId"}, {NameRole, "name"}, {ProjectColorRole, "projectColor"}, {CurrentRole, "current"}};
}

} // namespace TaskMaster::Client
