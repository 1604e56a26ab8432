// SPDX-License-Identifier: GPL-3.0-or-later
// The one task that is open beside the board: every field, ready to show, and the verbs that change it. Reads the
// same ProjectRows as the board, changes nothing itself: each verb is a command for the Outbox. Edits carry the value
// that was seen when typing began, so that the server notices when somebody else was faster. GUI thread.
#pragma once

#include "client/views/CommentModel.h"
#include "client/views/OptionModel.h"
#include "client/views/ProjectRows.h"

#include <QStringList>

namespace TaskMaster::Client {

class Outbox;

class TaskDetails : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workbench owns the open task.")
    Q_PROPERTY(QString taskId READ taskId NOTIFY opened)
    Q_PROPERTY(QString taskKey READ taskKey NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString description READ description NOTIFY changed)
    Q_PROPERTY(QString columnName READ columnName NOTIFY changed)
    Q_PROPERTY(QString columnKind READ columnKind NOTIFY changed)
    Q_PROPERTY(int priority READ priority NOTIFY changed)
    Q_PROPERTY(QString priorityName READ priorityName NOTIFY changed)
    Q_PROPERTY(int estimate READ estimate NOTIFY changed)
    Q_PROPERTY(QString startDate READ startDate NOTIFY changed)
    Q_PROPERTY(QString startText READ startText NOTIFY changed)
    Q_PROPERTY(QString dueDate READ dueDate NOTIFY changed)
    Q_PROPERTY(QString dueText READ dueText NOTIFY changed)
    Q_PROPERTY(QString dueState READ dueState NOTIFY changed)
    Q_PROPERTY(QList<QString> labelNames READ labelNames NOTIFY changed)
    Q_PROPERTY(QList<QColor> labelColors READ labelColors NOTIFY changed)
    Q_PROPERTY(QList<QString> assigneeInitials READ assigneeInitials NOTIFY changed)
    Q_PROPERTY(QList<QColor> assigneeColors READ assigneeColors NOTIFY changed)
    Q_PROPERTY(QString assigneeNames READ assigneeNames NOTIFY changed)
    Q_PROPERTY(bool archived READ isArchived NOTIFY changed)
    Q_PROPERTY(TaskMaster::Client::CommentModel *comments READ comments CONSTANT)
    Q_PROPERTY(TaskMaster::Client::OptionModel *statusOptions READ statusOptions CONSTANT)
    Q_PROPERTY(TaskMaster::Client::OptionModel *priorityOptions READ priorityOptions CONSTANT)
    Q_PROPERTY(TaskMaster::Client::OptionModel *assigneeOptions READ assigneeOptions CONSTANT)
    Q_PROPERTY(TaskMaster::Client::OptionModel *labelOptions READ labelOptions CONSTANT)

public:
    TaskDetails(const ProjectRows &rows, Outbox &outbox, QObject *parent = nullptr);

    // A null id closes it. `me` is the person who reads.
    void open(const Uuid &task, const Uuid &me);
    // The Replica changed.
    void follow(const ReplicaChanges &changes);

    [[nodiscard]] QString taskId() const;
    [[nodiscard]] QString taskKey() const;
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString description() const;
    [[nodiscard]] QString columnName() const;
    [[nodiscard]] QString columnKind() const;
    [[nodiscard]] int priority() const;
    [[nodiscard]] QString priorityName() const;
    [[nodiscard]] int estimate() const;
    [[nodiscard]] QString startDate() const; // "YYYY-MM-DD" or empty, as all dates here
    [[nodiscard]] QString startText() const;
    [[nodiscard]] QString dueDate() const;
    [[nodiscard]] QString dueText() const;
    [[nodiscard]] QString dueState() const;
    [[nodiscard]] QStringList labelNames() const;
    [[nodiscard]] QList<QColor> labelColors() const;
    [[nodiscard]] QStringList assigneeInitials() const;
    [[nodiscard]] QList<QColor> assigneeColors() const;
    [[nodiscard]] QString assigneeNames() const;
    [[nodiscard]] bool isArchived() const;
    [[nodiscard]] CommentModel *comments() { return &m_comments; }
    [[nodiscard]] OptionModel *statusOptions() { return &m_statusOptions; }
    [[nodiscard]] OptionModel *priorityOptions() { return &m_priorityOptions; }
    [[nodiscard]] OptionModel *assigneeOptions() { return &m_assigneeOptions; }
    [[nodiscard]] OptionModel *labelOptions() { return &m_labelOptions; }

    Q_INVOKABLE void editTitle(const QString &title, const QString &seen);
    Q_INVOKABLE void editDescription(const QString &description, const QString &seen);
    Q_INVOKABLE void editPriority(const QString &optionId);
    Q_INVOKABLE void editEstimate(int points);
    Q_INVOKABLE void editStartDate(const QString &date);
    Q_INVOKABLE void editDueDate(const QString &date);
    Q_INVOKABLE void moveToColumn(const QString &columnId);
    Q_INVOKABLE void toggleAssignee(const QString &userId);
    Q_INVOKABLE void toggleLabel(const QString &labelId);
    // Makes a label of the project and puts it on the task.
    Q_INVOKABLE void createLabel(const QString &name);
    Q_INVOKABLE void addComment(const QString &body);
    Q_INVOKABLE void deleteComment(const QString &commentId);
    Q_INVOKABLE void unarchive();

Q_SIGNALS:
    // Another task, or none, will be open in a moment: last chance to send what stands in a field.
    void leaving();
    void opened();
    void changed();
    // The open task is in the trash or no longer visible.
    void gone();

private:
    [[nodiscard]] const Task *task() const { return m_rows.task(m_task); }
    [[nodiscard]] bool concerns(const RowChange &change) const;
    void refresh();
    void refreshPeopleAndLabels();
    void editField(QStringView field, const Value &value, const Value &seen);
    void submit(CommandArgs args);

    const ProjectRows &m_rows;
    Outbox &m_outbox;
    Uuid m_task;
    Uuid m_me;
    CommentModel m_comments;
    OptionModel m_statusOptions;
    OptionModel m_priorityOptions;
    OptionModel m_assigneeOptions;
    OptionModel m_labelOptions;
};

} // namespace TaskMaster::Client
