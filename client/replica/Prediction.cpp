// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/Prediction.h"

#include "shared/core/Rank.h"

namespace TaskMaster::Client::Prediction {
namespace {

/// One command's foresight: an overload per command reads top to bottom like the handler that it foresees.
class Foresight {
public:
    Foresight(const Command &command, const StreamRows &rows, const Author &author, Reads &reads)
        : m_command(command)
        , m_rows(rows)
        , m_author(author)
        , m_reads(reads)
    {
    }

    // ---- workspace

    void operator()(const CreateWorkspace &wish)
    {
        Workspace workspace;
        workspace.id = m_command.stream.scope;
        workspace.name = wish.name;
        workspace.createdAt = m_author.now;
        create(workspace);
        Member owner;
        owner.id = memberId(m_command.stream.scope, m_author.userId);
        owner.userId = m_author.userId;
        owner.role = Role::Owner;
        owner.name = m_author.name;
        create(owner);
    }
    void operator()(const ArchiveWorkspace &wish)
    {
        archive<Workspace>(m_command.stream.scope, &Workspace::archivedAt, wish.archived);
    }
    void operator()(const SetMember &wish)
    {
        // A person who is not here yet comes with the server's answer: only it knows the name.
        update<Member>(memberId(m_command.stream.scope, wish.userId), [&wish](Member &row) { row.role = wish.role; });
    }
    void operator()(const RemoveMember &wish) { remove<Member>(memberId(m_command.stream.scope, wish.userId)); }

    // ---- project

    void operator()(const CreateProject &wish)
    {
        Project project;
        project.id = m_command.stream.scope;
        project.name = wish.name;
        project.key = wish.key;
        project.color = wish.color;
        project.createdAt = m_author.now;
        create(project);
        if (!wish.empty)
            createUsualColumns();
    }
    void operator()(const ArchiveProject &wish)
    {
        archive<Project>(m_command.stream.scope, &Project::archivedAt, wish.archived);
    }
    void operator()(const AddProjectMember &wish)
    {
        ProjectMember row;
        row.id = memberId(m_command.stream.scope, wish.userId);
        row.userId = wish.userId;
        if (!look<ProjectMember>(row.id))
            create(row);
    }
    void operator()(const RemoveProjectMember &wish)
    {
        remove<ProjectMember>(memberId(m_command.stream.scope, wish.userId));
    }
    void operator()(const CreateColumn &wish)
    {
        Column column;
        column.id = wish.columnId;
        column.name = wish.name;
        column.type = wish.type;
        column.wipLimit = wish.wipLimit;
        column.rank = columnRank(wish.columnId, wish.afterId, wish.beforeId);
        create(column);
    }
    void operator()(const MoveColumn &wish)
    {
        update<Column>(wish.columnId, [this, &wish](Column &row) {
            row.rank = columnRank(wish.columnId, wish.afterId, wish.beforeId);
        });
    }
    void operator()(const ArchiveColumn &wish) { archive<Column>(wish.columnId, &Column::archivedAt, wish.archived); }
    void operator()(const CreateLabel &wish)
    {
        Label label;
        label.id = wish.labelId;
        label.name = wish.name;
        label.color = wish.color;
        create(label);
    }
    void operator()(const ArchiveLabel &wish) { archive<Label>(wish.labelId, &Label::archivedAt, wish.archived); }

    // ---- tasks

