// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Field.h"
#include "shared/model/StreamId.h"

namespace TaskMaster {

/**
 * The kinds of entity, what their rows have in common, their choices and limits. The list is closed and in wire order:
 * append, never reorder. The entities themselves are in Entities.h (people, projects, tasks), WorkEntities.h (what
 * belongs to tasks and projects) and PersonalEntities.h.
 */
enum class EntityKind : quint8 {
    Workspace,
    Member,
    ProjectEntry,
    Project,
    Column,
    Label,
    Task,
    TaskAssignee,
    TaskLabel,
    Comment,
    ProjectMember,
    Conflict,
    User,
    Access,
    Checklist,
    ChecklistItem,
    Relation,
    Watcher,
    Reaction,
    Attachment,
    Cycle,
    Milestone,
    CustomField,
    CustomValue,
    Recurrence,
    TimeEntry,
    Message,
    DayCount,
    Redirect,
    Template,
    SavedView,
    Reminder,
    Notification,
    Favorite,
};
inline constexpr int EntityKindCount = 34;

/// What every row has besides its fields. `rev` is the seq of the event that changed it last, `updatedAt` its time.
struct Row {
    Uuid id;
    qint64 rev = 0;
    qint64 updatedAt = 0;

    bool operator==(const Row &) const = default;
};

enum class Role : quint8 { Guest, Member, Admin, Owner }; ///< increasing rights
enum class ColumnType : quint8 { Backlog, Unstarted, Started, Done, Cancelled };
enum class WipPolicy : quint8 { Warn, Refuse }; ///< what happens to a card that is one too many
enum class Priority : quint8 { None, Low, Medium, High, Urgent };
enum class RelationType : quint8 { Blocks, Relates, Duplicates };
enum class RowTarget : quint8 { Task, Comment, Message }; ///< what a reaction can be put on
enum class CustomFieldType : quint8 { Text, Number, Date, Select, MultiSelect, Person, Url, Checkbox };
enum class RecurFrom : quint8 { Due, Done }; ///< the next one counts from the due date, or from when it was done
enum class TemplateKind : quint8 { Task, Project };
enum class ViewKind : quint8 { Board, List, Table, Calendar, Timeline };
enum class NotificationKind : quint8 { Assigned, Mentioned, Commented, Due, Watched, Reminder, System };
enum class FavoriteTarget : quint8 { Project, Task, SavedView };

template <> struct ChoiceNames<Role> {
    static constexpr const char *names[]{"guest", "member", "admin", "owner"};
};
template <> struct ChoiceNames<ColumnType> {
    static constexpr const char *names[]{"backlog", "unstarted", "started", "done", "cancelled"};
};
template <> struct ChoiceNames<WipPolicy> {
    static constexpr const char *names[]{"warn", "refuse"};
};
template <> struct ChoiceNames<Priority> {
    static constexpr const char *names[]{"none", "low", "medium", "high", "urgent"};
};
template <> struct ChoiceNames<RelationType> {
    static constexpr const char *names[]{"blocks", "relates", "duplicates"};
};
template <> struct ChoiceNames<RowTarget> {
    static constexpr const char *names[]{"task", "comment", "message"};
};
template <> struct ChoiceNames<CustomFieldType> {
    static constexpr const char *names[]{"text",        "number", "date", "select",
                                         "multiSelect", "person", "url",  "checkbox"};
};
template <> struct ChoiceNames<RecurFrom> {
    static constexpr const char *names[]{"due", "done"};
};
template <> struct ChoiceNames<TemplateKind> {
    static constexpr const char *names[]{"task", "project"};
};
template <> struct ChoiceNames<ViewKind> {
    static constexpr const char *names[]{"board", "list", "table", "calendar", "timeline"};
};
template <> struct ChoiceNames<NotificationKind> {
    static constexpr const char *names[]{"assigned", "mentioned", "commented", "due", "watched", "reminder", "system"};
};
template <> struct ChoiceNames<FavoriteTarget> {
    static constexpr const char *names[]{"project", "task", "savedView"};
};

namespace Limits {
inline constexpr qint64 NameMax = 120;
inline constexpr qint64 EmailMax = 254;
inline constexpr qint64 ColorMax = 7; // #rrggbb
inline constexpr qint64 KeyMax = 8;
inline constexpr qint64 TitleMax = 500;
inline constexpr qint64 DescriptionMax = 32768;
inline constexpr qint64 CommentMax = 16384;
inline constexpr qint64 EstimateMax = 1000;
inline constexpr qint64 WipMax = 10000;
inline constexpr qint64 NumberMax = 1'000'000'000;
inline constexpr qint64 TimeZoneMax = 64;
inline constexpr qint64 EmojiMax = 32; // UTF-16 units: flags and families are long
inline constexpr qint64 UrlMax = 2048;
inline constexpr qint64 MimeTypeMax = 127; // RFC 6838
inline constexpr qint64 RuleMax = 500; // of an RFC 5545 RRULE
inline constexpr qint64 QueryMax = 1024;
inline constexpr qint64 FieldValueMax = 4096;
inline constexpr qint64 TemplateMax = 65536;
inline constexpr qint64 NoteMax = 500;
inline constexpr qint64 ReminderMinutesMax = 60 * 24 * 60; // sixty days
inline constexpr qint64 BytesMax = 1LL << 50;
} // namespace Limits

/// Specialised for each entity: kind, wire name, in which kinds of stream its rows live, and the fields in wire order.
template <class E> struct Describes;

} // namespace TaskMaster
