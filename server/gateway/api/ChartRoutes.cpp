// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/ChartRoutes.h"

#include "server/gateway/api/JsonSchema.h"
#include "server/gateway/api/Reading.h"
#include "server/storage/ChartRows.h"
#include "server/storage/Reader.h"
#include "shared/model/Charts.h"

#include <QDateTime>
#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

constexpr qint64 DaysMax = 732;
constexpr int DaysDefault = 30;
constexpr qint64 CountMax = 1'000'000'000;

QString dateText(const QDate &date)
{
    return date.toString(Qt::ISODate);
}

QJsonValue optionalDate(const QDate &date)
{
    return date.isValid() ? QJsonValue(dateText(date)) : QJsonValue(QJsonValue::Null);
}

QDate dateIn(const ApiRequest &request, const char *name, const QDate &otherwise, FieldErrors &errors)
{
    const auto given = request.query.find(name);
    if (given == request.query.end())
        return otherwise;
    const QDate date = given->size() == 10 ? QDate::fromString(*given, Qt::ISODate) : QDate();
    if (!date.isValid())
        errors.addParameter(QString::fromLatin1(name), QStringLiteral("must be a day like 2026-11-24"));
    return date.isValid() ? date : otherwise;
}

/// What a chart is asked for.
struct ChartQuestion {
    StreamId stream;
    QDate today;
    ChartRows::Days days; ///< of the flow
    Uuid cycle; ///< of the burndown
};
using MakeChart = Result<QJsonObject> (*)(Database &, const ChartQuestion &);

Result<ChartQuestion> flowQuestion(const ApiRequest &request, const QDate &today)
{
    FieldErrors errors;
    const QDate to = dateIn(request, "to", today, errors);
    const QDate from = dateIn(request, "from", to.addDays(1 - DaysDefault), errors);
    if (errors.isEmpty() && (from > to || from.daysTo(to) >= DaysMax))
        errors.addParameter(QStringLiteral("from"),
                            QStringLiteral("must not be after `to`, nor more than %1 days before").arg(DaysMax - 1));
    if (!errors.isEmpty())
        return errors.error();
    return ChartQuestion{Streams::of(StreamKind::Project, request), today, {from, to}, {}};
}

Result<QJsonObject> flow(Database &database, const ChartQuestion &question)
{
    auto counts = ChartRows::counted(database, question.stream, question.days);
    if (!counts)
        return counts.error();
    if (question.days.from <= question.today && question.today <= question.days.to) {
        const auto now = ChartRows::now(database, question.stream, question.today);
        if (!now)
            return now.error();
        counts->removeIf([&question](const DayCount &count) { return count.date == question.today; });
        *counts += *now;
    }
    const auto columns = Read::all<Column>(database, question.stream);
    if (!columns)
        return columns.error();
    const QList<Column> ordered = Charts::inBoardOrder(*columns);
    QJsonArray names;
    for (const Column &column : ordered)
        names.append(QJsonObject{{QStringLiteral("id"), column.id.toString()},
                                 {QStringLiteral("name"), column.name},
                                 {QStringLiteral("type"),
                                  QString::fromLatin1(ChoiceNames<ColumnType>::names[static_cast<int>(column.type)])},
                                 {QStringLiteral("color"), column.color}});
    QJsonArray days;
    for (const Charts::FlowDay &day : Charts::flow(*counts, ordered)) {
        QJsonArray tasks;
        QJsonArray points;
        for (const Charts::ColumnCount &count : day.columns) {
            tasks.append(count.tasks);
            points.append(count.points);
        }
        days.append(QJsonObject{{QStringLiteral("date"), dateText(day.date)},
                                {QStringLiteral("tasks"), tasks},
                                {QStringLiteral("points"), points}});
    }
    return QJsonObject{{QStringLiteral("columns"), names}, {QStringLiteral("days"), days}};
}

Result<ChartQuestion> burndownQuestion(const ApiRequest &request, const QDate &today)
{
    return ChartQuestion{Streams::of(StreamKind::Project, request), today, {}, request.id("cycleId")};
}

QJsonObject workJson(const Charts::Work &work)
{
    return {{QStringLiteral("tasks"), work.tasks}, {QStringLiteral("points"), work.points}};
}

Result<QJsonObject> burndown(Database &database, const ChartQuestion &question)
{
    const auto cycle = Read::one<Cycle>(database, question.stream, question.cycle);
    if (!cycle)
        return cycle.error();
    if (!*cycle)
        return Error::notFound(QStringLiteral("cycle"));
    auto counts = ChartRows::countedOf(database, question.stream, question.cycle);
    if (!counts)
        return counts.error();
    if ((*cycle)->closedAt == 0) {
        const auto now = ChartRows::now(database, question.stream, question.today, question.cycle);
        if (!now)
            return now.error();
        counts->removeIf([&question](const DayCount &count) { return count.date == question.today; });
        *counts += *now;
    }
    const auto columns = Read::all<Column>(database, question.stream);
    if (!columns)
        return columns.error();
    QJsonArray days;
    for (const Charts::BurndownDay &day : Charts::burndown(*counts, *columns, **cycle))
        days.append(QJsonObject{{QStringLiteral("date"), dateText(day.date)},
                                {QStringLiteral("total"), workJson(day.total)},
                                {QStringLiteral("done"), workJson(day.done)},
                                {QStringLiteral("remaining"), workJson(day.remaining)}});
    return QJsonObject{{QStringLiteral("cycleId"), question.cycle.toString()},
                       {QStringLiteral("startDate"), optionalDate((*cycle)->startDate)},
                       {QStringLiteral("endDate"), optionalDate((*cycle)->endDate)},
                       {QStringLiteral("days"), days}};
}

