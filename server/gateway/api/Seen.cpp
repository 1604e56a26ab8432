// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/Seen.h"

namespace TaskMaster::Server::Seen {
namespace {

/// Of the header: many clients and proxies refuse heads that are longer than 8 KiB. What is left out is not promised.
constexpr qsizetype SaidBytesMax = 4096;

std::optional<Position> positionOf(const QByteArray &entry)
{
    const qsizetype equals = entry.indexOf('=');
    const qsizetype dot = entry.indexOf('.', equals);
    if (equals < 0 || dot < 0)
        return std::nullopt;
    const auto stream = StreamId::fromString(QString::fromLatin1(entry.left(equals).trimmed()));
    bool isEpoch = false;
    bool isSeq = false;
    const qint64 epoch = entry.mid(equals + 1, dot - equals - 1).toLongLong(&isEpoch);
    const qint64 seq = entry.mid(dot + 1).trimmed().toLongLong(&isSeq);
    if (!stream || !isEpoch || !isSeq || seq < 0)
        return std::nullopt;
    return Position{*stream, epoch, seq};
}

} // namespace

Result<QList<Position>> of(const HttpRequest &request)
{
    QList<Position> positions;
    for (const HttpHeader &header : request.headers) {
        if (header.name.compare(Header, Qt::CaseInsensitive) != 0)
            continue;
        for (const QByteArray &entry : header.value.split(',')) {
            const auto position = positionOf(entry.trimmed());
            if (!position)
                return Error::malformed(QStringLiteral("TaskMaster-Seen must be like <stream>=<epoch>.<seq>"));
            positions.append(*position);
        }
    }
    return positions;
}

Result<void> check(const QList<Position> &seen, const Position &current)
{
    for (const Position &position : seen) {
        if (position.stream == current.stream && position.epoch == current.epoch && position.seq > current.seq)
            return Error(ErrorCode::Unavailable,
                         QStringLiteral("The server knows less of %1 than this request has seen; try again later.")
                             .arg(current.stream.toString()));
    }
    return {};
}

void say(HttpResponse &response, const QList<Position> &positions)
{
    QByteArrayList entries;
    qsizetype bytes = 0;
    for (const Position &position : positions) {
        const QByteArray entry = position.stream.toString().toLatin1() + '=' + QByteArray::number(position.epoch) + '.'
            + QByteArray::number(position.seq);
        bytes += entry.size() + 2;
        if (bytes > SaidBytesMax)
            break;
        entries.append(entry);
    }
    if (!entries.isEmpty())
        response.headers.append(HttpHeader{Header.toByteArray(), entries.join(", ")});
}

} // namespace TaskMaster::Server::Seen
