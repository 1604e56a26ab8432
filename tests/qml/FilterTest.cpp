// SPDX-License-Identifier: GPL-3.0-or-later
// Filter, order and views without a window: what a board shows is what looking at every task would say, whatever
// changes in between, and every step of it is one that a view can follow.
#include "tests/qml/Bench.h"
#include "tests/support/Seed.h"

#include "shared/core/Rank.h"
#include "shared/query/Parse.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QtTest>

#include <random>

namespace TaskMaster::Test {

using namespace Client;

namespace {

// A project in which queries find something, and events that change it.
class RandomProject {
public:
    explicit RandomProject(Bench &made, quint32 seed)
        : bench(made)
        , random(seed)
    {
    }

    int below(int limit) { return static_cast<int>(random() % static_cast<quint32>(limit)); }
    QString title()
    {
        static const QStringList words{u"paint"_qs, u"Größe"_qs, u"fence"_qs, u"login"_qs, u"crash"_qs, u"école"_qs};
        return words[below(6)] + u' ' + words[below(6)] + u' ' + QString::number(below(50));
    }
    void fill(int columnCount, int taskCount)
    {
        for (const QString &name : {u"Ana Moreno"_qs, u"Jana Svoboda"_qs, u"Kofi Owusu"_qs})
            people.append(bench.sample.addPerson(name));
        for (const QString &name : {u"bug"_qs, u"to do"_qs, u"sync"_qs})
            labels.append(bench.sample.addLabel(name, u"#e5484d"_qs));
        for (int i = 0; i < columnCount; ++i)
            columns.append(bench.sample.addColumn(u"Column %1"_qs.arg(i),
                                                  i + 1 == columnCount ? ColumnType::Done : ColumnType::Started));
        for (int i = 0; i < taskCount; ++i) {
            SampleProject::Card card{title(), static_cast<Priority>(below(5)), {}, {}, {}, 0, {}};
            if (below(2) == 0)
                card.due = QDate::currentDate().addDays(below(30) - 10);
            if (below(3) == 0)
                card.labels.append(labels[below(3)]);
            if (below(3) == 0)
                card.people.append(people[below(3)]);
            tasks.append(bench.sample.addTask(columns[below(columnCount)], card));
        }
    }

    QString query()
    {
        static const QStringList queries{u""_qs,
                                         u""_qs,
                                         u"pai"_qs,
                                         u"grosse"_qs,
                                         u"label:bug"_qs,
                                         u"-label:bug,\"to do\""_qs,
                                         u"assignee:me"_qs,
                                         u"assignee:jana OR is:unassigned"_qs,
                                         u"priority>=high"_qs,
                                         u"due<7d"_qs,
                                         u"is:overdue"_qs,
                                         u"(fence OR login) -crash"_qs,
                                         u"status:done"_qs,
                                         u"nothing-has-this"_qs,
                                         u"column:\"Column 1\" has:due"_qs};
        return queries[below(static_cast<int>(queries.size()))];
    }
    QString order()
    {
        static const QStringList orders{
            u""_qs,      u""_qs,       u"-priority"_qs, u"due"_qs,      u"-due"_qs,
            u"title"_qs, u"-title"_qs, u"number"_qs,    u"-updated"_qs, u"priority,-due"_qs};
        return orders[below(static_cast<int>(orders.size()))];
    }
    static FieldValue field(QStringView name, const Value &value) { return {Prediction::fieldOf<Task>(name), value}; }
    // Something that somebody else did.
    void change()
    {
        const Uuid task = tasks[below(static_cast<int>(tasks.size()))];
        const auto put = [&](const FieldValues &fields) {
            bench.replica.apply(bench.sample.event({Change{EntityKind::Task, task, ChangeOp::Put, fields}}));
        };
        switch (below(8)) {
        case 0:
            return put({field(u"title", title())});
        case 1:
            return put({field(u"priority", QString::fromLatin1(ChoiceNames<Priority>::names[below(5)]))});
        case 2:
            return put({field(u"dueDate", QDate::currentDate().addDays(below(30) - 10).toString(Qt::ISODate))});
        case 3:
            return put({field(u"trashedAt", qint64(below(3) == 0 ? 1 : 0))});
        case 4:
            return put({field(u"archivedAt", qint64(below(3) == 0 ? 1 : 0))});
        case 5:
            return link<TaskLabel>(task, &TaskLabel::labelId, labels[below(3)]);
        case 6:
            return link<TaskAssignee>(task, &TaskAssignee::userId, people[below(3)]);
        default:
            return put({field(u"columnId", columns[below(static_cast<int>(columns.size()))]),
                        field(u"rank", Rank::between({}, {}, QByteArray::number(below(1000))) + u'V')});
        }
    }
    template <class E> void link(const Uuid &task, Uuid E::*other, const Uuid &otherId)
    {
        E row;
        row.id = pairId(task, otherId);
        row.taskId = task;
        row.*other = otherId;
        const bool isThere = bench.replica.find<E>(bench.sample.projectStream(), row.id);
        bench.replica.apply(bench.sample.event(
            {isThere ? Change{Describes<E>::kind, row.id, ChangeOp::Delete, {}}
                     : Change{Describes<E>::kind, row.id, ChangeOp::Create, setFields(Entity(row))}}));
    }

