// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/Codec.h"

namespace TaskMaster::Server {

/// How a client wants its frames, decided once by its hello.
enum class FrameForm : quint8 {
    Cbor, ///< binary
    CborZstd, ///< binary; payloads over CompressedBytesMin compressed, told by the zstd magic
    Json, ///< text
};
inline constexpr std::size_t FrameFormCount = 3;

/**
 * Finished frames of RFC 6455 as a server sends them: header and payload in one QByteArray, unmasked, unfragmented.
 * Whoever makes one makes it once and shares it among all that get it. Pure functions, any thread.
 */
namespace WebSocketFrame {

inline constexpr qsizetype CompressedBytesMin = 1024;
inline constexpr qsizetype HeaderBytesMax = 10;
/// Pages are cut so that a frame stays below this, unless a single row or event is larger.
inline constexpr qsizetype PageBytesMax = 256 * 1024;

/// The frame for a payload that is CBOR (both binary forms) or JSON already; compresses where the form says so.
[[nodiscard]] QByteArray finished(const QByteArray &payload, FrameForm form);
[[nodiscard]] QByteArray finished(const ServerFrame &frame, FrameForm form);

/// The payload inside a frame that finished() made.
[[nodiscard]] QByteArrayView payloadOf(const QByteArray &frame);

[[nodiscard]] inline Encoding encodingOf(FrameForm form)
{
    return form == FrameForm::Json ? Encoding::Json : Encoding::Cbor;
}

/// Events as one frame, or as several when one would be too large. The frames come in order; `seqs` gets the seq of
/// the last event in each.
[[nodiscard]] QList<QByteArray> ofEvents(const QList<EventPtr> &events, FrameForm form, QList<qint64> &seqs);
/// A page of rows as one frame, or as several; `first` and `last` of the page go to the frames that they fit.
[[nodiscard]] QList<QByteArray> ofSnapshot(const Frames::Snapshot &page, FrameForm form);

} // namespace WebSocketFrame

} // namespace TaskMaster::Server
