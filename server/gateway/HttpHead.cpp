// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/HttpHead.h"

#include <QUrl>

#include <array>
#include <http_parser.h>

namespace TaskMaster::Server {
namespace {

constexpr std::array<QByteArrayView, 7> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
constexpr char TlsHandshake = 0x16; // the first byte of a ClientHello

HttpRefusal refusal(int status, const char *sentence, HttpHeaders headers = {})
{
    return {status, QString::fromUtf8(sentence), std::move(headers)};
}

bool isTokenCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Visible ASCII, `%` only before two hexadecimal digits that are not zero, no fragment.
bool isTargetText(QByteArrayView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c <= ' ' || c > '~' || c == '#')
            return false;
        if (c != '%')
            continue;
        if (i + 2 >= text.size() || !isHexDigit(text[i + 1]) || !isHexDigit(text[i + 2])
            || text.sliced(i, 3) == QByteArrayView("%00"))
            return false;
    }
    return !text.isEmpty();
}

/// Splits the target into path and query; absolute-form loses its authority, which Host repeats (RFC 9112, 3.2.2).
bool readTarget(QByteArrayView target, HttpRequest &request)
{
    for (const QByteArrayView scheme : {QByteArrayView("http://"), QByteArrayView("https://")}) {
        if (target.startsWith(scheme)) {
            const qsizetype slash = target.indexOf('/', scheme.size());
            if (slash <= scheme.size())
                return false;
            target = target.sliced(slash);
        }
    }
    if (!target.startsWith('/') && !(target == QByteArrayView("*") && request.method == "OPTIONS"))
        return false;
    const qsizetype question = target.indexOf('?');
    request.path = target.first(question < 0 ? target.size() : question).toByteArray();
    request.query = question < 0 ? QByteArray() : target.sliced(question + 1).toByteArray();
    return true;
}

