// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/Activity.h"

#include "server/storage/LogRange.h"
#include "server/storage/NameBook.h"
#include "server/storage/PastState.h"
#include "server/storage/RowSql.h"
#include "shared/model/Ownership.h"
#include "shared/protocol/Codec.h"

#include <limits>

namespace TaskMaster::Server::Activity {
namespace {

/// Events that one page looks at.
constexpr qint64 WindowMax = 5000;

struct Logged {
    ActivityEntry entry;
    QList<Change> changes;
    QList<Change> before;
};

/// Where a page stands: events with seq > after and < before.
struct Span {
    qint64 after = 0;
    qint64 before = 0;
};

/// What nobody wants to read: numbers that keep themselves, and what only says again what the event says.
bool isNoise(EntityKind kind, quint8 field)
{
    const FieldDescription &description = describe(kind).fields[field];
    if (description.has(TaskMaster::Counter) || description.has(Kept) || description.type == FieldType::Rank)
        return true;
    const QByteArrayView name(description.name);
    const bool isTimeOfColumn = name == "startedAt" || name == "completedAt" || name == "cancelledAt";
    return name == "createdAt" || name == "editedAt" || (kind == EntityKind::Task && isTimeOfColumn);
}

bool isNoise(const Change &change)
{
    if (change.entity == EntityKind::DayCount || change.entity == EntityKind::Redirect)
        return true;
    return change.op == ChangeOp::Put
        && std::all_of(change.fields.begin(), change.fields.end(),
                       [&change](const FieldValue &field) { return isNoise(change.entity, field.field); });
}

/// Which events of a row come next, by the index alone.
Result<std::vector<qint64>> seqsAbout(Database &database, const StreamId &stream, const Uuid &about, const Span &span,
                                      int max)
{
    auto query = database.run(
        QStringLiteral("SELECT seq FROM event_entity WHERE workspace_id = %1 AND entity_id = %1 AND scope_id = %1 "
                       "AND kind = ? AND seq > ? AND seq < ? ORDER BY seq DESC LIMIT ?")
            .arg(RowSql::uuidParameter(database.dialect())),
        {stream.workspace.toString(), about.toString(), stream.scope.toString(), static_cast<qint64>(stream.kind),
         span.after, span.before, max});
    if (!query)
        return query.error();
    std::vector<qint64> seqs;
    while ((*query)->next())
        seqs.push_back((*query)->value(0).toLongLong());
    return seqs;
}

/// The statement for one page of events and its values; the newest first.
struct Statement {
    QString sql;
    QVariantList values;
};
Result<Statement> pageStatement(Database &database, const StreamId &stream, const ActivityFilter &filter,
                                const Span &span, int max)
{
    const Dialect dialect = database.dialect();
    QString where = LogRange::inStream(dialect);
    QVariantList values = LogRange::streamValues(stream);
    if (!filter.about.isNull()) {
        const auto seqs = seqsAbout(database, stream, filter.about, span, max);
        if (!seqs)
            return seqs.error();
        where += QStringLiteral(" AND ") + LogRange::isSeqAmong(dialect);
        values << LogRange::seqsParameter(*seqs); // by whom and with which verb is looked at afterwards
    } else {
        where += QStringLiteral(" AND seq > ? AND seq < ?");
        values << span.after << span.before;
        if (!filter.actor.isNull()) {
            where += QStringLiteral(" AND actor = ") + RowSql::uuidParameter(dialect);
            values << filter.actor.toString();
        }
        if (!filter.verb.isEmpty()) {
            where += QStringLiteral(" AND verb = ?");
            values << filter.verb;
        }
    }
    values << max;
    return Statement{QStringLiteral("SELECT seq, at, command_id, verb, actor, changes, old_values FROM event "
                                    "WHERE %1 ORDER BY seq DESC LIMIT ?")
                         .arg(where),
                     values};
}

Result<QList<Logged>> readEvents(Database &database, const StreamId &stream, const Statement &statement)
{
    auto query = database.run(statement.sql, statement.values);
    if (!query)
        return query.error();
    QList<Logged> events;
    while ((*query)->next()) {
        Logged event;
        event.entry.seq = (*query)->value(0).toLongLong();
        event.entry.at = (*query)->value(1).toLongLong();
        event.entry.commandId = RowSql::uuidAt(**query, 2);
        event.entry.verb = (*query)->value(3).toString();
        event.entry.actor = RowSql::uuidAt(**query, 4);
        auto changes = Codec::decodeChanges((*query)->value(5).toString().toUtf8());
        auto before = Codec::decodeChanges((*query)->value(6).toString().toUtf8());
        if (!changes || !before || changes->size() != before->size()) {
            (*query)->finish();
            return Error(ErrorCode::StorageCorrupt,
                         QStringLiteral("Event %1 of %2 cannot be read.").arg(event.entry.seq).arg(stream.toString()));
        }
        event.changes = std::move(*changes);
        event.before = std::move(*before);
        events.append(std::move(event));
    }
    if (auto ok = database.checkRead(**query); !ok)
        return ok.error();
    return events;
}

/// The row as the event left it, or found it when it deleted it; nothing for one that is only known from elsewhere.
std::optional<Entity> rowOfEvent(const Change &change, const Change &before)
{
    if (change.op == ChangeOp::Put)
        return std::nullopt;
    Entity row = makeEntity(change.entity, change.id);
    applyFields(row, change.op == ChangeOp::Create ? change.fields : before.fields);
    return row;
}

/// One page at work: what the events are about, then what everything is called, then the entries.
class Reading {
public:
    Reading(Database &database, const StreamId &stream, const Uuid &about)
        : m_book(database, stream)
        , m_about(about)
    {
    }

