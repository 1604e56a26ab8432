// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/EntityKind.h"

namespace TaskMaster {

/**
 * What belongs to tasks and projects, in the stream of the project, each with its ONE description (see Entities.h).
 */

/// A list of small steps inside a task.
struct Checklist : Row {
    Uuid taskId;
    QString name;
    QString rank;
    bool operator==(const Checklist &) const = default;
};
template <> struct Describes<Checklist> {
    static constexpr EntityKind kind = EntityKind::Checklist;
    static constexpr const char *name = "checklist";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        idField<&Checklist::taskId>("taskId", Required),
        textField<&Checklist::name>("name", Limits::NameMax, Editable | Required),
        rankField<&Checklist::rank>("rank"),
    };
};

struct ChecklistItem : Row {
    Uuid taskId; ///< of its checklist
    Uuid checklistId;
    QString text;
    bool done = false;
    QString rank; ///< within the checklist
    bool operator==(const ChecklistItem &) const = default;
};
template <> struct Describes<ChecklistItem> {
    static constexpr EntityKind kind = EntityKind::ChecklistItem;
    static constexpr const char *name = "checklistItem";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        idField<&ChecklistItem::taskId>("taskId", Required),
        idField<&ChecklistItem::checklistId>("checklistId", Required),
        textField<&ChecklistItem::text>("text", Limits::TitleMax, Editable | Required),
        booleanField<&ChecklistItem::done>("done"),
        rankField<&ChecklistItem::rank>("rank"),
    };
};

/// From one task to another of the same project. Id: relationId(task, other, type).
struct Relation : Row {
    Uuid taskId; ///< it blocks, relates to or duplicates …
    Uuid otherId; ///< … this one
    RelationType type = RelationType::Relates;
    bool operator==(const Relation &) const = default;
};
template <> struct Describes<Relation> {
    static constexpr EntityKind kind = EntityKind::Relation;
    static constexpr const char *name = "relation";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        idField<&Relation::taskId>("taskId", Required),
        idField<&Relation::otherId>("otherId", Required),
        choiceField<&Relation::type>("type"),
    };
};

/// Somebody who wants to hear of a task. Id: pairId(task, user).
struct Watcher : Row {
    Uuid taskId;
    Uuid userId;
    bool operator==(const Watcher &) const = default;
};
template <> struct Describes<Watcher> {
    static constexpr EntityKind kind = EntityKind::Watcher;
    static constexpr const char *name = "watcher";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        idField<&Watcher::taskId>("taskId", Required),
        idField<&Watcher::userId>("userId", Required),
    };
};

/// An emoji on a task, comment or message. Id: reactionId(target, user, emoji).
struct Reaction : Row {
    RowTarget targetKind = RowTarget::Comment;
    Uuid targetId;
    Uuid userId;
    QString emoji;
    bool operator==(const Reaction &) const = default;
};
template <> struct Describes<Reaction> {
    static constexpr EntityKind kind = EntityKind::Reaction;
    static constexpr const char *name = "reaction";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        choiceField<&Reaction::targetKind>("targetKind"),
        idField<&Reaction::targetId>("targetId", Required),
        idField<&Reaction::userId>("userId", Required),
        textField<&Reaction::emoji>("emoji", Limits::EmojiMax, Required),
    };
};

/// Something elsewhere that belongs to a task, by its address.
struct Attachment : Row {
    Uuid taskId;
    QString name;
    QString url;
    QString mimeType;
    qint64 sizeBytes = 0; ///< 0: unknown
    Uuid creatorId;
    qint64 createdAt = 0;
    bool operator==(const Attachment &) const = default;
};
template <> struct Describes<Attachment> {
    static constexpr EntityKind kind = EntityKind::Attachment;
    static constexpr const char *name = "attachment";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        idField<&Attachment::taskId>("taskId", Required),
        textField<&Attachment::name>("name", Limits::TitleMax, Editable | Required),
        textField<&Attachment::url>("url", Limits::UrlMax, Required),
        textField<&Attachment::mimeType>("mimeType", Limits::MimeTypeMax),
        integerField<&Attachment::sizeBytes>("sizeBytes", 0, Limits::BytesMax),
        idField<&Attachment::creatorId>("creatorId"),
        timestampField<&Attachment::createdAt>("createdAt"),
    };
};

