// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/ICalendar.h"

#include <QDateTime>

namespace TaskMaster::Server {
namespace {

constexpr qsizetype LineBytesMax = 75; ///< RFC 5545, 3.1, without the line end
constexpr qsizetype BlanksMoved = 8;

bool isInsideCharacter(char byte)
{
    return (static_cast<uchar>(byte) & 0xc0) == 0x80;
}

} // namespace

void ICalendar::text(const char *name, const QString &value)
{
    QString escaped;
    escaped.reserve(value.size() + 16);
    for (qsizetype i = 0; i < value.size(); ++i) {
        const QChar c = value[i];
        if (c == u'\\' || c == u';' || c == u',')
            escaped += QChar(u'\\');
        if (c == u'\r') {
            if (i + 1 < value.size() && value[i + 1] == u'\n')
                continue; // the line feed says it
            escaped += QStringLiteral("\\n");
        } else if (c == u'\n') {
            escaped += QStringLiteral("\\n");
        } else if (c == u'\t' || c.unicode() >= 0x20) {
            if (c.unicode() != 0x7f)
                escaped += c; // other control characters may not stand in a text at all
        }
    }
    raw(name, escaped.toUtf8());
}

void ICalendar::day(const char *name, const QDate &date)
{
    line(QByteArray(name) + ";VALUE=DATE:" + date.toString(QStringLiteral("yyyyMMdd")).toLatin1());
}

void ICalendar::moment(const char *name, qint64 utcMs)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(utcMs, Qt::UTC);
    raw(name, at.toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")).toLatin1());
}

void ICalendar::line(const QByteArray &whole)
{
    qsizetype at = 0;
    qsizetype room = LineBytesMax;
    while (whole.size() - at > room) {
        qsizetype end = at + room;
        // Legal, but some readers lose white space at the end of a line: it goes to the next one, if it is not much.
        qsizetype blanks = 0;
        while (end > at + 1 && (isInsideCharacter(whole[end]) || (whole[end - 1] == ' ' && ++blanks < BlanksMoved)))
            --end;
        m_bytes += whole.mid(at, end - at) + "\r\n ";
        at = end;
        room = LineBytesMax - 1; // the space in front counts
    }
    m_bytes += whole.mid(at) + "\r\n";
}

} // namespace TaskMaster::Server
