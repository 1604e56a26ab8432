// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CalendarFeed.h"
#include "server/app/ExchangeRoutes.h"
#include "server/gateway/api/JsonBody.h"
#include "server/gateway/api/JsonSchema.h"
#include "server/storage/Reader.h"

#include <QCryptographicHash>
#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

constexpr qint64 FeedTouchEveryMs = 60 * 60 * 1000; ///< «last used» need not be exact, and a write per fetch is dear

struct CalendarBody {
    Uuid projectId;
    QString name;
    static constexpr const char *schema = "CalendarWish";
    static constexpr std::array fields{
        idField<&CalendarBody::projectId>("projectId"),
        textField<&CalendarBody::name>("name", Limits::NameMax),
    };
};

struct CalendarRow {
    Uuid id;
    Uuid projectId;
    QString name;
    qint64 createdAt = 0;
    qint64 lastUsedAt = 0;
    static constexpr const char *schema = "Calendar";
    static constexpr std::array fields{
        idField<&CalendarRow::id>("id", Required),
        idField<&CalendarRow::projectId>("projectId"),
        textField<&CalendarRow::name>("name", Limits::NameMax),
        timestampField<&CalendarRow::createdAt>("createdAt"),
        timestampField<&CalendarRow::lastUsedAt>("lastUsedAt"),
    };
};

CalendarRow calendarRowOf(const Feed &feed)
{
    return {feed.id, feed.projectId, feed.name, feed.createdAt, feed.lastUsedAt};
}

HttpResponse calendarAnswer(int status, const QJsonObject &body)
{
    HttpResponse response = HttpResponse::json(status, body);
    response.headers.append(HttpHeader{"Cache-Control", "no-store"});
    return response;
}

RouteDescription describedCalendar(const char *summary, AnswerDescription answer, Scope scope)
{
    RouteDescription about;
    about.tag = "Calendars";
    about.summary = QString::fromUtf8(summary);
    about.scope = scope;
    about.answer = std::move(answer);
    return about;
}

void createCalendar(const ExchangeRooms &rooms, const ApiRequest &request, const HttpResponder &responder)
{
    const auto body = JsonBody::read<CalendarBody>(request.http);
    if (!body) {
        responder.answer(HttpResponse::problem(body.error()));
        return;
    }
    const qint64 now = rooms.clock.nowMs();
    const Feed feed{Uuid::v7(now), request.id("workspace"), request.who.userId, body->projectId, body->name, now, 0};
    const bool isPersonal = feed.projectId.isNull();
    const StreamId stream = isPersonal ? StreamId::ofPerson(feed.workspace, feed.userId)
                                       : StreamId::ofProject(feed.workspace, feed.projectId);
    rooms.pool.read([rooms, feed, stream, viewer = request.who.viewer(), responder](Result<Database *> database) {
        auto ok = database ? Read::access(**database, rooms.access, viewer, stream) : Result<void>(database.error());
        if (!ok) {
            responder.answer(HttpResponse::problem(ok.error()));
            return;
        }
        const QString secret = CalendarFeed::makeSecret();
        rooms.writes.run([feed, hash = CalendarFeed::hashOf(secret)](
                             Database &writable) { return FeedStore::add(writable, feed, hash); },
                         [feed, secret, responder](const Result<void> &added) {
                             if (!added) {
                                 responder.answer(HttpResponse::problem(added.error()));
                                 return;
                             }
                             QJsonObject object = JsonBody::written(calendarRowOf(feed));
                             object[QStringLiteral("path")] = CalendarFeed::pathOf(secret);
                             responder.answer(calendarAnswer(201, object));
                         });
    });
}

void listCalendars(const ExchangeRooms &rooms, const ApiRequest &request, const HttpResponder &responder)
{
    rooms.pool.read([workspace = request.id("workspace"), user = request.who.userId, viewer = request.who.viewer(),
                     &access = rooms.access, responder](Result<Database *> database) {
        const auto may = database ? Read::access(**database, access, viewer, StreamId::ofPerson(workspace, user))
                                  : Result<void>(database.error());
        const auto feeds = may ? FeedStore::list(**database, workspace, user) : Result<QList<Feed>>(may.error());
        if (!feeds) {
            responder.answer(HttpResponse::problem(feeds.error()));
            return;
        }
        QJsonArray items;
        for (const Feed &feed : *feeds)
            items.append(JsonBody::written(calendarRowOf(feed)));
        responder.answer(calendarAnswer(200, {{QStringLiteral("items"), items}}));
    });
}

/// One's own; what belongs to others is not there.
void revokeCalendar(const ExchangeRooms &rooms, const ApiRequest &request, const HttpResponder &responder)
{
    rooms.writes.run(
        [id = request.id("calendar"), workspace = request.id("workspace"),
         user = request.who.userId](Database &database) {
            const auto feed = FeedStore::find(database, id);
            if (!feed)
                return Result<void>(feed.error());
            if (!*feed || (*feed)->workspace != workspace)
                return Result<void>(Error::notFound(QStringLiteral("calendar")));
            return FeedStore::remove(database, user, id);
        },
        [responder](const Result<void> &removed) {
            responder.answer(removed ? HttpResponse{204, {}, {}} : HttpResponse::problem(removed.error()));
        });
}

