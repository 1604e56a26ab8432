// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/Journal.h"

#include "server/storage/Loader.h"
#include "server/storage/RowSql.h"
#include "shared/protocol/Codec.h"

namespace TaskMaster::Server::Journal {
namespace {

/// A JSON array of arrays, one per row: the parameter of a set-based statement.
class RowsParameter {
public:
    RowsParameter()
        : m_out(Encoding::Json)
    {
        m_out.startArray();
    }
    template <class... T> void row(const T &...values)
    {
        m_out.startArray();
        (put(values), ...);
        m_out.endArray();
    }
    QString take()
    {
        m_out.endArray();
        return QString::fromUtf8(m_out.take());
    }

private:
    template <class T> void put(const T &value)
    {
        // The null id is a key of its own here (the workspace of user streams), not «not set».
        if constexpr (std::is_same_v<T, Uuid>)
            m_out.put(value.toString());
        else
            m_out.put(value);
    }
    WireWriter m_out;
};

/// `INSERT INTO table (columns) SELECT elements FROM parameter`; a column is «name type».
QString insertSql(Dialect dialect, const char *table,
                  std::initializer_list<std::pair<const char *, const char *>> columns)
{
    QStringList names;
    QStringList elements;
    for (const auto &[name, type] : columns) {
        elements << RowSql::element(dialect, static_cast<int>(names.size()), type);
        names << QString::fromLatin1(name);
    }
    return QStringLiteral("INSERT INTO %1 (%2) SELECT %3 FROM %4")
        .arg(QLatin1StringView(table), names.join(u','), elements.join(u','), RowSql::fromParameter(dialect));
}

Result<void> execute(Database &database, const QString &sql, const QVariantList &values)
{
    auto query = database.run(sql, values);
    return query ? Result<void>() : Result<void>(query.error());
}

StreamId streamAt(const QSqlQuery &query, int first)
{
    return {static_cast<StreamKind>(query.value(first + 2).toInt()), RowSql::uuidAt(query, first),
            RowSql::uuidAt(query, first + 1)};
}

} // namespace

Result<std::map<StreamId, StreamHead>> lockHeads(Database &database, const std::vector<StreamId> &streams)
{
    RowsParameter rows;
    for (const StreamId &stream : streams)
        rows.row(stream.workspace, stream.scope, static_cast<qint64>(stream.kind));
    const Dialect dialect = database.dialect();
    const QString sql =
        QStringLiteral("SELECT h.workspace_id, h.scope_id, h.kind, h.seq, h.at, h.access_version FROM stream_head AS h "
                       "JOIN (SELECT %1 AS w, %2 AS s, %3 AS k FROM %4) AS r "
                       "ON h.workspace_id = r.w AND h.scope_id = r.s AND h.kind = r.k%5")
            .arg(RowSql::element(dialect, 0, "uuid"), RowSql::element(dialect, 1, "uuid"),
                 RowSql::element(dialect, 2, "bigint"), RowSql::fromParameter(dialect),
                 dialect == Dialect::Postgres ? QStringLiteral(" FOR UPDATE OF h") : QString());
    auto query = database.run(sql, {rows.take()});
    if (!query)
        return query.error();
    std::map<StreamId, StreamHead> heads;
    for (const StreamId &stream : streams)
        heads[stream] = {};
    while ((*query)->next())
        heads[streamAt(**query, 0)] = {(*query)->value(3).toLongLong(), (*query)->value(4).toLongLong(),
                                       (*query)->value(5).toLongLong(), true};
    return heads;
}

Result<std::map<AnswerKey, StoredAnswer>> findAnswers(Database &database, const std::vector<AnswerKey> &keys)
{
    RowsParameter rows;
    for (const AnswerKey &key : keys)
        rows.row(key.workspace, key.actor, key.commandId);
    const Dialect dialect = database.dialect();
    const QString sql =
        QStringLiteral(
            "SELECT a.workspace_id, a.actor, a.command_id, a.args_hash, a.workspace_id, a.scope_id, a.kind, a.seq "
            "FROM (SELECT %1 AS w, %2 AS u, %3 AS c FROM %4) AS r JOIN command_answer AS a "
            "ON a.workspace_id = r.w AND a.actor = r.u AND a.command_id = r.c")
            .arg(RowSql::element(dialect, 0, "uuid"), RowSql::element(dialect, 1, "uuid"),
                 RowSql::element(dialect, 2, "uuid"), RowSql::fromParameter(dialect));
    auto query = database.run(sql, {rows.take()});
    if (!query)
        return query.error();
    std::map<AnswerKey, StoredAnswer> answers;
    while ((*query)->next()) {
        const AnswerKey key{RowSql::uuidAt(**query, 0), RowSql::uuidAt(**query, 1), RowSql::uuidAt(**query, 2)};
        answers[key] = {(*query)->value(3).toString(), streamAt(**query, 4), (*query)->value(7).toLongLong()};
    }
    return answers;
}

Result<void> appendEvents(Database &database, const std::vector<Entry> &entries)
{
    if (entries.empty())
        return {};
    RowsParameter events;
    RowsParameter touched;
    for (const Entry &entry : entries) {
        const Event &event = *entry.event;
        const auto kind = static_cast<qint64>(event.stream.kind);
        events.row(event.stream.workspace, event.stream.scope, kind, event.seq, event.at, event.commandId, event.actor,
                   event.verb, QString::fromUtf8(Codec::encodeChanges(event.changes)),
                   QString::fromUtf8(Codec::encodeChanges(entry.before)));
        std::set<Uuid> ids;
        for (const Change &change : event.changes) {
            if (ids.insert(change.id).second)
                touched.row(event.stream.workspace, change.id, event.stream.scope, kind, event.seq);
        }
    }
    const Dialect dialect = database.dialect();
    static const QString eventSql[]{
        insertSql(Dialect::Sqlite, "event",
                  {{"workspace_id", "uuid"},
                   {"scope_id", "uuid"},
                   {"kind", "bigint"},
                   {"seq", "bigint"},
                   {"at", "bigint"},
                   {"command_id", "uuid"},
                   {"actor", "uuid"},
                   {"verb", "text"},
                   {"changes", "text"},
                   {"old_values", "text"}}),
        insertSql(Dialect::Postgres, "event",
                  {{"workspace_id", "uuid"},
                   {"scope_id", "uuid"},
                   {"kind", "bigint"},
                   {"seq", "bigint"},
                   {"at", "bigint"},
                   {"command_id", "uuid"},
                   {"actor", "uuid"},
                   {"verb", "text"},
                   {"changes", "text"},
                   {"old_values", "text"}}),
    };
    static const QString touchedSql[]{
        insertSql(Dialect::Sqlite, "event_entity",
                  {{"workspace_id", "uuid"},
                   {"entity_id", "uuid"},
                   {"scope_id", "uuid"},
                   {"kind", "bigint"},
                   {"seq", "bigint"}}),
        insertSql(Dialect::Postgres, "event_entity",
                  {{"workspace_id", "uuid"},
                   {"entity_id", "uuid"},
                   {"scope_id", "uuid"},
                   {"kind", "bigint"},
                   {"seq", "bigint"}}),
    };
    const int d = dialect == Dialect::Sqlite ? 0 : 1;
    if (auto ok = execute(database, eventSql[d], {events.take()}); !ok)
        return ok;
    return execute(database, touchedSql[d], {touched.take()});
}

Result<void> appendAnswers(Database &database, const std::vector<AnswerRow> &answers)
{
    if (answers.empty())
        return {};
    RowsParameter rows;
    for (const AnswerRow &row : answers)
        rows.row(row.key.workspace, row.key.actor, row.key.commandId, row.answer.argsHash, row.answer.stream.scope,
                 static_cast<qint64>(row.answer.stream.kind), row.answer.seq, row.at);
    const QString sql = insertSql(database.dialect(), "command_answer",
                                  {{"workspace_id", "uuid"},
                                   {"actor", "uuid"},
                                   {"command_id", "uuid"},
                                   {"args_hash", "text"},
                                   {"scope_id", "uuid"},
                                   {"kind", "bigint"},
                                   {"seq", "bigint"},
                                   {"at", "bigint"}});
    return execute(database, sql, {rows.take()});
}

Result<void> writeHeads(Database &database, const std::map<StreamId, StreamHead> &heads)
{
    RowsParameter created;
    RowsParameter moved;
    bool hasCreated = false;
    bool hasMoved = false;
    for (const auto &[stream, head] : heads) {
        if (head.seq == 0)
            continue;
        (head.stored ? hasMoved : hasCreated) = true;
        (head.stored ? moved : created)
            .row(stream.workspace, stream.scope, static_cast<qint64>(stream.kind), head.seq, head.at,
                 head.accessVersion);
    }
    const Dialect dialect = database.dialect();
    if (hasCreated) {
        // A plain INSERT: if another instance created the stream in the meantime, this transaction must fail.
        const QString sql = insertSql(dialect, "stream_head",
                                      {{"workspace_id", "uuid"},
                                       {"scope_id", "uuid"},
                                       {"kind", "bigint"},
                                       {"seq", "bigint"},
                                       {"at", "bigint"},
                                       {"access_version", "bigint"}});
        if (auto ok = execute(database, sql, {created.take()}); !ok)
            return ok;
    }
    if (!hasMoved)
        return {};
    const QString sql =
        QStringLiteral("UPDATE stream_head SET seq = r.n, at = r.t, access_version = r.v FROM "
                       "(SELECT %1 AS w, %2 AS s, %3 AS k, %4 AS n, %5 AS t, %6 AS v FROM %7) AS r "
                       "WHERE stream_head.workspace_id = r.w AND stream_head.scope_id = r.s AND stream_head.kind = r.k")
            .arg(RowSql::element(dialect, 0, "uuid"), RowSql::element(dialect, 1, "uuid"),
                 RowSql::element(dialect, 2, "bigint"), RowSql::element(dialect, 3, "bigint"),
                 RowSql::element(dialect, 4, "bigint"), RowSql::element(dialect, 5, "bigint"),
                 RowSql::fromParameter(dialect));
    return execute(database, sql, {moved.take()});
}

Result<void> writeRows(Database &database, const StreamId &stream, const WorkingSet &set)
{
    struct Rows {
        QByteArray inserts;
        QByteArray updates;
        std::vector<Uuid> removes;
        int updateCount = 0;
    };
    std::map<EntityKind, Rows> byKind;
    for (const WorkingSet::Dirty &dirty : set.dirty()) {
        Rows &rows = byKind[dirty.key.kind];
        if (!dirty.entity) {
            rows.removes.push_back(dirty.key.id);
        } else if (dirty.wasStored) {
            RowSql::appendRow(rows.updates, *dirty.entity);
            ++rows.updateCount;
        } else {
            RowSql::appendRow(rows.inserts, *dirty.entity);
        }
    }
    for (auto &[kind, rows] : byKind) {
        const RowStatements &sql = RowSql::statements(database.dialect(), kind);
        if (!rows.inserts.isEmpty()) {
            if (auto ok = execute(database, sql.insert, streamKey(stream) << QString::fromUtf8(rows.inserts + ']'));
                !ok)
                return ok;
        }
        if (!rows.updates.isEmpty()) {
            auto query =
                database.run(sql.update, streamKey(stream) << QString::fromUtf8(rows.updates + ']'));
            if (!query)
                return query.error();
            if ((*query)->numRowsAffected() != rows.updateCount)
                return Error(ErrorCode::StorageCorrupt,
                             QStringLiteral("Rows of %1 that were read in this transaction are not there any more.")
                                 .arg(stream.toString()));
        }
        if (!rows.removes.empty()) {
            if (auto ok = execute(database, sql.remove, streamKey(stream) << RowSql::idsParameter(rows.removes)); !ok)
                return ok;
        }
    }
    return {};
}

} // namespace TaskMaster::Server::Journal
