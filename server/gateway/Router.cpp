// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/Router.h"

#include <QStringDecoder>

namespace TaskMaster::Server {
namespace {

std::vector<QByteArray> segmentsOf(const QByteArray &path)
{
    const QList<QByteArray> parts = path.split('/');
    return {parts.begin() + 1, parts.end()}; // in front of the first slash is nothing
}

bool isParameter(const QByteArray &segment)
{
    return segment.startsWith('{') && segment.endsWith('}');
}

/// nullopt: not UTF-8.
std::optional<QString> decoded(const QByteArray &segment)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString text = decoder(QByteArray::fromPercentEncoding(segment));
    return decoder.hasError() ? std::nullopt : std::optional(std::move(text));
}

bool serves(const Route &route, const QByteArray &method)
{
    return route.method == method || (method == "HEAD" && route.method == "GET");
}

} // namespace

HttpHandler answering(std::function<HttpResponse(const HttpRequest &)> answer)
{
    return [answer = std::move(answer)](const HttpRequest &request, const HttpResponder &responder) {
        responder.answer(answer(request));
    };
}

void Router::add(Route route)
{
    Q_ASSERT(route.pattern.startsWith('/') && route.handler);
    Node *node = &m_root;
    for (const QByteArray &segment : segmentsOf(route.pattern)) {
        std::unique_ptr<Node> &next = isParameter(segment) ? node->parameter : node->literals[segment];
        if (!next)
            next = std::make_unique<Node>();
        node = next.get();
    }
    Q_ASSERT_X(std::none_of(node->routes.begin(), node->routes.end(),
                            [&](const Route *known) { return known->method == route.method; }),
               "Router", "two routes for one method and address");
    node->routes.push_back(m_routes.emplace_back(std::make_unique<const Route>(std::move(route))).get());
}

const Router::Node *Router::descend(const Node &node, std::span<const QByteArray> segments)
{
    if (segments.empty())
        return node.routes.empty() ? nullptr : &node;
    const auto literal = node.literals.find(QByteArray::fromPercentEncoding(segments.front()));
    if (literal != node.literals.end()) {
        if (const Node *found = descend(*literal->second, segments.subspan(1)))
            return found;
    }
    if (!node.parameter || segments.front().isEmpty())
        return nullptr;
    return descend(*node.parameter, segments.subspan(1));
}

QByteArray Router::allowed(const Node &node)
{
    QByteArrayList methods;
    for (const Route *route : node.routes) {
        methods.append(route->method);
        if (route->method == "GET")
            methods.append("HEAD");
    }
    methods.append("OPTIONS");
    return methods.join(", ");
}

Router::Outcome Router::find(const QByteArray &method, const QByteArray &path) const
{
    if (!path.startsWith('/'))
        return NotFound();
    const std::vector<QByteArray> segments = segmentsOf(path);
    const Node *node = descend(m_root, segments);
    if (!node)
        return NotFound();
    const auto route = std::find_if(node->routes.begin(), node->routes.end(),
                                    [&](const Route *known) { return serves(*known, method); });
    if (route == node->routes.end())
        return NotAllowed{allowed(*node)};
    Match match{**route, {}};
    const std::vector<QByteArray> pattern = segmentsOf((*route)->pattern);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (!isParameter(pattern[i]))
            continue;
        std::optional<QString> value = decoded(segments[i]);
        if (!value)
            return NotFound();
        match.parameters.append({pattern[i].sliced(1).chopped(1), *std::move(value)});
    }
    return match;
}

} // namespace TaskMaster::Server
