// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QList>
#include <QString>

#include <vector>

namespace TaskMaster::Query {

/**
 * What a query says, as plain values: `(assignee:me OR label:bug) due<7d -label:wontfix "exact words" sort:-priority`.
 * Saved views, search, the HTTP API and the client share it: Parse.h reads it, Print.h writes it, Evaluate.h holds it
 * against tasks in memory, and the server's storage translates it to SQL. Names and times are kept as they were
 * written: `me` and `today` mean something else for another person on another day.
 */
inline constexpr int TextMax = 1024; ///< characters (UTF-16 units) of a query
inline constexpr int DepthMax = 16; ///< of parentheses and negations
inline constexpr int TermsMax = 64;
inline constexpr int ValuesMax = 32; ///< of one term
inline constexpr int SortKeysMax = 4;

/// What a term is about. Words.h has the names and what each takes.
enum class Field : quint8 {
    Text, ///< words without a field: title, description, comments, checklists
    Title,
    Description,
    Comment, ///< comments and checklists
    Is,
    Has,
    Assignee,
    Creator,
    Watcher,
    Label,
    Column,
    Status, ///< the type of the column
    Cycle,
    Milestone,
    Project,
    Parent,
    Number,
    Priority,
    Estimate,
    Due,
    Start,
    Created,
    Updated,
    Started,
    Completed,
    Comments,
    Subtasks,
    Attachments,
    Spent,
    Custom, ///< `field.Name`
    Relevance, ///< only to sort by: how well the words fit
};
inline constexpr int FieldCount = static_cast<int>(Field::Relevance) + 1;

/// `is:…`, in the order of its names in Words.cpp.
enum class Flag : quint8 {
    Open,
    Done,
    Cancelled,
    Overdue,
    Blocked,
    Blocking,
    Subtask,
    Parent,
    Assigned,
    Unassigned,
    Watching,
    Recurring,
    Archived,
    Trashed,
};

/// `has:…`, in the order of its names in Words.cpp.
enum class Feature : quint8 {
    Assignee,
    Label,
    Due,
    Start,
    Estimate,
    Priority,
    Description,
    Comments,
    Subtasks,
    Checklist,
    Attachments,
    Cycle,
    Milestone,
    Parent,
    Watcher,
    Time,
};

enum class Comparison : quint8 { Equal, Less, LessOrEqual, Greater, GreaterOrEqual };

/// A day, a longer stretch of days or an hour, as it was written; resolve() in Days.h says which one it is for whom.
struct Day {
    enum class Kind : quint8 {
        Date, ///< 2026-11-27
        Month, ///< 2026-11
        Year, ///< 2026
        FromToday, ///< `amount` units from today: 7d, -2w, today
        Around, ///< the whole unit, `amount` units from the present one: this-week, last-month
    };
    enum class Unit : quint8 { Hour, Day, Week, Month, Year };
    Kind kind = Kind::Date;
    Unit unit = Unit::Day;
    qint64 amount = 0;
    QDate date; ///< the first day, where the kind says so

    bool operator==(const Day &) const = default;
};

/// One of the values behind a field.
struct Operand {
    enum class Kind : quint8 {
        Name, ///< what somebody called it, or its id
        Prefix, ///< a name that begins so: `front*`
        Word, ///< the beginning of a word
        Phrase, ///< words exactly as written
        Me,
        None,
        Any,
        Current, ///< the cycle that is under way
        Choice, ///< `number` is the index among the field's choices
        Number, ///< of a duration: seconds
        Day,
        Task, ///< TM-12: `text` is the key (empty: any project's), `number` the rest
    };
    Kind kind = Kind::Name;
    QString text;
    qint64 number = 0;
    TaskMaster::Query::Day day;

    bool operator==(const Operand &) const = default;
};

/// Where something stands in the text; no part of what it means, so all places are equal.
struct Place {
    int position = 0;
    int length = 0;

    bool operator==(const Place &) const { return true; }
};

/// A field and what it is held against; any of the operands will do.
struct Term {
    Field field = Field::Text;
    QString custom; ///< the name of a Custom field
    Comparison comparison = Comparison::Equal;
    QList<Operand> operands;
    Place place;

    bool operator==(const Term &) const = default;
};

/// All, any or none of others, or one term. Without children, All is true of every task.
struct Expression {
    enum class Kind : quint8 { All, Any, Not, Term };
    Kind kind = Kind::All;
    std::vector<Expression> children;
    TaskMaster::Query::Term term;

    bool operator==(const Expression &) const = default;

    [[nodiscard]] bool isEverything() const { return kind == Kind::All && children.empty(); }
};

// The only makers: what they make has one form, so that equal meanings of the same words are equal values.
[[nodiscard]] Expression term(Term term);
[[nodiscard]] Expression all(std::vector<Expression> children);
[[nodiscard]] Expression any(std::vector<Expression> children); ///< at least one child
[[nodiscard]] Expression negated(Expression child);

struct SortKey {
    Field field = Field::Number;
    bool isDescending = false;

    bool operator==(const SortKey &) const = default;
};

/// A whole query.
struct Sentence {
    Expression filter;
    QList<SortKey> sort; ///< empty: by relevance where there are words, by number otherwise

    bool operator==(const Sentence &) const = default;
};

/// Calls `visit` for every term, wherever it stands.
template <class Visit> void forEachTerm(const Expression &expression, Visit &&visit)
{
    if (expression.kind == Expression::Kind::Term)
        visit(expression.term);
    for (const Expression &child : expression.children)
        forEachTerm(child, visit);
}

} // namespace TaskMaster::Query
