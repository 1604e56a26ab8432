// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/EntityKind.h"

#include <QList>
#include <QStringList>

namespace TaskMaster {

/// A task as a template describes it. Labels and columns are names: they are looked up where it is used.
struct TemplateTask {
    QString title;
    QString description;
    Priority priority = Priority::None;
    qint64 estimate = 0;
    int dueInDays = -1; ///< from the day on which it is used; -1: none
    QString column; ///< of a project template; empty: its first one
    QStringList labels;
    struct Checklist {
        QString name;
        QStringList items;
    };
    QList<Checklist> checklists;
    QList<TemplateTask> subtasks;
};
struct TemplateColumn {
    QString name;
    ColumnType type = ColumnType::Unstarted;
    qint64 wipLimit = 0;
};
struct TemplateLabel {
    QString name;
    QString color;
};

/**
 * What the JSON in Template::body says. Of a task template: `{"task": {title, description, priority, estimate,
 * dueInDays, labels: [name], checklists: [{name, items: [text]}], subtasks: [task]}}`. Of a project template:
 * `{"columns": [{name, type, wipLimit}], "labels": [{name, color}], "tasks": [{column, … as above}]}`.
 */
struct TemplateBody {
    static constexpr qsizetype TasksMax = 200; ///< subtasks included
    QList<TemplateColumn> columns;
    QList<TemplateLabel> labels;
    QList<TemplateTask> tasks; ///< one, in a task template
};
/// Everything inside the limits of the entities; an error names the place, like `tasks[2].title`.
[[nodiscard]] Result<TemplateBody> readTemplateBody(TemplateKind kind, const QString &json);

} // namespace TaskMaster
