// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/link/Authenticator.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>

namespace TaskMaster::Client {
namespace {

constexpr qint64 AnswerBytesMax = 64 * 1024;

QNetworkRequest requestFor(const QUrl &server, const QString &path)
{
    QUrl url = server;
    url.setPath(QStringLiteral("/api/v1") + path);
    QNetworkRequest request(url);
    request.setTransferTimeout(Authenticator::TimeoutMs);
    // A redirect would carry the password to somebody whom nobody named.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    return request;
}

Error about(const QString &field, ErrorCode code, const QString &sentence)
{
    return Error(code, sentence, {{QStringLiteral("field"), field}});
}

Error aboutServer(ErrorCode code, const QString &sentence)
{
    return about(QStringLiteral("server"), code, sentence);
}

/// The server was not reached, or not by HTTP.
Error networkError(const QNetworkReply &reply)
{
    const QString host = reply.url().host();
    switch (reply.error()) {
    case QNetworkReply::HostNotFoundError:
        return aboutServer(ErrorCode::Unavailable,
                           Authenticator::tr("There is no server called %1; please check the address.").arg(host));
    case QNetworkReply::ConnectionRefusedError:
        return aboutServer(
            ErrorCode::Unavailable,
            Authenticator::tr("Nobody answers at %1; is the server running?").arg(reply.url().authority()));
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError: // how QNetworkReply tells its transfer timeout
        return aboutServer(ErrorCode::Timeout, Authenticator::tr("%1 does not answer.").arg(host));
    case QNetworkReply::SslHandshakeFailedError:
        return aboutServer(ErrorCode::Unavailable,
                           Authenticator::tr("The connection to %1 is not secure: %2").arg(host, reply.errorString()));
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolInvalidOperationError:
        return aboutServer(
            ErrorCode::Unavailable,
            Authenticator::tr("What answers at %1 is not a Task Master server.").arg(reply.url().authority()));
    default:
        return aboutServer(ErrorCode::Unavailable,
                           Authenticator::tr("%1 cannot be reached: %2").arg(host, reply.errorString()));
    }
}

/// An answer with a status that is no success. `detail`: the server's own words (RFC 9457).
Error statusError(int status, const QUrl &url, const QString &detail)
{
    const auto orElse = [&detail](const QString &sentence) { return detail.isEmpty() ? sentence : detail; };
    switch (status) {
    case 401:
    case 403:
        return about(QStringLiteral("password"), ErrorCode::Unauthenticated,
                     orElse(Authenticator::tr("E-mail address or password is not right.")));
    case 400:
    case 422:
        return about(QStringLiteral("email"), ErrorCode::InvalidField,
                     orElse(Authenticator::tr("The server does not accept this e-mail address or password.")));
    case 429:
        return about({}, ErrorCode::RateLimited,
                     orElse(Authenticator::tr("Too many attempts; please wait a minute and try again.")));
    case 502:
    case 503:
    case 504:
        return aboutServer(
            ErrorCode::Unavailable,
            Authenticator::tr("The server at %1 is busy or restarting; please try again.").arg(url.host()));
    default:
        break;
    }
    if (status >= 500)
        return aboutServer(
            ErrorCode::Internal,
            Authenticator::tr("The server at %1 has a problem (status %2).").arg(url.host()).arg(status));
    return aboutServer(
        ErrorCode::NotFound,
        Authenticator::tr("There is no Task Master server at %1 (status %2).").arg(url.authority()).arg(status));
}

/// What a server says about a link, and about the wishes of who uses it (RFC 9457, with `errors` per field).
Error linkError(int status, const QUrl &url, const QJsonObject &problem)
{
    const QString detail = problem.value(QLatin1StringView("detail")).toString();
    const QString code = problem.value(QLatin1StringView("code")).toString();
    const QJsonObject first = problem.value(QLatin1StringView("errors")).toArray().at(0).toObject();
    QString field = first.value(QLatin1StringView("field")).toString();
    if (field.isEmpty())
        field = problem.value(QLatin1StringView("details")).toObject().value(QLatin1StringView("field")).toString();
    switch (status) {
    case 404:
        if (code.isEmpty()) // somebody else's 404
            break;
        return about(QStringLiteral("link"), ErrorCode::NotFound, detail);
    case 403:
        return about(QStringLiteral("link"), ErrorCode::Forbidden, detail);
    case 409:
        return about(QStringLiteral("email"), ErrorCode::AlreadyExists, detail);
    case 422:
        return about(field, ErrorCode::InvalidField, detail);
    default:
        break;
    }
    return statusError(status, url, detail);
}

} // namespace

Authenticator::Authenticator(QObject *parent)
    : QObject(parent)
{
}

void Authenticator::cancel()
{
    if (QNetworkReply *reply = std::exchange(m_asking, nullptr)) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
}

void Authenticator::signIn(const QUrl &server, const QString &email, const QString &password)
{
    post(requestFor(server, QStringLiteral("/session")),
         {{QStringLiteral("email"), email}, {QStringLiteral("password"), password}}, About::Account,
         [this, server](const QJsonObject &answer) { openSession(server, answer); });
}

void Authenticator::look(const AccessLink &link)
{
    post(requestFor(link.server, QStringLiteral("/invitations/preview")), {{QStringLiteral("secret"), link.secret}},
         About::Link, [this](const QJsonObject &answer) {
             const auto text = [&answer](const char *name) { return answer.value(QLatin1StringView(name)).toString(); };
             Q_EMIT looked({text("workspace"), text("project"), text("inviter"), text("role")});
         });
}

void Authenticator::join(const AccessLink &link, const Newcomer &newcomer)
{
    const bool isSetUp = link.kind == AccessLink::Kind::SetUp;
    QJsonObject body{{QStringLiteral("secret"), link.secret},
                     {QStringLiteral("email"), newcomer.email},
                     {QStringLiteral("name"), newcomer.name},
                     {QStringLiteral("password"), newcomer.password}};
    if (isSetUp && !newcomer.workspace.isEmpty())
        body.insert(QStringLiteral("workspace"), newcomer.workspace);
    post(requestFor(link.server, isSetUp ? QStringLiteral("/setup") : QStringLiteral("/invitations/redeem")), body,
         About::Link, [this, server = link.server](const QJsonObject &answer) { openSession(server, answer); });
}

void Authenticator::accept(const AccessLink &link, const QString &token)
{
    QNetworkRequest request = requestFor(link.server, QStringLiteral("/invitations/accept"));
    request.setRawHeader("Authorization", "Bearer " + token.toLatin1());
    post(request, {{QStringLiteral("secret"), link.secret}}, About::Link,
         [this](const QJsonObject &) { Q_EMIT accepted(); });
}

void Authenticator::signOut(const QUrl &server, const QString &token)
{
    QNetworkRequest request = requestFor(server, QStringLiteral("/session"));
    request.setRawHeader("Authorization", "Bearer " + token.toLatin1());
    QNetworkReply *reply = m_network.deleteResource(request);
    connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
}

void Authenticator::post(QNetworkRequest request, const QJsonObject &body, About about,
                         std::function<void(const QJsonObject &answer)> done)
{
    cancel();
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    m_asking = m_network.post(request, QJsonDocument(body).toJson(QJsonDocument::Compact));
    connect(m_asking, &QNetworkReply::finished, this,
            [this, reply = m_asking.data(), about, done = std::move(done)] { onAnswered(reply, about, done); });
}

void Authenticator::onAnswered(QNetworkReply *reply, About about,
                               const std::function<void(const QJsonObject &answer)> &done)
{
    m_asking = nullptr;
    reply->deleteLater();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0) {
        Q_EMIT failed(networkError(*reply));
        return;
    }
    const QJsonObject answer = QJsonDocument::fromJson(reply->read(AnswerBytesMax)).object();
    if (status >= 200 && status < 300) {
        done(answer);
        return;
    }
    Q_EMIT failed(about == About::Link
                      ? linkError(status, reply->url(), answer)
                      : statusError(status, reply->url(), answer.value(QLatin1StringView("detail")).toString()));
}

void Authenticator::openSession(const QUrl &server, const QJsonObject &answer)
{
    const QJsonObject user = answer.value(QLatin1StringView("user")).toObject();
    const auto userId = Uuid::fromString(user.value(QLatin1StringView("id")).toString());
    const QString token = answer.value(QLatin1StringView("token")).toString();
    if (!userId || token.isEmpty()) {
        Q_EMIT failed(aboutServer(ErrorCode::NotFound,
                                  tr("What answers at %1 is not a Task Master server.").arg(server.authority())));
        return;
    }
    Q_EMIT signedIn({server, token, *userId, user.value(QLatin1StringView("name")).toString()});
}

} // namespace TaskMaster::Client
