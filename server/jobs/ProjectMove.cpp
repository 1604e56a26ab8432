// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/jobs/ProjectMove.h"

#include <QHash>

namespace TaskMaster::Server::ProjectMove {
namespace {

/// One move on its way: from the rows as they stand in the trash to the rows of the new project.
class Moving {
public:
    Moving(const EventTrace &trace, const StreamId &target)
        : m_trace(trace)
        , m_target(target)
    {
    }

    Result<QList<Command>> run(const QList<Redirect> &redirects)
    {
        for (const Redirect &redirect : redirects)
            m_tasks.insert(redirect.id, redirect.toTaskId);
        if (auto ok = readTarget(); !ok)
            return ok.error();
        for (const Redirect &redirect : redirects) {
            if (auto ok = moveTask(redirect); !ok)
                return ok.error();
        }
        return commands();
    }

private:
    Result<void> readTarget()
    {
        QList<Column> columns;
        QList<Column> oldColumns;
        QList<Label> labels;
        QList<Label> oldLabels;
        QList<CustomField> fields;
        QList<CustomField> oldFields;
        const StreamId &source = m_trace.event.stream;
        for (auto ok : {load(m_target, columns), load(source, oldColumns), load(m_target, labels),
                        load(source, oldLabels), load(m_target, fields), load(source, oldFields)}) {
            if (!ok)
                return ok;
        }
        for (const Column &column : columns) {
            if (column.archivedAt == 0)
                m_columns.append(column);
        }
        std::sort(m_columns.begin(), m_columns.end(),
                  [](const Column &a, const Column &b) { return std::tie(a.rank, a.id) < std::tie(b.rank, b.id); });
        for (const Column &column : oldColumns)
            m_oldColumns.insert(column.id, column);
        matchByName(oldLabels, labels, m_labels);
        for (const CustomField &old : oldFields) {
            for (const CustomField &field : fields) {
                if (field.name == old.name && field.type == old.type && field.archivedAt == 0)
                    m_fields.insert(old.id, field.id);
            }
        }
        return {};
    }

    template <class E> Result<void> load(const StreamId &stream, QList<E> &rows)
    {
        auto found = Read::all<E>(m_trace.database, stream);
        if (!found)
            return found.error();
        rows = std::move(*found);
        return {};
    }

    template <class E> static void matchByName(const QList<E> &old, const QList<E> &now, QHash<Uuid, Uuid> &pairs)
    {
        for (const E &from : old) {
            for (const E &to : now) {
                if (to.archivedAt == 0 && to.name.compare(from.name, Qt::CaseInsensitive) == 0)
                    pairs.insert(from.id, to.id);
            }
        }
    }

    /// The column of the same kind, or else the first one.
    [[nodiscard]] Uuid columnFor(const Task &task) const
    {
        const ColumnType type = m_oldColumns.value(task.columnId).type;
        const auto same = std::find_if(m_columns.begin(), m_columns.end(),
                                       [type](const Column &column) { return column.type == type; });
        return same != m_columns.end() ? same->id : m_columns.first().id;
    }

    [[nodiscard]] Uuid newId(const Uuid &old) const { return m_trace.idFor(QByteArrayLiteral("row:") + old.toBytes()); }

    void put(Entity row) { m_rows.append({kindOf(row), rowOf(row).id, ChangeOp::Create, setFields(row)}); }

    Result<void> moveTask(const Redirect &redirect)
    {
        const auto found = Read::one<Task>(m_trace.database, m_trace.event.stream, redirect.id);
        if (!found)
            return found.error();
        if (!*found)
            return {};
        Task task = **found;
        task.id = redirect.toTaskId;
        task.number = 0; // given there
        task.rank.clear(); // at the end of its column
        task.columnId = columnFor(**found);
        task.parentId = m_tasks.value(task.parentId);
        task.cycleId = {};
        task.milestoneId = {};
        task.movedToId = {};
        task.trashedAt = 0;
        task.blocksCount = 0;
        task.blockerCount = 0;
        task.childCount = 0;
        task.childDoneCount = 0;
        for (auto it = m_tasks.cbegin(); it != m_tasks.cend(); ++it) {
            const auto child = Read::one<Task>(m_trace.database, m_trace.event.stream, it.key());
            if (!child)
                return child.error();
            if (*child && (*child)->parentId == redirect.id) {
                ++task.childCount;
                task.childDoneCount += (*child)->isClosed() ? 1 : 0;
            }
        }
        put(std::move(task));
        return moveParts(redirect.id, redirect.toTaskId);
    }

