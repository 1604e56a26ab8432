// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/TalkHandlers.h"

#include "server/handlers/Checks.h"
#include "server/handlers/Tally.h"

namespace TaskMaster::Server {
namespace {

constexpr qint64 EntryMaxMs = 31LL * 24 * 60 * 60 * 1000; // a month: longer ones are forgotten timers

Result<void> checkSpan(qint64 startedAt, qint64 endedAt)
{
    if (endedAt <= startedAt)
        return Error::invalidField(QStringLiteral("endedAt"), QStringLiteral("must be after the start"));
    if (endedAt - startedAt > EntryMaxMs)
        return Error::invalidField(QStringLiteral("endedAt"), QStringLiteral("must be within 31 days of the start"));
    return {};
}

Result<const TimeEntry *> ownEntry(const Context &context, const Uuid &id, const WorkingSet &set)
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto *entry = set.find<TimeEntry>(id);
    if (!entry)
        return Error::notFound(QStringLiteral("time entry"));
    if (auto ok = Checks::ownOrAdmin(context, entry->userId,
                                     QStringLiteral("Only who spent the time, or an admin, can change this."));
        !ok)
        return ok.error();
    return entry;
}

void needEntry(const Context &context, const Uuid &id, const WorkingSet &set, Needs &needs)
{
    needs.row<Project>(context.stream.scope);
    Tally::needs(EntityKind::TimeEntry, id, set, needs);
}

} // namespace

void StartTimerHandler::needs(const Context &context, const StartTimer &wish, const WorkingSet &set, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Task>(wish.taskId);
    needs.row<TimeEntry>(wish.entryId);
    needs.related<&TimeEntry::userId>(context.actor);
    for (const TimeEntry *entry : set.related<&TimeEntry::userId>(context.actor)) {
        if (entry->endedAt == 0)
            Tally::needs(EntityKind::TimeEntry, entry->id, set, needs);
    }
}

Result<void> StartTimerHandler::handle(const Context &context, const StartTimer &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    if (const auto task = Checks::liveTask(wish.taskId, set); !task)
        return task.error();
    if (set.find<TimeEntry>(wish.entryId))
        return ErrorCode::AlreadyExists;
    for (const TimeEntry *running : set.related<&TimeEntry::userId>(context.actor)) {
        if (running->endedAt != 0)
            continue;
        TimeEntry ended = *running;
        ended.endedAt = std::max(context.now, ended.startedAt + 1);
        Tally::put(std::move(ended), set);
    }
    TimeEntry entry;
    entry.id = wish.entryId;
    entry.taskId = wish.taskId;
    entry.userId = context.actor;
    entry.startedAt = context.now;
    entry.note = wish.note;
    Tally::put(std::move(entry), set);
    return {};
}

void StopTimerHandler::needs(const Context &context, const StopTimer &wish, const WorkingSet &set, Needs &needs) const
{
    needEntry(context, wish.entryId, set, needs);
}

Result<void> StopTimerHandler::handle(const Context &context, const StopTimer &wish, WorkingSet &set) const
{
    const auto entry = ownEntry(context, wish.entryId, set);
    if (!entry)
        return entry.error();
    if ((*entry)->endedAt != 0)
        return {};
    TimeEntry ended = **entry;
    ended.endedAt = std::max(context.now, ended.startedAt + 1);
    Tally::put(std::move(ended), set);
    return {};
}

void AddTimeEntryHandler::needs(const Context &context, const AddTimeEntry &wish, const WorkingSet &,
                                Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Task>(wish.taskId);
    needs.row<TimeEntry>(wish.entryId);
}

