// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/HandlerTable.h"

namespace TaskMaster::Server::Checks {

// The questions that many decisions begin with. Each answers the row, or the refusal.

/// The stream's project, not archived.
[[nodiscard]] Result<const Project *> openProject(const Context &context, const WorkingSet &set);
/// A task that is neither trashed nor (unless asked for) archived.
enum class ArchivedTask : quint8 { Refused, Allowed };
[[nodiscard]] Result<const Task *> liveTask(const Uuid &taskId, const WorkingSet &set,
                                            ArchivedTask archived = ArchivedTask::Refused);
[[nodiscard]] Result<const Column *> openColumn(const Uuid &columnId, const WorkingSet &set);
/// A column that takes one card more: `before` is the task as it stands now, null for a new one. What the server itself
/// brings (imports) is never refused. Needs roomNeeds().
[[nodiscard]] Result<void> room(const Context &context, const Column &column, const Task *before,
                                const WorkingSet &set);
void roomNeeds(const Uuid &columnId, const WorkingSet &set, Needs &needs);
/// Dates that make sense together: due not before start, moments on their days.
[[nodiscard]] Result<void> dates(const Task &task);
/// The cycle is not closed and the milestone not archived. Null ids are fine.
[[nodiscard]] Result<void> plan(const Uuid &cycleId, const Uuid &milestoneId, const WorkingSet &set);
/// The task can be a part of that one: which is not a part of it, and not nested too deep. Needs partNeeds().
[[nodiscard]] Result<void> partOf(const Uuid &taskId, const Uuid &parentId, const WorkingSet &set);
void partNeeds(const Uuid &parentId, const WorkingSet &set, Needs &needs);
/// Does `from` already wait for `to`, whatever is in between? Needs all relations.
[[nodiscard]] bool isBlockedBy(const Uuid &from, const Uuid &to, const WorkingSet &set);
/// Somebody who sees the project. Needs their ProjectMember row.
[[nodiscard]] bool seesProject(const Context &context, const Uuid &userId, const WorkingSet &set);
/// Own rows, or those of others for an admin.
[[nodiscard]] Result<void> ownOrAdmin(const Context &context, const Uuid &ownerId, const QString &sentence);
/// A known IANA name, or empty.
[[nodiscard]] Result<void> timeZone(const QString &name);
/// What a task's times say after it has come into a column.
void enter(Task &task, const Column &column, qint64 now);

/// Archives or restores a row that has `archivedAt`.
template <class E>
[[nodiscard]] Result<void> setArchived(const Context &context, const Uuid &id, bool archived, const QString &what,
                                       WorkingSet &set)
{
    const E *row = set.find<E>(id);
    if (!row)
        return Error::notFound(what);
    if ((row->archivedAt != 0) == archived)
        return {};
    E changed = *row;
    changed.archivedAt = archived ? context.now : 0;
    set.put(std::move(changed));
    return {};
}

/// Arguments that only the server itself may set are not set, or the actor is the server.
[[nodiscard]] Result<void> systemOnly(const Context &context, std::initializer_list<bool> isSet);

} // namespace TaskMaster::Server::Checks
