// SPDX-License-Identifier: GPL-3.0-or-later
// Commands per second from the write queue to the commit, one hot project, on SQLite (synchronous=FULL) or PostgreSQL:
//     bench_storage --database sqlite:/tmp/x.db|postgres://… [--commands N] [--in-flight N] [--switch-off NAME …]
// Prints one line: commands/s, p50/p95/p99 from submit to answer, CPU per command of this process.

#include "server/storage/Migrations.h"
#include "server/storage/WriteLanes.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QTextStream>

#include <algorithm>
#include <future>
#include <random>
#include <semaphore>
#include <sys/resource.h>

using namespace TaskMaster;
using namespace TaskMaster::Server;

namespace {

class NullSink final : public EventSink {
public:
    void committed(const CommitPtr &) override { }
};

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double percentile(std::vector<double> &values, double share)
{
    const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
    return values[at];
}

/// Submits all commands with at most `inFlight` unanswered; the milliseconds that each one took.
std::vector<double> drive(WriteLanes &lanes, std::vector<Command> commands, const Uuid &actor, int inFlight)
{
    std::counting_semaphore<> room(inFlight);
    std::vector<double> took(commands.size());
    std::atomic<int> failed{0};
    for (std::size_t i = 0; i < commands.size(); ++i) {
        room.acquire();
        const auto start = std::chrono::steady_clock::now();
        lanes.submit(
            {std::move(commands[i]), actor, {}, Urgency::Interactive, [&, i, start](const CommandAnswer &answer) {
                 took[i] = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
                 if (!answer.outcome && ++failed == 1)
                     qWarning("refused: %s", qPrintable(answer.outcome.error().message));
                 room.release();
             }});
    }
    for (int i = 0; i < inFlight; ++i)
        room.acquire();
    if (failed > 0)
        qFatal("%d commands were refused", failed.load());
    return took;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("database"), QStringLiteral("sqlite:PATH or postgres://…"), QStringLiteral("url")},
         {QStringLiteral("commands"), QStringLiteral("how many"), QStringLiteral("n"), QStringLiteral("20000")},
         {QStringLiteral("in-flight"), QStringLiteral("unanswered at once"), QStringLiteral("n"),
          QStringLiteral("256")},
         {QStringLiteral("switch-off"), QStringLiteral("an optimisation"), QStringLiteral("name")}});
    parser.process(application);
    const auto settings = DatabaseSettings::fromUrl(parser.value(QStringLiteral("database")));
    if (!settings)
        qFatal("%s", qPrintable(settings.error().message));
    Switches switches;
    for (const QString &name : parser.values(QStringLiteral("switch-off"))) {
        if (auto ok = switches.set(name, false); !ok)
            qFatal("%s", qPrintable(ok.error().message));
    }
    SystemClock clock;
    qint64 epoch = 0;
    {
        auto database = Database::open(*settings, Database::Use::Write);
        if (!database)
            qFatal("%s", qPrintable(database.error().message));
        if (auto ok = Migrations::migrate(**database, clock.nowMs()); !ok)
            qFatal("%s", qPrintable(ok.error().message));
        epoch = *Migrations::epoch(**database);
    }
    NullSink sink;
    Metrics metrics;
    WriteLanes lanes({.database = *settings, .lanes = 4, .waitingMax = 100'000}, epoch, switches, metrics, clock, sink);
    lanes.start();

    const Uuid user = Uuid::v7();
    const StreamId workspace = StreamId::ofWorkspace(Uuid::v7());
    const StreamId project = StreamId::ofProject(workspace.workspace, Uuid::v7());
    const Uuid create = Uuid::v7();
    drive(lanes,
          {{Uuid::v7(), StreamId::ofUser(user),
            CreateUser{user.toString() + QStringLiteral("@example.org"), QStringLiteral("Bench")}}},
          systemActor(), 1);
    drive(lanes, {{Uuid::v7(), workspace, CreateWorkspace{QStringLiteral("Bench"), {}}}}, user, 1);
    drive(lanes, {{create, project, CreateProject{QStringLiteral("Hot"), QStringLiteral("HOT"), {}, false}}}, user, 1);
    const Uuid columns[]{Uuid::v5(create, "Backlog"), Uuid::v5(create, "Todo"), Uuid::v5(create, "In progress"),
                         Uuid::v5(create, "Done")};

    const auto count = static_cast<std::size_t>(parser.value(QStringLiteral("commands")).toULongLong());
    const int inFlight = parser.value(QStringLiteral("in-flight")).toInt();
    std::vector<Uuid> tasks;
    std::vector<Command> creations;
    for (int i = 0; i < 2000; ++i) {
        tasks.push_back(Uuid::v7());
        CreateTask task;
        task.taskId = tasks.back();
        task.columnId = columns[i % 4];
        task.title = QStringLiteral("A task with a title of usual length, number %1").arg(i);
        creations.push_back({Uuid::v7(), project, task});
    }
    drive(lanes, std::move(creations), user, inFlight);
    std::mt19937 random(42);
    std::vector<Command> moves;
    for (std::size_t i = 0; i < count; ++i)
        moves.push_back(
            {Uuid::v7(), project,
             MoveTask{tasks[random() % tasks.size()], columns[random() % 4], tasks[random() % tasks.size()], {}}});
    const double cpu = cpuSeconds();
    const auto start = std::chrono::steady_clock::now();
    auto took = drive(lanes, std::move(moves), user, inFlight);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    QTextStream(stdout) << "MoveTask into one project, "
                        << (settings->dialect == Dialect::Sqlite ? "SQLite FULL" : "PostgreSQL") << ", " << inFlight
                        << " in flight: " << qRound(static_cast<double>(count) / seconds) << " commands/s, p50 "
                        << percentile(took, 0.5) << " ms, p95 " << percentile(took, 0.95) << " ms, p99 "
                        << percentile(took, 0.99) << " ms, own CPU "
                        << qRound((cpuSeconds() - cpu) * 1e6 / static_cast<double>(count)) << " us/command\n";
    lanes.stop();
    return 0;
}
