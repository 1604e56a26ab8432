// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDate>
#include <QString>

namespace TaskMaster::Server {

/**
 * Writes an iCalendar stream (RFC 5545): lines end in CRLF, are folded at 75 bytes and never inside of a character, and
 * text is escaped. Names and parameters are the caller's, who knows the RFC. Pure.
 */
class ICalendar {
public:
    void begin(const char *component) { raw("BEGIN", component); }
    void end(const char *component) { raw("END", component); }
    /// A value that needs no escaping.
    void raw(const char *name, const QByteArray &value) { line(QByteArray(name) + ':' + value); }
    void text(const char *name, const QString &value);
    void day(const char *name, const QDate &date);
    /// `utcMs`: milliseconds.
    void moment(const char *name, qint64 utcMs);

    [[nodiscard]] QByteArray take() { return std::exchange(m_bytes, {}); }

private:
    void line(const QByteArray &whole);

    QByteArray m_bytes;
};

} // namespace TaskMaster::Server
