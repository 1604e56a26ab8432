// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/link/Authenticator.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>

namespace TaskMaster::Client {
namespace {

constexpr qint64 AnswerBytesMax = 64 * 1024;

QNetworkRequest requestFor(const QUrl &server)
{
    QUrl url = server;
    url.setPath(QStringLiteral("/api/v1/session"));
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
    cancel();
    QNetworkRequest request = requestFor(server);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    const QJsonObject body{{QStringLiteral("email"), email}, {QStringLiteral("password"), password}};
    m_asking = m_network.post(request, QJsonDocument(body).toJson(QJsonDocument::Compact));
    connect(m_asking, &QNetworkReply::finished, this,
            [this, reply = m_asking.data(), server] { onAnswered(reply, server); });
}

void Authenticator::signOut(const QUrl &server, const QString &token)
{
    QNetworkRequest request = requestFor(server);
    request.setRawHeader("Authorization", "Bearer " + token.toLatin1());
    QNetworkReply *reply = m_network.deleteResource(request);
    connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
}

void Authenticator::onAnswered(QNetworkReply *reply, const QUrl &server)
{
    m_asking = nullptr;
    reply->deleteLater();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0) {
        Q_EMIT failed(networkError(*reply));
        return;
    }
    const QJsonObject answer = QJsonDocument::fromJson(reply->read(AnswerBytesMax)).object();
    if (status < 200 || status >= 300) {
        Q_EMIT failed(statusError(status, reply->url(), answer.value(QLatin1StringView("detail")).toString()));
        return;
    }
    const QJsonObject user = answer.value(QLatin1StringView("user")).toObject();
    const auto userId = Uuid::fromString(user.value(QLatin1StringView("id")).toString());
    const QString token = answer.value(QLatin1StringView("token")).toString();
    if (!userId || token.isEmpty()) {
        Q_EMIT failed(aboutServer(ErrorCode::NotFound,
                                  tr("What answers at %1 is not a Task Master server.").arg(reply->url().authority())));
        return;
    }
    Q_EMIT signedIn({server, token, *userId, user.value(QLatin1StringView("name")).toString()});
}

} // namespace TaskMaster::Client
