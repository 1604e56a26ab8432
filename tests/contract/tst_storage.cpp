// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/StorageFixture.h"

#include "server/storage/RowSql.h"
#include "tests/support/PostgresFixture.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

/**
 * What storage promises, asked of SQLite and of PostgreSQL, with every optimisation on, with each of storage's own off,
 * and with all off.
 */
class StorageContract : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StorageFixture> m_storage;

    void addEngines()
    {
        QTest::addColumn<int>("dialect");
        QTest::addColumn<QString>("switchedOff");
        for (const int dialect : {0, 1}) {
            const char *name = dialect == 0 ? "sqlite" : "postgres";
            for (const char *off : {"nothing", "writeBatching", "keptRows", "all"})
                QTest::addRow("%s, off: %s", name, off) << dialect << QString::fromLatin1(off);
        }
    }
    DatabaseSettings freshDatabase(int dialect)
    {
        if (dialect == 0) {
            m_folder = std::make_unique<QTemporaryDir>();
            return *DatabaseSettings::fromUrl(m_folder->filePath(QStringLiteral("taskmaster.db")));
        }
        return *DatabaseSettings::fromUrl(PostgresFixture::shared().createDatabase());
    }
    StorageFixture &storage()
    {
        if (!m_storage) {
            QFETCH(int, dialect);
            QFETCH(QString, switchedOff);
            Switches switches = switchedOff == u"all" ? Switches::allOff() : Switches();
            if (switchedOff != u"all" && switchedOff != u"nothing" && !switches.set(switchedOff, false))
                qFatal("there is no switch %s", qPrintable(switchedOff));
            m_storage = std::make_unique<StorageFixture>(freshDatabase(dialect), switches);
        }
        return *m_storage;
    }