    Result<void> learn(const QList<Logged> &events)
    {
        forEachChange(events, [this](const Change &change, const Change &before) {
            if (auto row = rowOfEvent(change, before))
                m_book.know(std::move(*row));
            else
                m_book.want(change.entity, change.id);
        });
        if (auto ok = m_book.load(); !ok)
            return ok;
        // Between a row and its task there may be another one.
        forEachChange(events, [this](const Change &change, const Change &) {
            const Entity *row = m_book.find(change.entity, change.id);
            if (row)
                (void)Ownership::tasksOf(*row, [this](EntityKind kind, const Uuid &id) {
                    m_book.want(kind, id);
                    return static_cast<const Entity *>(nullptr);
                });
        });
        if (auto ok = m_book.load(); !ok)
            return ok;
        forEachChange(events, [this](const Change &change, const Change &before) { wantNames(change, before); });
        if (auto ok = m_book.load(); !ok)
            return ok;
        // Now that custom fields are known: which of their values are people.
        forEachChange(events, [this](const Change &change, const Change &before) { wantNames(change, before); });
        for (const Logged &event : events)
            m_book.wantPerson(event.entry.actor);
        return m_book.load();
    }

    ActivityEntry entryOf(const Logged &event) const
    {
        ActivityEntry entry = event.entry;
        entry.actorName = m_book.personName(entry.actor);
        for (qsizetype i = 0; i < event.changes.size(); ++i) {
            const Change &change = event.changes[i];
            if (isNoise(change))
                continue;
            if (m_about.isNull() && entry.rows.size() >= RowsMax) {
                ++entry.moreRows; // not looked up
                continue;
            }
            const Entity *row = m_book.find(change.entity, change.id);
            if (!row || !concerns(*row))
                continue;
            if (entry.rows.size() < RowsMax)
                entry.rows.append(listed(change, event.before[i], *row));
            else
                ++entry.moreRows;
        }
        return entry;
    }

private:
    template <class Visit> void forEachChange(const QList<Logged> &events, Visit visit)
    {
        for (const Logged &event : events) {
            int rows = 0;
            for (qsizetype i = 0; i < event.changes.size(); ++i) {
                // Of a long event only what can be listed is looked up.
                if (isNoise(event.changes[i]) || (m_about.isNull() && ++rows > RowsMax))
                    continue;
                visit(event.changes[i], event.before[i]);
            }
        }
    }

    [[nodiscard]] std::vector<Uuid> tasksOf(const Entity &row) const
    {
        return Ownership::tasksOf(row, [this](EntityKind kind, const Uuid &id) { return m_book.find(kind, id); });
    }

    [[nodiscard]] bool concerns(const Entity &row) const
    {
        if (m_about.isNull() || rowOf(row).id == m_about)
            return true;
        const std::vector<Uuid> tasks = tasksOf(row);
        return std::find(tasks.begin(), tasks.end(), m_about) != tasks.end();
    }

