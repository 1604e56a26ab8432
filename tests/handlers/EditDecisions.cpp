// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/handlers/DecisionTable.h"

namespace TaskMaster::Server::Decisions {
namespace {

Value text(const char *value)
{
    return QString::fromUtf8(value);
}
Edit rename(EntityKind kind, const Uuid &id, const char *name)
{
    return edit(kind, id, {{"name", text(name)}});
}
Edit renameOver(EntityKind kind, const Uuid &id, const char *name, const char *seen)
{
    return edit(kind, id, {{"name", text(name)}}, {{"name", text(seen)}});
}
/// %1: the field, %2: the value that lost.
QString conflictOver(const char *entity, const char *id, const char *winner = "mia")
{
    return QStringLiteral("create conflict entity=%1 entityId=%2 field=%4%5 winnerId=%3 createdAt=9000")
        .arg(QLatin1StringView(entity), QLatin1StringView(id), QLatin1StringView(winner), QStringLiteral("%1"),
             QStringLiteral("%2"));
}
/// What another person has changed since the author looked.
Given taskHad(qint64 estimate)
{
    return [estimate](MemoryStream &stream) {
        given<Task>(stream, idOf("paint"), [estimate](Task &task) { task.estimate = estimate; });
    };
}

} // namespace

void editingATask(Table &table)
{
    const auto title = [](const char *task, const char *value) { return editTask(task, {{"title", text(value)}}); };
    const QString conflict = conflictOver("task", "paint");
    table.changes("several fields", editTask("paint", {{"title", text("Tar")}, {"estimate", Value(qint64(3))}}),
                  {QStringLiteral("put task title=Tar estimate=3")});
    table.nothing("the same value", title("paint", "paint"));
    table.nothing("the same value over a stale base",
                  editTask("paint", {{"title", text("paint")}}, {{"title", text("older")}}));
    table.changes("over what was seen", editTask("paint", {{"title", text("Tar")}}, {{"title", text("paint")}}),
                  {QStringLiteral("put task title=Tar")});
    table.changes("over what was not seen keeps what lost",
                  editTask("paint", {{"title", text("Tar")}}, {{"title", text("older")}}),
                  {QStringLiteral("put task title=Tar"), conflict.arg(u"title", u" losingValue=paint")});
    table.changes("over an empty value that was not seen",
                  editTask("paint", {{"dueDate", text("2024-02-29")}}, {{"dueDate", text("2024-02-28")}}),
                  {QStringLiteral("put task dueDate=2024-02-29"), conflict.arg(u"dueDate", u"")});
    table.changes("over what another has changed elsewhere in the row, both stay",
                  editTask("paint", {{"title", text("Tar")}}, {{"title", text("paint")}}),
                  {QStringLiteral("put task title=Tar")}, taskHad(8));
    table.changes("of two fields, one of which another has changed alike",
                  editTask("paint", {{"title", text("Tar")}, {"estimate", Value(qint64(8))}},
                           {{"title", text("paint")}, {"estimate", Value(qint64(0))}}),
                  {QStringLiteral("put task title=Tar")}, taskHad(8));
    table.changes("without saying what was seen, nothing is kept", editTask("paint", {{"estimate", Value(qint64(3))}}),
                  {QStringLiteral("put task estimate=3")}, taskHad(8));
    table.changes("over a number that was not seen",
                  editTask("paint", {{"estimate", Value(qint64(3))}}, {{"estimate", Value(qint64(0))}}),
                  {QStringLiteral("put task estimate=3"), conflict.arg(u"estimate", u" losingValue=8")}, taskHad(8));
    table.changes("conflicts by field",
                  editTask("paint", {{"title", text("Tar")}, {"estimate", Value(qint64(3))}},
                           {{"title", text("paint")}, {"estimate", Value(qint64(8))}}),
                  {QStringLiteral("put task title=Tar estimate=3"), conflict.arg(u"estimate", u" losingValue=0")});
    const Value long1(textHash(QStringLiteral("All walls.")));
    table.changes("a long text whose hash was seen",
                  editTask("paint", {{"description", text("Hull")}}, {{"description", long1}}),
                  {QStringLiteral("put task description=Hull")});
    table.changes(
        "a long text whose hash was not",
        editTask("paint", {{"description", text("Hull")}}, {{"description", text("All walls.")}}),
        {QStringLiteral("put task description=Hull"), conflict.arg(u"description", u" losingValue=All walls.")});
    table.changes("a long text that was empty",
                  editTask("sand", {{"description", text("Hull")}}, {{"description", Value(textHash({}))}}),
                  {QStringLiteral("put task description=Hull")});
    table.changes("takes a date away", editTask("paint", {{"dueDate", Value()}}),
                  {QStringLiteral("put task dueDate=unset")}, [](MemoryStream &stream) {
                      given<Task>(stream, idOf("paint"), [](Task &task) { task.dueDate = QDate(2024, 2, 29); });
                  });
    table.refuses("due before it starts", editTask("paint", {{"dueDate", text("2024-02-28")}}), ErrorCode::InvalidField,
                  [](MemoryStream &stream) {
                      given<Task>(stream, idOf("paint"), [](Task &task) { task.startDate = QDate(2024, 2, 29); });
                  });
    table.refuses("no such task", title("new", "Tar"), ErrorCode::NotFound);
    table.refuses("an archived task", title("stored", "Tar"), ErrorCode::Archived);
    table.refuses("a task in the trash", title("binned", "Tar"), ErrorCode::Archived);
    table.refuses("in an archived project", title("paint", "Tar"), ErrorCode::Archived, archivedProject);
    table.refuses("a workspace in a project's stream", "olga", rename(EntityKind::Workspace, workspaceId(), "X"),
                  ErrorCode::WrongStream);
    table.refuses("an account in a project's stream", "olga", rename(EntityKind::User, idOf("olga"), "X"),
                  ErrorCode::WrongStream);
}

void editingAProject(Table &table)
{
    const auto column = [](const char *id, const char *name) { return rename(EntityKind::Column, idOf(id), name); };
    table.changes("a column", column("todo", "X"), {QStringLiteral("put column name=X")});
    table.changes(
        "a column over a name that was not seen", renameOver(EntityKind::Column, idOf("todo"), "X", "older"),
        {QStringLiteral("put column name=X"), conflictOver("column", "todo").arg(u"name", u" losingValue=todo")});
    table.nothing("a column's same name", column("todo", "todo"));
    table.refuses("no such column", column("new", "X"), ErrorCode::NotFound);
    table.refuses("a column in an archived project", column("todo", "X"), ErrorCode::Archived, archivedProject);

    const auto label = [](const char *id, const char *name) { return rename(EntityKind::Label, idOf(id), name); };
    table.changes("a label", label("red", "X"), {QStringLiteral("put label name=X")});
    table.changes("a label over a name that was not seen", renameOver(EntityKind::Label, idOf("red"), "X", "older"),
                  {QStringLiteral("put label name=X"), conflictOver("label", "red").arg(u"name", u" losingValue=red")});
    table.nothing("a label's same name", label("red", "red"));
    table.refuses("no such label", label("new", "X"), ErrorCode::NotFound);
    table.refuses("a label in an archived project", label("red", "X"), ErrorCode::Archived, archivedProject);

    const Uuid id = projectId();
    table.changes("the project", rename(EntityKind::Project, id, "X"), {QStringLiteral("put project name=X")});
    table.changes(
        "the project over a name that was not seen", renameOver(EntityKind::Project, id, "X", "older"),
        {QStringLiteral("put project name=X"), conflictOver("project", "project").arg(u"name", u" losingValue=Boat")});
    table.changes("an archived project itself", rename(EntityKind::Project, id, "X"),
                  {QStringLiteral("put project name=X")}, archivedProject);
    table.nothing("the project's same name", rename(EntityKind::Project, id, "Boat"));
    table.refuses("no such project", rename(EntityKind::Project, id, "X"), ErrorCode::NotFound, nothingStored);

    const auto comment = [](const char *which, const char *body) {
        return edit(EntityKind::Comment, idOf(which), {{"body", text(body)}});
    };
    const QString changed = QStringLiteral("put comment body=Which? editedAt=9000");
    table.changes("one's own comment", comment("comment", "Which?"), {changed});
    table.changes("that of another, as an admin", "adam", comment("comment", "Which?"), {changed});
    table.changes("a comment over words that were not seen",
                  edit(EntityKind::Comment, idOf("comment"), {{"body", text("Which?")}},
                       {{"body", Value(textHash(QStringLiteral("older")))}}),
                  {changed, conflictOver("comment", "comment").arg(u"body", u" losingValue=Which colour?")});
    table.nothing("a comment's same words", comment("comment", "Which colour?"));
    table.refuses("that of another, as a guest", "gus", comment("comment", "Which?"), ErrorCode::Forbidden);
    table.refuses("no such comment", comment("new", "Which?"), ErrorCode::NotFound);
    table.refuses("a comment in an archived project", comment("comment", "Which?"), ErrorCode::Archived,
                  archivedProject);
}

void editingAWorkspace(Table &table)
{
    const Uuid id = workspaceId();
    table.changes("its name", "adam", rename(EntityKind::Workspace, id, "Quay"),
                  {QStringLiteral("put workspace name=Quay")});
    table.changes("its name over one that was not seen", "adam", renameOver(EntityKind::Workspace, id, "Quay", "Port"),
                  {QStringLiteral("put workspace name=Quay"),
                   conflictOver("workspace", "workspace", "adam").arg(u"name", u" losingValue=Harbour")});
    table.nothing("its same name", "adam", rename(EntityKind::Workspace, id, "Harbour"));
    table.refuses("that is not there", "system", rename(EntityKind::Workspace, id, "Quay"), ErrorCode::NotFound,
                  nothingStored);
    table.refuses("a project in a workspace's stream", "adam", rename(EntityKind::Project, projectId(), "Quay"),
                  ErrorCode::WrongStream);
}

void editingAnAccount(Table &table)
{
    const Uuid id = idOf("mia");
    table.changes("one's own name", rename(EntityKind::User, id, "Mia B."), {QStringLiteral("put user name=Mia B.")});
    table.changes(
        "one's own name over one that was not seen", renameOver(EntityKind::User, id, "Mia B.", "M."),
        {QStringLiteral("put user name=Mia B."), conflictOver("user", "mia").arg(u"name", u" losingValue=somebody")});
    // What a lost value is put back with.
    const auto lost = [id](MemoryStream &stream) {
        Conflict conflict;
        conflict.id = idOf("conflict");
        conflict.entity = QStringLiteral("user");
        conflict.entityId = id;
        conflict.field = QStringLiteral("name");
        conflict.losingValue = QStringLiteral("M.");
        stream.store(conflict);
    };
    Bulk putBack;
    putBack.commands = {{rename(EntityKind::User, id, "M.")}, {DismissConflict{idOf("conflict")}}};
    table.changes("one's own lost name is put back", putBack,
                  {QStringLiteral("put user name=M."), QStringLiteral("delete conflict")}, lost);
    table.refuses("somebody else's lost name", "olga", putBack, ErrorCode::NotFound, lost);
    table.nothing("one's same name", rename(EntityKind::User, id, "somebody"));
    table.refuses("that is not there", "system", rename(EntityKind::User, id, "Mia B."), ErrorCode::NotFound,
                  nothingStored);
}

} // namespace TaskMaster::Server::Decisions