    Bench &bench;
    std::mt19937 random;
    QList<Uuid> columns;
    QList<Uuid> tasks;
    QList<Uuid> labels;
    QList<Uuid> people;
};

// By looking at every task, and comparing fields.
QStringList naiveColumn(const Bench &bench, const Uuid &column, const Query::Sentence &sentence)
{
    const BoardModel &board = *const_cast<Bench &>(bench).workbench.board();
    const ProjectFacts facts(board.rows());
    std::vector<const Task *> found;
    for (const Task &task : bench.replica.rows<Task>(bench.sample.projectStream())) {
        if (task.columnId == column && task.archivedAt == 0 && task.trashedAt == 0
            && Query::holds(sentence.filter, task, facts, facts.asker()))
            found.push_back(&task);
    }
    const auto compare = [](const Task &one, const Task &other, Query::Field field) {
        switch (field) {
        case Query::Field::Priority:
            return static_cast<int>(one.priority) - static_cast<int>(other.priority);
        case Query::Field::Due:
            return one.dueDate == other.dueDate ? 0 : one.dueDate < other.dueDate ? -1 : 1;
        case Query::Field::Title:
            return SearchText::folded(one.title).compare(SearchText::folded(other.title));
        case Query::Field::Updated:
            return one.updatedAt == other.updatedAt ? 0 : one.updatedAt < other.updatedAt ? -1 : 1;
        default:
            return static_cast<int>(one.number - other.number);
        }
    };
    const auto isMissing = [](const Task &task, Query::Field field) {
        return field == Query::Field::Due ? !task.dueDate.isValid()
                                          : field == Query::Field::Priority && task.priority == Priority::None;
    };
    std::sort(found.begin(), found.end(), [&](const Task *one, const Task *other) {
        for (const Query::SortKey &key : sentence.sort) {
            if (isMissing(*one, key.field) != isMissing(*other, key.field))
                return isMissing(*other, key.field);
            if (const int order = compare(*one, *other, key.field); order != 0 && !isMissing(*one, key.field))
                return key.isDescending ? order > 0 : order < 0;
        }
        return one->rank == other->rank ? one->id < other->id : one->rank < other->rank;
    });
    QStringList ids;
    for (const Task *task : found)
        ids.append(task->id.toString());
    return ids;
}

QStringList shownIn(const ColumnModel &cards)
{
    QStringList ids;
    for (int row = 0; row < cards.size(); ++row)
        ids.append(cards.at(row).id.toString());
    return ids;
}

} // namespace

class FilterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBoardShowsWhatLookingAtEveryTaskWouldSay();
    void whatChangesWhileAFilterIsOnItsWayIsCounted();
    void typingNarrowsColumnsWithoutResettingThem();
    void aFaultyTextKeepsTheLastFilterAndPointsAtTheFault();
    void aNameThatNothingHasIsSaid();
    void theFirstCardsOfAHundredThousandComeAtOnce();
    void aFilterOverManyTasksIsWorkedOffInSteps();
    void suggestionsKnowTheNamesOfTheProject();
    void takingASuggestionPutsItInItsPlace();
    void theMenuWritesTheQueryAndReadsIt();
    void sortingByHandAgainTakesTheOrderOutOfTheText();
    void aCardDroppedInASortedColumnFindsItsOwnPlace();
    void aCardDroppedInAFilteredColumnStandsBetweenItsNeighbours();
    void aNewCardThatTheFilterHidesIsSaid();
    void theLimitOfAColumnCountsHiddenCards();
    void aViewIsSavedAndOpensWithItsFilterAndOrder();
    void theViewOfSomebodyElseAppearsAndChangesByItself();
    void aViewThatIsRemovedElsewhereLeavesThePlainBoard();
    void aRemovedViewComesBackWithUndo();
    void theLastViewOfAProjectOpensWithIt();

private:
    static ColumnModel *column(Bench &bench, int row)
    {
        BoardModel *board = bench.workbench.board();
        return board->data(board->index(row), BoardModel::CardsRole).value<ColumnModel *>();
    }
    static int number(Bench &bench, int row, int role)
    {
        BoardModel *board = bench.workbench.board();
        return board->data(board->index(row), role).toInt();
    }
    static void settle(Bench &bench) { QTRY_VERIFY(bench.workbench.board()->isSettled()); }
    static void ask(Bench &bench, const QString &text, const QString &sortBy = {})
    {
        bench.workbench.query()->set(text, sortBy);
        settle(bench);
    }
    static QString names(const OptionModel &options)
    {
        QStringList names;
        for (int row = 0; row < options.rowCount(); ++row)
            names.append(options.data(options.index(row), OptionModel::NameRole).toString());
        return names.join(u' ');
    }
    static QStringList tabs(Bench &bench)
    {
        QStringList names;
        const ViewList *views = bench.workbench.views();
        for (int row = 0; row < views->rowCount(); ++row) {
            const QString name = views->data(views->index(row), ViewList::NameRole).toString();
            names.append(views->data(views->index(row), ViewList::CurrentRole).toBool() ? u'*' + name : name);
        }
        return names;
    }
    static SavedView viewOf(const QString &name, const QString &query, const QString &sortBy)
    {
        SavedView view;
        view.id = Uuid::v7();
        view.name = name;
        view.query = query;
        view.sortBy = sortBy;
        view.rank = u"V"_qs;
        return view;
    }
    static void apply(Bench &bench, const Change &change) { bench.replica.apply(bench.sample.event({change})); }
};

