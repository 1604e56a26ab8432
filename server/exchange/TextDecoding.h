// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QByteArrayView>

namespace TaskMaster::Server {

/// The encodings that tables come in. Automatic: a byte-order mark says it, else UTF-16 by its zero bytes, UTF-8 where
/// it is valid, and Windows-1252 for the rest.
enum class TextEncoding : quint8 { Automatic, Utf8, Utf16Le, Utf16Be, Windows1252 };

struct DecodedText {
    QString text; ///< without byte-order mark
    TextEncoding encoding = TextEncoding::Utf8; ///< what it turned out to be
};

/**
 * A file's bytes as text. Pure. Fails with one sentence that names the byte and the line where the file is not text in
 * its encoding; a file that is mostly UTF-8 is not quietly taken for Windows-1252.
 */
[[nodiscard]] Result<DecodedText> decodeText(QByteArrayView bytes, TextEncoding encoding = TextEncoding::Automatic);

/// `utf-8`, `utf-16`, `windows-1252`, `auto`.
[[nodiscard]] std::optional<TextEncoding> textEncodingFromName(QStringView name);
[[nodiscard]] QString textEncodingName(TextEncoding encoding);

} // namespace TaskMaster::Server
