// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/HttpMessage.h"

#include <chrono>
#include <functional>
#include <variant>

namespace TaskMaster::Server {

/// What one connection may take of the server. Tests shorten the times.
struct HttpLimits {
    qsizetype headBytesMax = 16 * 1024; ///< request line and headers
    qsizetype requestLineBytesMax = 8 * 1024;
    int headersMax = 100; ///< QHttpServer 6.4 forgets all headers when there are more
    qint64 bodyBytesMax = 1024 * 1024;
    qint64 unsentBytesMax = 8 * 1024 * 1024; ///< answers that the client does not read, before it may ask again
    std::chrono::milliseconds headTime{5'000}; ///< from accept, or from the first byte on a kept connection
    std::chrono::milliseconds bodyTime{15'000};
    /// How large a body a request with that head may have: routes that take files allow more. Empty: bodyBytesMax.
    std::function<qint64(const HttpRequest &head)> bodyBytesFor = {};
    std::chrono::milliseconds largeBodyTime{180'000}; ///< for bodies above bodyBytesMax
    int largeBodiesMax = 4; ///< of those at a time, in the whole process: they wait in memory
    std::chrono::milliseconds answerTime{60'000};
    std::chrono::milliseconds idleTime{60'000};
    std::chrono::milliseconds lingerTime{2'000}; ///< for the client to read the last answer, after which it is cut off
};

/// Why a request never reaches a handler, for the client.
struct HttpRefusal {
    int status = 400;
    QString sentence;
    HttpHeaders headers;
};

struct HttpHead {
    HttpRequest request; ///< all but the body
    qint64 contentLength = 0;
    enum class After { KeepAlive, Close } after = After::KeepAlive;
    bool expectsContinue = false;
    bool wantsWebSocket = false; ///< a complete, valid opening handshake (RFC 6455)
};

/**
 * Reads the head of one request from pieces of any size and is the only opinion in the server about what it says.
 * First a scan refuses, byte by byte and as early as possible, what parsers disagree about (bare line feeds, control
 * characters, folded lines, sizes); then http_parser takes it apart, and the framing is judged (RFC 9112: length,
 * transfer codings, host, expectations, upgrades). No body, no sockets; one lane.
 */
class HttpHeadReader {
public:
    explicit HttpHeadReader(const HttpLimits &limits)
        : m_limits(limits)
    {
    }

    struct More { };
    using Outcome = std::variant<More, HttpHead, HttpRefusal>;

    /// Takes the next bytes; those behind the head are left alone: size() tells where it ended.
    Outcome feed(QByteArrayView bytes);
    [[nodiscard]] qsizetype size() const { return m_bytes.size(); }
    void reset();

private:
    std::optional<HttpRefusal> scan(char byte);
    std::optional<HttpRefusal> endOfLine();
    std::optional<HttpRefusal> checkRequestLine(QByteArrayView line);
    Outcome parse();

    const HttpLimits &m_limits;
    QByteArray m_bytes;
    qsizetype m_lineStart = 0;
    int m_lines = 0;
    bool m_isComplete = false;
};

} // namespace TaskMaster::Server
