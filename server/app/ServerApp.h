// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/Config.h"
#include "shared/protocol/AccessLink.h"

#include <QJsonObject>

#include <memory>

namespace TaskMaster::Server {

/**
 * A whole server: the only place that builds rooms and connects them. Made, started and stopped in the main thread,
 * whose event loop must run. start() either has everything running or fails with one sentence and leaves nothing
 * behind; stop() lets what was accepted become durable and tells clients to come back, within drainSeconds.
 */
class ServerApp {
public:
    explicit ServerApp(Config config);
    ~ServerApp();
    Q_DISABLE_COPY_MOVE(ServerApp)

    /// The address that it really listens on.
    [[nodiscard]] Result<Endpoint> start();
    /// After start(): the link to the first account, while there is none.
    [[nodiscard]] const std::optional<AccessLink> &setUpLink() const { return m_setUpLink; }
    void stop();

    /// The OpenAPI document of such a server, without a server.
    [[nodiscard]] static QJsonObject apiDocument(const Config &config);
    /// `GET /api/v1/me`: all routes, also those that are not in the document.
    [[nodiscard]] static QByteArrayList routes(const Config &config);

private:
    struct Rooms;

    const Config m_config;
    std::unique_ptr<Rooms> m_rooms;
    std::optional<AccessLink> m_setUpLink;
};

} // namespace TaskMaster::Server
