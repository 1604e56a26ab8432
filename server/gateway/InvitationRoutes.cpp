// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/InvitationRoutes.h"

#include "server/gateway/PeopleAnswers.h"
#include "server/gateway/Router.h"
#include "server/gateway/api/ApiDoor.h"
#include "server/gateway/api/JsonBody.h"
#include "server/gateway/api/JsonSchema.h"
#include "shared/protocol/AccessLink.h"

#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

constexpr qint64 SecretMax = 100;
constexpr int InvitationUsesMax = 1000;

struct SecretBody {
    QString secret;

    static constexpr const char *schema = "LinkSecret";
    static constexpr std::array fields{textField<&SecretBody::secret>("secret", SecretMax, Required)};
};

struct NewcomerBody {
    QString secret;
    QString email;
    QString name;
    QString password;
    QString device;

    static constexpr const char *schema = "Newcomer";
    static constexpr std::array fields{
        textField<&NewcomerBody::secret>("secret", SecretMax, Required),
        textField<&NewcomerBody::email>("email", Limits::EmailMax, Required),
        textField<&NewcomerBody::name>("name", Limits::NameMax, Required),
        textField<&NewcomerBody::password>("password", PeopleAnswers::PasswordMax, Required),
        textField<&NewcomerBody::device>("device", Limits::NameMax),
    };
};

struct SetUpBody : NewcomerBody {
    QString workspace;

    static constexpr const char *schema = "SetUp";
    static constexpr std::array fields{
        textField<&SetUpBody::secret>("secret", SecretMax, Required),
        textField<&SetUpBody::email>("email", Limits::EmailMax, Required),
        textField<&SetUpBody::name>("name", Limits::NameMax, Required),
        textField<&SetUpBody::password>("password", PeopleAnswers::PasswordMax, Required),
        textField<&SetUpBody::device>("device", Limits::NameMax),
        textField<&SetUpBody::workspace>("workspace", Limits::NameMax),
    };
};

struct InvitedPlaceBody {
    Uuid workspaceId;
    Uuid projectId;

    static constexpr const char *schema = "Place";
    static constexpr std::array fields{
        idField<&InvitedPlaceBody::workspaceId>("workspaceId"),
        idField<&InvitedPlaceBody::projectId>("projectId"),
    };
};

struct PreviewBody {
    QString workspace;
    QString project;
    QString inviter;
    Role role = Role::Member;
    qint64 expiresAt = 0;

    static constexpr const char *schema = "InvitationPreview";
    static constexpr std::array fields{
        textField<&PreviewBody::workspace>("workspace", Limits::NameMax),
        textField<&PreviewBody::project>("project", Limits::NameMax),
        textField<&PreviewBody::inviter>("inviter", Limits::NameMax),
        choiceField<&PreviewBody::role>("role"),
        timestampField<&PreviewBody::expiresAt>("expiresAt"),
    };
};

struct NewInvitationBody {
    Role role = Role::Member;
    Uuid projectId;
    qint64 expiresAt = 0;
    qint64 usesMax = 1;

    static constexpr const char *schema = "NewInvitation";
    static constexpr std::array fields{
        choiceField<&NewInvitationBody::role>("role"),
        idField<&NewInvitationBody::projectId>("projectId"),
        timestampField<&NewInvitationBody::expiresAt>("expiresAt"),
        integerField<&NewInvitationBody::usesMax>("usesMax", 1, InvitationUsesMax),
    };
};

struct InvitationBody {
    Uuid id;
    Role role = Role::Member;
    Uuid projectId;
    Uuid creatorId;
    qint64 createdAt = 0;
    qint64 expiresAt = 0;
    qint64 revokedAt = 0;
    qint64 usesMax = 1;
    qint64 uses = 0;

    static constexpr const char *schema = "Invitation";
    static constexpr std::array fields{
        idField<&InvitationBody::id>("id", Required),
        choiceField<&InvitationBody::role>("role"),
        idField<&InvitationBody::projectId>("projectId"),
        idField<&InvitationBody::creatorId>("creatorId"),
        timestampField<&InvitationBody::createdAt>("createdAt"),
        timestampField<&InvitationBody::expiresAt>("expiresAt"),
        timestampField<&InvitationBody::revokedAt>("revokedAt"),
        integerField<&InvitationBody::usesMax>("usesMax", 1, InvitationUsesMax),
        integerField<&InvitationBody::uses>("uses", 0, InvitationUsesMax),
    };
};

InvitationBody invitationBody(const Invitation &invitation)
{
    return {invitation.id,        invitation.role,      invitation.projectId,
            invitation.creatorId, invitation.createdAt, invitation.expiresAt,
            invitation.revokedAt, invitation.usesMax,   invitation.uses};
}

Newcomer newcomerOf(const NewcomerBody &body, const HttpRequest &request)
{
    return {body.email, body.name, body.password.toUtf8(), body.device, request.peer};
}

