// SPDX-License-Identifier: GPL-3.0-or-later
// The client's state at 100,000 tasks and 200,000 label rows: memory, time per event, time to keep it and load it
// again, and to keep a letter that is typed; with the word «drafts», that alone.
#include "client/replica/Replica.h"
#include "client/replica/ReplicaStore.h"

#include "shared/core/Rank.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <cstdio>
#include <malloc.h>

using namespace TaskMaster;
using namespace TaskMaster::Client;

namespace {

constexpr int TaskCount = 100'000;
constexpr int LabelsPerTask = 2;
constexpr int ColumnCount = 5;
const StreamId project = StreamId::ofProject({1, 1}, {2, 2});
const ReplicaStore::Owner owner{QUrl(QStringLiteral("http://127.0.0.1")), {7, 7}};

double residentMb()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').at(1).toDouble() * 4096 / 1048576;
}

QList<Uuid> makeIds(int count)
{
    QList<Uuid> ids;
    for (int i = 0; i < count; ++i)
        ids.append(Uuid::v7());
    return ids;
}

/// Pages as they come from a server, made in small lists so that the generator leaves no large holes in the heap.
template <class Send>
void sendPages(const QList<Uuid> &tasks, const QList<Uuid> &columns, const QList<Uuid> &labels, Send send)
{
    const Position position{project, 1, 1000};
    Frames::Snapshot page{position, EntityKind::Column, {}, true, false};
    for (int i = 0; i < ColumnCount; ++i) {
        Column column;
        column.id = columns[i];
        column.name = QStringLiteral("Column %1").arg(i);
        column.rank = Rank::spread({}, {}, ColumnCount).at(i);
        page.rows.append(column);
    }
    send(page);
    const QStringList ranks = Rank::spread({}, {}, TaskCount);
    page = {position, EntityKind::Task, {}, false, false};
    for (int i = 0; i < TaskCount; ++i) {
        Task task;
        task.id = tasks[i];
        task.rev = 1 + i % 1000;
        task.updatedAt = 1'700'000'000'000;
        task.number = i + 1;
        task.title = QStringLiteral("Prepare the release notes for milestone %1").arg(i);
        if (i % 3 == 0)
            task.description =
                QStringLiteral("Steps that led here, what was expected, what happened instead. %1 ").arg(i).repeated(2);
        task.columnId = columns[i % ColumnCount];
        task.rank = ranks[i];
        task.priority = static_cast<Priority>(i % 5);
        task.creatorId = {7, static_cast<quint64>(i % 20)};
        task.createdAt = 1'700'000'000'000;
        page.rows.append(task);
        if (page.rows.size() == 2000)
            send(std::exchange(page, {position, EntityKind::Task, {}, false, false}));
    }
    page = {position, EntityKind::TaskLabel, {}, false, false};
    for (int i = 0; i < TaskCount * LabelsPerTask; ++i) {
        TaskLabel row;
        row.taskId = tasks[i / LabelsPerTask];
        row.labelId = labels[i % labels.size()];
        row.id = pairId(row.taskId, row.labelId);
        row.rev = 1;
        page.rows.append(row);
        page.last = i + 1 == TaskCount * LabelsPerTask;
        if (page.rows.size() == 2000 || page.last)
            send(std::exchange(page, {position, EntityKind::TaskLabel, {}, false, false}));
    }
}

void measureEvents(Replica &replica, const QList<Uuid> &tasks, const QList<Uuid> &columns, const char *what)
{
    QRandomGenerator random(1);
    QList<double> times;
    qint64 seq = replica.position(project)->seq;
    for (int i = 0; i < 5000; ++i) {
        const Uuid task = tasks[random.bounded(TaskCount)];
        const Command move{Uuid::v7(), project,
                           MoveTask{task, columns[random.bounded(ColumnCount)], tasks[random.bounded(TaskCount)], {}}};
        const QString rank = Rank::between(replica.find<Task>(project, tasks[random.bounded(TaskCount)])->rank, {},
                                           move.commandId.toBytes());
        const Uuid column = columns[random.bounded(ColumnCount)];
        const Change change{
            EntityKind::Task,
            task,
            ChangeOp::Put,
            {{Prediction::fieldOf<Task>(u"columnId"), column}, {Prediction::fieldOf<Task>(u"rank"), rank}}};
        const auto event = std::make_shared<const Event>(
            Event{project, 1, ++seq, move.commandId, QStringLiteral("taskMoved"), {7, 7}, 1, {change}});
        QElapsedTimer timer;
        timer.start();
        replica.apply(event);
        times.append(static_cast<double>(timer.nsecsElapsed()) / 1000);
    }
    std::sort(times.begin(), times.end());
    std::printf("%-44s p50 %6.1f us   p99 %6.1f us\n", what, times[times.size() / 2], times[times.size() * 99 / 100]);
}

