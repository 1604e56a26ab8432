// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/CsvExport.h"

#include "server/exchange/CsvValues.h"
#include "shared/model/FieldOptions.h"

#include <QDateTime>

#include <algorithm>

namespace TaskMaster::Server {
namespace {

constexpr qsizetype CsvPieceBytes = 256 * 1024;

/// A spreadsheet runs what begins like a formula; a plain number is none.
QString guarded(const QString &text)
{
    static constexpr QStringView dangerous = u"=+-@\t\r";
    return !text.isEmpty() && dangerous.contains(text[0]) && !numberFrom(text) ? u'\'' + text : text;
}

QString momentText(const QDate &date, qint64 at)
{
    if (at != 0)
        return QDateTime::fromMSecsSinceEpoch(at, Qt::UTC).toString(Qt::ISODate);
    return date.isValid() ? date.toString(Qt::ISODate) : QString();
}

QString momentText(qint64 at)
{
    return momentText({}, at);
}

/// In the order of the board: columns, then tasks in them.
QList<Task> boardOrder(const ProjectRows &rows)
{
    QHash<Uuid, QString> columnRank;
    for (const Column &column : rows.columns)
        columnRank.insert(column.id, column.rank + QLatin1Char(' ') + column.id.toString());
    QList<Task> tasks = rows.tasks;
    std::sort(tasks.begin(), tasks.end(), [&columnRank](const Task &a, const Task &b) {
        const QString left = columnRank.value(a.columnId);
        const QString right = columnRank.value(b.columnId);
        return std::tie(left, a.rank, a.id) < std::tie(right, b.rank, b.id);
    });
    return tasks;
}

class CsvWriter {
public:
    CsvWriter(const CsvExportOptions &options, const std::function<bool(const QByteArray &)> &write)
        : m_options(options)
        , m_write(write)
    {
        if (options.mark == CsvExportOptions::Mark::With)
            m_bytes = "\xef\xbb\xbf";
    }

    void row(const QStringList &cells)
    {
        QString line;
        for (qsizetype i = 0; i < cells.size(); ++i) {
            if (i > 0)
                line += m_options.delimiter;
            line += quoted(guarded(cells[i]));
        }
        m_bytes += line.toUtf8() + "\r\n";
        if (m_bytes.size() > CsvPieceBytes)
            flush();
    }

    void flush()
    {
        if (!m_bytes.isEmpty() && m_isWanted)
            m_isWanted = m_write(m_bytes);
        m_bytes.clear();
    }
    [[nodiscard]] bool isWanted() const { return m_isWanted; }

private:
    [[nodiscard]] QString quoted(QString cell) const
    {
        const bool needsQuotes = cell.contains(m_options.delimiter) || cell.contains(u'"') || cell.contains(u'\n')
            || cell.contains(u'\r') || cell != cell.trimmed();
        return needsQuotes ? u'"' + cell.replace(QStringLiteral("\""), QStringLiteral("\"\"")) + u'"' : cell;
    }

    const CsvExportOptions &m_options;
    const std::function<bool(const QByteArray &)> &m_write;
    QByteArray m_bytes;
    bool m_isWanted = true;
};

/// Cells of one project's tasks.
class TaskTable {
public:
    explicit TaskTable(const ProjectRows &rows)
        : m_rows(rows)
    {
        for (const Column &column : rows.columns)
            m_columns.insert(column.id, column.name);
        for (const Task &task : rows.tasks)
            m_keys.insert(task.id, QStringLiteral("%1-%2").arg(rows.project.key).arg(task.number));
        for (const CustomField &field : rows.fields) {
            m_fields[field.name].append(&field);
            for (const FieldOption &option :
                 readFieldOptions(field.options).ok() ? *readFieldOptions(field.options) : QList<FieldOption>())
                m_options.insert(option.id, option.name);
        }
    }

