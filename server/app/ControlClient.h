// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/WriteDoor.h"

#include <QLocalSocket>

namespace TaskMaster::Server {

/// The way into a running server: its control socket. Blocking; one thread. See ControlProtocol.
class ControlClient final : public WriteDoor {
public:
    [[nodiscard]] static Result<std::unique_ptr<ControlClient>> connect(const QString &socketPath);

    [[nodiscard]] Result<void> change(const AccountChange &change) override;
    [[nodiscard]] Result<int> changeWebhooks(const WebhookChange &change) override;

protected:
    [[nodiscard]] Result<QList<CommandAnswer>> submitOnce(const QList<Command> &commands) override;

private:
    ControlClient() = default;
    [[nodiscard]] Result<QByteArray> readLine();
    [[nodiscard]] Result<QJsonObject> request(const QByteArray &line);

    QLocalSocket m_socket;
};

} // namespace TaskMaster::Server
