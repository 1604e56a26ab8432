// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/ViewList.h"

#include "client/replica/Outbox.h"
#include "client/views/Ids.h"
#include "client/views/Preferences.h"
#include "client/views/RowSync.h"

#include <algorithm>

namespace TaskMaster::Client {

ViewList::ViewList(const Parts &parts, QObject *parent)
    : QAbstractListModel(parent)
    , m_rows(parts.rows)
    , m_query(parts.query)
    , m_outbox(parts.outbox)
    , m_preferences(parts.preferences)
{
    connect(&m_query, &BoardQuery::changed, this, &ViewList::currentChanged);
}

QString ViewList::place() const
{
    return u"view/"_qs + m_rows.stream().scope.toString();
}

void ViewList::open()
{
    m_current = Uuid();
    const Uuid last = m_rows.isOpen() ? idOf(m_preferences.value(place())) : Uuid();
    show(find(last) ? last : Uuid());
}

void ViewList::follow(const ReplicaChanges &changes)
{
    bool concerns = changes.reloaded.contains(m_rows.stream()) || changes.dropped.contains(m_rows.stream());
    for (const RowChange &change : changes.rows)
        concerns = concerns || (change.kind == EntityKind::SavedView && change.stream == m_rows.stream());
    if (!concerns)
        return;
    const SavedView *view = find(m_current);
    const bool isMine = isEdited();
    if (!m_current.isNull() && !view)
        return show({}); // somebody took it away
    // The project's rows may have come only now, and with them the view that was open last.
    if (const Uuid last = idOf(m_preferences.value(place())); m_current.isNull() && !isMine && find(last))
        return show(last);
    if (view && !isMine)
        return show(m_current);
    refresh();
}

QString ViewList::currentName() const
{
    const SavedView *view = find(m_current);
    return view ? view->name : QString();
}

int ViewList::currentRow() const
{
    const auto isCurrent = [](const Tab &tab) { return tab.isCurrent; };
    const auto at = std::find_if(m_tabs.cbegin(), m_tabs.cend(), isCurrent);
    return at == m_tabs.cend() ? -1 : static_cast<int>(at - m_tabs.cbegin());
}

bool ViewList::isEdited() const
{
    return m_query.text().trimmed() != m_shownText || m_query.sortBy() != m_shownSort;
}

void ViewList::choose(const QString &viewId)
{
    const Uuid view = idOf(viewId);
    m_preferences.setValue(place(), view.isNull() ? QString() : viewId);
    show(view);
}

void ViewList::step(int tabs)
{
    const int count = rowCount();
    if (count > 1)
        choose(m_tabs.at((currentRow() + tabs + count) % count).id.toString());
}

void ViewList::show(const Uuid &id)
{
    const SavedView *view = find(id);
    m_current = view ? id : Uuid();
    m_shownText = view ? view->query.trimmed() : QString();
    m_shownSort = view ? view->sortBy : QString();
    refresh();
    m_query.set(m_shownText, m_shownSort);
    Q_EMIT currentChanged();
}

void ViewList::saveAs(const QString &name)
{
    if (name.trimmed().isEmpty())
        return;
    CreateView wish;
    wish.viewId = Uuid::v7();
    wish.name = name.trimmed();
    wish.kind = ViewKind::Board;
    wish.query = m_query.text().trimmed();
    wish.sortBy = m_query.sortBy();
    m_outbox.submit(m_rows.stream(), wish);
    choose(wish.viewId.toString());
}

void ViewList::save()
{
    const SavedView *view = find(m_current);
    if (!view || m_query.isFaulty())
        return;
    const auto query = Prediction::fieldOf<SavedView>(u"query");
    const auto sortBy = Prediction::fieldOf<SavedView>(u"sortBy");
    const Edit edit{EntityKind::SavedView, m_current,
                    FieldValues{{query, m_query.text().trimmed()}, {sortBy, m_query.sortBy()}},
                    FieldValues{{query, view->query}, {sortBy, view->sortBy}}};
    m_shownText = m_query.text().trimmed();
    m_shownSort = m_query.sortBy();
    m_outbox.submit(m_rows.stream(), edit);
    Q_EMIT currentChanged();
}

void ViewList::rename(const QString &viewId, const QString &name)
{
    const SavedView *view = find(idOf(viewId));
    if (!view || name.trimmed().isEmpty() || name.trimmed() == view->name)
        return;
    const auto field = Prediction::fieldOf<SavedView>(u"name");
    m_outbox.submit(
        m_rows.stream(),
        Edit{EntityKind::SavedView, view->id, FieldValues{{field, name.trimmed()}}, FieldValues{{field, view->name}}});
}

void ViewList::remove(const QString &viewId)
{
    const SavedView *view = find(idOf(viewId));
    if (!view)
        return;
    const SavedView kept = *view;
    m_outbox.submit(m_rows.stream(), RemoveView{kept.id});
    Q_EMIT removed(kept);
}

void ViewList::refresh()
{
    std::vector<const SavedView *> views;
    for (const SavedView &view : m_rows.all<SavedView>()) {
        if (view.kind == ViewKind::Board)
            views.push_back(&view);
    }
    std::sort(views.begin(), views.end(), [](const SavedView *one, const SavedView *other) {
        return one->rank == other->rank ? one->id < other->id : one->rank < other->rank;
    });
    QList<Tab> wanted;
    if (m_rows.isOpen())
        wanted.append({{}, tr("Board"), m_current.isNull()});
    for (const SavedView *view : views)
        wanted.append({view->id, view->name, view->id == m_current});
    syncRows(m_tabs, wanted, *this);
    Q_EMIT currentChanged();
}

int ViewList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tabs.size());
}

QVariant ViewList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Tab &tab = m_tabs.at(index.row());
    switch (role) {
    case ViewIdRole:
        return tab.id.isNull() ? QString() : tab.id.toString();
    case Qt::DisplayRole:
    case NameRole:
        return tab.name;
    case CurrentRole:
        return tab.isCurrent;
    default:
        return {};
    }
}

QHash<int, QByteArray> ViewList::roleNames() const
{
    return {{ViewIdRole, "viewId"}, {NameRole, "name"}, {CurrentRole, "current"}};
}

void ViewList::remove(int row)
{
    beginRemoveRows({}, row, row);
    m_tabs.removeAt(row);
    endRemoveRows();
}

void ViewList::insert(int row, const Tab &tab)
{
    beginInsertRows({}, row, row);
    m_tabs.insert(row, tab);
    endInsertRows();
}

void ViewList::change(int row, const Tab &tab)
{
    m_tabs[row] = tab;
    Q_EMIT dataChanged(index(row), index(row));
}

} // namespace TaskMaster::Client
