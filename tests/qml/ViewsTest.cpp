// SPDX-License-Identifier: GPL-3.0-or-later
// The view models without a window: exact signals, checked by QAbstractItemModelTester, and the words they show.
#include "client/views/Days.h"
#include "client/views/People.h"
#include "tests/qml/Bench.h"

#include "shared/core/Rank.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QtTest>

namespace TaskMaster::Test {

using namespace Client;

class ViewsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMoveWithinAColumnIsOneMoveOfOneRow();
    void aMoveToAnotherColumnIsOneRemovalAndOneInsertion();
    void randomEventsKeepEveryColumnInOrder();
    void aReloadedStreamChangesOnlyWhatIsDifferent();
    void archivingAColumnTakesItAwayAndUndoBringsItBack();
    void aFilterNarrowsOptionsByTheBeginningsOfWords();
    void commentsStandInTheOrderOfTheirTime();
    void aTaskThatIsTrashedElsewhereCloses();
    void theListsOfProjectsAndWorkspacesFollowEveryChange();
    void theProjectOfTheFirstStartIsTheOneOfTheNext();
    void openingAHundredThousandTasksIsQuick();
    void serverAddresses_data();
    void serverAddresses();
    void dueDatesAreSaidInWords();
    void initialsAreOfTheFirstAndTheLastName();
    void aRefusedChangeStaysUntilItIsDismissed();
    void theConnectionSaysWhatWaits();

private:
    static ColumnModel *column(Bench &bench, int row);
};

ColumnModel *ViewsTest::column(Bench &bench, int row)
{
    BoardModel *board = bench.workbench.board();
    return board->data(board->index(row), BoardModel::CardsRole).value<ColumnModel *>();
}

