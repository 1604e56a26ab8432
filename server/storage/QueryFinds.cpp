// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/QueryFinds.h"

#include "server/storage/RowSql.h"

namespace TaskMaster::Server {
namespace {

using Query::Field;
using Query::Operand;

/// More comments of one task than this are not looked at for a snippet.
constexpr int PartsPerTaskMax = 100;

void collectWanted(const Query::Expression &expression, QList<SearchText::Wanted> &wanted)
{
    if (expression.kind == Query::Expression::Kind::Not)
        return; // what must not be there is not to be shown
    if (expression.kind == Query::Expression::Kind::Term) {
        const Field field = expression.term.field;
        if (field != Field::Text && field != Field::Title && field != Field::Description && field != Field::Comment)
            return;
        for (const Operand &operand : expression.term.operands) {
            const auto one = operand.kind == Operand::Kind::Phrase ? SearchText::phraseOf(operand.text)
                                                                   : SearchText::beginningOf(operand.text);
            if (!one.tokens.isEmpty())
                wanted.append(one);
        }
    }
    for (const Query::Expression &child : expression.children)
        collectWanted(child, wanted);
}

} // namespace

QueryFinds::QueryFinds(const Query::Expression &filter)
{
    collectWanted(filter, m_wanted);
}

/// A word of the title counts more than the beginning of one, and both more than a find somewhere else.
int QueryFinds::score(const QString &title, bool isOpen) const
{
    constexpr int Word = 8;
    constexpr int Beginning = 5;
    constexpr int Elsewhere = 1;
    int room = 200;
    const QString line = SearchText::tokenLine(title, room);
    int score = isOpen ? 2 : 0;
    for (const SearchText::Wanted &wanted : m_wanted) {
        const SearchText::Wanted whole{wanted.tokens, false};
        score += SearchText::contains(line, whole) ? Word : SearchText::contains(line, wanted) ? Beginning : Elsewhere;
        if (line.startsWith(u' ' + wanted.tokens.join(u' ')))
            score += 3;
    }
    return score;
}

bool QueryFinds::isBefore(const QueryPosition &a, const QueryPosition &b)
{
    for (int i = 0; i < 2; ++i) {
        if (a.keys[i].toLongLong() != b.keys[i].toLongLong())
            return a.keys[i].toLongLong() > b.keys[i].toLongLong();
    }
    return a.id < b.id;
}

std::vector<QueryHit> QueryFinds::rank(std::vector<QueryHit> hits) const
{
    for (QueryHit &hit : hits)
        hit.at.keys = {score(hit.title, hit.state == TaskState::Open), hit.at.keys.constFirst()};
    std::sort(hits.begin(), hits.end(), [](const QueryHit &a, const QueryHit &b) { return isBefore(a.at, b.at); });
    return hits;
}

Result<void> QueryFinds::mark(Database &database, const Uuid &workspace, QList<QueryRow> &rows) const
{
    if (m_wanted.isEmpty())
        return {};
    std::unordered_map<Uuid, QueryRow *> elsewhere;
    std::vector<Uuid> ids{{}, {}};
    for (QueryRow &row : rows) {
        row.titleFinds = SearchText::find(row.task.title, m_wanted);
        SearchText::Snippet snippet = SearchText::snippet(row.task.description, m_wanted);
        if (!snippet.finds.isEmpty()) {
            row.snippet = std::move(snippet);
        } else if (row.titleFinds.size() < m_wanted.size()) {
            elsewhere[row.task.id] = &row;
            ids.push_back(row.task.id);
        }
    }
    if (elsewhere.empty())
        return {};
    const QueryDialect dialect(database.dialect());
    const Sql in = dialect.in(QStringLiteral("f_task_id"), ids);
    const QString from =
        QStringLiteral("SELECT f_task_id, %1, id FROM \"%2\" WHERE workspace_id = %3 AND %4 ORDER BY %5");
    const struct {
        QString sql;
        bool isComment;
    } sources[]{
        {from.arg(QStringLiteral("f_body"), QStringLiteral("comment"), dialect.id(), in.text,
                  QStringLiteral("f_created_at DESC, id")),
         true},
        {from.arg(QStringLiteral("f_text"), QStringLiteral("checklist_item"), dialect.id(), in.text,
                  QStringLiteral("id")),
         false},
    };
    std::unordered_map<Uuid, int> looked;
    for (const auto &source : sources) {
        auto query = database.run(source.sql, QVariantList{workspace.toString()} + in.values);
        if (!query)
            return query.error();
        while ((*query)->next()) {
            QueryRow &row = *elsewhere.at(RowSql::uuidAt(**query, 0));
            if (!row.snippet.finds.isEmpty() || ++looked[row.task.id] > PartsPerTaskMax)
                continue;
            SearchText::Snippet snippet = SearchText::snippet((*query)->value(1).toString(), m_wanted);
            if (snippet.finds.isEmpty())
                continue;
            row.snippet = std::move(snippet);
            row.commentId = source.isComment ? RowSql::uuidAt(**query, 2) : Uuid{};
        }
        if (auto ok = database.checkRead(**query); !ok)
            return ok.error();
    }
    return {};
}

} // namespace TaskMaster::Server
