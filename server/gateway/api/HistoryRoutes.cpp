// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/HistoryRoutes.h"

#include "server/gateway/api/JsonBody.h"
#include "server/gateway/api/JsonSchema.h"
#include "server/gateway/api/QueryNumbers.h"
#include "server/gateway/api/Reading.h"
#include "server/storage/Activity.h"
#include "server/storage/LogRange.h"
#include "server/storage/PastState.h"
#include "shared/protocol/Codec.h"

#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

constexpr qint64 LastSeqMax = 1'000'000'000'000;
constexpr qint64 TimeMax = 253402300799999; // end of year 9999
constexpr qsizetype StateRowsMax = 300'000;

const QString EntityName = QStringLiteral("entity");

// ---- activity

QJsonObject fieldJson(EntityKind kind, const ActivityField &field)
{
    return {{QStringLiteral("field"), QString::fromLatin1(describe(kind).fields[field.field].name)},
            {QStringLiteral("before"), JsonBody::written(field.before)},
            {QStringLiteral("after"), JsonBody::written(field.after)},
            {QStringLiteral("beforeText"), field.beforeText},
            {QStringLiteral("afterText"), field.afterText}};
}

QJsonObject rowJson(const ActivityRow &row)
{
    static constexpr const char *ops[]{"create", "put", "delete"};
    QJsonArray fields;
    for (const ActivityField &field : row.fields)
        fields.append(fieldJson(row.kind, field));
    return {{EntityName, QString::fromLatin1(describe(row.kind).name)},
            {QStringLiteral("id"), row.id.toString()},
            {QStringLiteral("op"), QString::fromLatin1(ops[static_cast<int>(row.op)])},
            {QStringLiteral("name"), row.name},
            {QStringLiteral("taskId"), JsonBody::written(row.taskId.isNull() ? Value() : Value(row.taskId))},
            {QStringLiteral("taskName"), row.taskName},
            {QStringLiteral("fields"), fields}};
}

QJsonObject entryJson(const ActivityEntry &entry)
{
    QJsonArray rows;
    for (const ActivityRow &row : entry.rows)
        rows.append(rowJson(row));
    return {{QStringLiteral("seq"), entry.seq},
            {QStringLiteral("at"), entry.at},
            {QStringLiteral("commandId"), entry.commandId.toString()},
            {QStringLiteral("verb"), entry.verb},
            {QStringLiteral("actor"),
             QJsonObject{{QStringLiteral("id"), entry.actor.toString()}, {QStringLiteral("name"), entry.actorName}}},
            {QStringLiteral("changes"), rows},
            {QStringLiteral("moreChanges"), entry.moreRows}};
}

struct ActivityQuestion {
    StreamId stream;
    ActivityFilter filter;
    Paging paging;
    qint64 before = 0;
    QByteArray variant;
};

Result<ActivityQuestion> activityQuestion(const ApiRequest &request, const Uuid &about)
{
    FieldErrors errors;
    ActivityFilter filter;
    filter.about = about;
    if (const auto actor = request.query.find("actorId"); actor != request.query.end()) {
        filter.actor = Uuid::fromString(*actor).value_or(Uuid{});
        if (filter.actor.isNull())
            errors.addParameter(QStringLiteral("actorId"), QStringLiteral("must be a UUID"));
    }
    filter.verb = request.query.value("verb");
    filter.from = QueryNumbers::read(request, "from", {0, TimeMax, 0}, errors);
    filter.until = QueryNumbers::read(request, "until", {0, TimeMax, 0}, errors);
    const QByteArray asked = request.http.path + filter.actor.toBytes() + filter.verb.toUtf8() + '/'
        + QByteArray::number(filter.from) + '/' + QByteArray::number(filter.until);
    Paging paging(request, asked, errors);
    qint64 before = 0;
    if (!paging.after().isEmpty()) {
        before = paging.after().constFirst().toLongLong();
        if (before <= 0)
            errors.addParameter(QStringLiteral("cursor"), QStringLiteral("is damaged"));
    }
    if (!errors.isEmpty())
        return errors.error();
    const QByteArray variant =
        EntityTag::variantOf(asked + QByteArray::number(paging.limit()) + request.query.value("cursor").toLatin1());
    return ActivityQuestion{Streams::of(StreamKind::Project, request), filter, std::move(paging), before, variant};
}

