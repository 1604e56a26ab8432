// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/UserRoutes.h"

#include "server/gateway/PeopleAnswers.h"
#include "server/gateway/Router.h"
#include "server/gateway/api/ApiDoor.h"
#include "server/gateway/api/JsonBody.h"
#include "server/gateway/api/JsonSchema.h"
#include "shared/model/Entities.h"

#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

struct UserBody {
    Uuid id;
    QString email;
    QString name;
    qint64 createdAt = 0;
    qint64 lastSeenAt = 0;
    bool hasPassword = false;
    bool isDisabled = false;
    bool isServerAdmin = false;

    static constexpr const char *schema = "UserAccount";
    static constexpr std::array fields{
        idField<&UserBody::id>("id", Required),
        textField<&UserBody::email>("email", Limits::EmailMax),
        textField<&UserBody::name>("name", Limits::NameMax),
        timestampField<&UserBody::createdAt>("createdAt"),
        timestampField<&UserBody::lastSeenAt>("lastSeenAt"),
        booleanField<&UserBody::hasPassword>("hasPassword"),
        booleanField<&UserBody::isDisabled>("isDisabled"),
        booleanField<&UserBody::isServerAdmin>("isServerAdmin"),
    };
};

struct NewUserBody {
    QString email;
    QString name;
    QString password;
    bool isServerAdmin = false;

    static constexpr const char *schema = "NewUserAccount";
    static constexpr std::array fields{
        textField<&NewUserBody::email>("email", Limits::EmailMax, Required),
        textField<&NewUserBody::name>("name", Limits::NameMax, Required),
        textField<&NewUserBody::password>("password", PeopleAnswers::PasswordMax, Required),
        booleanField<&NewUserBody::isServerAdmin>("isServerAdmin"),
    };
};

struct UserPatchBody {
    QString password;
    bool isDisabled = false;
    bool isServerAdmin = false;

    static constexpr const char *schema = "UserAccountPatch";
    static constexpr std::array fields{
        textField<&UserPatchBody::password>("password", PeopleAnswers::PasswordMax),
        booleanField<&UserPatchBody::isDisabled>("isDisabled"),
        booleanField<&UserPatchBody::isServerAdmin>("isServerAdmin"),
    };
};

QJsonObject userObject(const AccountLine &line)
{
    return JsonBody::written(UserBody{line.userId, line.email, line.name, line.createdAt, line.lastSeenAt,
                                      line.hasPassword, line.isDisabled, line.isServerAdmin});
}

std::function<void(Result<AccountLine>)> answeringLine(const HttpResponder &responder, int status)
{
    return [responder, status](const Result<AccountLine> &line) {
        responder.answer(line ? PeopleAnswers::unstored(status, userObject(*line))
                              : HttpResponse::problem(line.error()));
    };
}

/// Only what is there is changed.
Result<UserAdmin::Change> changeFrom(const HttpRequest &request)
{
    const auto object = JsonBody::parse(request);
    if (!object)
        return object.error();
    FieldErrors errors;
    const FieldValues values = JsonBody::fields(*object, UserPatchBody::fields, errors);
    if (!errors.isEmpty())
        return errors.error();
    UserAdmin::Change change;
    for (const FieldValue &value : values) {
        const QByteArray name = UserPatchBody::fields[value.field].name;
        if (const auto *isSo = std::get_if<bool>(&value.value))
            (name == "isDisabled" ? change.isDisabled : change.isServerAdmin) = *isSo;
        else if (const auto *text = std::get_if<QString>(&value.value))
            change.password = text->toUtf8();
    }
    return change;
}

/// Not there for who is no admin of the server; the document says that it is.
ApiHandler forAdmins(ApiHandler handler)
{
    return [handler = std::move(handler)](const ApiRequest &request, const HttpResponder &responder) {
        if (auto ok = mayAdministerServer(request.who); !ok)
            return responder.answer(HttpResponse::problem(ok.error()));
        handler(request, responder);
    };
}

RouteDescription adminRoute(const char *summary, AnswerDescription answer)
{
    RouteDescription about = PeopleAnswers::described("Administration", summary, Scope::Admin, std::move(answer));
    about.errors = {ErrorCode::NotFound};
    return about;
}

