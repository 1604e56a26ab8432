// SPDX-License-Identifier: GPL-3.0-or-later
// What a query can be made of: how the text at the cursor could go on, and the terms of the filter menu.
#include "client/views/BoardQuery.h"

#include "client/views/People.h"

#include "shared/query/Operands.h"
#include "shared/query/Parse.h"

#include <algorithm>

namespace TaskMaster::Client {

namespace {

using Query::Field;

QString marked(Field field, const QString &name)
{
    return QLatin1String(Query::wordOf(field).name) + u':' + Query::quotedIfNeeded(name);
}

// Does a word of the name begin so, in any case and with or without accents?
bool beginsWith(const QString &name, const QString &typed)
{
    const QString folded = SearchText::folded(name);
    const QString wanted = SearchText::folded(typed);
    return folded.startsWith(wanted) || folded.contains(u' ' + wanted);
}

} // namespace

void BoardQuery::suggest(int cursor)
{
    m_preselected = -1;
    if (cursor < 0) {
        m_suggestions.setOptions({});
        return Q_EMIT suggested();
    }
    m_completion = Query::complete(m_text, cursor);
    QList<Option> options = namesFor(m_completion);
    for (const Query::Completion::Suggestion &one : m_completion.suggestions)
        options.append({one.text, one.text, {}, {}, {}, false, one.help});
    // What stands there already is no suggestion.
    const QString &typed = m_completion.typed;
    options.removeIf([&typed](const Option &one) { return one.name.compare(typed, Qt::CaseInsensitive) == 0; });
    m_suggestions.setOptions(options);
    if (m_completion.values && !typed.isEmpty() && !options.isEmpty())
        m_preselected = 0;
    Q_EMIT suggested();
}

QList<Option> BoardQuery::namesFor(const Query::Completion &place) const
{
    QList<Option> options;
    const auto offer = [&](const QString &name, const QString &mark, const QString &symbol, const QColor &color) {
        if (beginsWith(name, place.typed))
            options.append({Query::quotedIfNeeded(name), name, mark, symbol, color, false, {}});
    };
    switch (place.values ? place.field : Field::Text) {
    case Field::Assignee:
    case Field::Creator:
    case Field::Watcher:
        for (const ProjectRows::Person &person : m_rows.people())
            offer(person.name, u"avatar"_qs, initialsOf(person.name), colorOfPerson(person.userId));
        break;
    case Field::Label:
        for (const Label *label : m_rows.labels())
            offer(label->name, u"dot"_qs, {}, QColor(label->color));
        break;
    case Field::Column:
        for (const Column *column : m_rows.columns())
            offer(column->name, u"status"_qs,
                  QString::fromLatin1(ChoiceNames<ColumnType>::names[static_cast<int>(column->type)]), {});
        break;
    case Field::Cycle:
        for (const Cycle &cycle : m_rows.all<Cycle>())
            offer(cycle.name, {}, {}, {});
        break;
    case Field::Milestone:
        for (const Milestone &milestone : m_rows.all<Milestone>())
            offer(milestone.name, {}, {}, {});
        break;
    default:
        break;
    }
    return options;
}

QString BoardQuery::suggestion(int row) const
{
    return m_suggestions.data(m_suggestions.index(row), OptionModel::OptionIdRole).toString();
}

int BoardQuery::take(const QString &suggestion)
{
    QString text = m_text;
    text.replace(m_completion.position, m_completion.length, suggestion);
    int cursor = m_completion.position + static_cast<int>(suggestion.size());
    // Behind a value or a word the next one can begin.
    const bool goesOn = suggestion.endsWith(u':') || suggestion.endsWith(u'.');
    if (!goesOn && cursor == text.size())
        text += u' ';
    if (!goesOn && cursor < text.size() && text[cursor] == u' ')
        ++cursor;
    type(text, cursor);
    return cursor;
}

void BoardQuery::fillMenu()
{
    QList<Option> options;
    const auto offer = [&](const QString &term, const QString &name, const QString &mark, const QString &symbol,
                           const QColor &color, const QString &help) {
        const auto sentence = Query::parse(term);
        const bool isChosen = sentence && !m_isFaulty && contains(sentence->filter.term);
        options.append({term, name, mark, symbol, color, isChosen, help});
    };
    const auto icon = [&](const char *term, const QString &name, const char *symbol) {
        offer(QLatin1String(term), name, u"icon"_qs, QLatin1String(symbol), {}, {});
    };
    icon("assignee:me", tr("Mine"), "user");
    icon("is:unassigned", tr("Nobody’s"), "users");
    icon("due:this-week", tr("Due this week"), "calendar");
    icon("is:overdue", tr("Overdue"), "clock");
    icon("is:open", tr("Open"), "circle");
    icon("is:blocked", tr("Blocked"), "circle-alert");
    const QString priorities[]{tr("Urgent"), tr("High priority"), tr("Medium priority"), tr("Low priority")};
    for (int number = 4; number > 0; --number) {
        const QString choice = QLatin1String(Query::wordOf(Field::Priority).choices[static_cast<std::size_t>(number)]);
        offer(u"priority:"_qs + choice, priorities[4 - number], u"priority"_qs, QString::number(number), {}, {});
    }
    for (const Label *label : m_rows.labels())
        offer(marked(Field::Label, label->name), label->name, u"dot"_qs, {}, QColor(label->color), tr("label"));
    for (const ProjectRows::Person &person : m_rows.people())
        offer(marked(Field::Assignee, person.name), person.name, u"avatar"_qs, initialsOf(person.name),
              colorOfPerson(person.userId), tr("assignee"));
    m_menu.setOptions(options);
}

} // namespace TaskMaster::Client
