// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/LiveSocket.h"

#include "cli/Waiting.h"
#include "shared/core/Uuid.h"
#include "shared/protocol/CloseCodes.h"

#include <QElapsedTimer>
#include <QJsonDocument>

namespace TaskMaster::Cli {
namespace {

constexpr int WelcomeMs = 15'000;
/// The server closes after 60 s of silence.
constexpr int PingMs = 25'000;
constexpr int ProtocolVersion = 1;

} // namespace

LiveSocket::LiveSocket()
{
    QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket, [this](const QString &text) {
        m_frames.push_back(QJsonDocument::fromJson(text.toUtf8()).object());
        QCoreApplication::quit();
    });
    QObject::connect(&m_socket, &QWebSocket::disconnected, QCoreApplication::instance(), &QCoreApplication::quit);
    QObject::connect(&m_socket, QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error),
                     QCoreApplication::instance(), &QCoreApplication::quit);
}

Error LiveSocket::ended() const
{
    const auto code = static_cast<int>(m_socket.closeCode());
    if (code == static_cast<int>(CloseCode::Unauthenticated) || code == static_cast<int>(CloseCode::Revoked))
        return {ErrorCode::Unauthenticated,
                QStringLiteral("The session is not valid any more. Run `taskmaster-cli login`.")};
    const QString why = m_socket.closeReason().isEmpty() ? m_socket.errorString() : m_socket.closeReason();
    return {ErrorCode::Unavailable,
            QStringLiteral("The connection to %1 is over: %2.").arg(m_socket.requestUrl().host(), why)};
}

Result<void> LiveSocket::open(const QUrl &server, const QString &token, const QJsonArray &positions)
{
    QUrl url(server);
    url.setScheme(server.scheme() == u"https" ? QStringLiteral("wss") : QStringLiteral("ws"));
    url.setPath(url.path() + QStringLiteral("/ws"));
    m_frames.clear();
    m_socket.abort();
    m_socket.open(url);
    runUntil(&m_socket, &QWebSocket::connected, WelcomeMs);
    if (m_socket.state() != QAbstractSocket::ConnectedState)
        return ended();
    send({{QStringLiteral("type"), QStringLiteral("hello")},
          {QStringLiteral("token"), token},
          {QStringLiteral("clientId"), Uuid::v7().toString()},
          {QStringLiteral("version"), ProtocolVersion},
          {QStringLiteral("accept"), QJsonArray()},
          {QStringLiteral("streams"), positions}});
    const auto welcome = next(WelcomeMs);
    if (!welcome)
        return welcome.error();
    if (welcome->value(u"type").toString() == u"welcome")
        return {};
    return Error(errorCodeFromWire(welcome->value(u"code").toString()), welcome->value(u"message").toString());
}

void LiveSocket::send(const QJsonObject &frame)
{
    m_socket.sendTextMessage(QString::fromUtf8(QJsonDocument(frame).toJson(QJsonDocument::Compact)));
}

Result<QJsonObject> LiveSocket::next(int atMostMs)
{
    QElapsedTimer waited;
    waited.start();
    while (m_frames.empty()) {
        if (m_socket.state() != QAbstractSocket::ConnectedState)
            return ended();
        const int left = atMostMs == 0 ? PingMs : atMostMs - static_cast<int>(waited.elapsed());
        if (left <= 0)
            return Error(ErrorCode::Timeout, QStringLiteral("The server does not answer."));
        pauseUntilQuit(std::min(left, PingMs));
        if (m_frames.empty() && m_socket.state() == QAbstractSocket::ConnectedState && atMostMs == 0)
            send({{QStringLiteral("type"), QStringLiteral("ping")}});
    }
    QJsonObject frame = std::move(m_frames.front());
    m_frames.pop_front();
    return frame;
}

} // namespace TaskMaster::Cli