void FilterTest::aBoardShowsWhatLookingAtEveryTaskWouldSay()
{
    Bench bench;
    RandomProject project(bench, testSeed());
    project.fill(4, 120);
    bench.open();
    std::vector<std::unique_ptr<QAbstractItemModelTester>> testers;
    testers.push_back(std::make_unique<QAbstractItemModelTester>(
        bench.workbench.board(), QAbstractItemModelTester::FailureReportingMode::QtTest));
    for (int row = 0; row < 4; ++row)
        testers.push_back(std::make_unique<QAbstractItemModelTester>(
            column(bench, row), QAbstractItemModelTester::FailureReportingMode::QtTest));
    for (int step = 0; step < 400; ++step) {
        const QString text = project.query();
        const QString sortBy = project.order();
        if (project.below(3) == 0)
            bench.workbench.query()->set(text, sortBy);
        // Before the filter has begun, and after it is done.
        project.change();
        settle(bench);
        project.change();
        if (project.below(20) == 0)
            bench.sample.send(); // everything again, as it was in the beginning
        settle(bench);
        const QString asked = bench.workbench.query()->text() + u" sort:"_qs + bench.workbench.query()->sortBy();
        const auto sentence =
            Query::parse(bench.workbench.query()->sortBy().isEmpty() ? bench.workbench.query()->text() : asked);
        QVERIFY(sentence);
        for (int row = 0; row < 4; ++row) {
            const QStringList wanted = naiveColumn(bench, project.columns[row], *sentence);
            QVERIFY2(shownIn(*column(bench, row)) == wanted,
                     qPrintable(u"step %1, column %2, “%3”, seed %4: %5 shown, %6 wanted"_qs.arg(step)
                                    .arg(row)
                                    .arg(asked)
                                    .arg(testSeed())
                                    .arg(column(bench, row)->size())
                                    .arg(wanted.size())));
            QCOMPARE(number(bench, row, BoardModel::CountRole), static_cast<int>(wanted.size()));
            QCOMPARE(number(bench, row, BoardModel::AllCountRole),
                     static_cast<int>(naiveColumn(bench, project.columns[row], {}).size()));
        }
    }
}