Result<HttpResponse> activity(Database &database, const ApiServices &services, const ApiRequest &request,
                              const ActivityQuestion &question)
{
    const auto position = Reading::enter(database, services, request, question.stream);
    if (!position)
        return position.error();
    const EntityTag tag{services.epoch, QByteArray::number(position->seq), question.variant};
    if (const auto known = EntityTags::matching(request.http, tag)) {
        HttpResponse response = EntityTags::notModified(*known);
        Seen::say(response, {*position});
        return response;
    }
    // Nothing from behind the head that the tag speaks of.
    const qint64 before = question.before > 0 ? question.before : position->seq + 1;
    const auto page = Activity::read(database, question.stream, question.filter, before, question.paging.limit());
    if (!page)
        return page.error();
    QJsonArray items;
    for (const ActivityEntry &entry : page->entries)
        items.append(entryJson(entry));
    const QString next = page->next == 0 ? QString() : question.paging.cursorAfter({QString::number(page->next)});
    HttpResponse response = Reading::tagged(question.paging.page(items, next), tag);
    question.paging.link(response, request, next);
    Seen::say(response, {*position});
    return response;
}

Schema activitySchema()
{
    const Schema text{{}, JsonSchema::text()};
    const Schema id{{}, JsonSchema::uuid()};
    const Schema number{{}, JsonSchema::integer(0, TimeMax)};
    QJsonObject optionalId = JsonSchema::uuid();
    optionalId[QStringLiteral("type")] = QJsonArray{QStringLiteral("string"), QStringLiteral("null")};
    const QJsonObject any{{QStringLiteral("description"),
                           QStringLiteral("The value as the row has it: text, a number, true, false or null.")}};
    QJsonObject op = JsonSchema::text();
    op[QStringLiteral("enum")] = QJsonArray{QStringLiteral("create"), QStringLiteral("put"), QStringLiteral("delete")};
    using Member = JsonSchema::Member;
    const Schema field = JsonSchema::object(QStringLiteral("ActivityField"), {}, JsonSchema::Way::Out,
                                            {{QStringLiteral("field"), text},
                                             {QStringLiteral("before"), {{}, any}},
                                             {QStringLiteral("after"), {{}, any}},
                                             {QStringLiteral("beforeText"), text},
                                             {QStringLiteral("afterText"), text}});
    const Schema row = JsonSchema::object(QStringLiteral("ActivityChange"), {}, JsonSchema::Way::Out,
                                          {{EntityName, text},
                                           {QStringLiteral("id"), id},
                                           {QStringLiteral("op"), {{}, op}},
                                           {QStringLiteral("name"), text},
                                           {QStringLiteral("taskId"), {{}, optionalId}},
                                           {QStringLiteral("taskName"), text},
                                           {QStringLiteral("fields"), field, Member::Shape::List}});
    const Schema actor = JsonSchema::object(QStringLiteral("Actor"), {}, JsonSchema::Way::Out,
                                            {{QStringLiteral("id"), id}, {QStringLiteral("name"), text}});
    return JsonSchema::object(QStringLiteral("Activity"), {}, JsonSchema::Way::Out,
                              {{QStringLiteral("seq"), number},
                               {QStringLiteral("at"), number},
                               {QStringLiteral("commandId"), id},
                               {QStringLiteral("verb"), text},
                               {QStringLiteral("actor"), actor},
                               {QStringLiteral("changes"), row, Member::Shape::List},
                               {QStringLiteral("moreChanges"), number}});
}