Result<void> AddTimeEntryHandler::handle(const Context &context, const AddTimeEntry &wish, WorkingSet &set) const
{
    if (auto ok = Checks::systemOnly(context, {!wish.userId.isNull()}); !ok)
        return ok;
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    if (const auto task = Checks::liveTask(wish.taskId, set, Checks::ArchivedTask::Allowed); !task)
        return task.error();
    if (set.find<TimeEntry>(wish.entryId))
        return ErrorCode::AlreadyExists;
    if (auto ok = checkSpan(wish.startedAt, wish.endedAt); !ok)
        return ok;
    TimeEntry entry;
    entry.id = wish.entryId;
    entry.taskId = wish.taskId;
    entry.userId = context.isSystem() ? wish.userId : context.actor;
    entry.startedAt = wish.startedAt;
    entry.endedAt = wish.endedAt;
    entry.note = wish.note;
    Tally::put(std::move(entry), set);
    return {};
}

void AdjustTimeEntryHandler::needs(const Context &context, const AdjustTimeEntry &wish, const WorkingSet &set,
                                   Needs &needs) const
{
    needEntry(context, wish.entryId, set, needs);
}

Result<void> AdjustTimeEntryHandler::handle(const Context &context, const AdjustTimeEntry &wish, WorkingSet &set) const
{
    const auto entry = ownEntry(context, wish.entryId, set);
    if (!entry)
        return entry.error();
    if (auto ok = checkSpan(wish.startedAt, wish.endedAt); !ok)
        return ok;
    TimeEntry adjusted = **entry;
    adjusted.startedAt = wish.startedAt;
    adjusted.endedAt = wish.endedAt;
    Tally::put(std::move(adjusted), set);
    return {};
}

void RemoveTimeEntryHandler::needs(const Context &context, const RemoveTimeEntry &wish, const WorkingSet &set,
                                   Needs &needs) const
{
    needEntry(context, wish.entryId, set, needs);
}

Result<void> RemoveTimeEntryHandler::handle(const Context &context, const RemoveTimeEntry &wish, WorkingSet &set) const
{
    const auto entry = ownEntry(context, wish.entryId, set);
    if (!entry)
        return entry.error();
    Tally::remove(EntityKind::TimeEntry, wish.entryId, set);
    return {};
}

void PostMessageHandler::needs(const Context &context, const PostMessage &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Message>(wish.messageId);
    needs.row<Message>(wish.parentId);
}

Result<void> PostMessageHandler::handle(const Context &context, const PostMessage &wish, WorkingSet &set) const
{
    if (auto ok =
            Checks::systemOnly(context, {!wish.authorId.isNull(), !wish.authorName.isEmpty(), wish.createdAt != 0});
        !ok)
        return ok;
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    if (set.find<Message>(wish.messageId))
        return ErrorCode::AlreadyExists;
    if (!wish.parentId.isNull() && !set.find<Message>(wish.parentId))
        return Error::notFound(QStringLiteral("message"));
    Message message;
    message.id = wish.messageId;
    message.body = wish.body;
    message.parentId = wish.parentId;
    message.authorId = context.isSystem() ? wish.authorId : context.actor;
    message.authorName = context.isSystem() ? wish.authorName : context.actorName();
    message.createdAt = wish.createdAt != 0 ? wish.createdAt : context.now;
    set.put(std::move(message));
    return {};
}

void RemoveMessageHandler::needs(const Context &context, const RemoveMessage &wish, const WorkingSet &,
                                 Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Message>(wish.messageId);
    needs.related<&Reaction::targetId>(wish.messageId);
}

Result<void> RemoveMessageHandler::handle(const Context &context, const RemoveMessage &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto *message = set.find<Message>(wish.messageId);
    if (!message)
        return Error::notFound(QStringLiteral("message"));
    if (auto ok = Checks::ownOrAdmin(context, message->authorId,
                                     QStringLiteral("Only its author or an admin can delete a message."));
        !ok)
        return ok;
    for (const Reaction *reaction : set.related<&Reaction::targetId>(wish.messageId))
        set.remove(EntityKind::Reaction, reaction->id);
    set.remove(EntityKind::Message, wish.messageId);
    return {};
}

} // namespace TaskMaster::Server
