// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/PersonalHandlers.h"

#include "server/handlers/ListRank.h"

namespace TaskMaster::Server {
namespace {

constexpr std::size_t RemindersMax = 700; // as many as Todoist allows
constexpr std::size_t FavoritesMax = 200;

Uuid favoriteId(const Context &context, const Uuid &target)
{
    return pairId(context.stream.scope, target);
}

Notification *changed(std::optional<Notification> &copy, const Uuid &id, const WorkingSet &set)
{
    if (const auto *row = set.find<Notification>(id))
        copy = *row;
    return copy ? &*copy : nullptr;
}

} // namespace

void AddReminderHandler::needs(const Context &, const AddReminder &, const WorkingSet &, Needs &needs) const
{
    needs.all<Reminder>();
}

Result<void> AddReminderHandler::handle(const Context &, const AddReminder &wish, WorkingSet &set) const
{
    if (set.find<Reminder>(wish.reminderId))
        return ErrorCode::AlreadyExists;
    if ((wish.at == 0) == (wish.beforeDueMinutes == 0))
        return Error::invalidField(QStringLiteral("at"), QStringLiteral("must be set, or else beforeDueMinutes"));
    if (set.all<Reminder>().size() >= RemindersMax)
        return Error(ErrorCode::TooMany, QStringLiteral("A person has at most %1 reminders.").arg(RemindersMax));
    Reminder reminder;
    reminder.id = wish.reminderId;
    reminder.projectId = wish.projectId;
    reminder.taskId = wish.taskId;
    reminder.at = wish.at;
    reminder.beforeDueMinutes = wish.beforeDueMinutes;
    reminder.note = wish.note;
    set.put(std::move(reminder));
    return {};
}

void RemoveReminderHandler::needs(const Context &, const RemoveReminder &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Reminder>(wish.reminderId);
}

Result<void> RemoveReminderHandler::handle(const Context &, const RemoveReminder &wish, WorkingSet &set) const
{
    if (!set.find<Reminder>(wish.reminderId))
        return Error::notFound(QStringLiteral("reminder"));
    set.remove(EntityKind::Reminder, wish.reminderId);
    return {};
}

void FireReminderHandler::needs(const Context &, const FireReminder &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Reminder>(wish.reminderId);
}

Result<void> FireReminderHandler::handle(const Context &context, const FireReminder &wish, WorkingSet &set) const
{
    const auto *reminder = set.find<Reminder>(wish.reminderId);
    if (!reminder || reminder->firedAt != 0)
        return {}; // removed or done meanwhile
    Reminder fired = *reminder;
    fired.firedAt = context.now;
    Notification notification;
    notification.id = Uuid::v5(context.commandId, QByteArrayLiteral("notification"));
    notification.kind = NotificationKind::Reminder;
    notification.projectId = reminder->projectId;
    notification.taskId = reminder->taskId;
    notification.text = wish.text;
    notification.createdAt = context.now;
    set.put(std::move(fired));
    set.put(std::move(notification));
    return {};
}

void NotifyHandler::needs(const Context &, const Notify &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Notification>(wish.notificationId);
}

Result<void> NotifyHandler::handle(const Context &context, const Notify &wish, WorkingSet &set) const
{
    if (set.find<Notification>(wish.notificationId))
        return {};
    Notification notification;
    notification.id = wish.notificationId;
    notification.kind = wish.kind;
    notification.projectId = wish.projectId;
    notification.taskId = wish.taskId;
    notification.commentId = wish.commentId;
    notification.actorId = wish.actorId;
    notification.actorName = wish.actorName;
    notification.text = wish.text;
    notification.createdAt = wish.createdAt != 0 ? wish.createdAt : context.now;
    set.put(std::move(notification));
    return {};
}

void MarkNotificationHandler::needs(const Context &, const MarkNotification &wish, const WorkingSet &,
                                    Needs &needs) const
{
    needs.row<Notification>(wish.notificationId);
}

Result<void> MarkNotificationHandler::handle(const Context &context, const MarkNotification &wish,
                                             WorkingSet &set) const
{
    std::optional<Notification> copy;
    Notification *row = changed(copy, wish.notificationId, set);
    if (!row)
        return Error::notFound(QStringLiteral("notification"));
    if ((row->readAt != 0) == wish.read)
        return {};
    row->readAt = wish.read ? context.now : 0;
    set.put(std::move(*row));
    return {};
}

void MarkAllNotificationsHandler::needs(const Context &, const MarkAllNotifications &, const WorkingSet &,
                                        Needs &needs) const
{
    needs.all<Notification>();
}

Result<void> MarkAllNotificationsHandler::handle(const Context &context, const MarkAllNotifications &wish,
                                                 WorkingSet &set) const
{
    for (const Notification *row : set.all<Notification>()) {
        if (row->readAt != 0 || row->createdAt > wish.until)
            continue;
        Notification read = *row;
        read.readAt = context.now;
        set.put(std::move(read));
    }
    return {};
}

void SnoozeNotificationHandler::needs(const Context &, const SnoozeNotification &wish, const WorkingSet &,
                                      Needs &needs) const
{
    needs.row<Notification>(wish.notificationId);
}

Result<void> SnoozeNotificationHandler::handle(const Context &, const SnoozeNotification &wish, WorkingSet &set) const
{
    std::optional<Notification> copy;
    Notification *row = changed(copy, wish.notificationId, set);
    if (!row)
        return Error::notFound(QStringLiteral("notification"));
    row->snoozedUntil = wish.until;
    row->readAt = 0;
    set.put(std::move(*row));
    return {};
}

void RemoveNotificationHandler::needs(const Context &, const RemoveNotification &wish, const WorkingSet &,
                                      Needs &needs) const
{
    needs.row<Notification>(wish.notificationId);
}

Result<void> RemoveNotificationHandler::handle(const Context &, const RemoveNotification &wish, WorkingSet &set) const
{
    if (!set.find<Notification>(wish.notificationId))
        return Error::notFound(QStringLiteral("notification"));
    set.remove(EntityKind::Notification, wish.notificationId);
    return {};
}

void AddFavoriteHandler::needs(const Context &, const AddFavorite &, const WorkingSet &, Needs &needs) const
{
    needs.all<Favorite>();
}

Result<void> AddFavoriteHandler::handle(const Context &context, const AddFavorite &wish, WorkingSet &set) const
{
    const auto favorites = set.all<Favorite>();
    const Uuid id = favoriteId(context, wish.targetId);
    if (set.find<Favorite>(id))
        return {};
    if (favorites.size() >= FavoritesMax)
        return Error(ErrorCode::TooMany, QStringLiteral("A person has at most %1 favourites.").arg(FavoritesMax));
    const ListRank::Place place{id, favoriteId(context, wish.afterId), favoriteId(context, wish.beforeId)};
    Favorite favorite;
    favorite.id = id;
    favorite.targetKind = wish.targetKind;
    favorite.targetId = wish.targetId;
    favorite.projectId = wish.projectId;
    favorite.rank = ListRank::between(favorites, place, context.commandId, set);
    set.put(std::move(favorite));
    return {};
}

void MoveFavoriteHandler::needs(const Context &, const MoveFavorite &, const WorkingSet &, Needs &needs) const
{
    needs.all<Favorite>();
}

Result<void> MoveFavoriteHandler::handle(const Context &context, const MoveFavorite &wish, WorkingSet &set) const
{
    const Uuid id = favoriteId(context, wish.targetId);
    const auto *favorite = set.find<Favorite>(id);
    if (!favorite)
        return Error::notFound(QStringLiteral("favourite"));
    const auto favorites = set.all<Favorite>();
    const auto named = [&context](const Uuid &target) {
        return target.isNull() ? Uuid{} : favoriteId(context, target);
    };
    const ListRank::Place place{id, named(wish.afterId), named(wish.beforeId)};
    if (ListRank::isThereAlready(favorites, *favorite, place))
        return {};
    Favorite moved = *favorite;
    moved.rank = ListRank::between(favorites, place, context.commandId, set);
    set.put(std::move(moved));
    return {};
}

void RemoveFavoriteHandler::needs(const Context &context, const RemoveFavorite &wish, const WorkingSet &,
                                  Needs &needs) const
{
    needs.row<Favorite>(favoriteId(context, wish.targetId));
}

Result<void> RemoveFavoriteHandler::handle(const Context &context, const RemoveFavorite &wish, WorkingSet &set) const
{
    const Uuid id = favoriteId(context, wish.targetId);
    if (set.find<Favorite>(id))
        set.remove(EntityKind::Favorite, id);
    return {};
}

} // namespace TaskMaster::Server
