// SPDX-License-Identifier: GPL-3.0-or-later
// Filter, order and views under hands: typing a query, choosing from the menus, and dropping cards in a sorted board.
#include "tests/qml/AppWindow.h"

namespace TaskMaster::Test {

class ToolbarTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void typingAQueryFiltersTheBoard();
    void aSlashGoesToTheFilterAsWellAndEscapeGoesBackStepByStep();
    void aFaultIsUnderlinedAndSaid();
    void tabAndEnterTakeWhatIsSuggested();
    void theFilterMenuWritesTheText();
    void whenNothingFitsTheFilterCanBeCleared();
    void theOrderIsChosenFromItsMenu();
    void aCardDroppedOnASortedColumnGoesWhereTheOrderSays();
    void aViewIsSavedAsATabAndTabsSwitch();
    void arrowKeysWalkOnlyOverCardsThatAreShown();

private:
    struct Open {
        Open()
        {
            bench.sample.fillLikeARealOne(QDate::currentDate());
            bench.open();
            app = std::make_unique<AppWindow>(bench);
            app->settle();
        }
        void settle() const
        {
            QTRY_VERIFY(bench.workbench.board()->isSettled());
            app->settle();
        }
        [[nodiscard]] int cards() const
        {
            int count = 0;
            const Client::BoardModel *board = bench.workbench.board();
            for (int row = 0; row < board->rowCount(); ++row)
                count += board->data(board->index(row), Client::BoardModel::CountRole).toInt();
            return count;
        }
        [[nodiscard]] QQuickItem *card(const QString &title) const
        {
            return app->card(bench.taskNamed(title).toString());
        }
        [[nodiscard]] QString text() const { return app->find("filter")->property("text").toString(); }
        [[nodiscard]] bool suggests() const { return popup("suggestions")->property("visible").toBool(); }
        [[nodiscard]] QObject *popup(const char *name) const
        {
            QObject *found = nullptr;
            AppWindow::visit(app->window()->contentItem(), [&](const QQuickItem *item) {
                found = found ? found : item->findChild<QObject *>(QLatin1StringView(name));
            });
            return found;
        }

        mutable Bench bench;
        std::unique_ptr<AppWindow> app;
    };
};

void ToolbarTest::typingAQueryFiltersTheBoard()
{
    const Open open;
    open.app->focus("boardKeys");
    open.app->key(Qt::Key_F);
    QVERIFY(open.app->find("filter")->hasActiveFocus());
    open.app->write(u"label:bug"_qs);
    open.settle();
    QCOMPARE(open.cards(), 2);
    QVERIFY(open.card(u"Crash when two people drag the same card"_qs));
    QVERIFY(!open.card(u"Export invoices as PDF"_qs));
    QCOMPARE(open.bench.workbench.query()->text(), u"label:bug"_qs);
    open.app->key(Qt::Key_Return); // to the cards
    QVERIFY(open.app->find("boardKeys")->hasActiveFocus());
    QCOMPARE(open.app->warnings(), QStringList());
}

void ToolbarTest::aSlashGoesToTheFilterAsWellAndEscapeGoesBackStepByStep()
{
    const Open open;
    open.app->focus("boardKeys");
    open.app->key(Qt::Key_Slash);
    QVERIFY(open.app->find("filter")->hasActiveFocus());
    open.app->write(u"label:s"_qs);
    QVERIFY(open.suggests());
    open.app->key(Qt::Key_Escape);
    QVERIFY(!open.suggests());
    QCOMPARE(open.text(), u"label:s"_qs);
    open.app->key(Qt::Key_Escape);
    QCOMPARE(open.text(), QString());
    open.settle();
    QCOMPARE(open.cards(), 14);
    QVERIFY(open.app->find("filter")->hasActiveFocus());
    open.app->key(Qt::Key_Escape);
    QVERIFY(open.app->find("boardKeys")->hasActiveFocus());
    QCOMPARE(open.app->warnings(), QStringList());
}

