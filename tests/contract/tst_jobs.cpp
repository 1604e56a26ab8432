// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/jobs/DueWork.h"
#include "server/jobs/Reactions.h"
#include "shared/model/Mentions.h"
#include "tests/contract/StorageFixture.h"
#include "tests/support/PostgresFixture.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

constexpr qint64 HourMs = 60LL * 60 * 1000;
constexpr qint64 DayMs = 24 * HourMs;

qint64 at(const char *text)
{
    return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toMSecsSinceEpoch();
}

Value text(const char *value)
{
    return QString::fromLatin1(value);
}

} // namespace

/**
 * What follows by itself, from events and from the clock, on both databases: the inbox, the next recurring task, a
 * closed cycle, a task that goes to another project, reminders, the trash, the counters of a day. Each is done once,
 * also when the job was killed in between and begins again.
 */
class JobsContract : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StorageFixture> m_storage;
    std::unique_ptr<World> m_world;
    std::unique_ptr<Reactions> m_reactions;
    StreamId m_other;

    void addEngines()
    {
        QTest::addColumn<int>("dialect");
        QTest::newRow("sqlite") << 0;
        QTest::newRow("postgres") << 1;
    }
    template <class E> QList<E> rows(const StreamId &stream)
    {
        QList<E> found;
        for (const Entity &row : m_storage->rows(stream)) {
            if (const E *wanted = std::get_if<E>(&row))
                found.append(*wanted);
        }
        return found;
    }
    template <class E> E row(const StreamId &stream, const Uuid &id)
    {
        for (const E &row : rows<E>(stream)) {
            if (row.id == id)
                return row;
        }
        return {};
    }
    void must(const StreamId &stream, const CommandArgs &args, const Uuid &actor)
    {
        const auto answer = m_storage->submit(stream, args, actor);
        QVERIFY2(answer.outcome, answer.outcome ? "" : qPrintable(answer.outcome.error().message));
    }
    StreamId inboxOf(const Uuid &user) const { return StreamId::ofPerson(m_world->workspace.workspace, user); }
    QStringList inbox(const Uuid &user)
    {
        QStringList lines;
        for (const Notification &row : rows<Notification>(inboxOf(user)))
            lines << QString::fromLatin1(ChoiceNames<NotificationKind>::names[static_cast<int>(row.kind)]) + u' '
                    + row.text;
        lines.sort();
        return lines;
    }
    void react()
    {
        m_reactions = std::make_unique<Reactions>(
            Reactions::Options{m_storage->settings(), std::chrono::milliseconds(10), std::chrono::milliseconds(10)},
            m_storage->epoch(), m_storage->lanes(), m_storage->metrics());
        m_reactions->start();
    }
    /// Until nothing is left to react to; a killed job's cursor is where it was.
    void settle()
    {
        if (!m_reactions)
            react();
        auto database = Database::open(m_storage->settings(), Database::Use::Read);
        QVERIFY(database);
        QTRY_VERIFY(Read::laggingStreams(**database, 1000)->isEmpty());
    }
    Uuid newTask(const char *title, const std::vector<std::pair<const char *, Value>> &fields = {})
    {
        const Uuid id = Uuid::v7();
        must(m_world->project, m_world->newTask(QString::fromLatin1(title), id), m_world->owner);
        if (!fields.empty()) {
            Edit edit{EntityKind::Task, id, {}, {}};
            for (const auto &[name, value] : fields)
                edit.fields.append(
                    {static_cast<quint8>(describe(EntityKind::Task).indexOf(QString::fromLatin1(name))), value});
            must(m_world->project, edit, m_world->owner);
        }
        return id;
    }
    DueWork dueWork()
    {
        return {{m_storage->settings()}, m_storage->lanes(), m_storage->clock(), m_storage->metrics()};
    }
    void look(DueWork &work)
    {
        auto database = Database::open(m_storage->settings(), Database::Use::Read);
        QVERIFY(database);
        const auto done = work.look(**database);
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    }

