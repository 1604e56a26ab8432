// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QWebSocket>

#include <deque>

namespace TaskMaster::Cli {

/// A live connection in the JSON form of docs/PROTOCOL.md, read frame by frame. Blocking; keeps itself alive while it
/// is waited on.
class LiveSocket {
public:
    LiveSocket();

    /// Connects and introduces itself, until the server has said welcome.
    [[nodiscard]] Result<void> open(const QUrl &server, const QString &token, const QJsonArray &positions);
    void send(const QJsonObject &frame);
    /// The next frame; an Error when the connection is over (Unavailable: it may come back) or for so long there is
    /// none (Timeout). 0: waits for ever.
    [[nodiscard]] Result<QJsonObject> next(int atMostMs);

private:
    [[nodiscard]] Error ended() const;

    QWebSocket m_socket;
    std::deque<QJsonObject> m_frames;
};

} // namespace TaskMaster::Cli
