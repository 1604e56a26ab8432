// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/HttpMessage.h"

namespace TaskMaster::Server {

/**
 * Compressed answers (RFC 9110, 8.4 and 12.5.3): what the client prefers among zstd and gzip, for bodies above 1 KiB of
 * kinds that shrink. Each encoding is a representation of its own, so a strong ETag gets the encoding's name as its
 * ending. Pure functions, any thread; encode() takes about a millisecond per 100 KiB.
 */
enum class ContentCoding : quint8 { Identity, Gzip, Zstd };

inline constexpr qsizetype CompressedFrom = 1024;

/// By the request's Accept-Encoding: the highest quality wins, then zstd. Identity when nothing better is accepted.
[[nodiscard]] ContentCoding preferredCoding(const HttpRequest &request);
/// The answer in that coding, or as it is where that would not help; says Vary either way.
[[nodiscard]] HttpResponse encoded(HttpResponse response, ContentCoding coding);

} // namespace TaskMaster::Server