/// On a real disk: the working folder's, when the temporary one is in memory.
void measureDrafts(qsizetype textBytes, const char *what)
{
    const QTemporaryDir folder(QDir::current().filePath(QStringLiteral("bench-drafts-XXXXXX")));
    ReplicaStore store(folder.path());
    QObject::connect(&store, &ReplicaStore::loaded, QCoreApplication::instance(), &QCoreApplication::quit);
    store.open(owner);
    QCoreApplication::exec();
    const QString text(textBytes, u'x');
    QList<double> times;
    for (int letter = 0; letter < 2000; ++letter) {
        const QString typed = text + QString::number(letter);
        QElapsedTimer timer;
        timer.start();
        store.saveDraft(QStringLiteral("comment"), typed);
        times.append(static_cast<double>(timer.nsecsElapsed()) / 1000);
        QThread::msleep(2); // the store's thread syncs and rewrites meanwhile, as it does while somebody types
    }
    std::sort(times.begin(), times.end());
    std::printf("%-44s p50 %6.1f us   p99 %6.1f us   max %6.1f us\n", what, times[times.size() / 2],
                times[times.size() * 99 / 100], times.last());
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    measureDrafts(30, "a letter kept, in a text of 30 bytes");
    measureDrafts(32 * 1024, "a letter kept, in a text of 32 KiB");
    if (app.arguments().value(1) == u"drafts")
        return 0;
    QTemporaryDir folder;
    QElapsedTimer timer;
    const QList<Uuid> tasks = makeIds(TaskCount);
    const QList<Uuid> columns = makeIds(ColumnCount);
    const QList<Uuid> labels = makeIds(20);
    {
        ReplicaStore store(folder.path());
        store.open(owner);
        Replica replica;
        QObject::connect(&replica, &Replica::confirmed, &store, &ReplicaStore::keepRows);
        timer.start();
        sendPages(tasks, columns, labels,
                  [&replica](const Frames::Snapshot &page) { replica.applySnapshotPage(page); });
        std::printf("%-44s %6lld ms\n", "snapshot applied (GUI thread, with making it)", timer.elapsed());
        timer.restart();
    } // waits for the disk
    std::printf("%-44s %6lld ms\n", "and then kept on disk", timer.elapsed());
    malloc_trim(0);

    const double before = residentMb();
    Replica replica;
    {
        ReplicaStore store(folder.path());
        QObject::connect(&store, &ReplicaStore::streamLoaded, &replica, &Replica::adopt);
        QObject::connect(&store, &ReplicaStore::loaded, &app, &QCoreApplication::quit);
        timer.restart();
        store.open(owner);
        QCoreApplication::exec();
        std::printf(
            "%-44s %6lld ms   (%lld rows)\n", "loaded from disk into the replica", timer.elapsed(),
            static_cast<long long>(replica.rows<Task>(project).size() + replica.rows<TaskLabel>(project).size()));
    }
    malloc_trim(0);
    std::printf("%-44s %6.1f MB\n", "memory of the replica (resident, difference)", residentMb() - before);

    timer.restart();
    std::size_t count = 0;
    for (const Uuid &column : columns)
        count += replica.tasksOfColumn(project, column).size();
    std::printf("%-44s %6.2f ms   (%zu tasks)\n", "all columns listed in order",
                static_cast<double>(timer.nsecsElapsed()) / 1e6, count);

    measureEvents(replica, tasks, columns, "one event (a move), nothing pending");
    for (int i = 0; i < 20; ++i)
        replica.addPending({Uuid::v7(), project, MoveTask{tasks[i], columns[i % ColumnCount], tasks[1000 + i], {}}}, 1);
    measureEvents(replica, tasks, columns, "one event (a move), 20 moves pending");
    for (int i = 0; i < 20; ++i)
        replica.addPending({Uuid::v7(), project, MoveTask{tasks[100 + i], columns[i % ColumnCount], {}, {}}}, 1);
    measureEvents(replica, tasks, columns, "the same, 20 more to where the events go");
    return 0;
}
