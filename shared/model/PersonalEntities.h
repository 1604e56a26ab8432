// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/EntityKind.h"

namespace TaskMaster {

/**
 * What belongs to one person in a workspace (stream `m:`), and what a workspace keeps besides its people and projects,
 * each with its ONE description (see Entities.h).
 */

/// A task or project to begin with. The body is a JSON object, see TemplateBody.h.
struct Template : Row {
    QString name;
    TemplateKind kind = TemplateKind::Task;
    QString body;
    Uuid creatorId;
    qint64 createdAt = 0;
    bool operator==(const Template &) const = default;
};
template <> struct Describes<Template> {
    static constexpr EntityKind kind = EntityKind::Template;
    static constexpr const char *name = "template";
    static constexpr StreamKinds streams = InWorkspace;
    static constexpr std::array fields{
        textField<&Template::name>("name", Limits::NameMax, Editable | Required),
        choiceField<&Template::kind>("kind"),
        longTextField<&Template::body>("body", Limits::TemplateMax, Editable | Required),
        idField<&Template::creatorId>("creatorId"),
        timestampField<&Template::createdAt>("createdAt"),
    };
};

/// A question and how its answer is shown; shared where it lives in a workspace or project, private in `m:`.
struct SavedView : Row {
    QString name;
    ViewKind kind = ViewKind::Board;
    QString query;
    QString groupBy;
    QString swimlaneBy;
    QString sortBy;
    QString columns; ///< a JSON list of field names
    QString rank;
    Uuid creatorId;
    qint64 createdAt = 0;
    bool operator==(const SavedView &) const = default;
};
template <> struct Describes<SavedView> {
    static constexpr EntityKind kind = EntityKind::SavedView;
    static constexpr const char *name = "savedView";
    static constexpr StreamKinds streams = InWorkspace | InProject | InPersonal;
    static constexpr std::array fields{
        textField<&SavedView::name>("name", Limits::NameMax, Editable | Required),
        choiceField<&SavedView::kind>("kind", Editable),
        textField<&SavedView::query>("query", Limits::QueryMax, Editable),
        textField<&SavedView::groupBy>("groupBy", Limits::NameMax, Editable),
        textField<&SavedView::swimlaneBy>("swimlaneBy", Limits::NameMax, Editable),
        textField<&SavedView::sortBy>("sortBy", Limits::NameMax, Editable),
        longTextField<&SavedView::columns>("columns", Limits::CommentMax, Editable),
        rankField<&SavedView::rank>("rank"),
        idField<&SavedView::creatorId>("creatorId"),
        timestampField<&SavedView::createdAt>("createdAt"),
    };
};

/// At a moment, or so long before the task is due.
struct Reminder : Row {
    Uuid projectId;
    Uuid taskId;
    qint64 at = 0;
    qint64 beforeDueMinutes = 0; ///< counts where `at` is not set
    QString note;
    qint64 firedAt = 0;
    bool operator==(const Reminder &) const = default;
};
template <> struct Describes<Reminder> {
    static constexpr EntityKind kind = EntityKind::Reminder;
    static constexpr const char *name = "reminder";
    static constexpr StreamKinds streams = InPersonal;
    static constexpr std::array fields{
        idField<&Reminder::projectId>("projectId", Required),
        idField<&Reminder::taskId>("taskId", Required),
        timestampField<&Reminder::at>("at", Editable),
        integerField<&Reminder::beforeDueMinutes>("beforeDueMinutes", 0, Limits::ReminderMinutesMax, Editable),
        textField<&Reminder::note>("note", Limits::NoteMax, Editable),
        timestampField<&Reminder::firedAt>("firedAt"),
    };
};

/// A line of the inbox.
struct Notification : Row {
    NotificationKind kind = NotificationKind::Assigned;
    Uuid projectId;
    Uuid taskId;
    Uuid commentId;
    Uuid actorId;
    QString actorName;
    QString text;
    qint64 createdAt = 0;
    qint64 readAt = 0;
    qint64 snoozedUntil = 0;
    bool operator==(const Notification &) const = default;
};
template <> struct Describes<Notification> {
    static constexpr EntityKind kind = EntityKind::Notification;
    static constexpr const char *name = "notification";
    static constexpr StreamKinds streams = InPersonal;
    static constexpr std::array fields{
        choiceField<&Notification::kind>("kind"),
        idField<&Notification::projectId>("projectId"),
        idField<&Notification::taskId>("taskId"),
        idField<&Notification::commentId>("commentId"),
        idField<&Notification::actorId>("actorId"),
        textField<&Notification::actorName>("actorName", Limits::NameMax),
        textField<&Notification::text>("text", Limits::TitleMax),
        timestampField<&Notification::createdAt>("createdAt"),
        timestampField<&Notification::readAt>("readAt"),
        timestampField<&Notification::snoozedUntil>("snoozedUntil"),
    };
};

/// Id: pairId(user, target).
struct Favorite : Row {
    FavoriteTarget targetKind = FavoriteTarget::Project;
    Uuid targetId;
    Uuid projectId;
    QString rank;
    bool operator==(const Favorite &) const = default;
};
template <> struct Describes<Favorite> {
    static constexpr EntityKind kind = EntityKind::Favorite;
    static constexpr const char *name = "favorite";
    static constexpr StreamKinds streams = InPersonal;
    static constexpr std::array fields{
        choiceField<&Favorite::targetKind>("targetKind"),
        idField<&Favorite::targetId>("targetId", Required),
        idField<&Favorite::projectId>("projectId"),
        rankField<&Favorite::rank>("rank"),
    };
};

} // namespace TaskMaster
