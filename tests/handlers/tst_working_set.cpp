// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/WorkingSet.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;

namespace {

const Uuid column{1, 1};
const Uuid elsewhere{1, 2};

Task task(quint64 number, const QString &rank = QStringLiteral("V"), const Uuid &in = column)
{
    Task task;
    task.id = {7, number};
    task.title = QStringLiteral("Task %1").arg(number);
    task.columnId = in;
    task.rank = rank;
    return task;
}

/// What a command does to the set, accepted with the next seq.
template <class Write> void accept(WorkingSet &set, qint64 seq, Write write)
{
    set.beginLayer();
    write();
    set.acceptLayer(seq, seq * 1000);
}

QList<Uuid> idsOf(const std::vector<const Task *> &tasks)
{
    QList<Uuid> ids;
    for (const Task *row : tasks)
        ids.append(row->id);
    return ids;
}

} // namespace

/// The memory that decisions are made in: layers, what they changed, what must be written, what is known.
class WorkingSetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLayerIsSeenAtOnceAndDroppedWithoutATrace()
    {
        WorkingSet set;
        set.load(task(1));
        set.load(task(2));
        set.beginLayer();
        Task renamed = task(1);
        renamed.title = QStringLiteral("Other");
        set.put(renamed);
        set.put(task(3));
        set.remove(EntityKind::Task, {7, 2});
        QCOMPARE(set.find<Task>({7, 1})->title, QStringLiteral("Other"));
        QVERIFY(!set.find<Task>({7, 2}));
        QVERIFY(set.find<Task>({7, 3}));
        QCOMPARE(idsOf(set.tasksOfColumn(column)), (QList<Uuid>{{7, 1}, {7, 3}}));
        set.dropLayer();
        QCOMPARE(set.find<Task>({7, 1})->title, QStringLiteral("Task 1"));
        QVERIFY(set.find<Task>({7, 2}));
        QVERIFY(!set.find<Task>({7, 3}));
        QVERIFY(set.difference().changes.isEmpty());
        QVERIFY(set.dirty().empty());
    }

    void theDifferenceHasOldAndNewValuesOfWhatChanged()
    {
        WorkingSet set;
        set.load(task(1));
        set.load(task(2));
        set.beginLayer();
        set.put(task(3));
        Task renamed = task(1);
        renamed.title = QStringLiteral("Other");
        set.put(renamed);
        set.remove(EntityKind::Task, {7, 2});
        const auto difference = set.difference();
        set.dropLayer();
        QCOMPARE(difference.changes.size(), 3);
        QCOMPARE(difference.before.size(), 3);

        QCOMPARE(difference.changes[0], (Change{EntityKind::Task, {7, 3}, ChangeOp::Create, setFields(task(3))}));
        QVERIFY(difference.before[0].fields.isEmpty());

        const auto title = static_cast<quint8>(describe(EntityKind::Task).indexOf(u"title"));
        QCOMPARE(difference.changes[1],
                 (Change{EntityKind::Task, {7, 1}, ChangeOp::Put, {{title, QStringLiteral("Other")}}}));
        QCOMPARE(difference.before[1],
                 (Change{EntityKind::Task, {7, 1}, ChangeOp::Put, {{title, QStringLiteral("Task 1")}}}));

        QCOMPARE(difference.changes[2], (Change{EntityKind::Task, {7, 2}, ChangeOp::Delete, {}}));
        QCOMPARE(difference.before[2].fields, setFields(task(2)));
    }

    void whatComesAndGoesWithinALayerIsNoChange()
    {
        WorkingSet set;
        set.load(task(1));
        set.beginLayer();
        set.put(task(2));
        set.remove(EntityKind::Task, {7, 2});
        set.remove(EntityKind::Task, {7, 9});
        set.remove(EntityKind::Task, {7, 1});
        set.put(task(1));
        QVERIFY(set.difference().changes.isEmpty());
        set.acceptLayer(5, 5000);
        QVERIFY(set.dirty().empty());
        QCOMPARE(set.find<Task>({7, 1})->rev, 0);
    }

    void acceptedRowsCarrySeqAndTimeOfTheirEvent()
    {
        WorkingSet set;
        set.load(task(1));
        Task kept = task(2);
        kept.rev = 3;
        kept.updatedAt = 3000;
        set.load(kept);
        accept(set, 8, [&set] {
            Task moved = task(1);
            moved.rank = QStringLiteral("k");
            set.put(moved);
            set.put(task(2)); // made afresh, with the same fields: no change, whatever its rev
            set.put(task(3));
        });
        QCOMPARE(set.find<Task>({7, 1})->rev, 8);
        QCOMPARE(set.find<Task>({7, 1})->updatedAt, 8000);
        QCOMPARE(set.find<Task>({7, 2})->rev, 3);
        QCOMPARE(set.find<Task>({7, 2})->updatedAt, 3000);
        QCOMPARE(set.find<Task>({7, 3})->rev, 8);
    }

    void dirtyRowsAreListedOnceInTheOrderOfTheirFirstChange()
    {
        WorkingSet set;
        set.load(task(1));
        set.load(task(2));
        accept(set, 1, [&set] { set.put(task(9)); });
        accept(set, 2, [&set] { set.remove(EntityKind::Task, {7, 2}); });
        accept(set, 3, [&set] { set.put(task(1, QStringLiteral("k"))); });
        accept(set, 4, [&set] { set.put(task(9, QStringLiteral("k"))); });
        accept(set, 5, [&set] { set.put(task(5)); });
        accept(set, 6, [&set] { set.remove(EntityKind::Task, {7, 5}); });
        const auto dirty = set.dirty();
        QCOMPARE(dirty.size(), 3U); // made and deleted within the batch: nothing to write
        QCOMPARE(dirty[0].key.id, (Uuid{7, 9}));
        QVERIFY(!dirty[0].wasStored);
        QCOMPARE(std::get<Task>(*dirty[0].entity).rank, QStringLiteral("k"));
        QCOMPARE(dirty[1].key.id, (Uuid{7, 2}));
        QVERIFY(!dirty[1].entity);
        QVERIFY(dirty[1].wasStored);
        QCOMPARE(dirty[2].key.id, (Uuid{7, 1}));
        QVERIFY(dirty[2].wasStored);
    }

    void flushedRowsAreStoredOnes()
    {
        WorkingSet set;
        set.load(task(2));
        accept(set, 1, [&set] {
            set.put(task(1));
            set.remove(EntityKind::Task, {7, 2});
        });
        set.markFlushed();
        QVERIFY(set.dirty().empty());
        QVERIFY(set.knows(EntityKind::Task, {7, 2})); // as absent
        accept(set, 2, [&set] {
            set.put(task(1, QStringLiteral("k")));
            set.put(task(2));
        });
        const auto dirty = set.dirty();
        QCOMPARE(dirty.size(), 2U);
        QVERIFY(dirty[0].wasStored); // an UPDATE
        QVERIFY(!dirty[1].wasStored); // an INSERT: it had been deleted
    }

    void aRowThatIsDeletedAndMadeAgainIsUpdated()
    {
        WorkingSet set;
        set.load(task(1));
        accept(set, 1, [&set] { set.remove(EntityKind::Task, {7, 1}); });
        accept(set, 2, [&set] { set.put(task(1)); });
        const auto dirty = set.dirty();
        QCOMPARE(dirty.size(), 1U);
        QVERIFY(dirty[0].entity);
        QVERIFY(dirty[0].wasStored);
    }

    void loadingDoesNotOverwriteWhatTheBatchHasChanged()
    {
        WorkingSet set;
        set.load(task(1));
        accept(set, 1, [&set] {
            set.put(task(1, QStringLiteral("k")));
            set.put(task(2));
            set.remove(EntityKind::Task, {7, 3});
        });
        set.load(task(1)); // as a window would bring it, from before the batch
        set.loadAbsent(EntityKind::Task, {7, 2});
        QCOMPARE(set.find<Task>({7, 1})->rank, QStringLiteral("k"));
        QVERIFY(set.find<Task>({7, 2}));
        QCOMPARE(set.dirty().size(), 2U);
    }

    void aDeletedRowIsNotLoadedAgain()
    {
        WorkingSet set;
        set.load(task(1));
        accept(set, 1, [&set] { set.remove(EntityKind::Task, {7, 1}); });
        set.load(task(1));
        QVERIFY(!set.find<Task>({7, 1}));
        QVERIFY(set.all<Task>().empty());
    }

    void tailsFollowWhatIsPutBehindThem()
    {
        WorkingSet set;
        QVERIFY(!set.knowsTail(column));
        QCOMPARE(set.tailRank(column), QString());
        set.loadTail(column, QStringLiteral("V"));
        accept(set, 1, [&set] { set.put(task(1, QStringLiteral("k"))); });
        QCOMPARE(set.tailRank(column), QStringLiteral("k"));
        accept(set, 2, [&set] { set.put(task(2, QStringLiteral("a"))); });
        QCOMPARE(set.tailRank(column), QStringLiteral("k"));
        accept(set, 3, [&set] { set.put(task(3, QStringLiteral("z"), elsewhere)); });
        QCOMPARE(set.tailRank(column), QStringLiteral("k"));
        QVERIFY(!set.knowsTail(elsewhere));
    }

    void aTailLoadedLateKnowsWhatTheBatchPutBehindIt()
    {
        WorkingSet set;
        accept(set, 1, [&set] {
            set.put(task(1, QStringLiteral("k")));
            set.put(task(2, QStringLiteral("z"), elsewhere));
        });
        set.loadTail(column, QStringLiteral("V"));
        QCOMPARE(set.tailRank(column), QStringLiteral("k"));
    }

    void missingIsWhatIsWantedAndNotKnown()
    {
        WorkingSet set;
        set.load(task(1));
        set.loadAbsent(EntityKind::Task, {7, 2});
        set.loadAll(EntityKind::Column);
        set.loadTail(column, {});
        set.loadPerson({8, 1}, std::nullopt);
        set.loadWindow({column, QStringLiteral("V"), 64}, {});
        Needs wanted;
        wanted.row<Task>({7, 1});
        wanted.row<Task>({7, 2});
        wanted.row<Column>({9, 9});
        wanted.row<Task>({}); // nobody needs a row without an id
        wanted.all<Column>();
        wanted.columnTail(column);
        wanted.person({8, 1});
        wanted.columnWindow({column, QStringLiteral("V"), 64});
        QVERIFY(set.missing(wanted).isEmpty());

        wanted.row<Task>({7, 3});
        wanted.all<Label>();
        wanted.columnTail(elsewhere);
        wanted.person({8, 2});
        wanted.columnWindow({column, QStringLiteral("V"), 256});
        const Needs missing = set.missing(wanted);
        QCOMPARE(missing.rows(), (std::set<Needs::Key>{{EntityKind::Task, {7, 3}}}));
        QCOMPARE(missing.kinds(), std::set<EntityKind>{EntityKind::Label});
        QCOMPARE(missing.tails(), std::set<Uuid>{elsewhere});
        QCOMPARE(missing.people(), (std::set<Uuid>{{8, 2}}));
        QCOMPARE(missing.windows().size(), 1U);
        QCOMPARE(missing.windows().begin()->size, 256);
    }

    void windowsAndPeopleAreForgottenBetweenBatches()
    {
        WorkingSet set;
        User user;
        user.id = {8, 1};
        set.loadPerson(user.id, user);
        set.loadTail(column, QStringLiteral("V"));
        set.loadWindow({column, QStringLiteral("V"), 64}, {QStringLiteral("A"), QStringLiteral("z")});
        QVERIFY(set.person(user.id));
        QCOMPARE(set.window({column, QStringLiteral("V"), 64})->upper, QStringLiteral("z"));
        set.markFlushed();
        set.forgetPeople();
        QVERIFY(!set.person(user.id));
        QVERIFY(!set.window({column, QStringLiteral("V"), 64}));
        QVERIFY(set.knowsTail(column));
    }

    void columnsAreOrderedByKeyThenId()
    {
        WorkingSet set;
        set.load(task(3, QStringLiteral("V")));
        set.load(task(1, QStringLiteral("V")));
        set.load(task(2, QStringLiteral("a"))); // lower case comes behind upper case, as bytes do
        set.load(task(4, QStringLiteral("Z")));
        set.load(task(5, QStringLiteral("B"), elsewhere));
        QCOMPARE(idsOf(set.tasksOfColumn(column)), (QList<Uuid>{{7, 1}, {7, 3}, {7, 4}, {7, 2}}));
    }
};

QTEST_GUILESS_MAIN(WorkingSetTest)
#include "tst_working_set.moc"
