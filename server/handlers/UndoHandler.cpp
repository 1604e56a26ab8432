// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/Checks.h"
#include "server/handlers/CommandHandlers.h"
#include "server/handlers/Tally.h"
#include "server/handlers/UndoRules.h"

namespace TaskMaster::Server {
namespace {

PastCommand undoneBy(const Context &context, const Undo &wish)
{
    return {context.actor, wish.undoneId};
}

/// The row as the event found it, for one that it deleted.
Entity deletedRow(const Change &before)
{
    Entity row = makeEntity(before.entity, before.id);
    applyFields(row, before.fields);
    return row;
}

/// The task in this stream that the row belongs to. What is personal may speak of tasks elsewhere.
Uuid taskOf(const Context &context, const Entity &row)
{
    if (context.stream.kind != StreamKind::Project)
        return {};
    return std::visit(
        []<class E>(const E &entity) {
            if constexpr (requires { entity.taskId; })
                return entity.taskId;
            else
                return Uuid{};
        },
        row);
}

/// A number that was given out: the project's row comes along with every new task.
bool onlyKept(const Change &change)
{
    return change.op == ChangeOp::Put
        && std::all_of(change.fields.begin(), change.fields.end(), [&change](const FieldValue &field) {
               return describe(change.entity).fields[field.field].has(Kept);
           });
}

/// A project that was made or put away; what is edited in it goes back.
bool isFinal(const Change &change)
{
    const auto isEdited = [&change](const FieldValue &field) {
        return (describe(change.entity).fields[field.field].flags & (Editable | Kept)) != 0;
    };
    return change.entity == EntityKind::Project
        && (change.op != ChangeOp::Put || !std::all_of(change.fields.begin(), change.fields.end(), isEdited));
}

/// Fields that say where a task stands: they go back together or not at all.
bool isPlace(EntityKind kind, quint8 field)
{
    return kind == EntityKind::Task
        && (field == fieldIndex<&Task::columnId>() || field == fieldIndex<&Task::rank>()
            || field == fieldIndex<&Task::startedAt>() || field == fieldIndex<&Task::completedAt>()
            || field == fieldIndex<&Task::cancelledAt>());
}

/// One Undo at work: goes through the event's changes from the last to the first.
class Undoing {
public:
    Undoing(const Context &context, WorkingSet &set)
        : m_context(context)
        , m_set(set)
    {
    }

    void takeBack(const WorkingSet::Past &past)
    {
        // Tasks first: their parts come back to them.
        for (const Change &before : past.before) {
            if (before.op == ChangeOp::Delete && before.entity == EntityKind::Task)
                takeBackDelete(before);
        }
        for (qsizetype i = past.changes.size() - 1; i >= 0; --i) {
            const Change &change = past.changes[i];
            switch (change.op) {
            case ChangeOp::Create:
                takeBackCreate(change, past.seq);
                break;
            case ChangeOp::Put:
                takeBackPut(change, past.before[i]);
                break;
            case ChangeOp::Delete:
                takeBackDelete(past.before[i]);
                break;
            }
        }
        for (Conflict &conflict : m_conflicts)
            m_set.put(std::move(conflict));
    }

private:
    void takeBackCreate(const Change &change, qint64 seq)
    {
        const Entity *row = m_set.find(change.entity, change.id);
        if (!row)
            return;
        // What others hold on to is put away, not deleted.
        Entity away = *row;
        if (auto *task = std::get_if<Task>(&away)) {
            task->trashedAt = task->trashedAt != 0 ? task->trashedAt : m_context.now;
            return Tally::put(std::move(away), m_set);
        }
        if (auto *cycle = std::get_if<Cycle>(&away)) {
            cycle->closedAt = cycle->closedAt != 0 ? cycle->closedAt : m_context.now;
            return m_set.put(std::move(away));
        }
        if (archive<Column>(away) || archive<Label>(away) || archive<Milestone>(away) || archive<CustomField>(away))
            return m_set.put(std::move(away));
        if (UndoRules::isHeldOnTo(*row, m_set))
            return skip(change, fieldIndex<&Checklist::name>(), {});
        if (rowOf(*row).rev != seq && change.entity != EntityKind::Conflict) {
            if (const auto field = changedSince(change, *row))
                return skip(change, *field, {});
        }
        removeReactions(change);
        Tally::remove(change.entity, change.id, m_set);
    }

    /// The first field that is not as the row was made. Order keys may have changed with those of the neighbours.
    static std::optional<quint8> changedSince(const Change &change, const Entity &row)
    {
        Entity made = makeEntity(change.entity, change.id);
        applyFields(made, change.fields);
        for (const FieldValue &field : changedFields(made, row)) {
            const FieldDescription &description = describe(change.entity).fields[field.field];
            if (!description.has(Counter) && description.type != FieldType::Rank)
                return field.field;
        }
        return std::nullopt;
    }

    /// They go with what they were put on.
    void removeReactions(const Change &change)
    {
        if (change.entity != EntityKind::Comment && change.entity != EntityKind::Message)
            return;
        for (const Reaction *reaction : m_set.related<&Reaction::targetId>(change.id))
            m_set.remove(EntityKind::Reaction, reaction->id);
    }

    template <class E> bool archive(Entity &row)
    {
        auto *entity = std::get_if<E>(&row);
        if (entity && entity->archivedAt == 0)
            entity->archivedAt = m_context.now;
        return entity != nullptr;
    }

