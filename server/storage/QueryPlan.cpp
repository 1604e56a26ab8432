// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/QueryPlan.h"

#include "server/storage/RowSql.h"

#include <cmath>

namespace TaskMaster::Server {
namespace {

using ExpressionKind = Query::Expression::Kind;

/// What a term without a source, or one with many tasks, is taken to be true of.
constexpr double ShareUnknown = 0.5;
constexpr double ShareOfMany = 0.1;
/// A candidate costs a look-up of its row and a place in a sort; a step of a walk is next to the last one.
constexpr double CandidateCost = 2.0;
constexpr double SegmentCost = 20.0;

/// Archived and trashed tasks are left out of what does not ask for them.
TaskStates statesAskedFor(const Query::Expression &filter)
{
    TaskStates states = LiveStates;
    Query::forEachTerm(filter, [&states](const Query::Term &term) {
        if (term.field != Query::Field::Is)
            return;
        for (const Query::Operand &operand : term.operands) {
            if (operand.number == static_cast<qint64>(Query::Flag::Archived))
                states |= stateBit(TaskState::Archived);
            if (operand.number == static_cast<qint64>(Query::Flag::Trashed))
                states |= stateBit(TaskState::Trashed);
        }
    });
    return states;
}

} // namespace

QueryPlan::QueryPlan(Database &database, const QueryScope &scope, const QueryNames &names, const Query::Asker &asker,
                     const Query::Expression &filter, QueryTrace *trace)
    : m_database(database)
    , m_scope(scope)
    , m_trace(trace)
    , m_dialect(database.dialect())
    , m_states(statesAskedFor(filter))
    , m_root(made(filter, QueryTerms(m_dialect, scope, names, asker, m_states)))
{
    // Once more, now that it is known in which states tasks can be at all: sources need not look at the others.
    m_states &= statesOf(m_root, true);
    m_root = made(filter, QueryTerms(m_dialect, scope, names, asker, m_states));
    for (const QueryProject &project : scope.projects)
        m_tasks += static_cast<double>(project.lastNumber);
}

QueryPlan::Node QueryPlan::made(const Query::Expression &expression, const QueryTerms &terms) const
{
    Node node{expression.kind, {}, {}};
    if (expression.kind == ExpressionKind::Term)
        node.condition = terms.condition(expression.term);
    for (const Query::Expression &child : expression.children)
        node.children.push_back(made(child, terms));
    if (node.kind != ExpressionKind::All)
        return node;
    // Words that must all be there are looked for together: each alone may be everywhere.
    Node *first = nullptr;
    QStringList matches;
    for (Node &child : node.children) {
        if (child.condition.match.isEmpty())
            continue;
        matches << child.condition.match;
        child.isCounted = first != nullptr;
        if (first)
            child.condition.source = {};
        else
            first = &child;
    }
    if (matches.size() > 1)
        first->condition.source = terms.wordSource(matches);
    return node;
}

TaskStates QueryPlan::statesOf(const Node &node, bool isTrue)
{
    if (node.kind == ExpressionKind::Term)
        return isTrue ? node.condition.states : node.condition.falseStates;
    if (node.kind == ExpressionKind::Not)
        return statesOf(node.children.front(), !isTrue);
    // All are true where each can be; all are false where one can be; for any it is the other way round.
    const bool narrows = (node.kind == ExpressionKind::All) == isTrue;
    TaskStates states = narrows ? AllStates : 0;
    for (const Node &child : node.children)
        states = narrows ? states & statesOf(child, isTrue) : states | statesOf(child, isTrue);
    return states;
}

bool QueryPlan::usesWords(const Node &node)
{
    return node.condition.usesWords || std::any_of(node.children.begin(), node.children.end(), &QueryPlan::usesWords);
}

Sql QueryPlan::sqlOf(const Node &node)
{
    if (node.kind == ExpressionKind::Term)
        return node.condition.holds;
    if (node.kind == ExpressionKind::Not)
        return Sql(QStringLiteral("NOT (")) << sqlOf(node.children.front()) << ")";
    if (node.children.empty())
        return QueryDialect::always();
    Sql sql(QStringLiteral("("));
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        if (i > 0)
            sql << (node.kind == ExpressionKind::Any ? " OR " : " AND ");
        sql << sqlOf(node.children[i]);
    }
    return sql << ")";
}

