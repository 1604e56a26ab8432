// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/HttpMessage.h"
#include "server/gateway/HttpResponder.h"
#include "server/gateway/RouteDescription.h"

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <variant>
#include <vector>

namespace TaskMaster::Server {

/// Called in the lane of the connection, from several lanes at once; never blocks. Answers now or later, from any
/// thread.
using HttpHandler = std::function<void(const HttpRequest &request, const HttpResponder &responder)>;

/// A handler that has its answer at once.
[[nodiscard]] HttpHandler answering(std::function<HttpResponse(const HttpRequest &)> answer);

struct Route {
    QByteArray method; ///< GET also serves HEAD
    QByteArray pattern; ///< `/api/v1/tasks/{id}`: a segment is literal or one parameter
    QByteArray name; ///< stable, camelCase: the operation in metrics and in the OpenAPI document
    HttpHandler handler;
    RouteDescription about = {};
};

/**
 * Which handler answers which address: the one table of all routes. Rooms add theirs before the lanes start; from then
 * on it is read only, by all lanes. The table can be read: the OpenAPI document and the metrics are made from it.
 */
class Router {
public:
    /// A pattern that collides with another (same shape, same method) is a programmer error.
    void add(Route route);
    [[nodiscard]] std::span<const std::unique_ptr<const Route>> routes() const { return m_routes; }

    struct Match {
        const Route &route;
        QList<QPair<QByteArray, QString>> parameters;
    };
    struct NotFound { };
    struct NotAllowed {
        QByteArray allow; ///< for the Allow header: what the address does support
    };
    using Outcome = std::variant<Match, NotFound, NotAllowed>;
    /// `path` as it came, percent-encoded. A literal segment wins over a parameter.
    [[nodiscard]] Outcome find(const QByteArray &method, const QByteArray &path) const;

private:
    struct Node {
        std::map<QByteArray, std::unique_ptr<Node>> literals;
        std::unique_ptr<Node> parameter;
        std::vector<const Route *> routes;
    };
    [[nodiscard]] static const Node *descend(const Node &node, std::span<const QByteArray> segments);
    [[nodiscard]] static QByteArray allowed(const Node &node);

    std::vector<std::unique_ptr<const Route>> m_routes;
    Node m_root;
};

} // namespace TaskMaster::Server