    void operator()(const CreateTask &wish)
    {
        const Column *column = look<Column>(wish.columnId);
        if (!column)
            return;
        Task task;
        task.id = wish.taskId;
        task.title = wish.title;
        task.description = wish.description;
        task.columnId = wish.columnId;
        task.rank = taskRank(wish.taskId, wish.columnId, wish.afterId, wish.beforeId);
        task.priority = wish.priority;
        task.estimate = wish.estimate;
        task.startDate = wish.startDate;
        task.dueDate = wish.dueDate;
        task.creatorId = m_author.userId;
        task.createdAt = m_author.now;
        task.completedAt = column->type == ColumnType::Done ? m_author.now : 0;
        task.archivedAt = wish.archived ? m_author.now : 0;
        create(task);
    }
    void operator()(const MoveTask &wish)
    {
        const Column *target = look<Column>(wish.columnId);
        if (!target)
            return;
        if (const Task *task = look<Task>(wish.taskId); task && isThereAlready(*task, wish))
            return;
        update<Task>(wish.taskId, [this, &wish, target](Task &row) {
            const bool isDone = target->type == ColumnType::Done;
            if (isDone != (row.completedAt != 0))
                row.completedAt = isDone ? m_author.now : 0;
            row.rank = taskRank(wish.taskId, wish.columnId, wish.afterId, wish.beforeId);
            row.columnId = wish.columnId;
        });
    }
    void operator()(const ArchiveTask &wish) { archive<Task>(wish.taskId, &Task::archivedAt, wish.archived); }
    void operator()(const TrashTask &wish) { archive<Task>(wish.taskId, &Task::trashedAt, true); }
    void operator()(const RestoreTask &wish) { archive<Task>(wish.taskId, &Task::trashedAt, false); }
    void operator()(const AssignTask &wish)
    {
        join<TaskAssignee>(wish.taskId, &TaskAssignee::userId, wish.userId, wish.assigned);
    }
    void operator()(const LabelTask &wish)
    {
        join<TaskLabel>(wish.taskId, &TaskLabel::labelId, wish.labelId, wish.labelled);
    }
    void operator()(const AddComment &wish)
    {
        if (!look<Task>(wish.taskId) || look<Comment>(wish.commentId))
            return;
        Comment comment;
        comment.id = wish.commentId;
        comment.taskId = wish.taskId;
        comment.authorId = m_author.userId;
        comment.authorName = m_author.name;
        comment.body = wish.body;
        comment.createdAt = m_author.now;
        create(comment);
        update<Task>(wish.taskId, [](Task &row) { ++row.commentCount; });
    }
    void operator()(const DeleteComment &wish)
    {
        const Comment *comment = look<Comment>(wish.commentId);
        if (!comment)
            return;
        update<Task>(comment->taskId, [](Task &row) { row.commentCount = qMax<qint64>(0, row.commentCount - 1); });
        remove<Comment>(wish.commentId);
    }

    // ---- any field; and what only the server itself asks for

    void operator()(const Edit &wish)
    {
        const auto old = read({wish.entity, wish.id});
        if (!old)
            return;
        Entity edited = *old;
        applyFields(edited, wish.fields);
        put(*old, edited);
    }
    void operator()(const ListProject &) { }
    void operator()(const CreateUser &) { }
    void operator()(const GrantAccess &) { }
    void operator()(const RenameMember &) { }

    QList<Change> take() { return std::move(m_changes); }

private:
    // Every look at the rows is written down: what was not looked at cannot change the outcome.
    template <class E> [[nodiscard]] const E *look(const Uuid &id) const
    {
        if (!id.isNull())
            m_reads.rows.insert({Describes<E>::kind, id});
        return m_rows.find<E>(id);
    }
    [[nodiscard]] std::optional<Entity> read(const RowKey &key) const
    {
        m_reads.rows.insert(key);
        return m_rows.read(key);
    }
    [[nodiscard]] QString tailRank(const Uuid &column) const
    {
        m_reads.tails.insert(column);
        return m_rows.tailRank(column);
    }

    /// A row that is there already: the command came through before, and there is nothing to foresee.
    template <class E> void create(const E &row)
    {
        if (!look<E>(row.id))
            m_changes.append({Describes<E>::kind, row.id, ChangeOp::Create, setFields(Entity(row))});
    }
    void put(const Entity &before, const Entity &after)
    {
        if (FieldValues fields = changedFields(before, after); !fields.isEmpty())
            m_changes.append({kindOf(after), rowOf(after).id, ChangeOp::Put, std::move(fields)});
    }
    template <class E, class Edit> void update(const Uuid &id, Edit edit)
    {
        const E *old = look<E>(id);
        if (!old)
            return;
        E row = *old;
        edit(row);
        put(Entity(*old), Entity(std::move(row)));
    }
    template <class E> void remove(const Uuid &id)
    {
        if (look<E>(id))
            m_changes.append({Describes<E>::kind, id, ChangeOp::Delete, {}});
    }
    template <class E> void archive(const Uuid &id, qint64 E::*when, bool archived)
    {
        update<E>(id, [this, when, archived](E &row) {
            if (archived != (row.*when != 0))
                row.*when = archived ? m_author.now : 0;
        });
    }
    template <class E> void join(const Uuid &task, Uuid E::*other, const Uuid &otherId, bool joined)
    {
        E row;
        row.id = pairId(task, otherId);
        if (!joined)
            return remove<E>(row.id);
        row.taskId = task;
        row.*other = otherId;
        if (look<Task>(task))
            create(row);
    }