void FilterTest::whatChangesWhileAFilterIsOnItsWayIsCounted()
{
    Bench bench;
    RandomProject project(bench, testSeed());
    project.fill(3, 12'000);
    bench.open();
    QAbstractItemModelTester tester(column(bench, 1), QAbstractItemModelTester::FailureReportingMode::QtTest);
    int between = 0;
    for (int round = 0; round < 30; ++round) {
        const QString text = project.query();
        const QString sortBy = project.order();
        bench.workbench.query()->set(text, sortBy);
        project.change();
        for (int slice = 0; slice < 500 && !bench.workbench.board()->isSettled(); ++slice) {
            QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
            project.change();
            between += bench.workbench.board()->isSettled() ? 0 : 1;
        }
        settle(bench);
        const auto sentence = Query::parse(sortBy.isEmpty() ? text : text + u" sort:"_qs + sortBy);
        for (int row = 0; row < 3; ++row)
            QVERIFY2(shownIn(*column(bench, row)) == naiveColumn(bench, project.columns[row], *sentence),
                     qPrintable(u"round %1, column %2, “%3” by “%4”, seed %5"_qs.arg(round)
                                    .arg(row)
                                    .arg(text, sortBy)
                                    .arg(testSeed())));
    }
    QVERIFY(between > 0);
}

void FilterTest::typingNarrowsColumnsWithoutResettingThem()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    ColumnModel *cards = column(bench, 0);
    QAbstractItemModelTester tester(cards, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(cards, &QAbstractItemModel::modelReset);
    QSignalSpy boardResets(bench.workbench.board(), &QAbstractItemModel::modelReset);
    QSignalSpy removed(cards, &QAbstractItemModel::rowsRemoved);
    ask(bench, u"label:bug,sync"_qs);
    QCOMPARE(cards->size(), 2);
    QCOMPARE(removed.size(), 1); // three neighbours at once
    QCOMPARE(number(bench, 0, BoardModel::CountRole), 2);
    QCOMPARE(number(bench, 0, BoardModel::AllCountRole), 5);
    QSignalSpy inserted(cards, &QAbstractItemModel::rowsInserted);
    ask(bench, {});
    QCOMPARE(cards->size(), 5);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(resets.size() + boardResets.size(), 0);
}

void FilterTest::aFaultyTextKeepsTheLastFilterAndPointsAtTheFault()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    BoardQuery *query = bench.workbench.query();
    ask(bench, u"label:bug"_qs);
    ask(bench, u"label:bug priority:hgih"_qs);
    QVERIFY(query->isFaulty());
    QCOMPARE(query->problemAt(), 19);
    QCOMPARE(query->problemLength(), 4);
    QVERIFY2(query->problem().contains(u"Did you mean “high”?"_qs), qPrintable(query->problem()));
    QCOMPARE(number(bench, 0, BoardModel::CountRole), 1);
    ask(bench, u"label:bug priority:high"_qs);
    QVERIFY(!query->isFaulty());
    QCOMPARE(query->problem(), QString());
    QVERIFY(bench.workbench.board()->nothingFits());
}

