// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/ImportFile.h"
#include "server/exchange/WorkspaceExport.h"
#include "server/storage/FeedStore.h"
#include "tests/contract/StorageFixture.h"
#include "tests/support/PostgresFixture.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

QByteArray dataFile(const QString &name)
{
    QFile file(QStringLiteral(TEST_DATA "/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct Outcome {
    int done = 0;
    int wereThere = 0;
    QStringList refusals;
};

} // namespace

/// What comes in from files and goes out to them, through the real handlers and both databases.
class InterchangeContract : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_files = 0;

    static void addEngines()
    {
        QTest::addColumn<bool>("isPostgres");
        QTest::newRow("sqlite") << false;
        QTest::newRow("postgres") << true;
    }
    std::unique_ptr<StorageFixture> storage(bool isPostgres)
    {
        const QString url = isPostgres ? PostgresFixture::shared().createDatabase()
                                       : m_folder.filePath(QStringLiteral("%1.db").arg(++m_files));
        return std::make_unique<StorageFixture>(*DatabaseSettings::fromUrl(url), Switches());
    }
    static Outcome apply(StorageFixture &storage, const ImportPlan &plan)
    {
        Outcome outcome;
        QHash<StreamId, qint64> heads;
        for (const Command &command : plan.commands) {
            if (!heads.contains(command.stream))
                heads.insert(command.stream, storage.logAfter(command.stream, 0, 0)->head);
        }
        std::vector<std::future<CommandAnswer>> waiting;
        waiting.reserve(static_cast<std::size_t>(plan.commands.size()));
        for (const Command &command : plan.commands)
            waiting.push_back(storage.post(command, systemActor(), Urgency::Background));
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            const Command &command = plan.commands[static_cast<qsizetype>(i)];
            const CommandAnswer answer = waiting[i].get();
            if (!answer.outcome)
                outcome.refusals.append(QStringLiteral("%1: %2").arg(
                    QLatin1StringView(describeCommand(command.args).name), answer.outcome.error().message));
            else if (!answer.outcome->isEmpty() && answer.outcome->first().seq > heads.value(command.stream))
                ++outcome.done;
            else
                ++outcome.wereThere;
        }
        return outcome;
    }
    static ImportTarget target(const World &world)
    {
        return {world.workspace.workspace,
                {{world.owner, QStringLiteral("Olga Owner"), QStringLiteral("ana@demo.example")},
                 {world.member, QStringLiteral("Mia Member"), QStringLiteral("mia@demo.example")}}};
    }
    static ImportPlan planOf(const QString &format, const QString &file, const World &world)
    {
        ImportOptions options;
        options.fileName = file;
        const auto read = ImportFile::read(*importFormatFromName(format), dataFile(file), options);
        if (!read)
            qFatal("%s", qPrintable(read.error().message));
        return read->plan(target(world));
    }
    static std::unique_ptr<Database> reading(const StorageFixture &storage)
    {
        return std::move(*Database::open(storage.settings(), Database::Use::Read));
    }
    static QByteArray exported(const StorageFixture &storage, const ExportScope &scope)
    {
        QByteArray bytes;
        const auto ok = exportJson(*reading(storage), scope, [&bytes](const QByteArray &piece) {
            bytes += piece;
            return true;
        });
        if (!ok)
            qFatal("%s", qPrintable(ok.error().message));
        return bytes;
    }
    template <class E> static QList<E> rows(StorageFixture &storage, const StreamId &stream)
    {
        QList<E> found;
        for (const Entity &row : storage.rows(stream)) {
            if (const E *wanted = std::get_if<E>(&row))
                found.append(*wanted);
        }
        return found;
    }
    static void must(const CommandAnswer &answer)
    {
        if (!answer.outcome)
            qFatal("%s", qPrintable(answer.outcome.error().message));
    }

