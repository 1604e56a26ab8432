// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/SearchRoutes.h"

#include "server/gateway/api/JsonSchema.h"
#include "server/gateway/api/QueryNumbers.h"
#include "server/gateway/api/Reading.h"
#include "server/gateway/api/RowJson.h"
#include "shared/query/Complete.h"

#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

constexpr int SearchLimitDefault = 50;
constexpr qsizetype CompletionsMax = 30;
/// Per person: at once, then one per so many milliseconds. A query is dearer than a row.
constexpr Throttle::Rate SearchRate{100, 50};

/// What all searches share; lives as long as the router.
struct SearchRooms {
    QueryDoor &queries;
    const Clock &clock;
    Throttle throttle;
};

QJsonArray rangesJson(const QList<SearchText::Range> &ranges)
{
    QJsonArray list;
    for (const SearchText::Range &range : ranges)
        list.append(QJsonArray{range.position, range.length});
    return list;
}

QJsonObject foundJson(const QueryRow &row, const FieldSelection &selection)
{
    return {{QStringLiteral("workspaceId"), row.stream.workspace.toString()},
            {QStringLiteral("projectId"), row.stream.scope.toString()},
            {QStringLiteral("task"), selection.row(Entity(row.task))},
            {QStringLiteral("titleFinds"), rangesJson(row.titleFinds)},
            {QStringLiteral("snippet"), row.snippet.text},
            {QStringLiteral("snippetFinds"), rangesJson(row.snippet.finds)},
            {QStringLiteral("commentId"),
             row.commentId.isNull() ? QJsonValue(QJsonValue::Null) : QJsonValue(row.commentId.toString())}};
}

HttpResponse foundResponse(const ApiRequest &request, const QueryPage &page, const FieldSelection &selection)
{
    QJsonArray items;
    for (const QueryRow &row : page.rows)
        items.append(foundJson(row, selection));
    QJsonArray notices;
    for (const QueryNotice &notice : page.notices)
        notices.append(QJsonObject{{QStringLiteral("position"), notice.place.position},
                                   {QStringLiteral("length"), notice.place.length},
                                   {QStringLiteral("message"), notice.message}});
    QJsonObject body = Paging::page(items, page.cursor);
    body[QStringLiteral("notices")] = notices;
    HttpResponse response = HttpResponse::json(200, body);
    response.headers.append(HttpHeader{"Cache-Control", "no-store"});
    Paging::link(response, request, page.cursor);
    return response;
}

/// Says what could stand where the query makes no sense, so that a form can offer it.
Error withCompletions(Error error, const QString &text)
{
    if (error.code != ErrorCode::BadQuery)
        return error;
    const int begin = error.details.value(QStringLiteral("position")).toInt();
    const int end = begin + error.details.value(QStringLiteral("length")).toInt();
    auto suggestions = Query::complete(text, end).suggestions;
    if (suggestions.isEmpty()) // nothing begins like the wrong word: then all that could stand there
        suggestions = Query::complete(text, begin).suggestions;
    QVariantList completions;
    for (const Query::Completion::Suggestion &suggestion : suggestions.mid(0, CompletionsMax))
        completions.append(
            QVariantMap{{QStringLiteral("text"), suggestion.text}, {QStringLiteral("help"), suggestion.help}});
    error.details.insert(QStringLiteral("completions"), completions);
    error.details.insert(QStringLiteral("errors"),
                         QVariantList{QVariantMap{{QStringLiteral("field"), QStringLiteral("query")},
                                                  {QStringLiteral("message"), error.message}}});
    return error;
}

Result<QueryRequest> searchOf(const ApiRequest &request, StreamKind kind, FieldErrors &errors)
{
    QueryRequest question;
    question.viewer = request.who.viewer();
    question.place = Streams::of(kind, request);
    question.text = request.query.value("query");
    question.limit =
        static_cast<int>(QueryNumbers::read(request, "limit", {1, QueryRequest::LimitMax, SearchLimitDefault}, errors));
    question.cursor = request.query.value("cursor");
    if (request.query.contains("cursor") && question.cursor.isEmpty())
        errors.addParameter(QStringLiteral("cursor"), QStringLiteral("must not be empty"));
    if (const auto zone = request.query.find("timeZone"); zone != request.query.end()) {
        question.zone = QTimeZone(zone->toLatin1());
        if (!question.zone->isValid())
            errors.addParameter(QStringLiteral("timeZone"), QStringLiteral("must be a time zone like Europe/Vienna"));
    }
    if (!errors.isEmpty())
        return errors.error();
    return question;
}

