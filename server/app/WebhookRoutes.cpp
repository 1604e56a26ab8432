// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/WebhookRoutes.h"

#include "server/app/WebhookBodies.h"
#include "server/exchange/webhooks/DeliveryMessage.h"
#include "server/gateway/api/JsonSchema.h"
#include "server/storage/WebhookChange.h"

#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

constexpr int PageUsual = 50;
constexpr int PageMax = 200;

using Handle = void (*)(const WebhookRooms &, Database &, const ApiRequest &, const HttpResponder &);

void refuse(const HttpResponder &responder, const Error &error)
{
    responder.answer(HttpResponse::problem(error));
}

/// Runs the handler in the pool, for those who manage the workspace.
ApiHandler managed(const WebhookRooms &rooms, Handle handle)
{
    return [rooms, handle](const ApiRequest &request, const HttpResponder &responder) {
        rooms.pool.read([rooms, handle, request, responder](Result<Database *> database) {
            const StreamId stream = StreamId::ofWorkspace(request.id("workspace"));
            const auto may = database
                ? Read::mayUse(**database, rooms.access, Capability::ManageWorkspace, request.who.viewer(), stream)
                : Result<void>(database.error());
            if (may)
                handle(rooms, **database, request, responder);
            else
                refuse(responder, may.error());
        });
    };
}

/// The webhook of the path, in the workspace of the path.
Result<Webhook> webhookOf(Database &database, const ApiRequest &request)
{
    const auto webhook = WebhookStore::find(database, request.id("webhook"));
    if (!webhook)
        return webhook.error();
    if (!*webhook || (*webhook)->workspace != request.id("workspace"))
        return Error::notFound(QStringLiteral("webhook"));
    return **webhook;
}

/// Writes it; `answer` makes the answer of the count that WebhookChanges::apply() returns.
void change(const WebhookRooms &rooms, WebhookChange wish, const HttpResponder &responder,
            std::function<HttpResponse(int)> answer)
{
    const auto count = std::make_shared<int>(0);
    rooms.writes.run(
        [wish = std::move(wish), count, now = rooms.clock.nowMs()](Database &database) -> Result<void> {
            const auto done = WebhookChanges::apply(database, wish, now);
            if (!done)
                return done.error();
            *count = *done;
            return {};
        },
        [count, responder, changed = rooms.changed, answer = std::move(answer)](const Result<void> &done) {
            if (!done)
                return refuse(responder, done.error());
            changed();
            responder.answer(answer(*count));
        });
}

void list(const WebhookRooms &, Database &database, const ApiRequest &request, const HttpResponder &responder)
{
    const auto webhooks = WebhookStore::ofWorkspace(database, request.id("workspace"));
    if (!webhooks)
        return refuse(responder, webhooks.error());
    QJsonArray items;
    for (const Webhook &webhook : *webhooks)
        items.append(WebhookBodies::written(webhook));
    responder.answer(HttpResponse::json(200, {{QStringLiteral("items"), items}}));
}

void show(const WebhookRooms &, Database &database, const ApiRequest &request, const HttpResponder &responder)
{
    const auto webhook = webhookOf(database, request);
    if (!webhook)
        return refuse(responder, webhook.error());
    responder.answer(HttpResponse::json(200, WebhookBodies::written(*webhook)));
}

void make(const WebhookRooms &rooms, Database &database, const ApiRequest &request, const HttpResponder &responder)
{
    const qint64 now = rooms.clock.nowMs();
    Webhook blank;
    blank.id = Uuid::v7(now);
    blank.workspace = request.id("workspace");
    blank.creator = request.who.userId;
    blank.createdAt = now;
    blank.updatedAt = now;
    auto webhook = WebhookBodies::read(request.http, blank, WebhookBodies::Wish::New, rooms.policy);
    if (!webhook)
        return refuse(responder, webhook.error());
    if (!webhook->project.isNull()) {
        const auto stream = StreamId::ofProject(webhook->workspace, webhook->project);
        const auto log = Read::logAfter(database, 0, stream, 0, 0);
        if (!log)
            return refuse(responder, log.error());
        if (log->head == 0)
            return refuse(
                responder,
                Error::invalidField(QStringLiteral("projectId"), QStringLiteral("names no project of this workspace")));
    }
    webhook->secret = DeliveryMessages::makeSecret();
    QJsonObject made = WebhookBodies::written(*webhook);
    made[QStringLiteral("secret")] = webhook->secret;
    change(rooms, WebhookChanges::Add{*webhook}, responder, [made](int) {
        HttpResponse response = HttpResponse::json(201, made);
        response.headers.append(HttpHeader{"Cache-Control", "no-store"});
        return response;
    });
}

