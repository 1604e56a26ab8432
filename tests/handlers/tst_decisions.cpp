// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/handlers/DecisionTable.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Server::Decisions;

namespace {

MemoryStream accountOfMia()
{
    return account(idOf("mia"));
}

MemoryStream deskOfMia()
{
    return personal(idOf("mia"));
}

/// All tables, each with the stream that its lines are about.
struct DecisionTable {
    const char *name;
    MemoryStream (*where)();
    void (*fill)(Table &);
};
constexpr DecisionTable tables[]{
    {"creating a task", project, creatingATask},
    {"moving a task", project, movingATask},
    {"putting tasks away", project, puttingTasksAway},
    {"assigning and labelling", project, assigningAndLabelling},
    {"commenting", project, commenting},
    {"shaping a project", project, shapingAProject},
    {"projects and their guests", project, projectsAndTheirGuests},
    {"people of a workspace", workspace, peopleOfAWorkspace},
    {"accounts", accountOfMia, accounts},
    {"editing a task", project, editingATask},
    {"editing a project", project, editingAProject},
    {"editing a workspace", workspace, editingAWorkspace},
    {"editing an account", accountOfMia, editingAnAccount},
    {"limits of columns", project, limitsOfColumns},
    {"parts of tasks", project, partsOfTasks},
    {"checklists", project, checklists},
    {"relations", project, relations},
    {"watching and reacting", project, watchingAndReacting},
    {"planning", project, planning},
    {"custom fields", project, customFields},
    {"coming again", project, comingAgain},
    {"copies and moves", project, copiesAndMoves},
    {"time spent", project, timeSpent},
    {"discussing", project, discussing},
    {"many at once", project, manyAtOnce},
    {"taking back", project, takingBack},
    {"editing parts", project, editingParts},
    {"remembering", deskOfMia, remembering},
    {"the inbox", deskOfMia, theInbox},
    {"favourites", deskOfMia, favourites},
    {"views of one's own", deskOfMia, viewsOfOnesOwn},
    {"views for all", workspace, viewsForAll},
    {"templates", workspace, templates},
};

/// Sent again under a new id, these are refused: there is no wish of theirs that is true already.
constexpr const char *alwaysEffective[]{
    "CreateWorkspace",   "CreateProject",       "CreateColumn",  "CreateLabel",       "CreateTask",   "AddComment",
    "DeleteComment",     "CreateUser",          "DuplicateTask", "MoveTaskToProject", "AddChecklist", "RemoveChecklist",
    "AddChecklistItem",  "RemoveChecklistItem", "AttachLink",    "RemoveAttachment",  "CreateCycle",  "CreateMilestone",
    "CreateField",       "StartTimer",          "AddTimeEntry",  "RemoveTimeEntry",   "PostMessage",  "RemoveMessage",
    "CreateTemplate",    "RemoveTemplate",      "CreateView",    "RemoveView",        "AddReminder",  "RemoveReminder",
    "RemoveNotification"};

QList<Line> linesOf(const DecisionTable &table)
{
    Table filled;
    table.fill(filled);
    return filled.lines();
}

Uuid actorFor(const QByteArray &name)
{
    return name == "system" ? systemActor() : idOf(name);
}

QByteArray saying(const MemoryStream::Outcome &outcome)
{
    const QString said = outcome.refusal
        ? QString::fromLatin1(describe(*outcome.refusal).wire) + QStringLiteral(": ") + outcome.message
        : rendered(outcome.difference.changes, names).join(u'\n');
    return said.toUtf8();
}

} // namespace

class DecisionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCommandIsDecidedAsItsLinesSay_data()
    {
        QTest::addColumn<MemoryStream>("stream");
        QTest::addColumn<Line>("line");
        for (const DecisionTable &table : tables) {
            for (const Line &line : linesOf(table))
                QTest::addRow("%s: %s", table.name, line.title.constData()) << table.where() << line;
        }
    }
    void everyCommandIsDecidedAsItsLinesSay()
    {
        QFETCH(MemoryStream, stream);
        QFETCH(Line, line);
        if (line.given)
            line.given(stream);
        const Command command{idOf("command"), stream.id, line.wish};
        const auto fit = checkCommand(command);
        QVERIFY2(fit.ok(), "The door of all commands refuses this one; the table is about what comes behind it.");
        const auto outcome = stream.decide(actorFor(line.actor), line.wish, command.commandId);
        const QByteArray said = saying(outcome);
        if (line.refusal) {
            QVERIFY2(outcome.refusal == line.refusal, said.constData());
            QVERIFY(!outcome.message.isEmpty());
            QVERIFY(outcome.difference.changes.isEmpty());
            QVERIFY(stream.set.dirty().empty());
            return;
        }
        QVERIFY2(!outcome.refusal, said.constData());
        QCOMPARE(rendered(outcome.difference.changes, names), line.changes);
        QCOMPARE(stream.set.dirty().size(), static_cast<std::size_t>(outcome.difference.changes.size()));
        stream.flush();
    }

    void anArchivedWorkspaceStopsWhatWouldChangeItsProjects_data()
    {
        QTest::addColumn<MemoryStream>("stream");
        QTest::addColumn<Line>("line");
        for (const DecisionTable &table : tables) {
            for (const Line &line : linesOf(table)) {
                if (table.where == project && !line.refusal)
                    QTest::addRow("%s: %s", table.name, line.title.constData()) << table.where() << line;
            }
        }
    }
    void anArchivedWorkspaceStopsWhatWouldChangeItsProjects()
    {
        QFETCH(MemoryStream, stream);
        QFETCH(Line, line);
        if (line.given)
            line.given(stream);
        // The server's own work goes on, and who was let in can be shown out, as in an archived project.
        const bool goesOn = HandlerTable::capabilityOf(line.wish, stream.id.kind) == Capability::SystemOnly
            || std::holds_alternative<RemoveProjectMember>(line.wish);
        stream.access.isArchived = true;
        const auto outcome = stream.decide(actorFor(line.actor), line.wish, idOf("command"));
        QCOMPARE(outcome.refusal, goesOn ? std::nullopt : std::optional(ErrorCode::Archived));
        QCOMPARE(stream.set.dirty().empty(), !goesOn || line.changes.isEmpty());
        stream.access.isArchived = false;
        QCOMPARE(stream.decide(actorFor(line.actor), line.wish, idOf("command")).refusal, std::nullopt);
    }

    void everyCommandHasLinesOfEachOutcome()
    {
        QSet<QString> changing;
        QSet<QString> idle;
        QSet<QString> refused;
        for (const DecisionTable &table : tables) {
            for (const Line &line : linesOf(table))
                (line.refusal ? refused : line.changes.isEmpty() ? idle : changing).insert(nameOf(line.wish));
        }
        for (const char *name : alwaysEffective)
            idle.insert(QString::fromLatin1(name));
        QStringList missing;
        for (const QString &name : everyCommand()) {
            if (!changing.contains(name))
                missing << name + QStringLiteral(": what it changes");
            if (!refused.contains(name))
                missing << name + QStringLiteral(": a refusal");
            if (!idle.contains(name))
                missing << name + QStringLiteral(": when it has no effect");
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
    }

    void movedTasksStandWhereTheyWereDropped_data()
    {
        QTest::addColumn<MoveTask>("wish");
        QTest::addColumn<Given>("before");
        QTest::addColumn<QByteArrayList>("order");
        const Given nothing = [](MemoryStream &) {};
        const Given sandIsDone = [](MemoryStream &stream) {
            given<Task>(stream, idOf("sand"), [](Task &task) { task.columnId = idOf("done"); });
        };
        const auto row = [](const char *title, const MoveTask &wish, const Given &before, const QByteArrayList &order) {
            QTest::newRow(title) << wish << before << order;
        };
        row("between two", moveTask("oil", "todo", "paint", "sand"), nothing, {"paint", "oil", "sand"});
        row("first", moveTask("oil", "todo", nullptr, "paint"), nothing, {"oil", "paint", "sand"});
        row("last", moveTask("paint", "todo"), nothing, {"sand", "oil", "paint"});
        row("behind the last one that is seen", moveTask("paint", "todo", "oil"), nothing, {"sand", "oil", "paint"});
        row("the upper neighbour has gone to another column", moveTask("oil", "todo", "sand", "paint"), sandIsDone,
            {"oil", "paint"});
        row("the lower neighbour has gone to another column", moveTask("paint", "todo", "oil", "sand"), sandIsDone,
            {"oil", "paint"});
        row("both neighbours are elsewhere", moveTask("paint", "todo", "shipped", "sand"), sandIsDone,
            {"oil", "paint"});
        row("it is its own neighbour", moveTask("paint", "todo", "sand", "paint"), nothing, {"sand", "paint"});
        row("the neighbours stand the other way round by now", moveTask("paint", "todo", "oil", "sand"), nothing,
            {"sand", "oil", "paint"});
        row("between two with equal keys it goes behind them", moveTask("paint", "todo", "sand", "oil"),
            rankOf("oil", QStringLiteral("V")), {"sand", "paint"});
    }
    void movedTasksStandWhereTheyWereDropped()
    {
        QFETCH(MoveTask, wish);
        QFETCH(Given, before);
        QFETCH(QByteArrayList, order);
        MemoryStream stream = project();
        before(stream);
        QCOMPARE(stream.decide(idOf("mia"), wish).refusal, std::nullopt);
        stream.flush();
        QString previous;
        for (const QByteArray &name : order) {
            const auto &task = std::get<Task>(stream.stored.at({EntityKind::Task, idOf(name)}));
            QCOMPARE(task.columnId, idOf("todo"));
            QVERIFY2(previous < task.rank, name.constData());
            previous = task.rank;
        }
    }
    void theDoorOfAllCommandsRefusesWhatNoHandlerShouldSee_data()
    {
        QTest::addColumn<Command>("command");
        QTest::addColumn<ErrorCode>("code");
        const StreamId home = StreamId::ofProject(workspaceId(), projectId());
        const auto row = [&home](const char *title, const CommandArgs &args, ErrorCode code,
                                 std::optional<StreamId> stream = {}) {
            QTest::newRow(title) << Command{idOf("command"), stream.value_or(home), args} << code;
        };
        row("a field that is not editable", editTask("paint", {{"number", Value(qint64(1))}}), ErrorCode::InvalidField);
        row("an order key", editTask("paint", {{"rank", Value(QStringLiteral("V"))}}), ErrorCode::InvalidField);
        row("a role", edit(EntityKind::Member, idOf("mia"), {{"role", Value(QStringLiteral("owner"))}}),
            ErrorCode::InvalidField);
        row("an edit of nothing", editTask("paint", {}), ErrorCode::InvalidField);
        row("a title without text", editTask("paint", {{"title", Value(QString())}}), ErrorCode::InvalidField);
        row("a move of nothing", MoveTask{{}, idOf("done"), {}, {}}, ErrorCode::InvalidField);
        row("a move in a workspace's stream", moveTask("paint", "done"), ErrorCode::WrongStream,
            StreamId::ofWorkspace(workspaceId()));
        row("a member in a project's stream", SetMember{idOf("mia"), Role::Owner}, ErrorCode::WrongStream);
    }
    void theDoorOfAllCommandsRefusesWhatNoHandlerShouldSee()
    {
        QFETCH(Command, command);
        QFETCH(ErrorCode, code);
        const auto answer = checkCommand(command);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, code);
    }

    void numbersGoUpWithoutHolesWithinABatch()
    {
        MemoryStream stream = project();
        QCOMPARE(stream.decide(idOf("mia"), createTask("todo", "new")).refusal, std::nullopt);
        QCOMPARE(stream.decide(idOf("mia"), createTask("shelf", "imported")).refusal, ErrorCode::Archived);
        QCOMPARE(stream.decide(idOf("mia"), createTask("todo", "newer")).refusal, std::nullopt);
        QCOMPARE(stream.find<Task>(idOf("new"))->number, 7);
        QCOMPARE(stream.find<Task>(idOf("newer"))->number, 8);
        QCOMPARE(stream.find<Project>(projectId())->lastNumber, 8);
        QVERIFY(stream.find<Task>(idOf("new"))->rank < stream.find<Task>(idOf("newer"))->rank);
    }

    void theSameCommandGivesTheSameRowsAgain()
    {
        const CreateProject wish{QStringLiteral("Dock"), QStringLiteral("DK"), {}, false};
        QList<QList<Change>> outcomes;
        for (int i = 0; i < 2; ++i) {
            MemoryStream stream = project();
            stream.stored.clear();
            outcomes << stream.decide(idOf("mia"), wish, idOf("command")).difference.changes;
        }
        QCOMPARE(outcomes[0].size(), 5);
        QCOMPARE(outcomes[0], outcomes[1]);
    }
};

QTEST_GUILESS_MAIN(DecisionsTest)
#include "tst_decisions.moc"
