// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/protocol/TemplateCommands.h"

#include <QtTest>

using namespace TaskMaster;

namespace {

const Uuid seed = *Uuid::fromString(QStringLiteral("0190aaaa-0000-7000-8000-000000000001"));

Column column(const char *name, ColumnType type, const char *rank, qint64 archivedAt = 0)
{
    Column column;
    column.id = Uuid::v5(seed, name);
    column.name = QString::fromLatin1(name);
    column.type = type;
    column.rank = QString::fromLatin1(rank);
    column.archivedAt = archivedAt;
    return column;
}

Label label(const char *name, qint64 archivedAt = 0)
{
    Label label;
    label.id = Uuid::v5(seed, name);
    label.name = QString::fromLatin1(name);
    label.archivedAt = archivedAt;
    return label;
}

/// A project as it is.
TemplateGround house()
{
    return {seed,
            QDate(2024, 2, 28),
            {column("Done", ColumnType::Done, "c"), column("To do", ColumnType::Unstarted, "b"),
             column("Old", ColumnType::Unstarted, "a", 1)},
            {label("Fragile"), label("Gone", 1)},
            {}};
}

/// `json` with single quotes for double ones.
TemplateBody body(TemplateKind kind, const char *json)
{
    const auto read = readTemplateBody(kind, QString::fromUtf8(json).replace(u'\'', u'"'));
    if (!read)
        qFatal("%s", qPrintable(read.error().message));
    return *read;
}

QByteArrayList namesOf(const Bulk &bulk)
{
    QByteArrayList names;
    for (const BulkItem &item : bulk.commands)
        names.append(describeCommand(item.args).name);
    return names;
}

template <class C> QList<C> allOf(const Bulk &bulk)
{
    QList<C> list;
    for (const BulkItem &item : bulk.commands) {
        if (const auto *args = std::get_if<C>(&item.args))
            list.append(*args);
    }
    return list;
}

} // namespace

