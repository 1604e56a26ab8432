// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/AccountRoutes.h"

#include "server/gateway/PeopleAnswers.h"
#include "server/gateway/Router.h"
#include "server/gateway/TokenScope.h"
#include "server/gateway/api/ApiDoor.h"
#include "server/gateway/api/JsonBody.h"
#include "server/gateway/api/JsonSchema.h"
#include "shared/model/Entities.h"

#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

struct DeviceBody {
    Uuid id;
    QString device;
    qint64 createdAt = 0;
    qint64 lastSeenAt = 0;
    qint64 expiresAt = 0;
    bool isCurrent = false;

    static constexpr const char *schema = "Device";
    static constexpr std::array fields{
        idField<&DeviceBody::id>("id", Required),
        textField<&DeviceBody::device>("device", Limits::NameMax),
        timestampField<&DeviceBody::createdAt>("createdAt"),
        timestampField<&DeviceBody::lastSeenAt>("lastSeenAt"),
        timestampField<&DeviceBody::expiresAt>("expiresAt"),
        booleanField<&DeviceBody::isCurrent>("isCurrent"),
    };
};

struct PasswordBody {
    QString oldPassword;
    QString newPassword;

    static constexpr const char *schema = "PasswordChange";
    static constexpr std::array fields{
        textField<&PasswordBody::oldPassword>("oldPassword", PeopleAnswers::PasswordMax, Required),
        textField<&PasswordBody::newPassword>("newPassword", PeopleAnswers::PasswordMax, Required),
    };
};

struct NewTokenBody {
    QString name;
    TokenScope scope = TokenScope::Read;
    Uuid workspaceId;
    qint64 expiresAt = 0;

    static constexpr const char *schema = "NewToken";
    static constexpr std::array fields{
        textField<&NewTokenBody::name>("name", Limits::NameMax, Required),
        choiceField<&NewTokenBody::scope>("scope"),
        idField<&NewTokenBody::workspaceId>("workspaceId"),
        timestampField<&NewTokenBody::expiresAt>("expiresAt"),
    };
};

struct TokenBody {
    Uuid id;
    QString name;
    TokenScope scope = TokenScope::Read;
    Uuid workspaceId;
    qint64 createdAt = 0;
    qint64 expiresAt = 0;
    qint64 lastUsedAt = 0;

    static constexpr const char *schema = "Token";
    static constexpr std::array fields{
        idField<&TokenBody::id>("id", Required),
        textField<&TokenBody::name>("name", Limits::NameMax),
        choiceField<&TokenBody::scope>("scope"),
        idField<&TokenBody::workspaceId>("workspaceId"),
        timestampField<&TokenBody::createdAt>("createdAt"),
        timestampField<&TokenBody::expiresAt>("expiresAt"),
        timestampField<&TokenBody::lastUsedAt>("lastUsedAt"),
    };
};

TokenBody tokenBody(const ApiTokenLine &line)
{
    return {line.id,        line.name,      tokenScopeOf(line.rights.scope), line.rights.workspace, line.createdAt,
            line.expiresAt, line.lastUsedAt};
}

/// Everything here asks for a session.
RouteDescription ownRoute(const char *summary, AnswerDescription answer = {204, QStringLiteral("Done.")})
{
    return PeopleAnswers::described("Your account", summary, Scope::Session, std::move(answer));
}

void addSessions(Router &router, ApiDoor &door, OwnAccount &account)
{
    const Schema devices = JsonSchema::page(JsonSchema::of<DeviceBody>(JsonSchema::Way::Out));
    door.add(router,
             {"GET",
              "/api/v1/sessions",
              "listSessions",
              {},
              ownRoute("The devices on which you are signed in.", {200, QStringLiteral("All of them."), devices})},
             [&account](const ApiRequest &request, const HttpResponder &responder) {
                 account.sessions(request.who, [responder](const Result<QList<SessionLine>> &lines) {
                     if (!lines)
                         return responder.answer(HttpResponse::problem(lines.error()));
                     QJsonArray items;
                     for (const SessionLine &line : *lines)
                         items.append(JsonBody::written(DeviceBody{line.id, line.device, line.createdAt,
                                                                   line.lastSeenAt, line.expiresAt, line.isCurrent}));
                     responder.answer(PeopleAnswers::page(items));
                 });
             });
    door.add(router,
             {"DELETE", "/api/v1/sessions", "endOtherSessions", {}, ownRoute("Signs you out everywhere but here.")},
             [&account](const ApiRequest &request, const HttpResponder &responder) {
                 account.endOtherSessions(request.who, PeopleAnswers::done(responder));
             });
    door.add(router,
             {"DELETE",
              "/api/v1/sessions/{session}",
              "endSession",
              {},
              ownRoute("Signs you out on one device, and closes its sockets.")},
             [&account](const ApiRequest &request, const HttpResponder &responder) {
                 account.endSession(request.who, request.id("session"), PeopleAnswers::done(responder));
             });
}

