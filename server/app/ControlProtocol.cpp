// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ControlProtocol.h"

#include "shared/protocol/Codec.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace TaskMaster::Server::ControlProtocol {
namespace {

QByteArray line(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject sessionObject(const SignedInSession &session)
{
    return {{QStringLiteral("tokenHash"), session.tokenHash},
            {QStringLiteral("userId"), session.userId.toString()},
            {QStringLiteral("createdAt"), session.createdAt},
            {QStringLiteral("expiresAt"), session.expiresAt},
            {QStringLiteral("label"), session.label}};
}

Result<SignedInSession> sessionFrom(const QJsonObject &object)
{
    const auto user = Uuid::fromString(object.value(u"userId").toString());
    const QString hash = object.value(u"tokenHash").toString();
    if (!user || hash.isEmpty())
        return Error::malformed(QStringLiteral("a session needs userId and tokenHash"));
    const qint64 createdAt = object.value(u"createdAt").toInteger();
    return SignedInSession{
        hash, *user, createdAt, object.value(u"expiresAt").toInteger(), createdAt, object.value(u"label").toString()};
}

} // namespace

bool isRequest(const QByteArray &text)
{
    return text.startsWith("{\"request\":");
}

QByteArray encode(const Request &request)
{
    // Written by hand so that “request” comes first: isRequest() need not parse a command to know it is none.
    QJsonObject rest;
    QByteArray name = "hello";
    if (const auto *wish = std::get_if<SetPassword>(&request)) {
        name = "setPassword";
        rest = {{QStringLiteral("userId"), wish->userId.toString()},
                {QStringLiteral("passwordHash"), wish->passwordHash}};
    } else if (const auto *added = std::get_if<AddSessions>(&request)) {
        name = "addSessions";
        QJsonArray sessions;
        for (const SignedInSession &session : added->sessions)
            sessions.append(sessionObject(session));
        rest = {{QStringLiteral("sessions"), sessions}};
    }
    return "{\"request\":\"" + name + "\",\"args\":" + line(rest) + "}";
}

Result<Request> decodeRequest(const QByteArray &text)
{
    QJsonParseError problem;
    const QJsonObject object = QJsonDocument::fromJson(text, &problem).object();
    if (problem.error != QJsonParseError::NoError)
        return Error::malformed(problem.errorString());
    const QString name = object.value(u"request").toString();
    const QJsonObject args = object.value(u"args").toObject();
    if (name == u"hello")
        return Request(Hello{});
    if (name == u"setPassword") {
        const auto user = Uuid::fromString(args.value(u"userId").toString());
        if (!user)
            return Error::malformed(QStringLiteral("userId is no UUID"));
        return Request(SetPassword{*user, args.value(u"passwordHash").toString()});
    }
    if (name == u"addSessions") {
        AddSessions wish;
        for (const QJsonValue value : args.value(u"sessions").toArray()) {
            auto session = sessionFrom(value.toObject());
            if (!session)
                return session.error();
            wish.sessions.append(*session);
        }
        return Request(std::move(wish));
    }
    return Error(ErrorCode::UnknownCommand, QStringLiteral("The running server does not know “%1”.").arg(name));
}

QByteArray encodeOutcome(const Result<void> &outcome, const QJsonObject &more)
{
    if (outcome) {
        QJsonObject object = more;
        object.insert(QStringLiteral("ok"), true);
        return line(object);
    }
    return line({{QStringLiteral("error"),
                  QJsonObject{{QStringLiteral("code"), outcome.error().wire()},
                              {QStringLiteral("message"), outcome.error().message}}}});
}

Result<QJsonObject> decodeOutcome(const QByteArray &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    if (object.value(u"ok").toBool())
        return object;
    const QJsonObject error = object.value(u"error").toObject();
    if (error.isEmpty())
        return Error::malformed(QStringLiteral("the running server answered something else than expected"));
    return Error(errorCodeFromWire(error.value(u"code").toString()), error.value(u"message").toString());
}

QByteArray encodeAnswer(const CommandAnswer &answer)
{
    if (answer.outcome)
        return Codec::encode(ServerFrame(Frames::Accepted{answer.commandId, *answer.outcome}), Encoding::Json);
    return Codec::encode(ServerFrame(Frames::Rejected{answer.commandId, answer.outcome.error()}), Encoding::Json);
}

Result<CommandAnswer> decodeAnswer(const QByteArray &text)
{
    const auto frame = Codec::decodeServerFrame(text, Encoding::Json);
    if (!frame)
        return frame.error();
    if (const auto *accepted = std::get_if<Frames::Accepted>(&*frame))
        return CommandAnswer{accepted->commandId, accepted->at, {}};
    if (const auto *rejected = std::get_if<Frames::Rejected>(&*frame))
        return CommandAnswer{rejected->commandId, rejected->error, {}};
    return Error::malformed(QStringLiteral("the running server answered something else than expected"));
}

} // namespace TaskMaster::Server::ControlProtocol
