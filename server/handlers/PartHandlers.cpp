// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/PartHandlers.h"

#include "server/handlers/Checks.h"
#include "server/handlers/ListRank.h"
#include "server/handlers/Tally.h"

#include <QUrl>

namespace TaskMaster::Server {
namespace {

constexpr std::size_t ChecklistsMax = 50;
constexpr std::size_t ItemsMax = 500;
constexpr std::size_t AttachmentsMax = 500;
constexpr std::size_t RelationsMax = 200;

ListRank::Place placeOf(const AddChecklist &wish)
{
    return {wish.checklistId, wish.afterId, wish.beforeId};
}
ListRank::Place placeOf(const AddChecklistItem &wish)
{
    return {wish.itemId, wish.afterId, wish.beforeId};
}
ListRank::Place placeOf(const MoveChecklistItem &wish)
{
    return {wish.itemId, wish.afterId, wish.beforeId};
}

/// An import fills tasks that were archived elsewhere.
Checks::ArchivedTask archivedForImports(const Context &context)
{
    return context.isSystem() ? Checks::ArchivedTask::Allowed : Checks::ArchivedTask::Refused;
}

/// The task of a part that can be worked on.
Result<void> openTask(const Context &context, const Uuid &taskId, const WorkingSet &set)
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const auto task = Checks::liveTask(taskId, set, archivedForImports(context));
    return task ? Result<void>() : Result<void>(task.error());
}

/// A row of a task, and its task.
template <class E> void needPart(const Context &context, const Uuid &id, const WorkingSet &set, Needs &needs)
{
    needs.row<Project>(context.stream.scope);
    Tally::needs(Describes<E>::kind, id, set, needs);
    if (const E *part = set.find<E>(id))
        needs.row<Task>(part->taskId);
}

template <class E>
Result<const E *> openPart(const Context &context, const Uuid &id, const WorkingSet &set, const QString &what)
{
    const E *part = set.find<E>(id);
    if (!part)
        return Error::notFound(what);
    if (auto ok = openTask(context, part->taskId, set); !ok)
        return ok.error();
    return part;
}

} // namespace

void AddChecklistHandler::needs(const Context &context, const AddChecklist &wish, const WorkingSet &,
                                Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Task>(wish.taskId);
    needs.row<Checklist>(wish.checklistId);
    needs.related<&Checklist::taskId>(wish.taskId);
}

Result<void> AddChecklistHandler::handle(const Context &context, const AddChecklist &wish, WorkingSet &set) const
{
    if (auto ok = openTask(context, wish.taskId, set); !ok)
        return ok;
    if (set.find<Checklist>(wish.checklistId))
        return ErrorCode::AlreadyExists;
    const auto lists = set.related<&Checklist::taskId>(wish.taskId);
    if (lists.size() >= ChecklistsMax)
        return Error(ErrorCode::TooMany, QStringLiteral("A task has at most %1 checklists.").arg(ChecklistsMax));
    Checklist list;
    list.id = wish.checklistId;
    list.taskId = wish.taskId;
    list.name = wish.name;
    list.rank = ListRank::between(lists, placeOf(wish), context.commandId, set);
    set.put(std::move(list));
    return {};
}

void RemoveChecklistHandler::needs(const Context &context, const RemoveChecklist &wish, const WorkingSet &set,
                                   Needs &needs) const
{
    needPart<Checklist>(context, wish.checklistId, set, needs);
    needs.related<&ChecklistItem::checklistId>(wish.checklistId);
}

Result<void> RemoveChecklistHandler::handle(const Context &context, const RemoveChecklist &wish, WorkingSet &set) const
{
    const auto list = openPart<Checklist>(context, wish.checklistId, set, QStringLiteral("checklist"));
    if (!list)
        return list.error();
    for (const ChecklistItem *item : set.related<&ChecklistItem::checklistId>(wish.checklistId))
        Tally::remove(EntityKind::ChecklistItem, item->id, set);
    set.remove(EntityKind::Checklist, wish.checklistId);
    return {};
}

void AddChecklistItemHandler::needs(const Context &context, const AddChecklistItem &wish, const WorkingSet &set,
                                    Needs &needs) const
{
    needPart<Checklist>(context, wish.checklistId, set, needs);
    needs.row<ChecklistItem>(wish.itemId);
    needs.related<&ChecklistItem::checklistId>(wish.checklistId);
}

Result<void> AddChecklistItemHandler::handle(const Context &context, const AddChecklistItem &wish,
                                             WorkingSet &set) const
{
    const auto list = openPart<Checklist>(context, wish.checklistId, set, QStringLiteral("checklist"));
    if (!list)
        return list.error();
    if (set.find<ChecklistItem>(wish.itemId))
        return ErrorCode::AlreadyExists;
    const auto items = set.related<&ChecklistItem::checklistId>(wish.checklistId);
    if (items.size() >= ItemsMax)
        return Error(ErrorCode::TooMany, QStringLiteral("A checklist has at most %1 items.").arg(ItemsMax));
    ChecklistItem item;
    item.id = wish.itemId;
    item.taskId = (*list)->taskId;
    item.checklistId = wish.checklistId;
    item.text = wish.text;
    item.done = wish.done;
    item.rank = ListRank::between(items, placeOf(wish), context.commandId, set);
    Tally::put(std::move(item), set);
    return {};
}

