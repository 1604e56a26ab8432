// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/live/LiveClient.h"

#include <QtEndian>

#include <zstd.h>

using namespace TaskMaster;

LiveClient::LiveClient(quint16 port, Encoding encoding)
    : m_encoding(encoding)
{
    QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [this] { readyRead(); });
    QObject::connect(&socket, &QTcpSocket::disconnected, &socket, [this] {
        readyRead();
        isClosed = true;
    });
    socket.connectToHost(QHostAddress::LocalHost, port);
    socket.waitForConnected(5'000);
    socket.write("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
}

void LiveClient::hello(const QString &token, const QList<Position> &positions, const QStringList &accept,
                       qint64 version)
{
    send(Frames::Hello{token, Uuid::v7(), version, accept, positions});
}

void LiveClient::send(const ClientFrame &frame)
{
    sendMessage(m_encoding == Encoding::Json ? Opcode::Text : Opcode::Binary, Codec::encode(frame, m_encoding));
}

Uuid LiveClient::createTask(const StreamId &stream)
{
    const Uuid commandId = Uuid::v7();
    CreateTask wish;
    wish.taskId = Uuid::v7();
    wish.columnId = Uuid::v7();
    wish.title = QStringLiteral("Paint the fence");
    send(Frames::Submit{{commandId, stream, wish}});
    return commandId;
}

void LiveClient::sendMessage(Opcode opcode, const QByteArray &payload)
{
    QByteArray frame;
    frame.append(static_cast<char>(0x80 | static_cast<quint8>(opcode)));
    if (payload.size() < 126) {
        frame.append(static_cast<char>(0x80 | payload.size()));
    } else if (payload.size() <= 0xffff) {
        QByteArray length(2, '\0');
        qToBigEndian(static_cast<quint16>(payload.size()), length.data());
        frame.append(static_cast<char>(0x80 | 126)).append(length);
    } else {
        QByteArray length(8, '\0');
        qToBigEndian(static_cast<quint64>(payload.size()), length.data());
        frame.append(static_cast<char>(0x80 | 127)).append(length);
    }
    const QByteArray mask = QByteArray::fromHex("17a2c35e");
    frame.append(mask);
    for (qsizetype i = 0; i < payload.size(); ++i)
        frame.append(static_cast<char>(payload[i] ^ mask[i % 4]));
    if (m_isUpgraded)
        socket.write(frame);
    else
        m_waiting += frame; // a client must not speak before the handshake is answered
}

void LiveClient::stopReading()
{
    m_isReading = false;
    socket.setReadBufferSize(1);
}

void LiveClient::readAgain()
{
    m_isReading = true;
    socket.setReadBufferSize(0);
    readyRead();
}

void LiveClient::readyRead()
{
    if (!m_isReading)
        return;
    const QByteArray more = socket.isOpen() ? socket.readAll() : QByteArray();
    bytesReceived += more.size();
    m_bytes += more;
    if (!m_isUpgraded) {
        const qsizetype end = m_bytes.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        if (!m_bytes.startsWith("HTTP/1.1 101"))
            violations.append(QString::fromLatin1(m_bytes.left(end)));
        m_isUpgraded = true;
        m_bytes.remove(0, end + 4);
        socket.write(std::exchange(m_waiting, {}));
    }
    while (takeFrame()) { }
}

bool LiveClient::takeFrame()
{
    if (m_bytes.size() < 2)
        return false;
    const auto opcode = static_cast<quint8>(m_bytes[0]);
    qsizetype header = 2;
    auto size = static_cast<quint64>(static_cast<quint8>(m_bytes[1]));
    if (size >= 126) {
        header = size == 126 ? 4 : 10;
        if (m_bytes.size() < header)
            return false;
        size = size == 126 ? qFromBigEndian<quint16>(m_bytes.constData() + 2)
                           : qFromBigEndian<quint64>(m_bytes.constData() + 2);
    }
    if (static_cast<quint64>(m_bytes.size() - header) < size)
        return false;
    const QByteArray payload = m_bytes.mid(header, static_cast<qsizetype>(size));
    m_bytes.remove(0, header + static_cast<qsizetype>(size));
    takeMessage(opcode, payload);
    return true;
}

void LiveClient::takeMessage(quint8 opcode, QByteArray payload)
{
    if (opcode == 0x88) {
        closeCode = payload.size() >= 2 ? qFromBigEndian<quint16>(payload.constData()) : 0;
        return;
    }
    if (opcode != 0x81 && opcode != 0x82)
        return violations.append(QStringLiteral("opcode %1").arg(opcode));
    types.append(opcode == 0x81 ? 't' : 'b');
    if (opcode == 0x82 && payload.startsWith("\x28\xb5\x2f\xfd")) {
        types.back() = 'z';
        QByteArray unfolded(static_cast<qsizetype>(ZSTD_getFrameContentSize(payload.constData(),
                                                                            static_cast<std::size_t>(payload.size()))),
                            Qt::Uninitialized);
        ZSTD_decompress(unfolded.data(), static_cast<std::size_t>(unfolded.size()), payload.constData(),
                        static_cast<std::size_t>(payload.size()));
        payload = unfolded;
    }
    const auto frame = Codec::decodeServerFrame(payload, opcode == 0x81 ? Encoding::Json : Encoding::Cbor);
    if (!frame)
        return violations.append(QStringLiteral("unreadable: ") + frame.error().message);
    follow(*frame);
    frames.append(*frame);
}

void LiveClient::follow(const ServerFrame &frame)
{
    if (const auto *events = std::get_if<Frames::Events>(&frame)) {
        for (const EventPtr &event : events->events) {
            Followed &stream = streams[event->stream];
            if (stream.isInSnapshot || stream.isRevoked)
                violations.append(QStringLiteral("an event where none may be"));
            if (stream.epoch != event->epoch || stream.seq + 1 != event->seq)
                violations.append(QStringLiteral("%1 after %2").arg(event->seq).arg(stream.seq));
            stream.seq = event->seq;
            ++stream.events;
        }
    } else if (const auto *page = std::get_if<Frames::Snapshot>(&frame)) {
        Followed &stream = streams[page->position.stream];
        if (page->first)
            stream.rows = 0;
        if (page->first == stream.isInSnapshot && !(page->first && page->last))
            violations.append(QStringLiteral("pages out of order"));
        stream.rows += page->rows.size();
        stream.isInSnapshot = !page->last;
        stream.epoch = page->position.epoch;
        stream.seq = page->position.seq;
    } else if (const auto *subscribed = std::get_if<Frames::Subscribed>(&frame)) {
        Followed &stream = streams[subscribed->position.stream];
        if (stream.epoch != 0 && stream.seq != subscribed->position.seq)
            violations.append(QStringLiteral("subscribed at another place"));
        stream.epoch = subscribed->position.epoch;
        stream.seq = subscribed->position.seq;
        stream.isLive = true;
    } else if (const auto *resync = std::get_if<Frames::Resync>(&frame)) {
        Followed &stream = streams[resync->stream];
        ++stream.resyncs;
        stream.isInSnapshot = false;
    } else if (const auto *revoked = std::get_if<Frames::Revoked>(&frame)) {
        streams[revoked->stream].isRevoked = true;
    }
}
