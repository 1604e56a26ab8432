// SPDX-License-Identifier: GPL-3.0-or-later
// The terms of QueryTerms that are about states, times and custom fields.
#include "server/storage/QueryTerms.h"

#include "shared/model/SearchText.h"
#include "shared/query/Words.h"

namespace TaskMaster::Server {
namespace {

using Query::Comparison;
using Query::Feature;
using Query::Flag;
using Query::Operand;
using Query::Span;
using Query::Term;

/// A task that is due at a moment keeps the day of whoever set it: at most so far from the asker's.
constexpr int DaysApartMax = 2;

QString iso(const QDate &date)
{
    return date.toString(Qt::ISODate);
}

/// The part of a comparison that is about one column with a first and a last value of the span.
Sql compared(const QString &column, Comparison comparison, const QVariant &first, const QVariant &last)
{
    switch (comparison) {
    case Comparison::Less:
        return {column + QStringLiteral(" < ?"), {first}};
    case Comparison::LessOrEqual:
        return {column + QStringLiteral(" <= ?"), {last}};
    case Comparison::Greater:
        return {column + QStringLiteral(" > ?"), {last}};
    case Comparison::GreaterOrEqual:
        return {column + QStringLiteral(" >= ?"), {first}};
    case Comparison::Equal:
        break;
    }
    return {QStringLiteral("%1 >= ? AND %1 <= ?").arg(column), {first, last}};
}

} // namespace

QueryCondition QueryTerms::moment(const char *column, const char *index, const Term &term) const
{
    const QString name = QStringLiteral("t.") + QLatin1StringView(column);
    std::vector<Sql> parts;
    bool canBeMissing = false;
    for (const Operand &operand : term.operands) {
        if (operand.kind != Operand::Kind::Day) {
            const bool isNone = operand.kind == Operand::Kind::None;
            parts.emplace_back(name + (isNone ? QStringLiteral(" IS NULL") : QStringLiteral(" IS NOT NULL")));
            canBeMissing = canBeMissing || isNone;
            continue;
        }
        const Span span = resolve(operand.day, m_asker);
        parts.push_back(Sql(QStringLiteral("(%1 IS NOT NULL AND ").arg(name))
                        << compared(name, term.comparison, span.fromMs, span.untilMs - 1) << ")");
    }
    QueryCondition made;
    made.holds = Sql::either(parts);
    if (canBeMissing)
        return made;
    if (index) {
        made.source = tasksBy(index, Sql(name + QStringLiteral(" IS NOT NULL AND ")) << made.holds);
    } else {
        made.source =
            Sql(QStringLiteral("SELECT t.id FROM \"task\" AS t%1WHERE ").arg(m_dialect.indexed("task_started")))
            << m_dialect.in(QStringLiteral("t.scope_id"), m_scope.projectIds())
            << Sql(QStringLiteral(" AND %1 IS NOT NULL AND ").arg(name)) << made.holds;
    }
    return made;
}

QueryCondition QueryTerms::day(const char *date, const char *at, const char *index, const Term &term) const
{
    const QString day = m_dialect.text(QStringLiteral("t.") + QLatin1StringView(date));
    const QString moment = QStringLiteral("t.") + QLatin1StringView(at);
    std::vector<Sql> parts;
    std::vector<Sql> wide; // a range of days that has all of them
    bool canBeMissing = false;
    for (const Operand &operand : term.operands) {
        if (operand.kind != Operand::Kind::Day) {
            const bool isNone = operand.kind == Operand::Kind::None;
            parts.emplace_back(day + (isNone ? QStringLiteral(" IS NULL") : QStringLiteral(" IS NOT NULL")));
            wide.emplace_back(QueryDialect::always());
            canBeMissing = canBeMissing || isNone;
            continue;
        }
        const Span span = resolve(operand.day, m_asker);
        // Whole days are compared as days, moments with where those days begin and end for the asker.
        parts.push_back(Sql(QStringLiteral("(%1 IS NOT NULL AND CASE WHEN %2 IS NULL THEN ").arg(day, moment))
                        << compared(day, term.comparison, iso(span.first), iso(span.last)) << " ELSE "
                        << compared(moment, term.comparison, span.fromMs, span.untilMs - 1) << " END)");
        wide.push_back(
            Sql(QStringLiteral("(")) << compared(
                day, term.comparison,
                iso(span.first.addDays(term.comparison == Comparison::Less ? DaysApartMax : -DaysApartMax)),
                iso(span.last.addDays(term.comparison == Comparison::Greater ? -DaysApartMax : DaysApartMax)))
                                     << ")");
    }
    QueryCondition made;
    made.holds = Sql::either(parts);
    if (!canBeMissing)
        made.source = tasksBy(index, Sql(day + QStringLiteral(" IS NOT NULL AND ")) << Sql::either(wide));
    return made;
}

QueryCondition QueryTerms::overdue() const
{
    const QString day = m_dialect.text(QStringLiteral("t.f_due_date"));
    QueryCondition made;
    made.states = PutAwayStates | stateBit(TaskState::Open);
    made.holds =
        Sql(QStringLiteral("(t.f_completed_at IS NULL AND t.f_cancelled_at IS NULL AND %1 IS NOT NULL AND CASE "
                           "WHEN t.f_due_at IS NULL THEN %1 < ? ELSE t.f_due_at < ? END)")
                .arg(day),
            {iso(m_asker.today()), m_asker.nowMs});
    made.source = tasksBy(
        "task_by_due",
        Sql(QStringLiteral("%1 IS NOT NULL AND %1 < ?").arg(day), {iso(m_asker.today().addDays(DaysApartMax))}));
    return made;
}

QueryCondition QueryTerms::flag(Flag flag) const
{
    const auto simple = [this](const char *holds, const char *index, TaskStates states = AllStates,
                               TaskStates falseStates = AllStates) {
        QueryCondition made{QString::fromLatin1(holds), {}, states, false, falseStates};
        if (index)
            made.source = Sql(QStringLiteral("SELECT t.id FROM \"task\" AS t%1WHERE ").arg(m_dialect.indexed(index)))
                << m_dialect.in(QStringLiteral("t.scope_id"), m_scope.projectIds()) << " AND " << made.holds;
        return made;
    };
    static constexpr Link assignees{"task_assignee", "f_user_id", "task_assignee_of_task", nullptr};
    static constexpr Link recurrences{"recurrence", "f_task_id", "recurrence_of_task", nullptr};
    switch (flag) {
    case Flag::Open:
        return simple("(t.f_completed_at IS NULL AND t.f_cancelled_at IS NULL)", nullptr,
                      PutAwayStates | stateBit(TaskState::Open), AllStates & ~stateBit(TaskState::Open));
    case Flag::Done:
        return simple("t.f_completed_at IS NOT NULL", nullptr, PutAwayStates | stateBit(TaskState::Done),
                      AllStates & ~stateBit(TaskState::Done));
    case Flag::Cancelled:
        return simple("t.f_cancelled_at IS NOT NULL", nullptr, PutAwayStates | stateBit(TaskState::Cancelled),
                      PutAwayStates | stateBit(TaskState::Open));
    case Flag::Archived:
        return simple("t.f_archived_at IS NOT NULL", nullptr, PutAwayStates,
                      AllStates & ~stateBit(TaskState::Archived));
    case Flag::Trashed:
        return simple("t.f_trashed_at IS NOT NULL", nullptr, stateBit(TaskState::Trashed),
                      AllStates & ~stateBit(TaskState::Trashed));
    case Flag::Overdue:
        return overdue();
    case Flag::Blocked:
        return simple("t.f_blocker_count > 0", "task_blocked");
    case Flag::Blocking:
        return simple("t.f_blocks_count > 0", "task_blocking");
    case Flag::Subtask: {
        QueryCondition made = simple("t.f_parent_id IS NOT NULL", nullptr);
        made.source = Sql(QStringLiteral("SELECT t.id FROM \"task\" AS t%1WHERE t.workspace_id = ")
                              .arg(m_dialect.indexed("task_of_parent")))
            << workspace() << " AND t.f_parent_id IS NOT NULL";
        return made;
    }
    case Flag::Parent: {
        QueryCondition made = simple("t.f_child_count > 0", nullptr);
        made.source = Sql(QStringLiteral("SELECT t.f_parent_id AS id FROM \"task\" AS t%1WHERE t.workspace_id = ")
                              .arg(m_dialect.indexed("task_of_parent")))
            << workspace() << " AND t.f_parent_id IS NOT NULL";
        return made;
    }
    case Flag::Assigned:
        return {exists(assignees, {}), {}, AllStates, false};
    case Flag::Unassigned:
        return {Sql(QStringLiteral("NOT ")) << exists(assignees, {}), {}, AllStates, false};
    case Flag::Watching: {
        Term watching;
        watching.field = Query::Field::Watcher;
        watching.operands = {Operand{Operand::Kind::Me, {}, 0, {}}};
        return condition(watching);
    }
    case Flag::Recurring: {
        QueryCondition made{exists(recurrences, {}), {}, AllStates, false};
        made.source = Sql(QStringLiteral("SELECT x.f_task_id AS id FROM recurrence AS x WHERE x.workspace_id = "))
            << workspace();
        return made;
    }
    }
    return {};
}

QueryCondition QueryTerms::feature(Feature feature) const
{
    const auto any = [this](Query::Field field) {
        Term term;
        term.field = field;
        term.operands = {Operand{Operand::Kind::Any, {}, 0, {}}};
        return condition(term);
    };
    const auto counted = [this](const char *holds, const char *index) {
        QueryCondition made{QString::fromLatin1(holds), {}, AllStates, false};
        if (index)
            made.source = Sql(QStringLiteral("SELECT t.id FROM \"task\" AS t%1WHERE ").arg(m_dialect.indexed(index)))
                << m_dialect.in(QStringLiteral("t.scope_id"), m_scope.projectIds()) << " AND " << made.holds;
        return made;
    };
    switch (feature) {
    case Feature::Assignee:
        return any(Query::Field::Assignee);
    case Feature::Label:
        return any(Query::Field::Label);
    case Feature::Due:
        return any(Query::Field::Due);
    case Feature::Start:
        return any(Query::Field::Start);
    case Feature::Estimate:
        return any(Query::Field::Estimate);
    case Feature::Priority: {
        Term term;
        term.field = Query::Field::Priority;
        term.comparison = Comparison::Greater;
        term.operands = {Operand{Operand::Kind::Choice, {}, 0, {}}};
        return condition(term);
    }
    case Feature::Description:
        return counted("t.f_description <> ''", nullptr);
    case Feature::Comments:
        return counted("t.f_comment_count > 0", nullptr);
    case Feature::Subtasks:
        return flag(Flag::Parent);
    case Feature::Checklist:
        return counted("t.f_check_count > 0", nullptr);
    case Feature::Attachments:
        return counted("t.f_attachment_count > 0", "task_with_attachments");
    case Feature::Cycle:
        return any(Query::Field::Cycle);
    case Feature::Milestone:
        return any(Query::Field::Milestone);
    case Feature::Parent:
        return flag(Flag::Subtask);
    case Feature::Watcher:
        return any(Query::Field::Watcher);
    case Feature::Time:
        return counted("t.f_spent_seconds > 0", "task_with_time");
    }
    return {};
}

QueryCondition QueryTerms::custom(const Term &term) const
{
    static constexpr Link values{"custom_value", "f_field_id", "custom_value_of_task", "custom_value_of_field"};
    std::vector<Sql> holds;
    std::vector<Sql> matches; // about a row of custom_value
    const std::vector<QueryNames::FoundField> fields = m_names.customFields(term.custom);
    std::vector<Uuid> ids; // projects may have fields of the same name
    for (const QueryNames::FoundField &field : fields)
        ids.push_back(field.id);
    bool canBeMissing = false;
    for (const Operand &operand : term.operands) {
        if (operand.kind == Operand::Kind::None) {
            holds.push_back(Sql(QStringLiteral("NOT "))
                            << exists(values, m_dialect.in(QStringLiteral("x.f_field_id"), ids)));
            canBeMissing = true;
            continue;
        }
        for (const QueryNames::FoundField &field : fields) {
            Sql match = m_dialect.in(QStringLiteral("x.f_field_id"), {field.id});
            if (operand.kind != Operand::Kind::Any)
                match << " AND " << customValue(field, term, operand);
            holds.push_back(exists(values, match));
            matches.push_back(std::move(match));
        }
    }
    QueryCondition made;
    made.holds = Sql::either(holds);
    if (canBeMissing)
        return made;
    made.source = Sql(QStringLiteral("SELECT x.f_task_id AS id FROM custom_value AS x%1WHERE x.workspace_id = ")
                          .arg(m_dialect.indexed(values.ofOther)))
        << workspace() << " AND " << Sql::either(matches);
    return made;
}

Sql QueryTerms::customValue(const QueryNames::FoundField &field, const Term &term, const Operand &operand) const
{
    const QString text = m_dialect.text(QStringLiteral("x.f_value"));
    switch (field.type) {
    case CustomFieldType::Number: {
        bool isNumber = false;
        const double number = operand.text.toDouble(&isNumber);
        if (!isNumber)
            return QueryDialect::never();
        // Whatever stands there, a comparison of numbers must not fail: the planner may try it on other fields' rows.
        const QString value = m_dialect.isSqlite()
            ? QStringLiteral("CAST(x.f_value AS REAL)")
            : QStringLiteral("(CASE WHEN x.f_value ~ '^-?[0-9]{1,15}([.][0-9]{1,9})?$' THEN CAST(x.f_value AS double "
                             "precision) END)");
        return compared(value, term.comparison, number, number);
    }
    case CustomFieldType::Date: {
        const auto day = Query::dayFromText(operand.text);
        if (!day)
            return QueryDialect::never();
        const Span span = resolve(*day, m_asker);
        return compared(text, term.comparison, iso(span.first), iso(span.last));
    }
    case CustomFieldType::Select:
    case CustomFieldType::MultiSelect: {
        std::vector<Sql> parts;
        const QString name = SearchText::folded(operand.text);
        for (const FieldOption &option : field.options) {
            const QString candidate = SearchText::folded(option.name);
            if (operand.kind == Operand::Kind::Prefix ? candidate.startsWith(name) : candidate == name)
                parts.emplace_back(QStringLiteral("%1(',' || x.f_value || ',', ?) > 0")
                                       .arg(m_dialect.isSqlite() ? QStringLiteral("instr") : QStringLiteral("strpos")),
                                   QVariantList{u',' + option.id + u','});
        }
        return Sql::either(parts);
    }
    case CustomFieldType::Person: {
        std::vector<Sql> parts;
        for (const Uuid &id : m_names.people(operand))
            parts.emplace_back(QStringLiteral("x.f_value = ?"), QVariantList{id.toString()});
        return Sql::either(parts);
    }
    case CustomFieldType::Checkbox: {
        const bool isNo = operand.text.compare(u"no", Qt::CaseInsensitive) == 0
            || operand.text.compare(u"false", Qt::CaseInsensitive) == 0;
        return isNo ? QueryDialect::never() : QStringLiteral("x.f_value = 'true'");
    }
    case CustomFieldType::Text:
    case CustomFieldType::Url:
        break;
    }
    const QString lower = m_dialect.text(QStringLiteral("lower(x.f_value)"));
    const QString wanted = operand.text.toLower();
    if (operand.kind == Operand::Kind::Prefix)
        return {QStringLiteral("substr(%1, 1, %2) = ?").arg(lower).arg(wanted.size()), {wanted}};
    return compared(lower, term.comparison, wanted, wanted);
}

} // namespace TaskMaster::Server
