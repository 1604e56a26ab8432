// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/webhooks/HttpAnswer.h"

#include <http_parser.h>

namespace TaskMaster::Server {

struct HttpAnswer::Callbacks {
    static HttpAnswer &of(http_parser *parser) { return *static_cast<HttpAnswer *>(parser->data); }

    static int begin(http_parser *parser)
    {
        HttpAnswer &self = of(parser);
        self.m_name.clear();
        self.m_location.clear();
        self.m_isInValue = false;
        return 0;
    }
    static int headerField(http_parser *parser, const char *at, std::size_t size)
    {
        HttpAnswer &self = of(parser);
        if (std::exchange(self.m_isInValue, false))
            self.m_name.clear();
        self.m_name.append(at, static_cast<qsizetype>(size));
        return 0;
    }
    static int headerValue(http_parser *parser, const char *at, std::size_t size)
    {
        HttpAnswer &self = of(parser);
        self.m_isInValue = true;
        if (self.m_name.compare("Location", Qt::CaseInsensitive) == 0)
            self.m_location.append(at, static_cast<qsizetype>(size));
        return 0;
    }
    static int headComplete(http_parser *parser)
    {
        HttpAnswer &self = of(parser);
        self.m_status = static_cast<int>(parser->status_code);
        // 101 would end HTTP, and nobody asked for that: it stays as the final answer, which is none that is good.
        self.m_isInterim = self.m_status < 200 && self.m_status != 101;
        self.m_hasHead = !self.m_isInterim;
        return 0;
    }
    static int body(http_parser *parser, const char *at, std::size_t size)
    {
        HttpAnswer &self = of(parser);
        const qsizetype room = BodyBytesMax - self.m_body.size();
        self.m_body.append(at, std::min(room, static_cast<qsizetype>(size)));
        if (self.m_body.size() == BodyBytesMax)
            self.m_isComplete = true;
        return 0;
    }
    static int complete(http_parser *parser)
    {
        HttpAnswer &self = of(parser);
        if (!self.m_isInterim)
            self.m_isComplete = true;
        return 0;
    }
    static const http_parser_settings &settings()
    {
        static const http_parser_settings table = [] {
            http_parser_settings made;
            http_parser_settings_init(&made);
            made.on_message_begin = &begin;
            made.on_header_field = &headerField;
            made.on_header_value = &headerValue;
            made.on_headers_complete = &headComplete;
            made.on_body = &body;
            made.on_message_complete = &complete;
            return made;
        }();
        return table;
    }
};

HttpAnswer::HttpAnswer()
    : m_parser(std::make_unique<http_parser>())
{
    http_parser_init(m_parser.get(), HTTP_RESPONSE);
    m_parser->data = this;
}

HttpAnswer::~HttpAnswer() = default;

HttpAnswer::Progress HttpAnswer::feed(QByteArrayView bytes)
{
    if (!m_hasHead) {
        m_headBytes += bytes.size();
        if (m_headBytes > HeadBytesMax + BodyBytesMax) { // a little body may have come with it
            m_trouble = "its headers are too large";
            return Progress::Malformed;
        }
    }
    return parse(bytes.data(), static_cast<std::size_t>(bytes.size()));
}

HttpAnswer::Progress HttpAnswer::close()
{
    const Progress progress = parse(nullptr, 0);
    if (progress != Progress::NeedsMore)
        return progress;
    m_trouble = "the connection was closed before an answer had come";
    return Progress::Malformed;
}

HttpAnswer::Progress HttpAnswer::parse(const char *bytes, std::size_t size)
{
    if (m_isComplete)
        return Progress::Complete;
    http_parser_execute(m_parser.get(), &Callbacks::settings(), bytes, size);
    if (m_isComplete)
        return Progress::Complete;
    const http_errno error = HTTP_PARSER_ERRNO(m_parser.get());
    if (error == HPE_OK && m_parser->upgrade == 0)
        return Progress::NeedsMore;
    m_trouble = "the answer is not HTTP";
    return Progress::Malformed;
}

} // namespace TaskMaster::Server