    void wantNames(const Change &change, const Change &before)
    {
        const Entity *row = m_book.find(change.entity, change.id);
        if (!row || !concerns(*row))
            return;
        m_book.wantNameOf(*row);
        for (const Uuid &task : tasksOf(*row))
            m_book.want(EntityKind::Task, task);
        for (const FieldValues *fields : {&change.fields, &before.fields}) {
            for (const FieldValue &field : *fields)
                m_book.wantTarget(*row, field.field, field.value);
        }
    }

    ActivityRow listed(const Change &change, const Change &before, const Entity &row) const
    {
        ActivityRow line{change.entity, change.id, change.op, m_book.nameOf(row), {}, {}, {}};
        if (const std::vector<Uuid> tasks = tasksOf(row); !tasks.empty()) {
            line.taskId = tasks.front();
            line.taskName = m_book.nameOf(EntityKind::Task, line.taskId);
        }
        const FieldValues &named = change.op == ChangeOp::Delete ? before.fields : change.fields;
        for (const FieldValue &field : named) {
            if (isNoise(change.entity, field.field))
                continue;
            ActivityField changed{field.field, {}, {}, {}, {}};
            if (change.op != ChangeOp::Delete)
                changed.after = field.value;
            for (const FieldValue &old : before.fields) {
                if (old.field == field.field)
                    changed.before = old.value;
            }
            changed.beforeText = m_book.textOf(row, field.field, changed.before);
            changed.afterText = m_book.textOf(row, field.field, changed.after);
            line.fields.append(std::move(changed));
        }
        return line;
    }

    NameBook m_book;
    const Uuid m_about;
};

/// The stretch of the log that the filter's times leave.
Result<Span> spanOf(Database &database, const StreamId &stream, const ActivityFilter &filter, qint64 before)
{
    Span span{0, before > 0 ? before : std::numeric_limits<qint64>::max()};
    if (filter.from > 0) {
        const auto after = Past::seqAt(database, stream, filter.from - 1);
        if (!after)
            return after.error();
        span.after = *after;
    }
    const auto newest = filter.until > 0 ? Past::seqAt(database, stream, filter.until) : [&]() -> Result<qint64> {
        const auto head = LogRange::head(database, stream);
        return head ? Result<qint64>(head->seq) : Result<qint64>(head.error());
    }();
    if (!newest)
        return newest.error();
    span.before = std::min(span.before, *newest + 1);
    return span;
}

bool passes(const Logged &event, const ActivityFilter &filter)
{
    return (filter.actor.isNull() || event.entry.actor == filter.actor)
        && (filter.verb.isEmpty() || event.entry.verb == filter.verb);
}

} // namespace

Result<ActivityPage> read(Database &database, const StreamId &stream, const ActivityFilter &filter, qint64 before,
                          int max)
{
    const auto wanted = spanOf(database, stream, filter, before);
    if (!wanted)
        return wanted.error();
    ActivityPage page;
    Span span = *wanted;
    const bool isSelective = !filter.actor.isNull() || !filter.verb.isEmpty();
    for (qint64 looked = 0; looked < WindowMax && page.entries.size() < max && span.before - 1 > span.after;) {
        Span window = span;
        // A row's events are few and found by index; those of one person may be anywhere in a long log.
        if (filter.about.isNull() && isSelective)
            window.after = std::max(span.after, span.before - 1 - WindowMax);
        const int atOnce = max + 1;
        const auto statement = pageStatement(database, stream, filter, window, atOnce);
        if (!statement)
            return statement.error();
        const auto events = readEvents(database, stream, *statement);
        if (!events)
            return events.error();
        Reading reading(database, stream, filter.about);
        if (auto ok = reading.learn(*events); !ok)
            return ok.error();
        const qint64 lookedFrom = span.before;
        for (const Logged &event : *events) {
            if (page.entries.size() == max)
                break;
            span.before = event.entry.seq;
            ActivityEntry entry = reading.entryOf(event);
            if (!entry.rows.isEmpty() && passes(event, filter))
                page.entries.append(std::move(entry));
        }
        const bool isAll = events->size() < atOnce && page.entries.size() < max;
        if (isAll)
            span.before = window.after + 1;
        looked += std::max<qint64>(1, filter.about.isNull() ? lookedFrom - span.before : events->size());
    }
    page.next = span.before - 1 > span.after ? span.before : 0;
    return page;
}

} // namespace TaskMaster::Server::Activity
