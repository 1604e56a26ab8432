// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/DeclareHandler.h"

namespace TaskMaster::Server {

/// Decisions about one's own reminders, inbox and favourites.
TASKMASTER_HANDLER(AddReminder, OwnPersonal);
TASKMASTER_HANDLER(RemoveReminder, OwnPersonal);
TASKMASTER_HANDLER(FireReminder, SystemOnly);
TASKMASTER_HANDLER(Notify, SystemOnly);
TASKMASTER_HANDLER(MarkNotification, OwnPersonal);
TASKMASTER_HANDLER(MarkAllNotifications, OwnPersonal);
TASKMASTER_HANDLER(SnoozeNotification, OwnPersonal);
TASKMASTER_HANDLER(RemoveNotification, OwnPersonal);
TASKMASTER_HANDLER(AddFavorite, OwnPersonal);
TASKMASTER_HANDLER(MoveFavorite, OwnPersonal);
TASKMASTER_HANDLER(RemoveFavorite, OwnPersonal);

} // namespace TaskMaster::Server
