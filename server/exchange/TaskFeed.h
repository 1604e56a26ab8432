// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Entities.h"

#include <QList>

namespace TaskMaster::Server {

/// A task with a due date, and what a calendar shows of where it belongs.
struct DatedTask {
    Task task;
    QString projectName;
    QString projectKey;
};

/// What of a task a calendar gets. Most programs show only one of the two kinds.
enum class FeedShow : quint8 { EventsAndTodos, Events, Todos };

/**
 * A calendar of tasks (RFC 5545). A whole-day due date is a DATE, a moment is in UTC; UIDs never change and DTSTAMP is
 * the task's last change, so the same tasks are the same bytes. No alarms: reminders are the server's business. Pure.
 */
[[nodiscard]] QByteArray writeTaskFeed(const QString &name, const QList<DatedTask> &tasks, FeedShow show);

} // namespace TaskMaster::Server
