// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ControlProtocol.h"

#include "server/app/AccountChangeJson.h"
#include "server/app/WebhookChangeJson.h"
#include "shared/protocol/Codec.h"

#include <QJsonDocument>

namespace TaskMaster::Server::ControlProtocol {
namespace {

QByteArray line(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

bool isRequest(const QByteArray &text)
{
    return text.startsWith("{\"request\":");
}

QByteArray encode(const Request &request)
{
    // Written by hand so that “request” comes first: isRequest() need not parse a command to know it is none.
    QByteArray name = "hello";
    QJsonObject args;
    if (const auto *change = std::get_if<AccountChange>(&request)) {
        name = AccountChangeJson::nameOf(*change);
        args = AccountChangeJson::encode(*change);
    } else if (const auto *webhooks = std::get_if<WebhookChange>(&request)) {
        name = WebhookChangeJson::nameOf(*webhooks);
        args = WebhookChangeJson::encode(*webhooks);
    }
    return "{\"request\":\"" + name + "\",\"args\":" + line(args) + "}";
}

Result<Request> decodeRequest(const QByteArray &text)
{
    QJsonParseError problem;
    const QJsonObject object = QJsonDocument::fromJson(text, &problem).object();
    if (problem.error != QJsonParseError::NoError)
        return Error::malformed(problem.errorString());
    const QString name = object.value(u"request").toString();
    if (name == u"hello")
        return Request(Hello{});
    if (WebhookChangeJson::knows(name)) {
        auto webhooks = WebhookChangeJson::decode(name, object.value(u"args").toObject());
        return webhooks ? Result<Request>(Request(std::move(*webhooks))) : Result<Request>(webhooks.error());
    }
    auto change = AccountChangeJson::decode(name, object.value(u"args").toObject());
    if (!change)
        return change.error();
    return Request(std::move(*change));
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