/// What using a template comes to.
class TemplateCommandsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTaskComesWithAllThatBelongsToIt()
    {
        const auto bulk = TemplateCommands::bulkOf(
            body(
                TemplateKind::Task,
                "{'task': {'title': 'Paint', 'priority': 'high', 'estimate': 3, 'dueInDays': 2, 'labels': ['fragile'], "
                "'checklists': [{'name': 'Steps', 'items': ['Sand', 'Prime']}], "
                "'subtasks': [{'title': 'Buy paint', 'subtasks': [{'title': 'Choose'}]}]}}"),
            house());
        QVERIFY2(bulk, qPrintable(bulk ? QString() : bulk.error().message));
        QCOMPARE(
            namesOf(*bulk).join(' '),
            QByteArray("CreateTask LabelTask AddChecklist AddChecklistItem AddChecklistItem CreateTask CreateTask"));
        const auto tasks = allOf<CreateTask>(*bulk);
        QCOMPARE(tasks[0].taskId, TemplateCommands::taskId(seed));
        QCOMPARE(tasks[0].columnId, Uuid::v5(seed, "To do")); // where work waits; what is archived does not count
        QCOMPARE(tasks[0].priority, Priority::High);
        QCOMPARE(tasks[0].dueDate, QDate(2024, 3, 1));
        QVERIFY(!tasks[1].dueDate.isValid());
        QCOMPARE(tasks[1].parentId, tasks[0].taskId);
        QCOMPARE(tasks[2].parentId, tasks[1].taskId);
        QCOMPARE(allOf<LabelTask>(*bulk)[0].labelId, Uuid::v5(seed, "Fragile")); // whatever the case
        QCOMPARE(allOf<AddChecklistItem>(*bulk)[1].text, QStringLiteral("Prime"));
        QCOMPARE(allOf<AddChecklistItem>(*bulk)[1].checklistId, allOf<AddChecklist>(*bulk)[0].checklistId);
    }

    void theSameSeedMakesTheSameRowsAndAnotherOneOthers()
    {
        const TemplateBody paint =
            body(TemplateKind::Task, "{'task': {'title': 'Paint', 'subtasks': [{'title': 'Sand'}]}}");
        TemplateGround other = house();
        other.seed = Uuid::v5(seed, "other");
        const auto first = TemplateCommands::bulkOf(paint, house());
        const auto again = TemplateCommands::bulkOf(paint, house());
        const auto elsewhere = TemplateCommands::bulkOf(paint, other);
        QVERIFY(first && again && elsewhere);
        for (qsizetype i = 0; i < 2; ++i) {
            const Uuid id = allOf<CreateTask>(*first)[i].taskId;
            QCOMPARE(allOf<CreateTask>(*again)[i].taskId, id);
            QVERIFY(allOf<CreateTask>(*elsewhere)[i].taskId != id);
        }
    }

    void aProjectGetsItsColumnsInOrderAndTasksInThem()
    {
        const auto bulk = TemplateCommands::bulkOf(
            body(TemplateKind::Project,
                 "{'columns': [{'name': 'Ideas', 'type': 'backlog'}, {'name': 'Doing', 'type': 'started', 'wipLimit': "
                 "2}], "
                 "'labels': [{'name': 'Fragile', 'color': '#aa2222'}], "
                 "'tasks': [{'title': 'Anywhere'}, {'title': 'There', 'column': 'doing', 'labels': ['Fragile']}]}"),
            {seed, QDate(2024, 2, 28), {}, {}, {}});
        QVERIFY2(bulk, qPrintable(bulk ? QString() : bulk.error().message));
        const auto columns = allOf<CreateColumn>(*bulk);
        QCOMPARE(columns.size(), 2);
        QVERIFY(columns[0].afterId.isNull());
        QCOMPARE(columns[1].afterId, columns[0].columnId);
        QCOMPARE(columns[1].wipLimit, 2);
        const auto tasks = allOf<CreateTask>(*bulk);
        QCOMPARE(tasks[0].columnId, columns[0].columnId);
        QCOMPARE(tasks[1].columnId, columns[1].columnId);
        QCOMPARE(allOf<LabelTask>(*bulk)[0].labelId, allOf<CreateLabel>(*bulk)[0].labelId);
    }

    void whatCannotBeIsRefused_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("word");
        const auto row = [](const char *name, const QString &json, const char *word) {
            QTest::newRow(name) << json << QString::fromLatin1(word);
        };
        row("a label that nothing has", QStringLiteral("{'task': {'title': 'Paint', 'labels': ['Unheard']}}"),
            "Unheard");
        row("a label that is put away", QStringLiteral("{'task': {'title': 'Paint', 'labels': ['Gone']}}"), "Gone");
        row("a column that is put away", QStringLiteral("{'task': {'title': 'Paint', 'column': 'Old'}}"), "Old");
        QStringList items;
        for (int i = 0; i < 100; ++i)
            items << QStringLiteral("\"%1\"").arg(i);
        const QString list = QStringLiteral("{\"name\": \"L\", \"items\": [%1]}").arg(items.join(u','));
        row("more than is made at once",
            QStringLiteral("{\"task\": {\"title\": \"Paint\", \"checklists\": [%1]}}")
                .arg(QStringList(5, list).join(u',')),
            "506");
    }
    void whatCannotBeIsRefused()
    {
        QFETCH(QString, json);
        QFETCH(QString, word);
        const auto bulk = TemplateCommands::bulkOf(body(TemplateKind::Task, json.toUtf8().constData()), house());
        QVERIFY(!bulk);
        QVERIFY2(bulk.error().message.contains(word), qPrintable(bulk.error().message));
    }

    void aProjectWithoutColumnsHasNoPlaceForATask()
    {
        TemplateGround bare = house();
        bare.columns.clear();
        QVERIFY(!TemplateCommands::bulkOf(body(TemplateKind::Task, "{'task': {'title': 'Paint'}}"), bare));
        bare.columnId = Uuid::v5(seed, "somewhere"); // whoever says where is believed; the handler judges
        QVERIFY(TemplateCommands::bulkOf(body(TemplateKind::Task, "{'task': {'title': 'Paint'}}"), bare));
    }
};

QTEST_GUILESS_MAIN(TemplateCommandsTest)
#include "tst_template_commands.moc"
