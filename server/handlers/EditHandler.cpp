// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/EditHandler.h"

#include "server/handlers/Checks.h"

namespace TaskMaster::Server {
namespace {

StreamKind streamOf(EntityKind kind)
{
    switch (kind) {
    case EntityKind::Workspace:
    case EntityKind::Member:
    case EntityKind::ProjectEntry:
        return StreamKind::Workspace;
    case EntityKind::User:
    case EntityKind::Access:
        return StreamKind::User;
    default:
        return StreamKind::Project;
    }
}

/// What a person reads as the value that lost.
QString toText(const Value &value)
{
    return std::visit(
        []<class T>(const T &alternative) {
            if constexpr (std::is_same_v<T, QString>)
                return alternative;
            else if constexpr (std::is_same_v<T, Uuid>)
                return alternative.toString();
            else if constexpr (std::is_same_v<T, std::monostate>)
                return QString();
            else
                return QString::number(alternative);
        },
        value);
}

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
    const auto *comment = std::get_if<Comment>(&row);
    const bool isForeign = comment && comment->authorId != context.actor;
    if (isForeign
        && !Access::mayUse(Capability::ManageWorkspace, context.actor, context.stream, context.workspace, false))
        return Error::forbidden(QStringLiteral("Only its author or an admin can edit a comment."));
    return {};
}

Conflict conflictFor(const Context &context, const Edit &wish, const FieldDescription &field, const Value &losing)
{
    Conflict conflict;
    conflict.id = Uuid::v5(context.commandId, field.name);
    conflict.entity = QString::fromLatin1(describe(wish.entity).name);
    conflict.entityId = wish.id;
    conflict.field = QString::fromLatin1(field.name);
    conflict.losingValue = toText(losing);
    conflict.winnerId = context.actor;
    conflict.createdAt = context.now;
    return conflict;
}

} // namespace

Capability EditHandler::capabilityFor(EntityKind kind)
{
    switch (kind) {
    case EntityKind::Task:
    case EntityKind::Comment:
        return Capability::EditWork;
    case EntityKind::Project:
    case EntityKind::Column:
    case EntityKind::Label:
        return Capability::ManageProject;
    case EntityKind::Workspace:
        return Capability::ManageWorkspace;
    case EntityKind::User:
        return Capability::OwnAccount;
    default:
        return Capability::SystemOnly; // kept by reactions; no field of theirs is Editable
    }
}

void EditHandler::needs(const Context &context, const Edit &wish, const WorkingSet &, Needs &needs) const
{
    if (context.stream.kind == StreamKind::Project)
        needs.row<Project>(context.stream.scope);
    needs.row(wish.entity, wish.id);
}

Result<void> EditHandler::handle(const Context &context, const Edit &wish, WorkingSet &set) const
{
    const EntityDescription &description = describe(wish.entity);
    if (streamOf(wish.entity) != context.stream.kind)
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
    if (const auto *task = std::get_if<Task>(&edited);
        task && task->startDate.isValid() && task->dueDate.isValid() && task->dueDate < task->startDate)
        return Error::invalidField(QStringLiteral("dueDate"), QStringLiteral("must not be before the start date"));
    set.put(std::move(edited));
    for (Conflict &conflict : conflicts)
        set.put(std::move(conflict));
    return {};
}

} // namespace TaskMaster::Server
