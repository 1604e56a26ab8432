// SPDX-License-Identifier: GPL-3.0-or-later
#include "SampleStream.h"

#include "client/replica/Replica.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

namespace TaskMaster::Client {
namespace {

const StreamId project = StreamId::ofProject({1, 1}, {2, 2});
constexpr qint64 Now = 1'700'000'000'000;

std::map<RowKey, Entity> visible(const Replica &replica, const StreamId &stream)
{
    std::map<RowKey, Entity> all;
    for (int kind = 0; kind < EntityKindCount; ++kind) {
        visitKind(static_cast<EntityKind>(kind), [&]<class E>() {
            for (const E &row : replica.rows<E>(stream))
                all.emplace(RowKey{Describes<E>::kind, row.id}, row);
        });
    }
    return all;
}

void load(Replica &replica, const SampleStream &server)
{
    for (const Frames::Snapshot &page : server.snapshot())
        replica.applySnapshotPage(page);
}

CreateTask newTask(const Uuid &id, const Uuid &column, const QString &title)
{
    CreateTask wish;
    wish.taskId = id;
    wish.columnId = column;
    wish.title = title;
    return wish;
}

} // namespace

/// A project with two columns and three tasks, as server and as replica.
class ReplicaTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<SampleStream>(project);
        m_replica = std::make_unique<Replica>();
        m_replica->setAuthor({7, 7}, QStringLiteral("Somebody"));
        m_server->commit(CreateProject{QStringLiteral("Home"), QStringLiteral("HO"), {}, false});
        QList<const Column *> columns;
        for (const Column &column : m_server->rows().table<Column>())
            columns.append(&column);
        std::sort(columns.begin(), columns.end(), [](auto *a, auto *b) { return a->rank < b->rank; });
        m_todo = columns[1]->id;
        m_done = columns[3]->id;
        for (quint64 i = 1; i <= 3; ++i)
            m_server->commit(newTask({9, i}, m_todo, QStringLiteral("Task %1").arg(i)));
        load(*m_replica, *m_server);
    }

    void aSnapshotIsVisibleWhenItsLastPageIsHere()
    {
        Replica replica;
        QSignalSpy changed(&replica, &Replica::changed);
        const auto pages = m_server->snapshot();
        QVERIFY(pages.size() > 2);
        for (const auto &page : pages.mid(0, pages.size() - 1))
            replica.applySnapshotPage(page);
        QVERIFY(!replica.has(project));
        QCOMPARE(changed.count(), 0);
        replica.applySnapshotPage(pages.last());
        QCOMPARE(replica.position(project), m_server->position());
        QCOMPARE(visible(replica, project), dump(m_server->rows()));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.first().first().value<ReplicaChanges>().reloaded, QList<StreamId>{project});
    }

    void aPutChangesOnlyTheNamedFieldsAndSaysWhich()
    {
        QSignalSpy changed(m_replica.get(), &Replica::changed);
        const Edit edit{EntityKind::Task, {9, 1}, {{Prediction::fieldOf<Task>(u"title"), QStringLiteral("Paint")}}, {}};
        m_replica->apply(m_server->commit(edit));
        const Task *task = m_replica->find<Task>(project, {9, 1});
        QCOMPARE(task->title, QStringLiteral("Paint"));
        QCOMPARE(task->columnId, m_todo);
        QCOMPARE(task->rev, m_server->position().seq);
        QCOMPARE(changed.count(), 1);
        const auto changes = changed.first().first().value<ReplicaChanges>();
        QCOMPARE(changes.rows.size(), 1);
        QCOMPARE(changes.rows.first().op, RowChange::Op::Changed);
        QVERIFY(changes.rows.first().has<Task>(u"title"));
        QCOMPARE(changes.rows.first().fields, 1U << Prediction::fieldOf<Task>(u"title"));
    }

    void anEventIsAppliedOnce()
    {
        const auto event = m_server->commit(newTask({9, 4}, m_todo, QStringLiteral("Four")));
        m_replica->apply(event);
        QSignalSpy changed(m_replica.get(), &Replica::changed);
        m_replica->apply(event);
        m_replica->apply(m_server->log().first());
        QCOMPARE(changed.count(), 0);
        QCOMPARE(visible(*m_replica, project), dump(m_server->rows()));
    }

    void aGapIsToldOnceAndNothingBehindItIsApplied()
    {
        const qint64 since = m_server->position().seq;
        const auto missing = m_server->commit(newTask({9, 4}, m_todo, QStringLiteral("Four")));
        const auto next = m_server->commit(newTask({9, 5}, m_todo, QStringLiteral("Five")));
        QSignalSpy gap(m_replica.get(), &Replica::gapFound);
        m_replica->apply(next);
        m_replica->apply(next);
        QCOMPARE(gap.count(), 1);
        QCOMPARE(gap.first().at(0).value<StreamId>(), project);
        QCOMPARE(gap.first().at(1).toLongLong(), since);
        QVERIFY(!m_replica->find<Task>(project, {9, 5}));
        m_replica->apply({missing, next});
        QCOMPARE(visible(*m_replica, project), dump(m_server->rows()));
    }

    void aPutOnAnAbsentRowAndARowThatIsNewerAreLeftAlone()
    {
        const Uuid absent{9, 99};
        m_replica->apply(
            m_server->append({}, {{EntityKind::Task, absent, ChangeOp::Put, {{1, QStringLiteral("ghost")}}}}));
        QVERIFY(!m_replica->find<Task>(project, absent));
        // A snapshot's page may have been read after the snapshot's position: its row knows more than the next events.
        Replica replica;
        auto pages = m_server->snapshot();
        Task newer = *m_server->rows().find<Task>({9, 1});
        newer.title = QStringLiteral("from the future");
        newer.rev = m_server->position().seq + 1;
        for (auto &page : pages) {
            for (Entity &row : page.rows) {
                if (rowOf(row).id == newer.id)
                    row = newer;
            }
            replica.applySnapshotPage(page);
        }
        replica.apply(
            m_server->append({}, {{EntityKind::Task, newer.id, ChangeOp::Put, {{1, QStringLiteral("older")}}}}));
        QCOMPARE(replica.find<Task>(project, newer.id)->title, newer.title);
        QCOMPARE(replica.position(project)->seq, newer.rev);
    }

    void aDeletedRowLeavesAllListsAndTellsItsParent()
    {
        m_replica->apply(m_server->commit(CreateLabel{{5, 5}, QStringLiteral("red"), QStringLiteral("#ff0000")}));
        m_replica->apply(m_server->commit(LabelTask{{9, 1}, {5, 5}, true}));
        QCOMPARE(m_replica->labelsOf(project, {9, 1}).size(), 1U);
        QSignalSpy changed(m_replica.get(), &Replica::changed);
        m_replica->apply(m_server->commit(LabelTask{{9, 1}, {5, 5}, false}));
        QVERIFY(m_replica->labelsOf(project, {9, 1}).empty());
        const RowChange change = changed.first().first().value<ReplicaChanges>().rows.first();
        QCOMPARE(change.op, RowChange::Op::Removed);
        QCOMPARE(change.parentBefore, Uuid({9, 1}));
    }

    void aPendingMoveIsVisibleAtOnceAndSettledByItsEvent()
    {
        const Command move{Uuid::v7(), project, MoveTask{{9, 1}, m_done, {}, {}}};
        QSignalSpy changed(m_replica.get(), &Replica::changed);
        QSignalSpy settled(m_replica.get(), &Replica::settled);
        m_replica->addPending(move, Now);
        QCOMPARE(m_replica->find<Task>(project, {9, 1})->columnId, m_done);
        QCOMPARE(m_replica->find<Task>(project, {9, 1})->completedAt, Now);
        QVERIFY(m_replica->isPending<Task>(project, {9, 1}));
        QCOMPARE(m_replica->tasksOfColumn(project, m_done).size(), 1U);
        QCOMPARE(changed.first().first().value<ReplicaChanges>().rows.first().parentBefore, m_todo);

        m_replica->apply(m_server->commit(move, Now));
        QCOMPARE(settled.count(), 1);
        QVERIFY(!m_replica->isPending<Task>(project, {9, 1}));
        QCOMPARE(visible(*m_replica, project), dump(m_server->rows()));
        // Nothing moved on the screen; only the mark is gone.
        QCOMPARE(changed.count(), 2);
        QCOMPARE(changed.last().first().value<ReplicaChanges>().rows.first().fields, 0U);
    }

    void aRefusedCommandLeavesNoTrace()
    {
        const auto before = visible(*m_replica, project);
        const Command make{Uuid::v7(), project, newTask({9, 8}, m_todo, QStringLiteral("Eight"))};
        const Command comment{Uuid::v7(), project, AddComment{{8, 8}, {9, 8}, QStringLiteral("hm"), {}, {}, 0, {}}};
        m_replica->addPending(make, Now);
        m_replica->addPending(comment, Now);
        QCOMPARE(m_replica->find<Task>(project, {9, 8})->commentCount, 1);
        m_replica->removePending(make.commandId);
        // What stood on it falls with it.
        QVERIFY(!m_replica->find<Task>(project, {9, 8}));
        QVERIFY(!m_replica->find<Comment>(project, {8, 8}));
        m_replica->removePending(comment.commandId);
        QCOMPARE(visible(*m_replica, project), before);
    }

    void somebodyElsesEditOfAnotherFieldIsSeenUnderThePendingOne()
    {
        const Edit mine{EntityKind::Task, {9, 1}, {{Prediction::fieldOf<Task>(u"title"), QStringLiteral("Mine")}}, {}};
        m_replica->addPending({Uuid::v7(), project, mine}, Now);
        const Edit theirs{EntityKind::Task,
                          {9, 1},
                          {{Prediction::fieldOf<Task>(u"priority"), QStringLiteral("high")},
                           {Prediction::fieldOf<Task>(u"title"), QStringLiteral("Theirs")}},
                          {}};
        m_replica->apply(m_server->commit(theirs));
        const Task *task = m_replica->find<Task>(project, {9, 1});
        QCOMPARE(task->title, QStringLiteral("Mine"));
        QCOMPARE(task->priority, Priority::High);
    }

    void acceptedBeforeItsEventStaysVisibleUntilTheEventIsHere()
    {
        const Command move{Uuid::v7(), project, MoveTask{{9, 1}, m_done, {}, {}}};
        m_replica->addPending(move, Now);
        const auto event = m_server->commit(move, Now);
        m_replica->acceptPending(move.commandId, {m_server->position()});
        QCOMPARE(m_replica->find<Task>(project, {9, 1})->columnId, m_done);
        QVERIFY(m_replica->isPending<Task>(project, {9, 1}));
        m_replica->apply(event);
        QVERIFY(!m_replica->isPending<Task>(project, {9, 1}));
        QCOMPARE(visible(*m_replica, project), dump(m_server->rows()));
    }

    void acceptedBeforeASnapshotThatHasItIsSettledByTheSnapshot()
    {
        const Command move{Uuid::v7(), project, MoveTask{{9, 1}, m_done, {}, {}}};
        m_replica->addPending(move, Now);
        m_server->commit(move, Now);
        m_replica->acceptPending(move.commandId, {m_server->position()});
        load(*m_replica, *m_server);
        QVERIFY(!m_replica->isPending<Task>(project, {9, 1}));
        QCOMPARE(visible(*m_replica, project), dump(m_server->rows()));
    }

    void acceptedWithoutEffectOrForAnUnknownStreamIsSettledAtOnce()
    {
        const auto before = visible(*m_replica, project);
        const Command move{Uuid::v7(), project, MoveTask{{9, 1}, m_done, {}, {}}};
        m_replica->addPending(move, Now);
        m_replica->acceptPending(move.commandId, {});
        QCOMPARE(visible(*m_replica, project), before);

        const StreamId other = StreamId::ofProject({1, 1}, {3, 3});
        const Command make{Uuid::v7(), other, CreateProject{QStringLiteral("New"), QStringLiteral("N"), {}, false}};
        m_replica->addPending(make, Now);
        QCOMPARE(m_replica->rows<Column>(other).size(), 4);
        QVERIFY(!m_replica->has(other));
        m_replica->acceptPending(make.commandId, {{other, 1, 1}});
        QCOMPARE(m_replica->rows<Column>(other).size(), 0);
    }

    void aReloadKeepsWhatIsPending()
    {
        const Command move{Uuid::v7(), project, MoveTask{{9, 1}, m_done, {}, {}}};
        m_replica->addPending(move, Now);
        m_server->commit(newTask({9, 4}, m_todo, QStringLiteral("Four")));
        load(*m_replica, *m_server);
        QCOMPARE(m_replica->find<Task>(project, {9, 1})->columnId, m_done);
        QVERIFY(m_replica->find<Task>(project, {9, 4}));
        m_replica->dropStream(project);
        QVERIFY(!m_replica->has(project));
        QCOMPARE(m_replica->rows<Task>(project).size(), 0);
        load(*m_replica, *m_server);
        QCOMPARE(m_replica->find<Task>(project, {9, 1})->columnId, m_done);
    }

    void anotherEpochIsAGap()
    {
        QSignalSpy gap(m_replica.get(), &Replica::gapFound);
        Event other = *m_server->commit(newTask({9, 4}, m_todo, QStringLiteral("Four")));
        other.epoch = 2;
        m_replica->apply(std::make_shared<const Event>(other));
        QCOMPARE(gap.count(), 1);
        QVERIFY(!m_replica->find<Task>(project, {9, 4}));
    }

    void aBrokenOffSnapshotLeavesTheOldRows()
    {
        const auto before = visible(*m_replica, project);
        m_server->commit(newTask({9, 4}, m_todo, QStringLiteral("Four")));
        m_replica->applySnapshotPage(m_server->snapshot().first());
        m_replica->abandonSnapshots();
        QCOMPARE(visible(*m_replica, project), before);
        m_replica->apply(m_server->log().last());
        QCOMPARE(visible(*m_replica, project), dump(m_server->rows()));
    }

    void columnsAreSortedByRankThenId()
    {
        for (quint64 i = 10; i < 60; ++i) {
            CreateTask wish = newTask({9, i}, m_todo, QStringLiteral("T"));
            wish.afterId = {9, 1};
            wish.beforeId = {9, 2};
            m_replica->apply(m_server->commit(wish));
        }
        checkColumns(*m_replica);
        QCOMPARE(m_replica->tasksOfColumn(project, m_todo).size(), 53U);
    }

    void randomEventsAndPendingCommandsEndInTheServersState_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 40; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void randomEventsAndPendingCommandsEndInTheServersState();