void FilterTest::aNameThatNothingHasIsSaid()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    BoardQuery *query = bench.workbench.query();
    ask(bench, u"is:open label:bgu"_qs);
    QVERIFY(!query->isFaulty());
    QCOMPARE(query->problem(), u"No label is called “bgu”."_qs);
    QCOMPARE(query->problemAt(), 8);
    // Until somebody makes it.
    Label label;
    label.id = Uuid::v7();
    label.name = u"bgu"_qs;
    apply(bench, Change{EntityKind::Label, label.id, ChangeOp::Create, setFields(Entity(label))});
    QCOMPARE(query->problem(), QString());
}

void FilterTest::theFirstCardsOfAHundredThousandComeAtOnce()
{
    Bench bench;
    bench.sample.fillWithMany(10, 10'000);
    bench.open();
    BoardModel *board = bench.workbench.board();
    for (const QString &sortBy : {u""_qs, u"-number"_qs}) {
        QElapsedTimer time;
        time.start();
        bench.workbench.query()->set(u"number>50000"_qs, sortBy);
        const ColumnModel *cards = column(bench, 9);
        QTRY_VERIFY(board->isSettled());
        qInfo("number>50000 by “%s”: all after %lld ms", qPrintable(sortBy), time.elapsed());
        QCOMPARE(cards->size(), 10'000);
        QCOMPARE(number(bench, 0, BoardModel::CountRole), 0);
        QCOMPARE(number(bench, 0, BoardModel::AllCountRole), 10'000);
        ask(bench, {});
    }
}

void FilterTest::aFilterOverManyTasksIsWorkedOffInSteps()
{
    Bench bench;
    bench.sample.fillWithMany(2, 50'000);
    bench.open();
    BoardModel *board = bench.workbench.board();
    qint64 longest = 0;
    int turns = 0;
    for (const auto &[text, sortBy] :
         {std::pair{u"long"_qs, u""_qs}, std::pair{u"number>500"_qs, u"-title"_qs}, std::pair{u""_qs, u""_qs}}) {
        bench.workbench.query()->set(text, sortBy);
        while (!board->isSettled()) {
            QElapsedTimer time;
            time.start();
            QCoreApplication::processEvents();
            longest = qMax(longest, time.elapsed());
            ++turns;
        }
    }
    // How long a step takes is bench_board's to measure; here, that nobody waits for all of it.
    qInfo("%d steps, the longest took %lld ms", turns, longest);
    QVERIFY2(turns > 6, qPrintable(QString::number(turns)));
}

void FilterTest::suggestionsKnowTheNamesOfTheProject()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    BoardQuery *query = bench.workbench.query();
    QAbstractItemModelTester tester(query->suggestions(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto suggested = [&](const QString &text) {
        query->setText(text);
        query->suggest(static_cast<int>(text.size()));
        return names(*query->suggestions());
    };
    QCOMPARE(suggested(u"lab"_qs), u"label:"_qs);
    QCOMPARE(query->preselected(), -1); // Enter leaves a word alone
    QCOMPARE(suggested(u"label:s"_qs), u"settings sync"_qs);
    QCOMPARE(query->preselected(), 0);
    QCOMPARE(suggested(u"assignee:svo"_qs), u"Jana Svoboda"_qs);
    QCOMPARE(suggested(u"is:open column:in"_qs), u"In progress"_qs);
    QCOMPARE(suggested(u"priority:u"_qs), u"urgent"_qs);
    QCOMPARE(suggested(u"label:sync"_qs), QString());
    query->suggest(-1);
    QCOMPARE(query->suggestions()->rowCount(), 0);
}

void FilterTest::takingASuggestionPutsItInItsPlace()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    BoardQuery *query = bench.workbench.query();
    query->setText(u"ass is:open"_qs);
    query->suggest(3);
    QCOMPARE(query->take(u"assignee:"_qs), 9);
    QCOMPARE(query->text(), u"assignee: is:open"_qs);
    query->suggest(9);
    QCOMPARE(query->take(u"\"Jana Svoboda\""_qs), 24);
    QCOMPARE(query->text(), u"assignee:\"Jana Svoboda\" is:open"_qs);
    QVERIFY(!query->isFaulty());
    query->setText(u"label:b"_qs);
    query->suggest(7);
    QCOMPARE(query->take(u"bug"_qs), 10);
    QCOMPARE(query->text(), u"label:bug "_qs);
}

void FilterTest::theMenuWritesTheQueryAndReadsIt()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    BoardQuery *query = bench.workbench.query();
    OptionModel *menu = query->menu();
    const auto isChosen = [&](const QString &name) {
        query->fillMenu();
        for (int row = 0; row < menu->rowCount(); ++row) {
            if (menu->data(menu->index(row), OptionModel::NameRole).toString() == name)
                return menu->data(menu->index(row), OptionModel::ChosenRole).toBool();
        }
        return false;
    };
    query->toggle(u"assignee:me"_qs);
    query->toggle(u"label:bug"_qs);
    query->toggle(u"label:sync"_qs);
    query->toggle(u"is:open"_qs);
    QCOMPARE(query->text(), u"assignee:me label:bug,sync is:open"_qs);
    QVERIFY(isChosen(u"Mine"_qs));
    QVERIFY(isChosen(u"sync"_qs));
    QVERIFY(!isChosen(u"ios"_qs));
    query->toggle(u"label:bug"_qs);
    query->toggle(u"assignee:me"_qs);
    QCOMPARE(query->text(), u"label:sync is:open"_qs);
    // What a person typed counts the same, and is kept.
    query->setText(u"(fence OR crash) assignee:me due<7d sort:-due"_qs);
    QVERIFY(isChosen(u"Mine"_qs));
    query->toggle(u"assignee:me"_qs);
    QCOMPARE(query->text(), u"(fence OR crash) due<7d sort:-due"_qs);
    query->setText(u"label: "_qs);
    query->toggle(u"is:open"_qs);
    QCOMPARE(query->text(), u"label: is:open"_qs);
}

void FilterTest::sortingByHandAgainTakesTheOrderOutOfTheText()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    BoardQuery *query = bench.workbench.query();
    ask(bench, u"is:open sort:-priority"_qs);
    QVERIFY(query->isSorted());
    QCOMPARE(query->sortName(), u"Priority"_qs);
    query->setSortBy({});
    QCOMPARE(query->text(), u"is:open"_qs);
    QCOMPARE(query->sortName(), u"Rank"_qs);
    ask(bench, u"is:open sort:-priority"_qs);
    query->setSortBy(u"due"_qs);
    QCOMPARE(query->text(), u"is:open"_qs);
    QCOMPARE(query->sortName(), u"Due date"_qs);
}

void FilterTest::aCardDroppedInASortedColumnFindsItsOwnPlace()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    BoardModel *board = bench.workbench.board();
    ask(bench, {}, u"-priority"_qs);
    ColumnModel *from = column(bench, 0);
    ColumnModel *to = column(bench, 2);
    const Uuid task = bench.taskNamed(u"Large attachments resume after the app was closed"_qs);
    const QString target = board->data(board->index(2), BoardModel::ColumnIdRole).toString();
    const QString home = board->data(board->index(0), BoardModel::ColumnIdRole).toString();
    QSignalSpy kept(board, &BoardModel::orderKept);
    board->moveTask(task.toString(), target, {}, to->at(0).id.toString());
    QCOMPARE(kept.size(), 1);
    QCOMPARE(bench.outbox.waitingCount(), 1);
    QCOMPARE(board->columnOf(task.toString()), target);
    const QStringList priorities = [&] {
        QStringList found;
        for (int row = 0; row < to->size(); ++row)
            found.append(to->data(to->index(row), ColumnModel::PriorityRole).toString());
        return found;
    }();
    QCOMPARE(priorities, (QStringList{u"4"_qs, u"3"_qs, u"2"_qs, u"2"_qs, u"1"_qs}));
    QVERIFY2(bench.workbench.notice()->text().contains(u"sorted"_qs), qPrintable(bench.workbench.notice()->text()));
    // Within a column nothing is sent: the rank is nobody's to see.
    board->moveTask(from->at(0).id.toString(), home, from->at(1).id.toString(), {});
    board->moveTaskBy(from->at(0).id.toString(), 0, 1);
    QCOMPARE(bench.outbox.waitingCount(), 1);
    QCOMPARE(kept.size(), 3);
}

void FilterTest::aCardDroppedInAFilteredColumnStandsBetweenItsNeighbours()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    BoardModel *board = bench.workbench.board();
    ask(bench, u"priority>=medium"_qs);
    ColumnModel *to = column(bench, 2);
    const QString target = board->data(board->index(2), BoardModel::ColumnIdRole).toString();
    const QString task = bench.taskNamed(u"Sign in with a passkey"_qs).toString();
    const QString above = to->at(0).id.toString();
    const QString below = to->at(1).id.toString();
    board->moveTask(task, target, above, below);
    QCOMPARE(to->rowOf(task), 1);
    ask(bench, {});
    QVERIFY(to->rowOf(task) > to->rowOf(above));
    QVERIFY(to->rowOf(task) < to->rowOf(below));
}

