// SPDX-License-Identifier: GPL-3.0-or-later
// A workspace with one project as a server would send it, laid into a Replica: for tests and pictures of the board.
// Deterministic: the same ids, texts and ranks in each run; days are relative to `today`. GUI thread.
#pragma once

#include "client/replica/Replica.h"

#include <QDate>

namespace TaskMaster::Test {

class SampleProject {
public:
    explicit SampleProject(Client::Replica &replica);

    // People, labels, columns and tasks as a small team has them: nothing special, and some of everything.
    void fillLikeARealOne(const QDate &today);
    // `columnCount` columns with `tasksPerColumn` short tasks each.
    void fillWithMany(int columnCount, int tasksPerColumn);

    // Names, titles and comments at their limits, in several scripts; the task that has most of them.
    Uuid fillWithLongTexts();

    Uuid addColumn(const QString &name, ColumnType type, int wipLimit = 0);
    Uuid addLabel(const QString &name, const QString &color);
    Uuid addPerson(const QString &name);
    struct Card {
        QString title;
        Priority priority = Priority::None;
        QDate due;
        QList<Uuid> labels;
        QList<Uuid> people;
        int comments = 0;
        QString description;
    };
    Uuid addTask(const Uuid &column, const Card &card);
    void addComment(const Uuid &task, const Uuid &person, const QString &body, qint64 createdAt);
    // Gives everything that was added to the Replica, as snapshots of the three streams.
    void send();

    [[nodiscard]] Uuid user() const { return m_user; }
    [[nodiscard]] StreamId userStream() const { return StreamId::ofUser(m_user); }
    [[nodiscard]] StreamId workspaceStream() const { return StreamId::ofWorkspace(m_workspace); }
    [[nodiscard]] StreamId projectStream() const { return StreamId::ofProject(m_workspace, m_project); }
    [[nodiscard]] Uuid project() const { return m_project; }
    // The event that a server would send for this command's changes.
    EventPtr event(const QList<Change> &changes);
    EventPtr renamed(const Uuid &task, const QString &title);
    EventPtr moved(const Uuid &task, const Uuid &column, const QString &rank);

private:
    Uuid nextId();
    template <class E> E &make(QList<Entity> &rows);
    void sendRows(const StreamId &stream, const QList<Entity> &rows);

    Client::Replica &m_replica;
    quint64 m_lastId = 0;
    qint64 m_seq = 1;
    Uuid m_user;
    Uuid m_workspace;
    Uuid m_project;
    QList<Entity> m_userRows;
    QList<Entity> m_workspaceRows;
    QList<Entity> m_projectRows;
    QHash<Uuid, QString> m_tailRanks; // of each column
    QString m_tailColumn;
    int m_number = 160;
};

} // namespace TaskMaster::Test
