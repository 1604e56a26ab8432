// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"
#include "shared/protocol/Frames.h"

namespace TaskMaster::Client {

/**
 * Bytes of a binary WebSocket message to a frame: CBOR, or CBOR behind zstd, which its magic number tells. Bounded: a
 * small message cannot unfold into more than `BytesMax`. Owned by Connection; one thread at a time.
 */
class FrameReader {
public:
    static constexpr qsizetype BytesMax = 16 * 1024 * 1024;

    FrameReader();
    ~FrameReader();
    Q_DISABLE_COPY_MOVE(FrameReader)

    [[nodiscard]] Result<ServerFrame> read(const QByteArray &message);

private:
    [[nodiscard]] Result<QByteArray> unfold(const QByteArray &compressed);

    struct Context;
    std::unique_ptr<Context> m_context;
};

} // namespace TaskMaster::Client