void FilterTest::aNewCardThatTheFilterHidesIsSaid()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    BoardModel *board = bench.workbench.board();
    ask(bench, u"label:bug"_qs);
    board->addTask(board->data(board->index(0), BoardModel::ColumnIdRole).toString(), u"Buy soil"_qs, true);
    QCOMPARE(number(bench, 0, BoardModel::CountRole), 1);
    QCOMPARE(number(bench, 0, BoardModel::AllCountRole), 6);
    QCOMPARE(bench.workbench.notice()->text(), u"“Buy soil” was added. The filter does not show it."_qs);
    ask(bench, {});
    QCOMPARE(column(bench, 0)->at(0).id, bench.taskNamed(u"Buy soil"_qs)); // above those that were hidden, too
}

void FilterTest::theLimitOfAColumnCountsHiddenCards()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    BoardModel *board = bench.workbench.board();
    ask(bench, u"priority:urgent"_qs);
    QCOMPARE(number(bench, 2, BoardModel::CountRole), 1);
    QVERIFY(board->data(board->index(2), BoardModel::OverLimitRole).toBool());
}

void FilterTest::aViewIsSavedAndOpensWithItsFilterAndOrder()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    ViewList *views = bench.workbench.views();
    QAbstractItemModelTester tester(views, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(tabs(bench), QStringList{u"*Board"_qs});
    QVERIFY(!views->isEdited());
    ask(bench, u"label:bug "_qs, u"-priority"_qs);
    QVERIFY(views->isEdited());
    views->saveAs(u" Bugs "_qs);
    QCOMPARE(tabs(bench), (QStringList{u"Board"_qs, u"*Bugs"_qs}));
    QVERIFY(!views->isEdited());
    QCOMPARE(bench.outbox.waitingCount(), 1);
    const QString bugs = views->currentId();
    views->choose({});
    settle(bench);
    QCOMPARE(bench.workbench.query()->text(), QString());
    QCOMPARE(number(bench, 0, BoardModel::CountRole), 5);
    views->step(1);
    settle(bench);
    QCOMPARE(views->currentId(), bugs);
    QCOMPARE(bench.workbench.query()->text(), u"label:bug"_qs);
    QCOMPARE(bench.workbench.query()->sortBy(), u"-priority"_qs);
    QCOMPARE(number(bench, 0, BoardModel::CountRole), 1);
    bench.workbench.query()->setText(u"label:sync"_qs);
    views->save();
    QVERIFY(!views->isEdited());
    views->rename(bugs, u"Syncing"_qs);
    QCOMPARE(tabs(bench), (QStringList{u"Board"_qs, u"*Syncing"_qs}));
    views->choose({});
    views->choose(bugs);
    QCOMPARE(bench.workbench.query()->text(), u"label:sync"_qs);
}

