// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/Refusals.h"

#include "client/replica/Outbox.h"
#include "client/views/RowSync.h"

namespace TaskMaster::Client {

Refusals::Refusals(Outbox &outbox, QObject *parent)
    : QAbstractListModel(parent)
    , m_outbox(outbox)
{
    connect(&m_outbox, &Outbox::refusedChanged, this, &Refusals::follow);
    follow();
}

void Refusals::dismiss(const QString &commandId)
{
    if (const std::optional<Uuid> id = Uuid::fromString(commandId))
        m_outbox.dismiss(*id);
}

void Refusals::follow()
{
    QList<Entry> wanted;
    for (const RefusedItem &refused : m_outbox.refused())
        wanted.append({refused.item.command.commandId, refused.sentence(), refused.text()});
    syncRows(m_shown, wanted, *this);
}

void Refusals::remove(int row)
{
    beginRemoveRows({}, row, row);
    m_shown.removeAt(row);
    endRemoveRows();
}

void Refusals::insert(int row, const Entry &entry)
{
    beginInsertRows({}, row, row);
    m_shown.insert(row, entry);
    endInsertRows();
}

void Refusals::change(int row, const Entry &entry)
{
    m_shown[row] = entry;
    Q_EMIT dataChanged(index(row), index(row));
}

int Refusals::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant Refusals::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry &entry = m_shown.at(index.row());
    switch (role) {
    case CommandIdRole:
        return entry.id.toString();
    case Qt::DisplayRole:
    case SentenceRole:
        return entry.sentence;
    case LostTextRole:
        return entry.lostText;
    default:
        return {};
    }
}

QHash<int, QByteArray> Refusals::roleNames() const
{
    return {{CommandIdRole, "commandId"}, {SentenceRole, "sentence"}, {LostTextRole, "lostText"}};
}

} // namespace TaskMaster::Client