private:
    void checkColumns(const Replica &replica)
    {
        std::size_t listed = 0;
        for (const Column &column : replica.rows<Column>(project)) {
            const auto tasks = replica.tasksOfColumn(project, column.id);
            listed += tasks.size();
            QVERIFY(std::is_sorted(tasks.begin(), tasks.end(), [](const Task *a, const Task *b) {
                return std::tie(a->rank, a->id) < std::tie(b->rank, b->id);
            }));
            QVERIFY(
                std::all_of(tasks.begin(), tasks.end(), [&](const Task *task) { return task->columnId == column.id; }));
        }
        QCOMPARE(listed, static_cast<std::size_t>(replica.rows<Task>(project).size()));
        std::size_t labels = 0;
        for (const Task &task : replica.rows<Task>(project))
            labels += replica.labelsOf(project, task.id).size();
        QCOMPARE(labels, static_cast<std::size_t>(replica.rows<TaskLabel>(project).size()));
    }

    CommandArgs randomWish(QRandomGenerator &random, const StreamRows &seen) const;

    std::unique_ptr<SampleStream> m_server;
    std::unique_ptr<Replica> m_replica;
    Uuid m_todo;
    Uuid m_done;
};

CommandArgs ReplicaTest::randomWish(QRandomGenerator &random, const StreamRows &seen) const
{
    const auto any = [&random]<class E>(const Table<E> &table) {
        if (table.size() == 0)
            return Uuid{0, 1};
        auto it = table.begin();
        std::advance(it, random.bounded(static_cast<int>(table.size())));
        return it->id;
    };
    const Uuid task = any(seen.table<Task>());
    const Uuid column = any(seen.table<Column>());
    const Uuid label = any(seen.table<Label>());
    switch (random.bounded(11)) {
    case 0:
        return newTask(Uuid::v7(), column, QStringLiteral("made"));
    case 1:
    case 2:
    case 3:
        return MoveTask{task, column, any(seen.table<Task>()), any(seen.table<Task>())};
    case 4:
        return Edit{
            EntityKind::Task, task, {{Prediction::fieldOf<Task>(u"title"), QString::number(random.generate())}}, {}};
    case 5:
        return LabelTask{task, label, random.bounded(2) == 0};
    case 6:
        return CreateLabel{Uuid::v7(), QStringLiteral("label"), {}};
    case 7:
        return AddComment{Uuid::v7(), task, QStringLiteral("text"), {}, {}, 0, {}};
    case 8:
        return DeleteComment{any(seen.table<Comment>())};
    case 9:
        return AssignTask{task, {7, static_cast<quint64>(random.bounded(3))}, random.bounded(2) == 0};
    default:
        return CreateColumn{Uuid::v7(), QStringLiteral("column"), ColumnType::Started, 0, column, {}};
    }
}