void search(SearchRooms &rooms, const ApiRequest &request, const HttpResponder &responder, StreamKind kind)
{
    const auto refuse = [&responder](const Error &error) { responder.answer(HttpResponse::problem(error)); };
    FieldErrors errors;
    const FieldSelection selection(request, EntityKind::Task, errors);
    auto question = searchOf(request, kind, errors);
    if (!question)
        return refuse(question.error());
    if (auto free = rooms.throttle.take(request.who.userId.toString()); !free)
        return refuse(free.error());
    question->nowMs = rooms.clock.nowMs();
    rooms.queries.ask(*std::move(question),
                      [request, responder, selection, text = request.query.value("query")](Result<QueryPage> page) {
                          responder.answer(page ? foundResponse(request, *page, selection)
                                                : HttpResponse::problem(withCompletions(page.error(), text)));
                      });
}

Schema foundSchema()
{
    using Member = JsonSchema::Member;
    const Schema id{{}, JsonSchema::uuid()};
    const QJsonObject number = JsonSchema::integer(0, std::numeric_limits<qint32>::max());
    QJsonObject pair = JsonSchema::arrayOf(number);
    pair[QStringLiteral("minItems")] = 2;
    pair[QStringLiteral("maxItems")] = 2;
    pair[QStringLiteral("description")] = QStringLiteral("Position and length in UTF-16 units.");
    const Schema finds{{}, pair};
    return JsonSchema::object(
        QStringLiteral("FoundTask"), {}, JsonSchema::Way::Out,
        {{QStringLiteral("workspaceId"), id},
         {QStringLiteral("projectId"), id},
         {QStringLiteral("task"), JsonSchema::row(EntityKind::Task)},
         {QStringLiteral("titleFinds"), finds, Member::Shape::List},
         {QStringLiteral("snippet"),
          {{},
           JsonSchema::text(QStringLiteral("Where else it was found: a piece of the description, of a checklist or "
                                           "of a comment; empty: nowhere."))}},
         {QStringLiteral("snippetFinds"), finds, Member::Shape::List},
         {QStringLiteral("commentId"), {{}, JsonSchema::orNull(JsonSchema::uuid())}}});
}

Schema foundPageSchema()
{
    const Schema number{{}, JsonSchema::integer(0, std::numeric_limits<qint32>::max())};
    const Schema notice = JsonSchema::object(
        QStringLiteral("QueryNotice"), {}, JsonSchema::Way::Out,
        {{QStringLiteral("position"), number},
         {QStringLiteral("length"), number},
         {QStringLiteral("message"),
          {{}, JsonSchema::text(QStringLiteral("What was not known, and the query went on without."))}}});
    Schema page = JsonSchema::page(foundSchema());
    QJsonObject properties = page.body.value(u"properties").toObject();
    properties[QStringLiteral("notices")] = JsonSchema::arrayOf(JsonSchema::use(notice));
    page.body[QStringLiteral("properties")] = properties;
    QJsonArray required = page.body.value(u"required").toArray();
    required.append(QStringLiteral("notices"));
    page.body[QStringLiteral("required")] = required;
    page.parts.push_back(notice);
    return page;
}

RouteDescription describedSearch(StreamKind kind)
{
    RouteDescription about;
    about.tag = Streams::tag(kind);
    about.summary = kind == StreamKind::Project
        ? QStringLiteral("The tasks of a project that a query finds.")
        : QStringLiteral("The tasks that a query finds in all projects of a workspace that one may read.");
    about.scope = Scope::Read;
    about.answer = {200, QStringLiteral("A page, in the order of the query; the words that it looked for are marked."),
                    foundPageSchema()};
    QJsonObject query = JsonSchema::text();
    query[QStringLiteral("maxLength")] = Query::TextMax;
    QJsonObject limit = JsonSchema::integer(1, QueryRequest::LimitMax);
    limit[QStringLiteral("default")] = SearchLimitDefault;
    about.query = {
        {"query", QStringLiteral("`(assignee:me OR label:bug) due<7d fence sort:-priority`: see docs/QUERIES.md."),
         query, ParameterDescription::Need::Required},
        {"limit", QStringLiteral("How many at most."), limit},
        {"cursor", QStringLiteral("Where to go on: `next` of the page before."), JsonSchema::text()},
        {"timeZone", QStringLiteral("Where days begin; otherwise that of one's account."), JsonSchema::text()},
        FieldSelection::parameter(EntityKind::Task),
    };
    about.errors = {ErrorCode::BadQuery};
    return about;
}

} // namespace

void addSearchRoutes(Router &router, ApiDoor &door, QueryDoor &queries, const Clock &clock)
{
    const auto rooms = std::shared_ptr<SearchRooms>(new SearchRooms{queries, clock, Throttle(SearchRate, clock)});
    for (const StreamKind kind : {StreamKind::Workspace, StreamKind::Project})
        door.add(router,
                 {"GET",
                  Streams::patternOf(kind) + "/search",
                  QByteArray("search") + Streams::suffix(kind),
                  {},
                  describedSearch(kind)},
                 [rooms, kind](const ApiRequest &request, const HttpResponder &responder) {
                     search(*rooms, request, responder, kind);
                 });
}

} // namespace TaskMaster::Server
