// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/QueryNames.h"
#include "server/storage/QuerySql.h"

namespace TaskMaster::Server {

/// One term of a query in SQL.
struct QueryCondition {
    Sql holds; ///< true or false (never null) of task `t`, and of `s` if it looks at words
    /// A SELECT of `id`s, from an index, among which are all tasks of which it is true. Empty: there is none.
    Sql source;
    TaskStates states = AllStates; ///< it is false of tasks in other states
    bool usesWords = false;
    TaskStates falseStates = AllStates; ///< it is true of tasks in other states
    /// What it asks of the words alone, in the database's own language: several can be asked at once.
    QString match = {};
};

/// Translates terms, with the names in them looked up before. Pure; made for one query.
class QueryTerms {
public:
    QueryTerms(QueryDialect dialect, const QueryScope &scope, const QueryNames &names, const Query::Asker &asker,
               TaskStates states);

    [[nodiscard]] QueryCondition condition(const Query::Term &term) const;
    /// The source of tasks whose words have all of these matches.
    [[nodiscard]] Sql wordSource(const QStringList &matches) const;

private:
    [[nodiscard]] QueryCondition words(const Query::Term &term) const;
    [[nodiscard]] QueryCondition flag(Query::Flag flag) const;
    [[nodiscard]] QueryCondition feature(Query::Feature feature) const;
    [[nodiscard]] QueryCondition overdue() const;
    /// Rows of a table that joins tasks with something: people, labels.
    struct Link {
        const char *table;
        const char *column;
        const char *ofTask; ///< the index from the task
        const char *ofOther; ///< the index from the other side; null: none
    };
    [[nodiscard]] QueryCondition linked(const Link &link, const Query::Term &term) const;
    [[nodiscard]] QueryCondition reference(const char *column, const char *index, const Query::Term &term) const;
    [[nodiscard]] QueryCondition status(const Query::Term &term) const;
    [[nodiscard]] QueryCondition number(const Query::Term &term) const;
    [[nodiscard]] QueryCondition amount(const char *column, const char *index, const Query::Term &term) const;
    [[nodiscard]] QueryCondition priority(const Query::Term &term) const;
    [[nodiscard]] QueryCondition moment(const char *column, const char *index, const Query::Term &term) const;
    [[nodiscard]] QueryCondition day(const char *date, const char *at, const char *index,
                                     const Query::Term &term) const;
    [[nodiscard]] QueryCondition custom(const Query::Term &term) const;
    [[nodiscard]] Sql customValue(const QueryNames::FoundField &field, const Query::Term &term,
                                  const Query::Operand &operand) const;

    [[nodiscard]] std::vector<Uuid> idsOf(const Query::Term &term, const Query::Operand &operand) const;
    /// Tasks of the scope in the states in question, through an index that begins with (scope_id, state).
    [[nodiscard]] Sql tasksBy(const char *index, const Sql &condition) const;
    [[nodiscard]] Sql exists(const Link &link, const Sql &condition) const;
    [[nodiscard]] Sql workspace() const;

    const QueryDialect m_dialect;
    const QueryScope &m_scope;
    const QueryNames &m_names;
    const Query::Asker &m_asker;
    const TaskStates m_states;
};

} // namespace TaskMaster::Server
