// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Entities.h"
#include "shared/model/SearchText.h"
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

/**
 * A filter that is held against many tasks. What does not depend on the task (which people and labels a name means,
 * when a day begins, which tokens a word has) is worked out once, so that a task costs less than a microsecond; so make
 * a new one when names or the day have changed. The facts must outlive it. Gives the same answer as SQL over the same
 * rows; what is archived or in the trash fits nothing that does not ask for it.
 */
class Matcher {
public:
    Matcher(const Expression &filter, const Facts &facts, const Asker &asker);

    [[nodiscard]] bool fits(const Task &task) const;

    struct Value : Operand {
        Span span; ///< of a Day
        SearchText::Wanted words; ///< of Word and Phrase
        QList<Uuid> meant; ///< of names
    };
    /// The expression again, with everything at hand.
    struct Step {
        Expression::Kind kind = Expression::Kind::All;
        std::vector<Step> children;
        Field field = Field::Text;
        Comparison comparison = Comparison::Equal;
        QString custom;
        std::vector<Value> values;
    };

private:
    [[nodiscard]] Step prepared(const Expression &expression) const;
    [[nodiscard]] Value prepared(const Term &term, const Operand &operand) const;

    const Facts &m_facts;
    Asker m_asker;
    QDate m_today;
    Step m_step;
    bool m_asksForArchived = false;
    bool m_asksForTrashed = false;
};

/// The same for one task.
[[nodiscard]] bool holds(const Expression &filter, const Task &task, const Facts &facts, const Asker &asker);

} // namespace TaskMaster::Query
