// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/PastState.h"

#include "server/handlers/Needs.h"
#include "server/storage/LogRange.h"
#include "server/storage/Reader.h"
#include "server/storage/RowSql.h"
#include "shared/protocol/Codec.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace TaskMaster::Server::Past {
namespace {

using Key = Needs::Key;

struct KeyHash {
    std::size_t operator()(const Key &key) const { return qHash(key.id) * 31 + static_cast<std::size_t>(key.kind); }
};
using Rows = std::unordered_map<Key, Entity, KeyHash>;
using Keys = std::unordered_set<Key, KeyHash>;

/// Going back also reads all rows of today and looks up what changed them before: it pays a bit beyond the middle.
bool isBackShorter(qint64 head, qint64 seq)
{
    return (head - seq) * 3 < seq * 2;
}

Result<Rows> forwards(Database &database, const StreamId &stream, qint64 seq)
{
    Rows rows;
    const auto apply = [&rows](const LoggedChanges &event) -> Result<void> {
        for (const Change &change : event.changes) {
            const Key key{change.entity, change.id};
            if (change.op == ChangeOp::Delete) {
                rows.erase(key);
                continue;
            }
            if (change.op == ChangeOp::Create)
                rows.insert_or_assign(key, makeEntity(change.entity, change.id));
            const auto row = rows.find(key);
            if (row == rows.end())
                continue;
            applyFields(row->second, change.fields);
            rowOf(row->second).rev = event.seq;
            rowOf(row->second).updatedAt = event.at;
        }
        return {};
    };
    if (auto ok =
            LogRange::walk(database, {stream, 0, seq}, LogRange::Side::Changes, LogRange::Order::OldestFirst, apply);
        !ok)
        return ok.error();
    return rows;
}

Result<Rows> present(Database &database, const StreamId &stream)
{
    Rows rows;
    SnapshotCursor cursor;
    while (!cursor.done) {
        auto page = Read::rows(database, stream, cursor, EventLog::PageRowsMax);
        if (!page)
            return page.error();
        for (Entity &row : page->rows) {
            const Key key{kindOf(row), rowOf(row).id};
            rows.emplace(key, std::move(row));
        }
        cursor = page->next;
    }
    return rows;
}

struct TakenBack {
    Keys touched; ///< their rev and updatedAt are still those of later
    bool isComplete = true; ///< false: an event of an older version that did not keep what it deleted
};

Result<TakenBack> takeBack(Database &database, const LogRange::Stretch &stretch, Rows &rows)
{
    TakenBack taken;
    const auto undo = [&rows, &taken](const LoggedChanges &event) -> Result<void> {
        for (auto before = event.changes.crbegin(); before != event.changes.crend(); ++before) {
            const Key key{before->entity, before->id};
            if (before->op == ChangeOp::Create) {
                rows.erase(key);
                continue;
            }
            taken.isComplete &= !before->fields.isEmpty();
            if (before->op == ChangeOp::Delete)
                rows.insert_or_assign(key, makeEntity(before->entity, before->id));
            const auto row = rows.find(key);
            if (row == rows.end())
                continue;
            applyFields(row->second, before->fields);
            taken.touched.insert(key);
        }
        return {};
    };
    if (auto ok = LogRange::walk(database, stretch, LogRange::Side::OldValues, LogRange::Order::NewestFirst, undo); !ok)
        return ok.error();
    std::erase_if(taken.touched, [&rows](const Key &key) { return !rows.contains(key); });
    return taken;
}

/// For each id the newest event up to `seq` that touched it.
Result<std::unordered_map<Uuid, qint64>> lastTouches(Database &database, const StreamId &stream, qint64 seq,
                                                     const std::vector<Uuid> &ids)
{
    const Dialect dialect = database.dialect();
    const QString id = RowSql::uuidParameter(dialect);
    const QString wanted = dialect == Dialect::Sqlite
        ? QStringLiteral("json_each(?) AS r")
        : QStringLiteral("jsonb_array_elements_text(CAST(? AS jsonb)) AS r(value)");
    const QString entity =
        dialect == Dialect::Sqlite ? QStringLiteral("r.value") : QStringLiteral("CAST(r.value AS uuid)");
    const QString sql =
        QStringLiteral("SELECT r.value, (SELECT MAX(seq) FROM event_entity WHERE workspace_id = %1 AND entity_id = %2 "
                       "AND scope_id = %1 AND kind = ? AND seq <= ?) FROM %3")
            .arg(id, entity, wanted);
    auto query = database.run(sql, LogRange::streamValues(stream) << seq << RowSql::idsParameter(ids));
    if (!query)
        return query.error();
    std::unordered_map<Uuid, qint64> found;
    while ((*query)->next())
        found[RowSql::uuidAt(**query, 0)] = (*query)->value(1).toLongLong();
    return found;
}

/// The keys that these events did change get its rev and time; the others are left for older events.
using KeysBySeq = std::map<qint64, std::vector<Key>>;
Result<void> dateBy(Database &database, const StreamId &stream, const KeysBySeq &candidates, Rows &rows,
                    KeysBySeq &waiting)
{
    std::vector<qint64> seqs;
    for (const auto &[seq, keys] : candidates)
        seqs.push_back(seq);
    auto query =
        database.run(QStringLiteral("SELECT seq, at, changes FROM event WHERE %1 AND %2")
                         .arg(LogRange::inStream(database.dialect()), LogRange::isSeqAmong(database.dialect())),
                     LogRange::streamValues(stream) << LogRange::seqsParameter(seqs));
    if (!query)
        return query.error();
    std::size_t found = 0;
    while ((*query)->next()) {
        const qint64 seq = (*query)->value(0).toLongLong();
        const QByteArray changes = (*query)->value(2).toString().toUtf8();
        ++found;
        for (const Key &key : candidates.at(seq)) {
            if (!changes.contains(Codec::startOfChange(key.kind, key.id))) {
                waiting[seq - 1].push_back(key);
                continue;
            }
            rowOf(rows.at(key)).rev = seq;
            rowOf(rows.at(key)).updatedAt = (*query)->value(1).toLongLong();
        }
    }
    if (auto ok = database.checkRead(**query); !ok)
        return ok;
    if (found != candidates.size())
        return Error(ErrorCode::StorageCorrupt,
                     QStringLiteral("Events of %1 are not in the log.").arg(stream.toString()));
    return {};
}

/// Gives the rows the rev and the time of the event that changed them last. Rows of two kinds may have one id, and what
/// belongs to a task is listed under it, so what the index says is looked up in the event itself.
Result<void> dateRows(Database &database, const StreamId &stream, qint64 seq, const Keys &touched, Rows &rows)
{
    constexpr std::size_t idsAtOnce = 1000;
    KeysBySeq waiting{{seq, {touched.begin(), touched.end()}}}; // by what they are older than
    while (!waiting.empty()) {
        auto &[until, keys] = *waiting.rbegin();
        std::vector<Uuid> ids;
        std::vector<Key> asked;
        for (; !keys.empty() && asked.size() < idsAtOnce; keys.pop_back()) {
            asked.push_back(keys.back());
            ids.push_back(keys.back().id);
        }
        const auto touches = lastTouches(database, stream, until, ids);
        if (!touches)
            return touches.error();
        if (keys.empty())
            waiting.erase(std::prev(waiting.end()));
        KeysBySeq candidates;
        for (const Key &key : asked)
            candidates[touches->at(key.id)].push_back(key);
        if (auto ok = dateBy(database, stream, candidates, rows, waiting); !ok)
            return ok;
    }
    return {};
}

/// Nothing where the log of an older version does not lead back that far.
Result<std::optional<Rows>> backwards(Database &database, const StreamId &stream, qint64 head, qint64 seq)
{
    auto rows = present(database, stream);
    if (!rows || seq == head)
        return rows ? Result<std::optional<Rows>>(std::move(*rows)) : Result<std::optional<Rows>>(rows.error());
    const auto taken = takeBack(database, {stream, seq, head}, *rows);
    if (!taken)
        return taken.error();
    if (!taken->isComplete)
        return std::optional<Rows>();
    if (auto ok = dateRows(database, stream, seq, taken->touched, *rows); !ok)
        return ok.error();
    return std::optional<Rows>(std::move(*rows));
}

QList<Entity> inOrder(Rows rows)
{
    std::vector<Rows::iterator> order;
    order.reserve(rows.size());
    for (auto it = rows.begin(); it != rows.end(); ++it)
        order.push_back(it);
    std::sort(order.begin(), order.end(), [](const auto &a, const auto &b) { return a->first < b->first; });
    QList<Entity> list;
    list.reserve(static_cast<qsizetype>(order.size()));
    for (const auto &it : order)
        list.append(std::move(it->second));
    return list;
}

Result<PastState> readState(Database &database, const StreamId &stream, qint64 seq, Road road)
{
    const auto head = LogRange::head(database, stream);
    if (!head)
        return head.error();
    if (head->seq == 0)
        return Error::notFound(QStringLiteral("project"));
    if (seq < 0 || seq > head->seq)
        return Error::invalidField(QStringLiteral("seq"), QStringLiteral("must be between 0 and %1").arg(head->seq));
    PastState state{head->seq, seq, 0, {}};
    if (seq == 0)
        return state;
    const auto at = LogRange::timeOf(database, stream, seq);
    if (!at)
        return at.error();
    state.at = *at;
    std::optional<Rows> rows;
    if (road == Road::Backwards || (road == Road::Shorter && isBackShorter(head->seq, seq))) {
        auto back = backwards(database, stream, head->seq, seq);
        if (!back)
            return back.error();
        rows = std::move(*back);
    }
    if (!rows) {
        auto forth = forwards(database, stream, seq);
        if (!forth)
            return forth.error();
        rows = std::move(*forth);
    }
    state.rows = inOrder(std::move(*rows));
    return state;
}

} // namespace

Result<qint64> seqAt(Database &database, const StreamId &stream, qint64 at)
{
    const auto head = LogRange::head(database, stream);
    if (!head)
        return head.error();
    if (head->seq == 0)
        return Error::notFound(QStringLiteral("project"));
    if (head->at <= at)
        return head->seq;
    // Times never go backwards within a stream, so its primary key is an index of them as well.
    qint64 before = 0;
    qint64 after = head->seq;
    while (after - before > 1) {
        const qint64 middle = before + (after - before) / 2;
        const auto time = LogRange::timeOf(database, stream, middle);
        if (!time)
            return time.error();
        (*time <= at ? before : after) = middle;
    }
    return before;
}

Result<PastState> stateAt(Database &database, const StreamId &stream, qint64 seq, Road road)
{
    // Going back starts from rows and log of one moment, whatever is written meanwhile.
    if (auto ok = database.beginSnapshot(); !ok)
        return ok.error();
    auto state = readState(database, stream, seq, road);
    database.rollback();
    return state;
}

} // namespace TaskMaster::Server::Past