void FilterTest::theViewOfSomebodyElseAppearsAndChangesByItself()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    ViewList *views = bench.workbench.views();
    QAbstractItemModelTester tester(views, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const SavedView view = viewOf(u"Urgent"_qs, u"priority:urgent"_qs, {});
    apply(bench, Change{EntityKind::SavedView, view.id, ChangeOp::Create, setFields(Entity(view))});
    QCOMPARE(tabs(bench), (QStringList{u"*Board"_qs, u"Urgent"_qs}));
    views->choose(view.id.toString());
    const auto put = [&](const QString &text) {
        apply(bench,
              Change{EntityKind::SavedView, view.id, ChangeOp::Put,
                     FieldValues{{Prediction::fieldOf<SavedView>(u"query"), text}}});
    };
    put(u"priority>=high"_qs);
    QCOMPARE(bench.workbench.query()->text(), u"priority>=high"_qs);
    // Not under the hands of somebody who is trying something else.
    bench.workbench.query()->setText(u"priority>=high label:bug"_qs);
    put(u"priority>=low"_qs);
    QCOMPARE(bench.workbench.query()->text(), u"priority>=high label:bug"_qs);
}

void FilterTest::aViewThatIsRemovedElsewhereLeavesThePlainBoard()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    const SavedView view = viewOf(u"Urgent"_qs, u"priority:urgent"_qs, {});
    apply(bench, Change{EntityKind::SavedView, view.id, ChangeOp::Create, setFields(Entity(view))});
    bench.workbench.views()->choose(view.id.toString());
    apply(bench, Change{EntityKind::SavedView, view.id, ChangeOp::Delete, {}});
    QCOMPARE(tabs(bench), QStringList{u"*Board"_qs});
    QCOMPARE(bench.workbench.query()->text(), QString());
}

