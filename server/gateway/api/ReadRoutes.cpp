// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/ReadRoutes.h"

#include "server/gateway/api/JsonSchema.h"
#include "server/gateway/api/Reading.h"
#include "server/gateway/api/RowJson.h"
#include "server/storage/Reader.h"
#include "server/storage/RowPages.h"

#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

constexpr char AssigneeParameter[] = "assigneeId";

const FieldDescription &describedField(EntityKind kind, int index)
{
    return describe(kind).fields[static_cast<std::size_t>(index)];
}

bool hasAssigneeFilter(const Resource &resource)
{
    return resource.kind == EntityKind::Task && resource.single;
}

/// The filters of a list: parameters of its path and of its query that are called like fields.
QList<RowsWanted::Filter> filtersOf(const Resource &resource, const ApiRequest &request, FieldErrors &errors)
{
    QList<RowsWanted::Filter> filters;
    const EntityDescription &entity = describe(resource.kind);
    for (const auto &[name, value] : request.http.parameters) {
        if (const int field = entity.indexOf(QString::fromLatin1(name)); field >= 0)
            filters.append({field, Value(request.id(name))});
    }
    for (const char *name : resource.filters) {
        const auto given = request.query.find(name);
        if (given == request.query.end())
            continue;
        const int field = entity.indexOf(QString::fromLatin1(name));
        auto fits = checked(describedField(resource.kind, field), Value(*given));
        if (!fits || std::holds_alternative<std::monostate>(*fits))
            errors.addParameter(QString::fromLatin1(name), QStringLiteral("must be a UUID"));
        else
            filters.append({field, std::move(*fits)});
    }
    return filters;
}

Uuid assigneeOf(const ApiRequest &request, FieldErrors &errors)
{
    const auto given = request.query.find(AssigneeParameter);
    if (given == request.query.end())
        return {};
    const auto id = Uuid::fromString(*given);
    if (!id || id->isNull())
        errors.addParameter(QString::fromLatin1(AssigneeParameter), QStringLiteral("must be a UUID"));
    return id.value_or(Uuid{});
}

/// Goes on behind the row that a cursor names; what does not fit was made by nobody here.
void startAfter(RowsWanted &wanted, const QStringList &after, FieldErrors &errors)
{
    if (after.isEmpty())
        return;
    const auto id = Uuid::fromString(after.constLast());
    bool fits = id && after.size() == (wanted.orderField < 0 ? 1 : 2);
    if (fits && wanted.orderField >= 0) {
        const FieldDescription &field = describedField(wanted.kind, wanted.orderField);
        wanted.afterValue =
            field.type == FieldType::Timestamp ? Value(after.constFirst().toLongLong()) : Value(after.constFirst());
    }
    if (fits)
        wanted.afterId = *id;
    else
        errors.addParameter(QStringLiteral("cursor"), QStringLiteral("is damaged"));
}

QStringList cursorOf(const Entity &row, const RowsWanted &wanted)
{
    const QString id = rowOf(row).id.toString();
    if (wanted.orderField < 0)
        return {id};
    const Value value = readField(row, wanted.orderField);
    if (const auto *number = std::get_if<qint64>(&value))
        return {QString::number(*number), id};
    const auto *text = std::get_if<QString>(&value);
    return {text ? *text : QString(), id};
}

/// A list as it was asked for, understood.
struct ListQuestion {
    RowsWanted wanted;
    FieldSelection selection;
    Paging paging;
    QByteArray variant;
};

