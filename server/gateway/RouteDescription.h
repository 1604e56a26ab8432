// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Scope.h"
#include "shared/core/Error.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>

#include <vector>

namespace TaskMaster::Server {

/// A JSON Schema (2020-12). One with a name is written once, under `components`, and referred to from everywhere else.
/// Made by api/JsonSchema.h from field descriptions; by hand only where there are none.
struct Schema {
    QString name;
    QJsonObject body;
    std::vector<Schema> parts = {}; ///< those with names that `body` refers to

    [[nodiscard]] bool isEmpty() const { return name.isEmpty() && body.isEmpty(); }
};

/// Something in the query or the path. What is not described in the path is a UUID.
struct ParameterDescription {
    QByteArray name;
    QString meaning;
    QJsonObject schema;
    enum class Need : quint8 { Optional, Required } need = Need::Optional;
};

/// One way in which a request ends well.
struct AnswerDescription {
    int status = 200;
    QString meaning;
    Schema body = {}; ///< empty: no body
    QByteArray mediaType = "application/json";
};

/**
 * All that is to be known of a route besides its address: what the OpenAPI document is made of, and what ApiDoor asks
 * of a request before the handler sees it. Errors that follow from the rest (401 with a scope, 404 with a parameter,
 * 415 and 422 with a body …) need no mention.
 */
struct RouteDescription {
    QByteArray tag; ///< the group in the document; empty: the route is not part of the API
    QString summary; ///< one sentence
    Scope scope = Scope::None;
    AnswerDescription answer = {};
    Schema request = {}; ///< empty: a body is refused
    enum class Body : quint8 { Required, Optional } body = Body::Required;
    QByteArrayList requestTypes = {"application/json"};
    qint64 bodyBytesMax = 0; ///< when it takes files: more than bodies usually may have
    QList<ParameterDescription> query = {}; ///< any other parameter is refused
    QList<ParameterDescription> path = {};
    QList<AnswerDescription> otherAnswers = {};
    QList<ErrorCode> errors = {}; ///< that do not follow from the rest
    enum Trait : quint8 {
        Plain = 0,
        Cached = 1, ///< has an ETag; answers If-None-Match with 304
        Guarded = 2, ///< obeys If-Match with 412
        Idempotent = 4, ///< obeys Idempotency-Key
        Seen = 8, ///< says TaskMaster-Seen, and is never older than what the request says
    };
    quint8 traits = Plain;
};

} // namespace TaskMaster::Server
