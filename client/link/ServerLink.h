// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/link/Connection.h"

#include <QThread>

namespace TaskMaster::Client {

/**
 * The Link to a real server: a WebSocket at <server>/ws on a thread of its own, with CBOR and zstd. The GUI thread only
 * gets finished frames, never more at once than fit into a frame of the screen. ClientApp makes one; it is made, used
 * and deleted on the GUI thread.
 */
class ServerLink : public Link {
    Q_OBJECT

public:
    explicit ServerLink(const LinkTiming &timing = {}, QObject *parent = nullptr);
    ~ServerLink() override;

    void open(const LinkTarget &target) override;
    void close() override;
    void send(const ClientFrame &frame) override;
    void reconnectNow() override;

    /// ws(s)://host[:port]/ws of an http(s) address.
    [[nodiscard]] static QUrl socketUrl(const QUrl &server);

private:
    void sayHello(int attempt);
    void deliver();
    void followNetwork();
    template <class Call> void onConnection(Call call);

    FrameQueue m_queue;
    QThread m_thread;
    Connection *m_connection; ///< lives on m_thread
    LinkTarget m_target;
    int m_attempt = 0; ///< what we say is for this connection
    bool m_isOpen = false;
};

} // namespace TaskMaster::Client
