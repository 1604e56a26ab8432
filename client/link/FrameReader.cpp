// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/link/FrameReader.h"

#include "shared/protocol/Codec.h"

#include <zstd.h>

namespace TaskMaster::Client {

struct FrameReader::Context {
    ZSTD_DCtx *zstd = ZSTD_createDCtx();
    QByteArray chunk = QByteArray(static_cast<qsizetype>(ZSTD_DStreamOutSize()), Qt::Uninitialized);

    Context() = default;
    ~Context() { ZSTD_freeDCtx(zstd); }
    Q_DISABLE_COPY_MOVE(Context)
};

FrameReader::FrameReader()
    : m_context(std::make_unique<Context>())
{
}

FrameReader::~FrameReader() = default;

Result<ServerFrame> FrameReader::read(const QByteArray &message)
{
    if (!message.startsWith("\x28\xb5\x2f\xfd"))
        return Codec::decodeServerFrame(message, Encoding::Cbor);
    const auto unfolded = unfold(message);
    if (!unfolded)
        return unfolded.error();
    return Codec::decodeServerFrame(*unfolded, Encoding::Cbor);
}

Result<QByteArray> FrameReader::unfold(const QByteArray &compressed)
{
    // In pieces: the size that the header claims is the sender's word only.
    ZSTD_DCtx_reset(m_context->zstd, ZSTD_reset_session_only);
    ZSTD_inBuffer in{compressed.constData(), static_cast<std::size_t>(compressed.size()), 0};
    QByteArray unfolded;
    std::size_t rest = 1;
    while (rest != 0) {
        ZSTD_outBuffer out{m_context->chunk.data(), static_cast<std::size_t>(m_context->chunk.size()), 0};
        const std::size_t before = in.pos;
        rest = ZSTD_decompressStream(m_context->zstd, &out, &in);
        if (ZSTD_isError(rest) != 0U)
            return Error::malformed(QStringLiteral("zstd: %1").arg(QLatin1StringView(ZSTD_getErrorName(rest))));
        if (rest != 0 && out.pos == 0 && in.pos == before)
            return Error::malformed(QStringLiteral("zstd: the end is missing"));
        if (unfolded.size() + static_cast<qsizetype>(out.pos) > BytesMax)
            return Error(ErrorCode::TooLarge);
        unfolded.append(m_context->chunk.constData(), static_cast<qsizetype>(out.pos));
    }
    if (in.pos != in.size)
        return Error::malformed(QStringLiteral("zstd: there is something behind the end"));
    return unfolded;
}

} // namespace TaskMaster::Client