void FilterTest::aRemovedViewComesBackWithUndo()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    ViewList *views = bench.workbench.views();
    ask(bench, u"label:bug"_qs, u"due"_qs);
    views->saveAs(u"Bugs"_qs);
    views->remove(views->currentId());
    QCOMPARE(tabs(bench), QStringList{u"*Board"_qs});
    bench.workbench.notice()->undo();
    QCOMPARE(tabs(bench), (QStringList{u"*Board"_qs, u"Bugs"_qs}));
    views->step(1);
    QCOMPARE(bench.workbench.query()->text(), u"label:bug"_qs);
    QCOMPARE(bench.workbench.query()->sortBy(), u"due"_qs);
}

void FilterTest::theLastViewOfAProjectOpensWithIt()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    ask(bench, u"label:bug"_qs);
    bench.workbench.views()->saveAs(u"Bugs"_qs);
    const QString project = bench.workbench.board()->projectId();
    bench.workbench.openProject({});
    QCOMPARE(bench.workbench.query()->text(), QString());
    bench.workbench.openProject(project);
    QVERIFY(bench.workbench.board()->isSettled()); // at once: nobody sees the board without the filter
    QCOMPARE(tabs(bench), (QStringList{u"Board"_qs, u"*Bugs"_qs}));
    QCOMPARE(number(bench, 0, BoardModel::CountRole), 1);
}

} // namespace TaskMaster::Test

QTEST_MAIN(TaskMaster::Test::FilterTest)
#include "FilterTest.moc"
