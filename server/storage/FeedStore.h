// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "shared/model/Entities.h"
#include "shared/model/StreamId.h"

#include <QList>

namespace TaskMaster::Server {

/// A calendar that somebody made for a program that can only fetch an address.
struct Feed {
    Uuid id;
    Uuid workspace;
    Uuid userId; ///< whose rights it has
    Uuid projectId; ///< null: the tasks that are assigned to the person
    QString name;
    qint64 createdAt = 0;
    qint64 lastUsedAt = 0;
};

/**
 * The table of calendars, and the tasks that they show. Reading functions take a pool's Database, writing ones run
 * inside WriteQueue::run(). Who may have one is decided before.
 */
namespace FeedStore {

inline constexpr int FeedsOfPersonMax = 50;
inline constexpr int TasksMax = 5000;

/// TooMany when the person has FeedsOfPersonMax of them in that workspace.
[[nodiscard]] Result<void> add(Database &database, const Feed &feed, const QString &secretHash);
[[nodiscard]] Result<std::optional<Feed>> findBySecret(Database &database, const QString &secretHash);
/// Oldest first.
[[nodiscard]] Result<QList<Feed>> list(Database &database, const Uuid &workspace, const Uuid &userId);
[[nodiscard]] Result<QList<Feed>> listAll(Database &database, const Uuid &workspace);
[[nodiscard]] Result<std::optional<Feed>> find(Database &database, const Uuid &id);
/// NotFound: that person has none of that id.
[[nodiscard]] Result<void> remove(Database &database, const Uuid &userId, const Uuid &id);
[[nodiscard]] Result<void> touch(Database &database, const Uuid &id, qint64 nowMs);

/// A task that has a due date, and its project.
struct Dated {
    Task task;
    Uuid projectId;
};
/// Of a project, or assigned to a person: not archived, not in the trash; those that are closed only from `closedFrom`
/// on. By due date, the soonest TasksMax.
[[nodiscard]] Result<QList<Dated>> tasksOfProject(Database &database, const StreamId &project, const QDate &closedFrom);
[[nodiscard]] Result<QList<Dated>> tasksOfPerson(Database &database, const Uuid &workspace, const Uuid &userId,
                                                 const QDate &closedFrom);

} // namespace FeedStore

} // namespace TaskMaster::Server