Invitations::Done<Arrival> arriving(const HttpResponder &responder)
{
    return [responder](const Result<Arrival> &arrival) {
        if (!arrival)
            return responder.answer(HttpResponse::problem(arrival.error()));
        QJsonObject body = JsonBody::written(InvitedPlaceBody{arrival->workspaceId, arrival->projectId});
        if (arrival->session) {
            const QJsonObject session = openedSessionObject(*arrival->session);
            for (auto it = session.begin(); it != session.end(); ++it)
                body.insert(it.key(), it.value());
        }
        responder.answer(PeopleAnswers::unstored(arrival->session ? 201 : 200, body));
    };
}

template <DescribedBody T>
ApiHandler reading(std::function<void(const T &, const ApiRequest &, const HttpResponder &)> handle)
{
    return [handle = std::move(handle)](const ApiRequest &request, const HttpResponder &responder) {
        const auto body = JsonBody::read<T>(request.http);
        if (body)
            handle(*body, request, responder);
        else
            responder.answer(HttpResponse::problem(body.error()));
    };
}

void addDoors(Router &router, ApiDoor &door, Invitations &invitations)
{
    const AnswerDescription signedIn{201, QStringLiteral("The account is made and signed in."),
                                     openedSessionSchema(QStringLiteral("Arrival"), InvitedPlaceBody::fields)};
    const QList<ErrorCode> errors{ErrorCode::NotFound, ErrorCode::AlreadyExists, ErrorCode::RateLimited};

    RouteDescription setUp = PeopleAnswers::described(
        "Signing in", "Makes the first account of a new server, with the secret of the link that it printed.",
        Scope::None, signedIn);
    setUp.request = JsonSchema::of<SetUpBody>(JsonSchema::Way::In);
    setUp.errors = errors;
    door.add(router, {"POST", "/api/v1/setup", "setUp", {}, setUp},
             reading<SetUpBody>([&invitations](const SetUpBody &body, const ApiRequest &request,
                                               const HttpResponder &responder) {
                 invitations.setUp(body.secret, newcomerOf(body, request.http), body.workspace, arriving(responder));
             }));

    RouteDescription redeem =
        PeopleAnswers::described("Signing in", "Makes an account by an invitation.", Scope::None, signedIn);
    redeem.request = JsonSchema::of<NewcomerBody>(JsonSchema::Way::In);
    redeem.errors = errors;
    door.add(router, {"POST", "/api/v1/invitations/redeem", "redeemInvitation", {}, redeem},
             reading<NewcomerBody>(
                 [&invitations](const NewcomerBody &body, const ApiRequest &request, const HttpResponder &responder) {
                     invitations.redeemAsNewcomer(body.secret, newcomerOf(body, request.http), arriving(responder));
                 }));

    RouteDescription accept = PeopleAnswers::described(
        "Invitations", "Accepts an invitation as who you are.", Scope::Session,
        {200, QStringLiteral("Where you are now."), JsonSchema::of<InvitedPlaceBody>(JsonSchema::Way::Out)});
    accept.request = JsonSchema::of<SecretBody>(JsonSchema::Way::In);
    accept.errors = {ErrorCode::NotFound};
    door.add(router, {"POST", "/api/v1/invitations/accept", "acceptInvitation", {}, accept},
             reading<SecretBody>(
                 [&invitations](const SecretBody &body, const ApiRequest &request, const HttpResponder &responder) {
                     invitations.redeemAs(request.who, body.secret, request.http.peer, arriving(responder));
                 }));

    RouteDescription look = PeopleAnswers::described(
        "Invitations", "What an invitation is for, before it is used.", Scope::None,
        {200, QStringLiteral("Where it leads."), JsonSchema::of<PreviewBody>(JsonSchema::Way::Out)});
    look.request = JsonSchema::of<SecretBody>(JsonSchema::Way::In);
    look.errors = {ErrorCode::NotFound, ErrorCode::RateLimited};
    door.add(
        router, {"POST", "/api/v1/invitations/preview", "previewInvitation", {}, look},
        reading<SecretBody>(
            [&invitations](const SecretBody &body, const ApiRequest &request, const HttpResponder &responder) {
                invitations.look(body.secret, request.http.peer, [responder](const Result<InvitationPreview> &seen) {
                    if (!seen)
                        return responder.answer(HttpResponse::problem(seen.error()));
                    const PreviewBody shown{seen->workspace, seen->project, seen->inviter, seen->role, seen->expiresAt};
                    responder.answer(PeopleAnswers::unstored(200, JsonBody::written(shown)));
                });
            }));
}

/// Where the link leads: where people reach the server, or where this request did.
QUrl addressFor(const QUrl &publicAddress, const HttpRequest &request)
{
    if (!publicAddress.isEmpty())
        return publicAddress;
    return QUrl(QStringLiteral("http://") + QString::fromLatin1(request.header("Host").value_or("127.0.0.1")),
                QUrl::StrictMode);
}