void QueryPlan::collect(Node &node, std::vector<Node *> &sources)
{
    if (node.kind == ExpressionKind::Not)
        return; // only what is true is looked for
    if (!node.condition.source.text.isEmpty())
        sources.push_back(&node);
    for (Node &child : node.children)
        collect(child, sources);
}

Result<Database::Rows> QueryPlan::read(const Sql &sql)
{
    if (m_trace)
        m_trace->push_back(sql);
    return m_database.readOnce(sql.text, sql.values);
}

/// All terms in one statement: a round trip costs more than most counts.
Result<void> QueryPlan::count()
{
    std::vector<Node *> sources;
    collect(m_root, sources);
    if (sources.empty())
        return {};
    Sql sql(QStringLiteral("SELECT "));
    for (std::size_t i = 0; i < sources.size(); ++i)
        sql << Sql(i > 0 ? QStringLiteral(", ") : QString())
            << (Sql(QStringLiteral("(SELECT COUNT(*) FROM (SELECT 1 FROM (")) << sources[i]->condition.source)
            << Sql(QStringLiteral(") AS a LIMIT %1) AS b)").arg(CountMax + 1));
    const auto rows = read(sql);
    if (!rows)
        return rows.error();
    for (std::size_t i = 0; i < sources.size(); ++i)
        sources[i]->count = rows->constFirst()[static_cast<qsizetype>(i)].toLongLong();
    return {};
}

double QueryPlan::shareOf(const Node &node) const
{
    switch (node.kind) {
    case ExpressionKind::Term:
        if (node.isCounted)
            return 1.0;
        if (node.count < 0)
            return ShareUnknown;
        if (node.count > CountMax)
            return std::max(ShareOfMany, static_cast<double>(CountMax) / m_tasks);
        return std::min(1.0, static_cast<double>(node.count) / m_tasks);
    case ExpressionKind::Not:
        return 1.0 - shareOf(node.children.front());
    case ExpressionKind::All:
    case ExpressionKind::Any:
        break;
    }
    double share = node.kind == ExpressionKind::All ? 1.0 : 0.0;
    for (const Node &child : node.children)
        share = node.kind == ExpressionKind::All ? share * shareOf(child) : std::min(1.0, share + shareOf(child));
    return share;
}

std::optional<QueryPlan::Candidates> QueryPlan::candidatesOf(const Node &node)
{
    if (node.kind == ExpressionKind::Term) {
        if (node.count < 0 || node.count > CountMax)
            return std::nullopt;
        return Candidates{node.condition.source, static_cast<double>(node.count)};
    }
    if (node.kind == ExpressionKind::Not)
        return std::nullopt;
    std::optional<Candidates> found;
    for (const Node &child : node.children) {
        auto candidates = candidatesOf(child);
        if (node.kind == ExpressionKind::All) {
            if (candidates && (!found || candidates->count < found->count))
                found = std::move(candidates);
            continue;
        }
        if (!candidates)
            return std::nullopt; // one alternative can only be found by walking
        if (found) {
            found->sql << " UNION ALL " << candidates->sql;
            found->count += candidates->count;
        } else {
            found = std::move(candidates);
        }
    }
    return found;
}

Result<std::vector<QueryHit>> QueryPlan::run(const QueryOrder &order, const std::optional<QueryPosition> &after,
                                             int limit)
{
    if (m_states == 0)
        return std::vector<QueryHit>();
    if (auto ok = count(); !ok)
        return ok.error();
    if (const auto candidates = candidatesOf(m_root)) {
        const double share = std::max(shareOf(m_root), 1e-9);
        const double steps =
            std::min(m_tasks, limit / share) + SegmentCost * static_cast<double>(m_scope.projects.size());
        if (candidates->count * CandidateCost <= steps)
            return runCandidates(candidates->sql, order, after, limit);
    }
    std::vector<QueryHit> found;
    const int first = after ? order.phaseOf(*after) : 0;
    for (int phase = first; phase < order.phaseCount() && static_cast<int>(found.size()) < limit; ++phase) {
        auto more = walk(order, phase, phase == first ? after : std::nullopt, limit - static_cast<int>(found.size()));
        if (!more)
            return more.error();
        found.insert(found.end(), more->begin(), more->end());
    }
    return found;
}