void ViewsTest::aMoveWithinAColumnIsOneMoveOfOneRow()
{
    Bench bench;
    bench.sample.fillLikeARealOne({2026, 11, 23});
    bench.open();
    ColumnModel *cards = column(bench, 0);
    QAbstractItemModelTester tester(cards, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy moved(cards, &QAbstractItemModel::rowsMoved);
    QSignalSpy inserted(cards, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(cards, &QAbstractItemModel::rowsRemoved);
    const QString first = cards->at(0).id.toString();
    bench.workbench.board()->moveTaskBy(first, 0, 2);
    QCOMPARE(moved.size(), 1);
    QCOMPARE(inserted.size() + removed.size(), 0);
    QCOMPARE(cards->rowOf(first), 2);
}

void ViewsTest::aMoveToAnotherColumnIsOneRemovalAndOneInsertion()
{
    Bench bench;
    bench.sample.fillLikeARealOne({2026, 11, 23});
    bench.open();
    BoardModel *board = bench.workbench.board();
    QAbstractItemModelTester tester(board, QAbstractItemModelTester::FailureReportingMode::QtTest);
    ColumnModel *from = column(bench, 0);
    ColumnModel *to = column(bench, 1);
    QSignalSpy removed(from, &QAbstractItemModel::rowsRemoved);
    QSignalSpy inserted(to, &QAbstractItemModel::rowsInserted);
    QSignalSpy counts(board, &QAbstractItemModel::dataChanged);
    const int before = from->size();
    board->moveTaskBy(from->at(0).id.toString(), 1, 0);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(counts.size(), 2);
    QCOMPARE(board->data(board->index(0), BoardModel::CountRole).toInt(), before - 1);
}

void ViewsTest::randomEventsKeepEveryColumnInOrder()
{
    Bench bench;
    bench.sample.fillWithMany(4, 50);
    bench.open();
    BoardModel *board = bench.workbench.board();
    std::vector<std::unique_ptr<QAbstractItemModelTester>> testers;
    for (int row = 0; row < 4; ++row)
        testers.push_back(std::make_unique<QAbstractItemModelTester>(
            column(bench, row), QAbstractItemModelTester::FailureReportingMode::QtTest));
    QRandomGenerator random(20261123);
    for (int step = 0; step < 500; ++step) {
        ColumnModel *from = column(bench, random.bounded(4));
        if (from->size() == 0)
            continue;
        const int target = random.bounded(4);
        const Uuid task = from->at(random.bounded(from->size())).id;
        const Uuid columnId = *Uuid::fromString(board->data(board->index(target), BoardModel::ColumnIdRole).toString());
        const ColumnModel *to = column(bench, target);
        const int row = to->size() == 0 ? 0 : random.bounded(to->size());
        const QString rank = Rank::between(row == 0 ? QString() : to->at(row - 1).order,
                                           to->size() == 0 ? QString() : to->at(row).order, "test");
        bench.replica.apply(bench.sample.moved(task, columnId, rank));
    }
    int cards = 0;
    for (int row = 0; row < 4; ++row) {
        const ColumnModel *model = column(bench, row);
        cards += model->size();
        for (int card = 1; card < model->size(); ++card)
            QVERIFY(model->at(card - 1) < model->at(card));
    }
    QCOMPARE(cards, 200);
}

void ViewsTest::aReloadedStreamChangesOnlyWhatIsDifferent()
{
    Bench bench;
    bench.sample.fillLikeARealOne({2026, 11, 23});
    bench.open();
    BoardModel *board = bench.workbench.board();
    QAbstractItemModelTester tester(board, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(board, &QAbstractItemModel::modelReset);
    QSignalSpy inserted(column(bench, 0), &QAbstractItemModel::rowsInserted);
    bench.sample.addTask(*Uuid::fromString(board->data(board->index(0), BoardModel::ColumnIdRole).toString()),
                         {u"New meanwhile"_qs, Priority::None, {}, {}, {}, 0, {}});
    bench.sample.send();
    QCOMPARE(resets.size(), 0);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(column(bench, 0)->size(), 6);
}

void ViewsTest::archivingAColumnTakesItAwayAndUndoBringsItBack()
{
    Bench bench;
    bench.sample.fillLikeARealOne({2026, 11, 23});
    bench.open();
    BoardModel *board = bench.workbench.board();
    QAbstractItemModelTester tester(board, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QString todo = board->data(board->index(1), BoardModel::ColumnIdRole).toString();
    board->archiveColumn(todo);
    QCOMPARE(board->rowOfColumn(todo), -1);
    QCOMPARE(board->rowCount(), 3);
    QVERIFY(bench.workbench.notice()->isUndoable());
    bench.workbench.notice()->undo();
    QCOMPARE(board->rowOfColumn(todo), 1);
    QCOMPARE(column(bench, 1)->size(), 3);
}

void ViewsTest::aFilterNarrowsOptionsByTheBeginningsOfWords()
{
    OptionModel options;
    QAbstractItemModelTester tester(&options, QAbstractItemModelTester::FailureReportingMode::QtTest);
    options.setOptions({{u"1"_qs, u"Ana Moreno"_qs, {}, {}, {}, false},
                        {u"2"_qs, u"Jana Svoboda"_qs, {}, {}, {}, false},
                        {u"3"_qs, u"Mo Ana"_qs, {}, {}, {}, true}});
    options.setFilter(u"ana"_qs);
    QCOMPARE(options.rowCount(), 2);
    options.setFilter(u"mo ana"_qs);
    QCOMPARE(options.rowCount(), 2);
    options.setFilter(u"svo"_qs);
    QCOMPARE(options.data(options.index(0), OptionModel::OptionIdRole).toString(), u"2"_qs);
    options.setFilter(u"xyz"_qs);
    QCOMPARE(options.rowCount(), 0);
    options.setFilter({});
    QCOMPARE(options.rowCount(), 3);
}

void ViewsTest::commentsStandInTheOrderOfTheirTime()
{
    Bench bench;
    bench.sample.fillLikeARealOne({2026, 11, 23});
    bench.open();
    bench.workbench.openTask(bench.taskNamed(u"Sign in with a passkey"_qs).toString());
    CommentModel *comments = bench.workbench.task()->comments();
    QAbstractItemModelTester tester(comments, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(comments->count(), 2);
    bench.workbench.task()->addComment(u"Done."_qs);
    QCOMPARE(comments->count(), 3);
    QCOMPARE(comments->data(comments->index(2), CommentModel::BodyRole).toString(), u"Done."_qs);
    QCOMPARE(comments->data(comments->index(2), CommentModel::AuthorNameRole).toString(), u"Ana Moreno"_qs);
    QVERIFY(comments->data(comments->index(2), CommentModel::MineRole).toBool());
    QVERIFY(comments->data(comments->index(2), CommentModel::PendingRole).toBool());
    bench.workbench.task()->deleteComment(comments->data(comments->index(2), CommentModel::CommentIdRole).toString());
    QCOMPARE(comments->count(), 2);
}

void ViewsTest::aTaskThatIsTrashedElsewhereCloses()
{
    Bench bench;
    bench.sample.fillLikeARealOne({2026, 11, 23});
    bench.open();
    const Uuid task = bench.taskNamed(u"Export invoices as PDF"_qs);
    bench.workbench.openTask(task.toString());
    QCOMPARE(bench.workbench.task()->taskId(), task.toString());
    bench.replica.apply(bench.sample.event({Change{
        EntityKind::Task, task, ChangeOp::Put, FieldValues{{Prediction::fieldOf<Task>(u"trashedAt"), qint64(1)}}}}));
    QCOMPARE(bench.workbench.task()->taskId(), QString());
}

void ViewsTest::theListsOfProjectsAndWorkspacesFollowEveryChange()
{
    Bench bench;
    bench.open();
    ProjectList *projects = bench.workbench.projects();
    WorkspaceList *workspaces = bench.workbench.workspaces();
    const QAbstractItemModelTester projectTester(projects, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester workspaceTester(workspaces, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy projectResets(projects, &QAbstractItemModel::modelReset);
    QSignalSpy workspaceResets(workspaces, &QAbstractItemModel::modelReset);
    QMap<StreamId, qint64> seqs;
    for (const StreamId &stream : {bench.sample.userStream(), bench.sample.workspaceStream()})
        seqs[stream] = bench.replica.position(stream)->seq;
    const auto happens = [&](const StreamId &stream, const Change &change) {
        Event event;
        event.stream = stream;
        event.epoch = 1;
        event.seq = ++seqs[stream];
        event.commandId = Uuid::v7();
        event.changes = {change};
        bench.replica.apply({std::make_shared<const Event>(event)});
    };
    const auto names = [](const QAbstractItemModel *model) {
        QStringList shown;
        for (int row = 0; row < model->rowCount(); ++row)
            shown << model->data(model->index(row, 0), Qt::DisplayRole).toString();
        return shown;
    };
    const auto fill = [](EntityKind kind, const Uuid &id, ChangeOp op, const QString &name, qint64 archivedAt) {
        Change change{kind, id, op, {}};
        if (kind == EntityKind::ProjectEntry) {
            change.fields = {{Prediction::fieldOf<ProjectEntry>(u"name"), name},
                             {Prediction::fieldOf<ProjectEntry>(u"archivedAt"), archivedAt}};
        } else {
            change.fields = {{Prediction::fieldOf<Access>(u"workspaceId"), id},
                             {Prediction::fieldOf<Access>(u"name"), name}};
        }
        return change;
    };

    QRandomGenerator random(7);
    for (const EntityKind kind : {EntityKind::ProjectEntry, EntityKind::Access}) {
        const bool isProject = kind == EntityKind::ProjectEntry;
        const StreamId stream = isProject ? bench.sample.workspaceStream() : bench.sample.userStream();
        const QAbstractItemModel *model = isProject ? static_cast<QAbstractItemModel *>(projects) : workspaces;
        QMap<Uuid, QString> expected; // what is made here, beside the sample's own
        const QStringList own = names(model);
        for (int step = 0; step < 200; ++step) {
            const QString name = QString(QChar(u'a' + random.bounded(26))) + QString::number(step);
            const int dice = expected.isEmpty() ? 0 : random.bounded(4);
            const Uuid id = dice < 2 ? Uuid::v7() : std::next(expected.begin(), random.bounded(expected.size())).key();
            if (dice < 3) { // come, and be called something else, which changes the place
                happens(stream, fill(kind, id, dice < 2 ? ChangeOp::Create : ChangeOp::Put, name, 0));
                expected[id] = name;
            } else {
                happens(stream,
                        isProject ? fill(kind, id, ChangeOp::Put, name, 1) : Change{kind, id, ChangeOp::Delete, {}});
                expected.remove(id);
            }
            QStringList all = own + expected.values();
            std::sort(all.begin(), all.end(), [](const QString &one, const QString &other) {
                return QString::localeAwareCompare(one, other) < 0;
            });
            QCOMPARE(names(model), all);
        }
    }
    QCOMPARE(projectResets.size() + workspaceResets.size(), 0);
}

void ViewsTest::theProjectOfTheFirstStartIsTheOneOfTheNext()
{
    const QTemporaryDir folder;
    const QString preferences = folder.filePath(u"preferences.ini"_qs);
    Bench bench;
    bench.sample.send();
    Workbench first(bench.replica, bench.outbox, preferences);
    first.setUser(bench.sample.user());
    const QString chosen =
        first.projects()
            ->data(first.projects()->index(first.projects()->currentRow()), ProjectList::ProjectIdRole)
            .toString();
    QVERIFY(!chosen.isEmpty());
    // Another one comes before it in the list; what is on this machine is still the old one.
    Event event;
    event.stream = bench.sample.workspaceStream();
    event.epoch = 1;
    event.seq = bench.replica.position(event.stream)->seq + 1;
    event.changes = {Change{EntityKind::ProjectEntry, Uuid::v7(), ChangeOp::Create,
                            FieldValues{{Prediction::fieldOf<ProjectEntry>(u"name"), u"Aardvarks"_qs}}}};
    bench.replica.apply({std::make_shared<const Event>(event)});
    Workbench next(bench.replica, bench.outbox, preferences);
    next.setUser(bench.sample.user());
    QCOMPARE(next.projects()->data(next.projects()->index(0), ProjectList::NameRole).toString(), u"Aardvarks"_qs);
    QCOMPARE(next.projects()
                 ->data(next.projects()->index(next.projects()->currentRow()), ProjectList::ProjectIdRole)
                 .toString(),
             chosen);
}

void ViewsTest::openingAHundredThousandTasksIsQuick()
{
    Bench bench;
    bench.sample.fillWithMany(10, 10'000);
    bench.sample.send();
    bench.workbench.setUser(bench.sample.user());
    bench.workbench.openProject({});
    QElapsedTimer time;
    time.start();
    bench.workbench.openProject(bench.sample.project().toString());
    const qint64 openMs = time.restart();
    ColumnModel *cards = column(bench, 0);
    bench.workbench.board()->moveTaskBy(cards->at(5000).id.toString(), 1, 0);
    const qint64 moveMs = time.elapsed();
    qInfo("open %lld ms, move %lld ms", openMs, moveMs);
    QCOMPARE(cards->size(), 9'999);
    QVERIFY(openMs < 1000);
    QVERIFY(moveMs < 50);
}

void ViewsTest::serverAddresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("url");
    QTest::newRow("host") << u"tasks.example.org"_qs << u"https://tasks.example.org"_qs;
    QTest::newRow("path") << u"https://tasks.example.org/some/page?x=1"_qs << u"https://tasks.example.org"_qs;
    QTest::newRow("this machine") << u"localhost:7420"_qs << u"http://localhost:7420"_qs;
    QTest::newRow("home network") << u"192.168.1.20:7420"_qs << u"http://192.168.1.20:7420"_qs;
    QTest::newRow("abroad") << u"8.8.8.8"_qs << u"https://8.8.8.8"_qs;
    QTest::newRow("plain on purpose") << u"http://tasks.example.org"_qs << u"http://tasks.example.org"_qs;
    QTest::newRow("another scheme") << u"ftp://tasks.example.org"_qs << QString();
    QTest::newRow("password inside") << u"https://a:b@tasks.example.org"_qs << QString();
    QTest::newRow("words") << u"my server"_qs << QString();
    QTest::newRow("nothing") << QString() << QString();
}

void ViewsTest::serverAddresses()
{
    QFETCH(QString, text);
    QFETCH(QString, url);
    QCOMPARE(SignIn::serverUrl(text), QUrl(url));
}

void ViewsTest::dueDatesAreSaidInWords()
{
    QLocale::setDefault(QLocale(QLocale::English));
    const QDate today(2026, 11, 23);
    QCOMPARE(shortDay(today, today), u"Today"_qs);
    QCOMPARE(shortDay(today.addDays(1), today), u"Tomorrow"_qs);
    QCOMPARE(shortDay({2026, 11, 27}, today), u"Nov 27"_qs);
    QCOMPARE(shortDay({2027, 1, 2}, today), u"Jan 2, 2027"_qs);
    QCOMPARE(longDay({2026, 11, 27}, today), u"Fri, Nov 27"_qs);
    QCOMPARE(dueState(today, today, false), DueState::Today);
    QCOMPARE(dueState(today.addDays(-1), today, false), DueState::Overdue);
    QCOMPARE(dueState(today.addDays(-1), today, true), DueState::Later);
    QCOMPARE(dueState({}, today, false), DueState::None);
}

void ViewsTest::initialsAreOfTheFirstAndTheLastName()
{
    QCOMPARE(initialsOf(u"Ana María Moreno"_qs), u"AM"_qs);
    QCOMPARE(initialsOf(u"kofi"_qs), u"K"_qs);
    QCOMPARE(initialsOf(u"  "_qs), u"?"_qs);
    QCOMPARE(initialsOf(u"𝒜da Lovelace"_qs).size(), 3);
}

void ViewsTest::aRefusedChangeStaysUntilItIsDismissed()
{
    Bench bench;
    bench.sample.fillLikeARealOne({2026, 11, 23});
    bench.open();
    Refusals *refusals = bench.workbench.refusals();
    QAbstractItemModelTester tester(refusals, QAbstractItemModelTester::FailureReportingMode::QtTest);
    bench.refuse(u"The column is full."_qs);
    QCOMPARE(refusals->rowCount(), 1);
    QCOMPARE(refusals->data(refusals->index(0), Refusals::SentenceRole).toString(), u"The column is full."_qs);
    QVERIFY(refusals->data(refusals->index(0), Refusals::LostTextRole).toString().contains(u"Paint the fence"));
    refusals->dismiss(refusals->data(refusals->index(0), Refusals::CommandIdRole).toString());
    QCOMPARE(refusals->rowCount(), 0);
}

void ViewsTest::theConnectionSaysWhatWaits()
{
    ConnectionState state;
    QVERIFY(state.text().startsWith(u"Offline"));
    state.setPendingCount(3);
    QVERIFY(state.text().contains(u"3"));
    QVERIFY(state.sentence().contains(u"kept here"));
    state.setState(ConnectionState::Live);
    state.setLatencyMs(6);
    QCOMPARE(state.text(), u"Live · 6 ms"_qs);
}

} // namespace TaskMaster::Test

QTEST_MAIN(TaskMaster::Test::ViewsTest)
#include "ViewsTest.moc"
