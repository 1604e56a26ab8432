// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/OpenApi.h"

#include "server/gateway/api/ApiDoor.h"
#include "server/gateway/api/EntityTags.h"
#include "server/gateway/api/JsonSchema.h"
#include "server/gateway/api/ProblemSchema.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <set>

namespace TaskMaster::Server::OpenApi {
namespace {

/// The groups of the document, in its order.
struct Tag {
    const char *name;
    const char *meaning;
};
constexpr Tag tags[]{
    {"Server", "The server itself."},
    {"Signing in", "Sessions and their tokens."},
    {"Account", "One’s own account."},
    {"Places", "What one may open, over all workspaces."},
    {"Workspaces", "A workspace, its people, and what its projects share."},
    {"Projects", "A project and the work in it."},
    {"Personal", "What only one person sees of a workspace."},
};

QJsonObject refTo(const char *where, const QString &name)
{
    return {{QStringLiteral("$ref"), QStringLiteral("#/components/%1/%2").arg(QLatin1StringView(where), name)}};
}

/// All named schemas that the document refers to.
class Components {
public:
    [[nodiscard]] QJsonObject use(const Schema &schema)
    {
        add(schema);
        return JsonSchema::use(schema);
    }
    [[nodiscard]] const QJsonObject &schemas() const { return m_schemas; }

private:
    void add(const Schema &schema)
    {
        for (const Schema &part : schema.parts)
            add(part);
        if (schema.name.isEmpty())
            return;
        Q_ASSERT_X(!m_schemas.contains(schema.name) || m_schemas[schema.name].toObject() == schema.body, "OpenApi",
                   qPrintable(QStringLiteral("two schemas are called ") + schema.name));
        m_schemas[schema.name] = schema.body;
    }
    QJsonObject m_schemas;
};

// ---- errors

/// Which errors a route may end in: its own, and those that follow from what it is.
std::set<int> errorStatuses(const Route &route)
{
    const RouteDescription &about = route.about;
    std::set<int> statuses{400, 422}; // a body or a parameter that is not asked for
    for (const ErrorCode code : about.errors)
        statuses.insert(describe(code).httpStatus);
    if (about.scope != Scope::None)
        statuses.insert({401, 403, 429});
    if (route.pattern.contains('{'))
        statuses.insert(404);
    if (!about.answer.body.isEmpty())
        statuses.insert(406);
    if (!about.request.isEmpty())
        statuses.insert({413, 415});
    if ((about.traits & RouteDescription::Idempotent) != 0)
        statuses.insert({404, 409});
    if ((about.traits & RouteDescription::Guarded) != 0)
        statuses.insert(412);
    if ((about.traits & RouteDescription::Seen) != 0)
        statuses.insert(503);
    return statuses;
}

QString problemName(int status)
{
    return QString::fromLatin1(reasonPhrase(status)).remove(u' ');
}

QJsonObject problemResponse(int status)
{
    QStringList codes;
    for (int code = 0; code < errorCodeCount(); ++code) {
        const ErrorDescription &error = describe(static_cast<ErrorCode>(code));
        if (error.httpStatus == status)
            codes << QStringLiteral("`%1`: %2").arg(QLatin1StringView(error.wire), QLatin1StringView(error.sentence));
    }
    QJsonObject headers;
    if (status == 429 || status == 503)
        headers[QStringLiteral("Retry-After")] = refTo("headers", QStringLiteral("RetryAfter"));
    QJsonObject response{
        {QStringLiteral("description"), codes.join(u'\n')},
        {QStringLiteral("content"),
         QJsonObject{{QStringLiteral("application/problem+json"),
                      QJsonObject{{QStringLiteral("schema"), refTo("schemas", QStringLiteral("Problem"))}}}}}};
    if (!headers.isEmpty())
        response[QStringLiteral("headers")] = headers;
    return response;
}

// ---- headers

QJsonObject header(const char *meaning, const QJsonObject &schema = JsonSchema::text())
{
    return {{QStringLiteral("description"), QString::fromUtf8(meaning)}, {QStringLiteral("schema"), schema}};
}

QJsonObject headerComponents()
{
    return {
        {QStringLiteral("ETag"),
         header("Strong: \"epoch.rev.variant\" of a row, \"epoch.seq.variant\" of a collection.")},
        {QStringLiteral("Link"), header("`rel=\"next\"`: the page behind this one (RFC 8288).")},
        {QStringLiteral("Location"), header("Where the new row is.")},
        {QStringLiteral("RetryAfter"), header("Seconds to wait.", JsonSchema::integer(1, 86'400))},
        {QStringLiteral("Seen"), header("How much of which streams is in the answer: `stream=epoch.seq, …`.")},
        {QStringLiteral("Command"), header("The id of the command that this was: for `undo`.", JsonSchema::uuid())},
    };
}

QJsonObject parameterHeader(const char *name, const char *meaning)
{
    return {{QStringLiteral("name"), QString::fromLatin1(name)},
            {QStringLiteral("in"), QStringLiteral("header")},
            {QStringLiteral("required"), false},
            {QStringLiteral("description"), QString::fromUtf8(meaning)},
            {QStringLiteral("schema"), JsonSchema::text()}};
}

QJsonObject parameterComponents()
{
    return {
        {QStringLiteral("IfNoneMatch"),
         parameterHeader("If-None-Match", "ETags of copies that one has: 304 if one of them is current.")},
        {QStringLiteral("IfMatch"),
         parameterHeader("If-Match",
                         "ETags that the row may have, or `*`: otherwise 412. Only changes of this row count.")},
        {QStringLiteral("IdempotencyKey"),
         parameterHeader("Idempotency-Key",
                         "Up to 255 characters: sent again with it, a request is applied once, and gets the same "
                         "answer. With another body: 422.")},
        {QStringLiteral("Seen"),
         parameterHeader("TaskMaster-Seen", "What an earlier answer said: nothing older is shown.")},
    };
}

QJsonArray parametersOf(const Route &route)
{
    const RouteDescription &about = route.about;
    QJsonArray parameters;
    const auto add = [&parameters](const ParameterDescription &parameter, const char *in, bool isRequired) {
        QJsonObject json{{QStringLiteral("name"), QString::fromLatin1(parameter.name)},
                         {QStringLiteral("in"), QString::fromLatin1(in)},
                         {QStringLiteral("required"), isRequired},
                         {QStringLiteral("schema"), parameter.schema}};
        if (!parameter.meaning.isEmpty())
            json[QStringLiteral("description")] = parameter.meaning;
        parameters.append(json);
    };
    for (const QByteArray &part : route.pattern.split('/')) {
        if (!part.startsWith('{'))
            continue;
        const QByteArray name = part.sliced(1).chopped(1);
        const auto described = std::find_if(about.path.cbegin(), about.path.cend(),
                                            [&name](const ParameterDescription &known) { return known.name == name; });
        add(described == about.path.cend() ? ParameterDescription{name, {}, JsonSchema::uuid()} : *described, "path",
            true);
    }
    for (const ParameterDescription &parameter : about.query)
        add(parameter, "query", parameter.need == ParameterDescription::Need::Required);
    if ((about.traits & RouteDescription::Cached) != 0)
        parameters.append(refTo("parameters", QStringLiteral("IfNoneMatch")));
    if ((about.traits & RouteDescription::Guarded) != 0)
        parameters.append(refTo("parameters", QStringLiteral("IfMatch")));
    if ((about.traits & RouteDescription::Idempotent) != 0)
        parameters.append(refTo("parameters", QStringLiteral("IdempotencyKey")));
    if ((about.traits & RouteDescription::Seen) != 0)
        parameters.append(refTo("parameters", QStringLiteral("Seen")));
    return parameters;
}

// ---- operations

QJsonObject answerJson(const Route &route, const AnswerDescription &answer, Components &components)
{
    const quint8 traits = route.about.traits;
    QJsonObject headers;
    if ((traits & RouteDescription::Seen) != 0)
        headers[QStringLiteral("TaskMaster-Seen")] = refTo("headers", QStringLiteral("Seen"));
    if ((traits & RouteDescription::Cached) != 0)
        headers[QStringLiteral("ETag")] = refTo("headers", QStringLiteral("ETag"));
    if ((traits & RouteDescription::Idempotent) != 0)
        headers[QStringLiteral("TaskMaster-Command")] = refTo("headers", QStringLiteral("Command"));
    if (answer.status == 201 && (traits & RouteDescription::Idempotent) != 0)
        headers[QStringLiteral("Location")] = refTo("headers", QStringLiteral("Location"));
    const bool isPaged = std::any_of(route.about.query.cbegin(), route.about.query.cend(),
                                     [](const ParameterDescription &known) { return known.name == "cursor"; });
    if (isPaged)
        headers[QStringLiteral("Link")] = refTo("headers", QStringLiteral("Link"));
    QJsonObject json{{QStringLiteral("description"), answer.meaning}};
    if (!headers.isEmpty())
        json[QStringLiteral("headers")] = headers;
    if (!answer.body.isEmpty())
        json[QStringLiteral("content")] =
            QJsonObject{{QString::fromLatin1(answer.mediaType),
                         QJsonObject{{QStringLiteral("schema"), components.use(answer.body)}}}};
    return json;
}

QJsonObject responsesOf(const Route &route, Components &components)
{
    QJsonObject responses;
    QList<AnswerDescription> answers = route.about.otherAnswers;
    answers.prepend(route.about.answer);
    for (const AnswerDescription &answer : std::as_const(answers))
        responses[QString::number(answer.status)] = answerJson(route, answer, components);
    if ((route.about.traits & RouteDescription::Cached) != 0)
        responses[QStringLiteral("304")] =
            QJsonObject{{QStringLiteral("description"), QStringLiteral("The copy is current.")}};
    for (const int status : errorStatuses(route))
        responses[QString::number(status)] = refTo("responses", problemName(status));
    responses[QStringLiteral("default")] = refTo("responses", QStringLiteral("OtherProblem"));
    return responses;
}

QString whoMayAsk(Scope scope)
{
    if (scope == Scope::None)
        return QStringLiteral(" Nobody needs to sign in for this.");
    if (scope == Scope::Session)
        return QStringLiteral(" Only for who signed in: no API token opens it.");
    return QStringLiteral(" An API token needs the scope `%1`.").arg(QLatin1StringView(scopeName(scope)));
}

QJsonObject operationOf(const Route &route, Components &components)
{
    const RouteDescription &about = route.about;
    QJsonObject operation{{QStringLiteral("operationId"), QString::fromLatin1(route.name)},
                          {QStringLiteral("summary"), about.summary},
                          {QStringLiteral("description"), about.summary + whoMayAsk(about.scope)},
                          {QStringLiteral("x-scope"), QLatin1StringView(scopeName(about.scope))},
                          {QStringLiteral("tags"), QJsonArray{QString::fromLatin1(about.tag)}},
                          {QStringLiteral("responses"), responsesOf(route, components)}};
    QJsonArray security;
    if (about.scope != Scope::None)
        security.append(QJsonObject{{QStringLiteral("bearer"), QJsonArray()}});
    operation[QStringLiteral("security")] = security;
    if (const QJsonArray parameters = parametersOf(route); !parameters.isEmpty())
        operation[QStringLiteral("parameters")] = parameters;
    if (!about.request.isEmpty()) {
        QJsonObject content;
        for (const QByteArray &type : about.requestTypes)
            content[QString::fromLatin1(type)] = QJsonObject{{QStringLiteral("schema"), components.use(about.request)}};
        operation[QStringLiteral("requestBody")] =
            QJsonObject{{QStringLiteral("required"), about.body == RouteDescription::Body::Required},
                        {QStringLiteral("content"), content}};
    }
    return operation;
}

QJsonArray tagsUsed(const std::set<QByteArray> &used)
{
    QJsonArray list;
    std::set<QByteArray> left = used;
    for (const Tag &tag : tags) {
        if (left.erase(tag.name) > 0)
            list.append(QJsonObject{{QStringLiteral("name"), QString::fromLatin1(tag.name)},
                                    {QStringLiteral("description"), QString::fromUtf8(tag.meaning)}});
    }
    for (const QByteArray &name : left)
        list.append(QJsonObject{{QStringLiteral("name"), QString::fromLatin1(name)},
                                {QStringLiteral("description"), QString::fromLatin1(name)}});
    return list;
}

QJsonObject info(const QString &version)
{
    return {
        {QStringLiteral("title"), QStringLiteral("Task Master")},
        {QStringLiteral("version"), version},
        {QStringLiteral("summary"), QStringLiteral("The HTTP API of a Task Master server.")},
        {QStringLiteral("description"),
         QStringLiteral("Everything that can be done over the WebSocket, as plain HTTP: commands, rows, events. See "
                        "docs/API.md.")},
        {QStringLiteral("contact"), QJsonObject{{QStringLiteral("name"), QStringLiteral("Whoever runs this server")}}},
        {QStringLiteral("license"),
         QJsonObject{{QStringLiteral("name"), QStringLiteral("GPL-3.0-or-later")},
                     {QStringLiteral("identifier"), QStringLiteral("GPL-3.0-or-later")}}}};
}

} // namespace

QJsonObject document(const Router &router, const QString &version)
{
    Components components;
    (void)components.use(problemSchema());
    QJsonObject paths;
    QJsonObject responses;
    std::set<QByteArray> used;
    for (const auto &route : router.routes()) {
        if (route->about.tag.isEmpty())
            continue;
        used.insert(route->about.tag);
        const QString pattern = QString::fromLatin1(route->pattern);
        QJsonObject item = paths[pattern].toObject();
        item[QString::fromLatin1(route->method.toLower())] = operationOf(*route, components);
        paths[pattern] = item;
        for (const int status : errorStatuses(*route))
            responses[problemName(status)] = problemResponse(status);
    }
    QJsonObject other = problemResponse(500);
    other[QStringLiteral("description")] = QStringLiteral("Anything else that went wrong.");
    responses[QStringLiteral("OtherProblem")] = other;
    const QJsonObject bearer{
        {QStringLiteral("type"), QStringLiteral("http")},
        {QStringLiteral("scheme"), QStringLiteral("bearer")},
        {QStringLiteral("description"), QStringLiteral("The token of a session, or an API token.")}};
    return {{QStringLiteral("openapi"), QStringLiteral("3.1.0")},
            {QStringLiteral("info"), info(version)},
            {QStringLiteral("servers"),
             QJsonArray{QJsonObject{{QStringLiteral("url"), QStringLiteral("/")},
                                    {QStringLiteral("description"), QStringLiteral("This server.")}}}},
            {QStringLiteral("tags"), tagsUsed(used)},
            {QStringLiteral("paths"), paths},
            {QStringLiteral("components"),
             QJsonObject{{QStringLiteral("schemas"), components.schemas()},
                         {QStringLiteral("responses"), responses},
                         {QStringLiteral("headers"), headerComponents()},
                         {QStringLiteral("parameters"), parameterComponents()},
                         {QStringLiteral("securitySchemes"), QJsonObject{{QStringLiteral("bearer"), bearer}}}}}};
}

void addRoute(Router &router, ApiDoor &door, const QString &version)
{
    struct Served {
        EntityTag tag;
        std::array<HttpResponse, 3> responses; ///< by coding, made once
    };
    const auto served = std::make_shared<Served>();
    RouteDescription about;
    about.tag = "Server";
    about.summary = QStringLiteral("This document.");
    about.answer = {200, QStringLiteral("OpenAPI 3.1."), {{}, {{QStringLiteral("type"), QStringLiteral("object")}}}};
    about.traits = RouteDescription::Cached;
    door.add(router, {"GET", "/api/v1/openapi.json", "openApi", {}, about},
             [served](const ApiRequest &request, const HttpResponder &responder) {
                 if (const auto known = EntityTags::matching(request.http, served->tag))
                     return responder.answer(EntityTags::notModified(*known));
                 responder.answer(served->responses[static_cast<std::size_t>(preferredCoding(request.http))]);
             });
    const QByteArray body = QJsonDocument(document(router, version)).toJson(QJsonDocument::Compact);
    served->tag = {0, EntityTag::variantOf(body), "api"};
    for (const ContentCoding coding : {ContentCoding::Identity, ContentCoding::Gzip, ContentCoding::Zstd}) {
        HttpResponse plain{200, {{"Content-Type", "application/json"}, {"ETag", served->tag.toHeader()}}, body};
        served->responses[static_cast<std::size_t>(coding)] =
            coding == ContentCoding::Identity ? std::move(plain) : encoded(std::move(plain), coding);
    }
}

} // namespace TaskMaster::Server::OpenApi
