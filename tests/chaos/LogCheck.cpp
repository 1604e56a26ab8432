// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/chaos/LogCheck.h"

#include "server/storage/Migrations.h"
#include "server/storage/Reader.h"

namespace TaskMaster::Test {
namespace {

using namespace TaskMaster::Server;

constexpr int FindingsMax = 20;
using Rows = std::map<std::pair<EntityKind, Uuid>, Entity>;

QString compareRows(const Rows &expected, const Rows &found, const QString &whose)
{
    if (expected == found)
        return {};
    for (const auto &[key, row] : expected) {
        const auto it = found.find(key);
        if (it == found.end())
            return QStringLiteral("%1: %2 %3 is missing")
                .arg(whose, QLatin1StringView(describe(key.first).name), key.second.toString());
        if (it->second == row)
            continue;
        QStringList fields;
        for (const FieldValue &field : changedFields(row, it->second))
            fields << QString::fromLatin1(describe(key.first).fields[field.field].name);
        return QStringLiteral("%1: %2 %3 differs in: %4 (rev %5, here %6)")
            .arg(whose, QLatin1StringView(describe(key.first).name), key.second.toString(), fields.join(u' '))
            .arg(rowOf(row).rev)
            .arg(rowOf(it->second).rev);
    }
    return QStringLiteral("%1 has %2 rows, the database %3").arg(whose).arg(found.size()).arg(expected.size());
}

/// The whole log of a stream, checked for holes; and the rows that it adds up to.
Result<std::vector<EventPtr>> readLog(Database &database, qint64 epoch, const StreamId &stream, Rows &replayed,
                                      QStringList &findings)
{
    std::vector<EventPtr> log;
    for (;;) {
        auto page = Read::logAfter(database, epoch, stream, static_cast<qint64>(log.size()), 500);
        if (!page)
            return page.error();
        for (const EventPtr &event : page->events) {
            if (event->seq != static_cast<qint64>(log.size()) + 1)
                findings << QStringLiteral("the log has a hole: %1 after %2").arg(event->seq).arg(log.size());
            log.push_back(event);
            for (const Change &change : event->changes) {
                if (change.op == ChangeOp::Delete) {
                    replayed.erase({change.entity, change.id});
                    continue;
                }
                Entity &row = replayed.try_emplace({change.entity, change.id}, makeEntity(change.entity, change.id))
                                  .first->second;
                applyFields(row, change.fields);
                rowOf(row).rev = event->seq;
                rowOf(row).updatedAt = event->at;
            }
        }
        if (page->events.isEmpty()) {
            if (page->head != static_cast<qint64>(log.size()))
                findings << QStringLiteral("the head says %1, the log has %2 events").arg(page->head).arg(log.size());
            return log;
        }
    }
}

/// Where in the log each command is; more than once would be wrong.
using Places = std::map<Uuid, std::vector<qint64>>;

void checkAccepted(const ChaosClient &client, const std::vector<EventPtr> &log, const Places &places,
                   QStringList &findings)
{
    for (const auto &[commandId, positions] : client.accepted()) {
        const auto it = places.find(commandId);
        const std::size_t events = it == places.end() ? 0 : it->second.size();
        if (events != static_cast<std::size_t>(positions.size()))
            findings << QStringLiteral("LOST or DUPLICATED: command %1 was acknowledged with %2 events, the log has %3")
                            .arg(commandId.toString())
                            .arg(positions.size())
                            .arg(events);
        for (const Position &position : positions) {
            const auto index = static_cast<std::size_t>(position.seq) - 1;
            if (index >= log.size() || log[index]->commandId != commandId)
                findings << QStringLiteral("LOST: command %1 was acknowledged at %2, where the log has something else")
                                .arg(commandId.toString())
                                .arg(position.seq);
        }
    }
}

/// Each command at most once, refused ones never, and all in the order in which this client sent them.
void checkOrder(const ChaosClient &client, const Places &places, QStringList &findings)
{
    qint64 last = 0;
    for (const Uuid &commandId : client.sent()) {
        const auto it = places.find(commandId);
        if (it == places.end())
            continue;
        if (it->second.size() > 1)
            findings << QStringLiteral("DUPLICATED: command %1 is %2 times in the log")
                            .arg(commandId.toString())
                            .arg(it->second.size());
        if (client.refused().contains(commandId))
            findings << QStringLiteral("REFUSED but done: command %1 is in the log at %2")
                            .arg(commandId.toString())
                            .arg(it->second.front());
        if (client.delayed().contains(commandId))
            continue;
        if (it->second.front() < last)
            findings << QStringLiteral("OUT OF ORDER: command %1 is in the log at %2, one sent before it at %3")
                            .arg(commandId.toString())
                            .arg(it->second.front())
                            .arg(last);
        last = std::max(last, it->second.front());
    }
}

Result<Rows> readRows(Database &database, const StreamId &stream)
{
    Rows rows;
    for (SnapshotCursor cursor; !cursor.done;) {
        auto page = Read::rows(database, stream, cursor, EventLog::PageRowsMax);
        if (!page)
            return page.error();
        for (const Entity &row : page->rows)
            rows[{kindOf(row), rowOf(row).id}] = row;
        cursor = page->next;
    }
    return rows;
}

/// One project: its log, its rows, and everybody who worked in it.
Result<void> checkStream(Database &database, qint64 epoch, const StreamId &stream,
                         const std::vector<const ChaosClient *> &clients, QStringList &findings)
{
    Rows replayed;
    const auto log = readLog(database, epoch, stream, replayed, findings);
    if (!log)
        return log.error();
    const auto stored = readRows(database, stream);
    if (!stored)
        return stored.error();
    Places places;
    for (const EventPtr &event : *log)
        places[event->commandId].push_back(event->seq);
    findings << compareRows(*stored, replayed, QStringLiteral("the log replayed"));
    for (const ChaosClient *client : clients) {
        findings += client->violations();
        checkAccepted(*client, *log, places, findings);
        checkOrder(*client, places, findings);
        findings << compareRows(*stored, client->rows(), client->describeState());
    }
    findings.removeAll(QString());
    return {};
}

} // namespace

QStringList checkLog(const DatabaseSettings &settings, const std::vector<std::unique_ptr<ChaosClient>> &clients)
{
    auto database = Database::open(settings, Database::Use::Read);
    if (!database)
        return {database.error().message};
    const auto epoch = Migrations::epoch(**database);
    if (!epoch)
        return {epoch.error().message};
    std::map<StreamId, std::vector<const ChaosClient *>> places;
    for (const auto &client : clients)
        places[client->position().stream].push_back(client.get());
    QStringList findings;
    for (const auto &[stream, people] : places) {
        if (const auto read = checkStream(**database, *epoch, stream, people, findings); !read)
            findings << read.error().message;
    }
    if (findings.size() > FindingsMax)
        findings = findings.first(FindingsMax) << QStringLiteral("… and %1 more").arg(findings.size() - FindingsMax);
    return findings;
}

} // namespace TaskMaster::Test
