// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/CsvBoard.h"

#include "server/exchange/CsvColumns.h"
#include "server/exchange/CsvValues.h"

#include <QFileInfo>
#include <QSet>

#include <cmath>

namespace TaskMaster::Server {
namespace {

constexpr qsizetype TableFaultsShown = 10;
constexpr qsizetype CustomFieldsMax = 50;

class TableReader {
public:
    TableReader(CsvTable table, CsvColumns columns, ImportDates dates)
        : m_table(std::move(table))
        , m_columns(std::move(columns))
        , m_dates(std::move(dates))
    {
    }

    Result<ImportBoard> read(const ImportOptions &options)
    {
        m_board.source = "csv";
        m_board.sourceName = QStringLiteral("the table");
        m_board.taskWord = QStringLiteral("row");
        m_board.name = options.projectNameOr(QFileInfo(options.fileName).completeBaseName());
        m_board.id = m_board.name;
        if (auto ok = m_dates.guess(dateSamples()); !ok)
            return ok.error();
        if (m_dates.isAmbiguous())
            m_board.report.noteChanged(QStringLiteral("Dates like 05/06/2020 were read as month/day/year, and nothing "
                                                      "in the file says so: give the date format if that is wrong."));
        describeFields();
        for (const CsvTable::Row &row : std::as_const(m_table.rows))
            readRow(row);
        if (!m_faults.isEmpty())
            return faults();
        resolveParents();
        orderColumns();
        return std::move(m_board);
    }

private:
    [[nodiscard]] QString cell(const CsvTable::Row &row, CsvField field) const
    {
        const qsizetype column = m_columns.columnOf(field);
        return column < 0 ? QString() : unguarded(row.cells[column].trimmed());
    }

    /// All cells that say it, for what may have several columns.
    [[nodiscard]] QStringList cells(const CsvTable::Row &row, CsvField field) const
    {
        QStringList found;
        for (qsizetype i = 0; i < m_columns.count(); ++i) {
            if (m_columns.at(i) == field && !row.cells[i].trimmed().isEmpty())
                found.append(unguarded(row.cells[i].trimmed()));
        }
        return found;
    }

    [[nodiscard]] QString place(const CsvTable::Row &row, qsizetype column) const
    {
        QString text = m_table.place(row, column);
        text[0] = text[0].toUpper();
        return text;
    }

    void fault(const CsvTable::Row &row, CsvField field, const QString &what)
    {
        m_faults.append(QStringLiteral("%1: %2").arg(place(row, m_columns.columnOf(field)), what));
    }

    [[nodiscard]] Error faults() const
    {
        QString text = m_faults.mid(0, TableFaultsShown).join(u'\n');
        if (m_faults.size() > TableFaultsShown)
            text += QStringLiteral("\n… and %1 more.").arg(m_faults.size() - TableFaultsShown);
        return {ErrorCode::BadImport, text};
    }

    [[nodiscard]] QList<ImportDates::Sample> dateSamples() const
    {
        QList<ImportDates::Sample> samples;
        for (qsizetype i = 0; i < m_columns.count(); ++i) {
            const CsvField field = m_columns.at(i);
            const bool isDate = field == CsvField::Start || field == CsvField::Due || field == CsvField::Created
                || field == CsvField::Completed || field == CsvField::Custom;
            if (!isDate)
                continue;
            for (const CsvTable::Row &row : m_table.rows) {
                if (!row.cells[i].trimmed().isEmpty())
                    samples.append({row.cells[i], place(row, i)});
            }
        }
        return samples;
    }

    /// Columns that mean nothing known become custom fields of the type that all their cells have.
    void describeFields()
    {
        for (qsizetype i = 0; i < m_columns.count(); ++i) {
            if (m_columns.at(i) != CsvField::Custom)
                continue;
            QStringList texts;
            for (const CsvTable::Row &row : std::as_const(m_table.rows)) {
                if (!row.cells[i].trimmed().isEmpty())
                    texts.append(row.cells[i].trimmed());
            }
            if (texts.isEmpty())
                continue;
            if (m_board.fields.size() == CustomFieldsMax) {
                m_board.report.noteLeft(QStringLiteral("The column “%1”: a table may bring %2 fields of its own.")
                                            .arg(m_table.header[i])
                                            .arg(CustomFieldsMax));
                continue;
            }
            m_fieldColumns.append(i);
            m_board.fields.append(
                {QString::number(i) + u':' + m_table.header[i], m_table.header[i], customTypeOf(texts, m_dates), {}});
            m_board.report.noteChanged(QStringLiteral("The column “%1” became a custom field.").arg(m_table.header[i]));
        }
    }

