// SPDX-License-Identifier: GPL-3.0-or-later
// What one decision costs without a database: MoveTask in batches of 64 over 5,000 kept tasks.
#include "server/handlers/HandlerTable.h"
#include "shared/core/Rank.h"

#include <QElapsedTimer>
#include <QRandomGenerator>

#include <cstdio>
#include <cstdlib>

using namespace TaskMaster;
using namespace TaskMaster::Server;

namespace {

constexpr int ColumnCount = 5;
constexpr int TasksPerColumn = 1000;
constexpr int BatchSize = 64;
constexpr int Batches = 2000;
const StreamId stream = StreamId::ofProject({1, 1}, {2, 2});
const Uuid actor{3, 3};

Uuid columnId(int index)
{
    return {4, static_cast<quint64>(index) + 1};
}

WorkingSet loadedSet()
{
    WorkingSet set;
    Project project;
    project.id = stream.scope;
    project.name = QStringLiteral("Boat");
    set.load(project);
    const QStringList ranks = Rank::spread({}, {}, TasksPerColumn);
    for (int i = 0; i < ColumnCount; ++i) {
        Column column;
        column.id = columnId(i);
        column.name = QStringLiteral("Column %1").arg(i);
        set.load(column);
        set.loadTail(column.id, ranks.back());
        for (int j = 0; j < TasksPerColumn; ++j) {
            Task task;
            task.id = Uuid::v7();
            task.title = QStringLiteral("Paint the hull, part %1").arg(j);
            task.description = QStringLiteral("Two coats, sanded in between.");
            task.columnId = column.id;
            task.rank = ranks[j];
            set.load(task);
        }
    }
    return set;
}

/// Any task to between two neighbours of any column, as they stand before the batch.
std::vector<CommandArgs> movesFor(const WorkingSet &set, QRandomGenerator &random)
{
    std::vector<std::vector<const Task *>> columns;
    for (int i = 0; i < ColumnCount; ++i)
        columns.push_back(set.tasksOfColumn(columnId(i)));
    const auto any = [&random](std::size_t count) {
        return static_cast<std::size_t>(random.bounded(static_cast<int>(count)));
    };
    std::vector<CommandArgs> moves;
    while (moves.size() < BatchSize) {
        const auto &from = columns[any(columns.size())];
        const auto &to = columns[any(columns.size())];
        if (from.empty() || to.size() < 2)
            continue;
        const std::size_t gap = any(to.size() - 1);
        moves.emplace_back(MoveTask{from[any(from.size())]->id, to[gap]->columnId, to[gap]->id, to[gap + 1]->id});
    }
    return moves;
}

/// As the write lane does it; the set has every row, so nothing is missing.
void decide(WorkingSet &set, const WorkspaceAccess &access, const CommandArgs &args, qint64 seq)
{
    const Context context{Uuid{static_cast<quint64>(seq), 5}, actor, stream, seq, &access};
    Needs wanted;
    HandlerTable::needs(context, args, set, wanted);
    const bool isComplete = set.missing(wanted).isEmpty();
    set.beginLayer();
    const auto decision = HandlerTable::handle(context, args, set);
    if (!isComplete || !decision) {
        std::fprintf(stderr, "A move was refused or lacks rows: the figure would be wrong.\n");
        std::exit(1);
    }
    const WorkingSet::Difference difference = set.difference();
    if (difference.changes.isEmpty())
        set.dropLayer();
    else
        set.acceptLayer(seq, seq);
}

} // namespace

int main()
{
    WorkingSet set = loadedSet();
    WorkspaceAccess access;
    access.members[actor] = {Role::Member, QStringLiteral("Mia"), {}};
    QRandomGenerator random(20240229);
    qint64 decidingNs = 0;
    qint64 flushingNs = 0;
    std::size_t dirtyRows = 0;
    qint64 seq = 0;
    for (int batch = 0; batch < Batches; ++batch) {
        const std::vector<CommandArgs> moves = movesFor(set, random);
        QElapsedTimer timer;
        timer.start();
        for (const CommandArgs &move : moves)
            decide(set, access, move, ++seq);
        decidingNs += timer.nsecsElapsed();
        timer.restart();
        dirtyRows += set.dirty().size();
        set.markFlushed();
        flushingNs += timer.nsecsElapsed();
    }
    std::printf("MoveTask over %zu rows: %.2f µs per decision, %.2f µs per batch of %d for dirty rows (%.1f of them)\n",
                set.rowCount(), static_cast<double>(decidingNs) / 1000 / static_cast<double>(seq),
                static_cast<double>(flushingNs) / 1000 / Batches, BatchSize, static_cast<double>(dirtyRows) / Batches);
    return 0;
}