    [[nodiscard]] QStringList row(const Task &task, const QStringList &fieldNames) const
    {
        QStringList cells{m_rows.project.name,
                          m_keys.value(task.id),
                          task.title,
                          task.description,
                          m_columns.value(task.columnId),
                          QString::fromLatin1(ChoiceNames<Priority>::names[static_cast<int>(task.priority)]),
                          task.estimate == 0 ? QString() : QString::number(task.estimate),
                          momentText(task.startDate, task.startAt),
                          momentText(task.dueDate, task.dueAt),
                          joined(m_rows.assignees.values(task.id), m_rows.people),
                          joined(m_rows.taskLabels.values(task.id), m_rows.labels),
                          m_rows.milestones.value(task.milestoneId),
                          m_rows.cycles.value(task.cycleId),
                          m_keys.value(task.parentId),
                          momentText(task.createdAt),
                          momentText(task.completedAt),
                          task.archivedAt != 0 ? QStringLiteral("yes") : QStringLiteral("no")};
        const QHash<Uuid, QString> values = m_rows.values.value(task.id);
        for (const QString &name : fieldNames)
            cells.append(fieldText(values, name));
        return cells;
    }

private:
    static QString joined(const QList<Uuid> &ids, const QHash<Uuid, QString> &names)
    {
        QStringList texts;
        for (const Uuid &id : ids)
            texts.append(names.value(id, id.toString()));
        texts.sort();
        return texts.join(QStringLiteral("; "));
    }

    [[nodiscard]] QString fieldText(const QHash<Uuid, QString> &values, const QString &name) const
    {
        for (const CustomField *field : m_fields.value(name)) {
            const QString value = values.value(field->id);
            if (value.isEmpty())
                continue;
            switch (field->type) {
            case CustomFieldType::Select:
            case CustomFieldType::MultiSelect: {
                QStringList names;
                for (const QString &id : value.split(u','))
                    names.append(m_options.value(id, id));
                return names.join(QStringLiteral("; "));
            }
            case CustomFieldType::Person:
                return m_rows.people.value(Uuid::fromString(value).value_or(Uuid{}), value);
            default:
                return value;
            }
        }
        return {};
    }

    const ProjectRows &m_rows;
    QHash<Uuid, QString> m_columns;
    QHash<Uuid, QString> m_keys;
    QHash<QString, QList<const CustomField *>> m_fields;
    QHash<QString, QString> m_options;
};

QStringList fieldNamesOf(const QList<ProjectRows> &projects)
{
    QStringList names;
    for (const ProjectRows &rows : projects) {
        QList<CustomField> fields = rows.fields;
        std::sort(fields.begin(), fields.end(), [](const CustomField &a, const CustomField &b) {
            return std::tie(a.rank, a.id) < std::tie(b.rank, b.id);
        });
        for (const CustomField &field : std::as_const(fields)) {
            if (!names.contains(field.name))
                names.append(field.name);
        }
    }
    return names;
}

} // namespace

void writeCsv(const QList<ProjectRows> &projects, const CsvExportOptions &options,
              const std::function<bool(const QByteArray &)> &write)
{
    CsvWriter writer(options, write);
    const QStringList fieldNames = fieldNamesOf(projects);
    writer.row(QStringList{QStringLiteral("Project"), QStringLiteral("Key"), QStringLiteral("Title"),
                           QStringLiteral("Description"), QStringLiteral("Column"), QStringLiteral("Priority"),
                           QStringLiteral("Estimate"), QStringLiteral("Start"), QStringLiteral("Due"),
                           QStringLiteral("Assignees"), QStringLiteral("Labels"), QStringLiteral("Milestone"),
                           QStringLiteral("Cycle"), QStringLiteral("Parent"), QStringLiteral("Created"),
                           QStringLiteral("Completed"), QStringLiteral("Archived")}
               + fieldNames);
    for (const ProjectRows &rows : projects) {
        const TaskTable table(rows);
        const QList<Task> tasks = boardOrder(rows);
        for (const Task &task : tasks) {
            if (task.trashedAt != 0)
                continue;
            if (!writer.isWanted())
                return;
            writer.row(table.row(task, fieldNames));
        }
    }
    writer.flush();
}

} // namespace TaskMaster::Server
