// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Error.h"
#include "shared/core/Uuid.h"

#include <QNetworkAccessManager>
#include <QPointer>
#include <QUrl>

class QNetworkReply;

namespace TaskMaster::Client {

/**
 * Signing in and out over the server's HTTP API: e-mail and password go out, a token comes back. ClientApp asks; one
 * question at a time, a new one cancels the last. The password is not kept. Every failure is an Error with a sentence
 * for the person, and in `details["field"]` what to look at: "server", "email" or "password". The GUI thread's.
 */
class Authenticator : public QObject {
    Q_OBJECT

public:
    struct Session {
        QUrl server;
        QString token;
        Uuid userId;
        QString name;
    };
    static constexpr int TimeoutMs = 15'000;

    explicit Authenticator(QObject *parent = nullptr);

    /// `server`: http(s)://host[:port].
    void signIn(const QUrl &server, const QString &email, const QString &password);
    void cancel();
    /// Tells the server that the token is not needed any more. Nobody waits for the answer: offline it just expires.
    void signOut(const QUrl &server, const QString &token);

Q_SIGNALS:
    void signedIn(const TaskMaster::Client::Authenticator::Session &session);
    void failed(const TaskMaster::Error &error);

private:
    void onAnswered(QNetworkReply *reply, const QUrl &server);

    QNetworkAccessManager m_network;
    QPointer<QNetworkReply> m_asking;
};

} // namespace TaskMaster::Client