Result<HttpResponse> chart(Database &database, const ApiServices &services, const ApiRequest &request,
                           const ChartQuestion &question, MakeChart make)
{
    const Reading::Snapshot snapshot(database); // the tag says of which moment the numbers are
    if (!snapshot.begun())
        return snapshot.begun().error();
    const auto position = Reading::enter(database, services, request, question.stream);
    if (!position)
        return position.error();
    // Tomorrow the same question has another answer, also if nothing happens.
    const QByteArray variant =
        EntityTag::variantOf(request.http.path + request.http.query + dateText(question.today).toLatin1());
    const EntityTag tag{services.epoch, QByteArray::number(position->seq), variant};
    if (const auto known = EntityTags::matching(request.http, tag)) {
        HttpResponse response = EntityTags::notModified(*known);
        Seen::say(response, {*position});
        return response;
    }
    const auto body = make(database, question);
    if (!body)
        return body.error();
    HttpResponse response = Reading::tagged(*body, tag);
    Seen::say(response, {*position});
    return response;
}

using AskChart = Result<ChartQuestion> (*)(const ApiRequest &, const QDate &today);

void addChart(Router &router, ApiDoor &door, const ApiServices &services, const Clock &clock, Route route, AskChart ask,
              MakeChart make)
{
    route.about.tag = Streams::tag(StreamKind::Project);
    route.about.scope = Scope::Read;
    route.about.traits = RouteDescription::Cached | RouteDescription::Seen;
    door.add(router, std::move(route),
             [&services, &clock, ask, make](const ApiRequest &request, const HttpResponder &responder) {
                 const auto question = ask(request, QDateTime::fromMSecsSinceEpoch(clock.nowMs(), Qt::UTC).date());
                 if (!question) {
                     responder.answer(HttpResponse::problem(question.error()));
                     return;
                 }
                 Reading::onDatabase(services.pool, responder,
                                     [&services, request, question = *question, make](Database &database) {
                                         return chart(database, services, request, question, make);
                                     });
             });
}

QJsonObject dateSchema()
{
    QJsonObject date = JsonSchema::text();
    date[QStringLiteral("format")] = QStringLiteral("date");
    return date;
}

QJsonObject optionalDateSchema()
{
    QJsonObject date = dateSchema();
    date[QStringLiteral("type")] = QJsonArray{QStringLiteral("string"), QStringLiteral("null")};
    return date;
}

Schema flowSchema()
{
    using Member = JsonSchema::Member;
    const Schema text{{}, JsonSchema::text()};
    const Schema counts{{}, JsonSchema::arrayOf(JsonSchema::integer(0, CountMax))};
    const Schema column = JsonSchema::object(QStringLiteral("FlowColumn"), {}, JsonSchema::Way::Out,
                                             {{QStringLiteral("id"), {{}, JsonSchema::uuid()}},
                                              {QStringLiteral("name"), text},
                                              {QStringLiteral("type"), text},
                                              {QStringLiteral("color"), text}});
    const Schema day = JsonSchema::object(QStringLiteral("FlowDay"), {}, JsonSchema::Way::Out,
                                          {{QStringLiteral("date"), {{}, dateSchema()}},
                                           {QStringLiteral("tasks"), counts},
                                           {QStringLiteral("points"), counts}});
    return JsonSchema::object(
        QStringLiteral("Flow"), {}, JsonSchema::Way::Out,
        {{QStringLiteral("columns"), column, Member::Shape::List}, {QStringLiteral("days"), day, Member::Shape::List}});
}

Schema burndownSchema()
{
    using Member = JsonSchema::Member;
    const Schema number{{}, JsonSchema::integer(0, CountMax)};
    const Schema work = JsonSchema::object(QStringLiteral("Work"), {}, JsonSchema::Way::Out,
                                           {{QStringLiteral("tasks"), number}, {QStringLiteral("points"), number}});
    const Schema day = JsonSchema::object(QStringLiteral("BurndownDay"), {}, JsonSchema::Way::Out,
                                          {{QStringLiteral("date"), {{}, dateSchema()}},
                                           {QStringLiteral("total"), work},
                                           {QStringLiteral("done"), work},
                                           {QStringLiteral("remaining"), work}});
    return JsonSchema::object(QStringLiteral("Burndown"), {}, JsonSchema::Way::Out,
                              {{QStringLiteral("cycleId"), {{}, JsonSchema::uuid()}},
                               {QStringLiteral("startDate"), {{}, optionalDateSchema()}},
                               {QStringLiteral("endDate"), {{}, optionalDateSchema()}},
                               {QStringLiteral("days"), day, Member::Shape::List}});
}

} // namespace

void addChartRoutes(Router &router, ApiDoor &door, const ApiServices &services, const Clock &clock)
{
    const QByteArray project = Streams::patternOf(StreamKind::Project);
    RouteDescription about;
    about.summary = QStringLiteral("How much stood in which column at the end of each day: cumulative flow.");
    about.answer = {200, QStringLiteral("A list per day, in the order of the columns."), flowSchema()};
    about.query = {
        {"from", QStringLiteral("The first day; without it, %1 days.").arg(DaysDefault), dateSchema()},
        {"to", QStringLiteral("The last day; without it, today (UTC), as it is now."), dateSchema()},
    };
    addChart(router, door, services, clock, {"GET", project + "/charts/flow", "showFlow", {}, about}, &flowQuestion,
             &flow);
    RouteDescription burn;
    burn.summary = QStringLiteral("What of a cycle was done and what remained at the end of each day: burndown.");
    burn.answer = {200, QStringLiteral("The days of the cycle that were counted."), burndownSchema()};
    addChart(router, door, services, clock, {"GET", project + "/cycles/{cycleId}/burndown", "showBurndown", {}, burn},
             &burndownQuestion, &burndown);
}

} // namespace TaskMaster::Server
