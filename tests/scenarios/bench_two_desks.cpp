// SPDX-License-Identifier: GPL-3.0-or-later
// From a move on one person's board model to the same card in the other's, through a real server on this machine:
//     bench_two_desks [MOVES]
// Whole clients without windows, so a frame of each screen comes on top. Prints p50, p95 and p99 in milliseconds.

#include "tests/scenarios/Team.h"

#include <QElapsedTimer>

using namespace TaskMaster::Test;

int main(int argc, char *argv[])
{
    QGuiApplication application(argc, argv);
    const int moves = argc > 1 ? QByteArray(argv[1]).toInt() : 500;
    Team team;
    if (!team.open(QStringLiteral("Mobile app")) || !team.bothAreLive())
        return 1;
    std::vector<double> took;
    const QString task = Team::cardText(*team.ana, 0, 0, "taskId");
    for (int i = 0; i < moves; ++i) {
        const QString target = Team::columnId(*team.ana, 1 + i % 2);
        QElapsedTimer timer;
        timer.start();
        QObject watcher;
        bool there = false;
        QObject::connect(&Team::boardOf(*team.jana), &TaskMaster::Client::BoardModel::dataChanged, &watcher,
                         [&] { there = there || Team::boardOf(*team.jana).columnOf(task) == target; });
        for (int column = 1; column <= 2; ++column)
            QObject::connect(Team::cards(*team.jana, column), &QAbstractItemModel::rowsInserted, &watcher,
                             [&] { there = there || Team::boardOf(*team.jana).columnOf(task) == target; });
        Team::boardOf(*team.ana).moveTask(task, target, {}, {});
        while (!there && timer.elapsed() < 5000)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
        took.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(took.begin(), took.end());
    const auto at = [&took](double share) {
        return took[static_cast<std::size_t>(share * static_cast<double>(took.size() - 1))];
    };
    QTextStream(stdout) << moves << " moves, from one desk to the other: p50 " << at(0.5) << " ms, p95 " << at(0.95)
                        << " ms, p99 " << at(0.99) << " ms\n";
    return 0;
}
