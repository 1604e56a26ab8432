// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/QueryFixture.h"

#include "shared/model/FieldOptions.h"
#include "shared/query/Evaluate.h"
#include "shared/query/Parse.h"

#include <QtTest>

#include <random>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

/// Two projects, an archived one, and somebody of each role, on Tuesday, 2026-11-24 at noon (UTC).
class QueryWorld : public QueryFixture {
public:
    const Uuid olga = Uuid::v5({9, 9}, "olga");
    const Uuid mia = Uuid::v5({9, 9}, "mia");
    const Uuid gus = Uuid::v5({9, 9}, "gus");
    const StreamId workspace = StreamId::ofWorkspace(Uuid::v5({9, 9}, "workspace"));
    const StreamId mobile = StreamId::ofProject(workspace.workspace, Uuid::v5({9, 9}, "mobile"));
    const StreamId website = StreamId::ofProject(workspace.workspace, Uuid::v5({9, 9}, "website"));
    const StreamId attic = StreamId::ofProject(workspace.workspace, Uuid::v5({9, 9}, "attic"));
    const qint64 now = utcMs("2026-11-24T12:00:00Z");

    explicit QueryWorld(Dialect dialect)
        : QueryFixture(dialect)
    {
        putPeople();
        putProject(mobile, QStringLiteral("Mobile app"), QStringLiteral("MOB"), 7, 0);
        putProject(website, QStringLiteral("Website"), QStringLiteral("WEB"), 1, 0);
        putProject(attic, QStringLiteral("Attic"), QStringLiteral("ATT"), 1, now);
        putMobile();
        Task fence = task(website, 1, "Fence on the website", "To do");
        fence.dueDate = QDate(2026, 11, 24);
        put(website,
            {fence, joined<TaskAssignee>(fence.id, &TaskAssignee::userId, mia),
             joined<TaskLabel>(fence.id, &TaskLabel::labelId, labelId(website, "Bug")), label(website, "Bug")});
        put(attic, {task(attic, 1, "Fence in the attic", "To do")});
        index();
    }

    static Uuid columnId(const StreamId &project, const char *name) { return Uuid::v5(project.scope, name); }
    static Uuid labelId(const StreamId &project, const char *name) { return Uuid::v5(project.scope, name); }
    static Uuid taskId(const StreamId &project, int number)
    {
        return Uuid::v5(project.scope, QByteArray("task") + QByteArray::number(number));
    }

    QString names(const QueryPage &page) const
    {
        QStringList names;
        for (const QueryRow &row : page.rows) {
            const QString key = row.stream == mobile ? QStringLiteral("MOB")
                : row.stream == website              ? QStringLiteral("WEB")
                                                     : QStringLiteral("ATT");
            names << QStringLiteral("%1-%2").arg(key).arg(row.task.number);
        }
        return names.join(u' ');
    }
    QueryRequest request(const StreamId &place, const QString &text, const Uuid &user) const
    {
        QueryRequest made;
        made.viewer.user = user;
        made.place = place;
        made.text = text;
        made.nowMs = now;
        return made;
    }

private:
    template <class T> static T joined(const Uuid &task, Uuid T::*member, const Uuid &other)
    {
        T row;
        row.id = pairId(task, other);
        row.taskId = task;
        row.*member = other;
        return row;
    }
    static Label label(const StreamId &project, const char *name)
    {
        Label row;
        row.id = labelId(project, name);
        row.name = QString::fromUtf8(name);
        return row;
    }
    Task task(const StreamId &project, int number, const char *title, const char *column) const
    {
        Task row;
        row.id = taskId(project, number);
        row.number = number;
        row.title = QString::fromUtf8(title);
        row.columnId = columnId(project, column);
        row.rank = QStringLiteral("V%1").arg(number);
        row.creatorId = number % 2 == 0 ? mia : olga;
        row.createdAt = utcMs("2026-11-01T00:00:00Z") + number * 86'400'000LL;
        row.updatedAt = utcMs("2026-11-20T00:00:00Z") + number * 3'600'000LL;
        row.rev = number;
        return row;
    }