void addPassword(Router &router, ApiDoor &door, OwnAccount &account)
{
    RouteDescription about = ownRoute("Changes your password, and signs you out everywhere but here. API tokens stay.");
    about.request = JsonSchema::of<PasswordBody>(JsonSchema::Way::In);
    door.add(router, {"POST", "/api/v1/account/password", "changePassword", {}, about},
             [&account](const ApiRequest &request, const HttpResponder &responder) {
                 const auto body = JsonBody::read<PasswordBody>(request.http);
                 if (!body)
                     return responder.answer(HttpResponse::problem(body.error()));
                 account.changePassword(request.who,
                                        {body->oldPassword.toUtf8(), body->newPassword.toUtf8(), request.http.peer},
                                        PeopleAnswers::done(responder));
             });
}

void addToken(OwnAccount &account, const ApiRequest &request, const HttpResponder &responder)
{
    const auto body = JsonBody::read<NewTokenBody>(request.http);
    if (!body)
        return responder.answer(HttpResponse::problem(body.error()));
    NewApiToken wish{body->name, {scopeOf(body->scope), body->workspaceId}, body->expiresAt};
    account.addToken(request.who, std::move(wish), [responder](const Result<OwnAccount::AddedToken> &added) {
        if (!added)
            return responder.answer(HttpResponse::problem(added.error()));
        QJsonObject made = JsonBody::written(tokenBody(added->line));
        made.insert(QStringLiteral("token"), added->token);
        responder.answer(PeopleAnswers::unstored(201, made));
    });
}

void addTokens(Router &router, ApiDoor &door, OwnAccount &account)
{
    const Schema token = JsonSchema::of<TokenBody>(JsonSchema::Way::Out);
    const Schema added = JsonSchema::object(
        QStringLiteral("AddedToken"), TokenBody::fields, JsonSchema::Way::Out,
        {{QStringLiteral("token"), {{}, JsonSchema::text(QStringLiteral("The bearer token; shown this once."))}}});
    door.add(
        router,
        {"GET",
         "/api/v1/tokens",
         "listTokens",
         {},
         ownRoute("Your API tokens, newest first.", {200, QStringLiteral("All of them."), JsonSchema::page(token)})},
        [&account](const ApiRequest &request, const HttpResponder &responder) {
            account.tokens(request.who, [responder](const Result<QList<ApiTokenLine>> &lines) {
                if (!lines)
                    return responder.answer(HttpResponse::problem(lines.error()));
                QJsonArray items;
                for (const ApiTokenLine &line : *lines)
                    items.append(JsonBody::written(tokenBody(line)));
                responder.answer(PeopleAnswers::page(items));
            });
        });
    RouteDescription add = ownRoute("Makes an API token.", {201, QStringLiteral("Made."), added});
    add.request = JsonSchema::of<NewTokenBody>(JsonSchema::Way::In);
    add.errors = {ErrorCode::NotFound};
    door.add(router, {"POST", "/api/v1/tokens", "addToken", {}, add},
             [&account](const ApiRequest &request, const HttpResponder &responder) {
                 addToken(account, request, responder);
             });
    door.add(
        router,
        {"DELETE", "/api/v1/tokens/{token}", "endToken", {}, ownRoute("Revokes an API token, and closes its sockets.")},
        [&account](const ApiRequest &request, const HttpResponder &responder) {
            account.endToken(request.who, request.id("token"), PeopleAnswers::done(responder));
        });
}

} // namespace

void addAccountRoutes(Router &router, ApiDoor &door, OwnAccount &account)
{
    addSessions(router, door, account);
    addPassword(router, door, account);
    addTokens(router, door, account);
}

} // namespace TaskMaster::Server
