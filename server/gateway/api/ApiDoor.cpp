// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/ApiDoor.h"

#include <QCryptographicHash>
#include <QUrl>

namespace TaskMaster::Server {
namespace {

/// `a=1&b=x+y` as HTML forms and everybody else write it.
QString formDecoded(QByteArray part)
{
    return QString::fromUtf8(QByteArray::fromPercentEncoding(part.replace('+', ' ')));
}

QHash<QByteArray, QString> queryOf(const HttpRequest &request, const RouteDescription &about, FieldErrors &errors)
{
    QHash<QByteArray, QString> query;
    for (const QByteArray &pair : request.query.split('&')) {
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        const QString name = formDecoded(equals < 0 ? pair : pair.left(equals));
        const QByteArray key = name.toUtf8();
        const bool isKnown = std::any_of(about.query.cbegin(), about.query.cend(),
                                         [&key](const ParameterDescription &known) { return known.name == key; });
        if (!isKnown)
            errors.addParameter(name.left(40), QStringLiteral("is not known here"));
        else if (query.contains(key))
            errors.addParameter(name, QStringLiteral("must be given only once"));
        query.insert(key, equals < 0 ? QString() : formDecoded(pair.mid(equals + 1)));
    }
    for (const ParameterDescription &known : about.query) {
        if (known.need == ParameterDescription::Need::Required && !query.contains(known.name))
            errors.addParameter(QString::fromUtf8(known.name), QStringLiteral("must be given"));
    }
    return query;
}

/// Does the client take an answer of that kind? Problems are sent to everybody.
bool accepts(const HttpRequest &request, const QByteArray &mediaType)
{
    const QByteArray group = mainPart(mediaType, '/') + "/*";
    bool isAsked = false;
    for (const HttpHeader &header : request.headers) {
        if (header.name.compare("Accept", Qt::CaseInsensitive) != 0)
            continue;
        for (const QByteArray &entry : header.value.split(',')) {
            const QByteArray range = mainPart(entry);
            if (range.isEmpty())
                continue;
            isAsked = true;
            const QByteArray rest = entry.toLower().simplified().replace(" ", "");
            const bool isRefused = rest.endsWith(";q=0") || rest.contains(";q=0;") || rest.endsWith(";q=0.0");
            if (!isRefused && (range == "*/*" || range == group || range == mediaType))
                return true;
        }
    }
    return !isAsked;
}

bool isUuidParameter(const RouteDescription &about, const QByteArray &name)
{
    return std::none_of(about.path.cbegin(), about.path.cend(),
                        [&name](const ParameterDescription &known) { return known.name == name; });
}

/// What can be said of a request without knowing who asks.
Result<void> checkForm(const RouteDescription &about, const HttpRequest &request)
{
    if (!about.answer.body.isEmpty() && !accepts(request, about.answer.mediaType))
        return Error(ErrorCode::NotAcceptable,
                     QStringLiteral("The answer is %1, which the Accept header excludes.")
                         .arg(QString::fromLatin1(about.answer.mediaType)));
    if (about.request.isEmpty()) {
        if (!request.body.isEmpty())
            return Error::malformed(QStringLiteral("this request has no body"));
        return {};
    }
    if (request.body.isEmpty() && about.body == RouteDescription::Body::Required)
        return Error::malformed(QStringLiteral("the body is missing"));
    const QByteArray type = request.header("Content-Type").value_or(QByteArray());
    if (!request.body.isEmpty() && !about.requestTypes.contains(mainPart(type)))
        return Error(ErrorCode::UnsupportedMediaType,
                     QStringLiteral("The body must be %1 (Content-Type).")
                         .arg(QString::fromLatin1(about.requestTypes.join(" or "))));
    if (request.header("Content-Encoding").value_or("identity").toLower() != "identity")
        return Error(ErrorCode::UnsupportedMediaType, QStringLiteral("The body must not be compressed."));
    return {};
}

/// The ids in the path. What is no id names nothing, and a token for one workspace knows no other.
Result<void> checkPath(const RouteDescription &about, const HttpRequest &request, const Identity &who)
{
    for (const auto &[name, value] : request.parameters) {
        if (!isUuidParameter(about, name))
            continue;
        const auto id = Uuid::fromString(value);
        if (!id || id->isNull())
            return Error::notFound(QString::fromLatin1(name.endsWith("Id") ? name.chopped(2) : name));
        if (name == "workspace") {
            if (auto ok = Access::keyEnters(who.rights, *id); !ok)
                return ok;
        }
    }
    return {};
}

Result<ApiRequest> admitted(const RouteDescription &about, const HttpRequest &request, const Identity &who)
{
    if (auto ok = checkPath(about, request, who); !ok)
        return ok.error();
    if (auto ok = checkForm(about, request); !ok)
        return ok.error();
    FieldErrors errors;
    ApiRequest admitted{request, who, queryOf(request, about, errors)};
    if (!errors.isEmpty())
        return errors.error();
    return admitted;
}

void let(const RouteDescription &about, const ApiHandler &handler, const HttpRequest &request, const Identity &who,
         const HttpResponder &responder)
{
    const auto in = admitted(about, request, who);
    if (in)
        handler(*in, responder);
    else
        responder.answer(HttpResponse::problem(in.error()));
}

/// Keys of buckets stay in memory, tokens must not.
QString bucketOf(const QString &token)
{
    return QString::fromLatin1(QCryptographicHash::hash(token.toUtf8(), QCryptographicHash::Blake2b_160).toBase64());
}

} // namespace

ApiDoor::ApiDoor(Options options, Authenticator &authenticator, const Clock &clock)
    : m_authenticator(authenticator)
    , m_throttle(options.perToken, clock)
{
}

void ApiDoor::add(Router &router, Route route, ApiHandler handler, Who who)
{
    Q_ASSERT(!route.handler && !route.about.tag.isEmpty());
    Q_ASSERT_X(std::none_of(router.routes().begin(), router.routes().end(),
                            [&route](const auto &known) { return known->name == route.name; }),
               "ApiDoor", "two operations of one name");
    auto about = std::make_shared<const RouteDescription>(route.about);
    route.handler = [this, about, handler = std::move(handler), who](const HttpRequest &request,
                                                                     const HttpResponder &responder) {
        if (about->scope == Scope::None || who == Who::Unasked)
            let(*about, handler, request, {}, responder);
        else
            enter(about, handler, request, responder);
    };
    router.add(std::move(route));
}

void ApiDoor::enter(const std::shared_ptr<const RouteDescription> &about, const ApiHandler &handler,
                    const HttpRequest &request, const HttpResponder &responder)
{
    const auto token = bearerToken(request);
    if (!token) {
        responder.answer(HttpResponse::problem(token.error()));
        return;
    }
    if (auto free = m_throttle.take(bucketOf(*token)); !free) {
        responder.answer(HttpResponse::problem(free.error()));
        return;
    }
    m_authenticator.authenticate(*token, [about, handler, request, responder](const Result<Identity> &who) {
        if (who) {
            if (auto ok = Access::keyReaches(who->rights, about->scope); !ok)
                return responder.answer(HttpResponse::problem(ok.error()));
            return let(*about, handler, request, *who, responder);
        }
        // Of a disabled account nothing works: to the API its tokens are none.
        const bool isDisabled = who.error().code == ErrorCode::Forbidden;
        responder.answer(HttpResponse::problem(isDisabled ? Error(ErrorCode::Unauthenticated) : who.error()));
    });
}

Result<QString> bearerToken(const HttpRequest &request)
{
    const QByteArray header = request.header("Authorization").value_or(QByteArray());
    if (header.size() < 8 || header.left(7).compare("Bearer ", Qt::CaseInsensitive) != 0)
        return Error(ErrorCode::Unauthenticated,
                     QStringLiteral("Sign in first: this needs “Authorization: Bearer …”."));
    return QString::fromLatin1(header.mid(7).trimmed());
}

} // namespace TaskMaster::Server