    void putPeople()
    {
        Workspace northwind;
        northwind.id = workspace.workspace;
        northwind.name = QStringLiteral("Northwind");
        std::vector<Entity> rows{northwind};
        const struct {
            Uuid user;
            const char *name;
            Role role;
        } people[]{
            {olga, "Olga Öhman", Role::Owner}, {mia, "Mia Member", Role::Member}, {gus, "Gus Guest", Role::Guest}};
        for (const auto &person : people) {
            Member member;
            member.id = memberId(workspace.workspace, person.user);
            member.userId = person.user;
            member.role = person.role;
            member.name = QString::fromUtf8(person.name);
            member.email = member.name.section(u' ', 0, 0).toLower() + QStringLiteral("@example.org");
            rows.emplace_back(member);
            User user;
            user.id = person.user;
            user.email = member.email;
            user.name = member.name;
            user.timeZone = person.user == mia ? QStringLiteral("Europe/Berlin") : QString();
            put(StreamId::ofUser(person.user), {user});
        }
        put(workspace, rows);
        makeHead(workspace);
        ProjectMember guest;
        guest.id = memberId(mobile.scope, gus);
        guest.userId = gus;
        put(mobile, {guest});
    }
    void putProject(const StreamId &stream, const QString &name, const QString &key, int tasks, qint64 archivedAt)
    {
        makeHead(stream);
        Project project;
        project.id = stream.scope;
        project.name = name;
        project.key = key;
        project.lastNumber = tasks;
        project.archivedAt = archivedAt;
        std::vector<Entity> rows{project};
        const std::pair<const char *, ColumnType> columns[]{{"Backlog", ColumnType::Backlog},
                                                            {"To do", ColumnType::Unstarted},
                                                            {"Doing", ColumnType::Started},
                                                            {"Done", ColumnType::Done},
                                                            {"Dropped", ColumnType::Cancelled}};
        for (const auto &[columnName, type] : columns) {
            Column column;
            column.id = columnId(stream, columnName);
            column.name = QString::fromLatin1(columnName);
            column.type = type;
            rows.emplace_back(column);
        }
        put(stream, rows);
    }
    void putMobile()
    {
        const auto cycle = [](const char *name, const QDate &start) {
            Cycle row;
            row.id = Uuid::v5({9, 9}, name);
            row.name = QString::fromLatin1(name);
            row.startDate = start;
            row.endDate = start.addDays(13);
            return row;
        };
        const auto field = [](const char *name, CustomFieldType type, const char *options = "") {
            CustomField row;
            row.id = Uuid::v5({9, 9}, name);
            row.name = QString::fromLatin1(name);
            row.type = type;
            row.options = QString::fromLatin1(options);
            return row;
        };
        const auto value = [](const Uuid &task, const CustomField &custom, const char *text) {
            CustomValue row;
            row.id = pairId(task, custom.id);
            row.taskId = task;
            row.fieldId = custom.id;
            row.value = QString::fromLatin1(text);
            return row;
        };
        Milestone launch;
        launch.id = Uuid::v5({9, 9}, "launch");
        launch.name = QStringLiteral("Launch");
        const Cycle first = cycle("Sprint 1", QDate(2026, 11, 2));
        const Cycle second = cycle("Sprint 2", QDate(2026, 11, 16));
        const CustomField severity =
            field("Severity", CustomFieldType::Select,
                  R"([{"id":"a","name":"Major","color":""},{"id":"b","name":"Minor","color":""}])");
        const CustomField weight = field("Weight", CustomFieldType::Number);
        const CustomField found = field("Found on", CustomFieldType::Date);
        put(mobile, {label(mobile, "bug"), label(mobile, "wontfix"), launch, first, second, severity, weight, found});

        Task one = task(mobile, 1, "Paint the fence", "Doing");
        one.description = QStringLiteral("Green colour, Größe M.\nThree coats.");
        one.priority = Priority::High;
        one.dueDate = QDate(2026, 11, 27);
        one.estimate = 3;
        one.startedAt = utcMs("2026-11-10T08:00:00Z");
        one.childCount = 1;
        Task two = task(mobile, 2, "Login crashes", "Doing");
        two.priority = Priority::Urgent;
        two.dueDate = QDate(2026, 11, 20);
        two.blockerCount = 1;
        two.commentCount = 1;
        Task three = task(mobile, 3, "Écrire la documentation", "Backlog");
        three.parentId = one.id;
        three.milestoneId = launch.id;
        Task four = task(mobile, 4, "Ship 2.0", "Done");
        four.completedAt = utcMs("2026-11-22T10:00:00Z");
        four.cycleId = first.id;
        four.priority = Priority::Low;
        four.dueDate = QDate(2026, 11, 21);
        Task five = task(mobile, 5, "Old idea", "Backlog");
        five.archivedAt = now;
        Task six = task(mobile, 6, "Thrown away", "Doing");
        six.trashedAt = now;
        Task seven = task(mobile, 7, "東京都 launch", "To do");
        seven.dueAt = utcMs("2026-11-24T23:30:00Z"); // tomorrow in Berlin
        seven.dueDate = QDate(2026, 11, 24);
        seven.startDate = QDate(2026, 11, 23);
        seven.cycleId = second.id;
        seven.spentSeconds = 5400;
        seven.checkCount = 1;
        Comment comment;
        comment.id = Uuid::v5({9, 9}, "comment");
        comment.taskId = two.id;
        comment.body = QStringLiteral("The trace ends at the fence, see the log.");
        comment.createdAt = now;
        ChecklistItem item;
        item.id = Uuid::v5({9, 9}, "item");
        item.taskId = seven.id;
        item.text = QStringLiteral("Order balloons");
        Recurrence weekly;
        weekly.id = recurrenceId(seven.id);
        weekly.taskId = seven.id;
        weekly.rule = QStringLiteral("FREQ=WEEKLY");
        put(mobile,
            {one,
             two,
             three,
             four,
             five,
             six,
             seven,
             comment,
             item,
             weekly,
             joined<TaskAssignee>(one.id, &TaskAssignee::userId, mia),
             joined<TaskAssignee>(one.id, &TaskAssignee::userId, olga),
             joined<TaskAssignee>(two.id, &TaskAssignee::userId, olga),
             joined<TaskAssignee>(four.id, &TaskAssignee::userId, mia),
             joined<Watcher>(three.id, &Watcher::userId, mia),
             joined<TaskLabel>(one.id, &TaskLabel::labelId, labelId(mobile, "bug")),
             joined<TaskLabel>(two.id, &TaskLabel::labelId, labelId(mobile, "bug")),
             joined<TaskLabel>(two.id, &TaskLabel::labelId, labelId(mobile, "wontfix")),
             joined<TaskLabel>(five.id, &TaskLabel::labelId, labelId(mobile, "bug")),
             value(one.id, severity, "a"),
             value(two.id, severity, "b"),
             value(one.id, weight, "2.5"),
             value(two.id, weight, "10"),
             value(seven.id, found, "2026-11-23")});
    }
};

