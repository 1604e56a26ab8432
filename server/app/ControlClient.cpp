// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ControlClient.h"

#include "server/app/ControlProtocol.h"
#include "shared/protocol/Codec.h"

#include <QHash>

namespace TaskMaster::Server {
namespace {

constexpr int ConnectMs = 2'000;
constexpr int AnswerMs = 60'000;
/// Sessions per line: well below the longest line.
constexpr qsizetype SessionsPerRequest = 1000;

Error serverGone()
{
    return Error(ErrorCode::Cancelled,
                 QStringLiteral("The running server has stopped. Do the same again: nothing is done twice."));
}

} // namespace

Result<std::unique_ptr<ControlClient>> ControlClient::connect(const QString &socketPath)
{
    std::unique_ptr<ControlClient> client(new ControlClient);
    client->m_socket.connectToServer(socketPath);
    if (!client->m_socket.waitForConnected(ConnectMs))
        return Error(ErrorCode::Unavailable,
                     QStringLiteral("No server answers at %1: %2.").arg(socketPath, client->m_socket.errorString()));
    if (auto hello = client->request(ControlProtocol::encode(ControlProtocol::Hello{})); !hello)
        return hello.error();
    return client;
}

Result<QByteArray> ControlClient::readLine()
{
    while (!m_socket.canReadLine()) {
        if (!m_socket.waitForReadyRead(AnswerMs))
            return m_socket.state() == QLocalSocket::ConnectedState
                ? Error(ErrorCode::Timeout, QStringLiteral("The running server does not answer."))
                : serverGone();
    }
    return m_socket.readLine().chopped(1);
}

Result<QJsonObject> ControlClient::request(const QByteArray &line)
{
    m_socket.write(line + '\n');
    m_socket.flush();
    const auto answer = readLine();
    if (!answer)
        return answer.error();
    return ControlProtocol::decodeOutcome(*answer);
}

Result<QList<CommandAnswer>> ControlClient::submitOnce(const QList<Command> &commands)
{
    QHash<Uuid, qsizetype> placeOf;
    for (qsizetype i = 0; i < commands.size(); ++i) {
        placeOf.insert(commands[i].commandId, i);
        m_socket.write(Codec::encodeCommand(commands[i]) + '\n');
    }
    m_socket.flush();
    QList<CommandAnswer> answers(commands.size(), CommandAnswer{{}, Error(ErrorCode::Internal), {}});
    for (qsizetype answered = 0; answered < commands.size(); ++answered) {
        const auto line = readLine();
        if (!line)
            return line.error();
        auto answer = ControlProtocol::decodeAnswer(*line);
        if (!answer)
            return answer.error();
        const auto place = placeOf.constFind(answer->commandId);
        if (place == placeOf.constEnd())
            return Error::malformed(QStringLiteral("the running server answered a command that was not sent"));
        answers[*place] = std::move(*answer);
    }
    return answers;
}

Result<void> ControlClient::change(const AccountChange &change)
{
    using AccountChanges::AddSessions;
    const auto *added = std::get_if<AddSessions>(&change);
    if (!added || added->sessions.size() <= SessionsPerRequest) {
        const auto done = request(ControlProtocol::encode(change));
        return done ? Result<void>() : Result<void>(done.error());
    }
    for (qsizetype from = 0; from < added->sessions.size(); from += SessionsPerRequest) {
        if (auto ok = this->change(AddSessions{added->sessions.mid(from, SessionsPerRequest)}); !ok)
            return ok;
    }
    return {};
}

Result<int> ControlClient::changeWebhooks(const WebhookChange &change)
{
    const auto done = request(ControlProtocol::encode(change));
    return done ? Result<int>(done->value(u"count").toInt()) : Result<int>(done.error());
}

} // namespace TaskMaster::Server
