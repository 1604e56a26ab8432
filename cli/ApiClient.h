// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"
#include "shared/core/Uuid.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QUrl>

namespace TaskMaster::Cli {

/**
 * The HTTP API of one server, with one token. Blocking. What the server calls temporary is tried again a few times;
 * writing requests have an Idempotency-Key, so that nothing is done twice. Every failure is an Error with a sentence
 * for the person at the shell.
 */
class ApiClient {
public:
    ApiClient(QUrl server, QString token);

    /// Paths begin behind `/api/v1`.
    [[nodiscard]] Result<QJsonObject> get(const QString &path);
    /// All items of a list, page by page.
    [[nodiscard]] Result<QJsonArray> list(const QString &path);
    [[nodiscard]] Result<QJsonObject> send(const QByteArray &method, const QString &path, const QJsonObject &body = {});

    [[nodiscard]] const QUrl &server() const { return m_server; }
    [[nodiscard]] const QString &token() const { return m_token; }

private:
    struct Question {
        QByteArray method;
        QString path;
        QByteArray body;
        Uuid key; ///< null: reads only
    };
    struct Answer {
        int status = 0; ///< 0: none came
        QByteArray body;
        int retryAfterS = 0;
        QString failure; ///< why none came
    };
    [[nodiscard]] Answer ask(const Question &question);
    [[nodiscard]] Result<QJsonObject> converse(const Question &question);

    const QUrl m_server;
    const QString m_token;
    QNetworkAccessManager m_network;
};

} // namespace TaskMaster::Cli
