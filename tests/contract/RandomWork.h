// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/StorageFixture.h"

#include <random>

namespace TaskMaster::Test {

/**
 * Wishes of every kind that a project's stream knows, over what is there at the moment: mostly sensible, sometimes
 * refused. The same seed and the same rows give the same wishes, but for the ids of new rows.
 */
class RandomWork {
public:
    RandomWork(const World &world, quint32 seed)
        : m_world(world)
        , m_random(seed)
    {
    }

    /// Of a person: `actor` is one of the world's two.
    CommandArgs wish(const QList<Entity> &rows, const Uuid &actor)
    {
        m_rows = &rows;
        m_actor = actor;
        if (some(12))
            return bulk();
        return single();
    }
    /// Of the server itself.
    CommandArgs wishOfTheServer(const QList<Entity> &rows)
    {
        m_rows = &rows;
        m_actor = systemActor();
        switch (below(4)) {
        case 0:
            return RecordDay{QDate(2026, 9, 1).addDays(below(3)), idOf<Column>(), idOf<Cycle>(), below(20), below(60)};
        case 1:
            return PurgeTask{trashed()};
        case 2:
            return RepeatTask{repeated(), Uuid::v7(), {}, QDate(2026, 10, 1).addDays(below(9)), 0, 0};
        default:
            return importedRows();
        }
    }
    /// One time in `n`.
    bool some(int n) { return below(n) == 0; }
    int below(int n) { return n <= 0 ? 0 : static_cast<int>(m_random() % static_cast<quint32>(n)); }
    template <class T> const T &oneOf(const QList<T> &list) { return list[below(static_cast<int>(list.size()))]; }

private:
    template <class E, class Which> const E *row(Which which)
    {
        QList<const E *> found;
        for (const Entity &entity : *m_rows) {
            if (const E *wanted = std::get_if<E>(&entity); wanted && which(*wanted))
                found.append(wanted);
        }
        return found.isEmpty() ? nullptr : oneOf(found);
    }
    template <class E> const E *row()
    {
        return row<E>([](const E &) { return true; });
    }
    /// An id that names nothing where there is no such row: then the wish is refused.
    template <class E> Uuid idOf()
    {
        const E *found = row<E>();
        return found ? found->id : Uuid::v7();
    }
    template <class E> Uuid maybe() { return some(2) ? Uuid{} : idOf<E>(); }
    Uuid task()
    {
        const Task *found = row<Task>([this](const Task &each) { return each.isOpen() || some(6); });
        return found ? found->id : Uuid::v7();
    }
    Uuid trashed()
    {
        const Task *found = row<Task>([](const Task &each) { return each.trashedAt != 0; });
        return found ? found->id : Uuid::v7();
    }
    Uuid repeated()
    {
        const Recurrence *found = row<Recurrence>();
        return found ? found->taskId : Uuid::v7();
    }
    Uuid person() { return some(2) ? m_world.owner : m_world.member; }
    QString text()
    {
        static const QStringList words{QStringLiteral("paint"),    QStringLiteral("fence — ✓"),
                                       QStringLiteral("“quoted”"), QStringLiteral("a\\b"),
                                       QStringLiteral("Grün"),     QStringLiteral("{\"entity\":"),
                                       QStringLiteral("0"),        QStringLiteral("null")};
        return oneOf(words) + QStringLiteral(" %1").arg(below(1000));
    }
    QDate day() { return some(4) ? QDate() : QDate(2026, 10, 1).addDays(below(30)); }

    CommandArgs bulk()
    {
        Bulk bulk;
        const int size = 2 + below(4);
        for (int i = 0; i < size; ++i) {
            CommandArgs inner = single();
            while (!mayBeInBulk(inner))
                inner = single();
            bulk.commands.push_back({std::move(inner)});
        }
        return bulk;
    }

    CommandArgs single()
    {
        switch (below(13)) {
        case 0:
        case 1:
            return newTask();
        case 2:
        case 3:
        case 4:
            return aboutATask();
        case 5:
        case 6:
            return aboutParts();
        case 7:
        case 8:
            return edit();
        case 9:
            return aboutTheProject();
        case 10:
            return planning();
        case 11:
            return customFields();
        default:
            return timeAndTalk();
        }
    }

