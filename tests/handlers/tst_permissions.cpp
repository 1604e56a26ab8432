// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/handlers/SampleWorkspace.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Server::Sample;

namespace {

/// Who at least; a role is one in the workspace of the stream.
enum class Least { Anybody, Self, Member, Admin, Owner, System };
enum class Guest { No, Yes }; ///< may a guest of the project do it?

/// THE permission matrix. Edits are listed by the kind of row that they change.
struct Permission {
    const char *command;
    Least least;
    Guest guest;
};
// clang-format off
constexpr Permission permissions[]{
    {"CreateWorkspace",     Least::Anybody, Guest::Yes},
    {"ArchiveWorkspace",    Least::Owner,   Guest::No},
    {"SetMember",           Least::Admin,   Guest::No},
    {"RemoveMember",        Least::Admin,   Guest::No},
    {"ListProject",         Least::System,  Guest::No},
    {"CreateProject",       Least::Member,  Guest::No},
    {"ArchiveProject",      Least::Admin,   Guest::No},
    {"AddProjectMember",    Least::Admin,   Guest::No},
    {"RemoveProjectMember", Least::Admin,   Guest::No},
    {"CreateColumn",        Least::Member,  Guest::No},
    {"MoveColumn",          Least::Member,  Guest::No},
    {"ArchiveColumn",       Least::Member,  Guest::No},
    {"CreateLabel",         Least::Member,  Guest::No},
    {"ArchiveLabel",        Least::Member,  Guest::No},
    {"CreateTask",          Least::Member,  Guest::Yes},
    {"MoveTask",            Least::Member,  Guest::Yes},
    {"ArchiveTask",         Least::Member,  Guest::Yes},
    {"TrashTask",           Least::Member,  Guest::Yes},
    {"RestoreTask",         Least::Member,  Guest::Yes},
    {"AssignTask",          Least::Member,  Guest::Yes},
    {"LabelTask",           Least::Member,  Guest::Yes},
    {"AddComment",          Least::Member,  Guest::Yes},
    {"DeleteComment",       Least::Member,  Guest::Yes}, // one's own; see tst_decisions for those of others
    {"CreateUser",          Least::System,  Guest::No},
    {"RemoveUser",          Least::System,  Guest::No},
    {"GrantAccess",         Least::System,  Guest::No},
    {"RenameMember",        Least::System,  Guest::No},
    {"Edit workspace",      Least::Admin,   Guest::No},
    {"Edit project",        Least::Member,  Guest::No},
    {"Edit column",         Least::Member,  Guest::No},
    {"Edit label",          Least::Member,  Guest::No},
    {"Edit task",           Least::Member,  Guest::Yes},
    {"Edit comment",        Least::Member,  Guest::Yes}, // one's own
    {"Edit user",           Least::Self,    Guest::Yes},
    {"SetParent",             Least::Member,  Guest::Yes},
    {"DuplicateTask",         Least::Member,  Guest::Yes},
    {"MoveTaskToProject",     Least::Member,  Guest::Yes},
    {"AddChecklist",          Least::Member,  Guest::Yes},
    {"RemoveChecklist",       Least::Member,  Guest::Yes},
    {"AddChecklistItem",      Least::Member,  Guest::Yes},
    {"CheckItem",             Least::Member,  Guest::Yes},
    {"MoveChecklistItem",     Least::Member,  Guest::Yes},
    {"RemoveChecklistItem",   Least::Member,  Guest::Yes},
    {"RelateTasks",           Least::Member,  Guest::Yes},
    {"WatchTask",             Least::Member,  Guest::Yes},
    {"React",                 Least::Member,  Guest::Yes},
    {"AttachLink",            Least::Member,  Guest::Yes},
    {"RemoveAttachment",      Least::Member,  Guest::Yes},
    {"SetField",              Least::Member,  Guest::Yes},
    {"SetRecurrence",         Least::Member,  Guest::Yes},
    {"StartTimer",            Least::Member,  Guest::Yes},
    {"StopTimer",             Least::Member,  Guest::Yes},
    {"AddTimeEntry",          Least::Member,  Guest::Yes},
    {"AdjustTimeEntry",       Least::Member,  Guest::Yes},
    {"RemoveTimeEntry",       Least::Member,  Guest::Yes},
    {"PostMessage",           Least::Member,  Guest::Yes},
    {"RemoveMessage",         Least::Member,  Guest::Yes},
    {"Bulk",                  Least::Member,  Guest::Yes},
    {"Undo",                  Least::Member,  Guest::Yes},
    {"DismissConflict",       Least::Member,  Guest::Yes},
    {"PurgeTask",             Least::Admin,   Guest::No},
    {"RepeatTask",            Least::System,  Guest::No},
    {"DateTask",              Least::System,  Guest::No},
    {"RecordDay",             Least::System,  Guest::No},
    {"PutRows",               Least::System,  Guest::No},
    {"FireReminder",          Least::System,  Guest::No},
    {"Notify",                Least::System,  Guest::No},
    {"CreateCycle",           Least::Member,  Guest::No},
    {"CloseCycle",            Least::Member,  Guest::No},
    {"CreateMilestone",       Least::Member,  Guest::No},
    {"CompleteMilestone",     Least::Member,  Guest::No},
    {"ArchiveMilestone",      Least::Member,  Guest::No},
    {"CreateField",           Least::Member,  Guest::No},
    {"MoveField",             Least::Member,  Guest::No},
    {"ArchiveField",          Least::Member,  Guest::No},
    {"CreateView",            Least::Member,  Guest::No},
    {"RemoveView",            Least::Member,  Guest::No},
    {"CreateTemplate",        Least::Member,  Guest::No},
    {"RemoveTemplate",        Least::Member,  Guest::No},
    {"AddReminder",           Least::Self,    Guest::Yes},
    {"RemoveReminder",        Least::Self,    Guest::Yes},
    {"MarkNotification",      Least::Self,    Guest::Yes},
    {"MarkAllNotifications",  Least::Self,    Guest::Yes},
    {"SnoozeNotification",    Least::Self,    Guest::Yes},
    {"RemoveNotification",    Least::Self,    Guest::Yes},
    {"AddFavorite",           Least::Self,    Guest::Yes},
    {"MoveFavorite",          Least::Self,    Guest::Yes},
    {"RemoveFavorite",        Least::Self,    Guest::Yes},
    {"Edit checklist",        Least::Member,  Guest::Yes},
    {"Edit checklistItem",    Least::Member,  Guest::Yes},
    {"Edit attachment",       Least::Member,  Guest::Yes},
    {"Edit timeEntry",        Least::Member,  Guest::Yes},
    {"Edit message",          Least::Member,  Guest::Yes},
    {"Edit cycle",            Least::Member,  Guest::No},
    {"Edit milestone",        Least::Member,  Guest::No},
    {"Edit customField",      Least::Member,  Guest::No},
    {"Edit savedView",        Least::Member,  Guest::No},
    {"Edit template",         Least::Member,  Guest::No},
    {"Edit reminder",         Least::Self,    Guest::Yes},
};
// clang-format on

/// Who asks. `role`: in the sample's workspace, which is the only one that they are in.
struct Actor {
    const char *name;
    Uuid id;
    std::optional<Role> role;
};
const Actor actors[]{{"nobody", {}, {}},
                     {"stranger", idOf("stranger"), {}},
                     {"guest of another project", idOf("gwen"), Role::Guest},
                     {"guest of the project", idOf("gus"), Role::Guest},
                     {"member", idOf("mia"), Role::Member},
                     {"admin", idOf("adam"), Role::Admin},
                     {"owner", idOf("olga"), Role::Owner},
                     {"system", systemActor(), {}}};

/// Where: in the sample's workspace or the actor's own account; or in those of others.
enum class Where { Own, Others };

EntityKind kindOfEdit(const QString &name)
{
    return *entityKindFromName(QStringView(name).mid(5));
}

CreateTask newTask()
{
    CreateTask wish;
    wish.taskId = idOf("new");
    wish.columnId = idOf("todo");
    wish.title = QStringLiteral("New");
    return wish;
}

Entity newLabel()
{
    Label label;
    label.id = idOf("new");
    label.name = QStringLiteral("New");
    return label;
}

/// A command that would succeed and change something if only the actor may.
QHash<QString, CommandArgs> samples(const Actor &actor)
{
    const auto text = [](const char *value) { return Value(QString::fromLatin1(value)); };
    const auto edited = [&text](EntityKind kind, const Uuid &id, const char *field) {
        return CommandArgs(edit(kind, id, {{field, text("Changed")}}));
    };
    const bool isSystem = actor.id == systemActor();
    return {
        {QStringLiteral("CreateWorkspace"), CreateWorkspace{QStringLiteral("New"), isSystem ? idOf("mia") : Uuid{}}},
        {QStringLiteral("ArchiveWorkspace"), ArchiveWorkspace{}},
        {QStringLiteral("SetMember"), SetMember{idOf("stranger"), Role::Member}},
        {QStringLiteral("RemoveMember"), RemoveMember{idOf("gwen")}},
        {QStringLiteral("ListProject"), ListProject{idOf("new"), QStringLiteral("New"), {}, {}, 0}},
        {QStringLiteral("CreateProject"), CreateProject{QStringLiteral("New"), QStringLiteral("NE"), {}, false}},
        {QStringLiteral("ArchiveProject"), ArchiveProject{}},
        {QStringLiteral("AddProjectMember"), AddProjectMember{idOf("gwen")}},
        {QStringLiteral("RemoveProjectMember"), RemoveProjectMember{idOf("gus")}},
        {QStringLiteral("CreateColumn"),
         CreateColumn{idOf("new"), QStringLiteral("New"), ColumnType::Started, 0, {}, {}}},
        {QStringLiteral("MoveColumn"), MoveColumn{idOf("backlog"), idOf("done"), {}}},
        {QStringLiteral("ArchiveColumn"), ArchiveColumn{idOf("backlog")}},
        {QStringLiteral("CreateLabel"), CreateLabel{idOf("new"), QStringLiteral("New"), {}}},
        {QStringLiteral("ArchiveLabel"), ArchiveLabel{idOf("red")}},
        {QStringLiteral("CreateTask"), newTask()},
        {QStringLiteral("MoveTask"), MoveTask{idOf("paint"), idOf("done"), {}, {}}},
        {QStringLiteral("ArchiveTask"), ArchiveTask{idOf("paint")}},
        {QStringLiteral("TrashTask"), TrashTask{idOf("paint")}},
        {QStringLiteral("RestoreTask"), RestoreTask{idOf("binned")}},
        {QStringLiteral("AssignTask"), AssignTask{idOf("paint"), idOf("assignee")}},
        {QStringLiteral("LabelTask"), LabelTask{idOf("paint"), idOf("red")}},
        {QStringLiteral("AddComment"), AddComment{idOf("new"), idOf("paint"), QStringLiteral("Red."), {}, {}, 0, {}}},
        {QStringLiteral("DeleteComment"), DeleteComment{idOf("comment")}},
        {QStringLiteral("CreateUser"), CreateUser{QStringLiteral("new@example.org"), QStringLiteral("New")}},
        {QStringLiteral("RemoveUser"), RemoveUser{QStringLiteral("somebody@example.org")}},
        {QStringLiteral("GrantAccess"), GrantAccess{workspaceId(), {}, QStringLiteral("Harbour"), Role::Member}},
        {QStringLiteral("RenameMember"), RenameMember{idOf("gus"), QStringLiteral("Changed")}},
        {QStringLiteral("Edit workspace"), edited(EntityKind::Workspace, workspaceId(), "name")},
        {QStringLiteral("Edit project"), edited(EntityKind::Project, projectId(), "name")},
        {QStringLiteral("Edit column"), edited(EntityKind::Column, idOf("todo"), "name")},
        {QStringLiteral("Edit label"), edited(EntityKind::Label, idOf("red"), "name")},
        {QStringLiteral("Edit task"), edited(EntityKind::Task, idOf("paint"), "title")},
        {QStringLiteral("Edit comment"), edited(EntityKind::Comment, idOf("comment"), "body")},
        {QStringLiteral("SetParent"), SetParent{idOf("sand"), idOf("paint")}},
        {QStringLiteral("DuplicateTask"), DuplicateTask{idOf("paint"), idOf("new"), {}, {}, {}, {}}},
        {QStringLiteral("MoveTaskToProject"), MoveTaskToProject{idOf("paint"), idOf("other project"), {}}},
        {QStringLiteral("PurgeTask"), PurgeTask{idOf("binned")}},
        {QStringLiteral("DateTask"), DateTask{idOf("adrift")}},
        {QStringLiteral("RepeatTask"), RepeatTask{idOf("shipped"), idOf("new"), {}, {}, 0, 0}},
        {QStringLiteral("AddChecklist"), AddChecklist{idOf("new"), idOf("paint"), QStringLiteral("New"), {}, {}}},
        {QStringLiteral("RemoveChecklist"), RemoveChecklist{idOf("steps")}},
        {QStringLiteral("AddChecklistItem"),
         AddChecklistItem{idOf("new"), idOf("steps"), QStringLiteral("New"), {}, {}, false}},
        {QStringLiteral("CheckItem"), CheckItem{idOf("sweep"), true}},
        {QStringLiteral("MoveChecklistItem"), MoveChecklistItem{idOf("mop"), idOf("steps"), idOf("sweep"), {}}},
        {QStringLiteral("RemoveChecklistItem"), RemoveChecklistItem{idOf("sweep")}},
        {QStringLiteral("RelateTasks"), RelateTasks{idOf("paint"), idOf("sand"), RelationType::Blocks, true}},
        {QStringLiteral("WatchTask"), WatchTask{idOf("paint"), true, {}}},
        {QStringLiteral("React"), React{RowTarget::Comment, idOf("comment"), QStringLiteral("+"), true}},
        {QStringLiteral("AttachLink"),
         AttachLink{
             idOf("new"), idOf("paint"), QStringLiteral("Plan"), QStringLiteral("https://example.org"), {}, 0, 0}},
        {QStringLiteral("RemoveAttachment"), RemoveAttachment{idOf("link")}},
        {QStringLiteral("CreateCycle"), CreateCycle{idOf("new"), QStringLiteral("New"), {}, {}, {}}},
        {QStringLiteral("CloseCycle"), CloseCycle{idOf("sprint"), {}}},
        {QStringLiteral("CreateMilestone"), CreateMilestone{idOf("new"), QStringLiteral("New"), {}, {}}},
        {QStringLiteral("CompleteMilestone"), CompleteMilestone{idOf("launch"), true}},
        {QStringLiteral("ArchiveMilestone"), ArchiveMilestone{idOf("launch"), true}},
        {QStringLiteral("CreateField"),
         CreateField{idOf("new"), QStringLiteral("New"), CustomFieldType::Text, {}, {}, {}}},
        {QStringLiteral("MoveField"), MoveField{idOf("size"), idOf("weight"), {}}},
        {QStringLiteral("ArchiveField"), ArchiveField{idOf("size"), true}},
        {QStringLiteral("SetField"), SetField{idOf("paint"), idOf("size"), QStringLiteral("s")}},
        {QStringLiteral("SetRecurrence"),
         SetRecurrence{idOf("paint"), QStringLiteral("FREQ=DAILY"), RecurFrom::Done, {}}},
        {QStringLiteral("RecordDay"), RecordDay{QDate(2026, 11, 24), idOf("todo"), {}, 3, 0}},
        {QStringLiteral("StartTimer"), StartTimer{idOf("new"), idOf("paint"), {}}},
        {QStringLiteral("StopTimer"), StopTimer{idOf("entry")}},
        {QStringLiteral("AddTimeEntry"), AddTimeEntry{idOf("new"), idOf("paint"), 1000, 2000, {}, {}}},
        {QStringLiteral("AdjustTimeEntry"), AdjustTimeEntry{idOf("entry"), 1000, 2000}},
        {QStringLiteral("RemoveTimeEntry"), RemoveTimeEntry{idOf("entry")}},
        {QStringLiteral("PostMessage"), PostMessage{idOf("new"), QStringLiteral("Ahoy."), {}, {}, {}, 0}},
        {QStringLiteral("RemoveMessage"), RemoveMessage{idOf("message")}},
        {QStringLiteral("CreateTemplate"),
         CreateTemplate{idOf("new"), QStringLiteral("New"), TemplateKind::Task,
                        QStringLiteral(R"({"task":{"title":"Sand"}})")}},
        {QStringLiteral("RemoveTemplate"), RemoveTemplate{idOf("template")}},
        {QStringLiteral("CreateView"),
         CreateView{idOf("new"), QStringLiteral("New"), ViewKind::List, {}, {}, {}, {}, {}}},
        {QStringLiteral("RemoveView"), RemoveView{idOf("view")}},
        {QStringLiteral("AddReminder"), AddReminder{idOf("new"), projectId(), idOf("paint"), 10'000, 0, {}}},
        {QStringLiteral("RemoveReminder"), RemoveReminder{idOf("reminder")}},
        {QStringLiteral("FireReminder"), FireReminder{idOf("reminder"), QStringLiteral("paint")}},
        {QStringLiteral("Notify"),
         Notify{idOf("new"), NotificationKind::Assigned, projectId(), idOf("paint"), {}, {}, {}, {}, 0}},
        {QStringLiteral("MarkNotification"), MarkNotification{idOf("notification"), true}},
        {QStringLiteral("MarkAllNotifications"), MarkAllNotifications{9000}},
        {QStringLiteral("SnoozeNotification"), SnoozeNotification{idOf("notification"), 10'000}},
        {QStringLiteral("RemoveNotification"), RemoveNotification{idOf("notification")}},
        {QStringLiteral("AddFavorite"), AddFavorite{FavoriteTarget::Task, idOf("sand"), projectId(), {}, {}}},
        {QStringLiteral("RemoveFavorite"), RemoveFavorite{idOf("paint")}},
        {QStringLiteral("MoveFavorite"), MoveFavorite{idOf("paint"), idOf("left"), {}}},
        {QStringLiteral("Bulk"), Bulk{{{TrashTask{idOf("paint")}}, {ArchiveTask{idOf("sand"), true}}}}},
        {QStringLiteral("Undo"), Undo{idOf("done before")}},
        {QStringLiteral("PutRows"),
         PutRows{{{EntityKind::Label, idOf("new"), ChangeOp::Create, setFields(newLabel())}}}},
        {QStringLiteral("DismissConflict"), DismissConflict{idOf("conflict")}},
        {QStringLiteral("Edit checklist"), edited(EntityKind::Checklist, idOf("steps"), "name")},
        {QStringLiteral("Edit checklistItem"), edited(EntityKind::ChecklistItem, idOf("sweep"), "text")},
        {QStringLiteral("Edit attachment"), edited(EntityKind::Attachment, idOf("link"), "name")},
        {QStringLiteral("Edit timeEntry"), edited(EntityKind::TimeEntry, idOf("entry"), "note")},
        {QStringLiteral("Edit message"), edited(EntityKind::Message, idOf("message"), "body")},
        {QStringLiteral("Edit cycle"), edited(EntityKind::Cycle, idOf("sprint"), "name")},
        {QStringLiteral("Edit milestone"), edited(EntityKind::Milestone, idOf("launch"), "name")},
        {QStringLiteral("Edit customField"), edited(EntityKind::CustomField, idOf("size"), "name")},
        {QStringLiteral("Edit savedView"), edited(EntityKind::SavedView, idOf("view"), "name")},
        {QStringLiteral("Edit template"), edited(EntityKind::Template, idOf("template"), "name")},
        {QStringLiteral("Edit reminder"), edited(EntityKind::Reminder, idOf("reminder"), "note")},
    };
}

/// One kind of stream that the command can write; of several, a project's (those of others are tst_decisions' matter).
StreamKinds streamsOf(const QString &command)
{
    const StreamKinds all = command.startsWith(u"Edit ") ? describe(kindOfEdit(command)).streams
                                                         : describeCommand(commandKindFromName(command)).streams;
    return (all & InProject) != 0 ? InProject : all;
}

/// What some commands want to find, and what the actor has done before.
void storeForSamples(MemoryStream &stream, const Uuid &actor)
{
    TimeEntry entry;
    entry.id = idOf("entry");
    entry.taskId = idOf("paint");
    entry.userId = actor;
    entry.startedAt = 100;
    stream.store(entry);
    Attachment link;
    link.id = idOf("link");
    link.taskId = idOf("paint");
    link.name = QStringLiteral("Plan");
    stream.store(link);
    Recurrence recurrence;
    recurrence.id = recurrenceId(idOf("shipped"));
    recurrence.taskId = idOf("shipped");
    recurrence.rule = QStringLiteral("FREQ=DAILY");
    stream.store(recurrence);
    Task adrift; // in a column that was not of type done when it came there
    adrift.id = idOf("adrift");
    adrift.title = QStringLiteral("adrift");
    adrift.columnId = idOf("done");
    adrift.rank = QStringLiteral("k");
    stream.store(adrift);
    Conflict conflict;
    conflict.id = idOf("conflict");
    stream.store(conflict);
    CustomField other;
    other.id = idOf("weight");
    other.name = QStringLiteral("weight");
    other.rank = QStringLiteral("k");
    stream.store(other);
    const auto title = fieldIndex<&Task::title>();
    stream.past[{actor, idOf("done before")}] = {
        1,
        QStringLiteral("edited"),
        {{EntityKind::Task, idOf("paint"), ChangeOp::Put, {{title, Value(QStringLiteral("paint"))}}}},
        {{EntityKind::Task, idOf("paint"), ChangeOp::Put, {{title, Value(QStringLiteral("Paint it"))}}}}};
}

/// The stream that the command writes, with everything in it that the command wants to find, and nothing in its way.
MemoryStream streamFor(const QString &command, const Actor &actor, Where where)
{
    const StreamKinds kinds = streamsOf(command);
    const Uuid user = where == Where::Own ? actor.id : idOf("somebody else");
    MemoryStream stream = kinds == InUser ? account(user)
        : kinds == InPersonal             ? personal(user)
        : kinds == InWorkspace            ? workspace()
                                          : project();
    if (kinds == InPersonal && where == Where::Own && actor.role)
        stream.access.members[user] = {*actor.role, {}, {}};
    if (command == u"CreateWorkspace" || command == u"CreateProject" || command == u"CreateUser")
        stream.stored.clear();
    if (command == u"CreateProject" && actor.role == Role::Guest)
        return stream; // nobody can be a guest of a project that is not there
    if (kinds == InProject) {
        if (actor.id != systemActor() && !actor.id.isNull() && !stream.stored.empty()) {
            given<Comment>(stream, idOf("comment"), [&actor](Comment &comment) { comment.authorId = actor.id; });
            given<Message>(stream, idOf("message"), [&actor](Message &message) { message.authorId = actor.id; });
        }
        storeForSamples(stream, actor.id);
        stream.access.members[idOf("assignee")] = {Role::Member, {}, {}};
    }
    if (where == Where::Others) {
        // The same workspace as its own people see it: the actor is not among them.
        stream.access.members.erase(actor.id);
        stream.access.members[idOf("their owner")] = {Role::Owner, {}, {}};
    }
    return stream;
}

/// What the matrix says; none: allowed.
std::optional<ErrorCode> expected(const Permission &permission, StreamKinds streams, const Actor &actor, Where where)
{
    if (actor.id == systemActor())
        return {};
    if (actor.id.isNull())
        return ErrorCode::Unauthenticated;
    if (where == Where::Others)
        return ErrorCode::NotFound;
    if (streams == InPersonal) {
        if (!actor.role)
            return ErrorCode::NotFound;
        return permission.least == Least::Self ? std::nullopt : std::optional(ErrorCode::Forbidden);
    }
    if (streams == InUser)
        return permission.least == Least::Self ? std::nullopt : std::optional(ErrorCode::Forbidden);
    const bool isOutside = !actor.role
        || (actor.role == Role::Guest
            && (streams == InWorkspace || actor.id == idOf("gwen")
                || permission.command == QByteArray("CreateProject")));
    if (permission.least == Least::Anybody)
        return actor.role ? std::nullopt : std::optional(ErrorCode::NotFound);
    if (isOutside)
        return ErrorCode::NotFound; // never forbidden: that would tell them that it is there
    if (actor.role == Role::Guest)
        return permission.guest == Guest::Yes ? std::nullopt : std::optional(ErrorCode::Forbidden);
    const Role least = permission.least == Least::Member ? Role::Member
        : permission.least == Least::Admin               ? Role::Admin
                                                         : Role::Owner;
    const bool may = permission.least != Least::System && *actor.role >= least;
    return may ? std::nullopt : std::optional(ErrorCode::Forbidden);
}

QString say(const std::optional<ErrorCode> &code)
{
    return code ? QString::fromLatin1(describe(*code).wire) : QStringLiteral("allowed");
}

} // namespace

/// Who may do what: each command by each kind of person, at home and elsewhere, through HandlerTable itself.
class PermissionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theMatrixHasALineForEveryCommandAndNoOther()
    {
        QStringList lines;
        for (const Permission &permission : permissions)
            lines << QString::fromLatin1(permission.command);
        QStringList commands = everyCommand();
        lines.sort();
        commands.sort();
        QCOMPARE(lines, commands);
    }

    void onlyThoseWhoMayAreNotRefused_data()
    {
        QTest::addColumn<QString>("command");
        for (const QString &command : everyCommand())
            QTest::newRow(qPrintable(command)) << command;
    }
    void onlyThoseWhoMayAreNotRefused()
    {
        QFETCH(QString, command);
        const auto permission =
            std::find_if(std::begin(permissions), std::end(permissions),
                         [&](const Permission &line) { return command == QLatin1StringView(line.command); });
        QVERIFY2(permission != std::end(permissions), "The matrix says nothing about this command.");
        QStringList wrong;
        for (const Actor &actor : actors) {
            for (const Where where : {Where::Own, Where::Others}) {
                MemoryStream stream = streamFor(command, actor, where);
                auto all = samples(actor);
                all[QStringLiteral("Edit user")] =
                    edit(EntityKind::User, stream.id.scope, {{"name", QStringLiteral("Changed")}});
                QVERIFY2(all.contains(command), "There is no sample of this command.");
                const Command sample{idOf("command"), stream.id, all[command]};
                if (!actor.id.isNull() || streamsOf(command) != InUser) {
                    const auto fit = checkCommand(sample);
                    QVERIFY2(fit, qPrintable(fit.ok() ? QString() : fit.error().message));
                }
                const auto outcome = stream.decide(actor.id, sample.args, sample.commandId);
                const auto wanted = expected(*permission, streamsOf(command), actor, where);
                const bool isEffective = outcome.refusal || !outcome.difference.changes.isEmpty();
                if (outcome.refusal != wanted || !isEffective || (outcome.refusal && stream.seq != 0)) {
                    wrong << QStringLiteral("%1, %2: %3 (%4) instead of %5")
                                 .arg(QLatin1StringView(actor.name),
                                      where == Where::Own ? QStringLiteral("at home") : QStringLiteral("elsewhere"),
                                      isEffective ? say(outcome.refusal) : QStringLiteral("without effect"),
                                      outcome.message, say(wanted));
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void anybodyWhoIsSignedInMayMakeAWorkspaceThatIsNotThere()
    {
        MemoryStream fresh(StreamId::ofWorkspace(idOf("new")));
        fillAccess(fresh);
        fresh.hasWorkspace = false;
        QCOMPARE(fresh.decide({}, CreateWorkspace{QStringLiteral("Mine"), {}}).refusal, ErrorCode::Unauthenticated);
        const auto made = fresh.decide(idOf("stranger"), CreateWorkspace{QStringLiteral("Mine"), {}});
        QCOMPARE(made.refusal, std::nullopt);
        const auto *member = fresh.find<Member>(memberId(idOf("new"), idOf("stranger")));
        QVERIFY(member);
        QCOMPARE(member->role, Role::Owner);
    }

    void nobodyLearnsFromTheAnswerThatASecretProjectExists()
    {
        MemoryStream there = project();
        MemoryStream absent = project();
        absent.stored.clear();
        for (const char *outsider : {"stranger", "gwen"}) {
            const MoveTask wish{idOf("paint"), idOf("done"), {}, {}};
            const auto one = there.decide(idOf(outsider), wish);
            const auto other = absent.decide(idOf(outsider), wish);
            QCOMPARE(one.refusal, ErrorCode::NotFound);
            QCOMPARE(one.refusal, other.refusal);
            QCOMPARE(one.message, other.message);
        }
    }

    void anArchivedWorkspaceIsStillInvisibleToOutsidersAndReadByItsPeople()
    {
        MemoryStream stream = project();
        stream.access.isArchived = true;
        const MoveTask wish{idOf("paint"), idOf("done"), {}, {}};
        for (const char *outsider : {"stranger", "gwen"})
            QCOMPARE(stream.decide(idOf(outsider), wish).refusal, ErrorCode::NotFound);
        for (const char *person : {"gus", "mia", "olga"}) {
            QCOMPARE(stream.decide(idOf(person), wish).refusal, ErrorCode::Archived);
            QVERIFY(Server::Access::maySubscribe({idOf(person)}, stream.id, &stream.access, true));
        }
    }

    void aKeyOpensNoMoreThanItsScope_data()
    {
        QTest::addColumn<QString>("command");
        for (const QString &command : everyCommand())
            QTest::newRow(qPrintable(command)) << command;
    }
    void aKeyOpensNoMoreThanItsScope()
    {
        QFETCH(QString, command);
        const auto permission =
            std::find_if(std::begin(permissions), std::end(permissions),
                         [&](const Permission &line) { return command == QLatin1StringView(line.command); });
        QVERIFY2(permission != std::end(permissions), "The matrix says nothing about this command.");
        const bool isWork = permission->least == Least::Member || permission->least == Least::Self;
        const Actor &owner = actors[6];
        QCOMPARE(QByteArray(owner.name), QByteArray("owner"));
        for (const Scope scope : {Scope::Read, Scope::Write, Scope::Admin, Scope::Session}) {
            MemoryStream stream = streamFor(command, owner, Where::Own);
            stream.rights = {scope, {}};
            auto all = samples(owner);
            all[QStringLiteral("Edit user")] =
                edit(EntityKind::User, stream.id.scope, {{"name", QStringLiteral("Changed")}});
            const auto outcome = stream.decide(owner.id, all[command], idOf("command"));
            const bool may =
                permission->least != Least::System && (isWork ? scope >= Scope::Write : scope >= Scope::Admin);
            QVERIFY2(outcome.refusal == (may ? std::nullopt : std::optional(ErrorCode::Forbidden)), scopeName(scope));
        }
    }

    void forAKeyOfOneWorkspaceNothingElseIsThere()
    {
        MemoryStream inside = project();
        inside.rights.workspace = workspaceId();
        const MoveTask wish{idOf("paint"), idOf("done"), {}, {}};
        QCOMPARE(inside.decide(idOf("olga"), wish).refusal, std::nullopt);
        MemoryStream outside = project();
        outside.rights.workspace = idOf("another workspace");
        const auto refused = outside.decide(idOf("olga"), wish);
        QCOMPARE(refused.refusal, ErrorCode::NotFound);
        QCOMPARE(refused.message, project().decide(idOf("stranger"), wish).message);
        MemoryStream mine = account(idOf("olga"));
        mine.rights.workspace = workspaceId();
        QCOMPARE(mine.decide(idOf("olga"), edit(EntityKind::User, idOf("olga"), {{"name", QStringLiteral("Changed")}}))
                     .refusal,
                 ErrorCode::NotFound);

        const Viewer bound{idOf("olga"), {Scope::Admin, workspaceId()}};
        const Viewer elsewhere{idOf("olga"), {Scope::Admin, idOf("another workspace")}};
        const WorkspaceAccess &access = inside.access;
        for (const StreamId &stream :
             {StreamId::ofWorkspace(workspaceId()), inside.id, StreamId::ofPerson(workspaceId(), idOf("olga"))}) {
            QVERIFY(Server::Access::maySubscribe(bound, stream, &access, false));
            QCOMPARE(Server::Access::maySubscribe(elsewhere, stream, &access, false).error().code, ErrorCode::NotFound);
        }
        // It names the other workspaces.
        QCOMPARE(Server::Access::maySubscribe(bound, StreamId::ofUser(idOf("olga")), nullptr, false).error().code,
                 ErrorCode::NotFound);
    }

    void streamsAreReadByThoseWhoseTheyAre_data()
    {
        QTest::addColumn<StreamKind>("kind");
        QTest::addColumn<QStringList>("readers"); // of the own stream; of others' only the system
        const QString gwen = QStringLiteral("guest of another project");
        const QString gus = QStringLiteral("guest of the project");
        const QStringList members{QStringLiteral("member"), QStringLiteral("admin"), QStringLiteral("owner"),
                                  QStringLiteral("system")};
        QTest::newRow("w: members, never guests") << StreamKind::Workspace << members;
        QTest::newRow("p: members and the project's guests") << StreamKind::Project << (QStringList{gus} + members);
        QTest::newRow("m: oneself, in any role") << StreamKind::Personal << (QStringList{gwen, gus} + members);
        QTest::newRow("u: oneself, wherever one belongs")
            << StreamKind::User << (QStringList{QStringLiteral("stranger"), gwen, gus} + members);
    }
    void streamsAreReadByThoseWhoseTheyAre()
    {
        QFETCH(StreamKind, kind);
        QFETCH(QStringList, readers);
        MemoryStream world = workspace();
        WorkspaceAccess theirs;
        theirs.members[idOf("their owner")] = {Role::Owner, {}, {}};
        for (const Actor &actor : actors) {
            for (const Where where : {Where::Own, Where::Others}) {
                const Uuid person = where == Where::Own ? actor.id : idOf("somebody else");
                const StreamId stream = kind == StreamKind::Workspace ? StreamId::ofWorkspace(workspaceId())
                    : kind == StreamKind::Project                     ? StreamId::ofProject(workspaceId(), projectId())
                    : kind == StreamKind::Personal                    ? StreamId::ofPerson(workspaceId(), person)
                                                                      : StreamId::ofUser(person);
                const WorkspaceAccess *access = where == Where::Own ? &world.access : &theirs;
                const auto answer = Server::Access::maySubscribe({actor.id}, stream, access, actor.id == idOf("gus"));
                const bool may = actor.id == systemActor()
                    || (where == Where::Own && readers.contains(QLatin1StringView(actor.name)));
                QVERIFY2(answer.ok() == may, actor.name);
                if (!may)
                    QVERIFY2(answer.error().code
                                 == (actor.id.isNull() ? ErrorCode::Unauthenticated : ErrorCode::NotFound),
                             actor.name);
            }
        }
    }

    void noWorkspaceIsReadThatIsNotThere()
    {
        for (const StreamId &stream :
             {StreamId::ofWorkspace(idOf("new")), StreamId::ofProject(idOf("new"), projectId()),
              StreamId::ofPerson(idOf("new"), idOf("olga"))}) {
            const auto answer = Server::Access::maySubscribe({idOf("olga")}, stream, nullptr, true);
            QVERIFY(!answer);
            QCOMPARE(answer.error().code, ErrorCode::NotFound);
        }
    }
};

QTEST_GUILESS_MAIN(PermissionsTest)
#include "tst_permissions.moc"