void addInvitation(Invitations &invitations, const QUrl &publicAddress, const NewInvitationBody &body,
                   const ApiRequest &request, const HttpResponder &responder)
{
    const NewInvitation wish{request.id("workspace"), body.projectId, body.role, body.expiresAt,
                             static_cast<int>(body.usesMax)};
    invitations.add(
        request.who, wish,
        [responder, server = addressFor(publicAddress, request.http)](const Result<Invitations::Added> &added) {
            if (!added)
                return responder.answer(HttpResponse::problem(added.error()));
            QJsonObject made = JsonBody::written(invitationBody(added->invitation));
            made.insert(QStringLiteral("secret"), added->secret);
            made.insert(QStringLiteral("link"),
                        AccessLink{AccessLink::Kind::Invitation, server, added->secret}.toString());
            responder.answer(PeopleAnswers::unstored(201, made));
        });
}

void listInvitations(Invitations &invitations, const ApiRequest &request, const HttpResponder &responder)
{
    const QString cursor = request.query.value("cursor");
    const auto before = cursor.isEmpty() ? Uuid() : Uuid::fromString(cursor);
    if (!before) {
        FieldErrors errors;
        errors.addParameter(QStringLiteral("cursor"), QStringLiteral("is none that this server has given"));
        return responder.answer(HttpResponse::problem(errors.error()));
    }
    invitations.list(request.who, request.id("workspace"), *before, PeopleAnswers::PageMax,
                     [responder](const Result<QList<Invitation>> &found) {
                         if (!found)
                             return responder.answer(HttpResponse::problem(found.error()));
                         QJsonArray items;
                         for (const Invitation &invitation : *found)
                             items.append(JsonBody::written(invitationBody(invitation)));
                         const QJsonValue next = found->size() < PeopleAnswers::PageMax
                             ? QJsonValue()
                             : QJsonValue(found->constLast().id.toString());
                         responder.answer(PeopleAnswers::page(items, next));
                     });
}

void addManagement(Router &router, ApiDoor &door, Invitations &invitations, const QUrl &publicAddress)
{
    const Schema invitation = JsonSchema::of<InvitationBody>(JsonSchema::Way::Out);
    const Schema added = JsonSchema::object(
        QStringLiteral("AddedInvitation"), InvitationBody::fields, JsonSchema::Way::Out,
        {{QStringLiteral("secret"), {{}, JsonSchema::text(QStringLiteral("The secret in the link; shown this once."))}},
         {QStringLiteral("link"),
          {{}, JsonSchema::text(QStringLiteral("taskmaster://…, to be sent to whom you invite."))}}});
    RouteDescription list =
        PeopleAnswers::described("Invitations", "The invitations of a workspace, newest first.", Scope::Admin,
                                 {200, QStringLiteral("A page of them."), JsonSchema::page(invitation)});
    list.query = {{"cursor", QStringLiteral("`next` of the page before."), JsonSchema::text()}};
    door.add(router, {"GET", "/api/v1/workspaces/{workspace}/invitations", "listInvitations", {}, list},
             [&invitations](const ApiRequest &request, const HttpResponder &responder) {
                 listInvitations(invitations, request, responder);
             });
    RouteDescription add =
        PeopleAnswers::described("Invitations", "Invites people: whoever has the link may use it, as often as it says.",
                                 Scope::Admin, {201, QStringLiteral("Made."), added});
    add.request = JsonSchema::of<NewInvitationBody>(JsonSchema::Way::In);
    door.add(router, {"POST", "/api/v1/workspaces/{workspace}/invitations", "addInvitation", {}, add},
             reading<NewInvitationBody>([&invitations, publicAddress](const NewInvitationBody &body,
                                                                      const ApiRequest &request,
                                                                      const HttpResponder &responder) {
                 addInvitation(invitations, publicAddress, body, request, responder);
             }));
    RouteDescription revoke = PeopleAnswers::described("Invitations", "Withdraws an invitation; who has come in stays.",
                                                       Scope::Admin, {204, QStringLiteral("Withdrawn.")});
    door.add(router,
             {"DELETE", "/api/v1/workspaces/{workspace}/invitations/{invitation}", "revokeInvitation", {}, revoke},
             [&invitations](const ApiRequest &request, const HttpResponder &responder) {
                 invitations.revoke(request.who, request.id("workspace"), request.id("invitation"),
                                    PeopleAnswers::done(responder));
             });
}

} // namespace

void addInvitationRoutes(Router &router, ApiDoor &door, Invitations &invitations, const QUrl &publicAddress)
{
    addDoors(router, door, invitations);
    addManagement(router, door, invitations, publicAddress);
}

} // namespace TaskMaster::Server
