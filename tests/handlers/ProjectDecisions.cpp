// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/handlers/DecisionTable.h"

namespace TaskMaster::Server::Decisions {
namespace {

template <class E> Given manyOf(int count)
{
    return [count](MemoryStream &stream) {
        for (int i = 0; i < count; ++i) {
            E row;
            row.id = Uuid::v5({2, 2}, QByteArray::number(i));
            stream.store(row);
        }
    };
}
MoveColumn moveColumn(const char *column, const char *after = nullptr, const char *before = nullptr)
{
    return {idOf(column), after ? idOf(after) : Uuid{}, before ? idOf(before) : Uuid{}};
}
CreateColumn createColumn(const char *column)
{
    return {idOf(column), QStringLiteral("Test"), ColumnType::Started, 3, {}, {}};
}

} // namespace

void shapingAProject(Table &table)
{
    const QString column = QStringLiteral("create column name=Test type=started rank wipLimit=3");
    table.changes("a column at the end", createColumn("new"), {column});
    table.refuses("a column that is there", createColumn("todo"), ErrorCode::AlreadyExists);
    table.refuses("too many columns", createColumn("new"), ErrorCode::TooMany, manyOf<Column>(100));
    table.refuses("a column in an archived project", createColumn("new"), ErrorCode::Archived, archivedProject);
    const QString moved = QStringLiteral("put column rank");
    table.changes("moves a column", moveColumn("backlog", "todo", "done"), {moved});
    table.changes("moves a column first", moveColumn("done", nullptr, "backlog"), {moved});
    table.changes("moves a column to the end", moveColumn("todo"), {moved});
    table.changes("moves a column to the end when its neighbours are gone", moveColumn("todo", "new", "newer"),
                  {moved});
    table.nothing("moves a column to where it stands", moveColumn("todo", "backlog", "done"));
    table.nothing("moves the first column first", moveColumn("backlog", nullptr, "todo"));
    table.nothing("moves the last column to the end", moveColumn("shelf"));
    table.changes("re-ranks all columns when a key gets long", moveColumn("done", "backlog", "todo"),
                  {moved, moved, moved, moved}, [](MemoryStream &stream) {
                      const QString prefix(40, u'V');
                      given<Column>(stream, idOf("backlog"), [&](Column &row) { row.rank = prefix + u'1'; });
                      given<Column>(stream, idOf("todo"), [&](Column &row) { row.rank = prefix + u'2'; });
                      given<Column>(stream, idOf("done"), [&](Column &row) { row.rank = prefix + u'3'; });
                  });
    table.refuses("moves no such column", moveColumn("new"), ErrorCode::NotFound);
    table.refuses("moves in an archived project", moveColumn("todo"), ErrorCode::Archived, archivedProject);
    table.changes("archives a column", ArchiveColumn{idOf("todo")}, {QStringLiteral("put column archivedAt=9000")});
    table.changes("restores a column", ArchiveColumn{idOf("shelf"), false},
                  {QStringLiteral("put column archivedAt=unset")});
    table.nothing("column archived already", ArchiveColumn{idOf("shelf")});
    table.refuses("archives no such column", ArchiveColumn{idOf("new")}, ErrorCode::NotFound);
    table.refuses("archives a column of an archived project", ArchiveColumn{idOf("todo")}, ErrorCode::Archived,
                  archivedProject);
    const CreateLabel label{idOf("new"), QStringLiteral("Blue"), QStringLiteral("#0000ff")};
    table.changes("a label", label, {QStringLiteral("create label name=Blue color=#0000ff")});
    table.refuses("a label that is there", CreateLabel{idOf("red"), QStringLiteral("Blue"), {}},
                  ErrorCode::AlreadyExists);
    table.refuses("too many labels", label, ErrorCode::TooMany, manyOf<Label>(500));
    table.refuses("a label in an archived project", label, ErrorCode::Archived, archivedProject);
    table.changes("archives a label", ArchiveLabel{idOf("red")}, {QStringLiteral("put label archivedAt=9000")});
    table.changes("restores a label", ArchiveLabel{idOf("faded"), false},
                  {QStringLiteral("put label archivedAt=unset")});
    table.nothing("label archived already", ArchiveLabel{idOf("faded")});
    table.refuses("archives no such label", ArchiveLabel{idOf("new")}, ErrorCode::NotFound);
    table.refuses("archives a label of an archived project", ArchiveLabel{idOf("red")}, ErrorCode::Archived,
                  archivedProject);
}

void projectsAndTheirGuests(Table &table)
{
    const CreateProject create{QStringLiteral("Dock"), QStringLiteral("dk"), QStringLiteral("#00ff00"), false};
    const QString created = QStringLiteral("create project name=Dock key=DK color=#00ff00 createdAt=9000");
    // "unstarted" is what a column is by default, and a create carries what differs from that.
    table.changes("a project with the usual columns", create,
                  {created, QStringLiteral("create column name=Backlog type=backlog rank"),
                   QStringLiteral("create column name=Todo rank"),
                   QStringLiteral("create column name=In progress type=started rank"),
                   QStringLiteral("create column name=Done type=done rank")},
                  nothingStored);
    table.changes("a project without columns", "mia", CreateProject{create.name, create.key, create.color, true},
                  {created}, nothingStored);
    table.refuses("a project that is there", create, ErrorCode::AlreadyExists);
    table.refuses("a project in no workspace", "system", create, ErrorCode::NotFound, [](MemoryStream &stream) {
        stream.stored.clear();
        stream.hasWorkspace = false;
    });
    table.changes("archives", "adam", ArchiveProject{}, {QStringLiteral("put project archivedAt=9000")});
    table.changes("restores", "adam", ArchiveProject{false}, {QStringLiteral("put project archivedAt=unset")},
                  archivedProject);
    table.nothing("archived already keeps its day", "adam", ArchiveProject{}, archivedProject);
    table.refuses("archives no such project", "adam", ArchiveProject{}, ErrorCode::NotFound, nothingStored);
    table.changes("lets a guest in", "adam", AddProjectMember{idOf("gwen")},
                  {QStringLiteral("create projectMember userId=gwen name=gwen")});
    table.nothing("lets a guest in who is in already", "adam", AddProjectMember{idOf("gus")});
    table.refuses("lets in who is not in the workspace", "adam", AddProjectMember{idOf("stranger")},
                  ErrorCode::NotFound);
    table.refuses("lets into an archived project", "adam", AddProjectMember{idOf("gwen")}, ErrorCode::Archived,
                  archivedProject);
    table.changes("shows a guest out", "adam", RemoveProjectMember{idOf("gus")},
                  {QStringLiteral("delete projectMember")});
    table.changes("shows a guest out of an archived project", "adam", RemoveProjectMember{idOf("gus")},
                  {QStringLiteral("delete projectMember")}, archivedProject);
    table.nothing("shows out who is not in", "adam", RemoveProjectMember{idOf("gwen")});
    const RenameMember rename{idOf("gus"), QStringLiteral("Gus N.")};
    table.changes("shows a guest's new name", "system", rename, {QStringLiteral("put projectMember name=Gus N.")});
    table.changes("even in an archived project", "system", rename, {QStringLiteral("put projectMember name=Gus N.")},
                  archivedProject);
    table.nothing("shows nothing of who is not in", "system", RenameMember{idOf("gwen"), rename.name});
    table.refuses("shows names in no such project", "system", rename, ErrorCode::NotFound, nothingStored);
    table.refuses("shows out of no such project", "adam", RemoveProjectMember{idOf("gus")}, ErrorCode::NotFound,
                  nothingStored);
}

} // namespace TaskMaster::Server::Decisions
