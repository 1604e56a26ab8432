// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTcpSocket>

namespace TaskMaster::Test {

/// A request as it came.
struct HookRequest {
    QByteArray target;
    QMap<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;

    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    [[nodiscard]] QJsonObject event() const { return json().value(u"event").toObject(); }
    [[nodiscard]] qint64 seq() const { return event().value(u"seq").toInteger(); }
    [[nodiscard]] QString stream() const { return event().value(u"stream").toString(); }
    [[nodiscard]] QString verb() const { return event().value(u"verb").toString(); }
};

/**
 * A real web server on the loopback interface that remembers what it is sent, and answers as a test tells it to: with
 * whole bytes, so that it can misbehave, too. In the thread of the test, whose event loop must run.
 */
class HookReceiver {
public:
    enum class Speaks { Http, Tls };

    explicit HookReceiver(Speaks speaks = Speaks::Http)
    {
        if (speaks == Speaks::Tls) {
            auto server = std::make_unique<QSslServer>();
            QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
            tls.setLocalCertificate(certificate());
            QFile key(QStringLiteral(TEST_DATA "/hooks-key.pem"));
            if (!key.open(QIODevice::ReadOnly))
                qFatal("no key for the receiver");
            tls.setPrivateKey(QSslKey(&key, QSsl::Ec));
            server->setSslConfiguration(tls);
            m_server = std::move(server);
        } else {
            m_server = std::make_unique<QTcpServer>();
        }
        QObject::connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, m_server.get(), [this] { take(); });
        if (!m_server->listen(QHostAddress::LocalHost))
            qFatal("the receiver cannot listen");
    }

    static QSslCertificate certificate()
    {
        return QSslCertificate::fromPath(QStringLiteral(TEST_DATA "/hooks-cert.pem")).value(0);
    }
    static QByteArray withStatus(int status, const QByteArray &body = {}, const QByteArray &moreHeaders = {})
    {
        return "HTTP/1.1 " + QByteArray::number(status) + " Said\r\nContent-Length: " + QByteArray::number(body.size())
            + "\r\n" + moreHeaders + "\r\n" + body;
    }
    static QByteArray redirect(int status, const QString &to)
    {
        return withStatus(status, {}, "Location: " + to.toLatin1() + "\r\n");
    }

    [[nodiscard]] quint16 port() const { return m_server->serverPort(); }
    [[nodiscard]] QString url(const QString &path = QStringLiteral("/hook")) const
    {
        return QStringLiteral("http://127.0.0.1:%1%2").arg(port()).arg(path);
    }
    [[nodiscard]] QString tlsUrl(const QString &host) const
    {
        return QStringLiteral("https://%1:%2/hook").arg(host).arg(port());
    }
    /// In the order in which they came.
    [[nodiscard]] QList<qint64> seqs(const QString &stream = {}) const
    {
        QList<qint64> found;
        for (const HookRequest &request : requests) {
            if (stream.isEmpty() || request.stream() == stream)
                found.append(request.seq());
        }
        return found;
    }

    /// What is answered; nothing: the connection stays open and silent.
    std::function<QByteArray(const HookRequest &)> answer = [](const HookRequest &) { return withStatus(204); };
    QList<HookRequest> requests;
    int connections = 0;

private:
    void take()
    {
        while (QTcpSocket *socket = m_server->nextPendingConnection()) {
            ++connections;
            auto bytes = std::make_shared<QByteArray>();
            const auto read = [this, socket, bytes] {
                bytes->append(socket->readAll());
                const qsizetype head = bytes->indexOf("\r\n\r\n");
                if (head < 0)
                    return;
                HookRequest request = parsed(bytes->left(head));
                const qsizetype length = request.headers.value("content-length").toLongLong();
                if (bytes->size() < head + 4 + length)
                    return;
                request.body = bytes->mid(head + 4, length);
                bytes->clear();
                requests.append(request);
                const QByteArray said = answer(request);
                if (said.isEmpty())
                    return;
                socket->write(said);
                socket->disconnectFromHost();
            };
            QObject::connect(socket, &QTcpSocket::readyRead, socket, read);
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            read();
        }
    }
    static HookRequest parsed(const QByteArray &head)
    {
        HookRequest request;
        const QByteArrayList lines = head.split('\n');
        request.target = lines.value(0).split(' ').value(1);
        for (const QByteArray &line : lines.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            request.headers.insert(line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed());
        }
        return request;
    }

    std::unique_ptr<QTcpServer> m_server;
};

} // namespace TaskMaster::Test
