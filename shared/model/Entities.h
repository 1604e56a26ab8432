// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/EntityKind.h"

namespace TaskMaster {

/**
 * The entities as plain values, each followed by its ONE description. The wire codec, the tables' columns, change
 * diffs, the generic Edit, replica storage and limits are derived from it: adding a field is one member, one line in
 * `fields`, one migration, one widget. Here: people, projects and tasks.
 */

struct Workspace : Row {
    QString name;
    qint64 createdAt = 0;
    qint64 archivedAt = 0;
    bool operator==(const Workspace &) const = default;
};
template <> struct Describes<Workspace> {
    static constexpr EntityKind kind = EntityKind::Workspace;
    static constexpr const char *name = "workspace";
    static constexpr StreamKinds streams = InWorkspace;
    static constexpr std::array fields{
        textField<&Workspace::name>("name", Limits::NameMax, Editable | Required),
        timestampField<&Workspace::createdAt>("createdAt"),
        timestampField<&Workspace::archivedAt>("archivedAt"),
    };
};

/// A person in a workspace. The id of the row is memberId(user): one row per person, whoever adds them.
struct Member : Row {
    Uuid userId;
    Role role = Role::Guest;
    QString name; ///< a copy of the user's, kept by a reaction
    QString email;
    bool operator==(const Member &) const = default;
};
template <> struct Describes<Member> {
    static constexpr EntityKind kind = EntityKind::Member;
    static constexpr const char *name = "member";
    static constexpr StreamKinds streams = InWorkspace;
    static constexpr std::array fields{
        idField<&Member::userId>("userId", Required),
        choiceField<&Member::role>("role"),
        textField<&Member::name>("name", Limits::NameMax, Required),
        textField<&Member::email>("email", Limits::EmailMax),
    };
};

/// A line in the workspace's list of projects: a copy of the project's face, kept by a reaction. Same id as the
/// project.
struct ProjectEntry : Row {
    QString name;
    QString key;
    QString color;
    qint64 archivedAt = 0;
    bool operator==(const ProjectEntry &) const = default;
};
template <> struct Describes<ProjectEntry> {
    static constexpr EntityKind kind = EntityKind::ProjectEntry;
    static constexpr const char *name = "projectEntry";
    static constexpr StreamKinds streams = InWorkspace;
    static constexpr std::array fields{
        textField<&ProjectEntry::name>("name", Limits::NameMax, Required),
        textField<&ProjectEntry::key>("key", Limits::KeyMax),
        textField<&ProjectEntry::color>("color", Limits::ColorMax),
        timestampField<&ProjectEntry::archivedAt>("archivedAt"),
    };
};

struct Project : Row {
    QString name;
    QString key; ///< the TM of TM-12
    QString color;
    QString description;
    qint64 lastNumber = 0; ///< the number that the newest task got
    qint64 createdAt = 0;
    qint64 archivedAt = 0;
    bool operator==(const Project &) const = default;
};
template <> struct Describes<Project> {
    static constexpr EntityKind kind = EntityKind::Project;
    static constexpr const char *name = "project";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        textField<&Project::name>("name", Limits::NameMax, Editable | Required),
        textField<&Project::key>("key", Limits::KeyMax, Editable | Required),
        textField<&Project::color>("color", Limits::ColorMax, Editable),
        longTextField<&Project::description>("description", Limits::DescriptionMax, Editable),
        integerField<&Project::lastNumber>("lastNumber", 0, Limits::NumberMax, Kept),
        timestampField<&Project::createdAt>("createdAt"),
        timestampField<&Project::archivedAt>("archivedAt"),
    };
};

struct Column : Row {
    QString name;
    ColumnType type = ColumnType::Unstarted;
    QString rank;
    qint64 wipLimit = 0; ///< 0: none
    qint64 archivedAt = 0;
    QString color;
    WipPolicy wipPolicy = WipPolicy::Warn;
    bool operator==(const Column &) const = default;
};
template <> struct Describes<Column> {
    static constexpr EntityKind kind = EntityKind::Column;
    static constexpr const char *name = "column";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        textField<&Column::name>("name", Limits::NameMax, Editable | Required),
        choiceField<&Column::type>("type", Editable),
        rankField<&Column::rank>("rank"),
        integerField<&Column::wipLimit>("wipLimit", 0, Limits::WipMax, Editable),
        timestampField<&Column::archivedAt>("archivedAt"),
        textField<&Column::color>("color", Limits::ColorMax, Editable),
        choiceField<&Column::wipPolicy>("wipPolicy", Editable),
    };
};

struct Label : Row {
    QString name;
    QString color;
    qint64 archivedAt = 0;
    bool operator==(const Label &) const = default;
};
template <> struct Describes<Label> {
    static constexpr EntityKind kind = EntityKind::Label;
    static constexpr const char *name = "label";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        textField<&Label::name>("name", Limits::NameMax, Editable | Required),
        textField<&Label::color>("color", Limits::ColorMax, Editable),
        timestampField<&Label::archivedAt>("archivedAt"),
    };
};

