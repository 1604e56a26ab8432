// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/live/EventFrames.h"

namespace TaskMaster::Server {

const QByteArray &EventFrames::frame(FrameForm form) const
{
    const auto index = static_cast<std::size_t>(form);
    QByteArray &frame = m_frames[index];
    std::call_once(m_once[index], [&] {
        if (form != FrameForm::CborZstd) {
            frame = WebSocketFrame::finished(Codec::encodeEvent(*m_event, WebSocketFrame::encodingOf(form)), form);
            return;
        }
        // What is too small to compress is the plain frame itself, not a copy of it.
        const QByteArray &plain = this->frame(FrameForm::Cbor);
        const QByteArrayView payload = WebSocketFrame::payloadOf(plain);
        frame = payload.size() > WebSocketFrame::CompressedBytesMin
            ? WebSocketFrame::finished(payload.toByteArray(), FrameForm::CborZstd)
            : plain;
    });
    return frame;
}

} // namespace TaskMaster::Server