    Result<void> moveParts(const Uuid &from, const Uuid &to)
    {
        const auto keep = [this](const auto &row) { return newId(row.id); };
        if (auto ok = moveRows<&Comment::taskId>(from, to, keep); !ok)
            return ok;
        if (auto ok = moveRows<&Checklist::taskId>(from, to, keep); !ok)
            return ok;
        if (auto ok = moveRows<&ChecklistItem::taskId>(from, to, keep); !ok)
            return ok;
        if (auto ok = moveRows<&Attachment::taskId>(from, to, keep); !ok)
            return ok;
        if (auto ok = moveRows<&TimeEntry::taskId>(from, to, keep); !ok)
            return ok;
        if (auto ok = moveRows<&TaskAssignee::taskId>(
                from, to, [&to](const TaskAssignee &row) { return pairId(to, row.userId); });
            !ok)
            return ok;
        if (auto ok =
                moveRows<&Watcher::taskId>(from, to, [&to](const Watcher &row) { return pairId(to, row.userId); });
            !ok)
            return ok;
        if (auto ok = moveRows<&TaskLabel::taskId>(
                from, to, [this, &to](const TaskLabel &row) { return pairId(to, m_labels.value(row.labelId)); });
            !ok)
            return ok;
        if (auto ok = moveRows<&CustomValue::taskId>(
                from, to, [this, &to](const CustomValue &row) { return pairId(to, m_fields.value(row.fieldId)); });
            !ok)
            return ok;
        return moveRows<&TaskMaster::Recurrence::taskId>(
            from, to, [&to](const TaskMaster::Recurrence &) { return recurrenceId(to); });
    }

    template <auto Member, class IdFor> Result<void> moveRows(const Uuid &from, const Uuid &to, IdFor idFor)
    {
        const auto rows = Read::relatedRows<Member>(m_trace.database, m_trace.event.stream, from);
        if (!rows)
            return rows.error();
        for (auto row : *rows) {
            using E = decltype(row);
            row.id = idFor(row);
            row.*Member = to;
            if constexpr (std::is_same_v<E, TaskLabel>) {
                if (!m_labels.contains(row.labelId))
                    continue;
                row.labelId = m_labels.value(row.labelId);
            } else if constexpr (std::is_same_v<E, CustomValue>) {
                if (!m_fields.contains(row.fieldId))
                    continue;
                row.fieldId = m_fields.value(row.fieldId);
            } else if constexpr (std::is_same_v<E, ChecklistItem>) {
                row.checklistId = newId(row.checklistId);
            } else if constexpr (std::is_same_v<E, Comment>) {
                row.parentId = row.parentId.isNull() ? Uuid{} : newId(row.parentId);
            }
            put(std::move(row));
        }
        return {};
    }

    QList<Command> commands()
    {
        QList<Command> commands;
        for (qsizetype at = 0; at < m_rows.size(); at += PutRows::RowsMax) {
            const Uuid id = m_trace.idFor(QByteArrayLiteral("arrive:") + QByteArray::number(commands.size()));
            commands.append({id, m_target, PutRows{m_rows.mid(at, PutRows::RowsMax)}});
        }
        return commands;
    }

    const EventTrace &m_trace;
    const StreamId m_target;
    QHash<Uuid, Uuid> m_tasks; ///< old to new
    QHash<Uuid, Uuid> m_labels;
    QHash<Uuid, Uuid> m_fields;
    QList<Column> m_columns;
    QHash<Uuid, Column> m_oldColumns;
    QList<Change> m_rows;
};

/// May the person who moved the task work there, and is there a place for it?
Result<bool> isLetIn(const EventTrace &trace, const StreamId &target)
{
    const auto project = Read::one<Project>(trace.database, target, target.scope);
    if (!project)
        return project.error();
    if (!*project || (*project)->archivedAt != 0)
        return false;
    const auto columns = Read::all<Column>(trace.database, target);
    if (!columns)
        return columns.error();
    if (std::none_of(columns->begin(), columns->end(), [](const Column &column) { return column.archivedAt == 0; }))
        return false;
    const EventTrace there{trace.database, trace.access, Event{target, 0, 0, {}, {}, {}, 0, {}}};
    return trace.event.actor == systemActor() ? Result<bool>(true) : there.mayRead(trace.event.actor);
}

} // namespace

Result<QList<Command>> reactionsTo(const EventTrace &trace)
{
    QList<Redirect> redirects;
    for (const Change &change : trace.event.changes) {
        if (change.entity != EntityKind::Redirect || change.op != ChangeOp::Create)
            continue;
        const auto redirect = Read::one<Redirect>(trace.database, trace.event.stream, change.id);
        if (!redirect)
            return redirect.error();
        if (*redirect)
            redirects.append(**redirect);
    }
    if (redirects.isEmpty())
        return QList<Command>(); // brought back already
    const StreamId target = StreamId::ofProject(trace.workspace(), redirects.first().toProjectId);
    const auto may = isLetIn(trace, target);
    if (!may)
        return may.error();
    if (*may)
        return Moving(trace, target).run(redirects);
    QList<Command> back;
    for (const Redirect &redirect : redirects)
        back.append({trace.idFor(QByteArrayLiteral("back:") + redirect.id.toBytes()), trace.event.stream,
                     RestoreTask{redirect.id}});
    return back;
}

} // namespace TaskMaster::Server::ProjectMove