/// A sprint: a stretch of time that tasks are planned for.
struct Cycle : Row {
    QString name;
    QString goal;
    QDate startDate;
    QDate endDate;
    qint64 closedAt = 0;
    Uuid carriedToId; ///< the cycle that got what was not done
    bool operator==(const Cycle &) const = default;
};
template <> struct Describes<Cycle> {
    static constexpr EntityKind kind = EntityKind::Cycle;
    static constexpr const char *name = "cycle";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        textField<&Cycle::name>("name", Limits::NameMax, Editable | Required),
        longTextField<&Cycle::goal>("goal", Limits::CommentMax, Editable),
        dateField<&Cycle::startDate>("startDate", Editable),
        dateField<&Cycle::endDate>("endDate", Editable),
        timestampField<&Cycle::closedAt>("closedAt"),
        idField<&Cycle::carriedToId>("carriedToId"),
    };
};

struct Milestone : Row {
    QString name;
    QString description;
    QDate dueDate;
    qint64 completedAt = 0;
    qint64 archivedAt = 0;
    bool operator==(const Milestone &) const = default;
};
template <> struct Describes<Milestone> {
    static constexpr EntityKind kind = EntityKind::Milestone;
    static constexpr const char *name = "milestone";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        textField<&Milestone::name>("name", Limits::NameMax, Editable | Required),
        longTextField<&Milestone::description>("description", Limits::DescriptionMax, Editable),
        dateField<&Milestone::dueDate>("dueDate", Editable),
        timestampField<&Milestone::completedAt>("completedAt"),
        timestampField<&Milestone::archivedAt>("archivedAt"),
    };
};

/// A field that a project gives its tasks.
struct CustomField : Row {
    QString name;
    CustomFieldType type = CustomFieldType::Text;
    QString options; ///< of select and multiSelect: a JSON list of {id, name, color}
    QString rank;
    qint64 archivedAt = 0;
    bool operator==(const CustomField &) const = default;
};
template <> struct Describes<CustomField> {
    static constexpr EntityKind kind = EntityKind::CustomField;
    static constexpr const char *name = "customField";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        textField<&CustomField::name>("name", Limits::NameMax, Editable | Required),
        choiceField<&CustomField::type>("type"),
        longTextField<&CustomField::options>("options", Limits::CommentMax, Editable),
        rankField<&CustomField::rank>("rank"),
        timestampField<&CustomField::archivedAt>("archivedAt"),
    };
};

/// A custom field's value at one task, as text: a number in decimals, a date as YYYY-MM-DD, a person by id, options by
/// id (several with commas), a ticked checkbox as `true`. A row of its own, so that fields never overwrite each other.
/// Id: pairId(task, field).
struct CustomValue : Row {
    Uuid taskId;
    Uuid fieldId;
    QString value;
    bool operator==(const CustomValue &) const = default;
};
template <> struct Describes<CustomValue> {
    static constexpr EntityKind kind = EntityKind::CustomValue;
    static constexpr const char *name = "customValue";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        idField<&CustomValue::taskId>("taskId", Required),
        idField<&CustomValue::fieldId>("fieldId", Required),
        longTextField<&CustomValue::value>("value", Limits::FieldValueMax, Required),
    };
};

/// A task that comes again. Id: recurrenceId(task).
struct Recurrence : Row {
    Uuid taskId;
    QString rule; ///< an RFC 5545 RRULE, without the name
    RecurFrom from = RecurFrom::Due;
    QString timeZone; ///< IANA name in which days begin; empty: UTC
    bool operator==(const Recurrence &) const = default;
};
template <> struct Describes<Recurrence> {
    static constexpr EntityKind kind = EntityKind::Recurrence;
    static constexpr const char *name = "recurrence";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        idField<&Recurrence::taskId>("taskId", Required),
        textField<&Recurrence::rule>("rule", Limits::RuleMax, Required),
        choiceField<&Recurrence::from>("from"),
        textField<&Recurrence::timeZone>("timeZone", Limits::TimeZoneMax),
    };
};

