// SPDX-License-Identifier: GPL-3.0-or-later
// The board under hands: dragging, walking and carrying cards in a real window, and what 10,000 of them cost.
#include "tests/qml/AppWindow.h"

namespace TaskMaster::Test {

class BoardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tenThousandCardsInAColumnHaveFewDelegates();
    void scrollingTenThousandCardsMakesNoNewDelegates();
    void draggingACardIntoAnotherColumnMovesItThere();
    void draggingWithinAColumnPutsTheCardBetweenItsNewNeighbours();
    void escapeWhileDraggingChangesNothing();
    void aPressWithoutMovementOpensTheTask();
    void controlShiftArrowsCarryTheCard();
    void quickAddPutsACardOnTopAndStaysOpen();
    void eventsOfOthersMoveCardsWithoutAReset();
    void aLongBoardMakesOnlyTheColumnsInSight();
    void aColumnShowsTheColourThatItWasGiven();

private:
    static QQuickItem *cardOf(const AppWindow &app, const Uuid &task);
    static int countCards(const AppWindow &app);
    // Items that the window draws, and QObjects that belong to them.
    static std::pair<int, int> countObjects(const AppWindow &app);
};

QQuickItem *BoardTest::cardOf(const AppWindow &app, const Uuid &task)
{
    return app.card(task.toString());
}

int BoardTest::countCards(const AppWindow &app)
{
    int count = 0;
    AppWindow::visit(app.window()->contentItem(),
                     [&](const QQuickItem *item) { count += item->property("face").isValid() ? 1 : 0; });
    return count;
}

std::pair<int, int> BoardTest::countObjects(const AppWindow &app)
{
    int items = 0;
    QSet<QObject *> objects;
    AppWindow::visit(app.window()->contentItem(), [&](QQuickItem *item) {
        ++items;
        objects.insert(item);
        const QList<QObject *> own = item->findChildren<QObject *>();
        objects.unite({own.begin(), own.end()});
    });
    return {items, static_cast<int>(objects.size())};
}

void BoardTest::tenThousandCardsInAColumnHaveFewDelegates()
{
    Bench bench;
    bench.sample.fillWithMany(1, 10'000);
    bench.open();
    AppWindow app(bench);
    app.settle();
    QCOMPARE(app.find("cards")->property("count").toInt(), 10'000);
    const int cards = countCards(app);
    QVERIFY2(cards >= 10 && cards <= 40, qPrintable(QString::number(cards)));
    const auto [items, objects] = countObjects(app);
    QVERIFY2(items <= 1500 && objects <= 4000, qPrintable(u"%1 items, %2 objects"_qs.arg(items).arg(objects)));
    QCOMPARE(app.warnings(), QStringList());
}

void BoardTest::scrollingTenThousandCardsMakesNoNewDelegates()
{
    Bench bench;
    bench.sample.fillWithMany(1, 10'000);
    bench.open();
    AppWindow app(bench);
    app.settle();
    QQuickItem *list = app.find("cards");
    // Once around, so that the view has what it needs in the air between two places; then nobody new may appear.
    const auto scroll = [&](int from, int to) {
        for (int step = from; step <= to; ++step) {
            list->setProperty("contentY", step * 400);
            app.settle();
        }
    };
    scroll(1, 10);
    const int objects = countObjects(app).second;
    QSet<QQuickItem *> known;
    AppWindow::visit(app.window()->contentItem(), [&known](QQuickItem *item) {
        if (item->property("face").isValid())
            known.insert(item);
    });
    scroll(11, 60);
    int strangers = 0;
    AppWindow::visit(app.window()->contentItem(), [&](QQuickItem *item) {
        strangers += item->property("face").isValid() && !known.contains(item) ? 1 : 0;
    });
    // What differs from card to card (labels, avatars) may come and go, the card itself is the same one.
    QVERIFY2(strangers == 0, qPrintable(u"%1 of %2 cards are new"_qs.arg(strangers).arg(countCards(app))));
    QVERIFY2(countObjects(app).second <= objects * 5 / 4, qPrintable(QString::number(countObjects(app).second)));
    QCOMPARE(app.warnings(), QStringList());
}

void BoardTest::draggingACardIntoAnotherColumnMovesItThere()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    app.settle();
    const Uuid task = bench.taskNamed(u"Export invoices as PDF"_qs);
    const Uuid target = bench.taskNamed(u"Widget: my work today"_qs);
    app.drag(app.centre(cardOf(app, task)), app.centre(cardOf(app, target)) - QPoint(0, 20));
    QCOMPARE(bench.outbox.waitingCount(), 1);
    QCOMPARE(bench.workbench.board()->columnOf(task.toString()), bench.workbench.board()->columnOf(target.toString()));
    app.settle();
    QVERIFY(cardOf(app, task)->mapToScene({}).y() < cardOf(app, target)->mapToScene({}).y());
    QVERIFY(!app.find("ghost")->isVisible());
    QCOMPARE(app.warnings(), QStringList());
}

void BoardTest::draggingWithinAColumnPutsTheCardBetweenItsNewNeighbours()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    app.settle();
    const Uuid first = bench.taskNamed(u"Offline banner hides the composer on small screens"_qs);
    const Uuid third = bench.taskNamed(u"Export invoices as PDF"_qs);
    app.drag(app.centre(cardOf(app, first)), app.centre(cardOf(app, third)) + QPoint(0, 30));
    app.settle();
    const auto top = [&app](const Uuid &task) { return cardOf(app, task)->mapToScene({}).y(); };
    QVERIFY(top(first) > top(third));
    QVERIFY(top(first) < top(bench.taskNamed(u"Haptics when a card is dropped"_qs)));
    QCOMPARE(bench.outbox.waitingCount(), 1);
}

void BoardTest::escapeWhileDraggingChangesNothing()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    app.settle();
    const QPoint from = app.centre(cardOf(app, bench.taskNamed(u"Export invoices as PDF"_qs)));
    QTest::mousePress(app.window(), Qt::LeftButton, {}, from);
    for (int step = 1; step <= 4; ++step)
        QTest::mouseMove(app.window(), from + QPoint(80 * step, 0));
    QVERIFY(app.find("ghost")->isVisible());
    app.key(Qt::Key_Escape);
    QVERIFY(!app.find("ghost")->isVisible());
    QTest::mouseRelease(app.window(), Qt::LeftButton, {}, from + QPoint(320, 0));
    QCOMPARE(bench.outbox.waitingCount(), 0);
    QCOMPARE(bench.workbench.task()->taskId(), QString());
}