    void readRow(const CsvTable::Row &row)
    {
        ImportBoard::Task task;
        task.title = cell(row, CsvField::Title);
        task.id = idOf(row, task.title);
        task.description = cell(row, CsvField::Description);
        task.personIds = peopleOf(row);
        task.labelIds = labelsOf(row);
        task.priority = priorityOf(row);
        task.estimate = estimateOf(row);
        task.start = dateOf(row, CsvField::Start);
        task.due = dateOf(row, CsvField::Due);
        task.createdAt = dateOf(row, CsvField::Created).timestamp();
        task.archived = isYes(cell(row, CsvField::Archived));
        const bool isDone = readCompletion(row, task);
        task.columnId = columnOf(row, isDone);
        task.milestoneId = milestoneOf(row);
        task.parentId = cell(row, CsvField::Parent);
        const QStringList links = cells(row, CsvField::Link);
        for (qsizetype i = 0; i < links.size(); ++i)
            task.links.append({QString::number(i), links[i], links[i], {}, 0});
        for (qsizetype i = 0; i < m_fieldColumns.size(); ++i) {
            const QString text = row.cells[m_fieldColumns[i]].trimmed();
            if (!text.isEmpty())
                task.fields.append(
                    {m_board.fields[i].id, customText(m_board.fields[i].type, unguarded(text), m_dates)});
        }
        m_board.tasks.append(std::move(task));
    }

    /// Rows without an id of their own are known by their title, and by how many of that title came before.
    QString idOf(const CsvTable::Row &row, const QString &title)
    {
        QString id = cell(row, CsvField::Id);
        const bool isOwn = !id.isEmpty();
        if (isOwn && m_ids.contains(id)) {
            fault(row, CsvField::Id,
                  QStringLiteral("the id “%1” was given before, in line %2.").arg(id).arg(m_ids.value(id)));
            return id;
        }
        if (!isOwn)
            id = QStringLiteral("%1#%2").arg(title).arg(++m_titles[title]);
        m_ids.insert(id, row.line);
        if (!title.isEmpty() && !m_idOfTitle.contains(title))
            m_idOfTitle.insert(title, id);
        return id;
    }

    QStringList peopleOf(const CsvTable::Row &row)
    {
        QStringList ids;
        for (const QString &text : cells(row, CsvField::Assignees)) {
            for (const QString &name : splitPeople(text)) {
                const QString id = name.toLower();
                if (!m_people.contains(id)) {
                    m_people.insert(id);
                    m_board.people.append(personFrom(id, name));
                }
                if (!ids.contains(id))
                    ids.append(id);
            }
        }
        return ids;
    }

    QStringList labelsOf(const CsvTable::Row &row)
    {
        QStringList ids;
        for (const QString &text : cells(row, CsvField::Labels)) {
            for (const QString &name : splitList(text)) {
                const QString id = name.toLower();
                if (!m_labels.contains(id)) {
                    m_labels.insert(id);
                    // «Marketing-blue»: what some tools make of a label with a colour. The name stays whole.
                    m_board.labels.append({id, name, namedColor(name.section(u'-', -1).toLower())});
                }
                if (!ids.contains(id))
                    ids.append(id);
            }
        }
        return ids;
    }

    Priority priorityOf(const CsvTable::Row &row)
    {
        const QString text = cell(row, CsvField::Priority);
        const auto priority = priorityFrom(text);
        if (!priority)
            fault(row, CsvField::Priority,
                  QStringLiteral("“%1” is no priority; they are none, low, medium, high, urgent, or P1 to P4.")
                      .arg(text));
        return priority.value_or(Priority::None);
    }

    qint64 estimateOf(const CsvTable::Row &row)
    {
        const QString text = cell(row, CsvField::Estimate);
        if (text.isEmpty())
            return 0;
        const auto number = numberFrom(text);
        if (!number || *number < 0 || *number > Limits::EstimateMax) {
            fault(
                row, CsvField::Estimate,
                QStringLiteral("“%1” is no estimate; it is a number from 0 to %2.").arg(text).arg(Limits::EstimateMax));
            return 0;
        }
        const auto whole = static_cast<qint64>(std::ceil(*number));
        if (static_cast<double>(whole) != *number)
            m_board.report.noteChanged(QStringLiteral("An estimate with a fraction was rounded up."));
        return whole;
    }