    void createUsualColumns()
    {
        struct Usual {
            const char *name;
            ColumnType type;
        };
        static constexpr Usual usual[]{{"Backlog", ColumnType::Backlog},
                                       {"Todo", ColumnType::Unstarted},
                                       {"In progress", ColumnType::Started},
                                       {"Done", ColumnType::Done}};
        const QStringList ranks = Rank::spread({}, {}, 4);
        for (qsizetype i = 0; i < ranks.size(); ++i) {
            Column column;
            column.id = Uuid::v5(m_command.commandId, QByteArrayView(usual[i].name));
            column.name = QString::fromLatin1(usual[i].name);
            column.type = usual[i].type;
            column.rank = ranks[i];
            create(column);
        }
    }

    [[nodiscard]] QString between(const QString &lower, const QString &upper) const
    {
        return Rank::between(lower, upper, m_command.commandId.toBytes());
    }

    /// Neighbours count only while they stand in the column; without both the task goes to its end.
    [[nodiscard]] QString taskRank(const Uuid &self, const Uuid &column, const Uuid &afterId,
                                   const Uuid &beforeId) const
    {
        const auto neighbour = [this, &self, &column](const Uuid &id) -> const Task * {
            const Task *task = id == self ? nullptr : look<Task>(id);
            return task && task->columnId == column ? task : nullptr;
        };
        const Task *after = neighbour(afterId);
        const Task *before = neighbour(beforeId);
        if (!after && !before)
            return between(tailRank(column), {});
        return between(after ? after->rank : QString(), before ? before->rank : QString());
    }

    /// Between the neighbours that were named already: the server changes nothing then.
    [[nodiscard]] bool isThereAlready(const Task &task, const MoveTask &wish) const
    {
        if (task.columnId != wish.columnId)
            return false;
        const Task *after = look<Task>(wish.afterId);
        const Task *before = look<Task>(wish.beforeId);
        return after && after->columnId == task.columnId && after->rank < task.rank && before
            && before->columnId == task.columnId && task.rank < before->rank;
    }

    [[nodiscard]] QString columnRank(const Uuid &self, const Uuid &afterId, const Uuid &beforeId) const
    {
        const Column *after = afterId == self ? nullptr : look<Column>(afterId);
        const Column *before = beforeId == self ? nullptr : look<Column>(beforeId);
        if (after || before)
            return between(after ? after->rank : QString(), before ? before->rank : QString());
        QString tail;
        m_reads.allColumns = true;
        for (const Column &column : m_rows.table<Column>()) {
            if (column.id != self)
                tail = qMax(tail, column.rank);
        }
        return between(tail, {});
    }

    const Command &m_command;
    const StreamRows &m_rows;
    const Author &m_author;
    Reads &m_reads;
    QList<Change> m_changes;
};

} // namespace

bool Reads::concern(const Change &change, const StreamRows &before) const
{
    if (rows.contains({change.entity, change.id}))
        return true;
    if (change.entity == EntityKind::Column)
        return allColumns;
    if (change.entity != EntityKind::Task || tails.isEmpty())
        return false;
    // The end of a column is another one when a task comes, goes or gets another place there.
    static const quint8 columnField = fieldOf<Task>(u"columnId");
    static const quint8 rankField = fieldOf<Task>(u"rank");
    bool moves = change.op != ChangeOp::Put;
    for (const FieldValue &field : change.fields) {
        const auto *column = field.field == columnField ? std::get_if<Uuid>(&field.value) : nullptr;
        if (column && tails.contains(*column))
            return true;
        moves = moves || column || field.field == rankField;
    }
    const Task *task = moves ? before.find<Task>(change.id) : nullptr;
    return task && tails.contains(task->columnId);
}

QList<Change> changesOf(const Command &command, const StreamRows &rows, const Author &author, Reads &reads)
{
    Foresight foresight(command, rows, author, reads);
    std::visit(foresight, command.args);
    return foresight.take();
}

Edit editOf(const Entity &seen, FieldValues fields)
{
    Edit edit{kindOf(seen), rowOf(seen).id, std::move(fields), {}};
    const auto descriptions = describe(edit.entity).fields;
    for (const FieldValue &field : edit.fields) {
        Value base = readField(seen, field.field);
        if (descriptions[field.field].type == FieldType::LongText)
            base = textHash(std::get<QString>(base));
        edit.base.append({field.field, std::move(base)});
    }
    return edit;
}

} // namespace TaskMaster::Client::Prediction
