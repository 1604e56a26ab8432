// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/query/Query.h"

namespace TaskMaster::Query {
namespace {

Expression joined(Expression::Kind kind, std::vector<Expression> children)
{
    Expression made;
    made.kind = kind;
    for (Expression &child : children) {
        if (child.kind == kind) {
            for (Expression &grandchild : child.children)
                made.children.push_back(std::move(grandchild));
        } else {
            made.children.push_back(std::move(child));
        }
    }
    if (made.children.size() == 1)
        return Expression(made.children.front());
    return made;
}

} // namespace

Expression term(Term term)
{
    Expression made;
    made.kind = Expression::Kind::Term;
    made.term = std::move(term);
    return made;
}

Expression all(std::vector<Expression> children)
{
    return joined(Expression::Kind::All, std::move(children));
}

Expression any(std::vector<Expression> children)
{
    Q_ASSERT(!children.empty());
    return joined(Expression::Kind::Any, std::move(children));
}

Expression negated(Expression child)
{
    if (child.kind == Expression::Kind::Not)
        return Expression(child.children.front());
    Expression made;
    made.kind = Expression::Kind::Not;
    made.children.push_back(std::move(child));
    return made;
}

} // namespace TaskMaster::Query