/// The same rows in memory, for the evaluator: what it says and what SQL says must be one.
class MemoryFacts final : public Query::Facts {
public:
    explicit MemoryFacts(const std::vector<QueryFixture::PutRow> &rows)
        : m_rows(rows)
    {
    }
    Uuid projectOf(const Task &task) const override
    {
        for (const auto &row : m_rows) {
            if (rowOf(row.entity).id == task.id)
                return row.stream.scope;
        }
        return {};
    }
    QString keyOf(const Uuid &project) const override
    {
        QString key;
        forEach<Project>([&](const Project &row) { key = row.id == project ? row.key : key; });
        return key;
    }
    QList<Uuid> meantBy(Query::Field field, const Query::Operand &operand) const override
    {
        QList<Uuid> found;
        const auto fits = [&operand](const QStringList &names) {
            const QString wanted = SearchText::folded(operand.text);
            return std::any_of(names.cbegin(), names.cend(), [&](const QString &name) {
                return operand.kind == Query::Operand::Kind::Prefix ? SearchText::folded(name).startsWith(wanted)
                                                                    : SearchText::folded(name) == wanted;
            });
        };
        const auto take = [&](const auto &row) {
            if (fits({row.name}))
                found << row.id;
        };
        switch (field) {
        case Query::Field::Label:
            forEach<Label>(take);
            break;
        case Query::Field::Column:
            forEach<Column>(take);
            break;
        case Query::Field::Milestone:
            forEach<Milestone>(take);
            break;
        case Query::Field::Cycle:
            forEach<Cycle>([&](const Cycle &row) {
                const QDate today = me.today();
                if (operand.kind == Query::Operand::Kind::Current ? row.startDate <= today && today <= row.endDate
                                                                  : fits({row.name}))
                    found << row.id;
            });
            break;
        case Query::Field::Project:
            forEach<Project>([&](const Project &row) {
                if (fits({row.name, row.key}))
                    found << row.id;
            });
            break;
        default:
            if (operand.kind == Query::Operand::Kind::Me)
                return {me.me};
            forEach<Member>([&](const Member &row) {
                if (fits(row.name.split(u' ') << row.name << row.email << row.email.section(u'@', 0, 0)))
                    found << row.userId;
            });
            break;
        }
        return found;
    }
    QList<Uuid> linkedTo(const Task &task, Query::Field field) const override
    {
        QList<Uuid> found;
        const auto take = [&](const auto &row, const Uuid &other) {
            if (row.taskId == task.id)
                found << other;
        };
        if (field == Query::Field::Assignee)
            forEach<TaskAssignee>([&](const TaskAssignee &row) { take(row, row.userId); });
        else if (field == Query::Field::Watcher)
            forEach<Watcher>([&](const Watcher &row) { take(row, row.userId); });
        else
            forEach<TaskLabel>([&](const TaskLabel &row) { take(row, row.labelId); });
        return found;
    }
    ColumnType columnType(const Uuid &column) const override
    {
        ColumnType type = ColumnType::Backlog;
        forEach<Column>([&](const Column &row) { type = row.id == column ? row.type : type; });
        return type;
    }
    Uuid taskByNumber(const Uuid &project, qint64 number) const override
    {
        for (const auto &row : m_rows) {
            const auto *task = std::get_if<Task>(&row.entity);
            if (task && row.stream.scope == project && task->number == number)
                return task->id;
        }
        return {};
    }
    bool isRecurring(const Task &task) const override
    {
        bool found = false;
        forEach<Recurrence>([&](const Recurrence &row) { found = found || row.taskId == task.id; });
        return found;
    }
    QString wordsOf(const Task &task, Query::Field part) const override
    {
        int room = 1000;
        if (part == Query::Field::Title)
            return SearchText::tokenLine(task.title, room);
        if (part == Query::Field::Description)
            return SearchText::tokenLine(task.description, room);
        QString line;
        forEach<Comment>([&](const Comment &row) {
            line += row.taskId == task.id ? SearchText::tokenLine(row.body, room) : QString();
        });
        forEach<ChecklistItem>([&](const ChecklistItem &row) {
            line += row.taskId == task.id ? SearchText::tokenLine(row.text, room) : QString();
        });
        return line;
    }
    QList<Custom> customOf(const Task &task, const QString &name) const override
    {
        QList<Custom> found;
        forEach<CustomField>([&](const CustomField &field) {
            if (SearchText::folded(field.name) != SearchText::folded(name))
                return;
            Custom custom{field.type, {}, {}};
            forEach<CustomValue>([&](const CustomValue &value) {
                if (value.taskId == task.id && value.fieldId == field.id)
                    custom.value = value.value;
            });
            const auto options = readFieldOptions(field.options);
            for (const FieldOption &option : *options) {
                if (custom.value.split(u',').contains(option.id))
                    custom.chosen << option.name;
            }
            found << custom;
        });
        return found;
    }
    template <class E> void forEach(const std::function<void(const E &)> &visit) const
    {
        for (const auto &row : m_rows) {
            if (const auto *entity = std::get_if<E>(&row.entity))
                visit(*entity);
        }
    }
    Query::Asker me;

private:
    const std::vector<QueryFixture::PutRow> &m_rows;
};

} // namespace

