// SPDX-License-Identifier: GPL-3.0-or-later
// One project as the views read it: rows of the Replica by id, and what hangs on a task (labels, people) joined to it.
// BoardModel owns it and opens it for a stream; models and TaskDetails only read. Pointers stay valid until the next
// change of the Replica. GUI thread.
#pragma once

#include "client/replica/Replica.h"

#include <QColor>
#include <QDate>
#include <QList>
#include <QStringList>

#include <vector>

namespace TaskMaster::Client {

class ProjectRows {
public:
    explicit ProjectRows(const Replica &replica);

    // A stream with a null scope closes it.
    void open(const StreamId &stream) { m_stream = stream; }
    [[nodiscard]] const StreamId &stream() const { return m_stream; }
    [[nodiscard]] bool isOpen() const { return !m_stream.scope.isNull(); }

    [[nodiscard]] const Project *project() const { return find<Project>(m_stream.scope); }
    [[nodiscard]] const Task *task(const Uuid &id) const { return find<Task>(id); }
    [[nodiscard]] const Column *column(const Uuid &id) const { return find<Column>(id); }
    [[nodiscard]] const Comment *comment(const Uuid &id) const { return find<Comment>(id); }
    [[nodiscard]] QList<const Column *> columns() const; // not archived, in board order
    [[nodiscard]] QList<const Label *> labels() const; // not archived, by name

    // Any row or all rows of a kind, in the project's stream.
    template <class E> [[nodiscard]] const E *find(const Uuid &id) const { return m_replica.find<E>(m_stream, id); }
    template <class E> [[nodiscard]] const Table<E> &all() const { return m_replica.rows<E>(m_stream); }
    [[nodiscard]] const Table<Task> &tasks() const { return all<Task>(); }
    [[nodiscard]] std::vector<const Task *> tasksOfColumn(const Uuid &column) const
    {
        return m_replica.tasksOfColumn(m_stream, column);
    }
    [[nodiscard]] std::vector<const Comment *> commentsOf(const Uuid &task) const
    {
        return m_replica.commentsOf(m_stream, task);
    }

    // Whose label, assignee or comment row that is, also when it is gone.
    template <class E> [[nodiscard]] Uuid taskOf(const RowChange &change) const
    {
        const E *row = find<E>(change.id);
        return row ? row->taskId : change.parentBefore;
    }

    struct Person {
        Uuid userId;
        QString name;
    };
    // The person at this screen.
    [[nodiscard]] Uuid readerId() const { return m_replica.userId(); }
    [[nodiscard]] const User *reader() const;
    // Everybody of the workspace, guests too.
    [[nodiscard]] const Table<Member> &members() const;
    // Who can be given work here: members of the workspace and guests of the project, by name.
    [[nodiscard]] QList<Person> people() const;
    // Also of somebody who has left meanwhile; "Somebody" when nothing is known.
    [[nodiscard]] QString nameOf(const Uuid &userId) const;

    // By name; the parallel lists are what cards and the task pane show.
    [[nodiscard]] QList<const Label *> labelsOf(const Uuid &task) const;
    [[nodiscard]] QStringList labelNamesOf(const Uuid &task) const;
    [[nodiscard]] QList<QColor> labelColorsOf(const Uuid &task) const;
    [[nodiscard]] QList<Person> assigneesOf(const Uuid &task) const;
    [[nodiscard]] QStringList assigneeNamesOf(const Uuid &task) const;
    [[nodiscard]] QStringList assigneeInitialsOf(const Uuid &task) const;
    [[nodiscard]] QList<QColor> assigneeColorsOf(const Uuid &task) const;

    template <class E> [[nodiscard]] bool isPending(const Uuid &id) const
    {
        return m_replica.isPending<E>(m_stream, id);
    }
    // "MOB-12", or "MOB-…" until the server has given a number.
    [[nodiscard]] QString keyOf(const Task &task) const;
    [[nodiscard]] bool isDone(const Task &task) const;
    [[nodiscard]] static QDate today() { return QDate::currentDate(); }
    // On the board: neither archived nor in the trash.
    [[nodiscard]] static bool isShown(const Task &task) { return task.archivedAt == 0 && task.trashedAt == 0; }

private:
    const Replica &m_replica;
    StreamId m_stream;
};

} // namespace TaskMaster::Client
