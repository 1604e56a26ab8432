// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/webhooks/WebhookSender.h"

namespace TaskMaster::Server {

WebhookSender::WebhookSender(HttpPost::Options options, std::unique_ptr<Resolver> resolver)
    : m_options(std::move(options))
    , m_resolver(std::move(resolver))
{
    m_thread.setObjectName(QStringLiteral("webhooks"));
}

WebhookSender::~WebhookSender()
{
    stop();
}

void WebhookSender::start()
{
    m_home = std::make_unique<QObject>();
    m_home->moveToThread(&m_thread);
    m_thread.start();
}

void WebhookSender::stop()
{
    if (!m_thread.isRunning())
        return;
    // Sockets are destroyed where they live: with what the thread does last.
    m_home.release()->deleteLater();
    m_thread.quit();
    m_thread.wait();
}

void WebhookSender::send(const QUrl &url, DeliveryMessage message, HttpPost::Done done)
{
    QObject *home = m_home.get();
    QMetaObject::invokeMethod(
        home,
        [this, home, url, message = std::move(message), done = std::move(done)] {
            (new HttpPost(m_options, *m_resolver, message, done, home))->start(url);
        },
        Qt::QueuedConnection);
}

} // namespace TaskMaster::Server
