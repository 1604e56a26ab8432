// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/QueryTerms.h"

#include "server/storage/SearchIndex.h"

namespace TaskMaster::Server {
namespace {

using Query::Comparison;
using Query::Feature;
using Query::Field;
using Query::Flag;
using Query::Operand;
using Query::Term;

QString signOf(Comparison comparison)
{
    static constexpr const char *signs[]{" = ", " < ", " <= ", " > ", " >= "};
    return QString::fromLatin1(signs[static_cast<int>(comparison)]);
}

bool isMissing(const Operand &operand)
{
    return operand.kind == Operand::Kind::None;
}
bool isAny(const Operand &operand)
{
    return operand.kind == Operand::Kind::Any;
}

/// A condition on a column of the task that is never null.
QueryCondition plain(const char *sql)
{
    return {QString::fromLatin1(sql), {}, AllStates, false};
}

} // namespace

QueryTerms::QueryTerms(QueryDialect dialect, const QueryScope &scope, const QueryNames &names,
                       const Query::Asker &asker, TaskStates states)
    : m_dialect(dialect)
    , m_scope(scope)
    , m_names(names)
    , m_asker(asker)
    , m_states(states)
{
}

Sql QueryTerms::workspace() const
{
    return {m_dialect.id(), {m_scope.workspace.toString()}};
}

Sql QueryTerms::tasksBy(const char *index, const Sql &condition) const
{
    Sql sql(QStringLiteral("SELECT t.id FROM \"task\" AS t") + m_dialect.indexed(index) + QStringLiteral("WHERE "));
    return sql << m_dialect.in(QStringLiteral("t.scope_id"), m_scope.projectIds()) << " AND "
               << QueryDialect::isIn(QStringLiteral("t"), m_states) << " AND " << condition;
}

Sql QueryTerms::exists(const Link &link, const Sql &condition) const
{
    Sql sql(QStringLiteral("EXISTS (SELECT 1 FROM %1 AS x%2WHERE x.workspace_id = ")
                .arg(QLatin1StringView(link.table), m_dialect.indexed(link.ofTask)));
    sql << workspace() << " AND x.f_task_id = t.id";
    if (!condition.text.isEmpty())
        sql << " AND " << condition;
    return sql << ")";
}

QueryCondition QueryTerms::condition(const Term &term) const
{
    static constexpr Link assignees{"task_assignee", "f_user_id", "task_assignee_of_task", "task_assignee_of_person"};
    static constexpr Link watchers{"watcher", "f_user_id", "watcher_of_task", "watcher_of_person"};
    static constexpr Link labels{"task_label", "f_label_id", "task_label_of_task", "task_label_of_label"};
    switch (term.field) {
    case Field::Text:
    case Field::Title:
    case Field::Description:
    case Field::Comment:
        return words(term);
    case Field::Is: {
        // Several flags or features: any of them will do.
        QueryCondition made = flag(static_cast<Flag>(term.operands.constFirst().number));
        for (qsizetype i = 1; i < term.operands.size(); ++i) {
            const QueryCondition next = flag(static_cast<Flag>(term.operands[i].number));
            made = {Sql::either({made.holds, next.holds}),
                    {},
                    made.states | next.states,
                    false,
                    made.falseStates & next.falseStates};
        }
        return made;
    }
    case Field::Has: {
        QueryCondition made = feature(static_cast<Feature>(term.operands.constFirst().number));
        for (qsizetype i = 1; i < term.operands.size(); ++i) {
            const QueryCondition next = feature(static_cast<Feature>(term.operands[i].number));
            made = {Sql::either({made.holds, next.holds}), {}, AllStates, false};
        }
        return made;
    }
    case Field::Assignee:
        return linked(assignees, term);
    case Field::Watcher:
        return linked(watchers, term);
    case Field::Label:
        return linked(labels, term);
    case Field::Creator:
        return reference("f_creator_id", "task_of_creator", term);
    case Field::Column:
        return reference("f_column_id", "task_in_column", term);
    case Field::Status:
        return status(term);
    case Field::Cycle:
        return reference("f_cycle_id", "task_in_cycle", term);
    case Field::Milestone:
        return reference("f_milestone_id", "task_in_milestone", term);
    case Field::Parent:
        return reference("f_parent_id", "task_of_parent", term);
    case Field::Project:
        return reference("scope_id", "task_by_number", term);
    case Field::Number:
        return number(term);
    case Field::Priority:
        return priority(term);
    case Field::Estimate:
        return amount("f_estimate", "task_by_estimate", term);
    case Field::Comments:
        return amount("f_comment_count", nullptr, term);
    case Field::Subtasks:
        return amount("f_child_count", nullptr, term);
    case Field::Attachments:
        return amount("f_attachment_count", nullptr, term);
    case Field::Spent:
        return amount("f_spent_seconds", nullptr, term);
    case Field::Due:
        return day("f_due_date", "f_due_at", "task_by_due", term);
    case Field::Start:
        return day("f_start_date", "f_start_at", "task_by_start", term);
    case Field::Created:
        return moment("f_created_at", "task_by_created", term);
    case Field::Updated:
        return moment("updated_at", "task_by_updated", term);
    case Field::Started:
        return moment("f_started_at", nullptr, term);
    case Field::Completed:
        return moment("f_completed_at", "task_by_completed", term);
    case Field::Custom:
        return custom(term);
    case Field::Relevance:
        break;
    }
    return plain("1 = 1");
}

QueryCondition QueryTerms::words(const Term &term) const
{
    const int parts = term.field == Field::Text ? SearchIndex::Anywhere
        : term.field == Field::Title            ? SearchIndex::Title
        : term.field == Field::Description      ? SearchIndex::Description
                                                : SearchIndex::Comments;
    std::vector<Sql> holds;
    QStringList matches;
    for (const Operand &operand : term.operands) {
        const SearchText::Wanted wanted = operand.kind == Operand::Kind::Phrase ? SearchText::phraseOf(operand.text)
                                                                                : SearchText::beginningOf(operand.text);
        if (wanted.tokens.isEmpty())
            return plain("1 = 1"); // signs only: nothing that could be looked for
        if (!m_dialect.isSqlite()) {
            matches << SearchIndex::postgresQuery(wanted, parts);
            continue;
        }
        matches << SearchIndex::sqliteQuery(wanted, parts);
        // A walk looks at the words of each row; FTS5 would have to search anew for each.
        const QString needle = u' ' + wanted.tokens.join(u' ') + (wanted.isPrefix ? QString() : QStringLiteral(" "));
        static constexpr const char *columns[]{"s.title", "s.description", "s.comments"};
        for (int i = 0; i < 3; ++i) {
            if ((parts & (1 << i)) != 0)
                holds.emplace_back(QStringLiteral("instr(%1, ?) > 0").arg(QLatin1StringView(columns[i])),
                                   QVariantList{needle});
        }
    }
    QueryCondition made;
    made.usesWords = true;
    made.match = matches.join(m_dialect.isSqlite() ? QStringLiteral(" OR ") : QStringLiteral(" | "));
    made.holds =
        m_dialect.isSqlite() ? Sql::either(holds) : Sql(QStringLiteral("s.words @@ CAST(? AS tsquery)"), {made.match});
    made.source = wordSource({made.match});
    // TM-12 is the name of a task, whatever words stand in it.
    for (const Operand &operand : term.operands) {
        const auto dash = operand.text.lastIndexOf(u'-');
        bool isNumber = false;
        const qint64 number = operand.text.mid(dash + 1).toUInt(&isNumber);
        if (term.field != Field::Text || operand.kind != Operand::Kind::Word || dash <= 0 || !isNumber)
            continue;
        const std::vector<Uuid> projects = m_names.projectsWithKey(operand.text.left(dash));
        if (projects.empty())
            continue;
        const Sql is = Sql(QStringLiteral("t.f_number = ? AND "), {number})
            << m_dialect.in(QStringLiteral("t.scope_id"), projects);
        made.holds = Sql::either({made.holds, is});
        made.source << " UNION ALL " << tasksBy("task_by_number", is);
        made.match.clear();
    }
    return made;
}

Sql QueryTerms::wordSource(const QStringList &matches) const
{
    QStringList all;
    for (const QString &match : matches)
        all << u'(' + match + u')';
    if (m_dialect.isSqlite())
        return {QStringLiteral("SELECT w.task_id AS id FROM task_words AS f CROSS JOIN task_search AS w ON w.docid = "
                               "f.rowid WHERE f.task_words MATCH ? AND w.workspace_id = ?"),
                {all.join(QStringLiteral(" AND ")), m_scope.workspace.toString()}};
    return {QStringLiteral("SELECT w.task_id AS id FROM task_search AS w WHERE w.words @@ CAST(? AS tsquery) AND "
                           "w.workspace_id = CAST(? AS uuid)"),
            {all.join(QStringLiteral(" & ")), m_scope.workspace.toString()}};
}

QueryCondition QueryTerms::linked(const Link &link, const Term &term) const
{
    std::vector<Uuid> ids;
    std::vector<Sql> holds;
    bool hasSource = true;
    for (const Operand &operand : term.operands) {
        if (isMissing(operand) || isAny(operand)) {
            const Sql any = exists(link, {});
            holds.push_back(isAny(operand) ? any : Sql(QStringLiteral("NOT ")) << any);
            hasSource = false;
        }
        const std::vector<Uuid> found = idsOf(term, operand);
        ids.insert(ids.end(), found.begin(), found.end());
    }
    const QString column = QStringLiteral("x.") + QLatin1StringView(link.column);
    if (!ids.empty())
        holds.push_back(exists(link, m_dialect.in(column, ids)));
    QueryCondition made{Sql::either(holds), {}, AllStates, false};
    if (hasSource) {
        made.source = Sql(QStringLiteral("SELECT x.f_task_id AS id FROM %1 AS x%2WHERE x.workspace_id = ")
                              .arg(QLatin1StringView(link.table), m_dialect.indexed(link.ofOther)))
            << workspace() << " AND " << m_dialect.in(column, ids);
        if (m_scope.projects.size() == 1)
            made.source << " AND " << m_dialect.in(QStringLiteral("x.scope_id"), m_scope.projectIds());
    }
    return made;
}

std::vector<Uuid> QueryTerms::idsOf(const Term &term, const Operand &operand) const
{
    switch (term.field) {
    case Field::Assignee:
    case Field::Creator:
    case Field::Watcher:
        return m_names.people(operand);
    case Field::Parent:
        return m_names.tasks(operand);
    default:
        return m_names.things(term.field, operand);
    }
}

QueryCondition QueryTerms::reference(const char *column, const char *index, const Term &term) const
{
    const QString name = QStringLiteral("t.") + QLatin1StringView(column);
    std::vector<Uuid> ids;
    std::vector<Sql> holds;
    bool hasSource = true;
    for (const Operand &operand : term.operands) {
        if (isMissing(operand) || isAny(operand)) {
            holds.emplace_back(name + (isAny(operand) ? QStringLiteral(" IS NOT NULL") : QStringLiteral(" IS NULL")));
            hasSource = false;
        }
        const std::vector<Uuid> found = idsOf(term, operand);
        ids.insert(ids.end(), found.begin(), found.end());
    }
    if (!ids.empty())
        holds.push_back(Sql(QStringLiteral("(%1 IS NOT NULL AND ").arg(name)) << m_dialect.in(name, ids) << ")");
    QueryCondition made{Sql::either(holds), {}, AllStates, false};
    if (!hasSource)
        return made;
    if (term.field == Field::Project) {
        made.source = tasksBy(index, m_dialect.in(name, ids));
        return made;
    }
    made.source =
        Sql(QStringLiteral("SELECT t.id FROM \"task\" AS t%1WHERE t.workspace_id = ").arg(m_dialect.indexed(index)))
        << workspace() << " AND " << m_dialect.in(name, ids);
    return made;
}

QueryCondition QueryTerms::status(const Term &term) const
{
    std::vector<Uuid> columns;
    TaskStates states = PutAwayStates;
    for (const Operand &operand : term.operands) {
        const auto type = static_cast<ColumnType>(operand.number);
        const std::vector<Uuid> found = m_names.columnsOf(type);
        columns.insert(columns.end(), found.begin(), found.end());
        states |= stateBit(type == ColumnType::Done            ? TaskState::Done
                               : type == ColumnType::Cancelled ? TaskState::Cancelled
                                                               : TaskState::Open);
    }
    QueryCondition made;
    made.states = states;
    for (const TaskState closed : {TaskState::Done, TaskState::Cancelled}) {
        if ((states & stateBit(closed)) != 0)
            made.falseStates &= ~stateBit(closed); // closed is who stands in such a column
    }
    made.holds = Sql(QStringLiteral("(t.f_column_id IS NOT NULL AND "))
        << m_dialect.in(QStringLiteral("t.f_column_id"), columns) << ")";
    made.source = Sql(QStringLiteral("SELECT t.id FROM \"task\" AS t%1WHERE t.workspace_id = ")
                          .arg(m_dialect.indexed("task_in_column")))
        << workspace() << " AND " << m_dialect.in(QStringLiteral("t.f_column_id"), columns);
    return made;
}

QueryCondition QueryTerms::number(const Term &term) const
{
    std::vector<Sql> parts;
    for (const Operand &operand : term.operands) {
        Sql part(QStringLiteral("t.f_number") + signOf(term.comparison) + QStringLiteral("?"), {operand.number});
        if (!operand.text.isEmpty())
            part << " AND " << m_dialect.in(QStringLiteral("t.scope_id"), m_names.projectsWithKey(operand.text));
        parts.push_back(std::move(part));
    }
    QueryCondition made;
    made.holds = Sql::either(parts);
    made.source = tasksBy("task_by_number", made.holds);
    return made;
}

QueryCondition QueryTerms::amount(const char *column, const char *index, const Term &term) const
{
    const QString name = QStringLiteral("t.") + QLatin1StringView(column);
    // An estimate that was not made is not a small one.
    const bool zeroIsMissing = term.field == Field::Estimate;
    std::vector<Sql> parts;
    bool canBeZero = false;
    for (const Operand &operand : term.operands) {
        if (isMissing(operand) || isAny(operand)) {
            parts.emplace_back(name + (isAny(operand) ? QStringLiteral(" > 0") : QStringLiteral(" = 0")));
            canBeZero = canBeZero || isMissing(operand);
            continue;
        }
        const bool isZero = zeroIsMissing && operand.number == 0 && term.comparison == Comparison::Equal;
        canBeZero = canBeZero || isZero;
        const QString present = zeroIsMissing && !isZero ? name + QStringLiteral(" > 0 AND ") : QString();
        parts.emplace_back(u'(' + present + name + signOf(term.comparison) + QStringLiteral("?)"),
                           QVariantList{operand.number});
    }
    QueryCondition made;
    made.holds = Sql::either(parts);
    if (index && !canBeZero)
        made.source = tasksBy(index, Sql(name + QStringLiteral(" > 0 AND ")) << made.holds);
    return made;
}

QueryCondition QueryTerms::priority(const Term &term) const
{
    const QString rank = QueryDialect::priorityRank(QStringLiteral("t"));
    QStringList ranks;
    bool hasNone = false;
    for (int candidate = 0; candidate <= static_cast<int>(Priority::Urgent); ++candidate) {
        const bool fits = std::any_of(term.operands.cbegin(), term.operands.cend(), [&](const Operand &operand) {
            switch (term.comparison) {
            case Comparison::Equal:
                return candidate == operand.number;
            case Comparison::Less:
                return candidate < operand.number;
            case Comparison::LessOrEqual:
                return candidate <= operand.number;
            case Comparison::Greater:
                return candidate > operand.number;
            case Comparison::GreaterOrEqual:
                return candidate >= operand.number;
            }
            return false;
        });
        if (fits)
            ranks << QString::number(candidate);
        hasNone = hasNone || (fits && candidate == 0);
    }
    QueryCondition made;
    if (ranks.isEmpty()) {
        made.holds = QueryDialect::never();
        return made;
    }
    made.holds = QStringLiteral("%1 IN (%2)").arg(rank, ranks.join(u','));
    if (!hasNone)
        made.source =
            tasksBy("task_by_priority",
                    Sql(QStringLiteral("t.f_priority IN ('low', 'medium', 'high', 'urgent') AND ")) << made.holds);
    return made;
}

} // namespace TaskMaster::Server