Result<ListQuestion> listQuestion(const Resource &resource, StreamKind kind, const ApiRequest &request)
{
    FieldErrors errors;
    RowsWanted wanted{Streams::of(kind, request), resource.kind, filtersOf(resource, request, errors),
                      assigneeOf(request, errors)};
    if (resource.order)
        wanted.orderField = describe(resource.kind).indexOf(QString::fromLatin1(resource.order));
    wanted.order = resource.isDescending ? RowsWanted::Order::Descending : RowsWanted::Order::Ascending;
    QByteArray asked = request.http.path + wanted.assigneeId.toBytes();
    for (const RowsWanted::Filter &filter : std::as_const(wanted.filters)) {
        const auto *id = std::get_if<Uuid>(&filter.value);
        asked += QByteArray::number(filter.field) + (id ? id->toBytes() : QByteArray());
    }
    FieldSelection selection(request, resource.kind, errors);
    Paging paging(request, asked, errors);
    startAfter(wanted, paging.after(), errors);
    if (!errors.isEmpty())
        return errors.error();
    wanted.max = paging.limit() + 1; // one more tells whether anything follows
    const QByteArray variant = EntityTag::variantOf(asked + selection.key() + QByteArray::number(paging.limit())
                                                    + request.query.value("cursor").toLatin1());
    return ListQuestion{std::move(wanted), std::move(selection), std::move(paging), variant};
}

Result<HttpResponse> listRows(Database &database, const ApiServices &services, const ApiRequest &request,
                              const ListQuestion &question)
{
    const Reading::Snapshot snapshot(database); // the tag says of which moment the rows are
    if (!snapshot.begun())
        return snapshot.begun().error();
    const auto position = Reading::enter(database, services, request, question.wanted.stream);
    if (!position)
        return position.error();
    const EntityTag tag{services.epoch, QByteArray::number(position->seq), question.variant};
    if (const auto known = EntityTags::matching(request.http, tag)) {
        HttpResponse response = EntityTags::notModified(*known);
        Seen::say(response, {*position});
        return response;
    }
    const auto rows = RowPages::read(database, question.wanted);
    if (!rows)
        return rows.error();
    const bool isLast = rows->size() < question.wanted.max;
    const auto shown = rows->first(isLast ? rows->size() : question.wanted.max - 1);
    QJsonArray items;
    for (const Entity &row : shown)
        items.append(question.selection.row(row));
    const QString next = isLast ? QString() : question.paging.cursorAfter(cursorOf(shown.constLast(), question.wanted));
    HttpResponse response = Reading::tagged(question.paging.page(items, next), tag);
    question.paging.link(response, request, next);
    Seen::say(response, {*position});
    return response;
}

Result<HttpResponse> singleRow(Database &database, const ApiServices &services, const ApiRequest &request,
                               const Resource &resource, StreamKind kind)
{
    FieldErrors errors;
    const FieldSelection selection(request, resource.kind, errors);
    if (!errors.isEmpty())
        return errors.error();
    const StreamId stream = Streams::of(kind, request);
    const auto position = Reading::enter(database, services, request, stream);
    if (!position)
        return position.error();
    const QString name = QString::fromLatin1(describe(resource.kind).name);
    const Uuid id =
        resource.rowId ? resource.rowId(stream, request) : request.id(request.http.parameters.constLast().first);
    const QByteArray variant = EntityTag::variantOf(request.http.path + selection.key());
    if (headerCount(request.http.headers, "If-None-Match") > 0) {
        const auto rev = RowPages::rev(database, stream, resource.kind, id);
        if (!rev)
            return rev.error();
        if (!*rev)
            return Error::notFound(name);
        if (const auto known =
                EntityTags::matching(request.http, {services.epoch, QByteArray::number(**rev), variant})) {
            HttpResponse response = EntityTags::notModified(*known);
            Seen::say(response, {*position});
            return response;
        }
    }
    const auto row = Read::row(database, stream, resource.kind, id);
    if (!row)
        return row.error();
    if (!*row)
        return Error::notFound(name);
    HttpResponse response =
        Reading::tagged(selection.row(**row), {services.epoch, QByteArray::number(rowOf(**row).rev), variant});
    Seen::say(response, {*position});
    return response;
}

QByteArray plural(QByteArray name)
{
    if (name.endsWith('s'))
        return name;
    return name.endsWith('y') ? name.chopped(1) + "ies" : name + 's';
}