private Q_SLOTS:
    void initTestCase_data() { addEngines(); }
    void init()
    {
        QFETCH_GLOBAL(int, dialect);
        m_folder = std::make_unique<QTemporaryDir>();
        const QString url = dialect == 0 ? m_folder->filePath(QStringLiteral("taskmaster.db"))
                                         : PostgresFixture::shared().createDatabase();
        m_storage = std::make_unique<StorageFixture>(*DatabaseSettings::fromUrl(url), Switches());
        m_world = std::make_unique<World>(*m_storage);
        m_other = StreamId::ofProject(m_world->workspace.workspace, Uuid::v7());
    }
    void cleanup()
    {
        m_reactions.reset();
        m_world.reset();
        m_storage.reset();
        m_folder.reset();
    }

    void whoIsAssignedHearsOfItAndWhoAssignsThemselvesDoesNot()
    {
        const Uuid task = newTask("Paint");
        must(m_world->project, AssignTask{task, m_world->member, true}, m_world->owner);
        must(m_world->project, AssignTask{task, m_world->owner, true}, m_world->owner);
        settle();
        QCOMPARE(inbox(m_world->member), QStringList{QStringLiteral("assigned Paint")});
        QCOMPARE(inbox(m_world->owner), QStringList{});
        const auto row = rows<Notification>(inboxOf(m_world->member)).first();
        QCOMPARE(row.actorName, QStringLiteral("Olga Owner"));
        QCOMPARE(row.taskId, task);
        QCOMPARE(row.projectId, m_world->project.scope);
    }

    void aMentionIsNearerThanAComment()
    {
        const Uuid task = newTask("Paint");
        must(m_world->project, AssignTask{task, m_world->member, true}, m_world->owner);
        must(m_world->project,
             AddComment{Uuid::v7(),
                        task,
                        mentionOf(QStringLiteral("Mia"), m_world->member) + QStringLiteral(" which red?"),
                        {},
                        {},
                        0,
                        {}},
             m_world->owner);
        must(m_world->project, AddComment{Uuid::v7(), task, QStringLiteral("The dark one."), {}, {}, 0, {}},
             m_world->member);
        settle();
        const QStringList told = inbox(m_world->member);
        QCOMPARE(told.size(), 2);
        QVERIFY2(told[1].startsWith(u"mentioned Paint: @[Mia]"), qPrintable(told[1]));
        QCOMPARE(inbox(m_world->owner), QStringList{QStringLiteral("commented Paint: The dark one.")});
    }

    void nobodyHearsOfWhatAnImportDoes()
    {
        const Uuid task = newTask("Paint");
        must(m_world->project, AssignTask{task, m_world->member, true}, systemActor());
        must(m_world->project,
             AddComment{Uuid::v7(), task, mentionOf(QStringLiteral("Mia"), m_world->member), {}, {}, 0, {}},
             systemActor());
        settle();
        QCOMPARE(inbox(m_world->member), QStringList{});
        QCOMPARE(inbox(m_world->owner), QStringList{});
    }

    void nobodyHearsOfWhatTheyMayNotRead()
    {
        const Uuid stranger = Uuid::v7();
        must(StreamId::ofUser(stranger),
             CreateUser{QStringLiteral("s-%1@example.org").arg(stranger.toString()), QStringLiteral("Sid")},
             systemActor());
        const Uuid task = newTask("Paint");
        must(m_world->project, AddComment{Uuid::v7(), task, mentionOf(QStringLiteral("Sid"), stranger), {}, {}, 0, {}},
             m_world->owner);
        settle();
        QCOMPARE(inbox(stranger), QStringList{});
    }

    void whoWatchesHearsThatItIsDone()
    {
        const Uuid task = newTask("Paint");
        must(m_world->project, WatchTask{task, true, {}}, m_world->member);
        must(m_world->project, MoveTask{task, m_world->done, {}, {}}, m_world->owner);
        settle();
        QCOMPARE(inbox(m_world->member), QStringList{QStringLiteral("watched Paint: done")});
    }

    void aKilledJobTellsOnceAllTheSame()
    {
        const Uuid task = newTask("Paint");
        must(m_world->project, AssignTask{task, m_world->member, true}, m_world->owner);
        settle();
        m_reactions.reset();
        // As after a kill: the cursors are behind what was done.
        std::promise<Result<void>> promise;
        m_storage->lanes().run(
            [](Database &database) -> Result<void> {
                auto query = database.run(QStringLiteral("UPDATE stream_head SET reacted_seq = 0"));
                return query ? Result<void>() : Result<void>(query.error());
            },
            [&promise](const Result<void> &done) { promise.set_value(done); });
        QVERIFY(promise.get_future().get());
        settle();
        QCOMPARE(inbox(m_world->member), QStringList{QStringLiteral("assigned Paint")});
        QCOMPARE(rows<Task>(m_world->project).size(), 1);
    }

    void aRecurringTaskComesAgainWithItsTimeOnTheNextDay()
    {
        // Across the end of summer time in Vienna: nine in the morning stays nine in the morning.
        const qint64 nine = at("2026-10-24T07:00:00Z");
        const Uuid task = newTask("Water", {{"dueDate", text("2026-10-24")}, {"dueAt", Value(nine)}});
        must(m_world->project,
             SetRecurrence{task, QStringLiteral("FREQ=DAILY;COUNT=3"), RecurFrom::Due, QStringLiteral("Europe/Vienna")},
             m_world->owner);
        must(m_world->project, MoveTask{task, m_world->done, {}, {}}, m_world->owner);
        settle();
        QList<Task> tasks = rows<Task>(m_world->project);
        QCOMPARE(tasks.size(), 2);
        const Task next = tasks[0].id == task ? tasks[1] : tasks[0];
        QCOMPARE(next.dueDate, QDate(2026, 10, 25));
        QCOMPARE(next.dueAt, at("2026-10-25T08:00:00Z"));
        QCOMPARE(next.completedAt, 0);
        const auto recurrence = rows<TaskMaster::Recurrence>(m_world->project);
        QCOMPARE(recurrence.size(), 1);
        QCOMPARE(recurrence.first().taskId, next.id);
        QCOMPARE(recurrence.first().rule, QStringLiteral("FREQ=DAILY;COUNT=2"));
    }

    void whatWasNotDoneIsCarriedToTheNextCycle()
    {
        const Uuid now = Uuid::v7();
        const Uuid next = Uuid::v7();
        for (const Uuid &cycle : {now, next})
            must(m_world->project, CreateCycle{cycle, QStringLiteral("Cycle"), {}, {}, {}}, m_world->owner);
        const Uuid open = newTask("Open", {{"cycleId", Value(now)}});
        const Uuid done = newTask("Done", {{"cycleId", Value(now)}});
        must(m_world->project, MoveTask{done, m_world->done, {}, {}}, m_world->owner);
        must(m_world->project, CloseCycle{now, next}, m_world->owner);
        settle();
        QCOMPARE(row<Task>(m_world->project, open).cycleId, next);
        QCOMPARE(row<Task>(m_world->project, done).cycleId, now);
    }

    void tasksFollowTheTypeOfTheirColumn()
    {
        const Uuid column = Uuid::v7();
        must(m_world->project, CreateColumn{column, QStringLiteral("Review"), ColumnType::Started, 0, {}, {}},
             m_world->owner);
        const Uuid whole = newTask("Whole");
        QList<Uuid> parts;
        for (int i = 0; i < 3; ++i) {
            parts.append(newTask("Part"));
            must(m_world->project, MoveTask{parts.last(), column, {}, {}}, m_world->owner);
            must(m_world->project, SetParent{parts.last(), whole}, m_world->owner);
        }
        must(m_world->project, TrashTask{parts[2]}, m_world->owner);
        const auto becomes = [&](const char *type) {
            must(
                m_world->project,
                Edit{EntityKind::Column, column, {{fieldIndex<&Column::type>(), Value(QString::fromLatin1(type))}}, {}},
                m_world->owner);
            settle();
        };
        becomes("done");
        for (const Uuid &part : parts)
            QVERIFY(row<Task>(m_world->project, part).completedAt != 0);
        QCOMPARE(row<Task>(m_world->project, whole).childDoneCount, 2);
        becomes("cancelled");
        QVERIFY(row<Task>(m_world->project, parts[0]).cancelledAt != 0);
        QCOMPARE(row<Task>(m_world->project, parts[0]).completedAt, 0);
        becomes("unstarted");
        const Task waiting = row<Task>(m_world->project, parts[0]);
        QVERIFY(waiting.isOpen() && waiting.startedAt == 0);
        QCOMPARE(row<Task>(m_world->project, whole).childDoneCount, 0);
        must(m_world->project, RestoreTask{parts[2]}, m_world->owner);
        QVERIFY(row<Task>(m_world->project, parts[2]).isOpen());
    }

    void aTaskGoesToAnotherProjectWithAllThatBelongsToIt()
    {
        must(m_other, CreateProject{QStringLiteral("Web"), QStringLiteral("WEB"), {}, false}, m_world->owner);
        const Uuid red = Uuid::v7();
        const Uuid redThere = Uuid::v7();
        must(m_world->project, CreateLabel{red, QStringLiteral("Red"), {}}, m_world->owner);
        must(m_other, CreateLabel{redThere, QStringLiteral("red"), {}}, m_world->owner);
        const Uuid task = newTask("Paint");
        const Uuid part = newTask("Sand");
        const Uuid list = Uuid::v7();
        must(m_world->project, SetParent{part, task}, m_world->owner);
        must(m_world->project, LabelTask{task, red, true}, m_world->owner);
        must(m_world->project, AssignTask{task, m_world->member, true}, m_world->owner);
        must(m_world->project, AddComment{Uuid::v7(), task, QStringLiteral("Which red?"), {}, {}, 0, {}},
             m_world->member);
        must(m_world->project, AddChecklist{list, task, QStringLiteral("Steps"), {}, {}}, m_world->owner);
        must(m_world->project, AddChecklistItem{Uuid::v7(), list, QStringLiteral("Mop"), {}, {}, true}, m_world->owner);
        must(m_world->project, MoveTaskToProject{task, m_other.scope, {}}, m_world->owner);
        settle();
        const Uuid there = row<Task>(m_world->project, task).movedToId;
        QVERIFY(!there.isNull());
        const Task moved = row<Task>(m_other, there);
        QCOMPARE(moved.title, QStringLiteral("Paint"));
        QCOMPARE(moved.number, 1);
        QCOMPARE(moved.childCount, 1);
        QCOMPARE(moved.commentCount, 1);
        QCOMPARE(moved.checkDoneCount, 1);
        const Task child = row<Task>(m_other, row<Task>(m_world->project, part).movedToId);
        QCOMPARE(child.parentId, there);
        QCOMPARE(child.number, 2);
        QCOMPARE(rows<TaskLabel>(m_other).first().labelId, redThere);
        QCOMPARE(rows<TaskAssignee>(m_other).first().userId, m_world->member);
        const Comment said = rows<Comment>(m_other).first();
        QCOMPARE(said.body, QStringLiteral("Which red?"));
        QCOMPARE(said.authorName, QStringLiteral("Mia Member"));
        QCOMPARE(rows<ChecklistItem>(m_other).first().checklistId, rows<Checklist>(m_other).first().id);
        const Redirect redirect = row<Redirect>(m_world->project, task);
        QCOMPARE(redirect.toTaskId, there);
        QCOMPARE(redirect.number, 1);
    }

    void aTaskThatIsNotLetInComesBack()
    {
        must(m_other, CreateProject{QStringLiteral("Web"), QStringLiteral("WEB"), {}, false}, m_world->owner);
        must(m_other, ArchiveProject{true}, m_world->owner);
        const Uuid task = newTask("Paint");
        must(m_world->project, MoveTaskToProject{task, m_other.scope, {}}, m_world->owner);
        settle();
        const Task back = row<Task>(m_world->project, task);
        QCOMPARE(back.trashedAt, 0);
        QVERIFY(back.movedToId.isNull());
        QVERIFY(rows<Redirect>(m_world->project).isEmpty());
        QVERIFY(rows<Task>(m_other).isEmpty());
    }

    void remindersFireWhenTheirTimeHasComeAndOnce()
    {
        const qint64 now = m_storage->clock().nowMs();
        const Uuid task =
            newTask("Paint", {{"dueDate", text("2026-09-30")}, {"dueAt", Value(at("2026-09-30T12:00:00Z"))}});
        const Uuid fixed = Uuid::v7();
        const Uuid relative = Uuid::v7();
        const StreamId mine = inboxOf(m_world->member);
        must(mine, AddReminder{fixed, m_world->project.scope, task, now + HourMs, 0, {}}, m_world->member);
        must(mine, AddReminder{relative, m_world->project.scope, task, 0, 30, QStringLiteral("Buy red")},
             m_world->member);
        DueWork work = dueWork();
        look(work);
        QCOMPARE(inbox(m_world->member), QStringList{});
        m_storage->clock().advance(HourMs);
        look(work);
        look(work);
        QCOMPARE(inbox(m_world->member), QStringList{QStringLiteral("reminder Paint")});
        m_storage->clock().set(at("2026-09-30T11:29:59Z"));
        look(work);
        QCOMPARE(inbox(m_world->member).size(), 1);
        m_storage->clock().set(at("2026-09-30T11:30:00Z"));
        DueWork another = dueWork(); // the one before was killed
        look(another);
        QCOMPARE(inbox(m_world->member),
                 QStringList({QStringLiteral("reminder Buy red"), QStringLiteral("reminder Paint")}));
    }

    void whatIsDueIsToldInTheMorningOfTheirOwnDay()
    {
        const auto zone = static_cast<quint8>(describe(EntityKind::User).indexOf(u"timeZone"));
        must(StreamId::ofUser(m_world->member),
             Edit{EntityKind::User, m_world->member, {{zone, text("America/New_York")}}, {}}, m_world->member);
        const Uuid task = newTask("Paint", {{"dueDate", text("2026-09-30")}});
        must(m_world->project, AssignTask{task, m_world->member, true}, m_world->member);
        must(m_world->project, AssignTask{task, m_world->owner, true}, m_world->owner);
        DueWork work = dueWork();
        m_storage->clock().set(at("2026-09-30T08:00:00Z"));
        look(work);
        QCOMPARE(inbox(m_world->owner), QStringList{QStringLiteral("due Paint")});
        QCOMPARE(inbox(m_world->member), QStringList{});
        m_storage->clock().set(at("2026-09-30T12:00:00Z")); // eight in New York
        look(work);
        DueWork another = dueWork();
        look(another);
        QCOMPARE(inbox(m_world->member), QStringList{QStringLiteral("due Paint")});
        QCOMPARE(inbox(m_world->owner), QStringList{QStringLiteral("due Paint")});
    }

    void theTrashIsEmptiedAfterThirtyDays()
    {
        const Uuid old = newTask("Old");
        must(m_world->project, AddComment{Uuid::v7(), old, QStringLiteral("Why?"), {}, {}, 0, {}}, m_world->owner);
        must(m_world->project, TrashTask{old}, m_world->owner);
        m_storage->clock().advance(29 * DayMs);
        const Uuid young = newTask("Young");
        must(m_world->project, TrashTask{young}, m_world->owner);
        DueWork work = dueWork();
        look(work);
        QCOMPARE(rows<Task>(m_world->project).size(), 2);
        m_storage->clock().advance(DayMs + HourMs);
        look(work);
        const auto left = rows<Task>(m_world->project);
        QCOMPARE(left.size(), 1);
        QCOMPARE(left.first().id, young);
        QVERIFY(rows<Comment>(m_world->project).isEmpty());
    }

    void aDayIsCountedOnce()
    {
        m_storage->clock().set(at("2026-10-02T00:00:05Z"));
        const Uuid task = newTask("Paint", {{"estimate", Value(qint64(3))}});
        newTask("Sand");
        must(m_world->project, MoveTask{task, m_world->done, {}, {}}, m_world->owner);
        DueWork work = dueWork();
        look(work);
        DueWork another = dueWork();
        look(another);
        const auto counts = rows<DayCount>(m_world->project);
        QCOMPARE(counts.size(), 2);
        for (const DayCount &count : counts) {
            QCOMPARE(count.date, QDate(2026, 10, 1));
            QCOMPARE(count.tasks, 1);
            QCOMPARE(count.points, count.columnId == m_world->done ? 3 : 0);
        }
    }
};

QTEST_GUILESS_MAIN(JobsContract)
#include "tst_jobs.moc"
