// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Entities.h"
#include "shared/query/Days.h"

namespace TaskMaster::Query {

/**
 * What a query asks about a task beyond its own fields, and what the names in it mean: answered from whatever rows the
 * caller has. The client answers from its replica; on the server storage asks the database itself.
 */
class Facts {
public:
    virtual ~Facts() = default;

    /// The project that the task is in, and a project's key.
    [[nodiscard]] virtual Uuid projectOf(const Task &task) const = 0;
    [[nodiscard]] virtual QString keyOf(const Uuid &project) const = 0;
    /// People, labels, columns, cycles (of Current too), milestones or projects that a value behind that field means.
    [[nodiscard]] virtual QList<Uuid> meantBy(Field field, const Operand &operand) const = 0;
    /// Assignees, watchers or labels of a task.
    [[nodiscard]] virtual QList<Uuid> linkedTo(const Task &task, Field field) const = 0;
    [[nodiscard]] virtual ColumnType columnType(const Uuid &column) const = 0;
    [[nodiscard]] virtual Uuid taskByNumber(const Uuid &project, qint64 number) const = 0;
    [[nodiscard]] virtual bool isRecurring(const Task &task) const = 0;
    /// Token lines (SearchText) of the task's texts: of Title, Description or Comment.
    [[nodiscard]] virtual QString wordsOf(const Task &task, Field part) const = 0;

    struct Custom {
        CustomFieldType type = CustomFieldType::Text;
        QString value; ///< as stored; empty: none
        QStringList chosen; ///< of select and multiSelect: the names of what is chosen
    };
    /// The fields of that name in the task's project.
    [[nodiscard]] virtual QList<Custom> customOf(const Task &task, const QString &name) const = 0;
};

/// Does the task fit? The same answer as SQL gives over the same rows. What is archived or in the trash fits nothing
/// that does not ask for it.
[[nodiscard]] bool holds(const Expression &filter, const Task &task, const Facts &facts, const Asker &asker);

} // namespace TaskMaster::Query
