// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/Activity.h"
#include "server/storage/ChartRows.h"
#include "server/storage/ConflictRows.h"
#include "server/storage/LogRange.h"
#include "shared/protocol/ConflictCommands.h"
#include "tests/contract/RandomWork.h"
#include "tests/support/PostgresFixture.h"
#include "tests/support/Seed.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

QString line(const char *text)
{
    return QString::fromUtf8(text);
}

/// An entry as one line: who, verb, and each row with its fields.
QString told(const ActivityEntry &entry)
{
    QString text = entry.actorName + u' ' + entry.verb;
    for (const ActivityRow &row : entry.rows) {
        static constexpr const char *ops[]{"new", "changed", "gone"};
        text += QStringLiteral(" | %1 %2 “%3”")
                    .arg(QLatin1StringView(ops[static_cast<int>(row.op)]), QLatin1StringView(describe(row.kind).name),
                         row.name);
        if (row.kind != EntityKind::Task && !row.taskId.isNull())
            text += QStringLiteral(" of “%1”").arg(row.taskName);
        if (row.op != ChangeOp::Put)
            continue;
        for (const ActivityField &field : row.fields)
            text += QStringLiteral(" %1: “%2” → “%3”")
                        .arg(QLatin1StringView(describe(row.kind).fields[field.field].name), field.beforeText,
                             field.afterText);
    }
    return text;
}

} // namespace

/// The log as people read it, on both databases; and the counters that charts are made of.
class ActivityContract : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StorageFixture> m_storage;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<World> m_world;

    static void addEngines()
    {
        QTest::addColumn<int>("dialect");
        QTest::newRow("sqlite") << 0;
        QTest::newRow("postgres") << 1;
    }
    void start()
    {
        QFETCH(int, dialect);
        m_folder = std::make_unique<QTemporaryDir>();
        const QString url = dialect == 0 ? m_folder->filePath(QStringLiteral("taskmaster.db"))
                                         : PostgresFixture::shared().createDatabase();
        m_storage = std::make_unique<StorageFixture>(*DatabaseSettings::fromUrl(url), Switches());
        m_database = std::move(*Database::open(m_storage->settings(), Database::Use::Read));
        m_world = std::make_unique<World>(*m_storage);
    }
    qint64 act(const CommandArgs &args, const Uuid &actor)
    {
        m_storage->clock().advance(1000);
        const auto answer = m_storage->submit(m_world->project, args, actor);
        if (!answer.outcome)
            qFatal("%s", qPrintable(answer.outcome.error().message));
        return answer.outcome->isEmpty() ? 0 : answer.outcome->first().seq;
    }
    ActivityPage page(const ActivityFilter &filter, qint64 before = 0, int max = Activity::PageMax)
    {
        const auto page = Activity::read(*m_database, m_world->project, filter, before, max);
        if (!page)
            qFatal("%s", qPrintable(page.error().message));
        return *page;
    }
    QStringList lines(const ActivityFilter &filter)
    {
        QStringList all;
        for (const ActivityEntry &entry : page(filter).entries)
            all << told(entry);
        return all;
    }