void ToolbarTest::aFaultIsUnderlinedAndSaid()
{
    const Open open;
    open.app->key(Qt::Key_F);
    open.app->write(u"label:bug priority:hgih"_qs);
    open.settle();
    const QQuickItem *fault = open.app->find("fault");
    QVERIFY(fault->isVisible());
    QVERIFY(fault->width() > 20);
    const QQuickItem *problem = open.app->find("filterProblem");
    QVERIFY(problem->isVisible());
    QVERIFY(problem->property("text").toString().contains(u"Did you mean “high”?"_qs));
    QCOMPARE(open.cards(), 2); // what could be understood last
    const double before = fault->x();
    open.app->key(Qt::Key_Home);
    open.app->write(u"is:open "_qs);
    QVERIFY(fault->x() > before + 20); // it stays below its word
    QCOMPARE(open.app->warnings(), QStringList());
}

void ToolbarTest::tabAndEnterTakeWhatIsSuggested()
{
    const Open open;
    open.app->key(Qt::Key_F);
    open.app->write(u"assi"_qs);
    QVERIFY(open.suggests());
    open.app->key(Qt::Key_Tab);
    QCOMPARE(open.text(), u"assignee:"_qs);
    open.app->write(u"jan"_qs);
    open.app->key(Qt::Key_Return);
    QCOMPARE(open.text(), u"assignee:\"Jana Svoboda\" "_qs);
    open.settle();
    QCOMPARE(open.cards(), 3);
    open.app->write(u"label:"_qs);
    open.app->key(Qt::Key_Down);
    open.app->key(Qt::Key_Down);
    open.app->key(Qt::Key_Up);
    open.app->key(Qt::Key_Return);
    QCOMPARE(open.text(), u"assignee:\"Jana Svoboda\" label:auth "_qs);
    QVERIFY(open.app->find("filter")->hasActiveFocus());
    QCOMPARE(open.app->warnings(), QStringList());
}

void ToolbarTest::theFilterMenuWritesTheText()
{
    const Open open;
    open.app->click("filterMenu");
    QTRY_VERIFY(open.popup("filterPicker")->property("opened").toBool());
    open.app->write(u"mine"_qs);
    open.app->key(Qt::Key_Return);
    QCOMPARE(open.text(), u"assignee:me"_qs);
    for (int letter = 0; letter < 4; ++letter)
        open.app->key(Qt::Key_Backspace);
    open.app->write(u"urg"_qs);
    open.app->key(Qt::Key_Return);
    QCOMPARE(open.text(), u"assignee:me priority:urgent"_qs);
    open.app->key(Qt::Key_Return);
    QCOMPARE(open.text(), u"assignee:me"_qs);
    open.app->key(Qt::Key_Escape);
    open.settle();
    QCOMPARE(open.cards(), 3);
    QCOMPARE(open.app->warnings(), QStringList());
}

void ToolbarTest::whenNothingFitsTheFilterCanBeCleared()
{
    const Open open;
    const QQuickItem *empty = open.app->find("nothingFits");
    QVERIFY(!empty->isVisible());
    open.app->key(Qt::Key_F);
    open.app->write(u"unicorn"_qs);
    open.settle();
    QVERIFY(empty->isVisible());
    QPoint clear;
    AppWindow::visit(const_cast<QQuickItem *>(empty), [&](const QQuickItem *item) {
        if (item->objectName() == u"emptyAction")
            clear = open.app->centre(item);
    });
    QTest::mouseClick(open.app->window(), Qt::LeftButton, {}, clear);
    open.settle();
    QVERIFY(!empty->isVisible());
    QCOMPARE(open.cards(), 14);
    QCOMPARE(open.app->warnings(), QStringList());
}

void ToolbarTest::theOrderIsChosenFromItsMenu()
{
    const Open open;
    const auto top = [&](const QString &title) { return open.card(title)->mapToScene({}).y(); };
    QVERIFY(top(u"Haptics when a card is dropped"_qs) < top(u"Large attachments resume after the app was closed"_qs));
    open.app->click("sort");
    open.app->settle();
    for (int step = 0; step < 2; ++step) // past the one in force
        open.app->key(Qt::Key_Down);
    open.app->key(Qt::Key_Return);
    QTRY_COMPARE(open.bench.workbench.query()->sortBy(), u"-priority"_qs);
    open.settle();
    QVERIFY(top(u"Large attachments resume after the app was closed"_qs) < top(u"Haptics when a card is dropped"_qs));
    QCOMPARE(open.app->find("sort")->property("text").toString(), u"Priority"_qs);
    QCOMPARE(open.app->warnings(), QStringList());
}

