// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/RowRepair.h"

#include "server/storage/Journal.h"
#include "server/storage/Loader.h"
#include "server/storage/Migrations.h"
#include "server/storage/SearchIndex.h"

namespace TaskMaster::Server {
namespace {

Result<void> load(Database &database, const QList<PlacedRow> &places, WorkingSet &set)
{
    Needs needs;
    for (const PlacedRow &place : places)
        needs.row(place.kind, place.id);
    return Loader::load(database, places.constFirst().stream, needs, set);
}

Result<void> correctStream(Database &database, const StreamId &stream, const QList<RowRepair::Correction> &corrections,
                           qint64 nowMs)
{
    const auto epoch = Migrations::epoch(database);
    if (!epoch)
        return epoch.error();
    auto heads = Journal::lockHeads(database, {stream});
    if (!heads)
        return heads.error();
    StreamHead &head = (*heads)[stream];
    QList<PlacedRow> places;
    for (const RowRepair::Correction &correction : corrections)
        places.append(correction.place);
    WorkingSet set;
    if (auto ok = load(database, places, set); !ok)
        return ok;
    set.beginLayer();
    for (const RowRepair::Correction &correction : corrections) {
        const Entity *row = set.find(correction.place.kind, correction.place.id);
        if (!row)
            continue;
        if (!correction.fields) {
            set.remove(correction.place.kind, correction.place.id);
            continue;
        }
        Entity right = *row;
        applyFields(right, *correction.fields);
        set.put(std::move(right));
    }
    WorkingSet::Difference difference = set.difference();
    if (difference.changes.isEmpty())
        return {};
    head.seq += 1;
    head.at = std::max(head.at, nowMs);
    set.acceptLayer(head.seq, head.at);
    const auto event =
        std::make_shared<const Event>(Event{stream, *epoch, head.seq, Uuid::v7(), QStringLiteral("repaired"),
                                            systemActor(), head.at, std::move(difference.changes)});
    if (auto ok = Journal::writeRows(database, stream, set); !ok)
        return ok;
    const std::vector<Journal::Entry> entries{{event, std::move(difference.before)}};
    if (auto ok = Journal::appendEvents(database, entries); !ok)
        return ok;
    if (auto ok = SearchIndex::update(database, entries); !ok)
        return ok;
    return Journal::writeHeads(database, *heads);
}

} // namespace

Result<void> RowRepair::bringBack(Database &database, const PlacedRow &place, const std::optional<Entity> &row)
{
    WorkingSet set;
    if (auto ok = load(database, {place}, set); !ok)
        return ok;
    set.beginLayer();
    if (row)
        set.put(*row);
    else
        set.remove(place.kind, place.id);
    set.acceptLayer(row ? rowOf(*row).rev : 0, row ? rowOf(*row).updatedAt : 0);
    return Journal::writeRows(database, place.stream, set);
}

Result<void> RowRepair::correct(Database &database, const QList<Correction> &corrections, qint64 nowMs)
{
    std::map<StreamId, QList<Correction>> byStream;
    for (const Correction &correction : corrections)
        byStream[correction.place.stream].append(correction);
    for (const auto &[stream, ours] : byStream) {
        if (auto ok = correctStream(database, stream, ours, nowMs); !ok)
            return ok;
    }
    return {};
}

} // namespace TaskMaster::Server
