// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Error.h"
#include "shared/core/Uuid.h"
#include "shared/protocol/AccessLink.h"

#include <QNetworkAccessManager>
#include <QPointer>
#include <QUrl>

#include <functional>

class QJsonObject;
class QNetworkReply;

namespace TaskMaster::Client {

/**
 * Signing in and out over the server's HTTP API: e-mail and password go out, a token comes back; and coming in by a
 * link, whose secret goes out in a body only. ClientApp asks; one question at a time, a new one cancels the last. The
 * password is not kept. Every failure is an Error with a sentence for the person, and in `details["field"]` what to
 * look at: "server", "email", "password", of a link also "link", "name" and "workspace". The GUI thread's.
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
    /// What an invitation is for.
    struct Preview {
        QString workspace;
        QString project;
        QString inviter;
        QString role;
    };
    struct Newcomer {
        QString email;
        QString name;
        QString password;
        QString workspace; ///< of a set-up only; may be empty
    };
    static constexpr int TimeoutMs = 15'000;

    explicit Authenticator(QObject *parent = nullptr);

    /// `server`: http(s)://host[:port].
    void signIn(const QUrl &server, const QString &email, const QString &password);
    /// Asks what an invitation is for: `looked` or `failed`.
    void look(const AccessLink &link);
    /// Makes an account by a link: `signedIn` or `failed`.
    void join(const AccessLink &link, const Newcomer &newcomer);
    /// Uses an invitation as who is signed in: `accepted` or `failed`.
    void accept(const AccessLink &link, const QString &token);
    void cancel();
    /// Tells the server that the token is not needed any more. Nobody waits for the answer: offline it just expires.
    void signOut(const QUrl &server, const QString &token);

Q_SIGNALS:
    void signedIn(const TaskMaster::Client::Authenticator::Session &session);
    void looked(const TaskMaster::Client::Authenticator::Preview &preview);
    void accepted();
    void failed(const TaskMaster::Error &error);

private:
    enum class About : quint8 { Account, Link };
    /// Posts a body; the answer goes to `done` unless it is a failure.
    void post(QNetworkRequest request, const QJsonObject &body, About about,
              std::function<void(const QJsonObject &answer)> done);
    void onAnswered(QNetworkReply *reply, About about, const std::function<void(const QJsonObject &answer)> &done);
    void openSession(const QUrl &server, const QJsonObject &answer);

    QNetworkAccessManager m_network;
    QPointer<QNetworkReply> m_asking;
};

} // namespace TaskMaster::Client