    CommandArgs newTask()
    {
        CreateTask wish;
        wish.taskId = Uuid::v7();
        wish.columnId = idOf<Column>();
        wish.afterId = maybe<Task>();
        wish.title = text();
        wish.description = some(2) ? text() : QString();
        wish.estimate = below(8);
        wish.dueDate = day();
        wish.parentId = some(3) ? task() : Uuid{};
        wish.cycleId = some(3) ? idOf<Cycle>() : Uuid{};
        wish.milestoneId = some(3) ? idOf<Milestone>() : Uuid{};
        return wish;
    }

    CommandArgs aboutATask()
    {
        switch (below(12)) {
        case 0:
        case 1:
        case 2:
            return MoveTask{task(), idOf<Column>(), maybe<Task>(), {}};
        case 3:
            return ArchiveTask{some(2) ? task() : idOf<Task>(), some(2)};
        case 4:
            return TrashTask{task()};
        case 5:
            return RestoreTask{trashed()};
        case 6:
            return AssignTask{task(), person(), !some(3)};
        case 7:
            return LabelTask{task(), idOf<Label>(), !some(3)};
        case 8:
            return SetParent{task(), some(3) ? Uuid{} : task()};
        case 9:
            return DuplicateTask{task(), Uuid::v7(), maybe<Column>(), {}, {}, some(2) ? text() : QString()};
        case 10:
            return SetRecurrence{task(), some(4) ? QString() : QStringLiteral("FREQ=DAILY"), RecurFrom::Done, {}};
        default:
            return RelateTasks{task(), task(), static_cast<RelationType>(below(3)), !some(4)};
        }
    }

    CommandArgs aboutParts()
    {
        switch (below(12)) {
        case 0:
            return AddChecklist{Uuid::v7(), task(), text(), maybe<Checklist>(), {}};
        case 1:
            return RemoveChecklist{idOf<Checklist>()};
        case 2:
        case 3:
            return AddChecklistItem{Uuid::v7(), idOf<Checklist>(), text(), maybe<ChecklistItem>(), {}, some(3)};
        case 4:
            return CheckItem{idOf<ChecklistItem>(), !some(3)};
        case 5:
            return MoveChecklistItem{idOf<ChecklistItem>(), idOf<Checklist>(), maybe<ChecklistItem>(), {}};
        case 6:
            return RemoveChecklistItem{idOf<ChecklistItem>()};
        case 7:
            return WatchTask{task(), !some(3), {}};
        case 8:
            return React{RowTarget::Task, task(), QStringLiteral("👍"), !some(3)};
        case 9:
            return React{RowTarget::Comment, idOf<Comment>(), QStringLiteral("🎉"), !some(3)};
        case 10:
            return AttachLink{Uuid::v7(), task(), text(), QStringLiteral("https://example.org/%1").arg(below(99)),
                              {},         0,      0};
        default:
            return RemoveAttachment{idOf<Attachment>()};
        }
    }

    CommandArgs aboutTheProject()
    {
        switch (below(9)) {
        case 0:
            return CreateColumn{Uuid::v7(),    text(),          static_cast<ColumnType>(below(5)),
                                below(2) * 50, maybe<Column>(), {}};
        case 1:
            return MoveColumn{idOf<Column>(), maybe<Column>(), {}};
        case 2:
            return ArchiveColumn{idOf<Column>(), some(3)};
        case 3:
            return CreateLabel{Uuid::v7(), text(), QStringLiteral("#aabbcc")};
        case 4:
            return ArchiveLabel{idOf<Label>(), some(2)};
        case 5:
            return CreateView{Uuid::v7(), text(), static_cast<ViewKind>(below(5)), QStringLiteral("label:bug"), {}, {},
                              {},         {}};
        case 6:
            return RemoveView{idOf<SavedView>()};
        case 7:
            return DismissConflict{idOf<Conflict>()};
        default:
            return CreateLabel{Uuid::v7(), text(), {}};
        }
    }

    CommandArgs planning()
    {
        switch (below(6)) {
        case 0:
        case 1:
            return CreateCycle{Uuid::v7(), text(), text(), QDate(2026, 9, 1), QDate(2026, 9, 14)};
        case 2:
            return CloseCycle{idOf<Cycle>(), maybe<Cycle>()};
        case 3:
            return CreateMilestone{Uuid::v7(), text(), text(), day()};
        case 4:
            return CompleteMilestone{idOf<Milestone>(), some(2)};
        default:
            return ArchiveMilestone{idOf<Milestone>(), some(2)};
        }
    }