/// Queries with the tasks that they must find, on SQLite and PostgreSQL alike.
class QueriesContract : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QueryWorld> m_world;

private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<int>("dialect");
        QTest::newRow("sqlite") << 0;
        QTest::newRow("postgres") << 1;
    }
    void init()
    {
        QFETCH_GLOBAL(int, dialect);
        static int made = -1;
        if (made != dialect)
            m_world = std::make_unique<QueryWorld>(dialect == 0 ? Dialect::Sqlite : Dialect::Postgres);
        made = dialect;
    }
    void cleanupTestCase() { m_world.reset(); }

    void aQueryFindsItsTasks_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *text, const char *expected) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromLatin1(expected);
        };
        // Everything, what is put away, and states.
        row("", "MOB-1 MOB-2 MOB-3 MOB-4 MOB-7");
        row("is:open", "MOB-1 MOB-2 MOB-3 MOB-7");
        row("-is:open", "MOB-4");
        row("is:done", "MOB-4");
        row("-is:done", "MOB-1 MOB-2 MOB-3 MOB-7");
        row("is:cancelled", "");
        row("is:archived", "MOB-5");
        row("is:trashed", "MOB-6");
        row("is:archived,trashed", "MOB-5 MOB-6");
        row("is:archived OR is:open", "MOB-1 MOB-2 MOB-3 MOB-5 MOB-7");
        row("is:archived -is:archived", "");
        row("label:bug is:archived", "MOB-5");
        row("status:started", "MOB-1 MOB-2");
        row("status:started,done", "MOB-1 MOB-2 MOB-4");
        row("-status:done", "MOB-1 MOB-2 MOB-3 MOB-7");
        row("column:\"to do\"", "MOB-7");
        row("column:do*", "MOB-1 MOB-2 MOB-4");
        // People and sets.
        row("assignee:me", "MOB-1 MOB-4");
        row("assignee:mia", "MOB-1 MOB-4");
        row("assignee:\"Mia Member\"", "MOB-1 MOB-4");
        row("assignee:MIA@example.org", "MOB-1 MOB-4");
        row("assignee:ohman", "MOB-1 MOB-2");
        row("assignee:olg*", "MOB-1 MOB-2");
        row("assignee:me,olga", "MOB-1 MOB-2 MOB-4");
        row("assignee:me assignee:olga", "MOB-1");
        row("assignee:none", "MOB-3 MOB-7");
        row("assignee:any", "MOB-1 MOB-2 MOB-4");
        row("assignee:none,me", "MOB-1 MOB-3 MOB-4 MOB-7");
        row("-assignee:me", "MOB-2 MOB-3 MOB-7");
        row("is:unassigned", "MOB-3 MOB-7");
        row("is:assigned", "MOB-1 MOB-2 MOB-4");
        row("assignee:nobody", "");
        row("-assignee:nobody", "MOB-1 MOB-2 MOB-3 MOB-4 MOB-7");
        row("creator:me", "MOB-2 MOB-4");
        row("watcher:me", "MOB-3");
        row("is:watching", "MOB-3");
        row("label:bug", "MOB-1 MOB-2");
        row("label:BUG -label:wontfix", "MOB-1");
        row("label:bug label:wontfix", "MOB-2");
        row("label:none", "MOB-3 MOB-4 MOB-7");
        row("has:label", "MOB-1 MOB-2");
        row("(assignee:me OR label:bug) status:started due<7d -label:wontfix", "MOB-1");
        row("-(assignee:me OR label:bug)", "MOB-3 MOB-7");
        row("label:bug OR cycle:any", "MOB-1 MOB-2 MOB-4 MOB-7");
        // Plans, parents, numbers.
        row("cycle:\"sprint 1\"", "MOB-4");
        row("cycle:current", "MOB-7");
        row("cycle:none", "MOB-1 MOB-2 MOB-3");
        row("milestone:launch", "MOB-3");
        row("parent:MOB-1", "MOB-3");
        row("parent:1", "MOB-3");
        row("parent:WEB-1", "");
        row("parent:none", "MOB-1 MOB-2 MOB-4 MOB-7");
        row("is:subtask", "MOB-3");
        row("is:parent", "MOB-1");
        row("has:subtasks", "MOB-1");
        row("number:2", "MOB-2");
        row("number:MOB-2,MOB-3", "MOB-2 MOB-3");
        row("number>3", "MOB-4 MOB-7");
        row("number:WEB-1", "");
        row("project:mob", "MOB-1 MOB-2 MOB-3 MOB-4 MOB-7");
        row("project:website", "");
        row("is:blocked", "MOB-2");
        row("is:recurring", "MOB-7");
        row("priority:high", "MOB-1");
        row("priority>=high", "MOB-1 MOB-2");
        row("priority<high", "MOB-3 MOB-4 MOB-7");
        row("priority:none", "MOB-3 MOB-7");
        row("priority:low,urgent", "MOB-2 MOB-4");
        row("-priority:none", "MOB-1 MOB-2 MOB-4");
        row("has:priority", "MOB-1 MOB-2 MOB-4");
        row("estimate:3", "MOB-1");
        row("estimate<5", "MOB-1");
        row("estimate:none", "MOB-2 MOB-3 MOB-4 MOB-7");
        row("estimate:0", "MOB-2 MOB-3 MOB-4 MOB-7");
        row("has:estimate", "MOB-1");
        row("comments>0", "MOB-2");
        row("has:comments", "MOB-2");
        row("subtasks:1", "MOB-1");
        row("spent>1h", "MOB-7");
        row("spent<=90min", "MOB-1 MOB-2 MOB-3 MOB-4 MOB-7");
        row("has:time", "MOB-7");
        row("has:checklist", "MOB-7");
        row("has:description", "MOB-1");
        row("has:attachments", "");
        // Days: the asker is in Berlin.
        row("due:today", "");
        row("due:tomorrow", "MOB-7");
        row("due<today", "MOB-2 MOB-4");
        row("due<7d", "MOB-1 MOB-2 MOB-4 MOB-7");
        row("due<=2026-11-20", "MOB-2");
        row("due:2026-11-27", "MOB-1");
        row("due:this-week", "MOB-1 MOB-7");
        row("due:last-week", "MOB-2 MOB-4");
        row("due:next-week", "");
        row("due>today", "MOB-1 MOB-7");
        row("due:none", "MOB-3");
        row("-due<7d", "MOB-3");
        row("due:none,2026-11-27", "MOB-1 MOB-3");
        row("is:overdue", "MOB-2");
        row("-is:overdue", "MOB-1 MOB-3 MOB-4 MOB-7");
        row("has:due", "MOB-1 MOB-2 MOB-4 MOB-7");
        row("start:yesterday", "MOB-7");
        row("created>=2026-11-05", "MOB-4 MOB-7");
        row("created<2026-11-03", "MOB-1");
        row("created:2026-11", "MOB-1 MOB-2 MOB-3 MOB-4 MOB-7");
        row("updated>-104h", "MOB-7");
        row("completed:this-month", "MOB-4");
        row("completed:none", "MOB-1 MOB-2 MOB-3 MOB-7");
        row("started<today", "MOB-1");
        // Words.
        row("fence sort:number", "MOB-1 MOB-2");
        row("FEN sort:number", "MOB-1 MOB-2");
        row("title:fence", "MOB-1");
        row("comment:fence", "MOB-2");
        row("comment:balloons", "MOB-7");
        row("description:fence", "");
        row("description:grosse", "MOB-1");
        row("ecrire doc", "MOB-3");
        row("\"the fence\" sort:number", "MOB-1 MOB-2");
        row("\"fence the\"", "");
        row("\"fence green\"", ""); // the end of the title and the beginning of the description
        row("fence trace", "MOB-2"); // words of a comment
        row("login fence", "MOB-2"); // of the title and a comment
        row("fence OR login", "MOB-2 MOB-1");
        row("fence OR assignee:none sort:number", "MOB-1 MOB-2 MOB-3 MOB-7");
        row("-fence sort:number", "MOB-3 MOB-4 MOB-7");
        row("2.0", "MOB-4");
        row("京都", "MOB-7");
        row("東", "MOB-7");
        row("都", "MOB-7");
        row("MOB-3", "MOB-3");
        row("nothing-like-it", "");
        row("!!! sort:number", "MOB-1 MOB-2 MOB-3 MOB-4 MOB-7");
        // Fields of the project.
        row("field.Severity:major", "MOB-1");
        row("field.severity:m*", "MOB-1 MOB-2");
        row("field.severity:any", "MOB-1 MOB-2");
        row("field.severity:none", "MOB-3 MOB-4 MOB-7");
        row("-field.severity:major", "MOB-2 MOB-3 MOB-4 MOB-7");
        row("field.weight>2", "MOB-1 MOB-2");
        row("field.weight<=2.5", "MOB-1");
        row("field.weight:many", "");
        row("field.\"Found on\":yesterday", "MOB-7");
        row("field.\"Found on\"<today", "MOB-7");
        row("field.colour:red", "");
        // Order.
        row("sort:-number", "MOB-7 MOB-4 MOB-3 MOB-2 MOB-1");
        row("sort:due", "MOB-2 MOB-4 MOB-7 MOB-1 MOB-3");
        row("sort:-due", "MOB-1 MOB-7 MOB-4 MOB-2 MOB-3");
        row("sort:-priority", "MOB-2 MOB-1 MOB-4 MOB-7 MOB-3");
        row("sort:priority", "MOB-4 MOB-1 MOB-2 MOB-7 MOB-3");
        row("sort:estimate", "MOB-1 MOB-2 MOB-3 MOB-4 MOB-7");
        row("sort:title", "MOB-3 MOB-2 MOB-1 MOB-4 MOB-7");
        row("sort:-title", "MOB-7 MOB-4 MOB-1 MOB-2 MOB-3");
        row("sort:-created", "MOB-7 MOB-4 MOB-3 MOB-2 MOB-1");
        row("sort:-updated", "MOB-7 MOB-4 MOB-3 MOB-2 MOB-1");
        row("sort:completed,-number", "MOB-4 MOB-7 MOB-3 MOB-2 MOB-1");
        row("sort:start,due", "MOB-7 MOB-2 MOB-4 MOB-1 MOB-3");
        row("label:bug sort:-priority,title", "MOB-2 MOB-1");
    }
    void aQueryFindsItsTasks()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto page = m_world->ask(m_world->request(m_world->mobile, text, m_world->mia));
        QVERIFY2(page, page ? "" : qPrintable(page.error().message));
        QCOMPARE(m_world->names(*page), expected);
        QVERIFY(page->cursor.isEmpty());
        // The same one by one.
        QueryRequest request = m_world->request(m_world->mobile, text, m_world->mia);
        request.limit = 1;
        QStringList names;
        do {
            const auto one = m_world->ask(request);
            QVERIFY2(one, one ? "" : qPrintable(one.error().message));
            QVERIFY(one->rows.size() <= 1);
            names << m_world->names(*one);
            request.cursor = one->cursor;
        } while (!request.cursor.isEmpty() && names.size() < 20);
        QCOMPARE(names.join(u' '), expected);
    }

    void everybodySeesTheirOwnProjects_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *user, const char *place, const char *text, const char *expected) {
            QTest::addRow("%s: %s in the %s", user, text, place)
                << QString::fromLatin1(user) << QString::fromLatin1(place) << QString::fromLatin1(text)
                << QString::fromLatin1(expected);
        };
        row("mia", "workspace", "fence sort:number", "MOB-1 WEB-1 MOB-2");
        row("mia", "workspace", "label:bug sort:due", "MOB-2 WEB-1 MOB-1");
        row("mia", "workspace", "assignee:me sort:-due", "MOB-1 WEB-1 MOB-4");
        row("mia", "workspace", "project:web", "WEB-1");
        row("mia", "workspace", "WEB-1", "WEB-1");
        row("mia", "workspace", "due:today", "WEB-1");
        row("olga", "workspace", "due:today sort:number", "WEB-1 MOB-7"); // in UTC
        row("gus", "workspace", "fence sort:number", "MOB-1 MOB-2");
        row("gus", "workspace", "project:web", "");
        row("gus", "workspace", "assignee:mia", "MOB-1 MOB-4");
        row("gus", "workspace", "assignee:mia@example.org", "");
        row("gus", "mobile", "label:bug", "MOB-1 MOB-2");
        row("gus", "website", "label:bug", "notFound");
        row("mia", "attic", "fence", "ATT-1");
        row("gus", "attic", "fence", "notFound");
        row("stranger", "workspace", "fence", "notFound");
        row("stranger", "mobile", "fence", "notFound");
        row("stranger", "mobile", "is:nonsense", "notFound");
        row("mia", "person", "fence", "wrongStream");
    }
    void everybodySeesTheirOwnProjects()
    {
        QFETCH(QString, user);
        QFETCH(QString, place);
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const Uuid who = Uuid::v5({9, 9}, user.toLatin1());
        const StreamId where = place == u"workspace" ? m_world->workspace
            : place == u"mobile"                     ? m_world->mobile
            : place == u"website"                    ? m_world->website
            : place == u"attic"                      ? m_world->attic
                                                     : StreamId::ofUser(who);
        const auto page = m_world->ask(m_world->request(where, text, who));
        QCOMPARE(page ? m_world->names(*page) : page.error().wire(), expected);
    }

    void findsAreMarked()
    {
        const auto page = m_world->ask(m_world->request(m_world->mobile, QStringLiteral("fence OR gro"), m_world->mia));
        QVERIFY(page);
        QCOMPARE(m_world->names(*page), QStringLiteral("MOB-1 MOB-2")); // a word of the title is better than a comment
        const QueryRow &title = page->rows[0];
        QCOMPARE(title.titleFinds, (QList<SearchText::Range>{{10, 5}}));
        QCOMPARE(title.snippet.text, QStringLiteral("Green colour, Größe M. Three coats."));
        QCOMPARE(title.snippet.finds, (QList<SearchText::Range>{{14, 5}}));
        QVERIFY(title.commentId.isNull());
        const QueryRow &comment = page->rows[1];
        QVERIFY(comment.titleFinds.isEmpty());
        QCOMPARE(comment.commentId, Uuid::v5({9, 9}, "comment"));
        QCOMPARE(comment.snippet.finds.size(), 1);
        const auto item = m_world->ask(m_world->request(m_world->mobile, QStringLiteral("balloons"), m_world->mia));
        QVERIFY(item);
        QCOMPARE(item->rows[0].snippet.text, QStringLiteral("Order balloons"));
        QVERIFY(item->rows[0].commentId.isNull());
    }

    void unknownNamesAreNoticed()
    {
        const auto page = m_world->ask(
            m_world->request(m_world->mobile, QStringLiteral("label:bgu,bug field.Severty:x is:open"), m_world->mia));
        QVERIFY(page);
        QCOMPARE(page->notices.size(), 2);
        QVERIFY2(page->notices[0].message.contains(QStringLiteral("“bug”")), qPrintable(page->notices[0].message));
        QVERIFY(page->notices[1].message.contains(QStringLiteral("“Severity”")));
        QCOMPARE(page->notices[1].place.position, 14);
    }

    void aCursorBelongsToItsQuery()
    {
        QueryRequest request = m_world->request(m_world->mobile, QStringLiteral("is:open"), m_world->mia);
        request.limit = 2;
        const auto first = m_world->ask(request);
        QVERIFY(first && !first->cursor.isEmpty());
        request.cursor = first->cursor;
        QCOMPARE(m_world->names(*m_world->ask(request)), QStringLiteral("MOB-3 MOB-7"));
        request.text = QStringLiteral("is:open sort:due");
        QCOMPARE(m_world->ask(request).error().code, ErrorCode::InvalidField);
        request.text = QStringLiteral("is:open");
        for (const QString &wrong : {QStringLiteral("x"), QStringLiteral("W10"), QString(3000, u'A'),
                                     first->cursor.left(10), QStringLiteral("%%%")}) {
            request.cursor = wrong;
            QCOMPARE(m_world->ask(request).error().code, ErrorCode::InvalidField);
        }
    }

    void theAskersZoneDecidesWhatTodayIs_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("now");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *zone, const char *now, const char *text, const char *expected) {
            QTest::addRow("%s at %s in %s", text, now, zone)
                << QString::fromLatin1(zone) << QString::fromLatin1(now) << QString::fromLatin1(text)
                << QString::fromLatin1(expected);
        };
        // MOB-7 is due at 23:30 UTC on the 24th, WEB-1 on the 24th, wherever one is.
        row("UTC", "2026-11-24T12:00:00Z", "due:today sort:number", "WEB-1 MOB-7");
        row("Europe/Berlin", "2026-11-24T22:59:59Z", "due:today", "WEB-1");
        row("Europe/Berlin", "2026-11-24T23:00:00Z", "due:today", "MOB-7");
        row("Pacific/Kiritimati", "2026-11-24T12:00:00Z", "due:today", "MOB-7"); // the 25th there
        row("Pacific/Kiritimati", "2026-11-24T09:59:59Z", "due:today", "WEB-1");
        row("America/Los_Angeles", "2026-11-25T07:59:59Z", "due:today sort:number", "WEB-1 MOB-7");
        row("UTC", "2026-11-24T23:29:59Z", "is:overdue title:launch", "");
        row("UTC", "2026-11-24T23:30:01Z", "is:overdue title:launch", "MOB-7");
        // Over the end of summer time: 36 days from the 20th of October are the 25th of November, and the day of the
        // change has 25 hours.
        row("Europe/Berlin", "2026-10-20T12:00:00Z", "due<=36d number:7", "MOB-7");
        row("Europe/Berlin", "2026-10-20T12:00:00Z", "due<=35d number:7", "");
        row("UTC", "2026-10-20T12:00:00Z", "due<=5w number:7", "MOB-7");
        row("Europe/Berlin", "2026-10-20T21:59:59Z", "due<=36d number:7", "MOB-7");
        row("Europe/Berlin", "2026-10-19T21:59:59Z", "due<=36d number:7", "");
    }
    void theAskersZoneDecidesWhatTodayIs()
    {
        QFETCH(QString, zone);
        QFETCH(QString, now);
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QueryRequest request = m_world->request(m_world->workspace, text, m_world->mia);
        request.zone = QTimeZone(zone.toLatin1());
        request.nowMs = utcMs(now.toLatin1().constData());
        const auto page = m_world->ask(request);
        QVERIFY2(page, page ? "" : qPrintable(page.error().message));
        QCOMPARE(m_world->names(*page), expected);
    }

    void aQueryThatIsNotUnderstoodIsRefused()
    {
        const auto page = m_world->ask(m_world->request(m_world->mobile, QStringLiteral("asignee:me"), m_world->mia));
        QVERIFY(!page);
        QCOMPARE(page.error().code, ErrorCode::BadQuery);
        QCOMPARE(page.error().details.value(QStringLiteral("suggestion")).toString(), QStringLiteral("assignee"));
    }

    void whateverIsAskedIsAnswered()
    {
        // Terms of all kinds put together at random: SQL of every shape is understood by both databases, it finds what
        // the evaluator finds in memory, and pages of two rows and of all rows agree.
        static const char *terms[]{
            "is:open",       "-is:done",    "label:bug",      "-label:wontfix", "assignee:me,none", "fence",
            "\"the fence\"", "due<7d",      "due:none",       "created>-4w",    "priority>=low",    "estimate:any",
            "cycle:current", "parent:none", "field.Weight>2", "has:comments",   "is:blocked",       "status:started",
            "watcher:any",   "number>1",    "title:p",        "spent:none",     "is:archived",      "project:mob",
            "is:recurring",  "MOB-3",       "started:any",    "is:watching"};
        static const char *sorts[]{
            "",       "due",     "-due",     "priority",       "-priority",     "estimate", "-estimate,title", "title",
            "-title", "created", "-updated", "-completed,due", "start,-number", "-number",  "relevance"};
        MemoryFacts facts(m_world->rows());
        facts.me = {m_world->mia, m_world->now, QTimeZone("Europe/Berlin")};
        std::mt19937 random(static_cast<quint32>(std::max(1, qEnvironmentVariableIntValue("TASKMASTER_TEST_SEED"))));
        for (int round = 0; round < 150; ++round) {
            QString text;
            for (quint32 i = 1 + random() % 4; i > 0; --i) {
                const QString next = QString::fromLatin1(terms[random() % std::size(terms)]);
                text = random() % 3 == 0 && !text.isEmpty() ? QStringLiteral("(%1 OR %2)").arg(text, next)
                                                            : text + u' ' + next;
            }
            const QString sort = QString::fromLatin1(sorts[random() % std::size(sorts)]);
            if (!sort.isEmpty())
                text += QStringLiteral(" sort:") + sort;
            const StreamId place = random() % 2 == 0 ? m_world->mobile : m_world->workspace;
            QueryRequest request = m_world->request(place, text, m_world->mia);
            const auto all = m_world->ask(request);
            QVERIFY2(all, qPrintable(text + (all ? QString() : u' ' + all.error().message)));
            // The evaluator finds the same tasks.
            QStringList expected;
            const auto sentence = Query::parse(text);
            for (const auto &row : m_world->rows()) {
                const auto *task = std::get_if<Task>(&row.entity);
                if (!task || row.stream == m_world->attic || (row.stream != place && place == m_world->mobile))
                    continue;
                if (Query::holds(sentence->filter, *task, facts, facts.me))
                    expected << task->title;
            }
            QStringList found;
            for (const QueryRow &row : all->rows)
                found << row.task.title;
            expected.sort();
            found.sort();
            QVERIFY2(found == expected,
                     qPrintable(text + QStringLiteral(": ") + found.join(u'|') + QStringLiteral(" instead of ")
                                + expected.join(u'|')));
            request.limit = 2;
            QStringList names;
            do {
                const auto some = m_world->ask(request);
                QVERIFY2(some, qPrintable(text));
                if (!some->rows.isEmpty())
                    names << m_world->names(*some);
                request.cursor = some->cursor;
            } while (!request.cursor.isEmpty() && names.size() < 10);
            QVERIFY2(names.join(u' ') == m_world->names(*all),
                     qPrintable(text + QStringLiteral(": ") + names.join(u' ') + QStringLiteral(" instead of ")
                                + m_world->names(*all)));
        }
    }
};

QTEST_GUILESS_MAIN(QueriesContract)
#include "tst_queries.moc"
