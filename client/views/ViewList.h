// SPDX-License-Identifier: GPL-3.0-or-later
// The tabs of a project: its plain board, and the views of it that somebody saved for everybody in the project. It
// follows the Replica, so that a view of another person appears by itself; opening one writes its filter and its order
// into the BoardQuery. Which one was open last is kept per project. Workbench owns it. GUI thread.
#pragma once

#include "client/views/BoardQuery.h"

#include <QAbstractListModel>

namespace TaskMaster::Client {

class Outbox;
class Preferences;

class ViewList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workbench owns the views.")
    Q_PROPERTY(QString currentId READ currentId NOTIFY currentChanged)
    Q_PROPERTY(QString currentName READ currentName NOTIFY currentChanged)
    Q_PROPERTY(int currentRow READ currentRow NOTIFY currentChanged)
    Q_PROPERTY(bool edited READ isEdited NOTIFY currentChanged)

public:
    enum Roles { ViewIdRole = Qt::UserRole + 1, NameRole, CurrentRole };

    struct Parts {
        const ProjectRows &rows;
        BoardQuery &query;
        Outbox &outbox;
        Preferences &preferences;
    };
    explicit ViewList(const Parts &parts, QObject *parent = nullptr);

    // The project of `rows` is another one: its last view opens.
    void open();
    void follow(const ReplicaChanges &changes);

    // Empty: the plain board.
    [[nodiscard]] QString currentId() const { return m_current.isNull() ? QString() : m_current.toString(); }
    [[nodiscard]] QString currentName() const;
    [[nodiscard]] int currentRow() const; // -1: no project is open
    // The query is not the one that the current view has.
    [[nodiscard]] bool isEdited() const;

    Q_INVOKABLE void choose(const QString &viewId);
    // The view so many tabs away.
    Q_INVOKABLE void step(int tabs);
    // Keeps the present query as a new view, and opens that.
    Q_INVOKABLE void saveAs(const QString &name);
    // Keeps it in the current view.
    Q_INVOKABLE void save();
    Q_INVOKABLE void rename(const QString &viewId, const QString &name);
    Q_INVOKABLE void remove(const QString &viewId);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    struct Tab {
        Uuid id; // null: the plain board
        QString name;
        bool isCurrent = false;

        bool operator==(const Tab &) const = default;
    };
    // The edits of syncRows().
    void remove(int row);
    void insert(int row, const Tab &tab);
    void change(int row, const Tab &tab);

Q_SIGNALS:
    void currentChanged();
    // Somebody here took a view away; it can be made again.
    void removed(const TaskMaster::SavedView &view);

private:
    [[nodiscard]] const SavedView *find(const Uuid &id) const { return m_rows.find<SavedView>(id); }
    [[nodiscard]] QString place() const;
    void show(const Uuid &view);
    void refresh();

    const ProjectRows &m_rows;
    BoardQuery &m_query;
    Outbox &m_outbox;
    Preferences &m_preferences;
    Uuid m_current;
    QString m_shownText; // of the current view, as the query last got it
    QString m_shownSort;
    QList<Tab> m_tabs;
};

} // namespace TaskMaster::Client
