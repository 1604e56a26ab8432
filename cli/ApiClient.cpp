// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/ApiClient.h"

#include "cli/Waiting.h"

#include <QJsonDocument>
#include <QNetworkReply>

namespace TaskMaster::Cli {
namespace {

constexpr int AnswerMs = 30'000;
constexpr int TriesMax = 4;
constexpr int PauseMaxS = 5;
constexpr int PageSize = 500;

/// problem+json (RFC 9457), with a line for each field that is wrong.
Error problemOf(int status, const QByteArray &body)
{
    const QJsonObject problem = QJsonDocument::fromJson(body).object();
    QString sentence = problem.value(u"detail").toString();
    if (sentence.isEmpty())
        sentence = QStringLiteral("The server answered with the status %1. Is it a Task Master server?").arg(status);
    for (const QJsonValue wrong : problem.value(u"errors").toArray()) {
        const QString message = wrong[u"message"].toString();
        if (!sentence.contains(message))
            sentence += QStringLiteral("\n  %1: %2").arg(wrong[u"field"].toString(), message);
    }
    const ErrorCode code = problem.contains(u"code") ? errorCodeFromWire(problem.value(u"code").toString())
        : status == 401                              ? ErrorCode::Unauthenticated
        : status == 404                              ? ErrorCode::NotFound
                                                     : ErrorCode::Internal;
    if (code == ErrorCode::Unauthenticated)
        sentence += QStringLiteral(" Run `taskmaster-cli login`, or set TASKMASTER_TOKEN to a valid token.");
    return {code, sentence};
}

bool isWorthAnotherTry(int status)
{
    return status == 429 || status == 503 || status == 504;
}

} // namespace

ApiClient::ApiClient(QUrl server, QString token)
    : m_server(std::move(server))
    , m_token(std::move(token))
{
}

ApiClient::Answer ApiClient::ask(const Question &question)
{
    QUrl url(m_server.toString(QUrl::StripTrailingSlash) + QStringLiteral("/api/v1") + question.path);
    QNetworkRequest request(url);
    request.setRawHeader("Accept", "application/json");
    request.setTransferTimeout(AnswerMs);
    if (!m_token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_token.toUtf8());
    if (!question.body.isEmpty())
        request.setHeader(QNetworkRequest::ContentTypeHeader,
                          question.method == "PATCH" ? QStringLiteral("application/merge-patch+json")
                                                     : QStringLiteral("application/json"));
    if (!question.key.isNull())
        request.setRawHeader("Idempotency-Key", question.key.toString().toLatin1());
    const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, question.method, question.body));
    if (!reply->isFinished())
        runUntil(reply.get(), &QNetworkReply::finished, 2 * AnswerMs);
    Answer answer;
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.body = reply->readAll();
    answer.retryAfterS = reply->rawHeader("Retry-After").toInt();
    answer.failure = reply->errorString();
    return answer;
}

Result<QJsonObject> ApiClient::converse(const Question &question)
{
    for (int tries = 1;; ++tries) {
        const Answer answer = ask(question);
        if (answer.status == 0)
            return Error(
                ErrorCode::Unavailable,
                QStringLiteral("The server at %1 cannot be reached: %2. Is it running, and is the address right "
                               "(--server or TASKMASTER_SERVER)?")
                    .arg(m_server.toString(), answer.failure));
        if (answer.status < 300)
            return QJsonDocument::fromJson(answer.body).object();
        if (!isWorthAnotherTry(answer.status) || tries == TriesMax || answer.retryAfterS > PauseMaxS)
            return problemOf(answer.status, answer.body);
        pauseUntilQuit(1000 * std::max(1, answer.retryAfterS));
    }
}

Result<QJsonObject> ApiClient::get(const QString &path)
{
    return converse({"GET", path, {}, {}});
}

Result<QJsonArray> ApiClient::list(const QString &path)
{
    QJsonArray items;
    QString cursor;
    do {
        QString page = path + (path.contains(u'?') ? u'&' : u'?') + QStringLiteral("limit=%1").arg(PageSize);
        if (!cursor.isEmpty())
            page += QStringLiteral("&cursor=") + QString::fromLatin1(QUrl::toPercentEncoding(cursor));
        const auto answer = get(page);
        if (!answer)
            return answer.error();
        for (const QJsonValue item : answer->value(u"items").toArray())
            items.append(item);
        cursor = answer->value(u"next").toString();
    } while (!cursor.isEmpty());
    return items;
}

Result<QJsonObject> ApiClient::send(const QByteArray &method, const QString &path, const QJsonObject &body)
{
    return converse(
        {method, path, body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact), Uuid::v7()});
}

} // namespace TaskMaster::Cli
