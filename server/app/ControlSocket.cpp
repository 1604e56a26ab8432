// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ControlSocket.h"

#include "server/app/ControlProtocol.h"
#include "server/app/ExitCode.h"
#include "server/app/Logging.h"
#include "shared/protocol/Codec.h"

#include <QCoreApplication>
#include <QLocalSocket>
#include <QPointer>

namespace TaskMaster::Server {
namespace {

/// What sockaddr_un has room for, with its final zero.
constexpr qsizetype SocketPathBytesMax = 107;

} // namespace

/// One subcommand at the other end. Dies with its socket; answers that come later find a null pointer.
class ControlSocket::Connection final : public QObject {
public:
    Connection(QLocalSocket *socket, ControlSocket &owner)
        : QObject(socket)
        , m_socket(*socket)
        , m_owner(owner)
        , m_writes(owner.m_writes)
    {
        m_socket.setReadBufferSize(2 * ControlProtocol::LineBytesMax);
        connect(socket, &QLocalSocket::readyRead, this, [this] { read(); });
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    }

private:
    void read()
    {
        while (m_undecided < ControlProtocol::UndecidedMax && m_socket.canReadLine()) {
            const QByteArray line = m_socket.readLine().chopped(1);
            if (ControlProtocol::isRequest(line))
                takeRequest(line);
            else
                takeCommand(line);
        }
        if (m_socket.bytesAvailable() > ControlProtocol::LineBytesMax && !m_socket.canReadLine())
            m_socket.abort(); // no line is that long
    }

    void takeCommand(const QByteArray &line)
    {
        auto command = Codec::decodeCommand(line);
        if (!command) {
            const auto id = Uuid::fromString(command.error().details.value(QStringLiteral("commandId")).toString());
            write(ControlProtocol::encodeAnswer({id.value_or(Uuid{}), command.error(), {}}));
            return;
        }
        ++m_undecided;
        Submission submission{std::move(*command), systemActor(), {}, Urgency::Background, {}};
        submission.answered = [self = QPointer(this)](const CommandAnswer &answer) {
            later([self, answer] {
                if (!self)
                    return;
                --self->m_undecided;
                self->write(ControlProtocol::encodeAnswer(answer));
                self->read();
            });
        };
        m_writes.submit(std::move(submission));
    }

    void takeRequest(const QByteArray &line)
    {
        const auto request = ControlProtocol::decodeRequest(line);
        if (!request) {
            write(ControlProtocol::encodeOutcome(request.error()));
            return;
        }
        if (std::holds_alternative<ControlProtocol::Hello>(*request)) {
            write(
                ControlProtocol::encodeOutcome({}, {{QStringLiteral("version"), QStringLiteral(TASKMASTER_VERSION)}}));
            return;
        }
        if (const auto *webhooks = std::get_if<WebhookChange>(&*request)) {
            takeWebhooks(*webhooks);
            return;
        }
        const auto &change = std::get<AccountChange>(*request);
        m_writes.run([change, now = m_owner.m_clock.nowMs()](
                         Database &database) { return AccountChanges::apply(database, change, now); },
                     [self = QPointer(this), change, changed = m_owner.m_changed](const Result<void> &outcome) {
                         if (outcome && changed)
                             changed(change); // also when the subcommand has gone meanwhile
                         later([self, outcome] {
                             if (self)
                                 self->write(ControlProtocol::encodeOutcome(outcome));
                         });
                     });
    }

    void takeWebhooks(const WebhookChange &change)
    {
        const auto count = std::make_shared<int>(0);
        m_writes.run(
            [change, count, now = m_owner.m_clock.nowMs()](Database &database) -> Result<void> {
                const auto done = WebhookChanges::apply(database, change, now);
                if (!done)
                    return done.error();
                *count = *done;
                return {};
            },
            [self = QPointer(this), count, changed = m_owner.m_webhooksChanged](const Result<void> &outcome) {
                if (outcome && changed)
                    changed();
                later([self, outcome, count] {
                    if (self)
                        self->write(ControlProtocol::encodeOutcome(outcome, {{QStringLiteral("count"), *count}}));
                });
            });
    }

    /// Into the application's thread, where all connections live: write threads must not touch a QPointer's object.
    template <class Work> static void later(Work work)
    {
        QMetaObject::invokeMethod(QCoreApplication::instance(), std::move(work), Qt::QueuedConnection);
    }

    void write(const QByteArray &line) { m_socket.write(line + '\n'); }

    QLocalSocket &m_socket;
    ControlSocket &m_owner;
    WriteQueue &m_writes;
    int m_undecided = 0;
};

ControlSocket::ControlSocket(WriteQueue &writes, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_writes(writes)
    , m_clock(clock)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection())
            new Connection(socket, *this);
    });
}

ControlSocket::~ControlSocket() = default;

Result<void> ControlSocket::listen(const QString &path)
{
    if (path.toLocal8Bit().size() > SocketPathBytesMax)
        return Error(ErrorCode::ConfigInvalid,
                     QStringLiteral("The path of the data folder is too long for its control socket: %1 has more than "
                                    "%2 bytes.")
                         .arg(path)
                         .arg(SocketPathBytesMax));
    if (m_server.listen(path))
        return {};
    if (m_server.serverError() == QAbstractSocket::AddressInUseError) {
        qCInfo(lcApp, "replacing the control socket of a server that was killed");
        QLocalServer::removeServer(path);
        if (m_server.listen(path))
            return {};
    }
    return Error(ErrorCode::Unavailable,
                 QStringLiteral("Cannot make the control socket %1: %2.").arg(path, m_server.errorString()),
                 {{QStringLiteral("exitCode"), static_cast<int>(ExitCode::CannotCreate)}});
}

void ControlSocket::close()
{
    m_server.close();
    const auto sockets = m_server.findChildren<QLocalSocket *>();
    for (QLocalSocket *socket : sockets)
        socket->disconnectFromServer();
}

} // namespace TaskMaster::Server
