// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/EditHandler.h"

#include "server/handlers/Checks.h"
#include "shared/model/FieldOptions.h"
#include "shared/model/TemplateBody.h"

namespace TaskMaster::Server {
namespace {

/// Had the author seen this value? A LongText is compared by its hash.
bool wasSeen(const FieldDescription &field, const Value &current, const Value &base)
{
    if (field.type == FieldType::LongText) {
        const QString *text = std::get_if<QString>(&current);
        return Value(textHash(text ? *text : QString())) == base;
    }
    return current == base;
}

/// Rows that are put away are not edited behind their owners' backs.
Result<void> checkEditable(const Context &context, const Entity &row, const WorkingSet &set)
{
    if (context.stream.kind == StreamKind::Project && kindOf(row) != EntityKind::Project) {
        if (const auto project = Checks::openProject(context, set); !project)
            return project.error();
    }
    if (const auto *task = std::get_if<Task>(&row)) {
        const auto live = Checks::liveTask(task->id, set);
        return live ? Result<void>() : Result<void>(live.error());
    }
    if (const auto *comment = std::get_if<Comment>(&row))
        return Checks::ownOrAdmin(context, comment->authorId,
                                  QStringLiteral("Only its author or an admin can edit a comment."));
    if (const auto *message = std::get_if<Message>(&row))
        return Checks::ownOrAdmin(context, message->authorId,
                                  QStringLiteral("Only its author or an admin can edit a message."));
    if (const auto *entry = std::get_if<TimeEntry>(&row))
        return Checks::ownOrAdmin(context, entry->userId,
                                  QStringLiteral("Only who spent the time, or an admin, can change this."));
    return {};
}

/// A due date that is moved takes its moment along, unless the edit says another one.
void moveMoment(const Edit &wish, const Task &before, Task &edited)
{
    const auto names = [&wish](quint8 field) {
        return std::any_of(wish.fields.cbegin(), wish.fields.cend(),
                           [field](const FieldValue &value) { return value.field == field; });
    };
    const auto follow = [](const QDate &from, const QDate &to, qint64 &moment) {
        constexpr qint64 day = 24LL * 60 * 60 * 1000;
        moment = moment == 0 || !to.isValid() || !from.isValid() ? 0 : moment + from.daysTo(to) * day;
    };
    if (names(fieldIndex<&Task::dueDate>()) && !names(fieldIndex<&Task::dueAt>()))
        follow(before.dueDate, edited.dueDate, edited.dueAt);
    if (names(fieldIndex<&Task::startDate>()) && !names(fieldIndex<&Task::startAt>()))
        follow(before.startDate, edited.startDate, edited.startAt);
}

/// What has to hold once all fields have their new values.
Result<void> checkEdited(const Edit &wish, const Entity &before, Entity &edited, const Context &context,
                         const WorkingSet &set)
{
    if (auto *task = std::get_if<Task>(&edited)) {
        const auto &old = std::get<Task>(before);
        moveMoment(wish, old, *task);
        if (auto ok = Checks::plan(task->cycleId == old.cycleId ? Uuid{} : task->cycleId,
                                   task->milestoneId == old.milestoneId ? Uuid{} : task->milestoneId, set);
            !ok)
            return ok;
        return Checks::dates(*task);
    }
    if (auto *comment = std::get_if<Comment>(&edited)) {
        if (comment->body != std::get<Comment>(before).body)
            comment->editedAt = context.now;
    } else if (auto *message = std::get_if<Message>(&edited)) {
        if (message->body != std::get<Message>(before).body)
            message->editedAt = context.now;
    } else if (const auto *user = std::get_if<User>(&edited)) {
        return Checks::timeZone(user->timeZone);
    } else if (const auto *field = std::get_if<CustomField>(&edited)) {
        const auto options = readFieldOptions(field->options);
        return options ? Result<void>() : Result<void>(options.error());
    } else if (const auto *made = std::get_if<Template>(&edited)) {
        const auto body = readTemplateBody(made->kind, made->body);
        return body ? Result<void>() : Result<void>(body.error());
    } else if (const auto *cycle = std::get_if<Cycle>(&edited)) {
        if (cycle->startDate.isValid() && cycle->endDate.isValid() && cycle->endDate < cycle->startDate)
            return Error::invalidField(QStringLiteral("endDate"), QStringLiteral("must not be before the start"));
    } else if (const auto *reminder = std::get_if<Reminder>(&edited)) {
        if ((reminder->at == 0) == (reminder->beforeDueMinutes == 0))
            return Error::invalidField(QStringLiteral("at"), QStringLiteral("must be set, or else beforeDueMinutes"));
    }
    return {};
}

Conflict conflictFor(const Context &context, const Edit &wish, const FieldDescription &field, const Value &losing)
{
    Conflict conflict;
    conflict.id = Uuid::v5(context.commandId, field.name);
    conflict.entity = QString::fromLatin1(describe(wish.entity).name);
    conflict.entityId = wish.id;
    conflict.field = QString::fromLatin1(field.name);
    conflict.losingValue = textOf(losing);
    conflict.winnerId = context.actor;
    conflict.createdAt = context.now;
    return conflict;
}

} // namespace

void EditHandler::needs(const Context &context, const Edit &wish, const WorkingSet &, Needs &needs) const
{
    if (context.stream.kind == StreamKind::Project)
        needs.row<Project>(context.stream.scope);
    needs.row(wish.entity, wish.id);
    if (wish.entity != EntityKind::Task)
        return;
    for (const FieldValue &field : wish.fields) {
        const Uuid *id = std::get_if<Uuid>(&field.value);
        if (id && field.field == fieldIndex<&Task::cycleId>())
            needs.row<Cycle>(*id);
        if (id && field.field == fieldIndex<&Task::milestoneId>())
            needs.row<Milestone>(*id);
    }
}

Result<void> EditHandler::handle(const Context &context, const Edit &wish, WorkingSet &set) const
{
    const EntityDescription &description = describe(wish.entity);
    if ((description.streams & streamBit(context.stream.kind)) == 0)
        return Error(ErrorCode::WrongStream,
                     QStringLiteral("%1 rows do not live in %2.")
                         .arg(QLatin1StringView(description.name), context.stream.toString()));
    const Entity *row = set.find(wish.entity, wish.id);
    if (!row)
        return Error::notFound(QString::fromLatin1(description.name));
    if (auto ok = checkEditable(context, *row, set); !ok)
        return ok;
    Entity edited = *row;
    std::vector<Conflict> conflicts;
    for (const FieldValue &field : wish.fields) {
        const FieldDescription &fieldDescription = description.fields[field.field];
        const Value current = readField(*row, field.field);
        if (current == field.value)
            continue;
        const auto base = std::find_if(wish.base.cbegin(), wish.base.cend(),
                                       [&field](const FieldValue &seen) { return seen.field == field.field; });
        if (base != wish.base.cend() && !wasSeen(fieldDescription, current, base->value))
            conflicts.push_back(conflictFor(context, wish, fieldDescription, current));
        writeField(edited, field.field, field.value);
    }
    if (auto ok = checkEdited(wish, *row, edited, context, set); !ok)
        return ok;
    set.put(std::move(edited));
    for (Conflict &conflict : conflicts)
        set.put(std::move(conflict));
    return {};
}

} // namespace TaskMaster::Server
