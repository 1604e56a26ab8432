// SPDX-License-Identifier: GPL-3.0-or-later
// How long frames take while a large board is scrolled, and while a card is dragged over it: 100,000 tasks in ten
// columns, a 1440 x 900 window, whatever renderer the environment asks for. Prints p50, p99 and the longest, in
// milliseconds, of the time from asking for a frame to having it, and of the part spent before the render loop draws.
// Then how long filters and orders take on 10,000 and 100,000 tasks: until the first cards are there, until all are,
// and the longest that the window could not have answered a key meanwhile.
#include "tests/qml/AppWindow.h"

#include <QElapsedTimer>
#include <QTextStream>

using namespace TaskMaster::Test;

namespace {

struct Frames {
    QList<double> total;
    QList<double> own; // layout, bindings, delegates: up to the start of synchronizing
};

QString summary(QList<double> times)
{
    std::sort(times.begin(), times.end());
    const auto at = [&times](double part) {
        return times.at(static_cast<qsizetype>(part * static_cast<double>(times.size() - 1)));
    };
    return QStringLiteral("p50 %1  p99 %2  max %3")
        .arg(at(0.5), 0, 'f', 1)
        .arg(at(0.99), 0, 'f', 1)
        .arg(times.last(), 0, 'f', 1);
}

template <class Step> Frames measure(QQuickWindow *window, int count, Step &&step)
{
    Frames frames;
    QElapsedTimer time;
    double own = 0;
    const auto before = QObject::connect(window, &QQuickWindow::beforeSynchronizing, window,
                                         [&] { own = double(time.nsecsElapsed()) / 1e6; });
    for (int frame = 0; frame < count; ++frame) {
        time.start();
        step(frame);
        QCoreApplication::sendPostedEvents();
        window->grabWindow();
        frames.total.append(double(time.nsecsElapsed()) / 1e6);
        frames.own.append(own);
    }
    QObject::disconnect(before);
    return frames;
}

void measureFilters(int columnCount, int tasksPerColumn, QTextStream &out)
{
    Bench bench;
    bench.sample.fillWithMany(columnCount, tasksPerColumn);
    bench.open();
    TaskMaster::Client::BoardModel *board = bench.workbench.board();
    const struct {
        const char *name;
        const char *text;
        const char *sortBy;
    } wishes[]{{"words, cut for the first time", "long", ""},
               {"words", "number", ""},
               {"half of it", "number>50000 -is:blocked", ""},
               {"nothing", "label:none is:blocked", ""},
               {"by number", "", "-number"},
               {"by title", "", "title"},
               {"everything by hand again", "", ""}};
    for (const auto &wish : wishes) {
        qint64 firstNs = -1;
        const auto seen = [&firstNs, &board](QElapsedTimer &time) {
            if (firstNs < 0 && board->wasShown())
                firstNs = time.nsecsElapsed();
        };
        QElapsedTimer time;
        time.start();
        bench.workbench.query()->set(QString::fromLatin1(wish.text), QString::fromLatin1(wish.sortBy));
        double longest = double(time.nsecsElapsed()) / 1e6;
        while (!board->isSettled()) {
            QElapsedTimer step;
            step.start();
            QCoreApplication::processEvents();
            longest = qMax(longest, double(step.nsecsElapsed()) / 1e6);
            seen(time);
        }
        out << columnCount * tasksPerColumn << " tasks, " << columnCount << " columns, " << wish.name << ": first "
            << QString::number(double(firstNs) / 1e6, 'f', 1) << "  all "
            << QString::number(double(time.nsecsElapsed()) / 1e6, 'f', 1) << "  longest step "
            << QString::number(longest, 'f', 1) << " ms\n";
    }
}

} // namespace

int main(int argc, char *argv[])
{
    QGuiApplication application(argc, argv);
    Bench bench;
    bench.sample.fillWithMany(10, 10'000);
    QElapsedTimer opening;
    opening.start();
    bench.open();
    AppWindow app(bench);
    app.settle();
    QTextStream out(stdout);
    out << "data to first frame, 100,000 tasks: " << opening.elapsed() << " ms\n";

    QList<QQuickItem *> lists;
    AppWindow::visit(app.window()->contentItem(), [&lists](QQuickItem *item) {
        if (item->objectName() == QStringLiteral("cards"))
            lists.append(item);
    });
    const Frames scrolling = measure(app.window(), 300, [&lists](int frame) {
        for (QQuickItem *list : std::as_const(lists))
            list->setProperty("contentY", frame * 45);
    });
    out << "scrolling " << lists.size() << " columns: " << summary(scrolling.total) << " ms; own work "
        << summary(scrolling.own) << " ms\n";

    QTest::mousePress(app.window(), Qt::LeftButton, {}, {400, 400});
    const Frames dragging = measure(app.window(), 300, [&app](int frame) {
        QTest::mouseMove(app.window(), {400 + frame * 3, 300 + (frame * 37) % 400});
    });
    QTest::mouseRelease(app.window(), Qt::LeftButton, {}, {1300, 500});
    out << "dragging a card: " << summary(dragging.total) << " ms; own work " << summary(dragging.own) << " ms\n";
    measureFilters(10, 1'000, out);
    measureFilters(10, 10'000, out);
    measureFilters(1, 100'000, out);
    return bench.outbox.waitingCount() == 1 && app.warnings().isEmpty() ? 0 : 1;
}