private Q_SLOTS:
    void everyFormatIsTakenOverAndASecondTimeChangesNothing_data()
    {
        QTest::addColumn<bool>("isPostgres");
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("tasks");
        for (const bool isPostgres : {false, true}) {
            const char *engine = isPostgres ? "postgres" : "sqlite";
            QTest::addRow("trello, real, %s", engine) << isPostgres << "trello"
                                                      << "trello-export.json" << 3;
            QTest::addRow("trello, %s", engine) << isPostgres << "trello"
                                                << "trello-everything.json" << 3;
            QTest::addRow("csv, real, %s", engine) << isPostgres << "csv"
                                                   << "board-import.csv" << 25;
            QTest::addRow("todoist, %s", engine) << isPostgres << "todoist"
                                                 << "todoist.csv" << 6;
            QTest::addRow("github, %s", engine) << isPostgres << "github"
                                                << "github-issues.json" << 3;
        }
    }
    void everyFormatIsTakenOverAndASecondTimeChangesNothing()
    {
        QFETCH(bool, isPostgres);
        QFETCH(QString, format);
        QFETCH(QString, file);
        QFETCH(int, tasks);
        const auto fresh = storage(isPostgres);
        const World world(*fresh);
        const ImportPlan plan = planOf(format, file, world);
        const Outcome first = apply(*fresh, plan);
        QVERIFY2(first.refusals.isEmpty(), qPrintable(first.refusals.join(u'\n')));
        QCOMPARE(first.done, static_cast<int>(plan.commands.size()));
        const StreamId project = StreamId::ofProject(world.workspace.workspace, plan.projectId);
        QCOMPARE(rows<Task>(*fresh, project).size(), tasks);
        const qint64 head = fresh->logAfter(project, 0, 0)->head;

        const Outcome second = apply(*fresh, planOf(format, file, world));
        QVERIFY(second.refusals.isEmpty());
        QCOMPARE(second.done, 0);
        QCOMPARE(fresh->logAfter(project, 0, 0)->head, head);
    }

    void everythingOfATrelloBoardIsThere_data() { addEngines(); }
    void everythingOfATrelloBoardIsThere()
    {
        QFETCH(bool, isPostgres);
        const auto fresh = storage(isPostgres);
        const World world(*fresh);
        const ImportPlan plan = planOf(QStringLiteral("trello"), QStringLiteral("trello-everything.json"), world);
        QVERIFY(apply(*fresh, plan).refusals.isEmpty());
        const StreamId project = StreamId::ofProject(world.workspace.workspace, plan.projectId);
        QList<Task> tasks = rows<Task>(*fresh, project);
        const auto task =
            std::find_if(tasks.begin(), tasks.end(), [](const Task &row) { return row.title == u"First"; });
        QVERIFY(task != tasks.end());
        QCOMPARE(task->checkCount, 2);
        QCOMPARE(task->checkDoneCount, 1);
        QCOMPARE(task->attachmentCount, 2);
        QCOMPARE(task->commentCount, 2);
        QVERIFY(task->dueAt != 0);
        QCOMPARE(rows<TaskAssignee>(*fresh, project).first().userId, world.owner);
        QCOMPARE(rows<CustomValue>(*fresh, project).size(), 2);
        const auto filed =
            std::find_if(tasks.begin(), tasks.end(), [](const Task &row) { return row.title == u"Filed away"; });
        QVERIFY(filed->archivedAt != 0);
        QCOMPARE(std::count_if(tasks.begin(), tasks.end(), [](const Task &row) { return row.archivedAt != 0; }), 1);
    }

    void whatPeopleChangedSinceIsNotOverwritten_data() { addEngines(); }
    void whatPeopleChangedSinceIsNotOverwritten()
    {
        QFETCH(bool, isPostgres);
        const auto fresh = storage(isPostgres);
        const World world(*fresh);
        const ImportPlan plan = planOf(QStringLiteral("trello"), QStringLiteral("trello-everything.json"), world);
        QVERIFY(apply(*fresh, plan).refusals.isEmpty());
        const StreamId project = StreamId::ofProject(world.workspace.workspace, plan.projectId);
        const QList<Task> tasks = rows<Task>(*fresh, project);
        const auto task =
            std::find_if(tasks.begin(), tasks.end(), [](const Task &row) { return row.title == u"First"; });
        const Uuid label = rows<TaskLabel>(*fresh, project).first().labelId;
        Edit edit{EntityKind::Task, task->id, {{fieldIndex<&Task::title>(), QStringLiteral("Mine now")}}, {}};
        must(fresh->submit(project, edit, world.owner));
        must(fresh->submit(project, LabelTask{task->id, label, false}, world.owner));
        const Uuid gone =
            std::find_if(tasks.begin(), tasks.end(), [](const Task &row) { return row.title == u"Second"; })->id;
        must(fresh->submit(project, TrashTask{gone}, world.owner));
        const QByteArray before = exported(*fresh, {world.workspace.workspace, plan.projectId});

        // The same file again, and one in which the card has another name by now.
        QVERIFY(apply(*fresh, plan).refusals.isEmpty());
        QCOMPARE(exported(*fresh, {world.workspace.workspace, plan.projectId}), before);
        const QByteArray changed =
            dataFile(QStringLiteral("trello-everything.json")).replace("\"First\"", "\"First, renamed\"");
        const auto file = ImportFile::read(ImportFormat::Trello, changed, {});
        const Outcome third = apply(*fresh, file->plan(target(world)));
        QCOMPARE(third.done, 0);
        QCOMPARE(exported(*fresh, {world.workspace.workspace, plan.projectId}), before);
    }

    void anExportIsTakenBackWithoutLoss_data()
    {
        QTest::addColumn<bool>("fromPostgres");
        QTest::addColumn<bool>("toPostgres");
        QTest::newRow("sqlite to sqlite") << false << false;
        QTest::newRow("postgres to postgres") << true << true;
        QTest::newRow("sqlite to postgres") << false << true;
        QTest::newRow("postgres to sqlite") << true << false;
    }
    void anExportIsTakenBackWithoutLoss()
    {
        QFETCH(bool, fromPostgres);
        QFETCH(bool, toPostgres);
        const auto first = storage(fromPostgres);
        const World world(*first);
        for (const auto &[format, file] :
             {std::pair("trello", "trello-everything.json"), std::pair("csv", "board-import.csv"),
              std::pair("todoist", "todoist.csv"), std::pair("github", "github-issues.json")})
            QVERIFY(apply(*first, planOf(QString::fromLatin1(format), QString::fromLatin1(file), world))
                        .refusals.isEmpty());
        // Rows of kinds that no foreign file has.
        const Uuid one = Uuid::v7();
        const Uuid two = Uuid::v7();
        const Uuid cycle = Uuid::v7();
        must(first->submit(world.project, world.newTask(QStringLiteral("One 😀 “quoted”\tand\\"), one), world.owner));
        must(first->submit(world.project, world.newTask(QStringLiteral("Two"), two), world.member));
        must(first->submit(world.project, RelateTasks{one, two, RelationType::Blocks, true}, world.owner));
        must(first->submit(world.project, WatchTask{one, true, {}}, world.member));
        must(first->submit(world.project, React{RowTarget::Task, one, QStringLiteral("🎉"), true}, world.member));
        must(first->submit(world.project,
                           CreateCycle{cycle, QStringLiteral("Sprint 1"), {}, QDate(2026, 1, 5), QDate(2026, 1, 16)},
                           world.owner));
        must(first->submit(world.project,
                           AddTimeEntry{Uuid::v7(), one, 1'000'000, 4'600'000, QStringLiteral("Paint"), {}},
                           world.owner));
        must(first->submit(
            world.project,
            PostMessage{
                Uuid::v7(), QStringLiteral("Hello @[Mia Member](user:%1)").arg(world.member.toString()), {}, {}, {}, 0},
            world.owner));
        must(first->submit(StreamId::ofPerson(world.workspace.workspace, world.member),
                           AddFavorite{FavoriteTarget::Project, world.project.scope, world.project.scope, {}, {}},
                           world.member));
        must(first->submit(world.project, TrashTask{two}, world.owner));

        const ExportScope whole{world.workspace.workspace, {}};
        const QByteArray bytes = exported(*first, whole);
        QCOMPARE(exported(*first, whole), bytes); // always in the same order
        const auto file = WorkspaceFile::parse(bytes);
        QVERIFY2(file.ok(), file ? "" : qPrintable(file.error().message));
        QVERIFY(file->isWholeWorkspace());

        const auto second = storage(toPostgres);
        const Outcome outcome = apply(*second, planRestore(*file, {}));
        QVERIFY2(outcome.refusals.isEmpty(), qPrintable(outcome.refusals.join(u'\n')));
        QCOMPARE(exported(*second, whole), bytes);
        QCOMPARE(apply(*second, planRestore(*file, {})).done, 0);
        // And it is alive: people work on in it.
        const Uuid three = Uuid::v7();
        must(second->submit(world.project, world.newTask(QStringLiteral("Three"), three), world.owner));
        for (const Task &task : rows<Task>(*second, world.project)) {
            if (task.id == three)
                QCOMPARE(task.number, 3);
        }
    }

    void aProjectGoesIntoAnotherWorkspaceWithThePeopleWhoAreThere_data() { addEngines(); }
    void aProjectGoesIntoAnotherWorkspaceWithThePeopleWhoAreThere()
    {
        QFETCH(bool, isPostgres);
        const auto fresh = storage(isPostgres);
        const World world(*fresh);
        const Uuid task = Uuid::v7();
        must(fresh->submit(world.project, world.newTask(QStringLiteral("One"), task), world.owner));
        must(fresh->submit(world.project, AssignTask{task, world.member, true}, world.owner));
        must(fresh->submit(world.project, AssignTask{task, world.owner, true}, world.owner));
        must(fresh->submit(
            world.project,
            AddComment{Uuid::v7(), task, QStringLiteral("@[Mia](user:%1)").arg(world.member.toString()), {}, {}, 0, {}},
            world.owner));
        const auto file = WorkspaceFile::parse(exported(*fresh, {world.workspace.workspace, world.project.scope}));
        QVERIFY(!file->isWholeWorkspace());
        QString email;
        for (const WorkspaceFile::Person &person : file->people()) {
            if (person.id == world.member)
                email = person.email;
        }

        const auto other = storage(isPostgres);
        const World there(*other);
        const ImportTarget into{there.workspace.workspace, {{there.owner, QStringLiteral("Another Mia"), email}}};
        const ImportPlan plan = planProjects(*file, into);
        QCOMPARE(plan.projectName, QStringLiteral("Mobile app"));
        QVERIFY(plan.report.left().join(u'\n').contains(u"Olga Owner"));
        const Outcome outcome = apply(*other, plan);
        QVERIFY2(outcome.refusals.isEmpty(), qPrintable(outcome.refusals.join(u'\n')));
        const StreamId moved = StreamId::ofProject(there.workspace.workspace, world.project.scope);
        const auto assignees = rows<TaskAssignee>(*other, moved);
        QCOMPARE(assignees.size(), 1);
        QCOMPARE(assignees[0].userId, there.owner);
        QCOMPARE(assignees[0].id, pairId(task, there.owner));
        QVERIFY(rows<Comment>(*other, moved).first().body.contains(there.owner.toString()));
    }

    void damagedExportsAreRefusedWithTheirPlace_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("part");
        QTest::newRow("other format") << QByteArray("\"taskmaster\"") << QByteArray("\"other\"")
                                      << "not an export of Task Master";
        QTest::newRow("newer version") << QByteArray("\"version\":1") << QByteArray("\"version\":9")
                                       << "has the version 9";
        QTest::newRow("type") << QByteArray("\"title\":\"One\"") << QByteArray("\"title\":1")
                              << "(task): “title” has another type";
        QTest::newRow("limit") << QByteArray("\"title\":\"One\"")
                               << QByteArray("\"title\":\"" + QByteArray(600, 'x') + '"') << "(task): “title”";
        QTest::newRow("required") << QByteArray("\"title\":\"One\",") << QByteArray() << "(task): “title” must";
        QTest::newRow("choice") << QByteArray("\"type\":\"done\"") << QByteArray("\"type\":\"perhaps\"")
                                << "(column): “type”";
        QTest::newRow("id") << QByteArray("\"entity\":\"task\",\"id\":\"0")
                            << QByteArray("\"entity\":\"task\",\"id\":\"x") << "no “id”";
        QTest::newRow("cut off") << QByteArray("],\"people\"") << QByteArray("],\"peo") << "";
    }
    void damagedExportsAreRefusedWithTheirPlace()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, part);
        const auto fresh = storage(false);
        const World world(*fresh);
        must(fresh->submit(world.project, world.newTask(QStringLiteral("One")), world.owner));
        QByteArray bytes = exported(*fresh, {world.workspace.workspace, {}});
        QVERIFY2(bytes.contains(from), bytes.constData());
        if (part.isEmpty())
            bytes = bytes.left(bytes.indexOf(from)) + to;
        else
            bytes.replace(bytes.indexOf(from), from.size(), to);
        const auto file = WorkspaceFile::parse(bytes);
        QVERIFY(!file.ok());
        QCOMPARE(file.error().code, ErrorCode::BadImport);
        QVERIFY2(file.error().message.contains(part.isEmpty() ? QStringLiteral("ends in the middle (line") : part),
                 qPrintable(file.error().message));
    }

    void rowsWithoutTheirTaskAreRefused()
    {
        const auto fresh = storage(false);
        const World world(*fresh);
        const Uuid task = Uuid::v7();
        must(fresh->submit(world.project, world.newTask(QStringLiteral("One"), task), world.owner));
        must(fresh->submit(world.project, AssignTask{task, world.member, true}, world.owner));
        QByteArray bytes = exported(*fresh, {world.workspace.workspace, world.project.scope});
        bytes.replace("\"taskId\":\"" + task.toString().toLatin1(), "\"taskId\":\"" + Uuid::v7().toString().toLatin1());
        const auto file = WorkspaceFile::parse(bytes);
        QVERIFY(!file.ok());
        QVERIFY2(file.error().message.contains(u"the taskAssignee")
                     && file.error().message.contains(u"“taskId” names a task"),
                 qPrintable(file.error().message));
    }

    void whatANewerVersionHasAddedIsReported()
    {
        const auto fresh = storage(false);
        const World world(*fresh);
        QByteArray bytes = exported(*fresh, {world.workspace.workspace, world.project.scope});
        bytes.replace(bytes.indexOf("{\"entity\":\"column\""), 0,
                      "{\"entity\":\"hologram\",\"id\":\"" + Uuid::v7().toString().toLatin1() + "\",\"fields\":{}},\n");
        bytes.replace(bytes.indexOf("\"fields\":{\"name\""), 10, "\"fields\":{\"shine\":3,");
        const auto file = WorkspaceFile::parse(bytes);
        QVERIFY2(file.ok(), file ? "" : qPrintable(file.error().message));
        const QString left = file->report().left().join(u'\n');
        QVERIFY2(left.contains(u"“hologram”") && left.contains(u"shine"), qPrintable(left));
    }

    // ---- calendars

    void calendarsAreFoundBySecretAndRevoked_data() { addEngines(); }
    void calendarsAreFoundBySecretAndRevoked()
    {
        QFETCH(bool, isPostgres);
        const auto fresh = storage(isPostgres);
        auto database = std::move(*Database::open(fresh->settings(), Database::Use::Write));
        const Feed mine{Uuid::v7(), Uuid{1, 1}, Uuid{2, 2}, {}, QStringLiteral("Mine"), 1000, 0};
        const Feed board{Uuid::v7(), Uuid{1, 1}, Uuid{2, 2}, Uuid{3, 3}, {}, 2000, 0};
        QVERIFY(FeedStore::add(*database, mine, QStringLiteral("aa")).ok());
        QVERIFY(FeedStore::add(*database, board, QStringLiteral("bb")).ok());
        const auto found = FeedStore::findBySecret(*database, QStringLiteral("bb"));
        QCOMPARE((*found)->id, board.id);
        QCOMPARE((*found)->projectId, board.projectId);
        QVERIFY(!FeedStore::findBySecret(*database, QStringLiteral("cc"))->has_value());
        QCOMPARE(FeedStore::list(*database, mine.workspace, mine.userId)->size(), 2);
        QCOMPARE(FeedStore::list(*database, mine.workspace, Uuid{9, 9})->size(), 0);
        QVERIFY(FeedStore::touch(*database, mine.id, 5000).ok());
        QCOMPARE((*FeedStore::find(*database, mine.id))->lastUsedAt, 5000);
        QCOMPARE(FeedStore::remove(*database, Uuid{9, 9}, mine.id).error().code, ErrorCode::NotFound);
        QVERIFY(FeedStore::remove(*database, mine.userId, mine.id).ok());
        QVERIFY(!FeedStore::findBySecret(*database, QStringLiteral("aa"))->has_value());
        for (int i = 1; i < FeedStore::FeedsOfPersonMax; ++i) {
            Feed more = mine;
            more.id = Uuid::v7();
            QVERIFY(FeedStore::add(*database, more, QString::number(i)).ok());
        }
        Feed tooMany = mine;
        tooMany.id = Uuid::v7();
        QCOMPARE(FeedStore::add(*database, tooMany, QStringLiteral("zz")).error().code, ErrorCode::TooMany);
    }

    void calendarsShowWhatIsDue_data() { addEngines(); }
    void calendarsShowWhatIsDue()
    {
        QFETCH(bool, isPostgres);
        const auto fresh = storage(isPostgres);
        const World world(*fresh);
        const auto add = [&](const QString &title, const QDate &due, const Uuid &assignee) {
            auto args = world.newTask(title);
            auto &task = std::get<CreateTask>(args);
            task.dueDate = due;
            must(fresh->submit(world.project, args, world.owner));
            if (!assignee.isNull())
                must(fresh->submit(world.project, AssignTask{task.taskId, assignee, true}, world.owner));
            return task.taskId;
        };
        add(QStringLiteral("later"), QDate(2026, 5, 2), world.member);
        add(QStringLiteral("sooner"), QDate(2026, 5, 1), {});
        add(QStringLiteral("without"), {}, world.member);
        must(fresh->submit(world.project, TrashTask{add(QStringLiteral("trash"), QDate(2026, 5, 1), world.member)},
                           world.owner));
        must(fresh->submit(world.project,
                           ArchiveTask{add(QStringLiteral("archive"), QDate(2026, 5, 1), world.member), true},
                           world.owner));
        const Uuid done = add(QStringLiteral("done long ago"), QDate(2026, 1, 1), world.member);
        must(fresh->submit(world.project, MoveTask{done, world.done, {}, {}}, world.owner));
        add(QStringLiteral("overdue"), QDate(2026, 1, 1), world.member);

        const auto database = reading(*fresh);
        const auto titles = [](const Result<QList<FeedStore::Dated>> &tasks) {
            QStringList found;
            for (const FeedStore::Dated &dated : *tasks)
                found.append(dated.task.title);
            return found;
        };
        QCOMPARE(titles(FeedStore::tasksOfProject(*database, world.project, QDate(2026, 3, 1))),
                 QStringList({QStringLiteral("overdue"), QStringLiteral("sooner"), QStringLiteral("later")}));
        const auto mine =
            FeedStore::tasksOfPerson(*database, world.workspace.workspace, world.member, QDate(2026, 3, 1));
        QCOMPARE(titles(mine), QStringList({QStringLiteral("overdue"), QStringLiteral("later")}));
        QCOMPARE(mine->first().projectId, world.project.scope);
        QCOMPARE(titles(FeedStore::tasksOfPerson(*database, world.workspace.workspace, world.owner, QDate(2026, 3, 1))),
                 QStringList());
    }
};

QTEST_GUILESS_MAIN(InterchangeContract)
#include "tst_interchange.moc"
