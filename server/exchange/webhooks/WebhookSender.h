// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/webhooks/HttpPost.h"

#include <QThread>

namespace TaskMaster::Server {

/**
 * The thread on which all webhooks are talked to: an event loop of its own, so that no lane, pool or job ever waits for
 * somebody else's server. It does not bound how many there are: who sends does. send() from any thread, between start()
 * and stop().
 */
class WebhookSender {
public:
    /// `resolver` is used in the sender's thread.
    WebhookSender(HttpPost::Options options, std::unique_ptr<Resolver> resolver);
    ~WebhookSender();
    Q_DISABLE_COPY_MOVE(WebhookSender)

    void start();
    /// What is on its way is cut, and its `done` is not called any more.
    void stop();
    /// `done` runs in the sender's thread; the last thing that is called for this message.
    void send(const QUrl &url, DeliveryMessage message, HttpPost::Done done);

private:
    const HttpPost::Options m_options;
    std::unique_ptr<Resolver> m_resolver;
    QThread m_thread;
    std::unique_ptr<QObject> m_home; ///< lives in the thread; parent of all that is on its way
};

} // namespace TaskMaster::Server
