// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/EventRoutes.h"

#include "server/gateway/api/JsonSchema.h"
#include "server/gateway/api/Reading.h"
#include "server/storage/Reader.h"
#include "shared/protocol/Codec.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace TaskMaster::Server {
namespace {

constexpr qint64 SeqMax = 1'000'000'000'000;

/// As the WebSocket sends it: one form of an event is enough.
QJsonObject eventJson(const Event &event)
{
    const QJsonObject frame = QJsonDocument::fromJson(Codec::encodeEvent(event, Encoding::Json)).object();
    return frame[u"events"][0].toObject();
}

qint64 numberIn(const ApiRequest &request, const QByteArray &name, qint64 minimum, qint64 maximum, qint64 otherwise,
                FieldErrors &errors)
{
    const auto given = request.query.find(name);
    if (given == request.query.end())
        return otherwise;
    bool isNumber = false;
    const qint64 number = given->toLongLong(&isNumber);
    if (!isNumber || number < minimum || number > maximum) {
        errors.addParameter(QString::fromLatin1(name),
                            QStringLiteral("must be between %1 and %2").arg(minimum).arg(maximum));
        return otherwise;
    }
    return number;
}

struct EventsQuestion {
    StreamId stream;
    qint64 after = 0;
    int limit = 0;
};

Result<HttpResponse> events(Database &database, const ApiServices &services, const ApiRequest &request,
                            const EventsQuestion &question)
{
    const auto position = Reading::enter(database, services, request, question.stream);
    if (!position)
        return position.error();
    const QByteArray variant = EntityTag::variantOf(request.http.path + QByteArray::number(question.after) + '/'
                                                    + QByteArray::number(question.limit));
    const EntityTag tag{services.epoch, QByteArray::number(position->seq), variant};
    if (const auto known = EntityTags::matching(request.http, tag)) {
        HttpResponse response = EntityTags::notModified(*known);
        Seen::say(response, {*position});
        return response;
    }
    const auto page = Read::logAfter(database, services.epoch, question.stream, question.after, question.limit);
    if (!page)
        return page.error();
    QJsonArray items;
    qint64 last = question.after;
    for (const EventPtr &event : page->events) {
        if (event->seq > position->seq)
            break; // committed since the head was read: the tag speaks of that
        items.append(eventJson(*event));
        last = event->seq;
    }
    const bool isLast = last >= position->seq;
    HttpResponse response =
        Reading::tagged({{QStringLiteral("epoch"), services.epoch},
                         {QStringLiteral("head"), position->seq},
                         {QStringLiteral("floor"), page->floor},
                         {QStringLiteral("items"), items},
                         {QStringLiteral("next"), isLast ? QJsonValue(QJsonValue::Null) : QJsonValue(last)}},
                        tag);
    if (!isLast)
        response.headers.append(HttpHeader{"Link",
                                           '<' + request.http.path + "?after=" + QByteArray::number(last)
                                               + "&limit=" + QByteArray::number(question.limit) + ">; rel=\"next\""});
    Seen::say(response, {*position});
    return response;
}

Schema changeSchema()
{
    const Schema text{{}, JsonSchema::text()};
    QJsonObject op = JsonSchema::text();
    op[QStringLiteral("enum")] = QJsonArray{QStringLiteral("create"), QStringLiteral("put"), QStringLiteral("delete")};
    Schema change = JsonSchema::object(QStringLiteral("Change"), {}, JsonSchema::Way::Out,
                                       {{QStringLiteral("entity"), text},
                                        {QStringLiteral("id"), {{}, JsonSchema::uuid()}},
                                        {QStringLiteral("op"), {{}, op}}});
    QJsonObject properties = change.body.value(u"properties").toObject();
    properties[QStringLiteral("fields")] =
        QJsonObject{{QStringLiteral("type"), QStringLiteral("object")},
                    {QStringLiteral("description"),
                     QStringLiteral("The fields that changed, by name; those of the row’s schema.")}};
    change.body[QStringLiteral("properties")] = properties;
    return change;
}

Schema eventSchema()
{
    const Schema text{{}, JsonSchema::text()};
    const Schema id{{}, JsonSchema::uuid()};
    const Schema number{{}, JsonSchema::integer(0, SeqMax * 1000)};
    return JsonSchema::object(QStringLiteral("Event"), {}, JsonSchema::Way::Out,
                              {{QStringLiteral("stream"), text},
                               {QStringLiteral("epoch"), number},
                               {QStringLiteral("seq"), number},
                               {QStringLiteral("commandId"), id},
                               {QStringLiteral("verb"), text},
                               {QStringLiteral("actor"), id},
                               {QStringLiteral("at"), number},
                               {QStringLiteral("changes"), changeSchema(), JsonSchema::Member::Shape::List}});
}

Schema pageSchema()
{
    const Schema number{{}, JsonSchema::integer(0, SeqMax * 1000)};
    QJsonObject next = number.body;
    next[QStringLiteral("type")] = QJsonArray{QStringLiteral("integer"), QStringLiteral("null")};
    next[QStringLiteral("description")] = QStringLiteral("Pass it as `after`; null: these were all.");
    return JsonSchema::object(QStringLiteral("EventPage"), {}, JsonSchema::Way::Out,
                              {{QStringLiteral("epoch"), number},
                               {QStringLiteral("head"), number},
                               {QStringLiteral("floor"), number},
                               {QStringLiteral("items"), eventSchema(), JsonSchema::Member::Shape::List},
                               {QStringLiteral("next"), {{}, next}}});
}

} // namespace

void addEventRoutes(Router &router, ApiDoor &door, const ApiServices &services)
{
    for (const StreamKind kind : Streams::kinds) {
        RouteDescription about;
        about.tag = Streams::tag(kind);
        about.summary = QStringLiteral("What happened, in order, behind the event `after`.");
        about.scope = Scope::Read;
        about.answer = {200, QStringLiteral("Events."), pageSchema()};
        about.traits = RouteDescription::Cached | RouteDescription::Seen;
        QJsonObject limit = JsonSchema::integer(1, EventLog::PageEventsMax);
        limit[QStringLiteral("default")] = Paging::LimitDefault;
        about.query = {{"after", QStringLiteral("The seq of the last event that one has; 0: from the start."),
                        JsonSchema::integer(0, SeqMax), ParameterDescription::Need::Optional},
                       {"limit", QStringLiteral("How many at most."), limit, ParameterDescription::Need::Optional}};
        door.add(
            router,
            {"GET", Streams::patternOf(kind) + "/events", QByteArray("listEvents") + Streams::suffix(kind), {}, about},
            [&services, kind](const ApiRequest &request, const HttpResponder &responder) {
                FieldErrors errors;
                EventsQuestion question{Streams::of(kind, request)};
                question.after = numberIn(request, "after", 0, SeqMax, 0, errors);
                question.limit = static_cast<int>(
                    numberIn(request, "limit", 1, EventLog::PageEventsMax, Paging::LimitDefault, errors));
                if (!errors.isEmpty()) {
                    responder.answer(HttpResponse::problem(errors.error()));
                    return;
                }
                Reading::onDatabase(services.pool, responder, [&services, request, question](Database &database) {
                    return events(database, services, request, question);
                });
            });
    }
}

} // namespace TaskMaster::Server
