// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/query/Operands.h"
#include "shared/query/Parse.h"

namespace TaskMaster::Query {
namespace {

QString printTerm(const Term &term)
{
    const FieldWord &field = wordOf(term.field);
    QString text;
    if (term.field != Field::Text) {
        text = QString::fromLatin1(field.name);
        if (term.field == Field::Custom)
            text += u'.' + quotedIfNeeded(term.custom, u":=<>");
        static constexpr const char *signs[]{":", "<", "<=", ">", ">="};
        text += QLatin1StringView(signs[static_cast<int>(term.comparison)]);
    }
    QStringList operands;
    for (const Operand &operand : term.operands)
        operands << textOf(field, operand);
    return text + operands.join(u',');
}

QString printExpression(const Expression &expression)
{
    switch (expression.kind) {
    case Expression::Kind::Term:
        return printTerm(expression.term);
    case Expression::Kind::Not: {
        const Expression &child = expression.children.front();
        const QString inner = printExpression(child);
        return child.kind == Expression::Kind::Term ? u'-' + inner : QStringLiteral("-(%1)").arg(inner);
    }
    case Expression::Kind::All:
    case Expression::Kind::Any:
        break;
    }
    QStringList parts;
    for (const Expression &child : expression.children) {
        const QString text = printExpression(child); // OR binds weaker: a list inside of alternatives needs no sign
        parts << (child.kind == Expression::Kind::Any ? QStringLiteral("(%1)").arg(text) : text);
    }
    return parts.join(expression.kind == Expression::Kind::Any ? QStringLiteral(" OR ") : QStringLiteral(" "));
}

} // namespace

QString print(const Sentence &sentence)
{
    QString text = printExpression(sentence.filter);
    QStringList keys;
    for (const SortKey &key : sentence.sort)
        keys << (key.isDescending ? QStringLiteral("-") : QString()) + QLatin1StringView(wordOf(key.field).name);
    if (keys.isEmpty())
        return text;
    if (!text.isEmpty())
        text += u' ';
    return text + QStringLiteral("sort:") + keys.join(u',');
}

} // namespace TaskMaster::Query
