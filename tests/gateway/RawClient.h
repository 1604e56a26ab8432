// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QTcpSocket>
#include <QtTest>

/// A client that sends exactly the bytes it is told, and reads answers just well enough to check them.
class RawClient {
public:
    explicit RawClient(quint16 port)
    {
        socket.connectToHost(QHostAddress::LocalHost, port);
        QObject::connect(&socket, &QTcpSocket::readyRead, [this] { received += socket.readAll(); });
        QObject::connect(&socket, &QTcpSocket::disconnected, [this] {
            if (socket.isOpen())
                received += socket.readAll();
            isClosed = true;
        });
        socket.waitForConnected(5'000);
    }

    void send(const QByteArray &bytes)
    {
        socket.write(bytes);
        socket.flush();
    }

    /// The status of the first complete answer received and not yet taken, else 0.
    [[nodiscard]] int status() const { return received.contains("\r\n\r\n") ? received.mid(9, 3).toInt() : 0; }
    [[nodiscard]] QByteArray head() const { return received.left(received.indexOf("\r\n\r\n")); }
    [[nodiscard]] QByteArray body() const { return received.mid(received.indexOf("\r\n\r\n") + 4); }
    [[nodiscard]] QByteArray header(const QByteArray &name) const
    {
        for (const QByteArray &line : head().split('\n')) {
            if (line.toLower().startsWith(name.toLower() + ':'))
                return line.mid(name.size() + 1).trimmed();
        }
        return {};
    }
    [[nodiscard]] bool hasCompleteAnswer() const
    {
        return status() != 0 && body().size() >= header("Content-Length").toLongLong();
    }
    /// Block until it is so; the server has its own threads.
    [[nodiscard]] bool awaitAnswer()
    {
        while (!hasCompleteAnswer() && socket.waitForReadyRead(5'000)) { }
        return hasCompleteAnswer();
    }
    [[nodiscard]] bool awaitClose() { return isClosed || socket.waitForDisconnected(5'000); }
    void forget() { received.clear(); }

    QByteArray received;
    bool isClosed = false;
    QTcpSocket socket; ///< last, so that it dies first: its slots use the others
};
