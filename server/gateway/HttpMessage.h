// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Error.h"

#include <QByteArray>
#include <QHostAddress>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace TaskMaster::Server {

struct HttpHeader {
    QByteArray name; ///< as sent; compared case-insensitively
    QByteArray value; ///< without the white space around it
};
using HttpHeaders = QList<HttpHeader>;

/// The value of the first header of that name, if there is one.
[[nodiscard]] std::optional<QByteArray> headerValue(const HttpHeaders &headers, QByteArrayView name);
[[nodiscard]] qsizetype headerCount(const HttpHeaders &headers, QByteArrayView name);
/// What stands in front of the first separator (without white space, in lower case): the media type of a Content-Type.
[[nodiscard]] QByteArray mainPart(const QByteArray &value, char separator = ';');

/**
 * A complete request as the guard understood it: a value, so that handlers may keep it and take it to other threads.
 * It is sound in form (sizes, framing, escapes); whether it makes sense is the handler's business.
 */
struct HttpRequest {
    QByteArray method; ///< GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS
    QByteArray path; ///< starts with a slash, percent-encoded; `*` only with OPTIONS
    QByteArray query; ///< behind the question mark, percent-encoded
    int minorVersion = 1; ///< of HTTP/1
    HttpHeaders headers;
    QByteArray body;
    QHostAddress peer; ///< who asks; behind a proxy that is trusted, whom that names
    QByteArray id; ///< of the client's choice (X-Request-Id) or the server's: in the answer and in the log
    QList<QPair<QByteArray, QString>> parameters; ///< what `{name}` in the route's pattern stood for, decoded

    [[nodiscard]] std::optional<QByteArray> header(QByteArrayView name) const { return headerValue(headers, name); }
    /// A parameter of the route; the handler's own pattern names it, so a wrong name is a programmer error.
    [[nodiscard]] QString parameter(QByteArrayView name) const;
};

/// What is answered. Content-Length, Date, Connection and the like are added when it is written.
struct HttpResponse {
    int status = 200;
    HttpHeaders headers;
    QByteArray body;

    static HttpResponse text(int status, const QByteArray &body);
    static HttpResponse json(int status, const QJsonObject &body);
    /// RFC 9457: `{type, title, status, detail, code}`; `code` is the wire name of an ErrorCode, or empty.
    static HttpResponse problem(int status, const QString &sentence, const QString &code = {}, HttpHeaders more = {});
    /// The problem that an expected failure is, with its details as a member; what is wrong with single fields comes
    /// as `errors: [{field, pointer, message}]`. Has the headers that belong to it: WWW-Authenticate, Retry-After.
    static HttpResponse problem(const Error &error);
};

[[nodiscard]] QByteArray reasonPhrase(int status);

struct HttpWriting {
    enum class Body { Send, Omit } body = Body::Send; ///< Omit: the answer to HEAD, headers as if it were sent
    enum class Connection { KeepAlive, Close } connection = Connection::KeepAlive;
    int minorVersion = 1;
};
/// The whole answer as one piece of bytes, for one write.
[[nodiscard]] QByteArray written(const HttpResponse &response, const HttpWriting &how);

} // namespace TaskMaster::Server
