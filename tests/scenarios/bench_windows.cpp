// SPDX-License-Identifier: GPL-3.0-or-later
// Real client windows over a real server, all on this machine; tests/load/measure-client runs it:
//     bench_windows drop N FOLDER       N times a card is dropped in one window: from the drop to the frame of the
//     other
//                                       window that shows the card where it is now
//     bench_windows frames N FOLDER     N frames while all columns in sight are scrolled, and N while a card is carried
// FOLDER has the data of `taskmaster-server demo`; empty, a small one is made. Prints p50, p95, p99 and the longest, in
// ms.

#include "tests/qml/AppWindow.h"
#include "tests/scenarios/Team.h"

#include <QElapsedTimer>
#include <QTextStream>

using namespace TaskMaster::Test;

namespace {

constexpr int GiveUpMs = 10'000;

double ms(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

QString summary(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    const auto at = [&times](double share) {
        return QString::number(times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))], 'f', 1);
    };
    return QStringLiteral("p50 %1, p95 %2, p99 %3, longest %4 ms").arg(at(0.5), at(0.95), at(0.99), at(1));
}

/// Both windows have nothing more to draw: what is measured next is paid for by what happens next.
void rest(std::initializer_list<AppWindow *> windows)
{
    for (AppWindow *window : windows)
        window->settle();
    while (QCoreApplication::eventDispatcher()->processEvents(QEventLoop::AllEvents)) { }
}

/// From letting go of the mouse in one window until the other has swapped a frame in which the card stands beside its
/// new neighbour; negative: it never came.
double drop(AppWindow &here, AppWindow &there, const QString &task, const QString &neighbour)
{
    const QPoint to = here.centre(here.card(neighbour)) - QPoint(0, 20);
    here.carry(here.centre(here.card(task)), to);
    rest({&here, &there});
    bool isDrawn = false;
    bool isSwapped = false;
    QObject watcher;
    // The scene of a frame is what it is when the frame is synchronized; later changes are for the next one.
    QObject::connect(there.window(), &QQuickWindow::afterSynchronizing, &watcher, [&] {
        const QQuickItem *card = there.card(task);
        const QQuickItem *other = there.card(neighbour);
        isDrawn = card && other && card->mapToScene({}).x() == other->mapToScene({}).x();
    });
    QObject::connect(there.window(), &QQuickWindow::frameSwapped, &watcher, [&] { isSwapped = isDrawn; });
    QElapsedTimer timer;
    timer.start();
    QTest::mouseRelease(here.window(), Qt::LeftButton, {}, to);
    while (!isSwapped && timer.elapsed() < GiveUpMs)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
    return isSwapped ? ms(timer) : -1;
}

int measureDrops(Team &team, int count, QTextStream &out)
{
    AppWindow ana(team.ana->workbench());
    AppWindow jana(team.jana->workbench());
    for (TaskMaster::Client::ClientApp *app : {team.ana.get(), team.jana.get()})
        app->workbench().preferences()->setReducedMotion(true); // aiming at cards that stand still
    rest({&ana, &jana});
    std::vector<double> took;
    for (int i = 0; i < count; ++i) {
        const QString task = Team::cardText(*team.ana, i % 2, 0, "taskId");
        const QString neighbour = Team::cardText(*team.ana, 1 - i % 2, 0, "taskId");
        rest({&ana, &jana});
        if (!ana.card(task) || !ana.card(neighbour))
            return 2;
        took.push_back(drop(ana, jana, task, neighbour));
        if (took.back() < 0)
            return 3;
    }
    out << count << " drops, from one window to the frame of the other: " << summary(took) << '\n';
    return 0;
}

/// Frames that follow each other as fast as the window makes them, each after one step of what is to be shown.
template <class Step> void measureFrames(QQuickWindow *window, int count, QTextStream &out, const char *what, Step step)
{
    std::vector<double> between;
    std::vector<double> own;
    QElapsedTimer sinceFrame;
    QElapsedTimer sinceStep;
    QObject watcher;
    int frame = 0;
    const auto next = [&] {
        sinceStep.start();
        step(frame++);
        window->update();
    };
    QObject::connect(window, &QQuickWindow::afterSynchronizing, &watcher, [&] { own.push_back(ms(sinceStep)); });
    QObject::connect(window, &QQuickWindow::frameSwapped, &watcher, [&] {
        between.push_back(ms(sinceFrame));
        sinceFrame.start();
        QMetaObject::invokeMethod(&watcher, next, Qt::QueuedConnection);
    });
    sinceFrame.start();
    next();
    while (static_cast<int>(between.size()) < count)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
    out << what << ", " << count << " frames: " << summary(between) << "; own work before drawing " << summary(own)
        << '\n';
}

int measureScrolling(Team &team, int count, QTextStream &out)
{
    AppWindow ana(team.ana->workbench());
    rest({&ana});
    QList<QQuickItem *> lists;
    AppWindow::visit(ana.window()->contentItem(), [&lists](QQuickItem *item) {
        if (item->objectName() == QStringLiteral("cards"))
            lists.append(item);
    });
    int cards = 0;
    for (int column = 0; column < Team::boardOf(*team.ana).rowCount(); ++column)
        cards += Team::cards(*team.ana, column)->rowCount();
    out << cards << " cards on the board, " << lists.size() << " columns in sight\n";
    measureFrames(ana.window(), count, out, "scrolling", [&lists](int frame) {
        for (QQuickItem *list : std::as_const(lists))
            list->setProperty("contentY", frame * 45);
    });
    rest({&ana});
    QTest::mousePress(ana.window(), Qt::LeftButton, {}, {400, 400});
    measureFrames(ana.window(), count, out, "carrying a card", [&ana](int frame) {
        QTest::mouseMove(ana.window(), {400 + frame * 3 % 900, 300 + (frame * 37) % 400});
    });
    ana.key(Qt::Key_Escape);
    QTest::mouseRelease(ana.window(), Qt::LeftButton, {}, {400, 400});
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    QGuiApplication application(argc, argv);
    const QStringList arguments = QGuiApplication::arguments();
    const int count = std::max(1, arguments.value(2).toInt());
    QTextStream out(stdout);
    Team team(400, arguments.value(3));
    if (!team.open(QStringLiteral("Mobile app")) || !team.bothAreLive()) {
        QTextStream(stderr) << "The clients do not get to their board.\n";
        return 1;
    }
    if (arguments.value(1) == u"drop")
        return measureDrops(team, count, out);
    if (arguments.value(1) == u"frames")
        return measureScrolling(team, count, out);
    return 64;
}