void BoardTest::aPressWithoutMovementOpensTheTask()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    app.settle();
    const Uuid task = bench.taskNamed(u"Sign in with a passkey"_qs);
    QTest::mouseClick(app.window(), Qt::LeftButton, {}, app.centre(cardOf(app, task)));
    QCOMPARE(bench.workbench.task()->taskId(), task.toString());
    QCOMPARE(bench.outbox.waitingCount(), 0);
}

void BoardTest::controlShiftArrowsCarryTheCard()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    app.settle();
    app.focus("boardKeys");
    app.key(Qt::Key_Down); // the first card of the board
    const Uuid task = bench.taskNamed(u"Offline banner hides the composer on small screens"_qs);
    const QString before = bench.workbench.board()->columnOf(task.toString());
    app.key(Qt::Key_Down, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(bench.outbox.waitingCount(), 1);
    QCOMPARE(bench.workbench.board()->columnOf(task.toString()), before);
    app.key(Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(bench.outbox.waitingCount(), 2);
    QVERIFY(bench.workbench.board()->columnOf(task.toString()) != before);
    app.key(Qt::Key_Return);
    QCOMPARE(bench.workbench.task()->taskId(), task.toString());
    QCOMPARE(app.warnings(), QStringList());
}

void BoardTest::quickAddPutsACardOnTopAndStaysOpen()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    app.settle();
    app.focus("boardKeys");
    app.key(Qt::Key_N);
    QTRY_VERIFY(app.find("quickAddField"));
    app.write(u"water plants"_qs);
    app.key(Qt::Key_Return);
    app.write(u"buy soil"_qs);
    app.key(Qt::Key_Return);
    app.write(u"half a tho"_qs);
    QCOMPARE(bench.outbox.waitingCount(), 2);
    QVERIFY(!bench.taskNamed(u"water plants"_qs).isNull());
    app.settle();
    QCOMPARE(cardOf(app, bench.taskNamed(u"buy soil"_qs))->property("taskKey").toString(), u"MOB-…"_qs);
    app.key(Qt::Key_Escape);
    QTRY_VERIFY(!app.find("quickAddField"));
    QVERIFY(app.find("boardKeys")->hasActiveFocus());
    app.key(Qt::Key_N);
    QTRY_VERIFY(app.find("quickAddField"));
    QCOMPARE(app.find("quickAddField")->property("text").toString(), u"half a tho"_qs);
    QCOMPARE(app.warnings(), QStringList());
}

void BoardTest::eventsOfOthersMoveCardsWithoutAReset()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    app.settle();
    QSignalSpy resets(bench.workbench.board(), &QAbstractItemModel::modelReset);
    const Uuid task = bench.taskNamed(u"Sign in with a passkey"_qs);
    const Task *target =
        bench.replica.find<Task>(bench.sample.projectStream(), bench.taskNamed(u"Latency panel in settings"_qs));
    bench.replica.apply(bench.sample.moved(task, target->columnId, target->rank + u'V'));
    app.settle();
    QVERIFY(cardOf(app, task)->mapToScene({}).y() > cardOf(app, target->id)->mapToScene({}).y());
    QVERIFY(cardOf(app, task)->property("done").toBool());
    QCOMPARE(resets.size(), 0);
    QCOMPARE(app.warnings(), QStringList());
}

void BoardTest::aLongBoardMakesOnlyTheColumnsInSight()
{
    Bench bench;
    bench.sample.fillWithMany(60, 5);
    bench.open();
    AppWindow app(bench);
    app.settle();
    int columns = 0;
    AppWindow::visit(app.window()->contentItem(),
                     [&columns](const QQuickItem *item) { columns += item->objectName() == u"cards" ? 1 : 0; });
    QVERIFY2(columns >= 4 && columns <= 10, qPrintable(QString::number(columns)));
}

void BoardTest::aColumnShowsTheColourThatItWasGiven()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    app.settle();
    QQuickItem *tint = app.find("columnTint");
    QVERIFY(!tint->isVisible());
    Client::BoardModel *board = bench.workbench.board();
    const auto column = Uuid::fromString(board->data(board->index(0), Client::BoardModel::ColumnIdRole).toString());
    bench.replica.apply(
        {bench.sample.event({Change{EntityKind::Column, *column, ChangeOp::Put,
                                    FieldValues{{Client::Prediction::fieldOf<Column>(u"color"), u"#2f9e6b"_qs}}}})});
    QTRY_VERIFY(tint->isVisible());
    QCOMPARE(tint->property("color").value<QColor>(), QColor(0x2f, 0x9e, 0x6b));
    QCOMPARE(app.warnings(), QStringList());
}

} // namespace TaskMaster::Test

QTEST_MAIN(TaskMaster::Test::BoardTest)
#include "BoardTest.moc"
