// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/DescribesCommand.h"

namespace TaskMaster {

/// Commands about what belongs to one person, and about views and templates. See DescribesCommand.h.

// ---- views and templates
// ---------------------------------------------------------------------------------------------

/// The body is a JSON object, see TemplateBody.h.
struct CreateTemplate {
    Uuid templateId;
    QString name;
    TemplateKind kind = TemplateKind::Task;
    QString body;
};
template <> struct DescribesCommand<CreateTemplate> {
    TASKMASTER_COMMAND(CreateTemplate, "templateCreated", InWorkspace);
    static constexpr std::array fields{
        idField<&CreateTemplate::templateId>("templateId", Required),
        textField<&CreateTemplate::name>("name", Limits::NameMax, Required),
        choiceField<&CreateTemplate::kind>("kind"),
        longTextField<&CreateTemplate::body>("body", Limits::TemplateMax, Required),
    };
};

struct RemoveTemplate {
    Uuid templateId;
};
template <> struct DescribesCommand<RemoveTemplate> {
    TASKMASTER_COMMAND(RemoveTemplate, "templateRemoved", InWorkspace);
    static constexpr std::array fields{
        idField<&RemoveTemplate::templateId>("templateId", Required),
    };
};

/// Shared with everybody who reads the stream.
struct CreateView {
    Uuid viewId;
    QString name;
    ViewKind kind = ViewKind::Board;
    QString query;
    QString groupBy;
    QString swimlaneBy;
    QString sortBy;
    QString columns;
};
template <> struct DescribesCommand<CreateView> {
    TASKMASTER_COMMAND(CreateView, "viewCreated", InWorkspace | InProject | InPersonal);
    static constexpr std::array fields{
        idField<&CreateView::viewId>("viewId", Required),
        textField<&CreateView::name>("name", Limits::NameMax, Required),
        choiceField<&CreateView::kind>("kind"),
        textField<&CreateView::query>("query", Limits::QueryMax),
        textField<&CreateView::groupBy>("groupBy", Limits::NameMax),
        textField<&CreateView::swimlaneBy>("swimlaneBy", Limits::NameMax),
        textField<&CreateView::sortBy>("sortBy", Limits::NameMax),
        longTextField<&CreateView::columns>("columns", Limits::CommentMax),
    };
};

struct RemoveView {
    Uuid viewId;
};
template <> struct DescribesCommand<RemoveView> {
    TASKMASTER_COMMAND(RemoveView, "viewRemoved", InWorkspace | InProject | InPersonal);
    static constexpr std::array fields{
        idField<&RemoveView::viewId>("viewId", Required),
    };
};

// ---- one person
// ------------------------------------------------------------------------------------------------------

/// At a moment, or so long before the task is due.
struct AddReminder {
    Uuid reminderId;
    Uuid projectId;
    Uuid taskId;
    qint64 at = 0;
    qint64 beforeDueMinutes = 0;
    QString note;
};
template <> struct DescribesCommand<AddReminder> {
    TASKMASTER_COMMAND(AddReminder, "reminderAdded", InPersonal);
    static constexpr std::array fields{
        idField<&AddReminder::reminderId>("reminderId", Required),
        idField<&AddReminder::projectId>("projectId", Required),
        idField<&AddReminder::taskId>("taskId", Required),
        timestampField<&AddReminder::at>("at"),
        integerField<&AddReminder::beforeDueMinutes>("beforeDueMinutes", 0, Limits::ReminderMinutesMax),
        textField<&AddReminder::note>("note", Limits::NoteMax),
    };
};

struct RemoveReminder {
    Uuid reminderId;
};
template <> struct DescribesCommand<RemoveReminder> {
    TASKMASTER_COMMAND(RemoveReminder, "reminderRemoved", InPersonal);
    static constexpr std::array fields{
        idField<&RemoveReminder::reminderId>("reminderId", Required),
    };
};

/// Job: its time has come.
struct FireReminder {
    Uuid reminderId;
    QString text;
};
template <> struct DescribesCommand<FireReminder> {
    TASKMASTER_COMMAND(FireReminder, "reminderFired", InPersonal);
    static constexpr std::array fields{
        idField<&FireReminder::reminderId>("reminderId", Required),
        textField<&FireReminder::text>("text", Limits::TitleMax),
    };
};

/// Reaction: something happened that concerns this person.
struct Notify {
    Uuid notificationId;
    NotificationKind kind = NotificationKind::Assigned;
    Uuid projectId;
    Uuid taskId;
    Uuid commentId;
    Uuid actorId;
    QString actorName;
    QString text;
    qint64 createdAt = 0;
};
template <> struct DescribesCommand<Notify> {
    TASKMASTER_COMMAND(Notify, "notified", InPersonal);
    static constexpr std::array fields{
        idField<&Notify::notificationId>("notificationId", Required),
        choiceField<&Notify::kind>("kind"),
        idField<&Notify::projectId>("projectId"),
        idField<&Notify::taskId>("taskId"),
        idField<&Notify::commentId>("commentId"),
        idField<&Notify::actorId>("actorId"),
        textField<&Notify::actorName>("actorName", Limits::NameMax),
        textField<&Notify::text>("text", Limits::TitleMax),
        timestampField<&Notify::createdAt>("createdAt"),
    };
};

struct MarkNotification {
    Uuid notificationId;
    bool read = true;
};
template <> struct DescribesCommand<MarkNotification> {
    TASKMASTER_COMMAND(MarkNotification, "notificationMarked", InPersonal);
    static constexpr std::array fields{
        idField<&MarkNotification::notificationId>("notificationId", Required),
        booleanField<&MarkNotification::read>("read"),
    };
};

/// Everything up to a moment is read.
struct MarkAllNotifications {
    qint64 until = 0;
};
template <> struct DescribesCommand<MarkAllNotifications> {
    TASKMASTER_COMMAND(MarkAllNotifications, "notificationsMarked", InPersonal);
    static constexpr std::array fields{
        timestampField<&MarkAllNotifications::until>("until", Required),
    };
};

/// It comes back as unread; 0: at once.
struct SnoozeNotification {
    Uuid notificationId;
    qint64 until = 0;
};
template <> struct DescribesCommand<SnoozeNotification> {
    TASKMASTER_COMMAND(SnoozeNotification, "notificationSnoozed", InPersonal);
    static constexpr std::array fields{
        idField<&SnoozeNotification::notificationId>("notificationId", Required),
        timestampField<&SnoozeNotification::until>("until"),
    };
};

struct RemoveNotification {
    Uuid notificationId;
};
template <> struct DescribesCommand<RemoveNotification> {
    TASKMASTER_COMMAND(RemoveNotification, "notificationRemoved", InPersonal);
    static constexpr std::array fields{
        idField<&RemoveNotification::notificationId>("notificationId", Required),
    };
};

struct AddFavorite {
    FavoriteTarget targetKind = FavoriteTarget::Project;
    Uuid targetId;
    Uuid projectId;
    Uuid afterId;
    Uuid beforeId;
};
template <> struct DescribesCommand<AddFavorite> {
    TASKMASTER_COMMAND(AddFavorite, "favoriteAdded", InPersonal);
    static constexpr std::array fields{
        choiceField<&AddFavorite::targetKind>("targetKind"), idField<&AddFavorite::targetId>("targetId", Required),
        idField<&AddFavorite::projectId>("projectId"),       idField<&AddFavorite::afterId>("afterId"),
        idField<&AddFavorite::beforeId>("beforeId"),
    };
};

struct MoveFavorite {
    Uuid targetId;
    Uuid afterId;
    Uuid beforeId;
};
template <> struct DescribesCommand<MoveFavorite> {
    TASKMASTER_COMMAND(MoveFavorite, "favoriteMoved", InPersonal);
    static constexpr std::array fields{
        idField<&MoveFavorite::targetId>("targetId", Required),
        idField<&MoveFavorite::afterId>("afterId"),
        idField<&MoveFavorite::beforeId>("beforeId"),
    };
};

struct RemoveFavorite {
    Uuid targetId;
};
template <> struct DescribesCommand<RemoveFavorite> {
    TASKMASTER_COMMAND(RemoveFavorite, "favoriteRemoved", InPersonal);
    static constexpr std::array fields{
        idField<&RemoveFavorite::targetId>("targetId", Required),
    };
};

} // namespace TaskMaster
