// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/Reading.h"

#include "server/gateway/api/JsonSchema.h"
#include "server/storage/Reader.h"
#include "server/storage/RowPages.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

namespace TaskMaster::Server {

void Reading::onDatabase(DbPool &pool, const HttpResponder &responder, Answer answer)
{
    pool.read([responder, answer = std::move(answer)](Result<Database *> database) {
        Result<HttpResponse> response = database ? answer(**database) : Result<HttpResponse>(database.error());
        responder.answer(response ? std::move(*response) : HttpResponse::problem(response.error()));
    });
}

HttpResponse Reading::tagged(const QJsonObject &body, const EntityTag &tag)
{
    HttpResponse response = HttpResponse::json(200, body);
    response.headers.append(
        {{"ETag", tag.toHeader()}, {"Cache-Control", "private, no-cache"}, {"Vary", "Authorization"}});
    return response;
}

Result<Position> Reading::enter(Database &database, const ApiServices &services, const ApiRequest &request,
                                const StreamId &stream)
{
    const auto seen = Seen::of(request.http);
    if (!seen)
        return seen.error();
    if (auto ok = Read::access(database, services.access, request.who.viewer(), stream); !ok)
        return ok.error();
    const auto head = RowPages::head(database, stream);
    if (!head)
        return head.error();
    Position position{stream, services.epoch, *head};
    if (auto ok = Seen::check(*seen, position); !ok)
        return ok.error();
    return position;
}

Paging::Paging(const ApiRequest &request, QByteArray question, FieldErrors &errors)
    : m_question(EntityTag::variantOf(question))
{
    if (const auto it = request.query.find("limit"); it != request.query.end()) {
        bool isNumber = false;
        m_limit = it->toInt(&isNumber);
        if (!isNumber || m_limit < 1 || m_limit > LimitMax) {
            errors.addParameter(QStringLiteral("limit"), QStringLiteral("must be between 1 and %1").arg(LimitMax));
            m_limit = LimitDefault;
        }
    }
    const auto cursor = request.query.find("cursor");
    if (cursor == request.query.end())
        return;
    const QJsonArray parts =
        QJsonDocument::fromJson(QByteArray::fromBase64(cursor->toLatin1(), QByteArray::Base64UrlEncoding)).array();
    if (parts.size() < 2 || parts.first().toString().toLatin1() != m_question) {
        errors.addParameter(QStringLiteral("cursor"),
                            QStringLiteral("is not one that this question was answered with"));
        return;
    }
    for (qsizetype i = 1; i < parts.size(); ++i)
        m_after.append(parts[i].toString());
}

QString Paging::cursorAfter(const QStringList &last) const
{
    QJsonArray parts = QJsonArray::fromStringList(last);
    parts.prepend(QString::fromLatin1(m_question));
    return QString::fromLatin1(QJsonDocument(parts)
                                   .toJson(QJsonDocument::Compact)
                                   .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

QJsonObject Paging::page(const QJsonArray &items, const QString &next)
{
    return {{QStringLiteral("items"), items},
            {QStringLiteral("next"), next.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(next)}};
}

void Paging::link(HttpResponse &response, const ApiRequest &request, const QString &next)
{
    if (next.isEmpty())
        return;
    QByteArrayList pairs;
    for (const QByteArray &pair : request.http.query.split('&')) {
        if (!pair.isEmpty() && !pair.startsWith("cursor="))
            pairs.append(pair);
    }
    pairs.append("cursor=" + next.toLatin1());
    response.headers.append(HttpHeader{"Link", '<' + request.http.path + '?' + pairs.join('&') + ">; rel=\"next\""});
}

QList<ParameterDescription> Paging::parameters()
{
    QJsonObject limit = JsonSchema::integer(1, LimitMax);
    limit[QStringLiteral("default")] = LimitDefault;
    return {{"limit", QStringLiteral("How many at most."), limit, ParameterDescription::Need::Optional},
            {"cursor", QStringLiteral("Where to go on: `next` of the page before."), JsonSchema::text(),
             ParameterDescription::Need::Optional}};
}

} // namespace TaskMaster::Server
