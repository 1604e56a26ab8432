// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/CommentModel.h"

#include "client/views/Days.h"
#include "client/views/People.h"

#include <QDateTime>

#include <algorithm>

namespace TaskMaster::Client {

CommentModel::CommentModel(const ProjectRows &rows, QObject *parent)
    : QAbstractListModel(parent)
    , m_rows(rows)
{
}

void CommentModel::open(const Uuid &task, const Uuid &me)
{
    beginResetModel();
    m_task = task;
    m_me = me;
    m_places.clear();
    for (const Comment *comment : m_rows.commentsOf(task))
        m_places.append({comment->createdAt, comment->id});
    std::sort(m_places.begin(), m_places.end());
    endResetModel();
    Q_EMIT countChanged();
}

void CommentModel::followComment(const Uuid &id)
{
    const Comment *comment = m_rows.comment(id);
    const bool shown = comment && comment->taskId == m_task;
    const auto old =
        std::find_if(m_places.begin(), m_places.end(), [&id](const Place &place) { return place.id == id; });
    const int row = static_cast<int>(old - m_places.begin());
    const bool known = old != m_places.end();
    if (known && shown && old->createdAt == comment->createdAt) {
        Q_EMIT dataChanged(index(row), index(row));
        return;
    }
    // The server may have given it another time than this machine: then it goes out and in again at its place.
    if (known) {
        beginRemoveRows({}, row, row);
        m_places.removeAt(row);
        endRemoveRows();
    }
    if (shown) {
        const Place place{comment->createdAt, id};
        const auto at = std::lower_bound(m_places.begin(), m_places.end(), place);
        const int to = static_cast<int>(at - m_places.begin());
        beginInsertRows({}, to, to);
        m_places.insert(at, place);
        endInsertRows();
    }
    if (known != shown)
        Q_EMIT countChanged();
}

int CommentModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant CommentModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Comment *comment = m_rows.comment(m_places.at(index.row()).id);
    if (!comment)
        return {};
    const auto author = [&] {
        return comment->authorName.isEmpty() ? m_rows.nameOf(comment->authorId) : comment->authorName;
    };
    switch (role) {
    case CommentIdRole:
        return comment->id.toString();
    case AuthorNameRole:
        return author();
    case InitialsRole:
        return initialsOf(author());
    case AuthorColorRole:
        return colorOfPerson(comment->authorId);
    case Qt::DisplayRole:
    case BodyRole:
        return comment->body;
    case TimeTextRole:
        return ago(comment->createdAt, QDateTime::currentMSecsSinceEpoch());
    case MineRole:
        return comment->authorId == m_me;
    case PendingRole:
        return m_rows.isPending<Comment>(comment->id);
    default:
        return {};
    }
}

QHash<int, QByteArray> CommentModel::roleNames() const
{
    return {{CommentIdRole, "commentId"}, {AuthorNameRole, "authorName"},
            {InitialsRole, "initials"},   {AuthorColorRole, "authorColor"},
            {BodyRole, "body"},           {TimeTextRole, "timeText"},
            {MineRole, "mine"},           {PendingRole, "pending"}};
}

} // namespace TaskMaster::Client
