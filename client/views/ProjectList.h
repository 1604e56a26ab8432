// SPDX-License-Identifier: GPL-3.0-or-later
// The projects of the open workspace, by name: its list, what a guest may open, and the open project itself while the
// list does not have it yet (a project made a moment ago, or without a connection). GUI thread.
#pragma once

#include "client/replica/Replica.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace TaskMaster::Client {

class ProjectList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workbench owns the projects.")
    Q_PROPERTY(int currentRow READ currentRow NOTIFY currentChanged)

public:
    enum Roles { ProjectIdRole = Qt::UserRole + 1, NameRole, ProjectColorRole, CurrentRole };

    explicit ProjectList(const Replica &replica, QObject *parent = nullptr);

    void open(const Uuid &user, const Uuid &workspace);
    // A row of the workspace, of the user or the open project's own row changed.
    void follow();
    void setCurrent(const Uuid &project);

    [[nodiscard]] Uuid first() const { return m_shown.isEmpty() ? Uuid() : m_shown.first().id; }
    [[nodiscard]] bool contains(const Uuid &project) const;
    [[nodiscard]] int currentRow() const;
    // The project with that name or key in any case, or null.
    [[nodiscard]] Uuid named(const QString &name) const;
    // Keys that new projects must not take.
    [[nodiscard]] QStringList keys() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    struct Entry {
        Uuid id;
        QString name;
        QString key;
        QString color;
        bool operator==(const Entry &) const = default;
    };
    // The edits of syncRows().
    void remove(int row);
    void insert(int row, const Entry &entry);
    void change(int row, const Entry &entry);

Q_SIGNALS:
    void currentChanged();

private:
    [[nodiscard]] QList<Entry> wanted() const;

    const Replica &m_replica;
    Uuid m_user;
    Uuid m_workspace;
    Uuid m_current;
    QList<Entry> m_shown;
};

} // namespace TaskMaster::Client
