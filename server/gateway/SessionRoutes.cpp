// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/SessionRoutes.h"

#include "server/gateway/PeopleAnswers.h"
#include "server/gateway/Router.h"
#include "server/gateway/api/ApiDoor.h"
#include "server/gateway/api/JsonBody.h"
#include "server/gateway/api/JsonSchema.h"
#include "shared/model/Entities.h"

#include <limits>

namespace TaskMaster::Server {
namespace {

struct SignInBody {
    QString email;
    QString password;
    QString device;

    static constexpr const char *schema = "SignIn";
    static constexpr std::array fields{
        textField<&SignInBody::email>("email", Limits::EmailMax, Required),
        textField<&SignInBody::password>("password", PeopleAnswers::PasswordMax, Required),
        textField<&SignInBody::device>("device", Limits::NameMax),
    };
};

struct PersonBody {
    Uuid id;
    QString name;
    QString email;

    static constexpr const char *schema = "Person";
    static constexpr std::array fields{
        idField<&PersonBody::id>("id", Required),
        textField<&PersonBody::name>("name", Limits::NameMax),
        textField<&PersonBody::email>("email", Limits::EmailMax),
    };
};

struct SessionBody {
    qint64 expiresAt = 0;
    QString scope;
    Uuid onlyWorkspaceId; ///< the token opens nothing else; null: everything
    bool isServerAdmin = false;

    static constexpr const char *schema = "Session";
    static constexpr std::array fields{
        timestampField<&SessionBody::expiresAt>("expiresAt"),
        textField<&SessionBody::scope>("scope", 20),
        idField<&SessionBody::onlyWorkspaceId>("onlyWorkspaceId"),
        booleanField<&SessionBody::isServerAdmin>("isServerAdmin"),
    };
};

Schema sessionSchema(const QString &name, std::span<const FieldDescription> moreFields = {},
                     const QList<JsonSchema::Member> &more = {})
{
    std::vector<FieldDescription> fields(SessionBody::fields.begin(), SessionBody::fields.end());
    fields.insert(fields.end(), moreFields.begin(), moreFields.end());
    const JsonSchema::Member user{QStringLiteral("user"), JsonSchema::of<PersonBody>(JsonSchema::Way::Out)};
    return JsonSchema::object(name, fields, JsonSchema::Way::Out, QList{user} + more);
}

QJsonObject describeSession(const SignedIn &who)
{
    const bool isForEver = who.expiresAt == std::numeric_limits<qint64>::max();
    QJsonObject body =
        JsonBody::written(SessionBody{isForEver ? 0 : who.expiresAt, QString::fromLatin1(scopeName(who.rights.scope)),
                                      who.rights.workspace, who.isServerAdmin});
    body[QStringLiteral("user")] = JsonBody::written(PersonBody{who.userId, who.name, who.email});
    return body;
}

void openSession(Accounts &accounts, const ApiRequest &request, const HttpResponder &responder)
{
    const auto body = JsonBody::read<SignInBody>(request.http);
    if (!body) {
        responder.answer(HttpResponse::problem(body.error()));
        return;
    }
    SignInAttempt attempt{body->email.trimmed().toLower(), body->password.toUtf8(), body->device, request.http.peer};
    accounts.signIn(std::move(attempt), [responder](const Result<Accounts::Opened> &opened) {
        if (!opened) {
            responder.answer(HttpResponse::problem(opened.error()));
            return;
        }
        responder.answer(PeopleAnswers::unstored(201, openedSessionObject(*opened)));
    });
}

void showSession(Accounts &accounts, const ApiRequest &request, const HttpResponder &responder)
{
    accounts.whoIs(bearerToken(request.http).value(), [responder](const Result<SignedIn> &who) {
        responder.answer(who ? PeopleAnswers::unstored(200, describeSession(*who))
                             : HttpResponse::problem(who.error()));
    });
}

/// The door does not ask whose token it is: who is signed out already is told that it is so.
void closeSession(Accounts &accounts, const ApiRequest &request, const HttpResponder &responder)
{
    const auto token = bearerToken(request.http);
    if (!token) {
        responder.answer(HttpResponse::problem(token.error()));
        return;
    }
    accounts.signOut(*token, [responder](const Result<void> &closed) {
        responder.answer(closed ? HttpResponse{204, {}, {}} : HttpResponse::problem(closed.error()));
    });
}

} // namespace

QJsonObject openedSessionObject(const Accounts::Opened &opened)
{
    QJsonObject session = describeSession(opened.who);
    session.insert(QStringLiteral("token"), opened.token);
    return session;
}

Schema openedSessionSchema(const QString &name, std::span<const FieldDescription> more)
{
    return sessionSchema(
        name, more,
        {{QStringLiteral("token"), {{}, JsonSchema::text(QStringLiteral("The bearer token; shown this once."))}}});
}

void addSessionRoutes(Router &router, ApiDoor &door, Accounts &accounts)
{
    const auto described = [](const char *summary, AnswerDescription answer) {
        RouteDescription about;
        about.tag = "Signing in";
        about.summary = QString::fromUtf8(summary);
        about.answer = std::move(answer);
        return about;
    };
    const Schema session = sessionSchema(QStringLiteral("Session"));
    const Schema opened = openedSessionSchema(QStringLiteral("OpenedSession"));
    RouteDescription signIn = described("Signs in with a password.", {201, QStringLiteral("Signed in."), opened});
    signIn.request = JsonSchema::of<SignInBody>(JsonSchema::Way::In);
    signIn.errors = {ErrorCode::Unauthenticated, ErrorCode::RateLimited};
    RouteDescription show = described("Who the token stands for.", {200, QStringLiteral("The session."), session});
    show.scope = Scope::Read;
    RouteDescription close =
        described("Signs out, and closes the session’s sockets.", {204, QStringLiteral("Signed out.")});
    close.scope = Scope::Read;
    door.add(router, {"POST", "/api/v1/session", "signIn", {}, signIn},
             [&accounts](const ApiRequest &request, const HttpResponder &responder) {
                 openSession(accounts, request, responder);
             });
    door.add(router, {"GET", "/api/v1/session", "showSession", {}, show},
             [&accounts](const ApiRequest &request, const HttpResponder &responder) {
                 showSession(accounts, request, responder);
             });
    door.add(
        router, {"DELETE", "/api/v1/session", "signOut", {}, close},
        [&accounts](const ApiRequest &request, const HttpResponder &responder) {
            closeSession(accounts, request, responder);
        },
        ApiDoor::Who::Unasked);
}

} // namespace TaskMaster::Server