    void takeBackPut(const Change &change, const Change &before)
    {
        const Entity *row = m_set.find(change.entity, change.id);
        if (!row)
            return;
        const Entity now = *row;
        Entity restored = now;
        const bool isPlaceFree = mayPlaceGoBack(now, change, before);
        std::set<quint8> staying;
        for (const FieldValue &old : before.fields) {
            if (isLeftAlone(change.entity, old.field))
                continue;
            const auto set = std::find_if(change.fields.begin(), change.fields.end(),
                                          [&old](const FieldValue &field) { return field.field == old.field; });
            const bool isUnchanged = set != change.fields.end() && readField(now, old.field) == set->value;
            if (isPlace(change.entity, old.field) ? isPlaceFree : isUnchanged)
                writeField(restored, old.field, old.value);
            else
                staying.insert(old.field);
        }
        for (const quint8 field : UndoRules::unfit(m_context, now, restored, m_set)) {
            writeField(restored, field, readField(now, field));
            staying.insert(field);
        }
        for (const FieldValue &old : before.fields) {
            const bool isNamed = !isPlace(change.entity, old.field) || old.field == fieldIndex<&Task::columnId>();
            if (isNamed && staying.contains(old.field) && readField(now, old.field) != old.value)
                skip(change, old.field, old.value);
        }
        Tally::put(std::move(restored), m_set);
    }

    static bool isLeftAlone(EntityKind kind, quint8 field)
    {
        const FieldDescription &description = describe(kind).fields[field];
        return description.has(Counter) || description.has(Kept);
    }

    /// Nobody has moved the task since, and the column that it came from still takes cards.
    bool mayPlaceGoBack(const Entity &row, const Change &change, const Change &before) const
    {
        if (change.entity != EntityKind::Task)
            return true;
        for (const FieldValue &field : change.fields) {
            const bool isWhere =
                field.field == fieldIndex<&Task::columnId>() || field.field == fieldIndex<&Task::rank>();
            if (isWhere && readField(row, field.field) != field.value)
                return false;
        }
        for (const FieldValue &old : before.fields) {
            const Uuid *column = old.field == fieldIndex<&Task::columnId>() ? std::get_if<Uuid>(&old.value) : nullptr;
            if (column && !Checks::openColumn(*column, m_set))
                return false;
        }
        return true;
    }

    void takeBackDelete(const Change &before)
    {
        if (m_set.find(before.entity, before.id))
            return;
        Entity row = deletedRow(before);
        const Uuid task = taskOf(m_context, row);
        if (!task.isNull() && !m_set.find<Task>(task))
            return; // went with its task
        if (!UndoRules::mayReturn(m_context, row, m_set))
            return;
        if (before.entity == EntityKind::Task)
            zeroCounters(row);
        Tally::put(std::move(row), m_set);
    }

    /// What is counted comes back row by row, and counts again.
    static void zeroCounters(Entity &row)
    {
        const auto fields = describe(kindOf(row)).fields;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (fields[i].has(Counter))
                writeField(row, static_cast<int>(i), Value(qint64(0)));
        }
    }

    void skip(const Change &change, quint8 field, const Value &unrestored)
    {
        const EntityDescription &entity = describe(change.entity);
        Conflict conflict;
        conflict.id = Uuid::v5(m_context.commandId, change.id.toBytes() + entity.fields[field].name);
        conflict.entity = QString::fromLatin1(entity.name);
        conflict.entityId = change.id;
        conflict.field = QString::fromLatin1(entity.fields[field].name);
        conflict.losingValue = textOf(unrestored);
        conflict.createdAt = m_context.now;
        m_conflicts.push_back(std::move(conflict));
    }

    const Context &m_context;
    WorkingSet &m_set;
    std::vector<Conflict> m_conflicts;
};

} // namespace

void UndoHandler::needs(const Context &context, const Undo &wish, const WorkingSet &set, Needs &needs) const
{
    if (context.stream.kind == StreamKind::Project)
        needs.row<Project>(context.stream.scope);
    needs.past(undoneBy(context, wish));
    const WorkingSet::Past *past = set.past(undoneBy(context, wish));
    if (!past)
        return;
    for (const Change &before : past->before) {
        Tally::needs(before.entity, before.id, set, needs);
        UndoRules::needs(context, before, set, needs);
        if (before.op == ChangeOp::Delete)
            needs.row<Task>(taskOf(context, deletedRow(before)));
    }
}

Result<void> UndoHandler::handle(const Context &context, const Undo &wish, WorkingSet &set) const
{
    if (context.stream.kind == StreamKind::Project) {
        if (const auto project = Checks::openProject(context, set); !project)
            return project.error();
    }
    const WorkingSet::Past *past = set.past(undoneBy(context, wish));
    if (!past)
        return Error(ErrorCode::NotFound, QStringLiteral("There is no command of yours with that id to undo here."));
    for (const Change &change : past->changes) {
        const Capability capability = Access::capabilityFor(change.entity, context.stream.kind);
        if (change.entity == EntityKind::Conflict || onlyKept(change))
            continue;
        if (capability == Capability::SystemOnly || isFinal(change))
            return Error::forbidden(QStringLiteral("This cannot be undone."));
        if (capability == Capability::ManageProject) {
            if (auto ok = Access::mayUse(capability, context.actor, context.stream, context.workspace, true); !ok)
                return ok;
        }
    }
    Undoing(context, set).takeBack(*past);
    return {};
}

} // namespace TaskMaster::Server