void addActivity(Router &router, ApiDoor &door, const ApiServices &services, const QByteArray &path,
                 const QByteArray &name, const char *summary)
{
    RouteDescription about;
    about.tag = Streams::tag(StreamKind::Project);
    about.summary = QString::fromUtf8(summary);
    about.scope = Scope::Read;
    about.answer = {200, QStringLiteral("A page, newest first."), JsonSchema::page(activitySchema())};
    about.traits = RouteDescription::Cached | RouteDescription::Seen;
    about.query = Paging::parameters();
    about.query += {
        {"actorId", QStringLiteral("Only what this person did."), JsonSchema::uuid()},
        {"verb", QStringLiteral("Only events with this verb."), JsonSchema::text()},
        {"from", QStringLiteral("Not before this moment (UTC, ms)."), JsonSchema::integer(0, TimeMax)},
        {"until", QStringLiteral("Not after this moment (UTC, ms)."), JsonSchema::integer(0, TimeMax)},
    };
    door.add(router, {"GET", Streams::patternOf(StreamKind::Project) + path, name, {}, about},
             [&services](const ApiRequest &request, const HttpResponder &responder) {
                 const bool isOfTask = request.http.parameters.constLast().first == "taskId";
                 auto question = activityQuestion(request, isOfTask ? request.id("taskId") : Uuid{});
                 if (!question) {
                     responder.answer(HttpResponse::problem(question.error()));
                     return;
                 }
                 Reading::onDatabase(services.pool, responder,
                                     [&services, request, question = std::move(*question)](Database &database) {
                                         return activity(database, services, request, question);
                                     });
             });
}

// ---- past states

struct StateQuestion {
    StreamId stream;
    qint64 at = -1;
    qint64 seq = -1;
    std::optional<EntityKind> kind; ///< only these rows
};

Result<StateQuestion> stateQuestion(const ApiRequest &request)
{
    FieldErrors errors;
    StateQuestion question{Streams::of(StreamKind::Project, request), -1, -1, std::nullopt};
    question.at = QueryNumbers::read(request, "at", {0, TimeMax, -1}, errors);
    question.seq = QueryNumbers::read(request, "seq", {0, LastSeqMax, -1}, errors);
    if (request.query.contains("at") == request.query.contains("seq"))
        errors.addParameter(QStringLiteral("at"), QStringLiteral("must be given, or else seq"));
    if (const auto name = request.query.find("entity"); name != request.query.end()) {
        question.kind = entityKindFromName(*name);
        if (!question.kind || (describe(*question.kind).streams & InProject) == 0)
            errors.addParameter(EntityName, QStringLiteral("must be a kind of row that projects have"));
    }
    if (!errors.isEmpty())
        return errors.error();
    return question;
}

/// The pages of a snapshot, as a subscription gets them: what reads the one reads the other.
QByteArray stateJson(const PastState &state, const StateQuestion &question, qint64 epoch)
{
    const Position position{question.stream, epoch, state.seq};
    QByteArray pages;
    for (qsizetype begin = 0; begin < state.rows.size();) {
        const EntityKind kind = kindOf(state.rows[begin]);
        qsizetype end = begin;
        while (end < state.rows.size() && kindOf(state.rows[end]) == kind)
            ++end;
        if (!question.kind || *question.kind == kind) {
            Frames::Snapshot page{position, kind, state.rows.mid(begin, end - begin), pages.isEmpty(), false};
            page.last = end == state.rows.size() || question.kind.has_value();
            if (!pages.isEmpty())
                pages += ',';
            pages += Codec::encode(ServerFrame(page), Encoding::Json);
        }
        begin = end;
    }
    return "{\"stream\":\"" + question.stream.toString().toLatin1() + "\",\"epoch\":" + QByteArray::number(epoch)
        + ",\"seq\":" + QByteArray::number(state.seq) + ",\"at\":" + QByteArray::number(state.at)
        + ",\"head\":" + QByteArray::number(state.head) + ",\"pages\":[" + pages + "]}";
}

Result<HttpResponse> state(Database &database, const ApiServices &services, const ApiRequest &request,
                           const StateQuestion &question)
{
    const auto position = Reading::enter(database, services, request, question.stream);
    if (!position)
        return position.error();
    const auto seq =
        question.seq >= 0 ? Result<qint64>(question.seq) : Past::seqAt(database, question.stream, question.at);
    if (!seq)
        return seq.error();
    // What has happened does not change: the tag is that of the moment, not of today.
    const QByteArray variant = EntityTag::variantOf(request.http.path + request.query.value("entity").toLatin1());
    const EntityTag tag{services.epoch, QByteArray::number(*seq), variant};
    if (const auto known = EntityTags::matching(request.http, tag)) {
        HttpResponse response = EntityTags::notModified(*known);
        Seen::say(response, {*position});
        return response;
    }
    const auto past = Past::stateAt(database, question.stream, *seq);
    if (!past)
        return past.error();
    if (past->rows.size() > StateRowsMax)
        return Error(ErrorCode::TooLarge,
                     QStringLiteral("That moment has %1 rows; at most %2 are sent at once.")
                         .arg(past->rows.size())
                         .arg(StateRowsMax));
    HttpResponse response{200,
                          {{"Content-Type", "application/json"},
                           {"ETag", tag.toHeader()},
                           {"Cache-Control", "private, no-cache"},
                           {"Vary", "Authorization"}},
                          stateJson(*past, question, services.epoch)};
    Seen::say(response, {*position});
    return response;
}

