// SPDX-License-Identifier: GPL-3.0-or-later
// The workspaces that the person may open, by name. Follows the Replica's `u:` stream. GUI thread.
#pragma once

#include "client/replica/Replica.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace TaskMaster::Client {

class WorkspaceList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workbench owns the workspaces.")
    Q_PROPERTY(QString currentId READ currentId NOTIFY currentChanged)
    Q_PROPERTY(QString currentName READ currentName NOTIFY currentChanged)

public:
    enum Roles { WorkspaceIdRole = Qt::UserRole + 1, NameRole, CurrentRole };

    explicit WorkspaceList(const Replica &replica, QObject *parent = nullptr);

    // Whose workspaces; a null id empties the list.
    void open(const Uuid &user);
    // The `u:` stream changed.
    void follow();
    void setCurrent(const Uuid &workspace);

    [[nodiscard]] Uuid current() const { return m_current; }
    [[nodiscard]] QString currentId() const { return m_current.isNull() ? QString() : m_current.toString(); }
    [[nodiscard]] QString currentName() const;
    // The first in the list, or null.
    [[nodiscard]] Uuid first() const { return m_shown.isEmpty() ? Uuid() : m_shown.first().id; }
    [[nodiscard]] bool contains(const Uuid &workspace) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    struct Entry {
        Uuid id;
        QString name;
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
    Uuid m_current;
    QList<Entry> m_shown;
};

} // namespace TaskMaster::Client