/// `listTasks`, `showTask`; nested lists add what they are of.
QByteArray operationName(const QByteArray &verb, const Resource &resource, StreamKind kind, const QByteArray &path)
{
    const QByteArray noun = JsonSchema::capitalised(describe(resource.kind).name);
    QByteArray name = verb + (verb == "list" ? plural(noun) : noun);
    const StreamKinds streams = describe(resource.kind).streams;
    if ((streams & (streams - 1)) != 0)
        name += Streams::suffix(kind);
    if (verb == "list" && path.count('{') > 0)
        name += path.startsWith("/tasks") ? "OfTask" : path.startsWith("/columns") ? "InColumn" : "InChecklist";
    return name;
}

RouteDescription describedReading(const Resource &resource, StreamKind kind)
{
    RouteDescription about;
    about.tag = Streams::tag(kind);
    about.scope = Scope::Read;
    about.traits = RouteDescription::Cached | RouteDescription::Seen;
    about.query = {FieldSelection::parameter(resource.kind)};
    return about;
}

void addList(Router &router, ApiDoor &door, const ApiServices &services, const Resource &resource, StreamKind kind)
{
    RouteDescription about = describedReading(resource, kind);
    const QString name = QString::fromLatin1(describe(resource.kind).name);
    about.summary = QStringLiteral("The %1 rows, a page at a time, ordered by %2.")
                        .arg(name, resource.order ? QString::fromLatin1(resource.order) : QStringLiteral("id"));
    about.answer = {200, QStringLiteral("A page."), JsonSchema::page(JsonSchema::row(resource.kind))};
    about.query += Paging::parameters();
    for (const char *filter : resource.filters)
        about.query.append({filter, QStringLiteral("Only those with this."), JsonSchema::uuid()});
    if (hasAssigneeFilter(resource))
        about.query.append({AssigneeParameter, QStringLiteral("Only those that this person has."), JsonSchema::uuid()});
    Route route{"GET",
                Streams::patternOf(kind) + resource.list,
                operationName("list", resource, kind, resource.list),
                {},
                about};
    door.add(router, std::move(route),
             [&services, &resource, kind](const ApiRequest &request, const HttpResponder &responder) {
                 auto question = listQuestion(resource, kind, request);
                 if (!question) {
                     responder.answer(HttpResponse::problem(question.error()));
                     return;
                 }
                 Reading::onDatabase(services.pool, responder,
                                     [&services, request, question = std::move(*question)](Database &database) {
                                         return listRows(database, services, request, question);
                                     });
             });
}

void addSingle(Router &router, ApiDoor &door, const ApiServices &services, const Resource &resource, StreamKind kind)
{
    RouteDescription about = describedReading(resource, kind);
    about.summary = QStringLiteral("One %1.").arg(QString::fromLatin1(describe(resource.kind).name));
    about.answer = {200, QStringLiteral("The row."), JsonSchema::row(resource.kind)};
    Route route{"GET",
                Streams::patternOf(kind) + resource.single,
                operationName("show", resource, kind, resource.single),
                {},
                about};
    door.add(router, std::move(route),
             [&services, &resource, kind](const ApiRequest &request, const HttpResponder &responder) {
                 Reading::onDatabase(services.pool, responder,
                                     [&services, &resource, kind, request](Database &database) {
                                         return singleRow(database, services, request, resource, kind);
                                     });
             });
}

} // namespace

void addReadRoutes(Router &router, ApiDoor &door, const ApiServices &services)
{
    for (const Resource &resource : allResources()) {
        for (const StreamKind kind : Streams::kinds) {
            if ((describe(resource.kind).streams & streamBit(kind)) == 0)
                continue;
            if (resource.list)
                addList(router, door, services, resource, kind);
            if (resource.single)
                addSingle(router, door, services, resource, kind);
        }
    }
}

} // namespace TaskMaster::Server
