// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/Demo.h"
#include "server/exchange/ImportFile.h"
#include "server/exchange/ImportText.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;

namespace {

const Uuid workspace{1, 2};
const Uuid ana{7, 7};

QByteArray dataFile(const char *name)
{
    QFile file(QStringLiteral(TEST_DATA "/") + QString::fromLatin1(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

ImportTarget target()
{
    return {workspace, {{ana, QStringLiteral("Ana Moreno"), QStringLiteral("ana@demo.example")}}};
}

Result<ImportPlan> planTrelloImport(const QByteArray &json, const ImportTarget &where)
{
    const auto file = ImportFile::read(ImportFormat::Trello, json, {});
    return file ? Result<ImportPlan>(file->plan(where)) : Result<ImportPlan>(file.error());
}

template <class Args> QList<Args> all(const QList<Command> &commands)
{
    QList<Args> found;
    for (const Command &command : commands) {
        if (const auto *args = std::get_if<Args>(&command.args))
            found.append(*args);
    }
    return found;
}

QByteArray board(const QJsonObject &changes)
{
    QJsonObject object{{QStringLiteral("id"), QStringLiteral("60a000000000000000000000")},
                       {QStringLiteral("name"), QStringLiteral("Board")},
                       {QStringLiteral("lists"),
                        QJsonArray{QJsonObject{{QStringLiteral("id"), QStringLiteral("l1")},
                                               {QStringLiteral("name"), QStringLiteral("List")}}}},
                       {QStringLiteral("cards"), QJsonArray{}}};
    for (auto it = changes.begin(); it != changes.end(); ++it)
        object.insert(it.key(), it.value());
    return QJsonDocument(object).toJson();
}

QJsonObject card(const QString &name, const QString &description = {})
{
    return {{QStringLiteral("id"), QStringLiteral("60a0000000000000000000f1")},
            {QStringLiteral("name"), name},
            {QStringLiteral("desc"), description},
            {QStringLiteral("idList"), QStringLiteral("l1")}};
}

bool mentions(const QStringList &lines, const QString &part)
{
    return std::any_of(lines.begin(), lines.end(), [&](const QString &line) { return line.contains(part); });
}

} // namespace

class ExchangeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // ---- Trello

    void theRealExportIsTakenOver()
    {
        const auto plan = planTrelloImport(dataFile("trello-export.json"), target());
        QVERIFY(plan.ok());
        QCOMPARE(plan->projectName, QStringLiteral("Project 100"));
        QCOMPARE(plan->report.taken(QStringLiteral("lists")), 3);
        QCOMPARE(plan->report.taken(QStringLiteral("labels")), 6);
        QCOMPARE(plan->report.taken(QStringLiteral("cards")), 3);
        QCOMPARE(plan->report.taken(QStringLiteral("custom field values")), 8);
        const auto columns = all<CreateColumn>(plan->commands);
        QCOMPARE(columns.size(), 3);
        QCOMPARE(columns[0].type, ColumnType::Unstarted);
        QCOMPARE(columns[1].type, ColumnType::Started);
        QCOMPARE(columns[2].type, ColumnType::Done);
        QCOMPARE(all<CreateLabel>(plan->commands).first().name, QStringLiteral("green"));
        const auto tasks = all<CreateTask>(plan->commands);
        QCOMPARE(tasks[0].title, QStringLiteral("Write code"));
        const auto fields = all<CreateField>(plan->commands);
        QCOMPARE(fields.size(), 5);
        QCOMPARE(fields[2].name, QStringLiteral("Dropdown"));
        QCOMPARE(fields[2].type, CustomFieldType::Select);
        QVERIFY(fields[2].options.contains(u"\"name\":\"Down\""));
        const auto values = all<SetField>(plan->commands);
        QCOMPARE(values[0].value, QStringLiteral("Hello"));
        QCOMPARE(values[1].value, QStringLiteral("2021-01-07"));
        QCOMPARE(values[2].value, QStringLiteral("true"));
        QVERIFY(mentions(plan->report.left(), QStringLiteral("Test User")));
    }

    void everyCommandOfAPlanIsValid()
    {
        for (const char *name : {"trello-export.json", "trello-everything.json"}) {
            const auto plan = planTrelloImport(dataFile(name), target());
            QVERIFY(plan.ok());
            QSet<Uuid> ids;
            for (const Command &command : plan->commands) {
                const auto valid = checkCommand(command);
                QVERIFY2(valid.ok(), valid ? "" : qPrintable(valid.error().message));
                QVERIFY2(!ids.contains(command.commandId), "two commands with one id");
                ids.insert(command.commandId);
            }
        }
    }

    void planningTwiceGivesTheSameIds()
    {
        const auto first = planTrelloImport(dataFile("trello-everything.json"), target());
        const auto second = planTrelloImport(dataFile("trello-everything.json"), target());
        QCOMPARE(first->commands.size(), second->commands.size());
        for (qsizetype i = 0; i < first->commands.size(); ++i)
            QCOMPARE(first->commands[i].commandId, second->commands[i].commandId);
        ImportTarget elsewhere = target();
        elsewhere.workspace = Uuid{9, 9};
        QVERIFY(planTrelloImport(dataFile("trello-everything.json"), elsewhere)->projectId != first->projectId);
    }

    void columnsAndCardsFollowTheirPositions()
    {
        const auto plan = planTrelloImport(dataFile("trello-everything.json"), target());
        QStringList columns;
        for (const CreateColumn &column : all<CreateColumn>(plan->commands))
            columns.append(column.name);
        QCOMPARE(columns,
                 QStringList({QStringLiteral("Ideas"), QStringLiteral("Old stuff"), QStringLiteral("In progress"),
                              QStringLiteral("Erledigt")}));
        QStringList titles;
        for (const CreateTask &task : all<CreateTask>(plan->commands))
            titles.append(task.title);
        QCOMPARE(titles,
                 QStringList({QStringLiteral("Filed away"), QStringLiteral("First"), QStringLiteral("Second")}));
        QCOMPARE(all<CreateColumn>(plan->commands)[2].wipLimit, 3);
    }

    void whatHasNoFieldIsKeptInTheDescription()
    {
        const auto plan = planTrelloImport(dataFile("trello-everything.json"), target());
        const CreateTask task = all<CreateTask>(plan->commands)[1];
        QCOMPARE(task.description,
                 QStringLiteral("Build it.\n\nThe due date was marked complete in Trello.\n\n"
                                "### Assigned in Trello\n\n- Gus Gone"));
        QCOMPARE(task.dueDate, QDate(2026, 6, 1));
        QCOMPARE(task.dueAt, QDateTime(QDate(2026, 6, 1), QTime(10, 0), Qt::UTC).toMSecsSinceEpoch());
        QCOMPARE(task.startDate, QDate(2026, 5, 20));
        QCOMPARE(task.startAt, 0);
        QCOMPARE(task.createdAt, 0x60a00000 * 1000LL);
    }

    void checklistsLinksAndFieldsAreWhatTheyWere()
    {
        const auto plan = planTrelloImport(dataFile("trello-everything.json"), target());
        const Uuid task = all<CreateTask>(plan->commands)[1].taskId;
        const auto lists = all<AddChecklist>(plan->commands);
        QCOMPARE(lists.size(), 2);
        QCOMPARE(lists[0].name, QStringLiteral("Steps"));
        QCOMPARE(lists[0].taskId, task);
        QCOMPARE(lists[1].name, QStringLiteral("Later"));
        const auto items = all<AddChecklistItem>(plan->commands);
        QCOMPARE(items.size(), 2);
        QCOMPARE(items[0].text, QStringLiteral("Measure"));
        QVERIFY(items[0].done);
        QCOMPARE(items[1].text, QStringLiteral("Saw (Gus Gone, due 2026-05-01)"));
        QVERIFY(!items[1].done);
        const auto links = all<AttachLink>(plan->commands);
        QCOMPARE(links.size(), 2);
        QCOMPARE(links[0].name, QStringLiteral("Plan"));
        QCOMPARE(links[0].url, QStringLiteral("https://example.org/plan.pdf"));
        const auto fields = all<CreateField>(plan->commands);
        QCOMPARE(fields[0].type, CustomFieldType::Number);
        QCOMPARE(fields[1].type, CustomFieldType::Select);
        const auto values = all<SetField>(plan->commands);
        QCOMPARE(values[0].value, QStringLiteral("1200"));
        QVERIFY(fields[1].options.contains(values[1].value));
    }

    void whatBelongsToATaskComesBehindIt()
    {
        const auto plan = planTrelloImport(dataFile("trello-everything.json"), target());
        QSet<Uuid> made;
        for (const Command &command : plan->commands) {
            if (const auto *task = std::get_if<CreateTask>(&command.args))
                made.insert(task->taskId);
            if (const auto *list = std::get_if<AddChecklist>(&command.args))
                QVERIFY(made.contains(list->taskId));
            if (const auto *link = std::get_if<AttachLink>(&command.args))
                QVERIFY(made.contains(link->taskId));
            if (const auto *value = std::get_if<SetField>(&command.args))
                QVERIFY(made.contains(value->taskId));
        }
    }

    void peopleAreFoundByUserName()
    {
        const auto plan = planTrelloImport(dataFile("trello-everything.json"), target());
        const auto assigned = all<AssignTask>(plan->commands);
        QCOMPARE(assigned.size(), 1);
        QCOMPARE(assigned[0].userId, ana);
        QVERIFY(mentions(plan->report.left(), QStringLiteral("Gus Gone")));
    }

    void commentsKeepAuthorAndDateOldestFirst()
    {
        const auto plan = planTrelloImport(dataFile("trello-everything.json"), target());
        const auto comments = all<AddComment>(plan->commands);
        QCOMPARE(comments.size(), 2);
        QCOMPARE(comments[0].body, QStringLiteral("First comment"));
        QCOMPARE(comments[0].authorId, ana);
        QCOMPARE(comments[0].authorName, QStringLiteral("Ana Moreno"));
        QVERIFY(comments[1].authorId.isNull());
        QCOMPARE(comments[1].authorName, QStringLiteral("Gus Gone"));
        QCOMPARE(comments[1].createdAt, QDateTime(QDate(2026, 4, 2), QTime(9, 0), Qt::UTC).toMSecsSinceEpoch());
    }

    void archivedThingsAreArchivedLast()
    {
        const auto plan = planTrelloImport(dataFile("trello-everything.json"), target());
        QCOMPARE(all<ArchiveTask>(plan->commands).size(), 1);
        QCOMPARE(all<ArchiveColumn>(plan->commands).size(), 1);
        qsizetype archive = -1;
        for (qsizetype i = 0; i < plan->commands.size(); ++i) {
            const CommandArgs &args = plan->commands[i].args;
            if (std::holds_alternative<ArchiveTask>(args) && archive < 0)
                archive = i;
            QVERIFY(archive < 0 || !std::holds_alternative<LabelTask>(args));
            QVERIFY(archive < 0 || !std::holds_alternative<CreateTask>(args));
        }
    }

    void whatIsLeftBehindIsListed()
    {
        const auto plan = planTrelloImport(dataFile("trello-everything.json"), target());
        const QStringList left = plan->report.left();
        for (const char *part : {"“board.someNewKey”", "“card.aNewThing”", "“Lost”", "uploaded file", "activity log"})
            QVERIFY2(mentions(left, QString::fromUtf8(part)), part);
    }

    void aFullActionListIsNoticed()
    {
        QJsonArray actions;
        for (int i = 0; i < 1000; ++i)
            actions.append(QJsonObject{{QStringLiteral("type"), QStringLiteral("updateCard")}});
        QJsonObject commented = card(QStringLiteral("A"));
        commented.insert(QStringLiteral("badges"), QJsonObject{{QStringLiteral("comments"), 4}});
        const auto plan = planTrelloImport(
            board({{QStringLiteral("actions"), actions}, {QStringLiteral("cards"), QJsonArray{commented}}}), target());
        QVERIFY(mentions(plan->report.left(), QStringLiteral("newest 1000 entries")));
        QVERIFY(mentions(plan->report.left(), QStringLiteral("4 are missing")));
    }

    void longTextsAreSplitAndSaidSo()
    {
        const QString title(600, u't');
        const QString description = QStringLiteral("word ").repeated(8000);
        const auto plan =
            planTrelloImport(board({{QStringLiteral("cards"), QJsonArray{card(title, description)}}}), target());
        QVERIFY(plan.ok());
        const CreateTask task = all<CreateTask>(plan->commands).first();
        QCOMPARE(task.title.size(), 500);
        QVERIFY(task.description.startsWith(title));
        QVERIFY(task.description.size() <= Limits::DescriptionMax);
        QString whole = task.description;
        for (const AddComment &comment : all<AddComment>(plan->commands))
            whole += u' ' + comment.body;
        QCOMPARE(whole.count(QStringLiteral("word")), 8000);
        QVERIFY(mentions(plan->report.changed(), QStringLiteral("goes on in comments")));
        for (const Command &command : plan->commands)
            QVERIFY(checkCommand(command).ok());
    }

    void charactersThatCannotBeStoredAreReplaced()
    {
        const QByteArray json = board({{QStringLiteral("cards"), QJsonArray{card(QStringLiteral("A\x01@B"))}}})
                                    .replace("\\u0001@", "\\u0000\\ud800");
        const auto plan = planTrelloImport(json, target());
        QVERIFY(plan.ok());
        QVERIFY(checkCommand(plan->commands.last()).ok());
        QVERIFY(isStorableText(all<CreateTask>(plan->commands).first().title));
        QVERIFY(mentions(plan->report.changed(), QStringLiteral("cannot be stored")));
    }

    void aStartBehindTheDueDateIsLeftOut()
    {
        QJsonObject odd = card(QStringLiteral("A"));
        odd.insert(QStringLiteral("start"), QStringLiteral("2026-02-02T00:00:00.000Z"));
        odd.insert(QStringLiteral("due"), QStringLiteral("2026-02-01T00:00:00.000Z"));
        const auto plan = planTrelloImport(board({{QStringLiteral("cards"), QJsonArray{odd}}}), target());
        const CreateTask task = all<CreateTask>(plan->commands).first();
        QVERIFY(!task.startDate.isValid());
        QCOMPARE(task.dueDate, QDate(2026, 2, 1));
        QVERIFY(mentions(plan->report.left(), QStringLiteral("behind the due date")));
    }

    void aBoardWithTooManyListsKeepsTheOpenOnes()
    {
        QJsonArray lists;
        for (int i = 0; i < 120; ++i)
            lists.append(QJsonObject{{QStringLiteral("id"), QStringLiteral("l%1").arg(i)},
                                     {QStringLiteral("name"), QStringLiteral("List %1").arg(i)},
                                     {QStringLiteral("closed"), i < 30}});
        const auto plan = planTrelloImport(board({{QStringLiteral("lists"), lists}}), target());
        QCOMPARE(all<CreateColumn>(plan->commands).size(), 100);
        QCOMPARE(all<ArchiveColumn>(plan->commands).size(), 10);
        QVERIFY(mentions(plan->report.left(), QStringLiteral("at most 100 columns")));
    }

    void aFileThatWasCutOffIsRefusedAtEveryPlace()
    {
        const QByteArray whole = dataFile("trello-export.json").trimmed();
        QVERIFY(whole.size() > 60'000);
        for (qsizetype length = 0; length < whole.size(); length += length < 200 ? 1 : 997) {
            const auto plan = planTrelloImport(whole.left(length), target());
            QVERIFY2(!plan.ok(), qPrintable(QString::number(length)));
            QCOMPARE(plan.error().code, ErrorCode::BadImport);
            QVERIFY(!plan.error().message.contains(u'\n'));
        }
        const auto plan = planTrelloImport(whole.left(whole.size() / 2), target());
        QVERIFY2(plan.error().message.startsWith(u"The file ends in the middle (line 1"),
                 qPrintable(plan.error().message));
    }

    void otherFilesAreRefusedInASentence_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("message");
        QTest::newRow("empty") << QByteArray("  \n") << "The file is empty.";
        QTest::newRow("list") << QByteArray("[]")
                              << "This is JSON, but not the export of a Trello board: it is not an object.";
        QTest::newRow("other JSON") << QByteArray(
            "{\"lists\": []}") << "This is JSON, but not the export of a Trello board: the list “cards” is missing.";
        QTest::newRow("no id") << QByteArray("{\"lists\": [], \"cards\": []}")
                               << "This is JSON, but not the export of a Trello board: it has no “id”.";
        QTest::newRow("a table") << QByteArray("Title,List\nPaint,Todo\n")
                                 << "The file is not JSON: line 1, column 2: illegal value.";
    }
    void otherFilesAreRefusedInASentence()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, message);
        const auto plan = planTrelloImport(bytes, target());
        QVERIFY(!plan.ok());
        QCOMPARE(plan.error().message, message);
    }

    void columnTypesAreGuessedFromNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<ColumnType>("type");
        QTest::newRow("todo") << "To Do" << ColumnType::Unstarted;
        QTest::newRow("doing") << "Doing" << ColumnType::Started;
        QTest::newRow("review") << "Ready for review" << ColumnType::Started;
        QTest::newRow("done") << "✅ Done" << ColumnType::Done;
        QTest::newRow("german") << "Erledigt" << ColumnType::Done;
        QTest::newRow("ideas") << "Ideas & wishes" << ColumnType::Backlog;
        QTest::newRow("cancelled") << "Cancelled" << ColumnType::Cancelled;
        QTest::newRow("part of a word") << "Abandoned" << ColumnType::Cancelled;
        QTest::newRow("inside of a word") << "Condone" << ColumnType::Unstarted;
        QTest::newRow("not the month") << "November" << ColumnType::Unstarted;
    }
    void columnTypesAreGuessedFromNames()
    {
        QFETCH(QString, name);
        QFETCH(ColumnType, type);
        QCOMPARE(guessColumnType(name), type);
    }

    void colorsHaveShadesAndAFallback()
    {
        QCOMPARE(namedColor(QStringLiteral("red_dark")), namedColor(QStringLiteral("red")));
        QCOMPARE(namedColor(QString()), QStringLiteral("#8a93a3"));
    }

    void projectKeysAreShortCapitals()
    {
        QCOMPARE(projectKeyFor(QStringLiteral("Ärztehaus 2")), QStringLiteral("ARZ"));
        QCOMPARE(projectKeyFor(QStringLiteral("7 wonders")), QStringLiteral("WON"));
        QCOMPARE(projectKeyFor(QStringLiteral("花")), QStringLiteral("TM"));
    }

    void splittingLosesNoWordAndBreaksNoPair()
    {
        const QString text = QStringLiteral("😀").repeated(50);
        for (const QString &part : ImportText::split(text, 7)) {
            QVERIFY(part.size() <= 7);
            QVERIFY(isStorableText(part));
        }
        QCOMPARE(ImportText::split(text, 7).join(QString()), text);
        QCOMPARE(ImportText::split(QString(), 7), QStringList({QString()}));
    }

    // ---- the demo

    void theDemoIsTheSameEveryTime()
    {
        const DemoOptions options{500, 8, 3, 1'780'000'000'000};
        QList<QPair<Uuid, QString>> runs[2];
        for (auto &run : runs) {
            Demo demo(options);
            demo.projects([&run](const Command &command) {
                const auto *task = std::get_if<CreateTask>(&command.args);
                run.append({command.commandId, task ? task->title : QString()});
                return true;
            });
        }
        QCOMPARE(runs[0].size(), runs[1].size());
        QVERIFY(runs[0] == runs[1]);
    }

    void theDemoHasAsManyTasksAsAskedFor_data()
    {
        QTest::addColumn<int>("tasks");
        for (const int tasks : {0, 1, 7, 50, 399, 400, 401, 5000})
            QTest::addRow("%d", tasks) << tasks;
    }
    void theDemoHasAsManyTasksAsAskedFor()
    {
        QFETCH(int, tasks);
        Demo demo({tasks, 6, 1, 1'780'000'000'000});
        int made = 0;
        QSet<Uuid> ids;
        demo.projects([&](const Command &command) {
            made += std::holds_alternative<CreateTask>(command.args) ? 1 : 0;
            const bool isValid = checkCommand(command).ok() && !ids.contains(command.commandId);
            ids.insert(command.commandId);
            return isValid;
        });
        QCOMPARE(made, tasks);
    }

    void theFirstBoardLooksLikeThePictures()
    {
        Demo demo({400, 6, 1, 1'780'000'000'000});
        QCOMPARE(demo.people()[0].email, QStringLiteral("ana@demo.example"));
        QCOMPARE(demo.people()[3].name, QStringLiteral("Lena Brandt"));
        int number = 0;
        QMap<Uuid, int> open;
        QList<Uuid> columns;
        StreamId first;
        demo.projects([&](const Command &command) {
            if (std::holds_alternative<CreateProject>(command.args) && first.scope.isNull())
                first = command.stream;
            if (command.stream != first)
                return true;
            if (const auto *column = std::get_if<CreateColumn>(&command.args))
                columns.append(column->columnId);
            if (const auto *task = std::get_if<CreateTask>(&command.args)) {
                ++number;
                if (!task->archived)
                    ++open[task->columnId];
                if (task->title == u"Sign in with a passkey" && number != 198)
                    return false;
            }
            return true;
        });
        QCOMPARE(number, 231);
        QCOMPARE(open[columns[2]], 5); // “In progress 5 / 4”
        QCOMPARE(open[columns[1]], 6);
        QVERIFY(open[columns[0]] > 30 && open[columns[0]] < 45);
        QVERIFY(open[columns[3]] > 100);
    }

    void demoPeopleHaveDifferentAddresses()
    {
        Demo demo({0, 3000, 1, 0});
        QSet<QString> emails;
        for (const DemoPerson &person : demo.people()) {
            emails.insert(person.email);
            QVERIFY(std::all_of(person.email.begin(), person.email.end(), [](QChar c) { return c.unicode() < 128; }));
        }
        QCOMPARE(emails.size(), 3000);
    }
};

QTEST_GUILESS_MAIN(ExchangeTest)
#include "tst_exchange.moc"
