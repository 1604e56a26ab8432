// SPDX-License-Identifier: GPL-3.0-or-later
// The comments of the open task, oldest first. TaskDetails opens it for a task and tells it which comment row
// changed; texts are read from the Replica when they are shown. GUI thread.
#pragma once

#include "client/views/ProjectRows.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace TaskMaster::Client {

class CommentModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Comments belong to the open task.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Roles {
        CommentIdRole = Qt::UserRole + 1,
        AuthorNameRole,
        InitialsRole,
        AuthorColorRole,
        BodyRole,
        TimeTextRole,
        MineRole,
        PendingRole
    };

    explicit CommentModel(const ProjectRows &rows, QObject *parent = nullptr);

    // A null task empties the model. `me` decides which comments can be deleted.
    void open(const Uuid &task, const Uuid &me);
    // A comment row was made, changed or deleted.
    void followComment(const Uuid &id);
    [[nodiscard]] int count() const { return static_cast<int>(m_places.size()); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    struct Place {
        qint64 createdAt;
        Uuid id;
        auto operator<=>(const Place &) const = default;
    };

    const ProjectRows &m_rows;
    Uuid m_task;
    Uuid m_me;
    QList<Place> m_places;
};

} // namespace TaskMaster::Client
