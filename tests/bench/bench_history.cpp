// SPDX-License-Identifier: GPL-3.0-or-later
// How long the past of a project takes to read, on SQLite or PostgreSQL, with 10,000 tasks and 30,000 events:
//     bench_history --database sqlite:/tmp/x.db|postgres://… [--tasks N] [--events N] [--rounds N]
// Prints p50/p95/max of: the state at random moments (by the shorter road, and by either), the activity of a task and
// of the project. Fills the database first.

#include "server/storage/Activity.h"
#include "server/storage/Migrations.h"
#include "server/storage/PastState.h"
#include "server/storage/WriteLanes.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QTextStream>

#include <algorithm>
#include <random>
#include <semaphore>

using namespace TaskMaster;
using namespace TaskMaster::Server;

namespace {

class NullSink final : public EventSink {
public:
    void committed(const CommitPtr &) override { }
};

constexpr int InFlight = 256;

/// Submits all commands and waits for their answers.
void drive(WriteLanes &lanes, std::vector<Command> commands, const Uuid &actor)
{
    std::counting_semaphore<> room(InFlight);
    for (Command &command : commands) {
        room.acquire();
        lanes.submit({std::move(command), actor, {}, Urgency::Interactive, [&room](const CommandAnswer &answer) {
                          if (!answer.outcome)
                              qFatal("refused: %s", qPrintable(answer.outcome.error().message));
                          room.release();
                      }});
    }
    for (int i = 0; i < InFlight; ++i)
        room.acquire();
}

struct Place {
    Uuid user = Uuid::v7();
    StreamId workspace = StreamId::ofWorkspace(Uuid::v7());
    StreamId project = StreamId::ofProject(workspace.workspace, Uuid::v7());
    std::vector<Uuid> tasks;
};

/// Tasks first, then what people do with them: moves, edits, comments, assignments.
void fill(WriteLanes &lanes, Place &place, int tasks, int events)
{
    drive(lanes,
          {{Uuid::v7(), StreamId::ofUser(place.user),
            CreateUser{place.user.toString() + QStringLiteral("@example.org"), QStringLiteral("Bench")}}},
          systemActor());
    drive(lanes, {{Uuid::v7(), place.workspace, CreateWorkspace{QStringLiteral("Bench"), {}}}}, place.user);
    const Uuid create = Uuid::v7();
    drive(lanes, {{create, place.project, CreateProject{QStringLiteral("Past"), QStringLiteral("PAST"), {}, false}}},
          place.user);
    const Uuid columns[]{Uuid::v5(create, "Backlog"), Uuid::v5(create, "Todo"), Uuid::v5(create, "In progress"),
                         Uuid::v5(create, "Done")};
    std::mt19937 random(42);
    std::vector<Command> commands;
    for (int i = 0; i < tasks; ++i) {
        CreateTask task;
        task.taskId = Uuid::v7();
        task.columnId = columns[i % 4];
        task.title = QStringLiteral("A task with a title of usual length, number %1").arg(i);
        task.description = QStringLiteral("What is to be done, and why it is worth the time of somebody. ").repeated(4);
        task.estimate = i % 8;
        place.tasks.push_back(task.taskId);
        commands.push_back({Uuid::v7(), place.project, task});
    }
    for (int i = tasks + 1; i < events; ++i) {
        const Uuid task = place.tasks[random() % place.tasks.size()];
        const QString text = QStringLiteral("Said in passing, number %1").arg(i);
        switch (random() % 10) {
        case 0:
        case 1:
            commands.push_back({Uuid::v7(), place.project, AddComment{Uuid::v7(), task, text, {}, {}, 0, {}}});
            break;
        case 2:
        case 3:
        case 4:
            commands.push_back({Uuid::v7(), place.project,
                                Edit{EntityKind::Task, task, {{fieldIndex<&Task::title>(), Value(text)}}, {}}});
            break;
        default:
            commands.push_back({Uuid::v7(), place.project,
                                MoveTask{task, columns[random() % 4], place.tasks[random() % place.tasks.size()], {}}});
            break;
        }
    }
    drive(lanes, std::move(commands), place.user);
}

template <class Work> void measure(const QString &what, int rounds, Work work)
{
    std::vector<double> took;
    for (int i = 0; i < rounds; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        took.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(took.begin(), took.end());
    const auto at = [&took](double share) {
        return took[static_cast<std::size_t>(share * static_cast<double>(took.size() - 1))];
    };
    QTextStream(stdout) << what << ": p50 " << at(0.5) << " ms, p95 " << at(0.95) << " ms, max " << took.back()
                        << " ms (" << rounds << " rounds)\n";
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("database"), QStringLiteral("sqlite:PATH or postgres://…"), QStringLiteral("url")},
         {QStringLiteral("tasks"), QStringLiteral("how many"), QStringLiteral("n"), QStringLiteral("10000")},
         {QStringLiteral("events"), QStringLiteral("how many"), QStringLiteral("n"), QStringLiteral("30000")},
         {QStringLiteral("rounds"), QStringLiteral("readings of each kind"), QStringLiteral("n"),
          QStringLiteral("40")}});
    parser.process(application);
    const auto settings = DatabaseSettings::fromUrl(parser.value(QStringLiteral("database")));
    if (!settings)
        qFatal("%s", qPrintable(settings.error().message));
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
    Place place;
    {
        NullSink sink;
        Metrics metrics;
        const Switches switches;
        WriteLanes lanes({.database = *settings, .lanes = 4, .waitingMax = 200'000}, epoch, switches, metrics, clock,
                         sink);
        lanes.start();
        fill(lanes, place, parser.value(QStringLiteral("tasks")).toInt(),
             parser.value(QStringLiteral("events")).toInt());
        lanes.stop();
    }
    auto database = Database::open(*settings, Database::Use::Read);
    if (!database)
        qFatal("%s", qPrintable(database.error().message));
    const auto now = Past::stateAt(**database, place.project, 1);
    if (!now)
        qFatal("%s", qPrintable(now.error().message));
    QTextStream(stdout) << place.tasks.size() << " tasks, " << now->head << " events, "
                        << (settings->dialect == Dialect::Sqlite ? "SQLite" : "PostgreSQL") << '\n';
    const int rounds = parser.value(QStringLiteral("rounds")).toInt();
    std::mt19937 random(7);
    const auto stateBy = [&](Past::Road road) {
        return [&, road] {
            const auto seq = static_cast<qint64>(1 + random() % static_cast<quint64>(now->head));
            if (const auto state = Past::stateAt(**database, place.project, seq, road); !state)
                qFatal("%s", qPrintable(state.error().message));
        };
    };
    measure(QStringLiteral("state at a random moment"), rounds, stateBy(Past::Road::Shorter));
    measure(QStringLiteral("… forwards"), rounds, stateBy(Past::Road::Forwards));
    measure(QStringLiteral("… backwards"), rounds, stateBy(Past::Road::Backwards));
    measure(QStringLiteral("the moment of a time"), rounds, [&] {
        if (const auto seq = Past::seqAt(**database, place.project, clock.nowMs() - random() % 1000); !seq)
            qFatal("%s", qPrintable(seq.error().message));
    });
    measure(QStringLiteral("activity of a task, 50 entries"), rounds * 5, [&] {
        const ActivityFilter filter{.about = place.tasks[random() % place.tasks.size()]};
        if (const auto page = Activity::read(**database, place.project, filter, 0, 50); !page)
            qFatal("%s", qPrintable(page.error().message));
    });
    measure(QStringLiteral("activity of the project, 50 entries"), rounds, [&] {
        const auto before = static_cast<qint64>(1 + random() % static_cast<quint64>(now->head));
        if (const auto page = Activity::read(**database, place.project, {}, before, 50); !page)
            qFatal("%s", qPrintable(page.error().message));
    });
    measure(QStringLiteral("activity of the project with one verb, 50 entries"), rounds, [&] {
        const ActivityFilter filter{.verb = QStringLiteral("memberRenamed")};
        if (const auto page = Activity::read(**database, place.project, filter, 0, 50); !page)
            qFatal("%s", qPrintable(page.error().message));
    });
    return 0;
}