private Q_SLOTS:
    void cleanup()
    {
        m_storage.reset();
        m_folder.reset();
    }

    void everyFieldHasAColumnAndEveryColumnAField_data() { addEngines(); }
    void everyFieldHasAColumnAndEveryColumnAField()
    {
        auto database = Database::open(storage().settings(), Database::Use::Read);
        QVERIFY(database);
        for (int k = 0; k < EntityKindCount; ++k) {
            const auto kind = static_cast<EntityKind>(k);
            auto query = (*database)->run(QStringLiteral("SELECT * FROM %1 LIMIT 0").arg(RowSql::tableName(kind)));
            QVERIFY2(query, describe(kind).name);
            QStringList columns;
            for (int i = 0; i < (*query)->record().count(); ++i)
                columns << (*query)->record().fieldName(i);
            QStringList expected{QStringLiteral("workspace_id"), QStringLiteral("scope_id"), QStringLiteral("id"),
                                 QStringLiteral("rev"), QStringLiteral("updated_at")};
            for (const FieldDescription &field : describe(kind).fields)
                expected << RowSql::columnName(field.name);
            QCOMPARE(columns, expected);
        }
    }

    void anAcceptedCommandIsAnnouncedOnceAndReadableFromTheLog_data() { addEngines(); }
    void anAcceptedCommandIsAnnouncedOnceAndReadableFromTheLog()
    {
        const World world(storage());
        const auto before = storage().sink().events().size();
        const CommandAnswer answer = storage().submit(
            world.project, world.newTask(QStringLiteral("Paint the fence — ✓ “quoted” \\ \t end")), world.member);
        QVERIFY(answer.outcome);
        QCOMPARE(answer.outcome->size(), 1);
        const Position at = answer.outcome->first();
        QCOMPARE(at.stream, world.project);
        QCOMPARE(at.epoch, storage().epoch());
        const QList<EventPtr> events = storage().sink().events();
        QCOMPARE(events.size(), before + 1);
        QCOMPARE(events.last()->seq, at.seq);
        const auto page = storage().logAfter(world.project, at.seq - 1);
        QVERIFY(page);
        QCOMPARE(page->head, at.seq);
        QCOMPARE(page->events.size(), 1);
        QCOMPARE(*page->events.first(), *events.last());
    }

    void aResentCommandGetsItsFirstAnswerAndHasNoSecondEffect_data() { addEngines(); }
    void aResentCommandGetsItsFirstAnswerAndHasNoSecondEffect()
    {
        const World world(storage());
        const Command command{Uuid::v7(), world.project, world.newTask(QStringLiteral("Once"))};
        const CommandAnswer first = storage().submit(command, world.member);
        QVERIFY(first.outcome);
        const auto events = storage().sink().events().size();
        const CommandAnswer second = storage().submit(command, world.member);
        QVERIFY(second.outcome);
        QCOMPARE(*second.outcome, *first.outcome);
        // In one go, in one batch, and after a restart.
        storage().stop();
        storage().start();
        auto a = storage().post(command, world.member);
        auto b = storage().post(command, world.member);
        QCOMPARE(*a.get().outcome, *first.outcome);
        QCOMPARE(*b.get().outcome, *first.outcome);
        QCOMPARE(storage().sink().events().size(), events);
        const CommandAnswer reused = storage().submit(
            Command{command.commandId, world.project, world.newTask(QStringLiteral("Twice"))}, world.member);
        QVERIFY(!reused.outcome);
        QCOMPARE(reused.outcome.error().code, ErrorCode::CommandIdReused);
    }

    void aRefusedCommandLeavesNoTraceAndIsJudgedAnew_data() { addEngines(); }
    void aRefusedCommandLeavesNoTraceAndIsJudgedAnew()
    {
        const World world(storage());
        const auto events = storage().sink().events().size();
        const auto rows = storage().rows(world.project);
        const Uuid stranger = Uuid::v7();
        const Command command{Uuid::v7(), world.project, world.newTask(QStringLiteral("Mine?"))};
        const CommandAnswer refused = storage().submit(command, stranger);
        QVERIFY(!refused.outcome);
        QCOMPARE(refused.outcome.error().code, ErrorCode::NotFound);
        QCOMPARE(storage().sink().events().size(), events);
        QCOMPARE(storage().rows(world.project), rows);
        // Another person's resend of that id is another command: ids belong to their actor.
        QVERIFY(storage().submit(command, world.member).outcome);
    }

    void manyWritersMakeALogWithoutHoles_data() { addEngines(); }
    void manyWritersMakeALogWithoutHoles()
    {
        const World world(storage());
        constexpr int Count = 300;
        std::vector<std::future<CommandAnswer>> answers;
        for (int i = 0; i < Count; ++i)
            answers.push_back(
                storage().post({Uuid::v7(), world.project, world.newTask(QStringLiteral("Task %1").arg(i))},
                               i % 2 ? world.member : world.owner));
        QSet<qint64> seqs;
        for (auto &answer : answers) {
            const CommandAnswer given = answer.get();
            QVERIFY(given.outcome);
            seqs.insert(given.outcome->first().seq);
        }
        QCOMPARE(seqs.size(), Count);
        const auto page = storage().logAfter(world.project, 0, 1000);
        QVERIFY(page);
        QCOMPARE(page->events.size(), page->head);
        qint64 at = 0;
        for (qsizetype i = 0; i < page->events.size(); ++i) {
            QCOMPARE(page->events[i]->seq, i + 1);
            QVERIFY(page->events[i]->at >= at);
            at = page->events[i]->at;
        }
        // Numbers are given once each, and everybody heard the events in their order.
        QSet<qint64> numbers;
        for (const Entity &entity : storage().rows(world.project)) {
            if (const auto *task = std::get_if<Task>(&entity))
                numbers.insert(task->number);
        }
        QCOMPARE(numbers.size(), Count);
        qint64 heard = 0;
        for (const EventPtr &event : storage().sink().events()) {
            if (event->stream == world.project)
                QCOMPARE(event->seq, ++heard);
        }
        QCOMPARE(heard, page->head);
    }

    void theRowsAreWhatTheEventsSay_data() { addEngines(); }
    void theRowsAreWhatTheEventsSay()
    {
        const World world(storage());
        const Uuid task = Uuid::v7();
        const Uuid label = Uuid::v7();
        QVERIFY(storage().submit(world.project, world.newTask(QStringLiteral("Paint"), task), world.member).outcome);
        QVERIFY(storage()
                    .submit(world.project, CreateLabel{label, QStringLiteral("bug"), QStringLiteral("#ff0000")},
                            world.member)
                    .outcome);
        QVERIFY(storage().submit(world.project, LabelTask{task, label, true}, world.member).outcome);
        QVERIFY(storage().submit(world.project, AssignTask{task, world.owner, true}, world.member).outcome);
        QVERIFY(storage().submit(world.project, MoveTask{task, world.done, {}, {}}, world.member).outcome);
        QVERIFY(storage()
                    .submit(world.project,
                            AddComment{Uuid::v7(), task, QStringLiteral("Done.\nReally."), {}, {}, 0, {}}, world.owner)
                    .outcome);
        QVERIFY(storage().submit(world.project, LabelTask{task, label, false}, world.member).outcome);
        std::map<std::pair<EntityKind, Uuid>, Entity> replayed;
        const auto page = storage().logAfter(world.project, 0, 1000);
        for (const EventPtr &event : page->events) {
            for (const Change &change : event->changes) {
                const std::pair key{change.entity, change.id};
                if (change.op == ChangeOp::Delete) {
                    replayed.erase(key);
                    continue;
                }
                auto it = replayed.try_emplace(key, makeEntity(change.entity, change.id)).first;
                applyFields(it->second, change.fields);
                rowOf(it->second).rev = event->seq;
                rowOf(it->second).updatedAt = event->at;
            }
        }
        const QList<Entity> stored = storage().rows(world.project);
        QCOMPARE(static_cast<std::size_t>(stored.size()), replayed.size());
        for (const Entity &entity : stored)
            QVERIFY2(replayed.at({kindOf(entity), rowOf(entity).id}) == entity, describe(kindOf(entity)).name);
    }

    void anIdThatExistsInAnotherProjectIsNotFoundAndItsNeighboursAreCommitted_data() { addEngines(); }
    void anIdThatExistsInAnotherProjectIsNotFoundAndItsNeighboursAreCommitted()
    {
        const World world(storage());
        const Uuid task = Uuid::v7();
        QVERIFY(storage().submit(world.project, world.newTask(QStringLiteral("Here"), task), world.member).outcome);
        const StreamId other = StreamId::ofProject(world.workspace.workspace, Uuid::v7());
        const Uuid create = Uuid::v7();
        QVERIFY(storage()
                    .submit(Command{create, other,
                                    CreateProject{QStringLiteral("Other"), QStringLiteral("OTH"), {}, false}},
                            world.owner)
                    .outcome);
        CreateTask stolen;
        stolen.taskId = task;
        stolen.columnId = Uuid::v5(create, "Backlog");
        stolen.title = QStringLiteral("There");
        CreateTask honest = stolen;
        honest.taskId = Uuid::v7();
        auto a = storage().post({Uuid::v7(), other, honest}, world.member);
        auto b = storage().post({Uuid::v7(), other, stolen}, world.member);
        honest.taskId = Uuid::v7();
        auto c = storage().post({Uuid::v7(), other, honest}, world.member);
        QVERIFY(a.get().outcome);
        const CommandAnswer refused = b.get();
        QVERIFY(!refused.outcome);
        QCOMPARE(refused.outcome.error().code, ErrorCode::NotFound);
        QVERIFY(c.get().outcome);
    }

    /// Who is a member of two workspaces cannot reach from one into the other, whatever ids they know.
    void idsOfAnotherWorkspaceAreNotFound_data() { addEngines(); }
    void idsOfAnotherWorkspaceAreNotFound()
    {
        const World here(storage());
        const World there(storage());
        QVERIFY(storage().submit(here.workspace, SetMember{there.member, Role::Admin}, here.owner).outcome);
        const Uuid task = Uuid::v7();
        const Uuid label = Uuid::v7();
        QVERIFY(storage().submit(there.project, there.newTask(QStringLiteral("There"), task), there.member).outcome);
        QVERIFY(storage()
                    .submit(there.project, CreateLabel{label, QStringLiteral("bug"), QStringLiteral("#ff0000")},
                            there.member)
                    .outcome);
        const Uuid own = Uuid::v7();
        QVERIFY(storage().submit(here.project, here.newTask(QStringLiteral("Here"), own), there.member).outcome);
        const auto rowsHere = storage().rows(here.project);
        const auto rowsThere = storage().rows(there.project);
        const auto events = storage().sink().events().size();

        const auto title = static_cast<quint8>(describe(EntityKind::Task).indexOf(u"title"));
        const auto name = static_cast<quint8>(describe(EntityKind::Column).indexOf(u"name"));
        const QString text = QStringLiteral("Mine now");
        CreateTask intoColumn;
        intoColumn.taskId = Uuid::v7();
        intoColumn.columnId = there.backlog;
        intoColumn.title = text;
        const std::vector<CommandArgs> reaches{
            MoveTask{task, here.done, {}, {}},
            MoveTask{own, there.done, {}, {}},
            intoColumn,
            Edit{EntityKind::Task, task, {{title, text}}, {}},
            Edit{EntityKind::Column, there.done, {{name, text}}, {}},
            ArchiveTask{task, true},
            TrashTask{task},
            ArchiveColumn{there.backlog, true},
            LabelTask{task, label, true},
            LabelTask{own, label, true},
            AssignTask{task, here.owner, true},
            AddComment{Uuid::v7(), task, text, {}, {}, 0, {}},
        };
        for (const CommandArgs &reach : reaches) {
            const CommandAnswer answer = storage().submit(here.project, reach, there.member);
            const char *command = describeCommand(static_cast<int>(reach.index())).name;
            QVERIFY2(!answer.outcome, command);
            QVERIFY2(answer.outcome.error().code == ErrorCode::NotFound, command);
        }
        // The right ids in the wrong workspace's stream: the project is not there.
        const StreamId mixed = StreamId::ofProject(here.workspace.workspace, there.project.scope);
        QCOMPARE(storage().submit(mixed, TrashTask{task}, there.member).outcome.error().code, ErrorCode::NotFound);
        QCOMPARE(storage().access(there.member, mixed).error().code, ErrorCode::NotFound);
        QCOMPARE(storage().rows(here.project), rowsHere);
        QCOMPARE(storage().rows(there.project), rowsThere);
        QCOMPARE(storage().sink().events().size(), events);
    }

    void textThatCannotBeStoredIsRefusedAlone_data() { addEngines(); }
    void textThatCannotBeStoredIsRefusedAlone()
    {
        const World world(storage());
        auto good = storage().post({Uuid::v7(), world.project, world.newTask(QStringLiteral("Good"))}, world.member);
        auto nul = storage().post(
            {Uuid::v7(), world.project, world.newTask(QStringLiteral("a") + QChar(u'\0') + QStringLiteral("b"))},
            world.member);
        auto half = storage().post({Uuid::v7(), world.project, world.newTask(QString(QChar(0xd800)))}, world.member);
        QVERIFY(good.get().outcome);
        QCOMPARE(nul.get().outcome.error().code, ErrorCode::InvalidText);
        QCOMPARE(half.get().outcome.error().code, ErrorCode::InvalidText);
    }

    void rightsActAtOnce_data() { addEngines(); }
    void rightsActAtOnce()
    {
        const World world(storage());
        QVERIFY(storage().access(world.member, world.project));
        QVERIFY(storage().submit(world.project, world.newTask(QStringLiteral("Before")), world.member).outcome);
        QVERIFY(storage().submit(world.workspace, RemoveMember{world.member}, world.owner).outcome);
        QCOMPARE(
            storage().submit(world.project, world.newTask(QStringLiteral("After")), world.member).outcome.error().code,
            ErrorCode::NotFound);
        QCOMPARE(storage().access(world.member, world.project).error().code, ErrorCode::NotFound);
        QCOMPARE(storage().access(world.member, world.workspace).error().code, ErrorCode::NotFound);
        QVERIFY(storage().submit(world.workspace, SetMember{world.member, Role::Guest}, world.owner).outcome);
        QVERIFY(!storage().access(world.member, world.project));
        QVERIFY(storage().submit(world.project, AddProjectMember{world.member}, world.owner).outcome);
        QVERIFY(storage().access(world.member, world.project));
        QVERIFY(!storage().access(world.member, world.workspace));
    }

    void anArchivedWorkspaceIsNotWorkedInUntilItIsRestored_data() { addEngines(); }
    void anArchivedWorkspaceIsNotWorkedInUntilItIsRestored()
    {
        const World world(storage());
        const auto work = [this, &world](const Uuid &actor) {
            const auto answer = storage().submit(world.project, world.newTask(QStringLiteral("Work")), actor);
            return answer.outcome ? std::nullopt : std::optional(answer.outcome.error().code);
        };
        QCOMPARE(work(world.member), std::nullopt);
        QVERIFY(storage().submit(world.workspace, ArchiveWorkspace{true}, world.owner).outcome);
        QCOMPARE(work(world.member), ErrorCode::Archived);
        QCOMPARE(work(world.owner), ErrorCode::Archived);
        QCOMPARE(storage().submit(world.project, ArchiveProject{}, world.owner).outcome.error().code,
                 ErrorCode::Archived);
        const StreamId fresh = StreamId::ofProject(world.workspace.workspace, Uuid::v7());
        QCOMPARE(storage()
                     .submit(fresh, CreateProject{QStringLiteral("New"), QStringLiteral("NEW"), {}, true}, world.owner)
                     .outcome.error()
                     .code,
                 ErrorCode::Archived);
        QVERIFY(storage().access(world.member, world.project));
        // A server that starts now learns it from the database.
        storage().stop();
        storage().start();
        QCOMPARE(work(world.member), ErrorCode::Archived);
        QVERIFY(storage().submit(world.workspace, ArchiveWorkspace{false}, world.owner).outcome);
        QCOMPARE(work(world.member), std::nullopt);
    }

    /// A batch may span streams: what is decided early in it must hold for what comes behind it.
    void rightsActWithinTheirBatch_data() { addEngines(); }
    void rightsActWithinTheirBatch()
    {
        const World world(storage());
        auto database = Database::open(storage().settings(), Database::Use::Write);
        QVERIFY(database);
        std::vector<Submission> submissions;
        const auto add = [&](const StreamId &stream, CommandArgs args, const Uuid &actor) {
            submissions.push_back({{Uuid::v7(), stream, std::move(args)}, actor, {}, Urgency::Interactive, {}});
        };
        const auto work = [&] { add(world.project, world.newTask(QStringLiteral("Work")), world.member); };
        work();
        add(world.workspace, ArchiveWorkspace{true}, world.owner);
        work();
        add(world.workspace, ArchiveWorkspace{false}, world.owner);
        work();
        add(world.workspace, RemoveMember{world.member}, world.owner);
        work();
        AccessCache access;
        std::map<StreamId, KeptRows> kept;
        const auto outcome = Batch({storage().clock(), access, storage().epoch()}, **database, kept).run(submissions);
        QVERIFY(outcome);
        QStringList answers;
        for (const CommandAnswer &answer : outcome->commit.answers)
            answers << (answer.outcome ? QStringLiteral("accepted")
                                       : QString::fromLatin1(describe(answer.outcome.error().code).wire));
        QCOMPARE(answers.join(u' '), QStringLiteral("accepted accepted archived accepted accepted accepted notFound"));
    }

    void thePlacesOfAPersonAreFound_data() { addEngines(); }
    void thePlacesOfAPersonAreFound()
    {
        const World world(storage());
        QVERIFY(storage().submit(world.project, AddProjectMember{world.member}, world.owner).outcome);
        auto database = Database::open(storage().settings(), Database::Use::Read);
        QVERIFY(database);
        const auto ofMember = Read::placesOf(**database, world.member);
        QVERIFY(ofMember);
        QCOMPARE(*ofMember, (QList<StreamId>{world.workspace, world.project}));
        QCOMPARE(*Read::placesOf(**database, world.owner), QList<StreamId>{world.workspace});
        QCOMPARE(*Read::placesOf(**database, Uuid::v7()), QList<StreamId>{});
    }

    /// What SQLite says of a full or damaged disk is asked of a real one (tst_failures); PostgreSQL's words are these.
    void backgroundWorkIsAsMuchAsPeopleCanWaitFor()
    {
        using namespace std::chrono_literals;
        const BackgroundShare::Moment now{1h};
        BackgroundShare share;
        share.batchTook(64, 128ms); // 2 ms each
        QCOMPARE(share.room(now), BackgroundShare::CommandsMax); // nobody is there
        share.personCame(now);
        QCOMPARE(share.room(now), std::size_t(6));
        QCOMPARE(share.room(now + BackgroundShare::PresentFor + 1ms), BackgroundShare::CommandsMax);
        for (int i = 0; i < 20; ++i)
            share.batchTook(6, 600ms); // the disk is slow
        QCOMPARE(share.room(now), BackgroundShare::CommandsMin);
        for (int i = 0; i < 40; ++i)
            share.batchTook(4, 400us);
        QCOMPARE(share.room(now), BackgroundShare::CommandsMax);
        share.batchTook(0, 1h); // a batch that was given back says nothing
        QCOMPARE(share.room(now), BackgroundShare::CommandsMax);
    }

    void peopleAndBackgroundWorkAreBothDone_data() { addEngines(); }
    void peopleAndBackgroundWorkAreBothDone()
    {
        const World world(storage());
        std::vector<std::future<CommandAnswer>> answers;
        for (int i = 0; i < 600; ++i)
            answers.push_back(storage().post({Uuid::v7(), world.project, world.newTask(QStringLiteral("task"))},
                                             world.owner, i % 3 == 0 ? Urgency::Interactive : Urgency::Background));
        for (auto &answer : answers)
            QVERIFY(answer.get().outcome);
        const QList<EventPtr> events = storage().sink().events();
        QCOMPARE(std::count_if(events.cbegin(), events.cend(),
                               [](const EventPtr &event) { return event->verb == u"taskCreated"; }),
                 600);
    }

    void troubleOfPostgresIsToldInOurCodes_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<int>("code");
        const auto row = [](const char *state, ErrorCode code) {
            QTest::newRow(state) << QString::fromLatin1(state) << static_cast<int>(code);
        };
        row("53100", ErrorCode::StorageFull); // disk_full
        row("58030", ErrorCode::StorageFull); // io_error
        row("XX001", ErrorCode::StorageCorrupt); // data_corrupted
        row("XX002", ErrorCode::StorageCorrupt); // index_corrupted
        row("25006", ErrorCode::StorageReadOnly); // read_only_sql_transaction
        row("53300", ErrorCode::StorageLocked); // too_many_connections
        row("55P03", ErrorCode::StorageLocked); // lock_not_available
        row("57014", ErrorCode::Timeout); // query_canceled: statement_timeout
        row("57P01", ErrorCode::Unavailable); // admin_shutdown
        row("08006", ErrorCode::Unavailable); // connection_failure
    }
    void troubleOfPostgresIsToldInOurCodes()
    {
        QFETCH(QString, state);
        QFETCH(int, code);
        auto database = Database::open(freshDatabase(1), Database::Use::Write);
        QVERIFY(database);
        const auto outcome = (*database)->run(
            QStringLiteral("DO $$ BEGIN RAISE EXCEPTION 'as asked' USING ERRCODE = '%1'; END $$").arg(state));
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().wire(), Error(static_cast<ErrorCode>(code)).wire());
        QCOMPARE(outcome.error().details.value(QStringLiteral("sqlState")).toString(), state);
    }

    void aFullDiskOfPostgresRefusesForNowAndTheSameCommandIsAcceptedLater()
    {
        m_storage = std::make_unique<StorageFixture>(freshDatabase(1), Switches());
        const World world(*m_storage);
        auto database = Database::open(m_storage->settings(), Database::Use::Write);
        QVERIFY(database);
        const auto must = [&database](const char *sql) {
            if (const auto done = (*database)->run(QString::fromLatin1(sql)); !done)
                qFatal("%s", qPrintable(done.error().message));
        };
        // The disk fills when the journal is written: everything before it went well.
        must("CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
             "$$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$");
        must("CREATE TRIGGER full_disk BEFORE INSERT ON event EXECUTE FUNCTION no_room()");
        const auto rows = m_storage->rows(world.project);
        const auto events = m_storage->sink().events().size();
        const Command command{Uuid::v7(), world.project, world.newTask(QStringLiteral("Later"))};
        const CommandAnswer refused = m_storage->submit(command, world.member);
        QVERIFY(!refused.outcome);
        QCOMPARE(refused.outcome.error().code, ErrorCode::StorageFull);
        QVERIFY(refused.outcome.error().isTemporary());
        QCOMPARE(m_storage->rows(world.project), rows);
        QCOMPARE(m_storage->sink().events().size(), events);
        must("DROP TRIGGER full_disk ON event");
        QVERIFY(m_storage->submit(command, world.member).outcome);
        QCOMPARE(m_storage->rows(world.project).size(), rows.size() + 1);
    }

    void reactionsHaveACursorThatOnlyMovesForward_data() { addEngines(); }
    void reactionsHaveACursorThatOnlyMovesForward()
    {
        const World world(storage());
        auto database = Database::open(storage().settings(), Database::Use::Write);
        QVERIFY(database);
        const auto lagging = Read::laggingStreams(**database, 100);
        QVERIFY(lagging);
        QCOMPARE(lagging->size(), 4); // two users, the workspace, the project
        for (const Read::LaggingStream &stream : *lagging)
            QVERIFY(advanceReacted(**database, stream.stream, stream.seq));
        QVERIFY(advanceReacted(**database, world.project, 0));
        QCOMPARE(Read::laggingStreams(**database, 100)->size(), 0);
    }
};

QTEST_GUILESS_MAIN(StorageContract)
#include "tst_storage.moc"