void listUsers(UserAdmin &users, const ApiRequest &request, const HttpResponder &responder)
{
    const QString cursor = request.query.value("cursor");
    if (request.query.contains("cursor") && !cursor.contains(u'@')) { // it is the last one's address
        FieldErrors errors;
        errors.addParameter(QStringLiteral("cursor"), QStringLiteral("is none that this server has given"));
        return responder.answer(HttpResponse::problem(errors.error()));
    }
    users.list(cursor, PeopleAnswers::PageMax, [responder](const Result<QList<AccountLine>> &lines) {
        if (!lines)
            return responder.answer(HttpResponse::problem(lines.error()));
        QJsonArray items;
        for (const AccountLine &line : *lines)
            items.append(userObject(line));
        const QJsonValue next =
            lines->size() < PeopleAnswers::PageMax ? QJsonValue() : QJsonValue(lines->constLast().email);
        responder.answer(PeopleAnswers::page(items, next));
    });
}

void addUser(UserAdmin &users, const ApiRequest &request, const HttpResponder &responder)
{
    const auto body = JsonBody::read<NewUserBody>(request.http);
    if (!body)
        return responder.answer(HttpResponse::problem(body.error()));
    users.add({body->email, body->name, body->password.toUtf8(), body->isServerAdmin}, answeringLine(responder, 201));
}

void changeUser(UserAdmin &users, const ApiRequest &request, const HttpResponder &responder)
{
    const auto change = changeFrom(request.http);
    if (!change)
        return responder.answer(HttpResponse::problem(change.error()));
    users.change(request.id("user"), *change, answeringLine(responder, 200));
}

void removeUser(UserAdmin &users, const ApiRequest &request, const HttpResponder &responder)
{
    const QString heirText = request.query.value("heir");
    const auto heir = heirText.isEmpty() ? Uuid() : Uuid::fromString(heirText);
    if (!heir) {
        FieldErrors errors;
        errors.addParameter(QStringLiteral("heir"), QStringLiteral("must be the id of an account"));
        return responder.answer(HttpResponse::problem(errors.error()));
    }
    users.remove(request.id("user"), *heir, PeopleAnswers::done(responder));
}

} // namespace

Result<void> mayAdministerServer(const Identity &who)
{
    if (!who.isServerAdmin || !who.rights.workspace.isNull())
        return Error(ErrorCode::NotFound, QStringLiteral("There is nothing at this address."));
    return Access::keyReaches(who.rights, Scope::Admin);
}

void addUserRoutes(Router &router, ApiDoor &door, UserAdmin &users)
{
    const Schema user = JsonSchema::of<UserBody>(JsonSchema::Way::Out);
    const auto with = [&users](void (*handle)(UserAdmin &, const ApiRequest &, const HttpResponder &)) {
        return forAdmins([&users, handle](const ApiRequest &request, const HttpResponder &responder) {
            handle(users, request, responder);
        });
    };
    RouteDescription list = adminRoute("The accounts of the server, by their e-mail addresses.",
                                       {200, QStringLiteral("A page of them."), JsonSchema::page(user)});
    list.query = {{"cursor", QStringLiteral("`next` of the page before."), JsonSchema::text()}};
    door.add(router, {"GET", "/api/v1/admin/users", "listAccounts", {}, list}, with(listUsers));

    RouteDescription add = adminRoute("Makes an account.", {201, QStringLiteral("Made."), user});
    add.request = JsonSchema::of<NewUserBody>(JsonSchema::Way::In);
    add.errors.append(ErrorCode::AlreadyExists);
    door.add(router, {"POST", "/api/v1/admin/users", "addAccount", {}, add}, with(addUser));

    door.add(router,
             {"GET",
              "/api/v1/admin/users/{user}",
              "showAccount",
              {},
              adminRoute("An account.", {200, QStringLiteral("It."), user})},
             forAdmins([&users](const ApiRequest &request, const HttpResponder &responder) {
                 users.show(request.id("user"), answeringLine(responder, 200));
             }));

    RouteDescription change =
        adminRoute("Disables or enables an account, makes it an admin or none, sets its password. "
                   "Disabling ends its sessions and API "
                   "tokens within a second.",
                   {200, QStringLiteral("As it is now."), user});
    change.request = JsonSchema::of<UserPatchBody>(JsonSchema::Way::In);
    change.errors.append(ErrorCode::LastOwner);
    door.add(router, {"PATCH", "/api/v1/admin/users/{user}", "changeAccount", {}, change}, with(changeUser));

    RouteDescription remove = adminRoute("Removes an account from the server and all workspaces; its work stays.",
                                         {204, QStringLiteral("Removed.")});
    remove.query = {{"heir", QStringLiteral("The id of who shall own what only they owned."), JsonSchema::uuid()}};
    remove.errors.append(ErrorCode::LastOwner);
    door.add(router, {"DELETE", "/api/v1/admin/users/{user}", "removeAccount", {}, remove}, with(removeUser));
}

} // namespace TaskMaster::Server