void ToolbarTest::aCardDroppedOnASortedColumnGoesWhereTheOrderSays()
{
    const Open open;
    open.bench.workbench.query()->setSortBy(u"-priority"_qs);
    open.settle();
    const QPoint from = open.app->centre(open.card(u"Export invoices as PDF"_qs));
    const QPoint to = open.app->centre(open.card(u"Sign in with a passkey"_qs)) - QPoint(0, 30);
    open.app->carry(from, to);
    int highlighted = 0;
    AppWindow::visit(open.app->window()->contentItem(), [&](const QQuickItem *item) {
        highlighted += item->objectName() == u"sortedDrop" && item->isVisible() ? 1 : 0;
    });
    QCOMPARE(highlighted, 1);
    QTest::mouseRelease(open.app->window(), Qt::LeftButton, {}, to);
    open.settle();
    const auto top = [&](const QString &title) { return open.card(title)->mapToScene({}).y(); };
    // Without a priority it stands last, although it was dropped first.
    QVERIFY(top(u"Export invoices as PDF"_qs) > top(u"Translate onboarding to German and Polish"_qs));
    QCOMPARE(open.bench.outbox.waitingCount(), 1);
    QVERIFY(open.bench.workbench.notice()->isShown());
    open.app->drag(open.app->centre(open.card(u"Export invoices as PDF"_qs)), to);
    QCOMPARE(open.bench.outbox.waitingCount(), 1);
    QCOMPARE(open.app->warnings(), QStringList());
}

void ToolbarTest::aViewIsSavedAsATabAndTabsSwitch()
{
    const Open open;
    QVERIFY(!open.app->find("saveView")->isVisible());
    open.app->key(Qt::Key_F);
    open.app->write(u"label:bug"_qs);
    open.app->key(Qt::Key_Return);
    open.settle();
    open.app->click("saveView");
    QTRY_VERIFY(open.popup("viewNamer")->property("opened").toBool());
    open.app->write(u"Bugs"_qs);
    open.app->key(Qt::Key_Return);
    open.settle();
    QCOMPARE(open.bench.outbox.waitingCount(), 1);
    QList<QQuickItem *> tabs;
    AppWindow::visit(open.app->window()->contentItem(), [&](QQuickItem *item) {
        if (item->objectName() == u"viewTab")
            tabs.append(item);
    });
    QCOMPARE(tabs.size(), 2);
    QVERIFY(tabs[1]->property("current").toBool());
    QVERIFY(!open.app->find("saveView")->isVisible());
    QTest::mouseClick(open.app->window(), Qt::LeftButton, {}, open.app->centre(tabs[0]));
    open.settle();
    QCOMPARE(open.cards(), 14);
    QCOMPARE(open.text(), QString());
    open.app->key(Qt::Key_PageDown, Qt::ControlModifier);
    open.settle();
    QCOMPARE(open.cards(), 2);
    QCOMPARE(open.text(), u"label:bug"_qs);
    QCOMPARE(open.app->warnings(), QStringList());
}

void ToolbarTest::arrowKeysWalkOnlyOverCardsThatAreShown()
{
    const Open open;
    open.bench.workbench.query()->setText(u"label:sync"_qs);
    open.settle();
    open.app->focus("boardKeys");
    open.app->key(Qt::Key_Down);
    open.app->key(Qt::Key_Right);
    open.app->key(Qt::Key_Return);
    QCOMPARE(open.bench.workbench.task()->taskId(),
             open.bench.taskNamed(u"Crash when two people drag the same card"_qs).toString());
    QCOMPARE(open.app->warnings(), QStringList());
}

} // namespace TaskMaster::Test

QTEST_MAIN(TaskMaster::Test::ToolbarTest)
#include "ToolbarTest.moc"
