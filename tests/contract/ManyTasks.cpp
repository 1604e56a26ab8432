// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/ManyTasks.h"

#include "server/storage/Loader.h"
#include "server/storage/RowSql.h"
#include "server/storage/SearchIndex.h"

#include <random>

namespace TaskMaster::Test {

using namespace TaskMaster::Server;

namespace {

constexpr int People = 20;
constexpr int RowsPerInsert = 1000;
constexpr qint64 Day = 86'400'000;

/// Rows on their way into the tables, a statement per thousand.
class Writer {
public:
    explicit Writer(Database &database)
        : m_database(database)
    {
    }
    void put(const StreamId &stream, const Entity &entity)
    {
        auto &rows = m_rows[kindOf(entity)];
        rows.push_back(RowSql::rowValues(stream, entity));
        if (rows.size() >= RowsPerInsert)
            write(kindOf(entity));
    }
    void flush()
    {
        for (const auto &[kind, rows] : m_rows)
            write(kind);
    }

private:
    void write(EntityKind kind)
    {
        auto &rows = m_rows[kind];
        if (auto ok = RowSql::statements(m_database.dialect(), kind).insert.run(m_database, rows); !ok)
            qFatal("cannot put rows of %s: %s", describe(kind).name, qPrintable(ok.error().message));
        rows.clear();
    }
    Database &m_database;
    std::map<EntityKind, std::vector<BulkStatement::Values>> m_rows;
};

class Filler {
public:
    Filler(Database &database, ManyTasks world)
        : m_database(database)
        , m_writer(database)
        , m_world(std::move(world))
    {
    }

    void fill(int tasks, int smallProjects)
    {
        if (auto ok = m_database.begin(); !ok)
            qFatal("%s", qPrintable(ok.error().message));
        putPeople();
        putProject(m_world.project, QStringLiteral("Big"), QStringLiteral("BIG"), tasks);
        for (int i = 0; i < smallProjects; ++i) {
            const auto stream = StreamId::ofProject(m_world.workspace.workspace, id("project", i));
            putProject(stream, QStringLiteral("Small %1").arg(i), QStringLiteral("S%1").arg(i),
                       std::max(10, tasks / 200));
        }
        m_writer.flush();
        if (auto ok = SearchIndex::rebuild(m_database); !ok)
            qFatal("%s", qPrintable(ok.error().message));
        if (auto ok = m_database.commit(); !ok)
            qFatal("%s", qPrintable(ok.error().message));
    }

private:
    static Uuid id(const char *what, qint64 n) { return Uuid::v5({7, 7}, QByteArray(what) + QByteArray::number(n)); }
    [[nodiscard]] int below(int n) { return static_cast<int>(m_random() % static_cast<quint32>(n)); }
    [[nodiscard]] bool chance(int percent) { return below(100) < percent; }

