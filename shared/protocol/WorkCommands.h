// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/DescribesCommand.h"

namespace TaskMaster {

/// Commands about what belongs to tasks and projects. See DescribesCommand.h for what a command is.

// ---- tasks and their parts
// -------------------------------------------------------------------------------------------

/// Makes a task a part of another one; without parentId it stands by itself again.
struct SetParent {
    Uuid taskId;
    Uuid parentId;
};
template <> struct DescribesCommand<SetParent> {
    TASKMASTER_COMMAND(SetParent, "taskParentSet", InProject);
    static constexpr std::array fields{
        idField<&SetParent::taskId>("taskId", Required),
        idField<&SetParent::parentId>("parentId"),
    };
};

/// A second task like the first, with its labels, people, checklists (nothing ticked) and custom fields.
struct DuplicateTask {
    Uuid taskId;
    Uuid newTaskId;
    Uuid columnId; ///< without: where the first one stands
    Uuid afterId;
    Uuid beforeId;
    QString title;
};
template <> struct DescribesCommand<DuplicateTask> {
    TASKMASTER_COMMAND(DuplicateTask, "taskDuplicated", InProject);
    static constexpr std::array fields{
        idField<&DuplicateTask::taskId>("taskId", Required),
        idField<&DuplicateTask::newTaskId>("newTaskId", Required),
        idField<&DuplicateTask::columnId>("columnId"),
        idField<&DuplicateTask::afterId>("afterId"),
        idField<&DuplicateTask::beforeId>("beforeId"),
        textField<&DuplicateTask::title>("title", Limits::TitleMax),
    };
};

/// The task and its subtasks go on in another project of the workspace, under new numbers; the old ones lead there.
/// The rows arrive by a reaction; when the other project does not take them, it brings the task back.
struct MoveTaskToProject {
    Uuid taskId;
    Uuid toProjectId;
    Uuid toColumnId;
};
template <> struct DescribesCommand<MoveTaskToProject> {
    TASKMASTER_COMMAND(MoveTaskToProject, "taskMovedToProject", InProject);
    static constexpr std::array fields{
        idField<&MoveTaskToProject::taskId>("taskId", Required),
        idField<&MoveTaskToProject::toProjectId>("toProjectId", Required),
        idField<&MoveTaskToProject::toColumnId>("toColumnId"),
    };
};

/// Deletes a task from the trash with everything that belongs to it. Done in steps: a task with much is only then gone
/// when no part is left.
struct PurgeTask {
    Uuid taskId;
};
template <> struct DescribesCommand<PurgeTask> {
    TASKMASTER_COMMAND(PurgeTask, "taskPurged", InProject);
    static constexpr std::array fields{
        idField<&PurgeTask::taskId>("taskId", Required),
    };
};

/// Job: the next one of a recurring task that was done. The recurrence goes over to it.
struct RepeatTask {
    Uuid taskId;
    Uuid newTaskId;
    QDate startDate;
    QDate dueDate;
    qint64 startAt = 0;
    qint64 dueAt = 0;
};
template <> struct DescribesCommand<RepeatTask> {
    TASKMASTER_COMMAND(RepeatTask, "taskRepeated", InProject);
    static constexpr std::array fields{
        idField<&RepeatTask::taskId>("taskId", Required), idField<&RepeatTask::newTaskId>("newTaskId", Required),
        dateField<&RepeatTask::startDate>("startDate"),   dateField<&RepeatTask::dueDate>("dueDate"),
        timestampField<&RepeatTask::startAt>("startAt"),  timestampField<&RepeatTask::dueAt>("dueAt"),
    };
};

/// Reaction: the task's column has another type now; it is started, done or cancelled as that type says.
struct DateTask {
    Uuid taskId;
};
template <> struct DescribesCommand<DateTask> {
    TASKMASTER_COMMAND(DateTask, "taskDated", InProject);
    static constexpr std::array fields{idField<&DateTask::taskId>("taskId", Required)};
};

struct AddChecklist {
    Uuid checklistId;
    Uuid taskId;
    QString name;
    Uuid afterId;
    Uuid beforeId;
};
template <> struct DescribesCommand<AddChecklist> {
    TASKMASTER_COMMAND(AddChecklist, "checklistAdded", InProject);
    static constexpr std::array fields{
        idField<&AddChecklist::checklistId>("checklistId", Required),
        idField<&AddChecklist::taskId>("taskId", Required),
        textField<&AddChecklist::name>("name", Limits::NameMax, Required),
        idField<&AddChecklist::afterId>("afterId"),
        idField<&AddChecklist::beforeId>("beforeId"),
    };
};

struct RemoveChecklist {
    Uuid checklistId;
};
template <> struct DescribesCommand<RemoveChecklist> {
    TASKMASTER_COMMAND(RemoveChecklist, "checklistRemoved", InProject);
    static constexpr std::array fields{
        idField<&RemoveChecklist::checklistId>("checklistId", Required),
    };
};

struct AddChecklistItem {
    Uuid itemId;
    Uuid checklistId;
    QString text;
    Uuid afterId;
    Uuid beforeId;
    bool done = false;
};
template <> struct DescribesCommand<AddChecklistItem> {
    TASKMASTER_COMMAND(AddChecklistItem, "checklistItemAdded", InProject);
    static constexpr std::array fields{
        idField<&AddChecklistItem::itemId>("itemId", Required),
        idField<&AddChecklistItem::checklistId>("checklistId", Required),
        textField<&AddChecklistItem::text>("text", Limits::TitleMax, Required),
        idField<&AddChecklistItem::afterId>("afterId"),
        idField<&AddChecklistItem::beforeId>("beforeId"),
        booleanField<&AddChecklistItem::done>("done"),
    };
};

struct CheckItem {
    Uuid itemId;
    bool done = true;
};
template <> struct DescribesCommand<CheckItem> {
    TASKMASTER_COMMAND(CheckItem, "checklistItemChecked", InProject);
    static constexpr std::array fields{
        idField<&CheckItem::itemId>("itemId", Required),
        booleanField<&CheckItem::done>("done"),
    };
};

/// Also to another checklist of the same task.
struct MoveChecklistItem {
    Uuid itemId;
    Uuid checklistId;
    Uuid afterId;
    Uuid beforeId;
};
template <> struct DescribesCommand<MoveChecklistItem> {
    TASKMASTER_COMMAND(MoveChecklistItem, "checklistItemMoved", InProject);
    static constexpr std::array fields{
        idField<&MoveChecklistItem::itemId>("itemId", Required),
        idField<&MoveChecklistItem::checklistId>("checklistId", Required),
        idField<&MoveChecklistItem::afterId>("afterId"),
        idField<&MoveChecklistItem::beforeId>("beforeId"),
    };
};

struct RemoveChecklistItem {
    Uuid itemId;
};
template <> struct DescribesCommand<RemoveChecklistItem> {
    TASKMASTER_COMMAND(RemoveChecklistItem, "checklistItemRemoved", InProject);
    static constexpr std::array fields{
        idField<&RemoveChecklistItem::itemId>("itemId", Required),
    };
};

/// `taskId` blocks, relates to or duplicates `otherId`. Blocking in a circle is refused.
struct RelateTasks {
    Uuid taskId;
    Uuid otherId;
    RelationType type = RelationType::Relates;
    bool related = true;
};
template <> struct DescribesCommand<RelateTasks> {
    TASKMASTER_COMMAND(RelateTasks, "tasksRelated", InProject);
    static constexpr std::array fields{
        idField<&RelateTasks::taskId>("taskId", Required),
        idField<&RelateTasks::otherId>("otherId", Required),
        choiceField<&RelateTasks::type>("type"),
        booleanField<&RelateTasks::related>("related"),
    };
};

/// One watches for oneself; the server also for others (imports).
struct WatchTask {
    Uuid taskId;
    bool watching = true;
    Uuid userId;
};
template <> struct DescribesCommand<WatchTask> {
    TASKMASTER_COMMAND(WatchTask, "taskWatched", InProject);
    static constexpr std::array fields{
        idField<&WatchTask::taskId>("taskId", Required),
        booleanField<&WatchTask::watching>("watching"),
        idField<&WatchTask::userId>("userId", SystemOnly),
    };
};

struct React {
    RowTarget targetKind = RowTarget::Comment;
    Uuid targetId;
    QString emoji;
    bool on = true;
};
template <> struct DescribesCommand<React> {
    TASKMASTER_COMMAND(React, "reacted", InProject);
    static constexpr std::array fields{
        choiceField<&React::targetKind>("targetKind"),
        idField<&React::targetId>("targetId", Required),
        textField<&React::emoji>("emoji", Limits::EmojiMax, Required),
        booleanField<&React::on>("on"),
    };
};

struct AttachLink {
    Uuid attachmentId;
    Uuid taskId;
    QString name;
    QString url;
    QString mimeType;
    qint64 sizeBytes = 0;
    qint64 createdAt = 0;
};
template <> struct DescribesCommand<AttachLink> {
    TASKMASTER_COMMAND(AttachLink, "linkAttached", InProject);
    static constexpr std::array fields{
        idField<&AttachLink::attachmentId>("attachmentId", Required),
        idField<&AttachLink::taskId>("taskId", Required),
        textField<&AttachLink::name>("name", Limits::TitleMax, Required),
        textField<&AttachLink::url>("url", Limits::UrlMax, Required),
        textField<&AttachLink::mimeType>("mimeType", Limits::MimeTypeMax),
        integerField<&AttachLink::sizeBytes>("sizeBytes", 0, Limits::BytesMax),
        timestampField<&AttachLink::createdAt>("createdAt", SystemOnly),
    };
};

struct RemoveAttachment {
    Uuid attachmentId;
};
template <> struct DescribesCommand<RemoveAttachment> {
    TASKMASTER_COMMAND(RemoveAttachment, "attachmentRemoved", InProject);
    static constexpr std::array fields{
        idField<&RemoveAttachment::attachmentId>("attachmentId", Required),
    };
};

// ---- planning
// --------------------------------------------------------------------------------------------------------

struct CreateCycle {
    Uuid cycleId;
    QString name;
    QString goal;
    QDate startDate;
    QDate endDate;
};
template <> struct DescribesCommand<CreateCycle> {
    TASKMASTER_COMMAND(CreateCycle, "cycleCreated", InProject);
    static constexpr std::array fields{
        idField<&CreateCycle::cycleId>("cycleId", Required),
        textField<&CreateCycle::name>("name", Limits::NameMax, Required),
        longTextField<&CreateCycle::goal>("goal", Limits::CommentMax),
        dateField<&CreateCycle::startDate>("startDate"),
        dateField<&CreateCycle::endDate>("endDate"),
    };
};

/// What was not done is planned for the cycle `carryToId` by a reaction; without it, for none.
struct CloseCycle {
    Uuid cycleId;
    Uuid carryToId;
};
template <> struct DescribesCommand<CloseCycle> {
    TASKMASTER_COMMAND(CloseCycle, "cycleClosed", InProject);
    static constexpr std::array fields{
        idField<&CloseCycle::cycleId>("cycleId", Required),
        idField<&CloseCycle::carryToId>("carryToId"),
    };
};

struct CreateMilestone {
    Uuid milestoneId;
    QString name;
    QString description;
    QDate dueDate;
};
template <> struct DescribesCommand<CreateMilestone> {
    TASKMASTER_COMMAND(CreateMilestone, "milestoneCreated", InProject);
    static constexpr std::array fields{
        idField<&CreateMilestone::milestoneId>("milestoneId", Required),
        textField<&CreateMilestone::name>("name", Limits::NameMax, Required),
        longTextField<&CreateMilestone::description>("description", Limits::DescriptionMax),
        dateField<&CreateMilestone::dueDate>("dueDate"),
    };
};

struct CompleteMilestone {
    Uuid milestoneId;
    bool completed = true;
};
template <> struct DescribesCommand<CompleteMilestone> {
    TASKMASTER_COMMAND(CompleteMilestone, "milestoneCompleted", InProject);
    static constexpr std::array fields{
        idField<&CompleteMilestone::milestoneId>("milestoneId", Required),
        booleanField<&CompleteMilestone::completed>("completed"),
    };
};

struct ArchiveMilestone {
    Uuid milestoneId;
    bool archived = true;
};
template <> struct DescribesCommand<ArchiveMilestone> {
    TASKMASTER_COMMAND(ArchiveMilestone, "milestoneArchived", InProject);
    static constexpr std::array fields{
        idField<&ArchiveMilestone::milestoneId>("milestoneId", Required),
        booleanField<&ArchiveMilestone::archived>("archived"),
    };
};

struct CreateField {
    Uuid fieldId;
    QString name;
    CustomFieldType type = CustomFieldType::Text;
    QString options;
    Uuid afterId;
    Uuid beforeId;
};
template <> struct DescribesCommand<CreateField> {
    TASKMASTER_COMMAND(CreateField, "fieldCreated", InProject);
    static constexpr std::array fields{
        idField<&CreateField::fieldId>("fieldId", Required),
        textField<&CreateField::name>("name", Limits::NameMax, Required),
        choiceField<&CreateField::type>("type"),
        longTextField<&CreateField::options>("options", Limits::CommentMax),
        idField<&CreateField::afterId>("afterId"),
        idField<&CreateField::beforeId>("beforeId"),
    };
};

struct MoveField {
    Uuid fieldId;
    Uuid afterId;
    Uuid beforeId;
};
template <> struct DescribesCommand<MoveField> {
    TASKMASTER_COMMAND(MoveField, "fieldMoved", InProject);
    static constexpr std::array fields{
        idField<&MoveField::fieldId>("fieldId", Required),
        idField<&MoveField::afterId>("afterId"),
        idField<&MoveField::beforeId>("beforeId"),
    };
};

struct ArchiveField {
    Uuid fieldId;
    bool archived = true;
};
template <> struct DescribesCommand<ArchiveField> {
    TASKMASTER_COMMAND(ArchiveField, "fieldArchived", InProject);
    static constexpr std::array fields{
        idField<&ArchiveField::fieldId>("fieldId", Required),
        booleanField<&ArchiveField::archived>("archived"),
    };
};

/// A custom field's value at a task; an empty one takes it away.
struct SetField {
    Uuid taskId;
    Uuid fieldId;
    QString value;
};
template <> struct DescribesCommand<SetField> {
    TASKMASTER_COMMAND(SetField, "fieldSet", InProject);
    static constexpr std::array fields{
        idField<&SetField::taskId>("taskId", Required),
        idField<&SetField::fieldId>("fieldId", Required),
        longTextField<&SetField::value>("value", Limits::FieldValueMax),
    };
};

/// An empty rule ends it.
struct SetRecurrence {
    Uuid taskId;
    QString rule;
    RecurFrom from = RecurFrom::Due;
    QString timeZone;
};
template <> struct DescribesCommand<SetRecurrence> {
    TASKMASTER_COMMAND(SetRecurrence, "recurrenceSet", InProject);
    static constexpr std::array fields{
        idField<&SetRecurrence::taskId>("taskId", Required),
        textField<&SetRecurrence::rule>("rule", Limits::RuleMax),
        choiceField<&SetRecurrence::from>("from"),
        textField<&SetRecurrence::timeZone>("timeZone", Limits::TimeZoneMax),
    };
};

/// Job: what a column holds at the end of a day.
struct RecordDay {
    QDate date;
    Uuid columnId;
    Uuid cycleId;
    qint64 tasks = 0;
    qint64 points = 0;
};
template <> struct DescribesCommand<RecordDay> {
    TASKMASTER_COMMAND(RecordDay, "dayRecorded", InProject);
    static constexpr std::array fields{
        dateField<&RecordDay::date>("date", Required),
        idField<&RecordDay::columnId>("columnId", Required),
        idField<&RecordDay::cycleId>("cycleId"),
        integerField<&RecordDay::tasks>("tasks", 0, Limits::NumberMax),
        integerField<&RecordDay::points>("points", 0, Limits::NumberMax),
    };
};

// ---- time and talk
// ---------------------------------------------------------------------------------------------------

/// Begins a time entry of one's own; another one of one's own that runs in this project ends.
struct StartTimer {
    Uuid entryId;
    Uuid taskId;
    QString note;
};
template <> struct DescribesCommand<StartTimer> {
    TASKMASTER_COMMAND(StartTimer, "timerStarted", InProject);
    static constexpr std::array fields{
        idField<&StartTimer::entryId>("entryId", Required),
        idField<&StartTimer::taskId>("taskId", Required),
        textField<&StartTimer::note>("note", Limits::NoteMax),
    };
};

struct StopTimer {
    Uuid entryId;
};
template <> struct DescribesCommand<StopTimer> {
    TASKMASTER_COMMAND(StopTimer, "timerStopped", InProject);
    static constexpr std::array fields{
        idField<&StopTimer::entryId>("entryId", Required),
    };
};

struct AddTimeEntry {
    Uuid entryId;
    Uuid taskId;
    qint64 startedAt = 0;
    qint64 endedAt = 0;
    QString note;
    Uuid userId;
};
template <> struct DescribesCommand<AddTimeEntry> {
    TASKMASTER_COMMAND(AddTimeEntry, "timeEntryAdded", InProject);
    static constexpr std::array fields{
        idField<&AddTimeEntry::entryId>("entryId", Required),
        idField<&AddTimeEntry::taskId>("taskId", Required),
        timestampField<&AddTimeEntry::startedAt>("startedAt", Required),
        timestampField<&AddTimeEntry::endedAt>("endedAt", Required),
        textField<&AddTimeEntry::note>("note", Limits::NoteMax),
        idField<&AddTimeEntry::userId>("userId", SystemOnly),
    };
};

struct AdjustTimeEntry {
    Uuid entryId;
    qint64 startedAt = 0;
    qint64 endedAt = 0;
};
template <> struct DescribesCommand<AdjustTimeEntry> {
    TASKMASTER_COMMAND(AdjustTimeEntry, "timeEntryAdjusted", InProject);
    static constexpr std::array fields{
        idField<&AdjustTimeEntry::entryId>("entryId", Required),
        timestampField<&AdjustTimeEntry::startedAt>("startedAt", Required),
        timestampField<&AdjustTimeEntry::endedAt>("endedAt", Required),
    };
};

struct RemoveTimeEntry {
    Uuid entryId;
};
template <> struct DescribesCommand<RemoveTimeEntry> {
    TASKMASTER_COMMAND(RemoveTimeEntry, "timeEntryRemoved", InProject);
    static constexpr std::array fields{
        idField<&RemoveTimeEntry::entryId>("entryId", Required),
    };
};

struct PostMessage {
    Uuid messageId;
    QString body;
    Uuid parentId;
    Uuid authorId;
    QString authorName;
    qint64 createdAt = 0;
};
template <> struct DescribesCommand<PostMessage> {
    TASKMASTER_COMMAND(PostMessage, "messagePosted", InProject);
    static constexpr std::array fields{
        idField<&PostMessage::messageId>("messageId", Required),
        longTextField<&PostMessage::body>("body", Limits::CommentMax, Required),
        idField<&PostMessage::parentId>("parentId"),
        idField<&PostMessage::authorId>("authorId", SystemOnly),
        textField<&PostMessage::authorName>("authorName", Limits::NameMax, SystemOnly),
        timestampField<&PostMessage::createdAt>("createdAt", SystemOnly),
    };
};

struct RemoveMessage {
    Uuid messageId;
};
template <> struct DescribesCommand<RemoveMessage> {
    TASKMASTER_COMMAND(RemoveMessage, "messageRemoved", InProject);
    static constexpr std::array fields{
        idField<&RemoveMessage::messageId>("messageId", Required),
    };
};

} // namespace TaskMaster
