// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/LogRange.h"

#include "server/storage/Loader.h"
#include "server/storage/RowSql.h"
#include "shared/protocol/Codec.h"

namespace TaskMaster::Server::LogRange {
namespace {

constexpr int PageEvents = 1000;

Error unreadable(const StreamId &stream, qint64 seq, const QString &why)
{
    return Error(ErrorCode::StorageCorrupt,
                 QStringLiteral("Event %1 of %2 cannot be read: %3").arg(seq).arg(stream.toString(), why));
}

} // namespace

QString inStream(Dialect dialect)
{
    return QStringLiteral("workspace_id = %1 AND scope_id = %1 AND kind = ?").arg(RowSql::uuidParameter(dialect));
}

QVariantList streamValues(const StreamId &stream)
{
    return streamKey(stream) << static_cast<qint64>(stream.kind);
}

QString isSeqAmong(Dialect dialect)
{
    return dialect == Dialect::Sqlite ? QStringLiteral("seq IN (SELECT value FROM json_each(?))")
                                      : QStringLiteral("seq = ANY(ARRAY(SELECT CAST(value AS bigint) FROM "
                                                       "jsonb_array_elements_text(CAST(? AS jsonb)) AS x(value)))");
}

QString seqsParameter(const std::vector<qint64> &seqs)
{
    QString json = QStringLiteral("[");
    for (const qint64 seq : seqs)
        json += (json.size() > 1 ? QStringLiteral(",") : QString()) + QString::number(seq);
    return json + u']';
}

Result<Head> head(Database &database, const StreamId &stream)
{
    auto query = database.run(QStringLiteral("SELECT seq, at FROM stream_head WHERE ") + inStream(database.dialect()),
                              streamValues(stream));
    if (!query)
        return query.error();
    Head head;
    if ((*query)->next())
        head = {(*query)->value(0).toLongLong(), (*query)->value(1).toLongLong()};
    (*query)->finish();
    return head;
}

Result<qint64> timeOf(Database &database, const StreamId &stream, qint64 seq)
{
    const auto at = database.value(QStringLiteral("SELECT at FROM event WHERE ") + inStream(database.dialect())
                                       + QStringLiteral(" AND seq = ?"),
                                   streamValues(stream) << seq);
    if (!at)
        return at.error();
    return at->isValid() ? Result<qint64>(at->toLongLong())
                         : Result<qint64>(unreadable(stream, seq, QStringLiteral("it is not in the log.")));
}

Result<void> walk(Database &database, const Stretch &stretch, Side side, Order order,
                  const std::function<Result<void>(const LoggedChanges &)> &visit)
{
    const bool isUp = order == Order::OldestFirst;
    const QString sql =
        QStringLiteral("SELECT seq, at, %1 FROM event WHERE %2 AND seq > ? AND seq <= ? ORDER BY seq %3 LIMIT ?")
            .arg(side == Side::Changes ? QStringLiteral("changes") : QStringLiteral("old_values"),
                 inStream(database.dialect()), isUp ? QStringLiteral("ASC") : QStringLiteral("DESC"));
    qint64 after = stretch.after;
    qint64 until = stretch.until;
    while (after < until) {
        auto query = database.run(sql, streamValues(stretch.stream) << after << until << PageEvents);
        if (!query)
            return query.error();
        const qint64 length = until - after;
        while ((*query)->next()) {
            LoggedChanges logged{(*query)->value(0).toLongLong(), (*query)->value(1).toLongLong(), {}};
            const qint64 expected = isUp ? after + 1 : until;
            auto changes = logged.seq == expected
                ? Codec::decodeChanges((*query)->value(2).toString().toUtf8())
                : Result<QList<Change>>(Error::malformed(QStringLiteral("it is not in the log.")));
            Result<void> ok = changes ? Result<void>() : unreadable(stretch.stream, expected, changes.error().message);
            if (ok) {
                logged.changes = std::move(*changes);
                ok = visit(logged);
            }
            if (!ok) {
                (*query)->finish();
                return ok;
            }
            (isUp ? after : until) = isUp ? logged.seq : logged.seq - 1;
        }
        if (auto ok = database.checkRead(**query); !ok)
            return ok;
        if (until - after == length)
            return unreadable(stretch.stream, isUp ? after + 1 : until, QStringLiteral("it is not in the log."));
    }
    return {};
}

} // namespace TaskMaster::Server::LogRange