    ImportedMoment dateOf(const CsvTable::Row &row, CsvField field)
    {
        const QString text = cell(row, field);
        if (text.isEmpty())
            return {};
        const auto moment = m_dates.read(text);
        if (!moment)
            fault(row, field,
                  QStringLiteral("“%1” is no date in the format %2; give the date format if it is another.")
                      .arg(text, m_dates.describe()));
        return moment.value_or(ImportedMoment{});
    }

    /// A date, or a yes; true: it is done.
    bool readCompletion(const CsvTable::Row &row, ImportBoard::Task &task)
    {
        const QString text = cell(row, CsvField::Completed);
        if (text.isEmpty() || isNo(text))
            return false;
        if (!isYes(text))
            task.completedAt = dateOf(row, CsvField::Completed).timestamp();
        return true;
    }

    QString columnOf(const CsvTable::Row &row, bool isDone)
    {
        QString name = cell(row, CsvField::Column).simplified();
        if (name.isEmpty())
            name = isDone ? QStringLiteral("Done") : QStringLiteral("Todo");
        const QString id = name.toLower();
        if (!m_columnIds.contains(id)) {
            m_columnIds.insert(id);
            m_board.columns.append({id, name, guessColumnType(name), 0, false});
        }
        return id;
    }

    QString milestoneOf(const CsvTable::Row &row)
    {
        const QString name = cell(row, CsvField::Milestone).simplified();
        const QString id = name.toLower();
        if (!name.isEmpty() && !m_milestones.contains(id)) {
            m_milestones.insert(id);
            m_board.milestones.append({id, name, {}, {}, false});
        }
        return id;
    }

    /// By id or by title.
    void resolveParents()
    {
        for (ImportBoard::Task &task : m_board.tasks) {
            if (task.parentId.isEmpty() || m_ids.contains(task.parentId))
                continue;
            const QString wanted = task.parentId;
            task.parentId = m_idOfTitle.value(wanted);
            if (task.parentId.isEmpty())
                m_board.report.noteLeft(
                    QStringLiteral("The parent “%1”: no row has this id or title.").arg(wanted.left(60)));
        }
    }

    /// By the numbers in their names if that is all they differ in, else from backlog to done.
    void orderColumns()
    {
        QStringList names;
        for (const ImportBoard::Column &column : std::as_const(m_board.columns))
            names.append(column.name);
        const QList<qlonglong> numbers = numbersOf(names);
        std::stable_sort(m_board.columns.begin(), m_board.columns.end(),
                         [&](const ImportBoard::Column &a, const ImportBoard::Column &b) {
                             return numbers.isEmpty() ? a.type < b.type
                                                      : numbers[names.indexOf(a.name)] < numbers[names.indexOf(b.name)];
                         });
    }

    CsvTable m_table;
    CsvColumns m_columns;
    ImportDates m_dates;
    ImportBoard m_board;
    QStringList m_faults;
    QList<qsizetype> m_fieldColumns;
    QHash<QString, qsizetype> m_ids; ///< → line
    QHash<QString, int> m_titles;
    QHash<QString, QString> m_idOfTitle;
    QSet<QString> m_people;
    QSet<QString> m_labels;
    QSet<QString> m_columnIds;
    QSet<QString> m_milestones;
};

} // namespace

QString ImportOptions::projectNameOr(const QString &fallback) const
{
    const QString name = projectName.simplified();
    return name.isEmpty() ? fallback.simplified() : name;
}

Result<ImportBoard> readCsvBoard(const QByteArray &bytes, const ImportOptions &options)
{
    const auto decoded = decodeText(bytes, options.encoding);
    if (!decoded)
        return decoded.error();
    auto table = CsvTable::parse(decoded->text, options.delimiter);
    if (!table)
        return table.error();
    auto columns = CsvColumns::of(*table, options.columnMap);
    if (!columns)
        return columns.error();
    auto dates = ImportDates::fromFormat(options.dateFormat, options.timeZone);
    if (!dates)
        return dates.error();
    auto board = TableReader(*std::move(table), *std::move(columns), *std::move(dates)).read(options);
    if (board && decoded->encoding != TextEncoding::Utf8)
        board->report.noteChanged(QStringLiteral("The file was read as %1.").arg(textEncodingName(decoded->encoding)));
    return board;
}

QStringList csvFieldNames()
{
    return CsvColumns::names();
}

} // namespace TaskMaster::Server
