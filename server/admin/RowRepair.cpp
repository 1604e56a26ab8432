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
    // Taken away and put back: a row that differs in its rev alone is no change to a working set.
    WorkingSet without;
    if (auto ok = load(database, {place}, without); !ok)
        return ok;
    without.beginLayer();
    without.remove(place.kind, place.id);
    without.acceptLayer(0, 0);
    if (auto ok = Journal::writeRows(database, place.stream, without); !ok || !row)
        return ok;
    WorkingSet with;
    with.loadAbsent(place.kind, place.id);
    with.beginLayer();
    with.put(*row);
    with.acceptLayer(rowOf(*row).rev, rowOf(*row).updatedAt);
    return Journal::writeRows(database, place.stream, with);
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