    CommandArgs customFields()
    {
        switch (below(6)) {
        case 0:
        case 1:
            return CreateField{Uuid::v7(), text(), CustomFieldType::Text, {}, maybe<CustomField>(), {}};
        case 2:
            return MoveField{idOf<CustomField>(), maybe<CustomField>(), {}};
        case 3:
            return ArchiveField{idOf<CustomField>(), some(2)};
        default:
            return SetField{task(), idOf<CustomField>(), some(3) ? QString() : text()};
        }
    }

    CommandArgs timeAndTalk()
    {
        constexpr qint64 monday = 1'789'000'000'000;
        switch (below(10)) {
        case 0:
            return StartTimer{Uuid::v7(), task(), text()};
        case 1:
            return StopTimer{idOf<TimeEntry>()};
        case 2:
            return AddTimeEntry{Uuid::v7(), task(), monday, monday + (1 + below(90)) * 60'000, text(), {}};
        case 3:
            return AdjustTimeEntry{idOf<TimeEntry>(), monday, monday + (1 + below(90)) * 60'000};
        case 4:
            return RemoveTimeEntry{idOf<TimeEntry>()};
        case 5:
            return AddComment{Uuid::v7(), task(), text(), {}, {}, 0, {}};
        case 6:
            return DeleteComment{idOf<Comment>()};
        case 7:
            return PostMessage{Uuid::v7(), text(), maybe<Message>(), {}, {}, 0};
        case 8:
            return RemoveMessage{idOf<Message>()};
        default:
            return AddComment{Uuid::v7(), task(), text(), {}, {}, 0, {}};
        }
    }

    CommandArgs edit()
    {
        const Entity *found = &oneOf(*m_rows);
        for (int tries = 0; tries < 20 && editableOf(kindOf(*found)).isEmpty(); ++tries)
            found = &oneOf(*m_rows);
        if (editableOf(kindOf(*found)).isEmpty())
            return newTask();
        Edit edit{kindOf(*found), rowOf(*found).id, {}, {}};
        const auto fields = describe(edit.entity).fields;
        for (const int field : editableOf(edit.entity)) {
            if (!edit.fields.isEmpty() && !some(4))
                continue;
            if (const auto value = newValue(fields[static_cast<std::size_t>(field)])) {
                edit.fields.append({static_cast<quint8>(field), *value});
                // Sometimes its author has not seen what is there now.
                if (some(3))
                    edit.base.append({static_cast<quint8>(field), Value(QStringLiteral("seen long ago"))});
            }
        }
        return edit.fields.isEmpty() ? newTask() : CommandArgs(edit);
    }
    static QList<int> editableOf(EntityKind kind)
    {
        QList<int> fields;
        for (std::size_t i = 0; i < describe(kind).fields.size(); ++i) {
            if (describe(kind).fields[i].has(Editable))
                fields.append(static_cast<int>(i));
        }
        return fields;
    }
    std::optional<Value> newValue(const FieldDescription &field)
    {
        const QByteArray name(field.name);
        if (name == "options" || name == "key" || name == "timeZone" || name == "startAt" || name == "dueAt"
            || name == "wipPolicy")
            return std::nullopt; // have a form of their own, or stop all work
        switch (field.type) {
        case FieldType::Text:
        case FieldType::LongText:
            return Value(name == "color" ? QStringLiteral("#%1").arg(100000 + below(99999)) : text());
        case FieldType::Integer:
            return Value(field.minimum + below(20));
        case FieldType::Boolean:
            return Value(some(2));
        case FieldType::Date:
            return some(4) ? Value() : Value(QStringLiteral("2026-11-%1").arg(10 + below(19)));
        case FieldType::Choice:
            return Value(QString::fromLatin1(
                field.choices[static_cast<std::size_t>(below(static_cast<int>(field.choices.size())))]));
        case FieldType::Id:
            return name == "cycleId" ? Value(idOf<Cycle>()) : Value(idOf<Milestone>());
        default:
            return std::nullopt;
        }
    }

    /// A task with a comment, as a move from another project brings them.
    CommandArgs importedRows()
    {
        Task task;
        task.id = Uuid::v7();
        task.title = text();
        task.columnId = idOf<Column>();
        task.commentCount = 1;
        Comment comment;
        comment.id = Uuid::v7();
        comment.taskId = task.id;
        comment.body = text();
        comment.authorName = text();
        PutRows put;
        for (const Entity &row : {Entity(task), Entity(comment)})
            put.rows.append({kindOf(row), rowOf(row).id, ChangeOp::Create, setFields(row)});
        return put;
    }

    const World &m_world;
    std::mt19937 m_random;
    const QList<Entity> *m_rows = nullptr;
    Uuid m_actor;
};

} // namespace TaskMaster::Test
