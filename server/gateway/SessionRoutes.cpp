// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/SessionRoutes.h"

#include "server/gateway/Router.h"
#include "shared/model/Entities.h"

#include <QJsonDocument>

namespace TaskMaster::Server {
namespace {

constexpr qsizetype PasswordBytesMax = 1024;

/// A problem with the headers that go with its code.
HttpResponse refusal(const Error &error)
{
    HttpResponse response = HttpResponse::problem(error);
    if (error.code == ErrorCode::Unauthenticated)
        response.headers.append(HttpHeader{"WWW-Authenticate", "Bearer realm=\"Task Master\""});
    const qint64 retryAfterS = error.details.value(QStringLiteral("retryAfterS")).toLongLong();
    if (retryAfterS > 0)
        response.headers.append(HttpHeader{"Retry-After", QByteArray::number(retryAfterS)});
    return response;
}

QJsonObject describeSession(const SignedIn &who)
{
    const QJsonObject user{{QStringLiteral("id"), who.userId.toString()},
                           {QStringLiteral("name"), who.name},
                           {QStringLiteral("email"), who.email}};
    return {{QStringLiteral("user"), user}, {QStringLiteral("expiresAt"), who.expiresAt}};
}

/// Nobody's token or account belongs into a cache.
HttpResponse unstored(int status, const QJsonObject &body)
{
    HttpResponse response = HttpResponse::json(status, body);
    response.headers.append(HttpHeader{"Cache-Control", "no-store"});
    return response;
}

Result<SignInAttempt> attemptFrom(const HttpRequest &request)
{
    const QByteArray type = request.header("Content-Type").value_or(QByteArray()).toLower();
    if (!type.startsWith("application/json"))
        return Error(ErrorCode::Malformed, QStringLiteral("The body must be JSON (Content-Type: application/json)."));
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(request.body, &problem);
    if (problem.error != QJsonParseError::NoError)
        return Error::malformed(
            QStringLiteral("JSON error at byte %1: %2").arg(problem.offset).arg(problem.errorString()));
    const QJsonObject body = document.object();
    SignInAttempt attempt{body.value(u"email").toString().trimmed().toLower(),
                          body.value(u"password").toString().toUtf8(), body.value(u"device").toString(), request.peer};
    if (attempt.email.isEmpty() || attempt.email.size() > Limits::EmailMax || !isStorableText(attempt.email))
        return Error::invalidField(QStringLiteral("email"), QStringLiteral("must be an e-mail address"));
    if (attempt.password.isEmpty() || attempt.password.size() > PasswordBytesMax)
        return Error::invalidField(QStringLiteral("password"), QStringLiteral("must be set"));
    if (attempt.device.size() > Limits::NameMax || !isStorableText(attempt.device))
        return Error::invalidField(QStringLiteral("device"),
                                   QStringLiteral("must not be longer than %1 characters").arg(Limits::NameMax));
    return attempt;
}

void openSession(Accounts &accounts, const HttpRequest &request, const HttpResponder &responder)
{
    auto attempt = attemptFrom(request);
    if (!attempt) {
        responder.answer(refusal(attempt.error()));
        return;
    }
    accounts.signIn(std::move(*attempt), [responder](const Result<Accounts::Opened> &opened) {
        if (!opened) {
            responder.answer(refusal(opened.error()));
            return;
        }
        QJsonObject body = describeSession(opened->who);
        body.insert(QStringLiteral("token"), opened->token);
        responder.answer(unstored(201, body));
    });
}

void showSession(Accounts &accounts, const HttpRequest &request, const HttpResponder &responder)
{
    const auto token = bearerToken(request);
    if (!token) {
        responder.answer(refusal(token.error()));
        return;
    }
    accounts.whoIs(*token, [responder](const Result<SignedIn> &who) {
        responder.answer(who ? unstored(200, describeSession(*who)) : refusal(who.error()));
    });
}

void closeSession(Accounts &accounts, const HttpRequest &request, const HttpResponder &responder)
{
    const auto token = bearerToken(request);
    if (!token) {
        responder.answer(refusal(token.error()));
        return;
    }
    accounts.signOut(*token, [responder](const Result<void> &closed) {
        responder.answer(closed ? HttpResponse{204, {}, {}} : refusal(closed.error()));
    });
}

} // namespace

Result<QString> bearerToken(const HttpRequest &request)
{
    const QByteArray header = request.header("Authorization").value_or(QByteArray());
    if (header.size() < 8 || header.left(7).compare("Bearer ", Qt::CaseInsensitive) != 0)
        return Error(ErrorCode::Unauthenticated,
                     QStringLiteral("Sign in first: this needs “Authorization: Bearer …”."));
    return QString::fromLatin1(header.mid(7).trimmed());
}

void addSessionRoutes(Router &router, Accounts &accounts)
{
    const auto with = [&accounts](void (*handle)(Accounts &, const HttpRequest &, const HttpResponder &)) {
        return [&accounts, handle](const HttpRequest &request, const HttpResponder &responder) {
            handle(accounts, request, responder);
        };
    };
    router.add({"POST", "/api/v1/session", "signIn", with(openSession)});
    router.add({"GET", "/api/v1/session", "showSession", with(showSession)});
    router.add({"DELETE", "/api/v1/session", "signOut", with(closeSession)});
}

} // namespace TaskMaster::Server