void CheckItemHandler::needs(const Context &context, const CheckItem &wish, const WorkingSet &set, Needs &needs) const
{
    needPart<ChecklistItem>(context, wish.itemId, set, needs);
}

Result<void> CheckItemHandler::handle(const Context &context, const CheckItem &wish, WorkingSet &set) const
{
    const auto item = openPart<ChecklistItem>(context, wish.itemId, set, QStringLiteral("checklist item"));
    if (!item)
        return item.error();
    ChecklistItem checked = **item;
    checked.done = wish.done;
    Tally::put(std::move(checked), set);
    return {};
}

void MoveChecklistItemHandler::needs(const Context &context, const MoveChecklistItem &wish, const WorkingSet &set,
                                     Needs &needs) const
{
    needPart<ChecklistItem>(context, wish.itemId, set, needs);
    needs.row<Checklist>(wish.checklistId);
    needs.related<&ChecklistItem::checklistId>(wish.checklistId);
}

Result<void> MoveChecklistItemHandler::handle(const Context &context, const MoveChecklistItem &wish,
                                              WorkingSet &set) const
{
    const auto item = openPart<ChecklistItem>(context, wish.itemId, set, QStringLiteral("checklist item"));
    if (!item)
        return item.error();
    const auto *list = set.find<Checklist>(wish.checklistId);
    if (!list || list->taskId != (*item)->taskId)
        return Error::notFound(QStringLiteral("checklist"));
    const auto items = set.related<&ChecklistItem::checklistId>(wish.checklistId);
    if ((*item)->checklistId == wish.checklistId && ListRank::isThereAlready(items, **item, placeOf(wish)))
        return {};
    ChecklistItem moved = **item;
    moved.checklistId = wish.checklistId;
    moved.rank = ListRank::between(items, placeOf(wish), context.commandId, set);
    set.put(std::move(moved));
    return {};
}

void RemoveChecklistItemHandler::needs(const Context &context, const RemoveChecklistItem &wish, const WorkingSet &set,
                                       Needs &needs) const
{
    needPart<ChecklistItem>(context, wish.itemId, set, needs);
}

Result<void> RemoveChecklistItemHandler::handle(const Context &context, const RemoveChecklistItem &wish,
                                                WorkingSet &set) const
{
    const auto item = openPart<ChecklistItem>(context, wish.itemId, set, QStringLiteral("checklist item"));
    if (!item)
        return item.error();
    Tally::remove(EntityKind::ChecklistItem, wish.itemId, set);
    return {};
}

void RelateTasksHandler::needs(const Context &context, const RelateTasks &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Task>(wish.taskId);
    needs.row<Task>(wish.otherId);
    needs.row<Relation>(relationId(wish.taskId, wish.otherId, wish.type));
    needs.related<&Relation::taskId>(wish.taskId);
    if (wish.related && wish.type == RelationType::Blocks)
        needs.all<Relation>(); // a circle may close anywhere
}

Result<void> RelateTasksHandler::handle(const Context &context, const RelateTasks &wish, WorkingSet &set) const
{
    if (auto ok = openTask(context, wish.taskId, set); !ok)
        return ok;
    if (!set.find<Task>(wish.otherId))
        return Error::notFound(QStringLiteral("task"));
    const Uuid id = relationId(wish.taskId, wish.otherId, wish.type);
    const bool isRelated = set.find<Relation>(id) != nullptr;
    if (isRelated == wish.related)
        return {};
    if (!wish.related) {
        Tally::remove(EntityKind::Relation, id, set);
        return {};
    }
    if (wish.taskId == wish.otherId)
        return Error::invalidField(QStringLiteral("otherId"), QStringLiteral("must be another task"));
    if (auto ok = openTask(context, wish.otherId, set); !ok)
        return ok;
    if (set.related<&Relation::taskId>(wish.taskId).size() >= RelationsMax)
        return Error(ErrorCode::TooMany, QStringLiteral("A task has at most %1 relations.").arg(RelationsMax));
    if (wish.type == RelationType::Blocks && Checks::isBlockedBy(wish.taskId, wish.otherId, set))
        return Error::invalidField(QStringLiteral("otherId"),
                                   QStringLiteral("blocks this task already: both would wait for each other"));
    Relation relation;
    relation.id = id;
    relation.taskId = wish.taskId;
    relation.otherId = wish.otherId;
    relation.type = wish.type;
    Tally::put(std::move(relation), set);
    return {};
}

void WatchTaskHandler::needs(const Context &context, const WatchTask &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    const Uuid user = wish.userId.isNull() ? context.actor : wish.userId;
    needs.row<Task>(wish.taskId);
    needs.row<Watcher>(pairId(wish.taskId, user));
}

