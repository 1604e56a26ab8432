// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/live/WebSocketFrame.h"

#include <QtEndian>

#include <zstd.h>

#include <memory>

namespace TaskMaster::Server::WebSocketFrame {
namespace {

constexpr int CompressionLevel = 3; // higher levels cost lanes time and gain little on frames of this size
constexpr quint8 FinText = 0x81;
constexpr quint8 FinBinary = 0x82;

/// Writes the header of RFC 6455 §5.2 and says how long it is.
qsizetype writeHeader(char *to, quint8 opcode, quint64 payloadBytes)
{
    to[0] = static_cast<char>(opcode);
    if (payloadBytes < 126) {
        to[1] = static_cast<char>(payloadBytes);
        return 2;
    }
    if (payloadBytes <= 0xffff) {
        to[1] = 126;
        qToBigEndian(static_cast<quint16>(payloadBytes), to + 2);
        return 4;
    }
    to[1] = 127;
    qToBigEndian(payloadBytes, to + 2);
    return HeaderBytesMax;
}

QByteArray withHeader(quint8 opcode, QByteArrayView payload)
{
    char header[HeaderBytesMax];
    const qsizetype headerBytes = writeHeader(header, opcode, static_cast<quint64>(payload.size()));
    QByteArray frame;
    frame.reserve(headerBytes + payload.size());
    frame.append(header, headerBytes).append(payload);
    return frame;
}

/// Empty when compression would not make it smaller.
QByteArray compressed(QByteArrayView payload)
{
    struct Free {
        void operator()(ZSTD_CCtx *context) const { ZSTD_freeCCtx(context); }
    };
    // Making a context costs more than compressing a small frame: one per thread.
    thread_local const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
    QByteArray out(static_cast<qsizetype>(ZSTD_compressBound(static_cast<std::size_t>(payload.size()))),
                   Qt::Uninitialized);
    const std::size_t size =
        ZSTD_compressCCtx(context.get(), out.data(), static_cast<std::size_t>(out.size()), payload.data(),
                          static_cast<std::size_t>(payload.size()), CompressionLevel);
    if (ZSTD_isError(size) || static_cast<qsizetype>(size) >= payload.size())
        return {};
    out.truncate(static_cast<qsizetype>(size));
    return out;
}

void appendEvents(const QList<EventPtr> &events, FrameForm form, QList<QByteArray> &frames, QList<qint64> &seqs)
{
    const QByteArray payload = Codec::encode(ServerFrame(Frames::Events{events}), encodingOf(form));
    if (payload.size() <= PageBytesMax || events.size() < 2) {
        frames.append(finished(payload, form));
        seqs.append(events.constLast()->seq);
        return;
    }
    const qsizetype half = events.size() / 2;
    appendEvents(events.first(half), form, frames, seqs);
    appendEvents(events.sliced(half), form, frames, seqs);
}

void appendSnapshot(const Frames::Snapshot &page, FrameForm form, QList<QByteArray> &frames)
{
    const QByteArray payload = Codec::encode(ServerFrame(page), encodingOf(form));
    if (payload.size() <= PageBytesMax || page.rows.size() < 2) {
        frames.append(finished(payload, form));
        return;
    }
    const qsizetype half = page.rows.size() / 2;
    appendSnapshot({page.position, page.entity, page.rows.first(half), page.first, false}, form, frames);
    appendSnapshot({page.position, page.entity, page.rows.sliced(half), false, page.last}, form, frames);
}

} // namespace

QByteArray finished(const QByteArray &payload, FrameForm form)
{
    if (form == FrameForm::Json)
        return withHeader(FinText, payload);
    if (form == FrameForm::CborZstd && payload.size() > CompressedBytesMin) {
        const QByteArray smaller = compressed(payload);
        if (!smaller.isEmpty())
            return withHeader(FinBinary, smaller);
    }
    return withHeader(FinBinary, payload);
}

QByteArray finished(const ServerFrame &frame, FrameForm form)
{
    return finished(Codec::encode(frame, encodingOf(form)), form);
}

QByteArrayView payloadOf(const QByteArray &frame)
{
    const auto shortSize = static_cast<quint8>(frame.at(1));
    return QByteArrayView(frame).sliced(shortSize == 127 ? HeaderBytesMax : shortSize == 126 ? 4 : 2);
}

QList<QByteArray> ofEvents(const QList<EventPtr> &events, FrameForm form, QList<qint64> &seqs)
{
    QList<QByteArray> frames;
    if (!events.isEmpty())
        appendEvents(events, form, frames, seqs);
    return frames;
}

QList<QByteArray> ofSnapshot(const Frames::Snapshot &page, FrameForm form)
{
    QList<QByteArray> frames;
    appendSnapshot(page, form, frames);
    return frames;
}

} // namespace TaskMaster::Server::WebSocketFrame