bool isHost(const QByteArray &host)
{
    // Qt's WebSocket handshake closes without a word when QUrl cannot read the host; better to say so here.
    QUrl url;
    url.setScheme(QStringLiteral("http"));
    url.setAuthority(QString::fromLatin1(host), QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty();
}

/// What http_parser's callbacks fill.
struct Collected {
    HttpHeaders headers;
    bool isInValue = false;
    bool isComplete = false;
};

http_parser_settings collecting()
{
    http_parser_settings settings;
    http_parser_settings_init(&settings);
    settings.on_header_field = [](http_parser *parser, const char *at, size_t length) {
        auto *collected = static_cast<Collected *>(parser->data);
        if (collected->headers.isEmpty() || collected->isInValue)
            collected->headers.append(HttpHeader());
        collected->isInValue = false;
        collected->headers.last().name.append(at, static_cast<qsizetype>(length));
        return 0;
    };
    settings.on_header_value = [](http_parser *parser, const char *at, size_t length) {
        auto *collected = static_cast<Collected *>(parser->data);
        collected->isInValue = true;
        collected->headers.last().value.append(at, static_cast<qsizetype>(length));
        return 0;
    };
    settings.on_headers_complete = [](http_parser *parser) {
        static_cast<Collected *>(parser->data)->isComplete = true;
        return 0;
    };
    return settings;
}

HttpRefusal refusalOf(http_errno error)
{
    switch (error) {
    case HPE_UNEXPECTED_CONTENT_LENGTH:
        return refusal(400, "Content-Length was sent more than once, or together with Transfer-Encoding.");
    case HPE_INVALID_CONTENT_LENGTH:
        return refusal(400, "Content-Length is not a number that a body can have.");
    case HPE_INVALID_TRANSFER_ENCODING:
        return refusal(501, "This transfer coding is not supported.");
    case HPE_HEADER_OVERFLOW:
        return refusal(431, "The headers are larger than allowed.");
    default:
        return refusal(400, "The headers could not be read.");
    }
}

std::optional<HttpRefusal> checkFraming(const http_parser &parser, const HttpLimits &limits, HttpHead &head)
{
    const HttpRequest &request = head.request;
    const qsizetype hosts = headerCount(request.headers, "Host");
    if (hosts > 1 || (hosts == 0 && request.minorVersion == 1))
        return refusal(400, "Exactly one Host header is required.");
    if (hosts == 1 && !isHost(*request.header("Host")))
        return refusal(400, "The Host header is not a host name.");
    if (const auto coding = request.header("Transfer-Encoding")) {
        if (request.minorVersion == 0 || headerCount(request.headers, "Content-Length") > 0)
            return refusal(400, "Transfer-Encoding is not allowed here.");
        if (coding->compare("chunked", Qt::CaseInsensitive) != 0)
            return refusal(501, "This transfer coding is not supported.");
        return refusal(411, "Chunked bodies are not supported; send a Content-Length.");
    }
    const bool hasLength = headerCount(request.headers, "Content-Length") > 0;
    const qint64 bytesMax = limits.bodyBytesFor ? limits.bodyBytesFor(request) : limits.bodyBytesMax;
    if (hasLength && parser.content_length > static_cast<quint64>(bytesMax))
        return refusal(413, "The body is larger than allowed.");
    head.contentLength = hasLength ? static_cast<qint64>(parser.content_length) : 0;
    if (const auto expectation = request.header("Expect")) {
        if (expectation->compare("100-continue", Qt::CaseInsensitive) != 0)
            return refusal(417, "This expectation cannot be met.");
        head.expectsContinue = request.minorVersion == 1 && head.contentLength > 0;
    }
    return std::nullopt;
}

std::optional<HttpRefusal> checkUpgrade(HttpHead &head)
{
    const HttpRequest &request = head.request;
    if (request.path != "/ws" || request.header("Upgrade")->compare("websocket", Qt::CaseInsensitive) != 0)
        return refusal(400, "Only /ws can be upgraded, and only to a WebSocket.");
    if (request.method != "GET" || request.minorVersion != 1 || head.contentLength > 0)
        return refusal(400, "A WebSocket is opened with GET in HTTP/1.1, without a body.");
    if (headerCount(request.headers, "Sec-WebSocket-Version") != 1 || request.header("Sec-WebSocket-Version") != "13")
        return refusal(426, "Only version 13 of the WebSocket protocol is spoken here.",
                       {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}});
    const QByteArray key = request.header("Sec-WebSocket-Key").value_or(QByteArray());
    const auto decoded = QByteArray::fromBase64Encoding(key, QByteArray::AbortOnBase64DecodingErrors);
    if (headerCount(request.headers, "Sec-WebSocket-Key") != 1 || !decoded || (*decoded).size() != 16)
        return refusal(400, "Sec-WebSocket-Key must be 16 bytes in Base64.");
    head.wantsWebSocket = true;
    return std::nullopt;
}

} // namespace

void HttpHeadReader::reset()
{
    m_bytes.clear();
    m_lineStart = 0;
    m_lines = 0;
    m_isComplete = false;
}

HttpHeadReader::Outcome HttpHeadReader::feed(QByteArrayView bytes)
{
    Q_ASSERT(!m_isComplete);
    for (const char byte : bytes) {
        if (auto refused = scan(byte))
            return *std::move(refused);
        m_bytes.append(byte);
        if (byte == '\n') {
            if (auto refused = endOfLine())
                return *std::move(refused);
            if (m_isComplete)
                return parse();
        }
    }
    return More();
}

std::optional<HttpRefusal> HttpHeadReader::scan(char byte)
{
    if (m_bytes.isEmpty() && byte == TlsHandshake)
        return refusal(400, "This port speaks plain HTTP, not TLS: use http:// and ws:// here.");
    const bool isAfterReturn = m_bytes.endsWith('\r');
    if (isAfterReturn != (byte == '\n'))
        return refusal(400, "Lines must end with a carriage return and a line feed.");
    const auto value = static_cast<unsigned char>(byte);
    if ((value < 0x20 && byte != '\t' && byte != '\r' && byte != '\n') || value == 0x7f)
        return refusal(400, "There is a control character in the head of the request.");
    if (m_bytes.size() == m_lineStart && (byte == ' ' || byte == '\t'))
        return refusal(400, "A line of the head starts with white space.");
    if (m_lines == 0 && m_bytes.size() >= m_limits.requestLineBytesMax)
        return refusal(414, "The address is longer than allowed.");
    if (m_bytes.size() >= m_limits.headBytesMax)
        return refusal(431, "The headers are larger than allowed.");
    return std::nullopt;
}