struct TimeEntry : Row {
    Uuid taskId;
    Uuid userId;
    qint64 startedAt = 0;
    qint64 endedAt = 0; ///< 0: it runs
    QString note;
    bool operator==(const TimeEntry &) const = default;
};
template <> struct Describes<TimeEntry> {
    static constexpr EntityKind kind = EntityKind::TimeEntry;
    static constexpr const char *name = "timeEntry";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        idField<&TimeEntry::taskId>("taskId", Required),
        idField<&TimeEntry::userId>("userId", Required),
        timestampField<&TimeEntry::startedAt>("startedAt"),
        timestampField<&TimeEntry::endedAt>("endedAt"),
        textField<&TimeEntry::note>("note", Limits::NoteMax, Editable),
    };
};

/// The project's discussion.
struct Message : Row {
    Uuid authorId; ///< null: somebody who has no account here, see authorName
    QString authorName;
    QString body;
    Uuid parentId; ///< the message that this one answers
    qint64 createdAt = 0;
    qint64 editedAt = 0;
    bool operator==(const Message &) const = default;
};
template <> struct Describes<Message> {
    static constexpr EntityKind kind = EntityKind::Message;
    static constexpr const char *name = "message";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        idField<&Message::authorId>("authorId"),
        textField<&Message::authorName>("authorName", Limits::NameMax),
        longTextField<&Message::body>("body", Limits::CommentMax, Editable | Required),
        idField<&Message::parentId>("parentId"),
        timestampField<&Message::createdAt>("createdAt"),
        timestampField<&Message::editedAt>("editedAt"),
    };
};

/// How much stood in a column at the end of a day: what charts are drawn from. Id: dayCountId(project, …).
struct DayCount : Row {
    QDate date;
    Uuid columnId;
    Uuid cycleId;
    qint64 tasks = 0;
    qint64 points = 0;
    bool operator==(const DayCount &) const = default;
};
template <> struct Describes<DayCount> {
    static constexpr EntityKind kind = EntityKind::DayCount;
    static constexpr const char *name = "dayCount";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        dateField<&DayCount::date>("date", Required),
        idField<&DayCount::columnId>("columnId", Required),
        idField<&DayCount::cycleId>("cycleId"),
        integerField<&DayCount::tasks>("tasks", 0, Limits::NumberMax),
        integerField<&DayCount::points>("points", 0, Limits::NumberMax),
    };
};

/// Where the task went that had this number. Id: the task that it was here.
struct Redirect : Row {
    qint64 number = 0;
    Uuid toProjectId;
    Uuid toTaskId;
    bool operator==(const Redirect &) const = default;
};
template <> struct Describes<Redirect> {
    static constexpr EntityKind kind = EntityKind::Redirect;
    static constexpr const char *name = "redirect";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        integerField<&Redirect::number>("number", 0, Limits::NumberMax),
        idField<&Redirect::toProjectId>("toProjectId", Required),
        idField<&Redirect::toTaskId>("toTaskId", Required),
    };
};

[[nodiscard]] inline Uuid relationId(const Uuid &task, const Uuid &other, RelationType type)
{
    return Uuid::v5(task, other.toBytes() + ChoiceNames<RelationType>::names[static_cast<std::size_t>(type)]);
}
[[nodiscard]] inline Uuid reactionId(const Uuid &target, const Uuid &user, const QString &emoji)
{
    return Uuid::v5(target, user.toBytes() + emoji.toUtf8());
}
[[nodiscard]] inline Uuid recurrenceId(const Uuid &task)
{
    return Uuid::v5(task, QByteArrayLiteral("recurrence"));
}
/// `cycle` may be null: the whole column.
[[nodiscard]] inline Uuid dayCountId(const Uuid &project, const QDate &date, const Uuid &column, const Uuid &cycle)
{
    return Uuid::v5(project, date.toString(Qt::ISODate).toLatin1() + column.toBytes() + cycle.toBytes());
}

} // namespace TaskMaster