struct Task : Row {
    qint64 number = 0; ///< the 12 of TM-12; 0 until the server has given one
    QString title;
    QString description;
    Uuid columnId;
    QString rank; ///< within the column; ties by id
    Priority priority = Priority::None;
    qint64 estimate = 0; ///< points; 0: none
    QDate startDate;
    QDate dueDate;
    Uuid creatorId;
    qint64 createdAt = 0;
    qint64 completedAt = 0; ///< since when it stands in a column of type done
    qint64 archivedAt = 0;
    qint64 trashedAt = 0;
    qint64 commentCount = 0;
    qint64 startAt = 0; ///< the moment on startDate; 0: the whole day
    qint64 dueAt = 0; ///< the moment on dueDate (in the zone of who set it); 0: the whole day
    qint64 startedAt = 0; ///< since when it is in work, or was
    qint64 cancelledAt = 0; ///< since when it stands in a column of type cancelled
    Uuid parentId; ///< the task that it is a part of
    Uuid cycleId;
    Uuid milestoneId;
    Uuid movedToId; ///< it went on in another project, as this task
    qint64 childCount = 0; ///< subtasks that are not in the trash
    qint64 childDoneCount = 0; ///< of them, done or cancelled
    qint64 checkCount = 0; ///< items on its checklists
    qint64 checkDoneCount = 0;
    qint64 blockerCount = 0; ///< open tasks that must be done before
    qint64 blocksCount = 0; ///< relations of type blocks that begin here
    qint64 attachmentCount = 0;
    qint64 spentSeconds = 0; ///< of its finished time entries
    bool operator==(const Task &) const = default;

    [[nodiscard]] bool isClosed() const { return completedAt != 0 || cancelledAt != 0; }
    /// Work that is still to be done: neither closed nor put away.
    [[nodiscard]] bool isOpen() const { return !isClosed() && trashedAt == 0 && archivedAt == 0; }
};
template <> struct Describes<Task> {
    static constexpr EntityKind kind = EntityKind::Task;
    static constexpr const char *name = "task";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        integerField<&Task::number>("number", 0, Limits::NumberMax, Kept),
        textField<&Task::title>("title", Limits::TitleMax, Editable | Required),
        longTextField<&Task::description>("description", Limits::DescriptionMax, Editable),
        idField<&Task::columnId>("columnId", Required),
        rankField<&Task::rank>("rank"),
        choiceField<&Task::priority>("priority", Editable),
        integerField<&Task::estimate>("estimate", 0, Limits::EstimateMax, Editable),
        dateField<&Task::startDate>("startDate", Editable),
        dateField<&Task::dueDate>("dueDate", Editable),
        idField<&Task::creatorId>("creatorId"),
        timestampField<&Task::createdAt>("createdAt"),
        timestampField<&Task::completedAt>("completedAt"),
        timestampField<&Task::archivedAt>("archivedAt"),
        timestampField<&Task::trashedAt>("trashedAt"),
        counterField<&Task::commentCount>("commentCount"),
        timestampField<&Task::startAt>("startAt", Editable),
        timestampField<&Task::dueAt>("dueAt", Editable),
        timestampField<&Task::startedAt>("startedAt"),
        timestampField<&Task::cancelledAt>("cancelledAt"),
        idField<&Task::parentId>("parentId"),
        idField<&Task::cycleId>("cycleId", Editable),
        idField<&Task::milestoneId>("milestoneId", Editable),
        idField<&Task::movedToId>("movedToId", Kept),
        counterField<&Task::childCount>("childCount"),
        counterField<&Task::childDoneCount>("childDoneCount"),
        counterField<&Task::checkCount>("checkCount"),
        counterField<&Task::checkDoneCount>("checkDoneCount"),
        counterField<&Task::blockerCount>("blockerCount"),
        counterField<&Task::blocksCount>("blocksCount"),
        counterField<&Task::attachmentCount>("attachmentCount"),
        counterField<&Task::spentSeconds>("spentSeconds"),
    };
};

/// Sets are rows of their own, so that adding and removing never overwrite each other. Id: pairId(task, user).
struct TaskAssignee : Row {
    Uuid taskId;
    Uuid userId;
    bool operator==(const TaskAssignee &) const = default;
};
template <> struct Describes<TaskAssignee> {
    static constexpr EntityKind kind = EntityKind::TaskAssignee;
    static constexpr const char *name = "taskAssignee";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        idField<&TaskAssignee::taskId>("taskId", Required),
        idField<&TaskAssignee::userId>("userId", Required),
    };
};

/// Id: pairId(task, label).
struct TaskLabel : Row {
    Uuid taskId;
    Uuid labelId;
    bool operator==(const TaskLabel &) const = default;
};
template <> struct Describes<TaskLabel> {
    static constexpr EntityKind kind = EntityKind::TaskLabel;
    static constexpr const char *name = "taskLabel";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        idField<&TaskLabel::taskId>("taskId", Required),
        idField<&TaskLabel::labelId>("labelId", Required),
    };
};