FeedShow feedShowOf(const QByteArray &query)
{
    if (query == "show=events")
        return FeedShow::Events;
    return query == "show=todos" ? FeedShow::Todos : FeedShow::EventsAndTodos;
}

/// The client's own word for the tag, which may end in the coding that the copy came in; empty: it has another copy.
QByteArray knownTag(const HttpRequest &request, const QByteArray &etag)
{
    for (const QByteArray &entry : request.header("If-None-Match").value_or(QByteArray()).split(',')) {
        QByteArray known = entry.trimmed();
        if (known.startsWith("W/"))
            known.remove(0, 2);
        for (const QByteArrayView coding : {QByteArrayView(""), QByteArrayView("-gzip"), QByteArrayView("-zstd")}) {
            if (known == etag.chopped(1) + coding.toByteArray() + '"')
                return known;
        }
        if (known == "*")
            return etag;
    }
    return {};
}

void fetchCalendar(const ExchangeRooms &rooms, const HttpRequest &request, const HttpResponder &responder)
{
    rooms.pool.read([rooms, request, responder](Result<Database *> database) {
        const qint64 now = rooms.clock.nowMs();
        const auto fetched = database
            ? CalendarFeed::fetch(**database, rooms.access, request.parameter("secret"), feedShowOf(request.query),
                                  QDateTime::fromMSecsSinceEpoch(now, Qt::UTC).date())
            : Result<CalendarFeed::Fetched>(database.error());
        if (!fetched) {
            responder.answer(HttpResponse::problem(fetched.error()));
            return;
        }
        const QByteArray hash = QCryptographicHash::hash(fetched->calendar, QCryptographicHash::Sha256);
        const QByteArray etag =
            '"' + hash.left(18).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals) + '"';
        const QByteArray known = knownTag(request, etag);
        const HttpHeaders caching{{"ETag", known.isEmpty() ? etag : known}, {"Cache-Control", "private, no-cache"}};
        if (!known.isEmpty()) {
            responder.answer({304, caching, {}});
        } else {
            HttpHeaders headers{{"Content-Type", "text/calendar; charset=utf-8"}};
            responder.answer({200, headers + caching, fetched->calendar});
        }
        if (now - fetched->feed.lastUsedAt > FeedTouchEveryMs)
            rooms.writes.run(
                [id = fetched->feed.id, now](Database &writable) { return FeedStore::touch(writable, id, now); },
                [](const Result<void> &) {}); // a failure is logged there, and costs nobody anything
    });
}

} // namespace

void addCalendarRoutes(Router &router, const ExchangeRooms &rooms)
{
    const Schema row = JsonSchema::of<CalendarRow>(JsonSchema::Way::Out);
    Schema made = JsonSchema::of<CalendarRow>(
        JsonSchema::Way::Out,
        {{QStringLiteral("path"),
          {{}, JsonSchema::text(QStringLiteral("The secret address, behind the server's own; shown this once."))}}});
    made.name = QStringLiteral("MadeCalendar");
    RouteDescription post =
        describedCalendar("Makes a calendar (iCalendar, RFC 5545) of a project's tasks, or of one's own.",
                          {201, QStringLiteral("It was made."), made}, Scope::Read);
    post.request = JsonSchema::of<CalendarBody>(JsonSchema::Way::In);
    post.errors = {ErrorCode::TooMany};
    const auto with = [&rooms](void (*handle)(const ExchangeRooms &, const ApiRequest &, const HttpResponder &)) {
        return [rooms, handle](const ApiRequest &request, const HttpResponder &responder) {
            handle(rooms, request, responder);
        };
    };
    rooms.door.add(router, {"POST", "/api/v1/workspaces/{workspace}/calendars", "makeCalendar", {}, post},
                   with(createCalendar));
    rooms.door.add(
        router,
        {"GET",
         "/api/v1/workspaces/{workspace}/calendars",
         "listCalendars",
         {},
         describedCalendar("One's own calendars, the oldest first.",
                           {200,
                            QStringLiteral("The calendars."),
                            {{},
                             {{QStringLiteral("type"), QStringLiteral("object")},
                              {QStringLiteral("required"), QJsonArray{QStringLiteral("items")}},
                              {QStringLiteral("properties"),
                               QJsonObject{{QStringLiteral("items"), JsonSchema::arrayOf(JsonSchema::use(row))}}}},
                             {row}}},
                           Scope::Read)},
        with(listCalendars));
    rooms.door.add(router,
                   {"DELETE",
                    "/api/v1/workspaces/{workspace}/calendars/{calendar}",
                    "revokeCalendar",
                    {},
                    describedCalendar("Revokes a calendar: its address leads nowhere from now on.",
                                      {204, QStringLiteral("It is revoked.")}, Scope::Read)},
                   with(revokeCalendar));
    // For programs that can only fetch an address: the secret in it is the key, so it is not part of the API.
    router.add({"GET", "/calendars/{secret}/tasks.ics", "calendar",
                [rooms](const HttpRequest &request, const HttpResponder &responder) {
                    fetchCalendar(rooms, request, responder);
                }});
}

} // namespace TaskMaster::Server
