// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/LogRange.h"
#include "tests/contract/RandomWork.h"
#include "tests/contract/RowLedger.h"
#include "tests/support/PostgresFixture.h"
#include "tests/support/Seed.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

/**
 * Undo through storage, on both databases: what two people did in random ways is taken back, at once, later, in any
 * order, after a restart, and done again. Where nobody interfered everything is as before; where somebody did, their
 * work stays and what was not restored is named. No counter drifts and nothing is left hanging in the air.
 */
class UndoContract : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StorageFixture> m_storage;
    std::unique_ptr<World> m_world;

    struct Done {
        Uuid actor;
        Uuid commandId;
        qint64 seq = 0;
    };

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
        m_world = std::make_unique<World>(*m_storage);
    }
    void restart()
    {
        m_storage->stop();
        m_storage->start();
    }
    QList<Entity> rows() { return m_storage->rows(m_world->project); }
    RowLedger ledger() { return RowLedger(rows()); }

    /// The command as the log has it; nothing if it was refused or changed nothing.
    std::optional<Done> act(const CommandArgs &args, const Uuid &actor)
    {
        const Command command{Uuid::v7(), m_world->project, args};
        const CommandAnswer answer = m_storage->submit(command, actor);
        if (!answer.outcome || answer.outcome->isEmpty())
            return {};
        return Done{actor, command.commandId, answer.outcome->first().seq};
    }
    std::optional<Done> undo(const Done &done) { return act(Undo{done.commandId}, done.actor); }
    void mustUndo(const Done &done)
    {
        const auto answer = m_storage->submit(m_world->project, Undo{done.commandId}, done.actor);
        QVERIFY2(answer.outcome, answer.outcome ? "" : qPrintable(answer.outcome.error().message));
    }

    /// What an event changed, and what was there before.
    struct Logged {
        QString verb;
        QList<Change> changes;
        QList<Change> before;
    };
    Logged logged(qint64 seq)
    {
        auto database = Database::open(m_storage->settings(), Database::Use::Read);
        Logged event;
        const LogRange::Stretch stretch{m_world->project, seq - 1, seq};
        const auto read = [&](LogRange::Side side, QList<Change> &into) {
            const auto ok = LogRange::walk(**database, stretch, side, LogRange::Order::OldestFirst,
                                           [&into](const LoggedChanges &found) -> Result<void> {
                                               into = found.changes;
                                               return {};
                                           });
            if (!ok)
                qFatal("%s", qPrintable(ok.error().message));
        };
        read(LogRange::Side::Changes, event.changes);
        read(LogRange::Side::OldValues, event.before);
        event.verb = m_storage->logAfter(m_world->project, seq - 1, 1)->events.first()->verb;
        return event;
    }

    /// A row that undoing its creation puts away instead of deleting.
    static bool isPutAway(const Entity &row)
    {
        return std::visit(
            []<class E>(const E &entity) {
                if constexpr (std::is_same_v<E, Task>)
                    return entity.trashedAt != 0;
                else if constexpr (std::is_same_v<E, Cycle>)
                    return entity.closedAt != 0;
                else if constexpr (requires { entity.archivedAt; })
                    return entity.archivedAt != 0;
                else
                    return false;
            },
            row);
    }
    /// What differs between the rows as they were and as they are again. What was put away may be more.
    static QStringList differences(const RowLedger &expected, const RowLedger &actual)
    {
        QStringList found;
        for (const auto &[key, row] : expected.rows()) {
            const Entity *now = actual.find(key.first, key.second);
            if (!now)
                found << QStringLiteral("a %1 is missing").arg(QLatin1StringView(describe(key.first).name));
            else
                found += RowLedger::differences(row, *now, Kept);
        }
        for (const auto &[key, row] : actual.rows()) {
            if (!expected.find(key.first, key.second) && !isPutAway(row))
                found << QStringLiteral("a %1 too many").arg(QLatin1StringView(describe(key.first).name));
        }
        return found;
    }

    /// Is there a conflict row that names the field?
    static bool isNamed(const RowLedger &rows, EntityKind kind, const Uuid &id, const QString &field)
    {
        const auto conflicts = rows.all<Conflict>();
        return std::any_of(conflicts.begin(), conflicts.end(), [&](const Conflict *conflict) {
            return conflict->entity == QLatin1StringView(describe(kind).name) && conflict->entityId == id
                && conflict->field == field;
        });
    }
    /// A card that left an archived column is not hidden there again: the one thing that stays though nobody
    /// interfered.
    static bool wasInAnArchivedColumn(const RowLedger &before, const RowLedger &after)
    {
        const auto tasks = before.all<Task>();
        return std::any_of(tasks.begin(), tasks.end(), [&](const Task *task) {
            const auto *column = before.find<Column>(task->columnId);
            return column && column->archivedAt != 0
                && isNamed(after, EntityKind::Task, task->id, QStringLiteral("columnId"));
        });
    }
    static bool isPlace(EntityKind kind, const QString &field)
    {
        static const QStringList place{QStringLiteral("columnId"), QStringLiteral("rank"), QStringLiteral("startedAt"),
                                       QStringLiteral("completedAt"), QStringLiteral("cancelledAt")};
        return kind == EntityKind::Task && place.contains(field);
    }

    /// One field of an undone event: it is again what it was, or it stays because somebody changed it, and is named.
    static QString judgeField(const Change &change, const FieldValue &old, const RowLedger &before,
                              const RowLedger &after)
    {
        const FieldDescription &field = describe(change.entity).fields[old.field];
        const QString name = QString::fromLatin1(field.name);
        if (field.has(TaskMaster::Counter) || field.has(Kept) || isPlace(change.entity, name))
            return {};
        const Entity *was = before.find(change.entity, change.id);
        const Entity *is = after.find(change.entity, change.id);
        if (!was || !is)
            return was == is ? QString() : QStringLiteral("a row came or went");
        const auto made = std::find_if(change.fields.begin(), change.fields.end(),
                                       [&old](const FieldValue &value) { return value.field == old.field; });
        const Value then = readField(*was, old.field);
        const Value now = readField(*is, old.field);
        const bool isTouched = then != made->value;
        if (isTouched && now != then)
            return QStringLiteral("%1: what somebody else wrote is gone").arg(name);
        if (now != old.value && !isNamed(after, change.entity, change.id, name))
            return QStringLiteral("%1: “%2” came neither back nor into a conflict").arg(name, textOf(old.value));
        return {};
    }
    static QStringList judge(const Logged &event, const RowLedger &before, const RowLedger &after)
    {
        QStringList wrong;
        std::set<RowLedger::Key> touched;
        for (qsizetype i = 0; i < event.changes.size(); ++i) {
            const Change &change = event.changes[i];
            touched.insert({change.entity, change.id});
            const Entity *was = before.find(change.entity, change.id);
            const Entity *is = after.find(change.entity, change.id);
            switch (change.op) {
            case ChangeOp::Put:
                for (const FieldValue &old : event.before[i].fields)
                    wrong << judgeField(change, old, before, after);
                break;
            case ChangeOp::Create:
                if (is && !isPutAway(*is) && change.entity != EntityKind::Conflict) {
                    const auto conflicts = after.all<Conflict>();
                    const bool named = std::any_of(conflicts.begin(), conflicts.end(), [&](const Conflict *conflict) {
                        return conflict->entityId == change.id;
                    });
                    if (!named)
                        wrong << QStringLiteral("a new %1 stays and is not named")
                                     .arg(QLatin1StringView(describe(change.entity).name));
                }
                break;
            case ChangeOp::Delete:
                if (was && (!is || !RowLedger::differences(*was, *is, TaskMaster::Counter).isEmpty()))
                    wrong << QStringLiteral("a row that came back by itself was changed");
                break;
            }
        }
        for (const auto &[key, row] : before.rows()) {
            const Entity *is = after.find(key.first, key.second);
            if (touched.contains(key) || key.first == EntityKind::Reaction)
                continue;
            if (!is || !RowLedger::differences(row, *is, TaskMaster::Counter).isEmpty())
                wrong << QStringLiteral("a %1 that had nothing to do with it changed")
                             .arg(QLatin1StringView(describe(key.first).name));
        }
        wrong.removeAll(QString());
        return wrong;
    }

