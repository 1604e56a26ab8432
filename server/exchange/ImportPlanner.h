// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportPlan.h"

#include <QSet>

namespace TaskMaster::Server {

/**
 * The work of planImport(), in two files: what a project consists of (ImportPlanner.cpp), and its tasks
 * (ImportTasks.cpp). Used once.
 */
class ImportPlanner {
public:
    ImportPlanner(ImportBoard board, const ImportTarget &target);
    ImportPlan plan();

private:
    /// A name that had to be shortened; the whole one goes into the project's description.
    struct LongName {
        QString shortName;
        QString wholeName;
    };
    /// What is said about a task in its description, besides its own.
    struct TaskText {
        QString title;
        QStringList sections;
        QStringList longTexts;
    };

    [[nodiscard]] Uuid idOf(const QString &original) const;
    [[nodiscard]] Uuid idIn(const char *space, const QString &original) const;
    template <class Args> void add(const Args &args, const Uuid &about, const QByteArray &more = {});
    QString name(const QString &text, const QString &kind, const QString &fallback);
    QString stored(const QString &text);

    void planProject();
    void planColumns();
    [[nodiscard]] QSet<QString> fittingColumns() const;
    void planLabels();
    void planMilestones();
    void planFields();
    void matchPeople();
    [[nodiscard]] const ImportPerson *match(const ImportBoard::Person &person) const;
    void planDescription();
    void archiveColumns();

    [[nodiscard]] QList<const ImportBoard::Task *> parentsFirst();
    void planTask(const ImportBoard::Task &task);
    [[nodiscard]] QString completion(const ImportBoard::Task &task);
    QString descriptionOf(const ImportBoard::Task &task, TaskText &text);
    void planContinuation(const Uuid &taskId, const QStringList &parts);
    void planSets(const ImportBoard::Task &task, const Uuid &taskId);
    void planRecurrence(const ImportBoard::Task &task, const Uuid &taskId);
    void planChecklists(const ImportBoard::Task &task, const Uuid &taskId, TaskText &text);
    void planLinks(const ImportBoard::Task &task, const Uuid &taskId, TaskText &text);
    void planFieldValues(const ImportBoard::Task &task, const Uuid &taskId, TaskText &text);
    [[nodiscard]] QString fieldText(const ImportBoard::Field &field, const QString &text) const;
    QString fitting(const QString &whole, qsizetype charactersMax, const QString &kind, TaskText &text);
    void planComments();
    void archiveTasks();

    ImportBoard m_board;
    const ImportTarget &m_target;
    ImportPlan m_plan;
    QSet<Uuid> m_commandIds;
    QHash<QString, const ImportBoard::Field *> m_fields;
    QHash<QString, ImportPerson> m_users; ///< by the original's id of the person
    QHash<QString, QString> m_personNames;
    QHash<QString, ColumnType> m_columns;
    QSet<QString> m_labels;
    QSet<QString> m_milestones;
    QSet<QString> m_planned; ///< tasks that are made
    QStringList m_archivedTasks;
    QList<LongName> m_longNames;
    int m_labelled = 0;
    int m_assigned = 0;
    int m_subtasks = 0;
    int m_checklists = 0;
    int m_checkItems = 0;
    int m_links = 0;
    int m_fieldValues = 0;
};

/// The command's id follows from what it does to what: sent again, it is the same command.
template <class Args> void ImportPlanner::add(const Args &args, const Uuid &about, const QByteArray &more)
{
    const Uuid id = Uuid::v5(about, QByteArray(DescribesCommand<Args>::name) + ':' + more);
    if (m_commandIds.contains(id)) {
        m_plan.report.noteLeft(QStringLiteral("Something that is in the file twice under one id: the first counts."));
        return;
    }
    m_commandIds.insert(id);
    m_plan.commands.append({id, StreamId::ofProject(m_target.workspace, m_plan.projectId), args});
}

} // namespace TaskMaster::Server
