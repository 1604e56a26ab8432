// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/AccountChange.h"
#include "server/storage/WriteQueue.h"
#include "shared/core/Clock.h"

#include <QLocalServer>

#include <functional>

namespace TaskMaster::Server {

/**
 * The server's side of the control socket: a unix socket in the data folder, for its owner only (mode 0600), through
 * which subcommands hand in what they would otherwise write themselves. See ControlProtocol. Lives in the thread of
 * ServerApp; its commands wait behind what people do. Whoever starts it holds the folder's lock, so a socket that is
 * there already is left over from a killed server and is replaced.
 */
class ControlSocket final : public QObject {
    Q_OBJECT
public:
    ControlSocket(WriteQueue &writes, const Clock &clock, QObject *parent = nullptr);
    ~ControlSocket() override;

    [[nodiscard]] Result<void> listen(const QString &path);
    /// Told about every change of an account when it is durable, on a write thread. Set before listen().
    void onAccountChanged(std::function<void(const AccountChange &)> listener) { m_changed = std::move(listener); }
    /// The same of webhooks.
    void onWebhooksChanged(std::function<void()> listener) { m_webhooksChanged = std::move(listener); }
    /// No new connections, and no further commands from those there are.
    void close();

private:
    class Connection;

    WriteQueue &m_writes;
    const Clock &m_clock;
    QLocalServer m_server;
    std::function<void(const AccountChange &)> m_changed;
    std::function<void()> m_webhooksChanged;
};

} // namespace TaskMaster::Server
