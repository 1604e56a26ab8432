// SPDX-License-Identifier: GPL-3.0-or-later
// How long the queries take that people ask all day long, over a workspace with so many tasks in one project:
//     bench_query --database sqlite:/tmp/x.db|postgres://… [--tasks N] [--rounds N] [--only TEXT] [--plan]
// The database must be empty, or left by this program. Prints a line per query, in the project and in the workspace:
// how many rows, p50 and p95 of the whole way from text to page; and the worst p95.

#include "server/storage/Migrations.h"
#include "tests/contract/ManyTasks.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTextStream>

#include <algorithm>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

double percentile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

template <class T> T must(Result<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    return std::move(*result);
}

ManyTasks prepare(const DatabaseSettings &settings, int tasks)
{
    const auto database = must(Database::open(settings, Database::Use::Write));
    if (must(Migrations::currentVersion(*database)) != 0) {
        ManyTasks world;
        world.me = Uuid::v5({7, 7}, "me");
        world.workspace = StreamId::ofWorkspace(Uuid::v5({7, 7}, "workspace"));
        world.project = StreamId::ofProject(world.workspace.workspace, Uuid::v5({7, 7}, "big"));
        world.now = 1'795'521'600'000;
        return world;
    }
    if (auto ok = Migrations::migrate(*database, 1000); !ok)
        qFatal("%s", qPrintable(ok.error().message));
    QElapsedTimer timer;
    timer.start();
    ManyTasks world = ManyTasks::fill(*database, tasks);
    QTextStream(stdout) << "filled in " << timer.elapsed() / 1000.0 << " s\n";
    if (settings.dialect == Dialect::Postgres) {
        if (auto ok = database->runScript({QStringLiteral("VACUUM ANALYZE")}); !ok)
            qFatal("%s", qPrintable(ok.error().message));
    }
    return world;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("database"), QStringLiteral("sqlite:PATH or postgres://…"), QStringLiteral("url")},
         {QStringLiteral("tasks"), QStringLiteral("in the large project"), QStringLiteral("n"),
          QStringLiteral("100000")},
         {QStringLiteral("rounds"), QStringLiteral("per query"), QStringLiteral("n"), QStringLiteral("21")},
         {QStringLiteral("only"), QStringLiteral("this query"), QStringLiteral("text")},
         {QStringLiteral("plan"), QStringLiteral("print the statements")}});
    parser.process(application);
    const auto settings = must(DatabaseSettings::fromUrl(parser.value(QStringLiteral("database"))));
    const ManyTasks world = prepare(settings, parser.value(QStringLiteral("tasks")).toInt());
    const auto database = must(Database::open(settings, Database::Use::Read));
    AccessCache access;
    QTextStream out(stdout);
    out.setRealNumberNotation(QTextStream::FixedNotation);
    out.setRealNumberPrecision(1);
    const int rounds = parser.value(QStringLiteral("rounds")).toInt();
    const QStringList queries =
        parser.isSet(QStringLiteral("only")) ? QStringList{parser.value(QStringLiteral("only"))} : hotQueries();
    double worst = 0;
    for (const StreamId &place : {world.project, world.workspace}) {
        for (const QString &text : queries) {
            QueryRequest request;
            request.viewer.user = world.me;
            request.place = place;
            request.text = text;
            request.nowMs = world.now;
            std::vector<double> took;
            qsizetype rows = 0;
            for (int round = 0; round < rounds; ++round) {
                QElapsedTimer timer;
                timer.start();
                QueryTrace trace;
                rows = must(TaskQuery::run(*database, access, request, &trace)).rows.size();
                took.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
                for (const Sql &sql : trace) {
                    if (round == 0 && parser.isSet(QStringLiteral("plan")))
                        out << sql.text << '\n';
                }
            }
            const double p95 = percentile(took, 0.95);
            worst = std::max(worst, p95);
            out << (place == world.project ? "project   " : "workspace ") << qSetFieldWidth(7) << percentile(took, 0.5)
                << p95 << qSetFieldWidth(5) << rows << qSetFieldWidth(0) << "  " << text << '\n';
            out.flush();
        }
    }
    out << "worst p95 " << worst << " ms\n";
    return 0;
}
