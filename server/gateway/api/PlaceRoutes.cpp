// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/PlaceRoutes.h"

#include "server/gateway/api/JsonBody.h"
#include "server/gateway/api/JsonSchema.h"
#include "server/gateway/api/Reading.h"
#include "server/gateway/api/RowJson.h"
#include "server/storage/Reader.h"
#include "server/storage/RowPages.h"

#include <QCryptographicHash>
#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

/// A project as it is listed, for members and guests alike.
struct PlaceBody {
    Uuid id;
    Uuid workspaceId;
    QString name;
    QString key;
    QString color;
    qint64 archivedAt = 0;

    static constexpr const char *schema = "ProjectPlace";
    static constexpr std::array fields{
        idField<&PlaceBody::id>("id", Required),
        idField<&PlaceBody::workspaceId>("workspaceId", Required),
        textField<&PlaceBody::name>("name", Limits::NameMax),
        textField<&PlaceBody::key>("key", Limits::KeyMax),
        textField<&PlaceBody::color>("color", Limits::ColorMax),
        timestampField<&PlaceBody::archivedAt>("archivedAt"),
    };
};

template <class R> PlaceBody placeOf(const Uuid &workspace, const R &row)
{
    return {row.id, workspace, row.name, row.key, row.color, row.archivedAt};
}

/// The streams that a person may read among those that they have a row in, with how far each is.
Result<QList<Position>> openPlaces(Database &database, const ApiServices &services, const ApiRequest &request)
{
    const auto seen = Seen::of(request.http);
    if (!seen)
        return seen.error();
    const auto places = Read::placesOf(database, request.who.userId);
    if (!places)
        return places.error();
    QList<Position> open;
    for (const StreamId &stream : *places) {
        if (const auto ok = Read::access(database, services.access, request.who.viewer(), stream); !ok) {
            if (ok.error().isTemporary())
                return ok.error();
            continue;
        }
        const auto head = RowPages::head(database, stream);
        if (!head)
            return head.error();
        if (auto ok = Seen::check(*seen, {stream, services.epoch, *head}); !ok)
            return ok.error();
        open.append({stream, services.epoch, *head});
    }
    std::sort(open.begin(), open.end(), [](const Position &a, const Position &b) { return a.stream < b.stream; });
    return open;
}

/// Changes when any of the streams does, and when there are others.
EntityTag tagOf(const ApiServices &services, const QList<Position> &open, const QByteArray &variant)
{
    QCryptographicHash hash(QCryptographicHash::Blake2b_160);
    for (const Position &position : open)
        hash.addData(position.stream.toString().toLatin1() + QByteArray::number(position.seq));
    return {services.epoch, hash.result().toHex().left(16), variant};
}

/// One page of items that come with their ids: the smallest ids behind the cursor.
struct PlacePage {
    std::map<Uuid, QJsonObject> items;
};

using Collect =
    std::function<Result<void>(Database &, const QList<Position> &, const Uuid &after, int max, PlacePage &)>;

Result<void> collectWorkspaces(Database &database, const QList<Position> &open, const Uuid &after,
                               const FieldSelection &selection, PlacePage &page)
{
    for (const Position &position : open) {
        const StreamId &stream = position.stream;
        if (stream.kind != StreamKind::Workspace || stream.workspace <= after)
            continue;
        const auto row = Read::row(database, stream, EntityKind::Workspace, stream.workspace);
        if (!row)
            return row.error();
        if (*row)
            page.items.emplace(stream.workspace, selection.row(**row));
    }
    return {};
}

Result<void> collectProjects(Database &database, const QList<Position> &open, const Uuid &after, int max,
                             PlacePage &page)
{
    for (const Position &position : open) {
        const StreamId &stream = position.stream;
        if (stream.kind == StreamKind::Project) {
            const auto project = Read::one<Project>(database, stream, stream.scope);
            if (!project)
                return project.error();
            if (*project && stream.scope > after)
                page.items.emplace(stream.scope, JsonBody::written(placeOf(stream.workspace, **project)));
            continue;
        }
        RowsWanted wanted{stream, EntityKind::ProjectEntry};
        wanted.afterId = after;
        wanted.max = max;
        const auto rows = RowPages::read(database, wanted);
        if (!rows)
            return rows.error();
        for (const Entity &row : *rows)
            page.items.emplace(rowOf(row).id,
                               JsonBody::written(placeOf(stream.workspace, std::get<ProjectEntry>(row))));
    }
    return {};
}