/// The keys, the id and the project of a hit, and what else is wanted of it.
QString QueryPlan::columns(const QueryOrder &order) const
{
    QString sql = order.columns() + QStringLiteral("t.id AS id, t.scope_id AS scope_id");
    if (m_wantsTitles)
        sql += QStringLiteral(", t.f_title AS title, %1 AS state").arg(QueryDialect::state(QStringLiteral("t")));
    return sql;
}

Sql QueryPlan::wordsOfTask() const
{
    return Sql(QStringLiteral(" CROSS JOIN task_search AS s%1").arg(m_dialect.indexed("task_search_of_task")));
}

Result<std::vector<QueryHit>> QueryPlan::runCandidates(const Sql &candidates, const QueryOrder &order,
                                                       const std::optional<QueryPosition> &after, int limit)
{
    const bool needsWords = usesWords(m_root) || order.usesWords();
    Sql sql;
    Sql where;
    if (m_dialect.isSqlite()) {
        sql = Sql(QStringLiteral("SELECT %1 FROM (SELECT DISTINCT id FROM (").arg(columns(order)))
            << candidates << ")) AS c CROSS JOIN \"task\" AS t";
        where = Sql(QStringLiteral(" WHERE t.workspace_id = ? AND t.id = c.id AND "), {m_scope.workspace.toString()});
    } else {
        // OFFSET 0 keeps the planner from turning the look-ups into a join over all tasks.
        sql = Sql(QStringLiteral("WITH c AS MATERIALIZED (SELECT DISTINCT id FROM ("))
            << candidates
            << Sql(QStringLiteral(") AS q) SELECT %1 FROM c CROSS JOIN LATERAL (SELECT * FROM "
                                  "\"task\" AS u WHERE u.workspace_id = CAST(? AS uuid) AND u.id = c.id OFFSET 0) AS t")
                       .arg(columns(order)),
                   {m_scope.workspace.toString()});
        where = QStringLiteral(" WHERE ");
    }
    if (needsWords) {
        sql << wordsOfTask();
        where << "s.workspace_id = t.workspace_id AND s.task_id = t.id AND ";
    }
    // People and labels are asked for by the candidate's id: most candidates fall there, before their row is looked up.
    Sql filter = sqlOf(m_root);
    filter.text.replace(QStringLiteral("x.f_task_id = t.id"), QStringLiteral("x.f_task_id = c.id"));
    sql << where << m_dialect.in(m_dialect.unindexed(QStringLiteral("t.scope_id")), m_scope.projectIds()) << " AND "
        << QueryDialect::isIn(QStringLiteral("t"), m_states) << " AND " << filter;
    if (after)
        sql << " AND " << order.behind(*after);
    sql << Sql(QStringLiteral(" ORDER BY %1 LIMIT ?").arg(order.orderBy()), {limit});
    return hits(sql, order);
}

/// The page's tasks of one segment (a project, and a state in it), in order, from one index.
Sql QueryPlan::segment(const QueryOrder &order, int phase, const std::optional<QueryPosition> &after, int limit,
                       const Sql &inSegment) const
{
    const bool byTitle = order.isPhaseByTitle(phase);
    const bool needsWords = usesWords(m_root) || order.usesWords();
    Sql sql(QStringLiteral("SELECT %1 FROM ").arg(columns(order)));
    if (byTitle)
        sql << Sql(
            QStringLiteral("task_search AS s%1CROSS JOIN \"task\" AS t WHERE t.workspace_id = s.workspace_id AND "
                           "t.id = s.task_id AND s.workspace_id = %2 AND ")
                .arg(m_dialect.indexed("task_search_by_title"), m_dialect.id()),
            {m_scope.workspace.toString()});
    else
        sql << Sql(QStringLiteral("\"task\" AS t") + m_dialect.indexed(order.phaseIndex(phase)))
            << (needsWords ? wordsOfTask() : Sql())
            << Sql(QStringLiteral(" WHERE %1t.workspace_id = %2 AND ")
                       .arg(needsWords ? QStringLiteral("s.workspace_id = t.workspace_id AND s.task_id = t.id AND ")
                                       : QString(),
                            m_dialect.id()),
                   {m_scope.workspace.toString()});
    sql << inSegment << Sql(QStringLiteral(" AND ") + order.phaseFilter(phase));
    if (after)
        sql << " AND " << order.phaseBehind(phase, *after);
    return sql << " AND " << sqlOf(m_root)
               << Sql(QStringLiteral(" ORDER BY %1 LIMIT ?").arg(order.phaseOrderBy(phase)), {limit});
}

