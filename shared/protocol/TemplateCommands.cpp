// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/protocol/TemplateCommands.h"

#include "shared/model/Charts.h"
#include "shared/model/SearchText.h"

namespace TaskMaster::TemplateCommands {
namespace {

/// Collects the commands, and the first thing that cannot be.
class Composer {
public:
    explicit Composer(const TemplateGround &ground)
        : m_ground(ground)
    {
        for (const Column &column : Charts::inBoardOrder(ground.columns)) {
            if (column.archivedAt == 0)
                m_columns.append({column.id, column.name, column.type});
        }
        for (const Label &label : ground.labels) {
            if (label.archivedAt == 0)
                m_labels.insert(SearchText::folded(label.name), label.id);
        }
    }

    Result<Bulk> run(const TemplateBody &body)
    {
        Uuid before;
        for (qsizetype i = 0; i < body.columns.size(); ++i) {
            const TemplateColumn &column = body.columns[i];
            const Uuid id = idOf("column", QByteArray::number(i));
            add(CreateColumn{id, column.name, column.type, column.wipLimit, before, {}});
            m_columns.append({id, column.name, column.type});
            before = id;
        }
        for (qsizetype i = 0; i < body.labels.size(); ++i) {
            const Uuid id = idOf("label", QByteArray::number(i));
            add(CreateLabel{id, body.labels[i].name, body.labels[i].color});
            m_labels.insert(SearchText::folded(body.labels[i].name), id);
        }
        for (qsizetype i = 0; i < body.tasks.size(); ++i)
            addTask(body.tasks[i], QByteArray::number(i), columnFor(body.tasks[i], firstColumn()), {});
        if (m_outcome && m_bulk.commands.size() > Bulk::CommandsMax)
            m_outcome = Error(ErrorCode::TooMany,
                              QStringLiteral("This template makes %1 things; at most %2 are made at once.")
                                  .arg(m_bulk.commands.size())
                                  .arg(Bulk::CommandsMax));
        if (!m_outcome)
            return m_outcome.error();
        return std::move(m_bulk);
    }

private:
    struct KnownColumn {
        Uuid id;
        QString name;
        ColumnType type;
    };

    [[nodiscard]] Uuid idOf(const char *what, const QByteArray &path) const
    {
        return Uuid::v5(m_ground.seed, QByteArray(what) + ' ' + path);
    }
    void add(CommandArgs args) { m_bulk.commands.push_back({std::move(args)}); }
    void refuse(const QString &why)
    {
        if (m_outcome)
            m_outcome = Error::invalidField(QStringLiteral("templateId"), why);
    }

    /// Where work waits: what is new has not been started.
    Uuid firstColumn()
    {
        if (!m_ground.columnId.isNull())
            return m_ground.columnId;
        for (const ColumnType type : {ColumnType::Unstarted, ColumnType::Backlog}) {
            for (const KnownColumn &column : m_columns) {
                if (column.type == type)
                    return column.id;
            }
        }
        if (!m_columns.isEmpty())
            return m_columns.constFirst().id;
        refuse(QStringLiteral("needs a column, and the project has none"));
        return {};
    }
    Uuid columnFor(const TemplateTask &task, const Uuid &otherwise)
    {
        if (task.column.isEmpty())
            return otherwise;
        const QString name = SearchText::folded(task.column);
        for (const KnownColumn &column : m_columns) {
            if (SearchText::folded(column.name) == name)
                return column.id;
        }
        refuse(QStringLiteral("names the column “%1”, which is not here").arg(task.column));
        return otherwise;
    }

    /// `path`: 0, 0.1 … names a task among those of the template.
    void addTask(const TemplateTask &task, const QByteArray &path, const Uuid &column, const Uuid &parent)
    {
        CreateTask wish;
        wish.taskId = idOf("task", path);
        wish.columnId = column;
        wish.title = task.title;
        wish.description = task.description;
        wish.priority = task.priority;
        wish.estimate = task.estimate;
        if (task.dueInDays >= 0)
            wish.dueDate = m_ground.today.addDays(task.dueInDays);
        wish.parentId = parent;
        add(wish);
        addLabels(task, wish.taskId);
        addChecklists(task, path, wish.taskId);
        for (qsizetype i = 0; i < task.subtasks.size(); ++i)
            addTask(task.subtasks[i], path + '.' + QByteArray::number(i), columnFor(task.subtasks[i], column),
                    wish.taskId);
    }
    void addLabels(const TemplateTask &task, const Uuid &id)
    {
        for (const QString &name : task.labels) {
            const auto label = m_labels.constFind(SearchText::folded(name));
            if (label == m_labels.constEnd())
                refuse(QStringLiteral("names the label “%1”, which is not here").arg(name));
            else
                add(LabelTask{id, *label, true});
        }
    }
    void addChecklists(const TemplateTask &task, const QByteArray &path, const Uuid &id)
    {
        for (qsizetype i = 0; i < task.checklists.size(); ++i) {
            const QByteArray place = path + '/' + QByteArray::number(i);
            const Uuid checklist = idOf("checklist", place);
            add(AddChecklist{checklist, id, task.checklists[i].name, {}, {}});
            for (qsizetype n = 0; n < task.checklists[i].items.size(); ++n)
                add(AddChecklistItem{idOf("item", place + '/' + QByteArray::number(n)),
                                     checklist,
                                     task.checklists[i].items[n],
                                     {},
                                     {},
                                     false});
        }
    }

    const TemplateGround &m_ground;
    QList<KnownColumn> m_columns;
    QHash<QString, Uuid> m_labels; ///< by folded name
    Bulk m_bulk;
    Result<void> m_outcome;
};

} // namespace

Result<Bulk> bulkOf(const TemplateBody &body, const TemplateGround &ground)
{
    return Composer(ground).run(body);
}

Uuid taskId(const Uuid &seed)
{
    return Uuid::v5(seed, "task 0");
}

} // namespace TaskMaster::TemplateCommands