Schema stateSchema()
{
    const Schema number{{}, JsonSchema::integer(0, TimeMax)};
    const QJsonObject yesNo{{QStringLiteral("type"), QStringLiteral("boolean")}};
    const Schema page{
        QStringLiteral("SnapshotPage"),
        {{QStringLiteral("type"), QStringLiteral("object")},
         {QStringLiteral("description"),
          QStringLiteral("The frame `snapshot` of the WebSocket: rows of one kind, each id, rev, updatedAt and fields; "
                         "what was not set is left out.")},
         {QStringLiteral("required"),
          QJsonArray{QStringLiteral("type"), QStringLiteral("stream"), QStringLiteral("epoch"), QStringLiteral("seq"),
                     EntityName, QStringLiteral("rows"), QStringLiteral("first"), QStringLiteral("last")}},
         {QStringLiteral("properties"),
          QJsonObject{{QStringLiteral("type"), JsonSchema::text()},
                      {QStringLiteral("stream"), JsonSchema::text()},
                      {QStringLiteral("epoch"), number.body},
                      {QStringLiteral("seq"), number.body},
                      {QStringLiteral("first"), yesNo},
                      {QStringLiteral("last"), yesNo},
                      {EntityName, JsonSchema::text()},
                      {QStringLiteral("rows"),
                       JsonSchema::arrayOf(QJsonObject{{QStringLiteral("type"), QStringLiteral("object")}})}}}}};
    return JsonSchema::object(QStringLiteral("PastState"), {}, JsonSchema::Way::Out,
                              {{QStringLiteral("stream"), {{}, JsonSchema::text()}},
                               {QStringLiteral("epoch"), number},
                               {QStringLiteral("seq"), number},
                               {QStringLiteral("at"), number},
                               {QStringLiteral("head"), number},
                               {QStringLiteral("pages"), page, JsonSchema::Member::Shape::List}});
}

void addState(Router &router, ApiDoor &door, const ApiServices &services, DbPool &past)
{
    RouteDescription about;
    about.tag = Streams::tag(StreamKind::Project);
    about.summary = QStringLiteral("All rows of a project as they were: at a moment, or after an event.");
    about.scope = Scope::Read;
    about.answer = {200, QStringLiteral("The rows."), stateSchema()};
    about.traits = RouteDescription::Cached | RouteDescription::Seen;
    about.errors = {ErrorCode::TooLarge, ErrorCode::Overloaded};
    about.query = {
        {"at", QStringLiteral("The moment (UTC, ms)."), JsonSchema::integer(0, TimeMax)},
        {"seq", QStringLiteral("Instead of `at`: the event."), JsonSchema::integer(0, LastSeqMax)},
        {"entity", QStringLiteral("Only rows of this kind."), JsonSchema::text()},
    };
    door.add(router, {"GET", Streams::patternOf(StreamKind::Project) + "/state", "showPastState", {}, about},
             [&services, &past](const ApiRequest &request, const HttpResponder &responder) {
                 const auto question = stateQuestion(request);
                 if (!question) {
                     responder.answer(HttpResponse::problem(question.error()));
                     return;
                 }
                 Reading::onDatabase(past, responder, [&services, request, question = *question](Database &database) {
                     return state(database, services, request, question);
                 });
             });
}

} // namespace

void addHistoryRoutes(Router &router, ApiDoor &door, const ApiServices &services, DbPool &past)
{
    addActivity(router, door, services, "/activity", "listActivity", "Who did what in a project.");
    addActivity(router, door, services, "/tasks/{taskId}/activity", "listActivityOfTask",
                "Who did what to a task and to what belongs to it.");
    addState(router, door, services, past);
}

} // namespace TaskMaster::Server