struct Comment : Row {
    Uuid taskId;
    Uuid authorId; ///< null: somebody who has no account here, see authorName
    QString authorName; ///< as it was when the comment was written
    QString body;
    qint64 createdAt = 0;
    Uuid parentId; ///< the comment that this one answers
    qint64 editedAt = 0;
    bool operator==(const Comment &) const = default;
};
template <> struct Describes<Comment> {
    static constexpr EntityKind kind = EntityKind::Comment;
    static constexpr const char *name = "comment";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        idField<&Comment::taskId>("taskId", Required),
        idField<&Comment::authorId>("authorId"),
        textField<&Comment::authorName>("authorName", Limits::NameMax),
        longTextField<&Comment::body>("body", Limits::CommentMax, Editable | Required),
        timestampField<&Comment::createdAt>("createdAt"),
        idField<&Comment::parentId>("parentId"),
        timestampField<&Comment::editedAt>("editedAt"),
    };
};

/// Opens one project to a guest of the workspace. Id: memberId(user).
struct ProjectMember : Row {
    Uuid userId;
    QString name;
    bool operator==(const ProjectMember &) const = default;
};
template <> struct Describes<ProjectMember> {
    static constexpr EntityKind kind = EntityKind::ProjectMember;
    static constexpr const char *name = "projectMember";
    static constexpr StreamKinds streams = InProject;
    static constexpr std::array fields{
        idField<&ProjectMember::userId>("userId", Required),
        textField<&ProjectMember::name>("name", Limits::NameMax),
    };
};

/// An edit overwrote a value that its author had not seen: the value that lost, kept until somebody looks at it.
struct Conflict : Row {
    QString entity; ///< wire name of the kind
    Uuid entityId;
    QString field; ///< wire name of the field
    QString losingValue; ///< as text; a LongText whole
    Uuid winnerId; ///< the user whose edit won
    qint64 createdAt = 0;
    bool operator==(const Conflict &) const = default;
};
template <> struct Describes<Conflict> {
    static constexpr EntityKind kind = EntityKind::Conflict;
    static constexpr const char *name = "conflict";
    static constexpr StreamKinds streams = InWorkspace | InProject | InPersonal | InUser;
    static constexpr std::array fields{
        textField<&Conflict::entity>("entity", Limits::NameMax, Required),
        idField<&Conflict::entityId>("entityId", Required),
        textField<&Conflict::field>("field", Limits::NameMax, Required),
        longTextField<&Conflict::losingValue>("losingValue", Limits::TemplateMax),
        idField<&Conflict::winnerId>("winnerId"),
        timestampField<&Conflict::createdAt>("createdAt"),
    };
};

/// An account; lives in its own stream `u:<user>`. Secrets are elsewhere and never part of a stream.
struct User : Row {
    QString email; ///< lower case, unique
    QString name;
    qint64 createdAt = 0;
    QString timeZone; ///< IANA name; empty: UTC
    bool operator==(const User &) const = default;
};
template <> struct Describes<User> {
    static constexpr EntityKind kind = EntityKind::User;
    static constexpr const char *name = "user";
    static constexpr StreamKinds streams = InUser;
    static constexpr std::array fields{
        textField<&User::email>("email", Limits::EmailMax, Required),
        textField<&User::name>("name", Limits::NameMax, Editable | Required),
        timestampField<&User::createdAt>("createdAt"),
        textField<&User::timeZone>("timeZone", Limits::TimeZoneMax, Editable),
    };
};

/// A workspace, or for a guest one project, that a user may open: how a client learns its streams. Kept by a reaction;
/// rights are never read from here. Id: the workspace's, or the project's.
struct Access : Row {
    Uuid workspaceId;
    Uuid projectId; ///< null: the whole workspace
    QString name;
    Role role = Role::Guest;
    bool operator==(const Access &) const = default;
};
template <> struct Describes<Access> {
    static constexpr EntityKind kind = EntityKind::Access;
    static constexpr const char *name = "access";
    static constexpr StreamKinds streams = InUser;
    static constexpr std::array fields{
        idField<&Access::workspaceId>("workspaceId", Required),
        idField<&Access::projectId>("projectId"),
        textField<&Access::name>("name", Limits::NameMax),
        choiceField<&Access::role>("role"),
    };
};

/// The id of a row that stands for a person in a workspace or project.
[[nodiscard]] inline Uuid memberId(const Uuid &scope, const Uuid &user)
{
    return Uuid::v5(scope, user.toBytes());
}
/// The id of a row that joins a task and something else.
[[nodiscard]] inline Uuid pairId(const Uuid &task, const Uuid &other)
{
    return Uuid::v5(task, other.toBytes());
}

} // namespace TaskMaster
