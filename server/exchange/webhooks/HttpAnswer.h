// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <memory>

struct http_parser;

namespace TaskMaster::Server {

/**
 * Reads the answer to one request from whoever that is: HTTP/1 as http_parser understands it, bounded. Interim answers
 * (1xx) are skipped. Of the headers only Location is kept, of the body the first bytes, for the log. One thread.
 */
class HttpAnswer {
public:
    static constexpr qsizetype HeadBytesMax = 16 * 1024;
    static constexpr qsizetype BodyBytesMax = 4 * 1024;

    HttpAnswer();
    ~HttpAnswer();
    Q_DISABLE_COPY_MOVE(HttpAnswer)

    enum class Progress : quint8 { NeedsMore, Complete, Malformed };
    /// Complete also when there is more than is kept: nobody needs the rest.
    Progress feed(QByteArrayView bytes);
    /// The other side has closed: for some answers that is the end of the body.
    Progress close();

    [[nodiscard]] bool hasStatus() const { return m_hasHead; }
    [[nodiscard]] int status() const { return m_status; }
    [[nodiscard]] const QByteArray &location() const { return m_location; }
    [[nodiscard]] const QByteArray &body() const { return m_body; }
    [[nodiscard]] const char *trouble() const { return m_trouble; }

private:
    struct Callbacks;
    Progress parse(const char *bytes, std::size_t size);

    std::unique_ptr<http_parser> m_parser;
    QByteArray m_name; ///< of the header that is being read
    QByteArray m_location;
    QByteArray m_body;
    qsizetype m_headBytes = 0;
    int m_status = 0;
    bool m_isInValue = false;
    bool m_hasHead = false; ///< of the final answer
    bool m_isInterim = false;
    bool m_isComplete = false;
    const char *m_trouble = "";
};

} // namespace TaskMaster::Server
