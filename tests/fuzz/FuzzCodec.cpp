// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer target for both decoders in both encodings. tests/fuzz/run builds and runs it.

#include "shared/protocol/Codec.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace TaskMaster;
    if (size < 1)
        return 0;
    const Encoding encoding = data[0] % 2 == 0 ? Encoding::Cbor : Encoding::Json;
    const QByteArray bytes(reinterpret_cast<const char *>(data + 1), static_cast<qsizetype>(size - 1));
    if (const auto frame = Codec::decodeClientFrame(bytes, encoding)) {
        // What was understood can be said again, and is then understood the same way.
        const QByteArray again = Codec::encode(*frame, encoding);
        const auto second = Codec::decodeClientFrame(again, encoding);
        if (!second || Codec::encode(*second, encoding) != again)
            std::abort();
    }
    (void)Codec::decodeServerFrame(bytes, encoding).ok();
    return 0;
}
