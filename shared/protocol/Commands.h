// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/PersonalCommands.h"
#include "shared/protocol/WorkCommands.h"

#include <vector>

namespace TaskMaster {

// ---- workspace ------------------------------------------------------------------------------------------------

/// Makes the stream's workspace; the actor becomes its owner (`ownerId` says who, when the server itself asks).
struct CreateWorkspace {
    QString name;
    Uuid ownerId;
};
template <> struct DescribesCommand<CreateWorkspace> {
    TASKMASTER_COMMAND(CreateWorkspace, "workspaceCreated", InWorkspace);
    static constexpr std::array fields{
        textField<&CreateWorkspace::name>("name", Limits::NameMax, Required),
        idField<&CreateWorkspace::ownerId>("ownerId", SystemOnly),
    };
};

struct ArchiveWorkspace {
    bool archived = true;
};
template <> struct DescribesCommand<ArchiveWorkspace> {
    TASKMASTER_COMMAND(ArchiveWorkspace, "workspaceArchived", InWorkspace);
    static constexpr std::array fields{booleanField<&ArchiveWorkspace::archived>("archived")};
};

/// Adds a person who has an account, or changes the role of one who is there already.
struct SetMember {
    Uuid userId;
    Role role = Role::Member;
};
template <> struct DescribesCommand<SetMember> {
    TASKMASTER_COMMAND(SetMember, "memberSet", InWorkspace);
    static constexpr std::array fields{
        idField<&SetMember::userId>("userId", Required),
        choiceField<&SetMember::role>("role"),
    };
};

struct RemoveMember {
    Uuid userId;
};
template <> struct DescribesCommand<RemoveMember> {
    TASKMASTER_COMMAND(RemoveMember, "memberRemoved", InWorkspace);
    static constexpr std::array fields{idField<&RemoveMember::userId>("userId", Required)};
};

/// Reaction: the workspace's list of projects follows the projects.
struct ListProject {
    Uuid projectId;
    QString name;
    QString key;
    QString color;
    qint64 archivedAt = 0;
};
template <> struct DescribesCommand<ListProject> {
    TASKMASTER_COMMAND(ListProject, "projectListed", InWorkspace);
    static constexpr std::array fields{
        idField<&ListProject::projectId>("projectId", Required),
        textField<&ListProject::name>("name", Limits::NameMax, Required),
        textField<&ListProject::key>("key", Limits::KeyMax),
        textField<&ListProject::color>("color", Limits::ColorMax),
        timestampField<&ListProject::archivedAt>("archivedAt"),
    };
};

// ---- project --------------------------------------------------------------------------------------------------

/// Makes the stream's project with the usual columns (Backlog, Todo, In progress, Done) unless `empty`.
struct CreateProject {
    QString name;
    QString key;
    QString color;
    bool empty = false;
};
template <> struct DescribesCommand<CreateProject> {
    TASKMASTER_COMMAND(CreateProject, "projectCreated", InProject);
    static constexpr std::array fields{
        textField<&CreateProject::name>("name", Limits::NameMax, Required),
        textField<&CreateProject::key>("key", Limits::KeyMax, Required),
        textField<&CreateProject::color>("color", Limits::ColorMax),
        booleanField<&CreateProject::empty>("empty"),
    };
};

struct ArchiveProject {
    bool archived = true;
};
template <> struct DescribesCommand<ArchiveProject> {
    TASKMASTER_COMMAND(ArchiveProject, "projectArchived", InProject);
    static constexpr std::array fields{booleanField<&ArchiveProject::archived>("archived")};
};

struct AddProjectMember {
    Uuid userId;
};
template <> struct DescribesCommand<AddProjectMember> {
    TASKMASTER_COMMAND(AddProjectMember, "projectMemberAdded", InProject);
    static constexpr std::array fields{idField<&AddProjectMember::userId>("userId", Required)};
};

struct RemoveProjectMember {
    Uuid userId;
};
template <> struct DescribesCommand<RemoveProjectMember> {
    TASKMASTER_COMMAND(RemoveProjectMember, "projectMemberRemoved", InProject);
    static constexpr std::array fields{idField<&RemoveProjectMember::userId>("userId", Required)};
};

struct CreateColumn {
    Uuid columnId;
    QString name;
    ColumnType type = ColumnType::Unstarted;
    qint64 wipLimit = 0;
    Uuid afterId;
    Uuid beforeId;
};
template <> struct DescribesCommand<CreateColumn> {
    TASKMASTER_COMMAND(CreateColumn, "columnCreated", InProject);
    static constexpr std::array fields{
        idField<&CreateColumn::columnId>("columnId", Required),
        textField<&CreateColumn::name>("name", Limits::NameMax, Required),
        choiceField<&CreateColumn::type>("type"),
        integerField<&CreateColumn::wipLimit>("wipLimit", 0, Limits::WipMax),
        idField<&CreateColumn::afterId>("afterId"),
        idField<&CreateColumn::beforeId>("beforeId"),
    };
};

struct MoveColumn {
    Uuid columnId;
    Uuid afterId;
    Uuid beforeId;
};
template <> struct DescribesCommand<MoveColumn> {
    TASKMASTER_COMMAND(MoveColumn, "columnMoved", InProject);
    static constexpr std::array fields{
        idField<&MoveColumn::columnId>("columnId", Required),
        idField<&MoveColumn::afterId>("afterId"),
        idField<&MoveColumn::beforeId>("beforeId"),
    };
};

struct ArchiveColumn {
    Uuid columnId;
    bool archived = true;
};
template <> struct DescribesCommand<ArchiveColumn> {
    TASKMASTER_COMMAND(ArchiveColumn, "columnArchived", InProject);
    static constexpr std::array fields{
        idField<&ArchiveColumn::columnId>("columnId", Required),
        booleanField<&ArchiveColumn::archived>("archived"),
    };
};

struct CreateLabel {
    Uuid labelId;
    QString name;
    QString color;
};
template <> struct DescribesCommand<CreateLabel> {
    TASKMASTER_COMMAND(CreateLabel, "labelCreated", InProject);
    static constexpr std::array fields{
        idField<&CreateLabel::labelId>("labelId", Required),
        textField<&CreateLabel::name>("name", Limits::NameMax, Required),
        textField<&CreateLabel::color>("color", Limits::ColorMax),
    };
};

struct ArchiveLabel {
    Uuid labelId;
    bool archived = true;
};
template <> struct DescribesCommand<ArchiveLabel> {
    TASKMASTER_COMMAND(ArchiveLabel, "labelArchived", InProject);
    static constexpr std::array fields{
        idField<&ArchiveLabel::labelId>("labelId", Required),
        booleanField<&ArchiveLabel::archived>("archived"),
    };
};

// ---- tasks ----------------------------------------------------------------------------------------------------

struct CreateTask {
    Uuid taskId;
    Uuid columnId;
    Uuid afterId;
    Uuid beforeId;
    QString title;
    QString description;
    Priority priority = Priority::None;
    qint64 estimate = 0;
    QDate startDate;
    QDate dueDate;
    qint64 createdAt = 0; ///< imports keep the day of the original
    bool archived = false;
    qint64 startAt = 0;
    qint64 dueAt = 0;
    Uuid parentId;
    Uuid cycleId;
    Uuid milestoneId;
    qint64 closedAt = 0; ///< imports keep the day on which it was done or cancelled; of no effect in other columns
};
template <> struct DescribesCommand<CreateTask> {
    TASKMASTER_COMMAND(CreateTask, "taskCreated", InProject);
    static constexpr std::array fields{
        idField<&CreateTask::taskId>("taskId", Required),
        idField<&CreateTask::columnId>("columnId", Required),
        idField<&CreateTask::afterId>("afterId"),
        idField<&CreateTask::beforeId>("beforeId"),
        textField<&CreateTask::title>("title", Limits::TitleMax, Required),
        longTextField<&CreateTask::description>("description", Limits::DescriptionMax),
        choiceField<&CreateTask::priority>("priority"),
        integerField<&CreateTask::estimate>("estimate", 0, Limits::EstimateMax),
        dateField<&CreateTask::startDate>("startDate"),
        dateField<&CreateTask::dueDate>("dueDate"),
        timestampField<&CreateTask::createdAt>("createdAt", SystemOnly),
        booleanField<&CreateTask::archived>("archived", SystemOnly),
        timestampField<&CreateTask::startAt>("startAt"),
        timestampField<&CreateTask::dueAt>("dueAt"),
        idField<&CreateTask::parentId>("parentId"),
        idField<&CreateTask::cycleId>("cycleId"),
        idField<&CreateTask::milestoneId>("milestoneId"),
        timestampField<&CreateTask::closedAt>("closedAt", SystemOnly),
    };
};

struct MoveTask {
    Uuid taskId;
    Uuid columnId;
    Uuid afterId;
    Uuid beforeId;
};
template <> struct DescribesCommand<MoveTask> {
    TASKMASTER_COMMAND(MoveTask, "taskMoved", InProject);
    static constexpr std::array fields{
        idField<&MoveTask::taskId>("taskId", Required),
        idField<&MoveTask::columnId>("columnId", Required),
        idField<&MoveTask::afterId>("afterId"),
        idField<&MoveTask::beforeId>("beforeId"),
    };
};

struct ArchiveTask {
    Uuid taskId;
    bool archived = true;
};
template <> struct DescribesCommand<ArchiveTask> {
    TASKMASTER_COMMAND(ArchiveTask, "taskArchived", InProject);
    static constexpr std::array fields{
        idField<&ArchiveTask::taskId>("taskId", Required),
        booleanField<&ArchiveTask::archived>("archived"),
    };
};

struct TrashTask {
    Uuid taskId;
};
template <> struct DescribesCommand<TrashTask> {
    TASKMASTER_COMMAND(TrashTask, "taskTrashed", InProject);
    static constexpr std::array fields{idField<&TrashTask::taskId>("taskId", Required)};
};

/// Takes a task out of the trash, to where it was.
struct RestoreTask {
    Uuid taskId;
};
template <> struct DescribesCommand<RestoreTask> {
    TASKMASTER_COMMAND(RestoreTask, "taskRestored", InProject);
    static constexpr std::array fields{idField<&RestoreTask::taskId>("taskId", Required)};
};

struct AssignTask {
    Uuid taskId;
    Uuid userId;
    bool assigned = true;
};
template <> struct DescribesCommand<AssignTask> {
    TASKMASTER_COMMAND(AssignTask, "taskAssigned", InProject);
    static constexpr std::array fields{
        idField<&AssignTask::taskId>("taskId", Required),
        idField<&AssignTask::userId>("userId", Required),
        booleanField<&AssignTask::assigned>("assigned"),
    };
};

struct LabelTask {
    Uuid taskId;
    Uuid labelId;
    bool labelled = true;
};
template <> struct DescribesCommand<LabelTask> {
    TASKMASTER_COMMAND(LabelTask, "taskLabelled", InProject);
    static constexpr std::array fields{
        idField<&LabelTask::taskId>("taskId", Required),
        idField<&LabelTask::labelId>("labelId", Required),
        booleanField<&LabelTask::labelled>("labelled"),
    };
};

struct AddComment {
    Uuid commentId;
    Uuid taskId;
    QString body;
    Uuid authorId; ///< imports keep the author and the day of the original
    QString authorName;
    qint64 createdAt = 0;
    Uuid parentId; ///< the comment that this one answers
};
template <> struct DescribesCommand<AddComment> {
    TASKMASTER_COMMAND(AddComment, "commentAdded", InProject);
    static constexpr std::array fields{
        idField<&AddComment::commentId>("commentId", Required),
        idField<&AddComment::taskId>("taskId", Required),
        longTextField<&AddComment::body>("body", Limits::CommentMax, Required),
        idField<&AddComment::authorId>("authorId", SystemOnly),
        textField<&AddComment::authorName>("authorName", Limits::NameMax, SystemOnly),
        timestampField<&AddComment::createdAt>("createdAt", SystemOnly),
        idField<&AddComment::parentId>("parentId"),
    };
};

struct DeleteComment {
    Uuid commentId;
};
template <> struct DescribesCommand<DeleteComment> {
    TASKMASTER_COMMAND(DeleteComment, "commentDeleted", InProject);
    static constexpr std::array fields{idField<&DeleteComment::commentId>("commentId", Required)};
};

// ---- accounts (system only) -----------------------------------------------------------------------------------

/// Makes the stream's user. Only the server itself asks for it (`user add`, invitations).
struct CreateUser {
    QString email;
    QString name;
};
template <> struct DescribesCommand<CreateUser> {
    TASKMASTER_COMMAND(CreateUser, "userCreated", InUser);
    static constexpr std::array fields{
        textField<&CreateUser::email>("email", Limits::EmailMax, Required),
        textField<&CreateUser::name>("name", Limits::NameMax, Required),
    };
};

/// Takes an account out of the system, after it has left all workspaces: its address is free again, what it did stays.
struct RemoveUser {
    QString email; ///< the account's: who names the wrong one does not lose it
};
template <> struct DescribesCommand<RemoveUser> {
    TASKMASTER_COMMAND(RemoveUser, "userRemoved", InUser);
    static constexpr std::array fields{textField<&RemoveUser::email>("email", Limits::EmailMax, Required)};
};

/// Reaction: what a user may open follows the members of workspaces and projects.
struct GrantAccess {
    Uuid workspaceId;
    Uuid projectId;
    QString name;
    Role role = Role::Guest;
    bool granted = true;
};
template <> struct DescribesCommand<GrantAccess> {
    TASKMASTER_COMMAND(GrantAccess, "accessGranted", InUser);
    static constexpr std::array fields{
        idField<&GrantAccess::workspaceId>("workspaceId", Required),
        idField<&GrantAccess::projectId>("projectId"),
        textField<&GrantAccess::name>("name", Limits::NameMax),
        choiceField<&GrantAccess::role>("role"),
        booleanField<&GrantAccess::granted>("granted"),
    };
};

/// Reaction: the name that a workspace or project shows of a person follows the account. Roles stay as they are.
struct RenameMember {
    Uuid userId;
    QString name;
};
template <> struct DescribesCommand<RenameMember> {
    TASKMASTER_COMMAND(RenameMember, "memberRenamed", InWorkspace | InProject);
    static constexpr std::array fields{
        idField<&RenameMember::userId>("userId", Required),
        textField<&RenameMember::name>("name", Limits::NameMax, Required),
    };
};

// ---- any editable field ---------------------------------------------------------------------------------------

/**
 * The generic edit: new values of Editable fields of one row, and in `base` the values that its author saw (of a
 * LongText its textHash()). Where base differs from the stored value, the edit still wins, and the same event puts a
 * Conflict row with the value that lost.
 */
struct Edit {
    EntityKind entity = EntityKind::Task;
    Uuid id;
    FieldValues fields;
    FieldValues base;

