// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/BoardQuery.h"

#include "shared/query/Parse.h"

#include <QCoreApplication>

#include <algorithm>

namespace TaskMaster::Client {

namespace {

using Query::Expression;
using Query::Field;
using Query::Operand;
using Query::Term;

// The conditions that must all hold, as they stand side by side.
std::vector<Expression> sideBySide(const Expression &filter)
{
    if (filter.kind == Expression::Kind::All)
        return filter.children;
    return {filter};
}

// Of these fields one value more means «or this one»; of others it is another condition.
bool takesSeveral(Field field)
{
    return field != Field::Is && field != Field::Has && field != Field::Due;
}

QString nameOfKind(Field field)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("BoardQuery", text); };
    switch (field) {
    case Field::Label:
        return tr("No label is called “%1”.");
    case Field::Column:
        return tr("No column is called “%1”.");
    case Field::Cycle:
        return tr("No cycle is called “%1”.");
    case Field::Milestone:
        return tr("No milestone is called “%1”.");
    case Field::Project:
        return tr("This project is not called “%1”.");
    default:
        return tr("Nobody here is called “%1”.");
    }
}

} // namespace

BoardQuery::BoardQuery(const ProjectRows &rows, const ProjectFacts &facts, QObject *parent)
    : QObject(parent)
    , m_rows(rows)
    , m_facts(facts)
{
}

void BoardQuery::setText(const QString &text)
{
    set(text, m_sortBy);
}

void BoardQuery::setSortBy(const QString &sortBy)
{
    // One order at a time: the one in the text would win.
    QString text = m_text;
    if (!m_isFaulty && !m_sentence.sort.isEmpty())
        text = Query::print({m_sentence.filter, {}});
    set(text, sortBy);
}

void BoardQuery::set(const QString &text, const QString &sortBy)
{
    if (text == m_text && sortBy == m_sortBy)
        return;
    m_text = text;
    m_held = {};
    if (sortBy != m_sortBy) {
        m_sortBy = sortBy;
        const auto keys = Query::parse(sortBy.isEmpty() ? QString() : u"sort:"_qs + sortBy);
        m_sortKeys = keys ? keys->sort : QList<Query::SortKey>();
    }
    read();
    Q_EMIT changed();
    Q_EMIT asked();
}

void BoardQuery::type(const QString &text, int cursor)
{
    const Query::Completion place = Query::complete(text, cursor);
    const auto isField = [](const auto &one) { return one.text.endsWith(u':') || one.text.endsWith(u'.'); };
    const bool mayBecomeField = !place.values && !place.typed.isEmpty()
        && std::any_of(place.suggestions.begin(), place.suggestions.end(), isField);
    m_text = text;
    m_held = mayBecomeField ? Query::Place{place.position, place.length} : Query::Place();
    read();
    Q_EMIT changed();
    Q_EMIT asked();
}

void BoardQuery::finish()
{
    if (std::exchange(m_held, {}).length == 0)
        return;
    read();
    Q_EMIT changed();
    Q_EMIT asked();
}

void BoardQuery::read()
{
    auto sentence = Query::parse(m_text);
    m_isFaulty = !sentence;
    m_problem.clear();
    m_problemPlace = {};
    if (!sentence) {
        const QVariantMap &details = sentence.error().details;
        m_problem = sentence.error().message;
        m_problemPlace = {details.value(u"position"_qs).toInt(), details.value(u"length"_qs).toInt()};
        return;
    }
    if (m_held.length > 0)
        sentence = Query::parse(QString(m_text).remove(m_held.position, m_held.length));
    if (!sentence)
        return; // without that word it makes no sense: what was asked before still counts
    m_sentence = *sentence;
    if (m_held.length == 0)
        findStrangeNames();
}

// A name that nothing has is no fault, but the reason why nothing is found.
void BoardQuery::findStrangeNames()
{
    Query::forEachTerm(m_sentence.filter, [this](const Term &term) {
        const Query::ValueKind kind = Query::wordOf(term.field).kind;
        if (kind != Query::ValueKind::Person && kind != Query::ValueKind::Name)
            return;
        for (const Operand &operand : term.operands) {
            const bool isName = operand.kind == Operand::Kind::Name || operand.kind == Operand::Kind::Prefix;
            if (!isName || !m_problem.isEmpty() || !m_facts.meantBy(term.field, operand).isEmpty())
                continue;
            m_problem = nameOfKind(term.field).arg(operand.text);
            m_problemPlace = term.place;
        }
    });
}

QList<Query::SortKey> BoardQuery::sort() const
{
    QList<Query::SortKey> keys = m_sentence.sort.isEmpty() ? m_sortKeys : m_sentence.sort;
    // How well words fit is nothing that a board shows.
    keys.removeIf([](const Query::SortKey &key) { return key.field == Field::Relevance; });
    return keys;
}

QString BoardQuery::sortName() const
{
    const QList<Query::SortKey> keys = sort();
    if (keys.isEmpty())
        return tr("Rank");
    switch (keys.first().field) {
    case Field::Priority:
        return tr("Priority");
    case Field::Due:
        return tr("Due date");
    case Field::Updated:
        return tr("Updated");
    case Field::Title:
        return tr("Title");
    case Field::Created:
        return tr("Created");
    case Field::Start:
        return tr("Start date");
    case Field::Completed:
        return tr("Completed");
    case Field::Estimate:
        return tr("Estimate");
    default:
        return tr("Number");
    }
}

bool BoardQuery::contains(const Term &term) const
{
    for (const Expression &one : sideBySide(m_sentence.filter)) {
        if (one.kind == Expression::Kind::Term && one.term.field == term.field && one.term.comparison == term.comparison
            && one.term.operands.contains(term.operands.first()))
            return true;
    }
    return false;
}

void BoardQuery::toggle(const QString &text)
{
    const auto wanted = Query::parse(text);
    Q_ASSERT(wanted && wanted->filter.kind == Expression::Kind::Term);
    if (m_isFaulty)
        return setText(m_text.trimmed() + u' ' + text); // nothing of it is thrown away
    const Term &term = wanted->filter.term;
    const bool isIn = contains(term);
    bool isDone = false;
    std::vector<Expression> kept;
    for (Expression &one : sideBySide(m_sentence.filter)) {
        const bool isSame = one.kind == Expression::Kind::Term && one.term.field == term.field
            && one.term.comparison == term.comparison;
        if (isSame && isIn)
            one.term.operands.removeAll(term.operands.first());
        else if (isSame && !isDone && takesSeveral(term.field) && std::exchange(isDone, true) == false)
            one.term.operands.append(term.operands);
        if (one.kind != Expression::Kind::Term || !one.term.operands.isEmpty())
            kept.push_back(std::move(one));
    }
    if (!isIn && !isDone)
        kept.push_back(wanted->filter);
    setText(Query::print({Query::all(std::move(kept)), m_sentence.sort}));
    fillMenu();
}

void BoardQuery::follow(const ReplicaChanges &changes)
{
    if (m_isFaulty || !isFiltering())
        return;
    const auto mayName = [](const RowChange &change) {
        return change.kind != EntityKind::Task && change.kind != EntityKind::Comment;
    };
    if (changes.reloaded.isEmpty() && std::none_of(changes.rows.begin(), changes.rows.end(), mayName))
        return;
    const QString before = m_problem;
    read();
    if (m_problem != before)
        Q_EMIT changed();
}

} // namespace TaskMaster::Client
