// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/HttpEncoding.h"

#include <zlib.h>
#include <zstd.h>

namespace TaskMaster::Server {
namespace {

constexpr int GzipLevel = 5;
constexpr int ZstdLevel = 3;

/// `q=0.5` as thousandths; 1000 where there is none, 0 for what is no number.
int qualityOf(const QByteArray &parameters)
{
    for (const QByteArray &parameter : parameters.split(';')) {
        const QByteArray trimmed = parameter.trimmed().toLower();
        if (!trimmed.startsWith("q="))
            continue;
        bool isNumber = false;
        const double quality = trimmed.mid(2).toDouble(&isNumber);
        return isNumber && quality >= 0 && quality <= 1 ? static_cast<int>(quality * 1000) : 0;
    }
    return 1000;
}

bool shrinks(const QByteArray &mediaType)
{
    return mediaType.startsWith("text/") || mediaType.startsWith("application/json")
        || mediaType.startsWith("application/problem+json");
}

QByteArray gzip(const QByteArray &body)
{
    z_stream stream = {};
    constexpr int windowAndGzip = 15 + 16; // zlib's way of asking for a gzip header
    if (deflateInit2(&stream, GzipLevel, Z_DEFLATED, windowAndGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    QByteArray out(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(body.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(body.constData()));
    stream.avail_in = static_cast<uInt>(body.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int outcome = deflate(&stream, Z_FINISH);
    out.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return outcome == Z_STREAM_END ? out : QByteArray();
}

QByteArray zstd(const QByteArray &body)
{
    QByteArray out(static_cast<qsizetype>(ZSTD_compressBound(static_cast<std::size_t>(body.size()))),
                   Qt::Uninitialized);
    const std::size_t size = ZSTD_compress(out.data(), static_cast<std::size_t>(out.size()), body.constData(),
                                           static_cast<std::size_t>(body.size()), ZstdLevel);
    if (ZSTD_isError(size))
        return {};
    out.truncate(static_cast<qsizetype>(size));
    return out;
}

void markEntityTag(HttpHeaders &headers, const QByteArray &coding)
{
    for (HttpHeader &header : headers) {
        if (header.name.compare("ETag", Qt::CaseInsensitive) == 0 && header.value.endsWith('"'))
            header.value = header.value.chopped(1) + '-' + coding + '"';
    }
}

} // namespace

ContentCoding preferredCoding(const HttpRequest &request)
{
    int gzipQuality = -1;
    int zstdQuality = -1;
    int anyQuality = -1;
    for (const HttpHeader &header : request.headers) {
        if (header.name.compare("Accept-Encoding", Qt::CaseInsensitive) != 0)
            continue;
        for (const QByteArray &entry : header.value.split(',')) {
            const qsizetype semicolon = entry.indexOf(';');
            const QByteArray name = mainPart(entry);
            const int quality = semicolon < 0 ? 1000 : qualityOf(entry.mid(semicolon + 1));
            if (name == "gzip" || name == "x-gzip")
                gzipQuality = quality;
            else if (name == "zstd")
                zstdQuality = quality;
            else if (name == "*")
                anyQuality = quality;
        }
    }
    const int ofGzip = gzipQuality >= 0 ? gzipQuality : anyQuality;
    const int ofZstd = zstdQuality >= 0 ? zstdQuality : anyQuality;
    if (ofZstd > 0 && ofZstd >= ofGzip)
        return ContentCoding::Zstd;
    return ofGzip > 0 ? ContentCoding::Gzip : ContentCoding::Identity;
}

HttpResponse encoded(HttpResponse response, ContentCoding coding)
{
    if (!shrinks(headerValue(response.headers, "Content-Type").value_or(QByteArray()))
        || headerValue(response.headers, "Content-Encoding"))
        return response;
    response.headers.append(HttpHeader{"Vary", "Accept-Encoding"});
    if (coding == ContentCoding::Identity || response.body.size() < CompressedFrom)
        return response;
    const QByteArray name = coding == ContentCoding::Gzip ? "gzip" : "zstd";
    QByteArray smaller = coding == ContentCoding::Gzip ? gzip(response.body) : zstd(response.body);
    if (smaller.isEmpty() || smaller.size() >= response.body.size())
        return response;
    response.body = std::move(smaller);
    response.headers.append(HttpHeader{"Content-Encoding", name});
    markEntityTag(response.headers, name);
    return response;
}

} // namespace TaskMaster::Server