    /// The first words are everywhere, the last ones hardly anywhere.
    QString words(int count)
    {
        static const QStringList known{QStringLiteral("the"),   QStringLiteral("task"),   QStringLiteral("update"),
                                       QStringLiteral("fix"),   QStringLiteral("page"),   QStringLiteral("paint"),
                                       QStringLiteral("login"), QStringLiteral("fence"),  QStringLiteral("export"),
                                       QStringLiteral("größe"), QStringLiteral("button"), QStringLiteral("crash")};
        QStringList made;
        for (int i = 0; i < count; ++i) {
            const int rank = below(1 + below(1 + below(3000)));
            made << (rank < known.size() ? known[rank] : QStringLiteral("w%1x").arg(rank * 7919 % 100'003, 0, 36));
        }
        return made.join(u' ');
    }

    void head(const StreamId &stream)
    {
        auto query = m_database.run(
            QStringLiteral("INSERT INTO stream_head (workspace_id, scope_id, kind, seq, at, access_version, "
                           "reacted_seq) VALUES (%1, %1, ?, 1, 1, 1, 1)")
                .arg(RowSql::uuidParameter(m_database.dialect())),
            streamKey(stream) << static_cast<qint64>(stream.kind));
        if (!query)
            qFatal("%s", qPrintable(query.error().message));
    }

    void putPeople()
    {
        head(m_world.workspace);
        Workspace workspace;
        workspace.id = m_world.workspace.workspace;
        workspace.name = QStringLiteral("Many");
        m_writer.put(m_world.workspace, workspace);
        for (int i = 0; i < People; ++i) {
            Member member;
            member.userId = i == 0 ? m_world.me : id("person", i);
            member.id = memberId(workspace.id, member.userId);
            member.role = i == 0 ? Role::Owner : Role::Member;
            member.name = QStringLiteral("Person %1").arg(i);
            member.email = QStringLiteral("person%1@example.org").arg(i);
            m_writer.put(m_world.workspace, member);
        }
    }

    void putProject(const StreamId &stream, const QString &name, const QString &key, int tasks)
    {
        head(stream);
        Project project;
        project.id = stream.scope;
        project.name = name;
        project.key = key;
        project.lastNumber = tasks;
        m_writer.put(stream, project);
        for (int i = 0; i < 5; ++i) {
            Column column;
            column.id = Uuid::v5(stream.scope, QByteArray("column") + QByteArray::number(i));
            column.name = QStringLiteral("Column %1").arg(i);
            column.type = static_cast<ColumnType>(i);
            m_writer.put(stream, column);
        }
        static const QStringList labels{QStringLiteral("bug"), QStringLiteral("wontfix"), QStringLiteral("feature"),
                                        QStringLiteral("docs"), QStringLiteral("rare")};
        for (int i = 0; i < labels.size(); ++i) {
            Label label;
            label.id = Uuid::v5(stream.scope, QByteArray("label") + QByteArray::number(i));
            label.name = labels[i];
            m_writer.put(stream, label);
        }
        for (int i = 0; i < 10; ++i) {
            Cycle cycle;
            cycle.id = Uuid::v5(stream.scope, QByteArray("cycle") + QByteArray::number(i));
            cycle.name = QStringLiteral("Cycle %1").arg(i);
            cycle.startDate = QDateTime::fromMSecsSinceEpoch(m_world.now, Qt::UTC).date().addDays(i * 14 - 130);
            cycle.endDate = cycle.startDate.addDays(13);
            m_writer.put(stream, cycle);
            Milestone milestone;
            milestone.id = Uuid::v5(stream.scope, QByteArray("milestone") + QByteArray::number(i));
            milestone.name = QStringLiteral("Milestone %1").arg(i);
            m_writer.put(stream, milestone);
        }
        CustomField severity;
        severity.id = Uuid::v5(stream.scope, "severity");
        severity.name = QStringLiteral("Severity");
        severity.type = CustomFieldType::Select;
        severity.options =
            QStringLiteral(R"([{"id":"a","name":"Major","color":""},{"id":"b","name":"Minor","color":""}])");
        m_writer.put(stream, severity);
        for (int i = 1; i <= tasks; ++i)
            putTask(stream, i, tasks);
    }

    void putTask(const StreamId &stream, int number, int tasks)
    {
        const auto part = [&stream](const char *what, int n) {
            return Uuid::v5(stream.scope, QByteArray(what) + QByteArray::number(n));
        };
        static const QDate today = QDateTime::fromMSecsSinceEpoch(m_world.now, Qt::UTC).date();
        const qint64 age = static_cast<qint64>(tasks - number) * 730 * Day / tasks; // two years of work
        Task task;
        task.id = part("task", number);
        task.number = number;
        task.title = words(6);
        task.description = chance(50) ? words(30) : QString();
        task.rank = QStringLiteral("V%1z").arg(number, 6, 10, QLatin1Char('0'));
        task.creatorId = id("person", 1 + below(People - 1));
        task.createdAt = m_world.now - age;
        task.updatedAt = std::min(m_world.now, task.createdAt + below(30) * Day);
        task.rev = number;
        // What is old is mostly done.
        const int column = chance(age > 60 * Day ? 92 : 20) ? (chance(93) ? 3 : 4) : below(3);
        task.columnId = part("column", column);
        if (column == 3)
            task.completedAt = task.updatedAt;
        if (column == 4)
            task.cancelledAt = task.updatedAt;
        if (column > 2 && age > 365 * Day && chance(60))
            task.archivedAt = m_world.now - 90 * Day;
        if (chance(1))
            task.trashedAt = m_world.now - Day;
        if (chance(60))
            task.priority = static_cast<Priority>(1 + below(4));
        if (chance(50))
            task.estimate = 1 + below(13);
        if (chance(40))
            task.dueDate = today.addDays(30 - below(60) - age / Day);
        if (chance(20))
            task.startDate = today.addDays(-below(60) - age / Day);
        if (chance(20))
            task.cycleId = part("cycle", std::max<int>(0, 9 - static_cast<int>(age / (14 * Day))));
        if (chance(10))
            task.milestoneId = part("milestone", below(10));
        if (number > 20 && chance(8))
            task.parentId = part("task", number - 1 - below(20));
        if (chance(2))
            task.blockerCount = 1;
        m_writer.put(stream, task);

        const auto join = [&](auto row, auto member, const Uuid &other) {
            row.id = pairId(task.id, other);
            row.taskId = task.id;
            row.*member = other;
            m_writer.put(stream, row);
        };
        if (chance(80)) {
            const int person = below(People);
            join(TaskAssignee(), &TaskAssignee::userId, person == 0 ? m_world.me : id("person", person));
        }
        for (int label = 0; label < 5; ++label) {
            static constexpr int percent[]{20, 5, 30, 10, 0};
            if (chance(percent[label]) || (label == 4 && number % 1000 == 0))
                join(TaskLabel(), &TaskLabel::labelId, part("label", label));
        }
        if (chance(1))
            join(Watcher(), &Watcher::userId, m_world.me);
        if (chance(20)) {
            CustomValue value;
            value.id = pairId(task.id, Uuid::v5(stream.scope, "severity"));
            value.taskId = task.id;
            value.fieldId = Uuid::v5(stream.scope, "severity");
            value.value = chance(30) ? QStringLiteral("a") : QStringLiteral("b");
            m_writer.put(stream, value);
        }
        if (chance(10)) {
            Comment comment;
            comment.id = part("comment", number);
            comment.taskId = task.id;
            comment.body = words(20);
            comment.createdAt = task.updatedAt;
            m_writer.put(stream, comment);
        }
    }

    Database &m_database;
    Writer m_writer;
    ManyTasks m_world;
    std::mt19937 m_random{20261124};
};

} // namespace

ManyTasks ManyTasks::fill(Database &database, int tasks, int smallProjects)
{
    ManyTasks world;
    world.me = Uuid::v5({7, 7}, "me");
    world.workspace = StreamId::ofWorkspace(Uuid::v5({7, 7}, "workspace"));
    world.project = StreamId::ofProject(world.workspace.workspace, Uuid::v5({7, 7}, "big"));
    world.now = 1'795'521'600'000; // 2026-11-24T12:00:00Z
    Filler(database, world).fill(tasks, smallProjects);
    return world;
}

QStringList hotQueries()
{
    const char *queries[]{
        "",
        "is:open",
        "assignee:me is:open",
        "assignee:me is:open sort:due",
        "assignee:me is:open sort:-priority",
        "label:bug is:open sort:-priority",
        "status:started sort:-updated",
        "is:overdue",
        "is:overdue assignee:me",
        "due<7d is:open",
        "due:this-week assignee:me",
        "due:none is:open sort:-created",
        "is:open sort:-updated",
        "is:open sort:title",
        "created>-7d",
        "completed:this-week sort:-completed",
        "(assignee:me OR label:bug) status:started due<7d -label:wontfix sort:-priority",
        "(label:rare OR is:blocked) is:open",
        "is:unassigned is:open sort:-priority",
        "assignee:me label:bug",
        "label:rare",
        "label:bug label:feature label:docs is:open",
        "-label:wontfix -is:done sort:-created",
        "cycle:current",
        "cycle:current is:open assignee:me",
        "\"milestone 3\"",
        "milestone:\"milestone 3\" -is:done",
        "parent:BIG-170",
        "is:subtask is:open",
        "number:BIG-171",
        "BIG-171",
        "field.Severity:major is:open",
        "is:blocked",
        "watcher:me",
        "priority>=high is:open sort:due",
        "priority:urgent sort:due",
        "estimate>8 is:open sort:-estimate",
        "creator:\"person 3\" is:open",
        "fence",
        "fen",
        "f",
        "the",
        "\"paint the fence\"",
        "login crash",
        "fix login is:open sort:-updated",
        "title:groesse OR title:größe",
        "-fence label:bug is:open",
        "fence assignee:me",
        "is:archived fence",
        "is:archived label:bug sort:-due",
    };
    QStringList list;
    for (const char *query : queries)
        list << QString::fromUtf8(query);
    return list;
}

} // namespace TaskMaster::Test
