// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/Authenticator.h"
#include "server/gateway/Router.h"
#include "server/gateway/api/FieldErrors.h"
#include "server/ops/Throttle.h"
#include "shared/model/StreamId.h"

namespace TaskMaster::Server {

/// A request that may come in: who asks, and its query taken apart.
struct ApiRequest {
    HttpRequest http;
    Identity who;
    QHash<QByteArray, QString> query; ///< only parameters that the route describes

    /// A parameter of the path that stands for a row; the door has seen to it that it is an id.
    [[nodiscard]] Uuid id(QByteArrayView name) const { return Uuid::fromString(http.parameter(name)).value_or(Uuid{}); }
};

/// Runs on a thread of the database pool (without a database: DbPool::read gives one), or in the lane when nobody
/// needs to sign in. Answers now or later.
using ApiHandler = std::function<void(const ApiRequest &request, const HttpResponder &responder)>;

/**
 * Stands before every route of the API and asks of a request what the route's description says: a token with the scope
 * (401, 403), not too often (429), ids where ids belong (404), an acceptable answer (406), a body of the right kind or
 * none (415, 413), known parameters (422). What a person may do with what is behind it is decided there, by Access.
 * Made once, used by all lanes; outlives them.
 */
class ApiDoor {
public:
    struct Options {
        Throttle::Rate perToken{1'000, 10}; ///< at once; then one per so many milliseconds
    };
    ApiDoor(Options options, Authenticator &authenticator, const Clock &clock);

    /// Unasked: the handler finds out itself whose token it is, whatever the description asks for.
    enum class Who : quint8 { Asked, Unasked };
    /// `route` comes without a handler.
    void add(Router &router, Route route, ApiHandler handler, Who who = Who::Asked);

private:
    void enter(const std::shared_ptr<const RouteDescription> &about, const ApiHandler &handler,
               const HttpRequest &request, const HttpResponder &responder);

    Authenticator &m_authenticator;
    Throttle m_throttle;
};

/// The token of `Authorization: Bearer …`, or Unauthenticated.
[[nodiscard]] Result<QString> bearerToken(const HttpRequest &request);

} // namespace TaskMaster::Server