Result<std::vector<QueryHit>> QueryPlan::walk(const QueryOrder &order, int phase,
                                              const std::optional<QueryPosition> &after, int limit)
{
    const QString scope = order.isPhaseByTitle(phase) ? QStringLiteral("s.scope_id") : QStringLiteral("t.scope_id");
    const QString state = QueryDialect::state(QStringLiteral("t"));
    std::vector<QueryHit> found;
    if (!m_dialect.isSqlite()) {
        // Every segment by its index, and the best of their beginnings.
        QString segments;
        for (const QueryProject &project : m_scope.projects) {
            for (int i = 0; i < 5; ++i) {
                if ((m_states & (1U << i)) != 0)
                    segments += QStringLiteral("%1[\"%2\",%3]")
                                    .arg(segments.isEmpty() ? QString() : QStringLiteral(","), project.id.toString())
                                    .arg(i);
            }
        }
        const Sql inSegment(QStringLiteral("%1 = seg.scope_id AND %2 = seg.state").arg(scope, state));
        Sql sql(
            QStringLiteral("SELECT q.* FROM (SELECT CAST(value->>0 AS uuid) AS scope_id, CAST(value->>1 AS integer) "
                           "AS state FROM jsonb_array_elements(CAST(? AS jsonb)) AS e(value)) AS seg CROSS JOIN "
                           "LATERAL ("),
            {u'[' + segments + u']'});
        sql << segment(order, phase, after, limit, inSegment)
            << Sql(QStringLiteral(") AS q ORDER BY %1 LIMIT ?").arg(order.orderByNames()), {limit});
        return hits(sql, order);
    }
    for (const QueryProject &project : m_scope.projects) {
        for (int i = 0; i < 5; ++i) {
            if ((m_states & (1U << i)) == 0)
                continue;
            const Sql inSegment(QStringLiteral("%1 = ? AND %2 = %3").arg(scope, state).arg(i), {project.id.toString()});
            auto more = hits(segment(order, phase, after, limit, inSegment), order);
            if (!more)
                return more.error();
            found.insert(found.end(), more->begin(), more->end());
        }
    }
    std::sort(found.begin(), found.end(),
              [&order](const QueryHit &a, const QueryHit &b) { return order.isBefore(a.at, b.at); });
    if (static_cast<int>(found.size()) > limit)
        found.resize(static_cast<std::size_t>(limit));
    return found;
}

Result<std::vector<QueryHit>> QueryPlan::hits(const Sql &sql, const QueryOrder &order)
{
    const auto rows = read(sql);
    if (!rows)
        return rows.error();
    std::vector<QueryHit> found;
    for (const QVariantList &row : *rows) {
        QueryHit hit;
        hit.at.keys = row.first(order.keyCount());
        hit.at.id = Uuid::fromString(row[order.keyCount()].toString()).value_or(Uuid{});
        hit.project = Uuid::fromString(row[order.keyCount() + 1].toString()).value_or(Uuid{});
        if (m_wantsTitles) {
            hit.title = row[order.keyCount() + 2].toString();
            hit.state = static_cast<TaskState>(row[order.keyCount() + 3].toInt());
        }
        found.push_back(std::move(hit));
    }
    return found;
}

} // namespace TaskMaster::Server