Result<HttpResponse> answerPlaces(Database &database, const ApiServices &services, const ApiRequest &request,
                                  const Paging &paging, const QByteArray &variant, const Collect &collect)
{
    const Reading::Snapshot snapshot(database);
    if (!snapshot.begun())
        return snapshot.begun().error();
    const auto open = openPlaces(database, services, request);
    if (!open)
        return open.error();
    const EntityTag tag = tagOf(services, *open, variant);
    if (const auto known = EntityTags::matching(request.http, tag)) {
        HttpResponse response = EntityTags::notModified(*known);
        Seen::say(response, *open);
        return response;
    }
    const Uuid after =
        paging.after().isEmpty() ? Uuid{} : Uuid::fromString(paging.after().constFirst()).value_or(Uuid{});
    PlacePage page;
    if (auto ok = collect(database, *open, after, paging.limit() + 1, page); !ok)
        return ok.error();
    QJsonArray items;
    QString next;
    for (auto it = page.items.begin(); it != page.items.end(); ++it) {
        if (items.size() == paging.limit()) {
            next = paging.cursorAfter({std::prev(it)->first.toString()});
            break;
        }
        items.append(it->second);
    }
    HttpResponse response = Reading::tagged(paging.page(items, next), tag);
    paging.link(response, request, next);
    Seen::say(response, *open);
    return response;
}

RouteDescription describedPlaces(const char *summary, const Schema &item)
{
    RouteDescription about;
    about.tag = "Places";
    about.summary = QString::fromLatin1(summary);
    about.scope = Scope::Read;
    about.answer = {200, QStringLiteral("A page."), JsonSchema::page(item)};
    about.query = Paging::parameters();
    about.traits = RouteDescription::Cached | RouteDescription::Seen;
    return about;
}

void showWorkspaces(const ApiServices &services, const ApiRequest &request, const HttpResponder &responder)
{
    FieldErrors errors;
    const FieldSelection selection(request, EntityKind::Workspace, errors);
    const Paging paging(request, request.http.path, errors);
    if (!errors.isEmpty()) {
        responder.answer(HttpResponse::problem(errors.error()));
        return;
    }
    const QByteArray variant = EntityTag::variantOf(request.http.query + selection.key());
    const Collect collect = [selection](Database &database, const QList<Position> &open, const Uuid &after, int,
                                        PlacePage &page) {
        return collectWorkspaces(database, open, after, selection, page);
    };
    Reading::onDatabase(services.pool, responder, [=, &services](Database &database) {
        return answerPlaces(database, services, request, paging, variant, collect);
    });
}

void showProjects(const ApiServices &services, const ApiRequest &request, const HttpResponder &responder)
{
    FieldErrors errors;
    const Paging paging(request, request.http.path, errors);
    if (!errors.isEmpty()) {
        responder.answer(HttpResponse::problem(errors.error()));
        return;
    }
    const QByteArray variant = EntityTag::variantOf(request.http.query);
    Reading::onDatabase(services.pool, responder, [=, &services](Database &database) {
        return answerPlaces(database, services, request, paging, variant, collectProjects);
    });
}

} // namespace

void addPlaceRoutes(Router &router, ApiDoor &door, const ApiServices &services)
{
    RouteDescription workspaces =
        describedPlaces("The workspaces that one is a member of.", JsonSchema::row(EntityKind::Workspace));
    workspaces.query.append(FieldSelection::parameter(EntityKind::Workspace));
    door.add(router, {"GET", "/api/v1/workspaces", "listWorkspaces", {}, workspaces},
             [&services](const ApiRequest &request, const HttpResponder &responder) {
                 showWorkspaces(services, request, responder);
             });
    door.add(router,
             {"GET",
              "/api/v1/projects",
              "listProjects",
              {},
              describedPlaces("The projects that one may open, in all workspaces.",
                              JsonSchema::of<PlaceBody>(JsonSchema::Way::Out))},
             [&services](const ApiRequest &request, const HttpResponder &responder) {
                 showProjects(services, request, responder);
             });
}

} // namespace TaskMaster::Server
