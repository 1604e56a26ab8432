// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/PeopleAnswers.h"

#include <QJsonArray>

namespace TaskMaster::Server::PeopleAnswers {

HttpResponse unstored(int status, const QJsonObject &body)
{
    HttpResponse response = HttpResponse::json(status, body);
    response.headers.append(HttpHeader{"Cache-Control", "no-store"});
    return response;
}

HttpResponse page(const QJsonArray &items, const QJsonValue &next)
{
    return unstored(200, {{QStringLiteral("items"), items}, {QStringLiteral("next"), next}});
}

std::function<void(Result<void>)> done(const HttpResponder &responder)
{
    return [responder](const Result<void> &outcome) {
        responder.answer(outcome ? HttpResponse{204, {}, {}} : HttpResponse::problem(outcome.error()));
    };
}

RouteDescription described(const char *tag, const char *summary, Scope scope, AnswerDescription answer)
{
    RouteDescription about;
    about.tag = tag;
    about.summary = QString::fromUtf8(summary);
    about.scope = scope;
    about.answer = std::move(answer);
    return about;
}

} // namespace TaskMaster::Server::PeopleAnswers