private Q_SLOTS:
    void cleanup()
    {
        m_world.reset();
        m_storage.reset();
        m_folder.reset();
    }

    void whatIsUndoneAtOnceIsAsBeforeAndDoneAgainAsAfter_data() { addEngines(); }
    void whatIsUndoneAtOnceIsAsBeforeAndDoneAgainAsAfter()
    {
        start();
        RandomWork work(*m_world, testSeed());
        std::map<QString, int> undone;
        // Rows have random ids, so which wishes are granted is not decided by the seed alone.
        for (int i = 0; i < 400 || (undone.size() <= 35 && i < 2000); ++i) {
            m_storage->clock().advance(1000);
            const QList<Entity> now = rows();
            const RowLedger before(now);
            const Uuid actor = work.some(2) ? m_world->owner : m_world->member;
            const CommandArgs wish = work.wish(now, actor);
            const QString name = QString::fromLatin1(describeCommand(wish).name);
            const auto done = act(wish, actor);
            if (!done)
                continue;
            if (work.some(20))
                restart();
            const RowLedger after = ledger();
            m_storage->clock().advance(1000);
            const auto taken = undo(*done);
            if (taken && wasInAnArchivedColumn(before, ledger()))
                continue;
            const QStringList left = differences(before, ledger());
            QVERIFY2(left.isEmpty(), qPrintable(QStringLiteral("%1 undone: %2").arg(name, left.join(u'\n'))));
            if (!taken)
                continue; // it has no effect that could be seen, or may not be undone: then nothing has changed
            ++undone[name];
            if (work.some(20))
                restart();
            m_storage->clock().advance(1000);
            const auto again = undo(*taken);
            QVERIFY2(again, qPrintable(name));
            const QStringList missing = differences(after, ledger());
            QVERIFY2(missing.isEmpty(), qPrintable(QStringLiteral("%1 done again: %2").arg(name, missing.join(u'\n'))));
            if (work.some(2))
                QVERIFY(undo(*again));
        }
        const RowLedger end = ledger();
        QCOMPARE(end.wrongCounters(), QStringList());
        QCOMPARE(end.broken(), QStringList());
        QVERIFY2(undone.size() > 35, qPrintable(QString::number(undone.size())));
    }

    void whatIsUndoneLaterInAnyOrderLeavesTheWorkOfOthers_data() { addEngines(); }
    void whatIsUndoneLaterInAnyOrderLeavesTheWorkOfOthers()
    {
        start();
        RandomWork work(*m_world, testSeed() + 1);
        QList<Done> open;
        int undone = 0;
        int named = 0;
        for (int i = 0; i < 700; ++i) {
            m_storage->clock().advance(1000);
            const bool isEnd = i >= 450; // nothing new: all that is left is taken back
            if (!open.isEmpty() && (isEnd || work.some(3))) {
                const Done done = open.takeAt(work.below(static_cast<int>(open.size())));
                const Logged event = logged(done.seq);
                const RowLedger before = ledger();
                if (work.some(25))
                    restart();
                const auto taken = undo(done);
                const RowLedger after = ledger();
                if (taken) {
                    ++undone;
                    for (const Conflict *conflict : after.all<Conflict>())
                        named += before.find<Conflict>(conflict->id) ? 0 : 1;
                    const QStringList wrong = judge(event, before, after);
                    QVERIFY2(wrong.isEmpty(), qPrintable(event.verb + QStringLiteral(": ") + wrong.join(u'\n')));
                    if (!isEnd && work.some(4))
                        open.append(*taken);
                } else {
                    QCOMPARE(differences(before, after), QStringList());
                }
            } else if (!isEnd) {
                const bool isServer = work.some(25);
                const QList<Entity> now = rows();
                const Uuid actor = isServer ? systemActor() : work.some(2) ? m_world->owner : m_world->member;
                const auto done = act(isServer ? work.wishOfTheServer(now) : work.wish(now, actor), actor);
                if (done && !isServer)
                    open.append(*done);
            }
            const RowLedger now = ledger();
            QVERIFY2(now.wrongCounters().isEmpty(), qPrintable(now.wrongCounters().join(u'\n')));
            QVERIFY2(now.broken().isEmpty(), qPrintable(now.broken().join(u'\n')));
        }
        QVERIFY2(undone > 100, qPrintable(QString::number(undone)));
        QVERIFY2(named > 0, qPrintable(QString::number(named)));
    }

    void aCommandAndItsUndoFitIntoOneBatch_data() { addEngines(); }
    void aCommandAndItsUndoFitIntoOneBatch()
    {
        start();
        const Uuid task = Uuid::v7();
        QVERIFY(act(m_world->newTask(QStringLiteral("Paint"), task), m_world->member));
        QVERIFY(act(AssignTask{task, m_world->member, true}, m_world->member));
        const RowLedger before = ledger();
        for (int round = 0; round < 5; ++round) {
            const Command commands[]{
                {Uuid::v7(), m_world->project, MoveTask{task, m_world->done, {}, {}}},
                {Uuid::v7(), m_world->project, AssignTask{task, m_world->member, false}},
                {Uuid::v7(), m_world->project, AddComment{Uuid::v7(), task, QStringLiteral("Wet."), {}, {}, 0, {}}},
                {Uuid::v7(), m_world->project, AssignTask{task, m_world->owner, true}},
            };
            std::vector<std::future<CommandAnswer>> answers;
            for (const Command &command : commands)
                answers.push_back(m_storage->post(command, m_world->member));
            for (const Command &command : commands)
                answers.push_back(
                    m_storage->post({Uuid::v7(), m_world->project, Undo{command.commandId}}, m_world->member));
            for (auto &answer : answers) {
                const CommandAnswer given = answer.get();
                QVERIFY2(given.outcome, given.outcome ? "" : qPrintable(given.outcome.error().message));
                QCOMPARE(given.outcome->size(), 1);
            }
            const RowLedger after = ledger();
            QCOMPARE(differences(before, after), QStringList());
            QCOMPARE(after.wrongCounters(), QStringList());
        }
    }

    void whatWasDeletedComesBackAfterARestart_data() { addEngines(); }
    void whatWasDeletedComesBackAfterARestart()
    {
        start();
        const Uuid task = Uuid::v7();
        const Uuid list = Uuid::v7();
        const Uuid comment = Uuid::v7();
        QVERIFY(act(m_world->newTask(QStringLiteral("Paint"), task), m_world->member));
        QVERIFY(act(AddChecklist{list, task, QStringLiteral("Steps"), {}, {}}, m_world->member));
        QVERIFY(act(AddChecklistItem{Uuid::v7(), list, QStringLiteral("Sand"), {}, {}, true}, m_world->member));
        QVERIFY(act(AddComment{comment, task, QStringLiteral("Which colour?"), {}, {}, 0, {}}, m_world->member));
        QVERIFY(act(React{RowTarget::Comment, comment, QStringLiteral("👍"), true}, m_world->owner));
        const RowLedger before = ledger();
        const auto noList = act(RemoveChecklist{list}, m_world->member);
        const auto noComment = act(DeleteComment{comment}, m_world->member);
        QVERIFY(noList && noComment);
        QVERIFY(!differences(before, ledger()).isEmpty());
        restart();
        mustUndo(*noComment);
        mustUndo(*noList);
        QCOMPARE(differences(before, ledger()), QStringList());
    }

    void aFieldThatSomebodyChangedSinceStaysAndIsNamed_data() { addEngines(); }
    void aFieldThatSomebodyChangedSinceStaysAndIsNamed()
    {
        start();
        const Uuid task = Uuid::v7();
        QVERIFY(act(m_world->newTask(QStringLiteral("Paint"), task), m_world->member));
        const auto edit = [&](const char *title, int estimate) {
            Edit wish{EntityKind::Task, task, {{fieldIndex<&Task::title>(), Value(QString::fromLatin1(title))}}, {}};
            if (estimate > 0)
                wish.fields.append({fieldIndex<&Task::estimate>(), Value(qint64(estimate))});
            return wish;
        };
        const auto mine = act(edit("Mine", 5), m_world->member);
        QVERIFY(mine);
        QVERIFY(act(edit("Hers", 0), m_world->owner));
        restart();
        mustUndo(*mine);
        const RowLedger now = ledger();
        QCOMPARE(now.find<Task>(task)->title, QStringLiteral("Hers"));
        QCOMPARE(now.find<Task>(task)->estimate, 0);
        QCOMPARE(now.all<Conflict>().size(), 1);
        QCOMPARE(now.all<Conflict>().first()->field, QStringLiteral("title"));
        QCOMPARE(now.all<Conflict>().first()->losingValue, QStringLiteral("Paint"));
        // What another person did is not for me to undo, nor from another stream.
        const auto foreign = m_storage->submit(m_world->project, Undo{mine->commandId}, m_world->owner);
        QCOMPARE(foreign.outcome.error().code, ErrorCode::NotFound);
        const auto elsewhere = m_storage->submit(StreamId::ofPerson(m_world->workspace.workspace, m_world->member),
                                                 Undo{mine->commandId}, m_world->member);
        QCOMPARE(elsewhere.outcome.error().code, ErrorCode::NotFound);
    }

    void whatTheWorldHasNoRoomForStaysAndIsNamed_data() { addEngines(); }
    void whatTheWorldHasNoRoomForStaysAndIsNamed()
    {
        start();
        const Uuid a = Uuid::v7();
        const Uuid b = Uuid::v7();
        for (const Uuid &task : {a, b})
            QVERIFY(
                act(m_world->newTask(task == a ? QStringLiteral("A") : QStringLiteral("B"), task), m_world->member));
        // A leaves a column that takes one card, and B takes its room.
        const Edit full{EntityKind::Column,
                        m_world->done,
                        {{fieldIndex<&Column::wipLimit>(), Value(qint64(1))},
                         {fieldIndex<&Column::wipPolicy>(), Value(QStringLiteral("refuse"))}},
                        {}};
        QVERIFY(act(MoveTask{a, m_world->done, {}, {}}, m_world->member));
        QVERIFY(act(full, m_world->owner));
        const auto left = act(MoveTask{a, m_world->backlog, {}, {}}, m_world->member);
        QVERIFY(act(MoveTask{b, m_world->done, {}, {}}, m_world->owner));
        mustUndo(*left);
        QCOMPARE(ledger().find<Task>(a)->columnId, m_world->backlog);
        QCOMPARE(ledger().find<Task>(a)->completedAt, 0);
        QVERIFY(isNamed(ledger(), EntityKind::Task, a, QStringLiteral("columnId")));
        // A was a part of B; by now B is a part of A.
        QVERIFY(act(SetParent{a, b}, m_world->member));
        const auto alone = act(SetParent{a, {}}, m_world->member);
        QVERIFY(act(SetParent{b, a}, m_world->owner));
        mustUndo(*alone);
        QVERIFY(ledger().find<Task>(a)->parentId.isNull());
        QVERIFY(isNamed(ledger(), EntityKind::Task, a, QStringLiteral("parentId")));
        // A blocked B; by now B blocks A.
        QVERIFY(act(RelateTasks{a, b, RelationType::Blocks, true}, m_world->member));
        const auto free = act(RelateTasks{a, b, RelationType::Blocks, false}, m_world->member);
        QVERIFY(act(RelateTasks{b, a, RelationType::Blocks, true}, m_world->owner));
        mustUndo(*free);
        QCOMPARE(ledger().broken(), QStringList());
        QCOMPARE(ledger().wrongCounters(), QStringList());
        // An item that somebody ticked is not taken away with the wish that made it.
        const Uuid list = Uuid::v7();
        const Uuid item = Uuid::v7();
        const auto made = act(AddChecklist{list, a, QStringLiteral("Steps"), {}, {}}, m_world->member);
        const auto added = act(AddChecklistItem{item, list, QStringLiteral("Sand"), {}, {}, false}, m_world->member);
        QVERIFY(act(CheckItem{item, true}, m_world->owner));
        mustUndo(*added);
        QVERIFY(ledger().find<ChecklistItem>(item));
        QVERIFY(isNamed(ledger(), EntityKind::ChecklistItem, item, QStringLiteral("done")));
        mustUndo(*made);
        QVERIFY(ledger().find<Checklist>(list));
        QVERIFY(isNamed(ledger(), EntityKind::Checklist, list, QStringLiteral("name")));
    }

    void inAPersonalStreamToo_data() { addEngines(); }
    void inAPersonalStreamToo()
    {
        start();
        const StreamId mine = StreamId::ofPerson(m_world->workspace.workspace, m_world->member);
        const auto personal = [&](const CommandArgs &args) {
            const Command command{Uuid::v7(), mine, args};
            const auto answer = m_storage->submit(command, m_world->member);
            if (!answer.outcome)
                qFatal("%s", qPrintable(answer.outcome.error().message));
            return command.commandId;
        };
        const Uuid reminder = Uuid::v7();
        personal(
            AddReminder{reminder, m_world->project.scope, Uuid::v7(), 1'800'000'000'000, 0, QStringLiteral("Oil")});
        personal(AddFavorite{FavoriteTarget::Project, m_world->project.scope, {}, {}, {}});
        const RowLedger before(m_storage->rows(mine));
        const Uuid removed = personal(RemoveReminder{reminder});
        const Uuid unloved = personal(RemoveFavorite{m_world->project.scope});
        QCOMPARE(RowLedger(m_storage->rows(mine)).rows().size(), std::size_t(0));
        restart();
        personal(Undo{unloved});
        const Uuid back = personal(Undo{removed});
        QCOMPARE(differences(before, RowLedger(m_storage->rows(mine))), QStringList());
        personal(Undo{back});
        QVERIFY(!RowLedger(m_storage->rows(mine)).find<Reminder>(reminder));
    }
};

QTEST_GUILESS_MAIN(UndoContract)
#include "tst_undo.moc"
