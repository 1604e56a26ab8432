// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "shared/model/Entity.h"

namespace TaskMaster::Server::DueRows {

/// What jobs look for across all streams. Each has an index that holds only what is still to be done.

struct DueReminder {
    Uuid workspace;
    Uuid user;
    Reminder reminder;
    qint64 at = 0; ///< the moment that has come
    QString title; ///< of its task; empty: that is gone
};
/// Reminders whose moment has come and that have not fired. Before the due date of a whole day counts from its 09:00 in
/// UTC.
[[nodiscard]] Result<QList<DueReminder>> reminders(Database &database, qint64 now, int max);

struct DueTask {
    StreamId project;
    Task task;
    Uuid user; ///< one of those who work on it
    QString timeZone; ///< that person's
};
/// Open tasks due from one day to another (inclusive), once for each person who works on them.
[[nodiscard]] Result<QList<DueTask>> assignedTasks(Database &database, const QDate &from, const QDate &to);

struct RowPlace {
    StreamId stream;
    Uuid id;
    qint64 rev = 0;
};
[[nodiscard]] Result<QList<RowPlace>> trashedTasks(Database &database, qint64 before, int max);
[[nodiscard]] Result<QList<RowPlace>> oldNotifications(Database &database, qint64 before, int max);

struct ColumnCount {
    StreamId project;
    Uuid column;
    Uuid cycle; ///< null: the tasks of the column whatever their cycle
    qint64 tasks = 0;
    qint64 points = 0;
};
/// Cards and points in every column, and per cycle in every column. Reads all tasks: once a day.
[[nodiscard]] Result<QList<ColumnCount>> countColumns(Database &database);
[[nodiscard]] Result<bool> isDayCounted(Database &database, const QDate &day);
/// In a write transaction.
[[nodiscard]] Result<void> noteDay(Database &database, const QDate &day);

} // namespace TaskMaster::Server::DueRows