Result<void> WatchTaskHandler::handle(const Context &context, const WatchTask &wish, WorkingSet &set) const
{
    if (auto ok = Checks::systemOnly(context, {!wish.userId.isNull()}); !ok)
        return ok;
    if (auto ok = openTask(context, wish.taskId, set); !ok)
        return ok;
    const Uuid user = wish.userId.isNull() ? context.actor : wish.userId;
    const Uuid id = pairId(wish.taskId, user);
    const bool isWatching = set.find<Watcher>(id) != nullptr;
    if (isWatching == wish.watching)
        return {};
    if (!wish.watching) {
        set.remove(EntityKind::Watcher, id);
        return {};
    }
    Watcher watcher;
    watcher.id = id;
    watcher.taskId = wish.taskId;
    watcher.userId = user;
    set.put(std::move(watcher));
    return {};
}

void ReactHandler::needs(const Context &context, const React &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    switch (wish.targetKind) {
    case RowTarget::Task:
        needs.row<Task>(wish.targetId);
        break;
    case RowTarget::Comment:
        needs.row<Comment>(wish.targetId);
        break;
    case RowTarget::Message:
        needs.row<Message>(wish.targetId);
        break;
    }
    needs.row<Reaction>(reactionId(wish.targetId, context.actor, wish.emoji));
}

Result<void> ReactHandler::handle(const Context &context, const React &wish, WorkingSet &set) const
{
    if (const auto project = Checks::openProject(context, set); !project)
        return project.error();
    const bool exists = wish.targetKind == RowTarget::Task ? set.find<Task>(wish.targetId) != nullptr
        : wish.targetKind == RowTarget::Comment            ? set.find<Comment>(wish.targetId) != nullptr
                                                           : set.find<Message>(wish.targetId) != nullptr;
    if (!exists)
        return Error::notFound(QString::fromLatin1(ChoiceNames<RowTarget>::names[static_cast<int>(wish.targetKind)]));
    const Uuid id = reactionId(wish.targetId, context.actor, wish.emoji);
    const bool isOn = set.find<Reaction>(id) != nullptr;
    if (isOn == wish.on)
        return {};
    if (!wish.on) {
        set.remove(EntityKind::Reaction, id);
        return {};
    }
    Reaction reaction;
    reaction.id = id;
    reaction.targetKind = wish.targetKind;
    reaction.targetId = wish.targetId;
    reaction.userId = context.actor;
    reaction.emoji = wish.emoji;
    set.put(std::move(reaction));
    return {};
}

void AttachLinkHandler::needs(const Context &context, const AttachLink &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Project>(context.stream.scope);
    needs.row<Task>(wish.taskId);
    needs.row<Attachment>(wish.attachmentId);
    needs.related<&Attachment::taskId>(wish.taskId);
}

Result<void> AttachLinkHandler::handle(const Context &context, const AttachLink &wish, WorkingSet &set) const
{
    if (auto ok = Checks::systemOnly(context, {wish.createdAt != 0}); !ok)
        return ok;
    if (auto ok = openTask(context, wish.taskId, set); !ok)
        return ok;
    if (set.find<Attachment>(wish.attachmentId))
        return ErrorCode::AlreadyExists;
    // What opens on a click must not be a program or a file of the reader's own machine.
    const QString scheme = QUrl(wish.url, QUrl::StrictMode).scheme().toLower();
    if (scheme != u"https" && scheme != u"http" && scheme != u"mailto")
        return Error::invalidField(QStringLiteral("url"),
                                   QStringLiteral("must begin with https://, http:// or mailto:"));
    if (set.related<&Attachment::taskId>(wish.taskId).size() >= AttachmentsMax)
        return Error(ErrorCode::TooMany, QStringLiteral("A task has at most %1 attachments.").arg(AttachmentsMax));
    Attachment attachment;
    attachment.id = wish.attachmentId;
    attachment.taskId = wish.taskId;
    attachment.name = wish.name;
    attachment.url = wish.url;
    attachment.mimeType = wish.mimeType;
    attachment.sizeBytes = wish.sizeBytes;
    attachment.creatorId = context.isSystem() ? Uuid{} : context.actor;
    attachment.createdAt = wish.createdAt != 0 ? wish.createdAt : context.now;
    Tally::put(std::move(attachment), set);
    return {};
}

void RemoveAttachmentHandler::needs(const Context &context, const RemoveAttachment &wish, const WorkingSet &set,
                                    Needs &needs) const
{
    needPart<Attachment>(context, wish.attachmentId, set, needs);
}

Result<void> RemoveAttachmentHandler::handle(const Context &context, const RemoveAttachment &wish,
                                             WorkingSet &set) const
{
    const auto attachment = openPart<Attachment>(context, wish.attachmentId, set, QStringLiteral("attachment"));
    if (!attachment)
        return attachment.error();
    Tally::remove(EntityKind::Attachment, wish.attachmentId, set);
    return {};
}

} // namespace TaskMaster::Server