private Q_SLOTS:
    void cleanup()
    {
        m_world.reset();
        m_database.reset();
        m_storage.reset();
        m_folder.reset();
    }

    void aTaskHasAHistoryInWords_data() { addEngines(); }
    void aTaskHasAHistoryInWords()
    {
        start();
        const Uuid task = Uuid::v7();
        const Uuid label = Uuid::v7();
        const Uuid list = Uuid::v7();
        const Uuid item = Uuid::v7();
        const Uuid comment = Uuid::v7();
        const Uuid size = Uuid::v7();
        const Uuid other = Uuid::v7();
        const QString options = line(R"([{"id":"s","name":"Small","color":""},{"id":"l","name":"Large","color":""}])");
        act(CreateLabel{label, line("Bug"), {}}, m_world->owner);
        act(CreateField{size, line("Size"), CustomFieldType::Select, options, {}, {}}, m_world->owner);
        act(m_world->newTask(line("Sand"), other), m_world->owner);
        act(m_world->newTask(line("Paint"), task), m_world->member);
        act(MoveTask{task, m_world->done, {}, {}}, m_world->member);
        act(MoveTask{other, m_world->done, {}, task}, m_world->owner); // of another task
        act(AssignTask{task, m_world->member, true}, m_world->owner);
        act(LabelTask{task, label, true}, m_world->member);
        act(LabelTask{task, label, false}, m_world->owner);
        act(AddChecklist{list, task, line("Steps"), {}, {}}, m_world->member);
        act(AddChecklistItem{item, list, line("Sand it"), {}, {}, false}, m_world->member);
        act(CheckItem{item, true}, m_world->owner);
        act(RemoveChecklist{list}, m_world->member);
        act(AddComment{comment, task, line("Which\ncolour?"), {}, {}, 0, {}}, m_world->member);
        act(React{RowTarget::Comment, comment, line("👍"), true}, m_world->owner);
        act(Edit{EntityKind::Comment, comment, {{fieldIndex<&Comment::body>(), Value(line("Red?"))}}, {}},
            m_world->member);
        act(SetField{task, size, line("s")}, m_world->member);
        act(SetField{task, size, line("l")}, m_world->member);
        act(Edit{EntityKind::Task,
                 task,
                 {{fieldIndex<&Task::title>(), Value(line("Paint it"))},
                  {fieldIndex<&Task::dueDate>(), Value(line("2026-12-01"))}},
                 {}},
            m_world->owner);
        act(RelateTasks{other, task, RelationType::Blocks, true}, m_world->member);
        act(manyAtOnce(task, m_world->member), m_world->owner);
        QStringList expected{
            line("Olga Owner bulkDone | changed task “Paint it” priority: “none” → “high” | gone taskAssignee “Mia "
                 "Member” of “Paint it”"),
            line("Mia Member tasksRelated | new relation “Paint it” of “Sand”"),
            line("Olga Owner edited | changed task “Paint it” title: “Paint” → “Paint it” dueDate: “” → “2026-12-01”"),
            line("Mia Member fieldSet | changed customValue “Size” of “Paint it” value: “Small” → “Large”"),
            line("Mia Member fieldSet | new customValue “Size” of “Paint it”"),
            line("Mia Member edited | changed comment “Red?” of “Paint it” body: “Which\ncolour?” → “Red?”"),
            line("Olga Owner reacted | new reaction “👍” of “Paint it”"),
            line("Mia Member commentAdded | new comment “Red?” of “Paint it”"),
            line("Mia Member checklistRemoved | gone checklistItem “Sand it” of “Paint it” | gone checklist “Steps” of "
                 "“Paint it”"),
            line("Olga Owner checklistItemChecked | changed checklistItem “Sand it” of “Paint it” done: “false” → "
                 "“true”"),
            line("Mia Member checklistItemAdded | new checklistItem “Sand it” of “Paint it”"),
            line("Mia Member checklistAdded | new checklist “Steps” of “Paint it”"),
            line("Olga Owner taskLabelled | gone taskLabel “Bug” of “Paint it”"),
            line("Mia Member taskLabelled | new taskLabel “Bug” of “Paint it”"),
            line("Olga Owner taskAssigned | new taskAssignee “Mia Member” of “Paint it”"),
            line("Mia Member taskMoved | changed task “Paint it” columnId: “Backlog” → “Done”"),
            line("Mia Member taskCreated | new task “Paint it”"),
        };
        const QStringList actual = lines({.about = task});
        for (qsizetype i = 0; i < std::min(actual.size(), expected.size()); ++i)
            QCOMPARE(actual[i], expected[i]);
        QCOMPARE(actual.size(), expected.size());
    }

    void pagesFollowEachOtherWithoutGapsWhateverIsAskedFor_data() { addEngines(); }
    void pagesFollowEachOtherWithoutGapsWhateverIsAskedFor()
    {
        start();
        RandomWork work(*m_world, testSeed());
        std::map<qint64, EventPtr> events;
        for (int i = 0; i < 150; ++i) {
            m_storage->clock().advance(work.below(3) * 500);
            const QList<Entity> rows = m_storage->rows(m_world->project);
            const bool isServer = work.some(10);
            const Uuid actor = isServer ? systemActor() : work.some(2) ? m_world->owner : m_world->member;
            (void)m_storage->submit(m_world->project, isServer ? work.wishOfTheServer(rows) : work.wish(rows, actor),
                                    actor);
        }
        for (const EventPtr &event : m_storage->sink().events()) {
            if (event->stream == m_world->project)
                events[event->seq] = event;
        }
        const auto collect = [this](const ActivityFilter &filter, int max) {
            QList<qint64> seqs;
            for (qint64 before = 0;;) {
                const ActivityPage part = page(filter, before, max);
                for (const ActivityEntry &entry : part.entries)
                    seqs << entry.seq;
                if (part.next == 0)
                    return seqs;
                if (before != 0 && part.next >= before)
                    qFatal("the pages go in circles");
                before = part.next;
            }
        };
        const QList<qint64> all = collect({}, 100);
        QVERIFY(all.size() > 60);
        QVERIFY(std::is_sorted(all.rbegin(), all.rend()));
        for (const int max : {1, 7})
            QCOMPARE(collect({}, max), all);
        // Each filter is what is left of everything.
        const auto those = [&](const std::function<bool(const Event &)> &passes) {
            QList<qint64> seqs;
            for (const qint64 seq : all) {
                if (passes(*events.at(seq)))
                    seqs << seq;
            }
            return seqs;
        };
        const Uuid member = m_world->member;
        QCOMPARE(collect({.actor = member}, 3), those([&](const Event &event) { return event.actor == member; }));
        QCOMPARE(collect({.verb = line("taskCreated")}, 3),
                 those([](const Event &event) { return event.verb == u"taskCreated"; }));
        const qint64 from = events.begin()->second->at + 20'000;
        const qint64 until = from + 30'000;
        QCOMPARE(collect({.from = from, .until = until}, 4),
                 those([&](const Event &event) { return event.at >= from && event.at <= until; }));
        QCOMPARE(collect({.until = events.begin()->second->at - 1}, 4), QList<qint64>());
        // A task's history is in the stream's, and has everything that changed its row.
        for (const Entity &row : m_storage->rows(m_world->project)) {
            if (kindOf(row) != EntityKind::Task)
                continue;
            const QList<qint64> its = collect({.about = rowOf(row).id}, 5);
            for (const qint64 seq : its)
                QVERIFY(all.contains(seq));
            for (const qint64 seq : all) {
                const QList<Change> &changes = events.at(seq)->changes;
                const bool isChanged = std::any_of(changes.begin(), changes.end(), [&](const Change &change) {
                    const auto isTold = [&](const FieldValue &field) {
                        return field.field == fieldIndex<&Task::title>()
                            || field.field == fieldIndex<&Task::columnId>();
                    };
                    return change.id == rowOf(row).id
                        && std::any_of(change.fields.begin(), change.fields.end(), isTold);
                });
                QVERIFY(!isChanged || its.contains(seq));
            }
            const ActivityFilter mine{.about = rowOf(row).id, .actor = member};
            for (const qint64 seq : collect(mine, 2))
                QVERIFY(its.contains(seq) && events.at(seq)->actor == member);
        }
    }

    void whatKeepsItselfIsLeftOut_data() { addEngines(); }
    void whatKeepsItselfIsLeftOut()
    {
        start();
        const Uuid a = Uuid::v7();
        const Uuid b = Uuid::v7();
        act(m_world->newTask(line("A"), a), m_world->member);
        act(m_world->newTask(line("B"), b), m_world->member);
        const qint64 before = page({}).entries.first().seq;
        QVERIFY(act(MoveTask{b, m_world->backlog, {}, a}, m_world->member) > before); // only another order
        QVERIFY(act(RecordDay{QDate(2026, 11, 1), m_world->backlog, {}, 2, 0}, systemActor()) > before);
        QCOMPARE(page({}).entries.first().seq, before);
        const qint64 commented = act(AddComment{Uuid::v7(), a, line("Hm."), {}, {}, 0, {}}, m_world->member);
        const ActivityEntry entry = page({}).entries.first();
        QCOMPARE(entry.seq, commented);
        QCOMPARE(entry.rows.size(), 1); // not the task, whose counter went up
        for (const ActivityField &field : entry.rows.first().fields)
            QVERIFY(describe(EntityKind::Comment).fields[field.field].name != QByteArrayView("createdAt"));
    }

    void whoLeftAndWhatIsGoneKeepTheirNames_data() { addEngines(); }
    void whoLeftAndWhatIsGoneKeepTheirNames()
    {
        start();
        const Uuid task = Uuid::v7();
        act(m_world->newTask(line("Paint"), task), m_world->member);
        act(AssignTask{task, m_world->member, true}, m_world->member);
        act(TrashTask{task}, m_world->owner);
        act(PurgeTask{task}, systemActor());
        QVERIFY(m_storage->submit(m_world->workspace, RemoveMember{m_world->member}, m_world->owner).outcome);
        const QStringList all = lines({.about = task});
        QCOMPARE(all.size(), 4);
        QCOMPARE(all[0],
                 line("Task Master taskPurged | gone taskAssignee “Mia Member” of “Paint” | gone task “Paint”"));
        QVERIFY2(all[1].startsWith(line("Olga Owner taskTrashed | changed task “Paint” trashedAt: “” → “2026-")),
                 qPrintable(all[1]));
        QCOMPARE(all[2], line("Mia Member taskAssigned | new taskAssignee “Mia Member” of “Paint”"));
        QCOMPARE(all[3], line("Mia Member taskCreated | new task “Paint”"));
    }

    void aLongEventListsSomeRowsAndCountsTheRest_data() { addEngines(); }
    void aLongEventListsSomeRowsAndCountsTheRest()
    {
        start();
        Bulk many;
        std::vector<Uuid> tasks;
        for (int i = 0; i < 80; ++i) {
            tasks.push_back(Uuid::v7());
            many.commands.push_back({m_world->newTask(line("Task %1").arg(i), tasks.back())});
        }
        act(many, m_world->owner);
        const ActivityEntry entry = page({}).entries.first();
        QCOMPARE(entry.rows.size(), Activity::RowsMax);
        QCOMPARE(entry.moreRows, 80 - Activity::RowsMax);
        // Also the last of them has the event in its history, and nothing else of it.
        const ActivityPage last = page({.about = tasks.back()});
        QCOMPARE(last.entries.size(), 1);
        QCOMPARE(told(last.entries.first()), line("Olga Owner bulkDone | new task “Task 79”"));
    }

    void aConflictIsReadInWordsAndPutBack_data() { addEngines(); }
    void aConflictIsReadInWordsAndPutBack()
    {
        start();
        const Uuid task = Uuid::v7();
        const Uuid comment = Uuid::v7();
        act(m_world->newTask(line("Paint"), task), m_world->member);
        act(AddComment{comment, task, line("Red?"), {}, {}, 0, {}}, m_world->member);
        const auto title = [&](const char *text, const char *seen) {
            return Edit{EntityKind::Task,
                        task,
                        {{fieldIndex<&Task::title>(), Value(line(text))}},
                        {{fieldIndex<&Task::title>(), Value(line(seen))}}};
        };
        act(title("Paint it", "Paint"), m_world->owner);
        act(title("Paint them", "Paint"), m_world->member); // had not seen that
        act(Edit{EntityKind::Comment,
                 comment,
                 {{fieldIndex<&Comment::body>(), Value(line("Blue."))}},
                 {{fieldIndex<&Comment::body>(), Value(line("another hash"))}}},
            m_world->owner);
        const Command moved{Uuid::v7(), m_world->project, MoveTask{task, m_world->done, {}, {}}};
        QVERIFY(m_storage->submit(moved, m_world->member).outcome);
        const Uuid doing = Uuid::v7();
        act(CreateColumn{doing, line("Doing"), ColumnType::Started, 0, {}, {}}, m_world->owner);
        act(MoveTask{task, doing, {}, {}}, m_world->owner);
        act(Undo{moved.commandId}, m_world->member);
        act(m_world->newTask(line("Another"), Uuid::v7()), m_world->member);

        const auto all = ConflictRows::read(*m_database, m_world->project, task);
        QVERIFY(all);
        QStringList told;
        for (const ConflictInWords &words : *all)
            told << QStringLiteral("%1.%2 of “%3”: “%4”, was “%5”; %6")
                        .arg(words.conflict.entity, words.conflict.field, words.rowName, words.currentText,
                             words.losingText, words.winnerName);
        QCOMPARE(told,
                 (QStringList{line("task.columnId of “Paint them”: “Doing”, was “Backlog”; "),
                              line("comment.body of “Blue.”: “Blue.”, was “Red?”; Olga Owner"),
                              line("task.title of “Paint them”: “Paint them”, was “Paint it”; Mia Member")}));
        QVERIFY(ConflictRows::read(*m_database, m_world->project, Uuid::v7())->isEmpty());

        for (const ConflictInWords &words : *all) {
            const Entity current = currentOf(words.conflict);
            const auto both = ConflictCommands::restoringAndDismissing(words.conflict, current);
            QVERIFY(both);
            act(*both, m_world->owner);
        }
        QVERIFY(ConflictRows::read(*m_database, m_world->project)->isEmpty());
        const auto now = std::get<Task>(*(*Read::row(*m_database, m_world->project, EntityKind::Task, task)));
        QCOMPARE(now.title, line("Paint it"));
        QCOMPARE(now.columnId, m_world->backlog);
        const auto said = std::get<Comment>(*(*Read::row(*m_database, m_world->project, EntityKind::Comment, comment)));
        QCOMPARE(said.body, line("Red?"));
    }

    void aValueThatIsLongerThanMostFieldsLosesWhole_data() { addEngines(); }
    void aValueThatIsLongerThanMostFieldsLosesWhole()
    {
        start();
        const Uuid id = Uuid::v7();
        QString body = line("{\"task\":{\"title\":\"T\",\"description\":\"");
        body += QString(30'000, u'x') + line("\"}}");
        body += QString(static_cast<qsizetype>(Limits::TemplateMax) - body.size(), u' ');
        const auto must = [this](const CommandArgs &args) {
            const auto answer = m_storage->submit(m_world->workspace, args, m_world->owner);
            QVERIFY2(answer.outcome, answer.outcome ? "" : qPrintable(answer.outcome.error().message));
        };
        must(CreateTemplate{id, line("Long"), TemplateKind::Task, body});
        must(Edit{EntityKind::Template,
                  id,
                  {{fieldIndex<&Template::body>(), Value(line("{\"task\":{\"title\":\"T\"}}"))}},
                  {{fieldIndex<&Template::body>(), Value(line("another hash"))}}});
        const auto conflicts = ConflictRows::read(*m_database, m_world->workspace);
        QCOMPARE(conflicts->size(), 1);
        QCOMPARE(conflicts->first().conflict.losingValue, body);
        const auto log = m_storage->logAfter(m_world->workspace, 0);
        QVERIFY2(log, log ? "" : qPrintable(log.error().message));
    }

    void chartsReadWhatWasCountedAndWhatIsNow_data() { addEngines(); }
    void chartsReadWhatWasCountedAndWhatIsNow()
    {
        start();
        const Uuid cycle = Uuid::v7();
        act(CreateCycle{cycle, line("Sprint"), {}, {}, {}}, m_world->owner);
        for (int day = 1; day <= 3; ++day) {
            act(RecordDay{QDate(2026, 11, day), m_world->backlog, {}, day, 2 * day}, systemActor());
            act(RecordDay{QDate(2026, 11, day), m_world->backlog, cycle, day, day}, systemActor());
        }
        const auto counted =
            ChartRows::counted(*m_database, m_world->project, {QDate(2026, 11, 2), QDate(2026, 11, 3)});
        QVERIFY(counted);
        QCOMPARE(counted->size(), 4);
        const auto ofCycle = ChartRows::countedOf(*m_database, m_world->project, cycle);
        QCOMPARE(ofCycle->size(), 3);
        for (int i = 0; i < 5; ++i) {
            CreateTask task = std::get<CreateTask>(m_world->newTask(line("%1").arg(i)));
            task.estimate = i;
            task.cycleId = i % 2 == 0 ? cycle : Uuid{};
            task.columnId = i == 4 ? m_world->done : m_world->backlog;
            act(task, m_world->member);
            if (i == 3)
                act(TrashTask{task.taskId}, m_world->member);
        }
        const auto find = [this](const QList<DayCount> &counts, const Uuid &column) {
            for (const DayCount &count : counts) {
                if (count.columnId == column)
                    return std::pair(count.tasks, count.points);
            }
            return std::pair(qint64(-1), qint64(-1));
        };
        const QDate today(2026, 11, 24);
        const auto now = ChartRows::now(*m_database, m_world->project, today);
        QCOMPARE(now->size(), 2);
        QCOMPARE(find(*now, m_world->backlog), std::pair(qint64(3), qint64(3)));
        QCOMPARE(find(*now, m_world->done), std::pair(qint64(1), qint64(4)));
        QVERIFY(now->first().date == today && now->first().cycleId.isNull());
        const auto nowOfCycle = ChartRows::now(*m_database, m_world->project, today, cycle);
        QCOMPARE(find(*nowOfCycle, m_world->backlog), std::pair(qint64(2), qint64(2)));
        QCOMPARE(find(*nowOfCycle, m_world->done), std::pair(qint64(1), qint64(4)));
        QVERIFY(nowOfCycle->first().cycleId == cycle);
    }

private:
    Entity currentOf(const Conflict &conflict)
    {
        return *(*Read::row(*m_database, m_world->project, *entityKindFromName(conflict.entity), conflict.entityId));
    }
    /// Three changes in one event, one of them of nothing to do with the task.
    static CommandArgs manyAtOnce(const Uuid &task, const Uuid &member)
    {
        Bulk bulk;
        bulk.commands.push_back(
            {Edit{EntityKind::Task, task, {{fieldIndex<&Task::priority>(), Value(line("high"))}}, {}}});
        bulk.commands.push_back({CreateLabel{Uuid::v7(), line("New"), {}}});
        bulk.commands.push_back({AssignTask{task, member, false}});
        return bulk;
    }
};

QTEST_GUILESS_MAIN(ActivityContract)
#include "tst_activity.moc"
