// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/LogCheck.h"

#include "server/storage/Migrations.h"
#include "server/storage/Reader.h"
#include "server/storage/RowSql.h"

#include <map>

namespace TaskMaster::Server {
namespace {

using Rows = std::map<std::pair<EntityKind, Uuid>, Entity>;

void find(LogCheck::Report &report, const QString &what)
{
    if (++report.findingCount <= LogCheck::Report::FindingsShown)
        report.findings << what;
}

void add(LogCheck::Report &report, const LogCheck::Report &more)
{
    report.streams += more.streams;
    report.events += more.events;
    report.shortened += more.shortened;
    report.differences += more.differences;
    for (const QString &finding : more.findings)
        find(report, finding);
    report.findingCount += more.findingCount - more.findings.size();
}

void play(const Event &event, Rows &rows)
{
    for (const Change &change : event.changes) {
        if (change.op == ChangeOp::Delete) {
            rows.erase({change.entity, change.id});
            continue;
        }
        const auto place = change.op == ChangeOp::Create
            ? rows.insert_or_assign({change.entity, change.id}, makeEntity(change.entity, change.id)).first
            : rows.find({change.entity, change.id});
        if (place == rows.end())
            continue; // the row is in another stream, or gone
        applyFields(place->second, change.fields);
        rowOf(place->second).rev = event.seq;
        rowOf(place->second).updatedAt = event.at;
    }
}

QString nameOf(const StreamId &stream, const std::pair<EntityKind, Uuid> &row)
{
    return QStringLiteral("%1: the %2 %3")
        .arg(stream.toString(), QLatin1StringView(describe(row.first).name), row.second.toString());
}

void compare(const StreamId &stream, const Rows &played, const Rows &stored, LogCheck::Report &report)
{
    for (const auto &[key, row] : played) {
        const auto it = stored.find(key);
        if (it != stored.end() && it->second == row)
            continue;
        report.differences.append({{stream, key.first, key.second}, row});
        if (it == stored.end()) {
            find(report, nameOf(stream, key) + QStringLiteral(" is in the log, but not stored"));
            continue;
        }
        QStringList fields;
        for (const FieldValue &field : changedFields(row, it->second))
            fields << QString::fromLatin1(describe(key.first).fields[field.field].name);
        if (fields.isEmpty())
            fields << QStringLiteral("rev or updatedAt");
        find(report,
             nameOf(stream, key) + QStringLiteral(" is stored otherwise than the log says: ")
                 + fields.join(QStringLiteral(", ")));
    }
    for (const auto &[key, row] : stored) {
        if (played.contains(key))
            continue;
        report.differences.append({{stream, key.first, key.second}, std::nullopt});
        find(report, nameOf(stream, key) + QStringLiteral(" is stored, but the log never made it"));
    }
}

Result<Rows> storedRows(Database &database, const StreamId &stream)
{
    Rows rows;
    for (SnapshotCursor cursor; !cursor.done;) {
        const auto page = Read::rows(database, stream, cursor, EventLog::PageRowsMax);
        if (!page)
            return page.error();
        for (const Entity &row : page->rows)
            rows.insert_or_assign({kindOf(row), rowOf(row).id}, row);
        cursor = page->next;
    }
    return rows;
}

Result<void> checkStream(Database &database, const Read::LaggingStream &head, LogCheck::Report &report,
                         const Progress &progress)
{
    Rows played;
    qint64 last = 0;
    bool isShortened = false;
    for (;;) {
        const auto page = Read::logAfter(database, 0, head.stream, last, EventLog::PageEventsMax);
        if (!page)
            return page.error();
        for (const EventPtr &event : page->events) {
            if (last == 0 && event->seq > 1)
                isShortened = true;
            play(*event, played);
            last = event->seq;
            ++report.events;
        }
        if (progress)
            progress(QStringLiteral("log"), report.events);
        if (page->events.isEmpty())
            break;
    }
    if (isShortened) {
        ++report.shortened;
        return {};
    }
    const auto stored = storedRows(database, head.stream);
    if (!stored)
        return stored.error();
    compare(head.stream, played, *stored, report);
    return {};
}

} // namespace

Result<LogCheck::Report> LogCheck::numbers(Database &database)
{
    Report report;
    auto query = database.run(
        QStringLiteral("SELECT h.workspace_id, h.scope_id, h.kind, h.seq, coalesce(e.low, 0), coalesce(e.high, 0), "
                       "coalesce(e.count, 0) FROM stream_head AS h LEFT JOIN (SELECT workspace_id, scope_id, kind, "
                       "MIN(seq) AS low, MAX(seq) AS high, COUNT(*) AS count FROM event "
                       "GROUP BY workspace_id, scope_id, kind) AS e ON e.workspace_id = h.workspace_id "
                       "AND e.scope_id = h.scope_id AND e.kind = h.kind"));
    if (!query)
        return query.error();
    while ((*query)->next()) {
        const StreamId stream{static_cast<StreamKind>((*query)->value(2).toInt()), RowSql::uuidAt(**query, 0),
                              RowSql::uuidAt(**query, 1)};
        const qint64 head = (*query)->value(3).toLongLong();
        const qint64 low = (*query)->value(4).toLongLong();
        const qint64 high = (*query)->value(5).toLongLong();
        const qint64 count = (*query)->value(6).toLongLong();
        ++report.streams;
        if (high != head)
            find(report,
                 QStringLiteral("%1: the head says %2, the newest event is %3")
                     .arg(stream.toString())
                     .arg(head)
                     .arg(high));
        if (count > 0 && count != high - low + 1)
            find(report,
                 QStringLiteral("%1: of the events %2 to %3 there are %4 missing")
                     .arg(stream.toString())
                     .arg(low)
                     .arg(high)
                     .arg(high - low + 1 - count));
    }
    if (auto ok = database.checkRead(**query); !ok)
        return ok.error();
    const auto headless = database.value(
        QStringLiteral("SELECT COUNT(*) FROM (SELECT DISTINCT workspace_id, scope_id, kind FROM event) AS e WHERE NOT "
                       "EXISTS (SELECT 1 FROM stream_head AS h WHERE h.workspace_id = e.workspace_id "
                       "AND h.scope_id = e.scope_id AND h.kind = e.kind)"));
    if (!headless)
        return headless.error();
    if (headless->toLongLong() > 0)
        find(report, QStringLiteral("%1 streams have events, but no head").arg(headless->toLongLong()));
    return report;
}

Result<LogCheck::Report> LogCheck::everything(Database &database, const Progress &progress)
{
    const auto numbered = numbers(database);
    if (!numbered)
        return numbered.error();
    const auto streams = Read::allStreams(database);
    if (!streams)
        return streams.error();
    Report report;
    for (const Read::LaggingStream &head : *streams) {
        if (auto ok = checkStream(database, head, report, progress); !ok)
            return ok.error();
    }
    report.streams = 0; // counted by numbers()
    add(report, *numbered);
    return report;
}

} // namespace TaskMaster::Server
