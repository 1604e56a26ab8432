// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/webhooks/DeliveryMessage.h"
#include "server/exchange/webhooks/HttpAnswer.h"
#include "server/exchange/webhooks/Resolver.h"
#include "server/exchange/webhooks/TargetRules.h"

#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>

namespace TaskMaster::Server {

/// What became of one POST.
struct PostOutcome {
    int status = 0; ///< of the final answer; 0: there was none
    QByteArray body; ///< its first bytes
    QString trouble; ///< why there was none

    [[nodiscard]] bool isSuccess() const { return status >= 200 && status < 300; }
};

/**
 * One POST to an address that somebody else chose, from the name to the answer. Nothing is trusted: the name is
 * resolved here, every address that it has must be allowed, the connection goes to such an address and to no other, and
 * TLS checks the certificate against the name; each redirect (307 and 308, as the others would turn it into a GET) goes
 * the same way. No cookies, no credentials, no proxy, one deadline for all of it. Lives in a thread with an event loop;
 * `done` is called once, from the event loop, unless its parent is destroyed before; then the object destroys itself.
 */
class HttpPost final : public QObject {
    Q_OBJECT
public:
    struct Options {
        TargetPolicy policy = {};
        std::chrono::milliseconds deadline{10'000};
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    };
    using Done = std::function<void(const PostOutcome &)>;

    HttpPost(const Options &options, Resolver &resolver, DeliveryMessage message, Done done, QObject *parent);
    ~HttpPost() override;

    void start(const QUrl &url);

private:
    void go(const QUrl &url);
    void connectToAny(QList<QHostAddress> addresses);
    void connectToNext();
    void write();
    void read();
    void closed();
    void answered();
    void failed(const QString &why);
    void finish(PostOutcome outcome);
    void dropSocket();

    const Options &m_options;
    Resolver &m_resolver;
    const DeliveryMessage m_message;
    Done m_done;
    QTimer m_deadline;
    QUrl m_url;
    int m_redirects = 0;
    QList<QHostAddress> m_addresses; ///< checked, not yet tried
    std::unique_ptr<QObject> m_lookup; ///< destroyed: its answer comes no more
    QSslSocket *m_socket = nullptr;
    std::unique_ptr<HttpAnswer> m_answer;
    bool m_isWritten = false;
};

} // namespace TaskMaster::Server
