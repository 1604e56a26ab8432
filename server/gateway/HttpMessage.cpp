// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/HttpMessage.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

namespace TaskMaster::Server {
namespace {

/// `Sun, 06 Nov 1994 08:49:37 GMT`, made once a second.
QByteArray httpDate()
{
    thread_local qint64 secondOfDate = 0;
    thread_local QByteArray date;
    const qint64 second = QDateTime::currentSecsSinceEpoch();
    if (second != secondOfDate) {
        secondOfDate = second;
        const QDateTime now = QDateTime::fromSecsSinceEpoch(second, Qt::UTC);
        date = QLocale::c().toString(now, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss")).toLatin1() + " GMT";
    }
    return date;
}

bool mayHaveBody(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

} // namespace

std::optional<QByteArray> headerValue(const HttpHeaders &headers, QByteArrayView name)
{
    for (const HttpHeader &header : headers) {
        if (header.name.compare(name, Qt::CaseInsensitive) == 0)
            return header.value;
    }
    return std::nullopt;
}

qsizetype headerCount(const HttpHeaders &headers, QByteArrayView name)
{
    return std::count_if(headers.begin(), headers.end(), [name](const HttpHeader &header) {
        return header.name.compare(name, Qt::CaseInsensitive) == 0;
    });
}

QByteArray mainPart(const QByteArray &value, char separator)
{
    const qsizetype end = value.indexOf(separator);
    return (end < 0 ? value : value.left(end)).trimmed().toLower();
}

QString HttpRequest::parameter(QByteArrayView name) const
{
    for (const auto &[known, value] : parameters) {
        if (known == name)
            return value;
    }
    Q_ASSERT_X(false, "HttpRequest", "the route's pattern has no parameter of that name");
    return {};
}

HttpResponse HttpResponse::text(int status, const QByteArray &body)
{
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, body};
}

HttpResponse HttpResponse::json(int status, const QJsonObject &body)
{
    return {status, {{"Content-Type", "application/json"}}, QJsonDocument(body).toJson(QJsonDocument::Compact)};
}

HttpResponse HttpResponse::problem(int status, const QString &sentence, const QString &code, HttpHeaders more)
{
    QJsonObject body{{QStringLiteral("type"), QStringLiteral("about:blank")},
                     {QStringLiteral("title"), QString::fromLatin1(reasonPhrase(status))},
                     {QStringLiteral("status"), status},
                     {QStringLiteral("detail"), sentence}};
    if (!code.isEmpty())
        body[QStringLiteral("code")] = code;
    HttpResponse response = json(status, body);
    response.headers = std::move(more);
    response.headers.prepend(HttpHeader{"Content-Type", "application/problem+json"});
    response.headers.append(HttpHeader{"Cache-Control", "no-store"});
    return response;
}

HttpResponse HttpResponse::problem(const Error &error)
{
    HttpResponse response = problem(describe(error.code).httpStatus, error.message, error.wire());
    QVariantMap details = error.details;
    QJsonArray errors = QJsonArray::fromVariantList(details.take(QStringLiteral("errors")).toList());
    if (errors.isEmpty() && details.contains(QStringLiteral("field")))
        errors.append(QJsonObject{{QStringLiteral("field"), details[QStringLiteral("field")].toString()},
                                  {QStringLiteral("message"), error.message}});
    QJsonObject body = QJsonDocument::fromJson(response.body).object();
    if (!details.isEmpty())
        body[QStringLiteral("details")] = QJsonObject::fromVariantMap(details);
    if (!errors.isEmpty())
        body[QStringLiteral("errors")] = errors;
    response.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    if (error.code == ErrorCode::Unauthenticated)
        response.headers.append(HttpHeader{"WWW-Authenticate", "Bearer realm=\"Task Master\""});
    if (error.isTemporary() && response.status != 500) {
        const qint64 retryAfterS = details.value(QStringLiteral("retryAfterS"), 1).toLongLong();
        response.headers.append(HttpHeader{"Retry-After", QByteArray::number(std::max<qint64>(1, retryAfterS))});
    }
    return response;
}

QByteArray reasonPhrase(int status)
{
    static const QHash<int, QByteArray> phrases{
        {100, "Continue"},
        {101, "Switching Protocols"},
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {411, "Length Required"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {426, "Upgrade Required"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {505, "HTTP Version Not Supported"},
        {507, "Insufficient Storage"},
    };
    return phrases.value(status, "Status");
}

QByteArray written(const HttpResponse &response, const HttpWriting &how)
{
    QByteArray bytes;
    bytes.reserve(256 + response.body.size());
    bytes += "HTTP/1.1 " + QByteArray::number(response.status) + ' ' + reasonPhrase(response.status) + "\r\n";
    for (const HttpHeader &header : response.headers) {
        Q_ASSERT(!header.value.contains('\r') && !header.value.contains('\n'));
        bytes += header.name + ": " + header.value + "\r\n";
    }
    bytes += "Date: " + httpDate() + "\r\nX-Content-Type-Options: nosniff\r\n";
    if (mayHaveBody(response.status))
        bytes += "Content-Length: " + QByteArray::number(response.body.size()) + "\r\n";
    if (how.connection == HttpWriting::Connection::Close)
        bytes += "Connection: close\r\n";
    else if (how.minorVersion == 0)
        bytes += "Connection: keep-alive\r\n";
    bytes += "\r\n";
    if (how.body == HttpWriting::Body::Send && mayHaveBody(response.status))
        bytes += response.body;
    return bytes;
}

} // namespace TaskMaster::Server