/// One replica only listens; the other one also makes commands, which the server takes later, in another order of
/// streams of events, or refuses. Frames come late, twice, in bundles, or as a snapshot. In the end all are the same.
void ReplicaTest::randomEventsAndPendingCommandsEndInTheServersState()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    Replica listener;
    load(listener, *m_server);
    QList<Command> underway;
    struct Made {
        Command command;
        qint64 at;
    };
    QList<Made> unsettled;
    const auto noLongerPending = [&unsettled](const Uuid &commandId) {
        unsettled.removeIf([&commandId](const Made &made) { return made.command.commandId == commandId; });
    };
    connect(m_replica.get(), &Replica::settled, this, noLongerPending);
    // However it came about: what is seen is what one gets by confirming first and predicting then, in order.
    const auto checkLayers = [&] {
        Replica fresh;
        fresh.setAuthor({7, 7}, QStringLiteral("Somebody"));
        load(fresh, m_server->before(m_replica->position(project)->seq));
        for (const Made &made : std::as_const(unsettled))
            fresh.addPending(made.command, made.at);
        QVERIFY(visible(*m_replica, project) == visible(fresh, project));
    };
    qsizetype heardByMine = m_server->log().size();
    qsizetype heardByListener = heardByMine;
    const auto hear = [&](Replica &replica, qsizetype &heard) {
        const qsizetype upTo = heard + random.bounded(static_cast<int>(m_server->log().size() - heard) + 1);
        replica.apply(m_server->log().mid(qMax<qsizetype>(0, heard - 2), upTo - qMax<qsizetype>(0, heard - 2)));
        heard = qMax(heard, upTo);
    };
    for (int step = 0; step < 400; ++step) {
        switch (random.bounded(6)) {
        case 0:
        case 1: {
            StreamRows seen;
            for (const auto &[key, row] : visible(*m_replica, project))
                seen.put(row);
            const Command command{Uuid::v7(), project, randomWish(random, seen)};
            m_replica->addPending(command, Now + step);
            underway.append(command);
            unsettled.append({command, Now + step});
            break;
        }
        case 2:
            m_server->commit(Command{Uuid::v7(), project, randomWish(random, m_server->rows())}, Now + step);
            break;
        case 3:
            if (underway.isEmpty())
                break;
            if (random.bounded(5) == 0) {
                const Uuid refused = underway.takeFirst().commandId;
                m_replica->removePending(refused);
                noLongerPending(refused);
            } else {
                const Command command = underway.takeFirst();
                m_server->commit(command, Now + step);
                if (random.bounded(2) == 0)
                    m_replica->acceptPending(command.commandId, {m_server->position()});
            }
            break;
        case 4:
            hear(*m_replica, heardByMine);
            break;
        default:
            hear(listener, heardByListener);
            if (random.bounded(20) == 0) {
                load(*m_replica, *m_server);
                heardByMine = m_server->log().size();
            }
        }
        if (step % 20 == 0) {
            checkColumns(*m_replica);
            checkLayers();
        }
        if (QTest::currentTestFailed())
            return;
    }
    for (const Command &command : std::as_const(underway))
        m_server->commit(command, Now + 1000);
    m_replica->apply(m_server->log());
    listener.apply(m_server->log());
    QCOMPARE(m_replica->position(project), m_server->position());
    QVERIFY(visible(listener, project) == dump(m_server->rows()));
    QVERIFY(visible(*m_replica, project) == dump(m_server->rows()));
    checkColumns(*m_replica);
    for (const auto &[key, row] : dump(m_server->rows()))
        QVERIFY(!m_replica->isPending(project, key));
}

} // namespace TaskMaster::Client

QTEST_GUILESS_MAIN(TaskMaster::Client::ReplicaTest)
#include "tst_replica.moc"