void patch(const WebhookRooms &rooms, Database &database, const ApiRequest &request, const HttpResponder &responder)
{
    const auto before = webhookOf(database, request);
    if (!before)
        return refuse(responder, before.error());
    auto webhook = WebhookBodies::read(request.http, *before, WebhookBodies::Wish::Patch, rooms.policy);
    if (!webhook)
        return refuse(responder, webhook.error());
    webhook->updatedAt = rooms.clock.nowMs();
    change(rooms, WebhookChanges::Update{*webhook}, responder,
           [shown = WebhookBodies::written(*webhook)](int) { return HttpResponse::json(200, shown); });
}

void remove(const WebhookRooms &rooms, Database &database, const ApiRequest &request, const HttpResponder &responder)
{
    const auto webhook = webhookOf(database, request);
    if (!webhook)
        return refuse(responder, webhook.error());
    change(rooms, WebhookChanges::Remove{webhook->id}, responder, [](int) { return HttpResponse{204, {}, {}}; });
}

/// `<createdAt>.<id>` of the last one of the page before.
std::optional<WebhookStore::DeliveryCursor> cursorFrom(const QString &text)
{
    if (text.isEmpty())
        return WebhookStore::DeliveryCursor{};
    const auto id = Uuid::fromString(text.section(u'.', 1));
    bool isNumber = false;
    const qint64 createdAt = text.section(u'.', 0, 0).toLongLong(&isNumber);
    if (!id || !isNumber || createdAt <= 0)
        return std::nullopt;
    return WebhookStore::DeliveryCursor{createdAt, *id};
}

struct DeliveriesWish {
    std::optional<DeliveryState> state;
    WebhookStore::DeliveryCursor before;
    int max = PageUsual;
};

Result<DeliveriesWish> deliveriesWish(const ApiRequest &request)
{
    FieldErrors errors;
    DeliveriesWish wish;
    if (request.query.contains("state")) {
        wish.state = deliveryStateFromName(request.query.value("state"));
        if (!wish.state)
            errors.addParameter(QStringLiteral("state"),
                                QStringLiteral("must be retrying, replaying, delivered or dead"));
    }
    const auto cursor = cursorFrom(request.query.value("cursor"));
    if (!cursor)
        errors.addParameter(QStringLiteral("cursor"), QStringLiteral("is none that this server has given"));
    wish.before = cursor.value_or(WebhookStore::DeliveryCursor{});
    if (request.query.contains("limit")) {
        bool isNumber = false;
        wish.max = request.query.value("limit").toInt(&isNumber);
        if (!isNumber || wish.max < 1 || wish.max > PageMax)
            errors.addParameter(QStringLiteral("limit"),
                                QStringLiteral("must be a whole number from 1 to %1").arg(PageMax));
    }
    return errors.isEmpty() ? Result<DeliveriesWish>(wish) : Result<DeliveriesWish>(errors.error());
}

void deliveries(const WebhookRooms &, Database &database, const ApiRequest &request, const HttpResponder &responder)
{
    const auto webhook = webhookOf(database, request);
    if (!webhook)
        return refuse(responder, webhook.error());
    const auto wish = deliveriesWish(request);
    if (!wish)
        return refuse(responder, wish.error());
    const auto page = WebhookStore::deliveries(database, webhook->id, wish->state, wish->before, wish->max);
    if (!page)
        return refuse(responder, page.error());
    QJsonArray items;
    for (const WebhookDelivery &delivery : *page)
        items.append(WebhookBodies::written(delivery));
    QJsonValue next = QJsonValue::Null;
    if (page->size() == wish->max)
        next = QStringLiteral("%1.%2").arg(page->constLast().createdAt).arg(page->constLast().id.toString());
    responder.answer(HttpResponse::json(200, {{QStringLiteral("items"), items}, {QStringLiteral("next"), next}}));
}

