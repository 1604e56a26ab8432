// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/Codec.h"

#include <QTcpSocket>

#include <map>

/**
 * A WebSocket client that does exactly what a test says: any bytes, any frame, reading or not. It keeps what it gets,
 * and follows each stream to see that the contract is kept: in order, no gap, nothing twice. One thread.
 */
class LiveClient {
public:
    explicit LiveClient(quint16 port, TaskMaster::Encoding encoding = TaskMaster::Encoding::Cbor);
    ~LiveClient() { socket.disconnect(); } // its slots use what dies before it
    Q_DISABLE_COPY_MOVE(LiveClient)

    /// hello, and what one needs most.
    void hello(const QString &token, const QList<TaskMaster::Position> &streams = {}, const QStringList &accept = {},
               qint64 version = TaskMaster::ProtocolVersion);
    void send(const TaskMaster::ClientFrame &frame);
    TaskMaster::Uuid createTask(const TaskMaster::StreamId &stream); ///< returns the command's id
    enum class Opcode : quint8 { Text = 1, Binary = 2, Close = 8 };
    void sendMessage(Opcode opcode, const QByteArray &payload);

    /// A client that stops reading, as one on a dead line does.
    void stopReading();
    void readAgain();

    template <class Frame> [[nodiscard]] QList<Frame> all() const
    {
        QList<Frame> found;
        for (const TaskMaster::ServerFrame &frame : frames) {
            if (const auto *one = std::get_if<Frame>(&frame))
                found.append(*one);
        }
        return found;
    }
    template <class Frame> [[nodiscard]] qsizetype count() const { return all<Frame>().size(); }

    /// One stream as this client knows it.
    struct Followed {
        qint64 epoch = 0;
        qint64 seq = 0;
        bool isLive = false; ///< `subscribed` came
        qsizetype rows = 0; ///< of the last snapshot
        qsizetype events = 0;
        int resyncs = 0;
        bool isRevoked = false;
        bool isInSnapshot = false;
    };
    std::map<TaskMaster::StreamId, Followed> streams;
    QStringList violations; ///< of the contract, in words

    QList<TaskMaster::ServerFrame> frames;
    QList<char> types; ///< of the messages: 't' text, 'b' binary, 'z' compressed
    quint16 closeCode = 0;
    bool isClosed = false;
    qint64 bytesReceived = 0;
    QTcpSocket socket;

private:
    void readyRead();
    bool takeFrame();
    void takeMessage(quint8 opcode, QByteArray payload);
    void follow(const TaskMaster::ServerFrame &frame);

    TaskMaster::Encoding m_encoding;
    QByteArray m_bytes; ///< received, not yet a whole frame
    QByteArray m_waiting; ///< to be sent after the handshake
    bool m_isUpgraded = false;
    bool m_isReading = true;
};