    bool operator==(const Edit &) const = default;
};
template <> struct DescribesCommand<Edit> {
    TASKMASTER_COMMAND(Edit, "edited", InWorkspace | InProject | InPersonal | InUser);
};

// ---- about other commands -------------------------------------------------------------------------------------

/// Several commands of one stream, all or nothing, as one event. Which ones may be inside: mayBeInBulk().
struct BulkItem;
struct Bulk {
    static constexpr std::size_t CommandsMax = 500;
    std::vector<BulkItem> commands;
};
template <> struct DescribesCommand<Bulk> {
    TASKMASTER_COMMAND(Bulk, "bulkDone", InWorkspace | InProject | InPersonal | InUser);
};

/**
 * Takes back what one of the actor's own commands did, as far as nobody has changed it since: what was changed stays
 * as it is, and a Conflict row names it with the value that was not restored. Undoing an Undo does it again.
 */
struct Undo {
    Uuid undoneId; ///< the commandId
};
template <> struct DescribesCommand<Undo> {
    TASKMASTER_COMMAND(Undo, "undone", InProject | InPersonal);
    static constexpr std::array fields{idField<&Undo::undoneId>("undoneId", Required)};
};

/// Rows as they were elsewhere: a lossless import, a task that moves between projects. Rows that exist stay as they
/// are.
struct PutRows {
    static constexpr qsizetype RowsMax = 1000;
    QList<Change> rows; ///< creates
};
template <> struct DescribesCommand<PutRows> {
    TASKMASTER_COMMAND(PutRows, "rowsPut", InWorkspace | InProject | InPersonal);
};

/// A conflict was looked at and needs no keeping.
struct DismissConflict {
    Uuid conflictId;
};
template <> struct DescribesCommand<DismissConflict> {
    TASKMASTER_COMMAND(DismissConflict, "conflictDismissed", InWorkspace | InProject | InPersonal | InUser);
    static constexpr std::array fields{idField<&DismissConflict::conflictId>("conflictId", Required)};
};

#undef TASKMASTER_COMMAND

// ---- all of them ----------------------------------------------------------------------------------------------

/// In a fixed order that only grows at the end; the index is the command's kind at run time.
using CommandArgs =
    std::variant<CreateWorkspace, ArchiveWorkspace, SetMember, RemoveMember, ListProject, CreateProject, ArchiveProject,
                 AddProjectMember, RemoveProjectMember, CreateColumn, MoveColumn, ArchiveColumn, CreateLabel,
                 ArchiveLabel, CreateTask, MoveTask, ArchiveTask, TrashTask, RestoreTask, AssignTask, LabelTask,
                 AddComment, DeleteComment, CreateUser, GrantAccess, Edit, RenameMember, SetParent, DuplicateTask,
                 MoveTaskToProject, PurgeTask, RepeatTask, DateTask, AddChecklist, RemoveChecklist, AddChecklistItem,
                 CheckItem, MoveChecklistItem, RemoveChecklistItem, RelateTasks, WatchTask, React, AttachLink,
                 RemoveAttachment, CreateCycle, CloseCycle, CreateMilestone, CompleteMilestone, ArchiveMilestone,
                 CreateField, MoveField, ArchiveField, SetField, SetRecurrence, StartTimer, StopTimer, AddTimeEntry,
                 AdjustTimeEntry, RemoveTimeEntry, PostMessage, RemoveMessage, RecordDay, CreateTemplate,
                 RemoveTemplate, CreateView, RemoveView, AddReminder, RemoveReminder, FireReminder, Notify,
                 MarkNotification, MarkAllNotifications, SnoozeNotification, RemoveNotification, AddFavorite,
                 MoveFavorite, RemoveFavorite, Bulk, Undo, PutRows, DismissConflict, RemoveUser>;
inline constexpr int CommandKindCount = static_cast<int>(std::variant_size_v<CommandArgs>);

struct BulkItem {
    CommandArgs args;
};
/// What is about single rows of a stream that is there; not what makes streams, or is about other commands.
[[nodiscard]] bool mayBeInBulk(const CommandArgs &args);
/// The id that the n-th command of a Bulk has: order keys and ids of new rows are made from it, on both sides.
[[nodiscard]] inline Uuid bulkItemId(const Uuid &commandId, std::size_t n)
{
    return Uuid::v5(commandId, QByteArray::number(static_cast<qulonglong>(n)));
}

struct Command {
    Uuid commandId;
    StreamId stream;
    CommandArgs args;
};

/// A command's kind at run time; `fields` is empty for Edit, Bulk and PutRows, whose shapes the codec knows.
struct CommandDescription {
    const char *name;
    const char *verb; ///< of the event that it makes
    StreamKinds streams;
    std::span<const FieldDescription> fields;
    CommandArgs (*make)();
};
[[nodiscard]] const CommandDescription &describeCommand(int kind);
[[nodiscard]] inline const CommandDescription &describeCommand(const CommandArgs &args)
{
    return describeCommand(static_cast<int>(args.index()));
}
/// The kind of a wire name, or -1.
[[nodiscard]] int commandKindFromName(QStringView name);
/// Where the described fields live.
[[nodiscard]] void *addressOf(CommandArgs &args);
[[nodiscard]] const void *addressOf(const CommandArgs &args);
/// Limits, types and required fields, and that the stream is of a kind the command can write. The codec has done this
/// for what came over the wire; commands made inside the process pass the same door.
[[nodiscard]] Result<void> checkCommand(const Command &command);

/// The actor of reactions, imports and the command line: not a user, may everything, never signs in.
[[nodiscard]] inline Uuid systemActor()
{
    return {0x5441534b4d415354ULL, 0x8000000000000001ULL};
}

} // namespace TaskMaster
