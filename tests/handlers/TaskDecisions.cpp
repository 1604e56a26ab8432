// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/handlers/DecisionTable.h"

namespace TaskMaster::Server::Decisions {
namespace {

Given assigned(const char *task, const char *user)
{
    return [task, user](MemoryStream &stream) {
        TaskAssignee row;
        row.id = pairId(idOf(task), idOf(user));
        row.taskId = idOf(task);
        row.userId = idOf(user);
        stream.store(row);
    };
}
Given labelled(const char *task, const char *label)
{
    return [task, label](MemoryStream &stream) {
        TaskLabel row;
        row.id = pairId(idOf(task), idOf(label));
        row.taskId = idOf(task);
        row.labelId = idOf(label);
        stream.store(row);
    };
}
Given without(EntityKind kind, const Uuid &id)
{
    return [kind, id](MemoryStream &stream) { stream.stored.erase({kind, id}); };
}
AddComment addComment(const char *task)
{
    return {idOf("new"), idOf(task), QStringLiteral("Red."), {}, {}, 0, {}};
}

const QString createdTask = QStringLiteral("create task number=7 title=Caulk columnId=%1 rank %2createdAt=9000");

} // namespace

void creatingATask(Table &table)
{
    const QString counted = QStringLiteral("put project lastNumber=7");
    table.changes("gives it the next number and the end of the column", createTask("todo"),
                  {counted, createdTask.arg(u"todo", u"creatorId=mia ")});
    CreateTask full = createTask("todo");
    full.description = QStringLiteral("Seams");
    full.priority = Priority::High;
    full.estimate = 5;
    full.startDate = QDate(2024, 2, 28);
    full.dueDate = QDate(2024, 2, 29);
    table.changes("keeps what it is told", full,
                  {counted,
                   QStringLiteral("create task number=7 title=Caulk description=Seams columnId=todo rank "
                                  "priority=high estimate=5 startDate=2024-02-28 dueDate=2024-02-29 creatorId=mia "
                                  "createdAt=9000")});
    table.changes("completes it in a column of type done", createTask("done"),
                  {counted, createdTask.arg(u"done", u"creatorId=mia ") + QStringLiteral(" completedAt=9000")});
    CreateTask old = createTask("todo");
    old.createdAt = 50;
    old.archived = true;
    table.changes("lets imports keep the day, without a creator", "system", old,
                  {counted,
                   QStringLiteral("create task number=7 title=Caulk columnId=todo rank createdAt=50 "
                                  "archivedAt=9000")});
    CreateTask dated = createTask("todo");
    dated.createdAt = 50;
    table.refuses("a day of the past is for the server only", dated, ErrorCode::Forbidden);
    CreateTask done = createTask("done");
    done.closedAt = 60;
    table.changes("and the day on which it was done", "system", done,
                  {counted,
                   QStringLiteral("create task number=7 title=Caulk columnId=done rank createdAt=9000 "
                                  "completedAt=60")});
    table.refuses("which is for the server only, too", done, ErrorCode::Forbidden);
    done.columnId = createTask("todo").columnId;
    table.changes("where it is closed", "system", done,
                  {counted, QStringLiteral("create task number=7 title=Caulk columnId=todo rank createdAt=9000")});
    CreateTask archived = createTask("todo");
    archived.archived = true;
    table.refuses("so is a task that begins archived", archived, ErrorCode::Forbidden);
    full.dueDate = QDate(2024, 2, 27);
    table.refuses("due before it starts", full, ErrorCode::InvalidField);
    table.refuses("there already", createTask("todo", "paint"), ErrorCode::AlreadyExists);
    table.refuses("no such column", createTask("new"), ErrorCode::NotFound);
    table.refuses("the column is archived", createTask("shelf"), ErrorCode::Archived);
    table.refuses("the project is archived", createTask("todo"), ErrorCode::Archived, archivedProject);
    table.refuses("no such project", createTask("todo"), ErrorCode::NotFound, nothingStored);
}

void movingATask(Table &table)
{
    const QString reordered = QStringLiteral("put task rank");
    table.changes("to another place of its column", moveTask("oil", "todo", "paint", "sand"), {reordered});
    table.changes("to another column", moveTask("paint", "backlog"),
                  {QStringLiteral("put task columnId=backlog rank")});
    table.changes("into done completes it", moveTask("paint", "done", nullptr, "shipped"),
                  {QStringLiteral("put task columnId=done rank completedAt=9000")});
    table.changes("out of done does not", moveTask("shipped", "todo", "paint", "sand"),
                  {QStringLiteral("put task columnId=todo rank completedAt=unset")});
    table.changes("within done keeps the time", moveTask("shipped", "done"), {reordered});
    table.changes("from done to done keeps the time", moveTask("shipped", "backlog"),
                  {QStringLiteral("put task columnId=backlog rank")}, [](MemoryStream &stream) {
                      given<Column>(stream, idOf("backlog"), [](Column &row) { row.type = ColumnType::Done; });
                  });
    table.changes("with both neighbours gone to the end", moveTask("paint", "todo", "new", "newer"), {reordered});
    table.nothing("to where it stands", moveTask("sand", "todo", "paint", "oil"));
    // Equal keys are ordered by id.
    std::array<const char *, 3> order{"paint", "sand", "oil"};
    std::sort(order.begin(), order.end(), [](const char *a, const char *b) { return idOf(a) < idOf(b); });
    table.nothing("to where it stands among equal keys", moveTask(order[1], "todo", order[0], order[2]),
                  [order](MemoryStream &stream) {
                      for (const char *task : order)
                          rankOf(task, QStringLiteral("V"))(stream);
                  });
    table.refuses("no such task", moveTask("new", "done"), ErrorCode::NotFound);
    table.refuses("no such column", moveTask("paint", "new"), ErrorCode::NotFound);
    table.refuses("the task is archived", moveTask("stored", "done"), ErrorCode::Archived);
    table.refuses("the task is in the trash", moveTask("binned", "done"), ErrorCode::Archived);
    table.refuses("the column is archived", moveTask("paint", "shelf"), ErrorCode::Archived);
    table.refuses("the project is archived", moveTask("paint", "done"), ErrorCode::Archived, archivedProject);
}

void puttingTasksAway(Table &table)
{
    const auto archive = [](const char *task, bool archived) { return ArchiveTask{idOf(task), archived}; };
    table.changes("archives", archive("paint", true), {QStringLiteral("put task archivedAt=9000")});
    table.changes("restores", archive("stored", false), {QStringLiteral("put task archivedAt=unset")});
    table.nothing("archived already keeps its day", archive("stored", true));
    table.nothing("not archived anyway", archive("paint", false));
    table.refuses("archive what is in the trash", archive("binned", true), ErrorCode::Archived);
    table.refuses("archive what is not there", archive("new", true), ErrorCode::NotFound);
    table.refuses("archive in an archived project", archive("paint", true), ErrorCode::Archived, archivedProject);
    table.changes("trashes", TrashTask{idOf("paint")}, {QStringLiteral("put task trashedAt=9000")});
    table.changes("trashes what was archived", TrashTask{idOf("stored")}, {QStringLiteral("put task trashedAt=9000")});
    table.nothing("trashed already keeps its day", TrashTask{idOf("binned")});
    table.refuses("trash what is not there", TrashTask{idOf("new")}, ErrorCode::NotFound);
    table.refuses("trash in an archived project", TrashTask{idOf("paint")}, ErrorCode::Archived, archivedProject);
    table.changes("takes out of the trash", RestoreTask{idOf("binned")}, {QStringLiteral("put task trashedAt=unset")});
    table.nothing("not in the trash", RestoreTask{idOf("paint")});
    table.refuses("restore what is not there", RestoreTask{idOf("new")}, ErrorCode::NotFound);
    table.refuses("restore in an archived project", RestoreTask{idOf("binned")}, ErrorCode::Archived, archivedProject);
}

void assigningAndLabelling(Table &table)
{
    const auto assign = [](const char *task, const char *user, bool on = true) {
        return AssignTask{idOf(task), idOf(user), on};
    };
    const QString mine = QStringLiteral("create taskAssignee taskId=paint userId=%1");
    table.changes("a member", assign("paint", "mia"), {mine.arg(u"mia")});
    table.changes("a guest of the project", assign("paint", "gus"), {mine.arg(u"gus")});
    table.changes("nobody any more", assign("paint", "mia", false), {QStringLiteral("delete taskAssignee")},
                  assigned("paint", "mia"));
    table.changes("nobody any more, though they have left", assign("paint", "stranger", false),
                  {QStringLiteral("delete taskAssignee")}, assigned("paint", "stranger"));
    table.nothing("assigned already", assign("paint", "mia"), assigned("paint", "mia"));
    table.nothing("not assigned anyway", assign("paint", "mia", false));
    table.refuses("a guest of another project", assign("paint", "gwen"), ErrorCode::NotFound);
    table.refuses("somebody who is not in the workspace", assign("paint", "stranger"), ErrorCode::NotFound);
    table.refuses("an archived task", assign("stored", "mia"), ErrorCode::Archived);
    table.changes("an archived task, by an import", "system", assign("stored", "mia"),
                  {QStringLiteral("create taskAssignee taskId=stored userId=mia")});
    table.refuses("a task in the trash", assign("binned", "mia"), ErrorCode::Archived);
    table.refuses("no such task to assign", assign("new", "mia"), ErrorCode::NotFound);
    table.refuses("in an archived project", assign("paint", "mia"), ErrorCode::Archived, archivedProject);

    const auto label = [](const char *task, const char *name, bool on = true) {
        return LabelTask{idOf(task), idOf(name), on};
    };
    table.changes("a label", label("paint", "red"), {QStringLiteral("create taskLabel taskId=paint labelId=red")});
    table.changes("a label off", label("paint", "red", false), {QStringLiteral("delete taskLabel")},
                  labelled("paint", "red"));
    table.changes("an archived label off", label("paint", "faded", false), {QStringLiteral("delete taskLabel")},
                  labelled("paint", "faded"));
    table.nothing("labelled already", label("paint", "red"), labelled("paint", "red"));
    table.nothing("not labelled anyway", label("paint", "red", false));
    table.refuses("an archived label", label("paint", "faded"), ErrorCode::Archived);
    table.refuses("no such label", label("paint", "new"), ErrorCode::NotFound);
    table.refuses("label an archived task", label("stored", "red"), ErrorCode::Archived);
    table.changes("label an archived task, by an import", "system", label("stored", "red"),
                  {QStringLiteral("create taskLabel taskId=stored labelId=red")});
    table.refuses("label a task in the trash", "system", label("binned", "red"), ErrorCode::Archived);
    table.refuses("no such task to label", label("new", "red"), ErrorCode::NotFound);
    table.refuses("label in an archived project", label("paint", "red"), ErrorCode::Archived, archivedProject);
}

void commenting(Table &table)
{
    const QString counted = QStringLiteral("put task commentCount=%1");
    table.changes("counts, and says who wrote it", addComment("paint"),
                  {QStringLiteral("create comment taskId=paint authorId=mia authorName=mia body=Red. "
                                  "createdAt=9000"),
                   counted.arg(2)});
    table.changes("on an archived task", addComment("stored"),
                  {QStringLiteral("create comment taskId=stored authorId=mia authorName=mia body=Red. "
                                  "createdAt=9000"),
                   counted.arg(1)});
    AddComment old = addComment("paint");
    old.authorName = QStringLiteral("Somebody");
    old.createdAt = 50;
    table.changes(
        "of the past, by an import", "system", old,
        {QStringLiteral("create comment taskId=paint authorName=Somebody body=Red. createdAt=50"), counted.arg(2)});
    AddComment forged = addComment("paint");
    forged.authorId = idOf("olga");
    table.refuses("in the name of somebody else", forged, ErrorCode::Forbidden);
    forged = addComment("paint");
    forged.authorName = QStringLiteral("Olga");
    table.refuses("under the name of somebody else", forged, ErrorCode::Forbidden);
    forged = addComment("paint");
    forged.createdAt = 50;
    table.refuses("dated back", forged, ErrorCode::Forbidden);
    AddComment again = addComment("paint");
    again.commentId = idOf("comment");
    table.refuses("there already", again, ErrorCode::AlreadyExists);
    table.refuses("on a task in the trash", addComment("binned"), ErrorCode::Archived);
    table.refuses("on no such task", addComment("new"), ErrorCode::NotFound);
    table.refuses("in an archived project", addComment("paint"), ErrorCode::Archived, archivedProject);

    const QStringList deleted{QStringLiteral("delete comment"), counted.arg(0)};
    table.changes("deletes one's own", DeleteComment{idOf("comment")}, deleted);
    table.changes("deletes that of another, as an admin", "adam", DeleteComment{idOf("comment")}, deleted);
    table.changes("deletes with its task gone", DeleteComment{idOf("comment")}, {QStringLiteral("delete comment")},
                  without(EntityKind::Task, idOf("paint")));
    table.changes(
        "never counts below nothing", DeleteComment{idOf("comment")}, {QStringLiteral("delete comment")},
        [](MemoryStream &stream) { given<Task>(stream, idOf("paint"), [](Task &task) { task.commentCount = 0; }); });
    table.refuses("delete that of another, as a guest", "gus", DeleteComment{idOf("comment")}, ErrorCode::Forbidden);
    table.refuses("delete what is not there", DeleteComment{idOf("new")}, ErrorCode::NotFound);
    table.refuses("delete in an archived project", DeleteComment{idOf("comment")}, ErrorCode::Archived,
                  archivedProject);
}

} // namespace TaskMaster::Server::Decisions