void replay(const WebhookRooms &rooms, Database &database, const ApiRequest &request, const HttpResponder &responder)
{
    const auto webhook = webhookOf(database, request);
    if (!webhook)
        return refuse(responder, webhook.error());
    const bool isOne = std::any_of(request.http.parameters.cbegin(), request.http.parameters.cend(),
                                   [](const auto &parameter) { return parameter.first == "delivery"; });
    change(rooms, WebhookChanges::Replay{webhook->id, isOne ? request.id("delivery") : Uuid()}, responder,
           [](int count) {
               return HttpResponse::json(202, {{QStringLiteral("replayed"), count}});
           });
}

RouteDescription described(const char *summary, AnswerDescription answer)
{
    RouteDescription about;
    about.tag = "Webhooks";
    about.summary = QString::fromUtf8(summary);
    about.scope = Scope::Admin;
    about.answer = std::move(answer);
    return about;
}

void addDeliveryRoutes(Router &router, const WebhookRooms &rooms, const QByteArray &one)
{
    RouteDescription listing =
        described("What became of deliveries, the newest first.",
                  {200, QStringLiteral("A page of deliveries."), JsonSchema::page(WebhookBodies::deliverySchema())});
    listing.query = {{"state",
                      QStringLiteral("Only those that are `retrying`, `replaying`, `delivered` or `dead`."),
                      {{QStringLiteral("enum"),
                        QJsonArray{QStringLiteral("retrying"), QStringLiteral("replaying"), QStringLiteral("delivered"),
                                   QStringLiteral("dead")}}}},
                     {"cursor", QStringLiteral("`next` of the page before."), JsonSchema::text()},
                     {"limit", QStringLiteral("So many at most."), JsonSchema::integer(1, PageMax)}};
    rooms.door.add(router, {"GET", one + "/deliveries", "listWebhookDeliveries", {}, listing},
                   managed(rooms, deliveries));
    const Schema count = JsonSchema::object(
        QStringLiteral("Replayed"), {}, JsonSchema::Way::Out,
        {{QStringLiteral("replayed"), {{}, JsonSchema::integer(0, std::numeric_limits<qint32>::max())}}});
    RouteDescription all =
        described("Sends all dead deliveries again.", {202, QStringLiteral("They are on their way."), count});
    all.errors = {ErrorCode::Archived};
    rooms.door.add(router, {"POST", one + "/replay", "replayWebhook", {}, all}, managed(rooms, replay));
    RouteDescription single =
        described("Sends one delivery again, dead or not.", {202, QStringLiteral("It is on its way."), count});
    single.errors = {ErrorCode::Archived};
    rooms.door.add(router, {"POST", one + "/deliveries/{delivery}/replay", "replayWebhookDelivery", {}, single},
                   managed(rooms, replay));
}

} // namespace

void addWebhookRoutes(Router &router, const WebhookRooms &rooms)
{
    const QByteArray all = "/api/v1/workspaces/{workspace}/webhooks";
    const QByteArray one = all + "/{webhook}";
    rooms.door.add(router,
                   {"GET",
                    all,
                    "listWebhooks",
                    {},
                    described("The webhooks of a workspace, the oldest first.",
                              {200, QStringLiteral("All of them."), WebhookBodies::listSchema()})},
                   managed(rooms, list));
    RouteDescription making =
        described("Makes a webhook: an address that is told what happens from now on, in the workspace or one project.",
                  {201, QStringLiteral("It was made; keep the secret."), WebhookBodies::madeSchema()});
    making.request = WebhookBodies::newSchema();
    making.errors = {ErrorCode::TooMany};
    rooms.door.add(router, {"POST", all, "makeWebhook", {}, making}, managed(rooms, make));
    rooms.door.add(router,
                   {"GET",
                    one,
                    "showWebhook",
                    {},
                    described("One webhook.", {200, QStringLiteral("The webhook."), WebhookBodies::webhookSchema()})},
                   managed(rooms, show));
    RouteDescription patching =
        described("Changes a webhook. Switched on again, it is told what happens from then on, and not what it missed.",
                  {200, QStringLiteral("As it is now."), WebhookBodies::webhookSchema()});
    patching.request = WebhookBodies::patchSchema();
    patching.requestTypes = {"application/merge-patch+json", "application/json"};
    rooms.door.add(router, {"PATCH", one, "changeWebhook", {}, patching}, managed(rooms, patch));
    rooms.door.add(router,
                   {"DELETE",
                    one,
                    "removeWebhook",
                    {},
                    described("Removes a webhook; nothing more is sent.", {204, QStringLiteral("It is gone.")})},
                   managed(rooms, remove));
    addDeliveryRoutes(router, rooms, one);
}

} // namespace TaskMaster::Server