std::optional<HttpRefusal> HttpHeadReader::endOfLine()
{
    const QByteArrayView line = QByteArrayView(m_bytes).sliced(m_lineStart).chopped(2);
    m_lineStart = m_bytes.size();
    if (line.isEmpty() && m_lines == 0) {
        // One empty line before a request is tolerated (RFC 9112, 2.2): some clients end bodies with one too many.
        return m_bytes.size() > 2 ? std::optional(refusal(400, "A request starts with empty lines.")) : std::nullopt;
    }
    if (line.isEmpty()) {
        m_isComplete = true;
        return std::nullopt;
    }
    if (m_lines++ == 0)
        return checkRequestLine(line);
    if (m_lines - 1 > m_limits.headersMax)
        return refusal(431, "There are more headers than allowed.");
    const qsizetype colon = line.indexOf(':');
    if (colon < 0 || !isToken(line.first(colon)))
        return refusal(400, "A header has no valid name.");
    return std::nullopt;
}

std::optional<HttpRefusal> HttpHeadReader::checkRequestLine(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last <= first || !isToken(line.first(first)))
        return refusal(400, "The request line is not “METHOD /path HTTP/1.1”.");
    const QByteArrayView version = line.sliced(last + 1);
    const bool isHttp = version.size() == 8 && version.startsWith("HTTP/") && version[6] == '.' && isdigit(version[5])
        && isdigit(version[7]);
    if (!isHttp || !isTargetText(line.sliced(first + 1, last - first - 1)))
        return refusal(400, "The request line is not “METHOD /path HTTP/1.1”.");
    if (version != QByteArrayView("HTTP/1.1") && version != QByteArrayView("HTTP/1.0"))
        return refusal(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
    if (std::find(methods.begin(), methods.end(), line.first(first)) == methods.end())
        return refusal(501, "This method is not known here.");
    return std::nullopt;
}

HttpHeadReader::Outcome HttpHeadReader::parse()
{
    static const http_parser_settings settings = collecting();
    http_parser parser;
    http_parser_init(&parser, HTTP_REQUEST);
    Collected collected;
    parser.data = &collected;
    http_parser_execute(&parser, &settings, m_bytes.constData(), static_cast<std::size_t>(m_bytes.size()));
    if (HTTP_PARSER_ERRNO(&parser) != HPE_OK)
        return refusalOf(HTTP_PARSER_ERRNO(&parser));
    if (!collected.isComplete)
        return refusal(400, "The headers could not be read.");

    HttpHead head;
    HttpRequest &request = head.request;
    const QByteArrayView line = QByteArrayView(m_bytes).trimmed();
    const qsizetype space = line.indexOf(' ');
    request.method = line.first(space).toByteArray();
    if (!readTarget(line.sliced(space + 1, line.indexOf(' ', space + 1) - space - 1), request))
        return refusal(400, "The address must be a path that starts with a slash.");
    request.minorVersion = parser.http_minor;
    request.headers = std::move(collected.headers);
    for (HttpHeader &header : request.headers)
        header.value = header.value.trimmed();
    head.after = http_should_keep_alive(&parser) ? HttpHead::After::KeepAlive : HttpHead::After::Close;
    if (auto refused = checkFraming(parser, m_limits, head))
        return *std::move(refused);
    if (parser.upgrade) {
        if (auto refused = checkUpgrade(head))
            return *std::move(refused);
    }
    return head;
}

} // namespace TaskMaster::Server
