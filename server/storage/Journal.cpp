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

/// What is written to the log's own tables, per dialect.
struct LogStatements {
    BulkStatement event;
    BulkStatement touched;
    BulkStatement answer;
    BulkStatement newHead;
    BulkStatement head; ///< the first three columns say which
};

LogStatements buildStatements(Dialect dialect)
{
    const auto columns = [](std::initializer_list<std::pair<const char *, const char *>> list) {
        std::vector<BulkStatement::Column> made;
        for (const auto &[name, type] : list)
            made.push_back({QString::fromLatin1(name), type});
        return made;
    };
    const auto head = columns({{"workspace_id", "uuid"},
                               {"scope_id", "uuid"},
                               {"kind", "bigint"},
                               {"seq", "bigint"},
                               {"at", "bigint"},
                               {"access_version", "bigint"}});
    return {
        BulkStatement::insert(dialect, QStringLiteral("event"),
                              columns({{"workspace_id", "uuid"},
                                       {"scope_id", "uuid"},
                                       {"kind", "bigint"},
                                       {"seq", "bigint"},
                                       {"at", "bigint"},
                                       {"command_id", "uuid"},
                                       {"actor", "uuid"},
                                       {"verb", "text"},
                                       {"changes", "text"},
                                       {"old_values", "text"}})),
        BulkStatement::insert(dialect, QStringLiteral("event_entity"),
                              columns({{"workspace_id", "uuid"},
                                       {"entity_id", "uuid"},
                                       {"scope_id", "uuid"},
                                       {"kind", "bigint"},
                                       {"seq", "bigint"}})),
        BulkStatement::insert(dialect, QStringLiteral("command_answer"),
                              columns({{"workspace_id", "uuid"},
                                       {"actor", "uuid"},
                                       {"command_id", "uuid"},
                                       {"args_hash", "text"},
                                       {"scope_id", "uuid"},
                                       {"kind", "bigint"},
                                       {"seq", "bigint"},
                                       {"at", "bigint"}})),
        BulkStatement::insert(dialect, QStringLiteral("stream_head"), head),
        BulkStatement::update(dialect, QStringLiteral("stream_head"), head, 3),
    };
}

const LogStatements &logStatements(Dialect dialect)
{
    static const LogStatements sqlite = buildStatements(Dialect::Sqlite);
    static const LogStatements postgres = buildStatements(Dialect::Postgres);
    return dialect == Dialect::Sqlite ? sqlite : postgres;
}

Result<void> execute(Database &database, const BulkStatement &statement, const std::vector<BulkStatement::Values> &rows)
{
    const auto written = statement.run(database, rows);
    return written ? Result<void>() : Result<void>(written.error());
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
    std::vector<BulkStatement::Values> events;
    std::vector<BulkStatement::Values> touched;
    for (const Entry &entry : entries) {
        const Event &event = *entry.event;
        const StreamId &stream = event.stream;
        const auto kind = static_cast<qint64>(stream.kind);
        events.push_back({stream.workspace, stream.scope, kind, event.seq, event.at, event.commandId, event.actor,
                          event.verb, QString::fromUtf8(Codec::encodeChanges(event.changes)),
                          QString::fromUtf8(Codec::encodeChanges(entry.before))});
        std::set<Uuid> ids = entry.about;
        for (const Change &change : event.changes)
            ids.insert(change.id);
        for (const Uuid &id : ids)
            touched.push_back({stream.workspace, id, stream.scope, kind, event.seq});
    }
    const LogStatements &statements = logStatements(database.dialect());
    if (auto ok = execute(database, statements.event, events); !ok)
        return ok;
    return execute(database, statements.touched, touched);
}

Result<void> appendAnswers(Database &database, const std::vector<AnswerRow> &answers)
{
    std::vector<BulkStatement::Values> rows;
    for (const AnswerRow &row : answers)
        rows.push_back({row.key.workspace, row.key.actor, row.key.commandId, row.answer.argsHash,
                        row.answer.stream.scope, static_cast<qint64>(row.answer.stream.kind), row.answer.seq, row.at});
    return execute(database, logStatements(database.dialect()).answer, rows);
}

Result<void> writeHeads(Database &database, const std::map<StreamId, StreamHead> &heads)
{
    std::vector<BulkStatement::Values> created;
    std::vector<BulkStatement::Values> moved;
    for (const auto &[stream, head] : heads) {
        if (head.seq != 0)
            (head.stored ? moved : created)
                .push_back({stream.workspace, stream.scope, static_cast<qint64>(stream.kind), head.seq, head.at,
                            head.accessVersion});
    }
    const LogStatements &statements = logStatements(database.dialect());
    // A plain INSERT: if another instance created the stream in the meantime, this transaction must fail.
    if (auto ok = execute(database, statements.newHead, created); !ok)
        return ok;
    return execute(database, statements.head, moved);
}

Result<void> writeRows(Database &database, const StreamId &stream, const WorkingSet &set)
{
    struct Rows {
        std::vector<BulkStatement::Values> inserts;
        std::vector<BulkStatement::Values> updates;
        std::vector<Uuid> removes;
    };
    std::map<EntityKind, Rows> byKind;
    for (const WorkingSet::Dirty &dirty : set.dirty()) {
        Rows &rows = byKind[dirty.key.kind];
        if (!dirty.entity)
            rows.removes.push_back(dirty.key.id);
        else
            (dirty.wasStored ? rows.updates : rows.inserts).push_back(RowSql::rowValues(stream, *dirty.entity));
    }
    for (const auto &[kind, rows] : byKind) {
        const RowStatements &sql = RowSql::statements(database.dialect(), kind);
        if (auto ok = execute(database, sql.insert, rows.inserts); !ok)
            return ok;
        const auto updated = sql.update.run(database, rows.updates);
        if (!updated)
            return updated.error();
        if (*updated != static_cast<int>(rows.updates.size()))
            return Error(ErrorCode::StorageCorrupt,
                         QStringLiteral("Rows of %1 that were read in this transaction are not there any more.")
                             .arg(stream.toString()));
        if (rows.removes.empty())
            continue;
        if (auto query = database.run(sql.remove, streamKey(stream) << RowSql::idsParameter(rows.removes)); !query)
            return query.error();
    }
    return {};
}

} // namespace TaskMaster::Server::Journal
