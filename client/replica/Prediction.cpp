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
        task.startAt = wish.startAt;
        task.dueAt = wish.dueAt;
        task.parentId = wish.parentId;
        task.cycleId = wish.cycleId;
        task.milestoneId = wish.milestoneId;
        enter(task, *column);
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
            enter(row, *target);
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
        comment.parentId = wish.parentId;
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
    // ---- what belongs to a task

    void operator()(const SetParent &wish)
    {
        update<Task>(wish.taskId, [&wish](Task &row) { row.parentId = wish.parentId; });
    }
    void operator()(const AddChecklist &wish)
    {
        Checklist list;
        list.id = wish.checklistId;
        list.taskId = wish.taskId;
        list.name = wish.name;
        list.rank = siblingRank(Place{wish.checklistId, wish.afterId, wish.beforeId}, &Checklist::taskId, wish.taskId);
        create(list);
    }
    void operator()(const RemoveChecklist &wish)
    {
        for (const ChecklistItem &item : m_rows.table<ChecklistItem>()) {
            if (item.checklistId == wish.checklistId)
                (*this)(RemoveChecklistItem{item.id});
        }
        remove<Checklist>(wish.checklistId);
    }
    void operator()(const AddChecklistItem &wish)
    {
        const Checklist *list = look<Checklist>(wish.checklistId);
        if (!list || look<ChecklistItem>(wish.itemId))
            return;
        ChecklistItem item;
        item.id = wish.itemId;
        item.taskId = list->taskId;
        item.checklistId = wish.checklistId;
        item.text = wish.text;
        item.done = wish.done;
        item.rank =
            siblingRank(Place{wish.itemId, wish.afterId, wish.beforeId}, &ChecklistItem::checklistId, wish.checklistId);
        create(item);
        count(list->taskId, &Task::checkCount, 1);
        count(list->taskId, &Task::checkDoneCount, wish.done ? 1 : 0);
    }
    void operator()(const CheckItem &wish)
    {
        const ChecklistItem *item = look<ChecklistItem>(wish.itemId);
        if (!item || item->done == wish.done)
            return;
        update<ChecklistItem>(wish.itemId, [&wish](ChecklistItem &row) { row.done = wish.done; });
        count(item->taskId, &Task::checkDoneCount, wish.done ? 1 : -1);
    }
    void operator()(const MoveChecklistItem &wish)
    {
        const Place place{wish.itemId, wish.afterId, wish.beforeId};
        const QString rank = siblingRank(place, &ChecklistItem::checklistId, wish.checklistId);
        update<ChecklistItem>(wish.itemId, [&](ChecklistItem &row) {
            row.checklistId = wish.checklistId;
            row.rank = rank;
        });
    }
    void operator()(const RemoveChecklistItem &wish)
    {
        const ChecklistItem *item = look<ChecklistItem>(wish.itemId);
        if (!item)
            return;
        count(item->taskId, &Task::checkCount, -1);
        count(item->taskId, &Task::checkDoneCount, item->done ? -1 : 0);
        remove<ChecklistItem>(wish.itemId);
    }
    void operator()(const RelateTasks &wish)
    {
        Relation relation;
        relation.id = relationId(wish.taskId, wish.otherId, wish.type);
        if (!wish.related)
            return remove<Relation>(relation.id);
        relation.taskId = wish.taskId;
        relation.otherId = wish.otherId;
        relation.type = wish.type;
        if (look<Task>(wish.taskId) && look<Task>(wish.otherId))
            create(relation);
    }
    void operator()(const WatchTask &wish)
    {
        join<Watcher>(wish.taskId, &Watcher::userId, m_author.userId, wish.watching);
    }
    void operator()(const React &wish)
    {
        Reaction reaction;
        reaction.id = reactionId(wish.targetId, m_author.userId, wish.emoji);
        if (!wish.on)
            return remove<Reaction>(reaction.id);
        reaction.targetKind = wish.targetKind;
        reaction.targetId = wish.targetId;
        reaction.userId = m_author.userId;
        reaction.emoji = wish.emoji;
        create(reaction);
    }
    void operator()(const AttachLink &wish)
    {
        if (!look<Task>(wish.taskId) || look<Attachment>(wish.attachmentId))
            return;
        Attachment attachment;
        attachment.id = wish.attachmentId;
        attachment.taskId = wish.taskId;
        attachment.name = wish.name;
        attachment.url = wish.url;
        attachment.mimeType = wish.mimeType;
        attachment.sizeBytes = wish.sizeBytes;
        attachment.creatorId = m_author.userId;
        attachment.createdAt = m_author.now;
        create(attachment);
        count(wish.taskId, &Task::attachmentCount, 1);
    }
    void operator()(const RemoveAttachment &wish)
    {
        if (const Attachment *attachment = look<Attachment>(wish.attachmentId))
            count(attachment->taskId, &Task::attachmentCount, -1);
        remove<Attachment>(wish.attachmentId);
    }

    // ---- planning

    void operator()(const CreateCycle &wish)
    {
        Cycle cycle;
        cycle.id = wish.cycleId;
        cycle.name = wish.name;
        cycle.goal = wish.goal;
        cycle.startDate = wish.startDate;
        cycle.endDate = wish.endDate;
        create(cycle);
    }
    void operator()(const CloseCycle &wish)
    {
        update<Cycle>(wish.cycleId, [this, &wish](Cycle &row) {
            if (row.closedAt != 0)
                return;
            row.closedAt = m_author.now;
            row.carriedToId = wish.carryToId;
        });
    }
    void operator()(const CreateMilestone &wish)
    {
        Milestone milestone;
        milestone.id = wish.milestoneId;
        milestone.name = wish.name;
        milestone.description = wish.description;
        milestone.dueDate = wish.dueDate;
        create(milestone);
    }
    void operator()(const CompleteMilestone &wish)
    {
        archive<Milestone>(wish.milestoneId, &Milestone::completedAt, wish.completed);
    }
    void operator()(const ArchiveMilestone &wish)
    {
        archive<Milestone>(wish.milestoneId, &Milestone::archivedAt, wish.archived);
    }
    void operator()(const CreateField &wish)
    {
        CustomField field;
        field.id = wish.fieldId;
        field.name = wish.name;
        field.type = wish.type;
        field.options = wish.options;
        field.rank = listRank<CustomField>(Place{wish.fieldId, wish.afterId, wish.beforeId});
        create(field);
    }
    void operator()(const MoveField &wish)
    {
        const QString rank = listRank<CustomField>(Place{wish.fieldId, wish.afterId, wish.beforeId});
        update<CustomField>(wish.fieldId, [&rank](CustomField &row) { row.rank = rank; });
    }
    void operator()(const ArchiveField &wish)
    {
        archive<CustomField>(wish.fieldId, &CustomField::archivedAt, wish.archived);
    }
    void operator()(const SetField &wish)
    {
        const Uuid id = pairId(wish.taskId, wish.fieldId);
        if (wish.value.isEmpty())
            return remove<CustomValue>(id);
        if (look<CustomValue>(id))
            return update<CustomValue>(id, [&wish](CustomValue &row) { row.value = wish.value; });
        CustomValue value;
        value.id = id;
        value.taskId = wish.taskId;
        value.fieldId = wish.fieldId;
        value.value = wish.value;
        create(value);
    }
    void operator()(const SetRecurrence &wish)
    {
        const Uuid id = recurrenceId(wish.taskId);
        if (wish.rule.isEmpty())
            return remove<Recurrence>(id);
        const auto set = [&wish](Recurrence &row) {
            row.rule = wish.rule;
            row.from = wish.from;
            row.timeZone = wish.timeZone;
        };
        if (look<Recurrence>(id))
            return update<Recurrence>(id, set);
        Recurrence recurrence;
        recurrence.id = id;
        recurrence.taskId = wish.taskId;
        set(recurrence);
        create(recurrence);
    }

    // ---- time and talk

    void operator()(const StartTimer &wish)
    {
        for (const TimeEntry &running : m_rows.table<TimeEntry>()) {
            if (running.userId == m_author.userId && running.endedAt == 0)
                (*this)(StopTimer{running.id});
        }
        TimeEntry entry;
        entry.id = wish.entryId;
        entry.taskId = wish.taskId;
        entry.userId = m_author.userId;
        entry.startedAt = m_author.now;
        entry.note = wish.note;
        create(entry);
    }
    void operator()(const StopTimer &wish)
    {
        update<TimeEntry>(wish.entryId, [this](TimeEntry &row) {
            if (row.endedAt == 0)
                row.endedAt = qMax(m_author.now, row.startedAt + 1);
        });
    }
    void operator()(const AddTimeEntry &wish)
    {
        TimeEntry entry;
        entry.id = wish.entryId;
        entry.taskId = wish.taskId;
        entry.userId = m_author.userId;
        entry.startedAt = wish.startedAt;
        entry.endedAt = wish.endedAt;
        entry.note = wish.note;
        create(entry);
    }
    void operator()(const AdjustTimeEntry &wish)
    {
        update<TimeEntry>(wish.entryId, [&wish](TimeEntry &row) {
            row.startedAt = wish.startedAt;
            row.endedAt = wish.endedAt;
        });
    }
    void operator()(const RemoveTimeEntry &wish) { remove<TimeEntry>(wish.entryId); }
    void operator()(const PostMessage &wish)
    {
        Message message;
        message.id = wish.messageId;
        message.authorId = m_author.userId;
        message.authorName = m_author.name;
        message.body = wish.body;
        message.parentId = wish.parentId;
        message.createdAt = m_author.now;
        create(message);
    }
    void operator()(const RemoveMessage &wish) { remove<Message>(wish.messageId); }

    // ---- views, templates, one person

    void operator()(const CreateTemplate &wish)
    {
        Template made;
        made.id = wish.templateId;
        made.name = wish.name;
        made.kind = wish.kind;
        made.body = wish.body;
        made.creatorId = m_author.userId;
        made.createdAt = m_author.now;
        create(made);
    }
    void operator()(const RemoveTemplate &wish) { remove<Template>(wish.templateId); }
    void operator()(const CreateView &wish)
    {
        SavedView view;
        view.id = wish.viewId;
        view.name = wish.name;
        view.kind = wish.kind;
        view.query = wish.query;
        view.groupBy = wish.groupBy;
        view.swimlaneBy = wish.swimlaneBy;
        view.sortBy = wish.sortBy;
        view.columns = wish.columns;
        view.rank = listRank<SavedView>(Place{wish.viewId, {}, {}});
        view.creatorId = m_author.userId;
        view.createdAt = m_author.now;
        create(view);
    }
    void operator()(const RemoveView &wish) { remove<SavedView>(wish.viewId); }
    void operator()(const AddReminder &wish)
    {
        Reminder reminder;
        reminder.id = wish.reminderId;
        reminder.projectId = wish.projectId;
        reminder.taskId = wish.taskId;
        reminder.at = wish.at;
        reminder.beforeDueMinutes = wish.beforeDueMinutes;
        reminder.note = wish.note;
        create(reminder);
    }
    void operator()(const RemoveReminder &wish) { remove<Reminder>(wish.reminderId); }
    void operator()(const MarkNotification &wish)
    {
        archive<Notification>(wish.notificationId, &Notification::readAt, wish.read);
    }
    void operator()(const MarkAllNotifications &wish)
    {
        for (const Notification &row : m_rows.table<Notification>()) {
            if (row.readAt == 0 && row.createdAt <= wish.until)
                archive<Notification>(row.id, &Notification::readAt, true);
        }
    }
    void operator()(const SnoozeNotification &wish)
    {
        update<Notification>(wish.notificationId, [&wish](Notification &row) {
            row.snoozedUntil = wish.until;
            row.readAt = 0;
        });
    }
    void operator()(const RemoveNotification &wish) { remove<Notification>(wish.notificationId); }
    void operator()(const AddFavorite &wish)
    {
        Favorite favorite;
        favorite.id = favoriteId(wish.targetId);
        favorite.targetKind = wish.targetKind;
        favorite.targetId = wish.targetId;
        favorite.projectId = wish.projectId;
        favorite.rank = listRank<Favorite>(Place{favorite.id, favoriteId(wish.afterId), favoriteId(wish.beforeId)});
        create(favorite);
    }
    void operator()(const MoveFavorite &wish)
    {
        const Uuid id = favoriteId(wish.targetId);
        const QString rank = listRank<Favorite>(Place{id, favoriteId(wish.afterId), favoriteId(wish.beforeId)});
        update<Favorite>(id, [&rank](Favorite &row) { row.rank = rank; });
    }
    void operator()(const RemoveFavorite &wish) { remove<Favorite>(favoriteId(wish.targetId)); }
    void operator()(const DismissConflict &wish) { remove<Conflict>(wish.conflictId); }

    // ---- many at once; and what only the server can know or do

    void operator()(const Bulk &wish)
    {
        for (std::size_t i = 0; i < wish.commands.size(); ++i) {
            const Command inner{bulkItemId(m_command.commandId, i), m_command.stream, wish.commands[i].args};
            Foresight foresight(inner, m_rows, m_author, m_reads);
            std::visit(foresight, inner.args);
            m_changes.append(foresight.take());
        }
    }
    void operator()(const Undo &) { }
    void operator()(const DuplicateTask &) { }
    void operator()(const MoveTaskToProject &wish) { archive<Task>(wish.taskId, &Task::trashedAt, true); }
    void operator()(const PurgeTask &wish) { remove<Task>(wish.taskId); }
    void operator()(const RepeatTask &) { }
    void operator()(const DateTask &) { }
    void operator()(const RecordDay &) { }
    void operator()(const PutRows &) { }
    void operator()(const FireReminder &) { }
    void operator()(const Notify &) { }
    void operator()(const ListProject &) { }
    void operator()(const CreateUser &) { }
    void operator()(const RemoveUser &) { }
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

    void count(const Uuid &task, qint64 Task::*counter, qint64 by)
    {
        update<Task>(task, [counter, by](Task &row) { row.*counter = qMax<qint64>(0, row.*counter + by); });
    }
    /// What a task's times say after it has come into a column.
    void enter(Task &task, const Column &column) const
    {
        const auto since = [this](bool is, qint64 before) { return is ? (before != 0 ? before : m_author.now) : 0; };
        const bool isWork = column.type == ColumnType::Started;
        task.completedAt = since(column.type == ColumnType::Done, task.completedAt);
        task.cancelledAt = since(column.type == ColumnType::Cancelled, task.cancelledAt);
        if (isWork || column.type == ColumnType::Backlog || column.type == ColumnType::Unstarted)
            task.startedAt = since(isWork, task.startedAt);
    }
    [[nodiscard]] Uuid favoriteId(const Uuid &target) const
    {
        return target.isNull() ? Uuid{} : pairId(m_command.stream.scope, target);
    }

    struct Place {
        Uuid id;
        Uuid afterId;
        Uuid beforeId;
    };
    /// Among the rows that `counts` picks; the list is short.
    template <class E, class Picks> [[nodiscard]] QString rankAmong(const Place &place, Picks picks) const
    {
        const E *after = place.afterId == place.id ? nullptr : look<E>(place.afterId);
        const E *before = place.beforeId == place.id ? nullptr : look<E>(place.beforeId);
        if (after || before)
            return between(after ? after->rank : QString(), before ? before->rank : QString());
        QString tail;
        for (const E &row : m_rows.table<E>()) {
            if (row.id != place.id && picks(row))
                tail = qMax(tail, row.rank);
        }
        return between(tail, {});
    }
    template <class E> [[nodiscard]] QString listRank(const Place &place) const
    {
        return rankAmong<E>(place, [](const E &) { return true; });
    }
    template <class E>
    [[nodiscard]] QString siblingRank(const Place &place, Uuid E::*parent, const Uuid &parentId) const
    {
        return rankAmong<E>(place, [parent, &parentId](const E &row) { return row.*parent == parentId; });
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
