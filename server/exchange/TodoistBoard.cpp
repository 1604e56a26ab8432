// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/TodoistBoard.h"

#include "server/exchange/CsvTable.h"
#include "server/exchange/CsvValues.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

namespace TaskMaster::Server {
namespace {

constexpr int IndentMax = 10;

/// The cells of a row, by the names that Todoist gives its columns.
class TodoistColumns {
public:
    explicit TodoistColumns(const CsvTable &table)
        : m_table(table)
    {
        for (qsizetype i = 0; i < table.header.size(); ++i)
            m_at.insert(table.header[i].toUpper(), i);
    }
    [[nodiscard]] bool has(const char *name) const { return m_at.contains(QLatin1StringView(name)); }
    [[nodiscard]] QString cell(const CsvTable::Row &row, const char *name) const
    {
        const auto at = m_at.constFind(QLatin1StringView(name));
        return at == m_at.constEnd() ? QString() : row.cells[*at].trimmed();
    }
    [[nodiscard]] Error fault(const CsvTable::Row &row, const char *name, const QString &what) const
    {
        QString place = m_table.place(row, m_at.value(QString::fromLatin1(name)));
        place[0] = place[0].toUpper();
        return {ErrorCode::BadImport, QStringLiteral("%1: %2").arg(place, what)};
    }
    [[nodiscard]] QStringList names() const { return m_at.keys(); }

private:
    const CsvTable &m_table;
    QHash<QString, qsizetype> m_at;
};

/// «Ana Moreno (123)», as people stand in the file.
QString personName(const QString &text)
{
    static const QRegularExpression number(QStringLiteral("\\s*\\(\\d+\\)$"));
    return QString(text).remove(number);
}

class TodoistReader {
public:
    TodoistReader(const CsvTable &table, ImportDates dates)
        : m_table(table)
        , m_columns(table)
        , m_dates(std::move(dates))
    {
    }

    Result<ImportBoard> read(const ImportOptions &options)
    {
        for (const char *needed : {"TYPE", "CONTENT", "INDENT"}) {
            if (!m_columns.has(needed))
                return Error(ErrorCode::BadImport,
                             QStringLiteral("Line 1: this is a table, but not the export of a Todoist project: the "
                                            "column “%1” is missing. Import it as csv.")
                                 .arg(QLatin1StringView(needed)));
        }
        m_board.source = "todoist";
        m_board.sourceName = QStringLiteral("Todoist");
        m_board.columnWord = QStringLiteral("section");
        m_board.name = options.projectNameOr(QFileInfo(options.fileName).completeBaseName());
        m_board.id = m_board.name;
        for (const CsvTable::Row &row : m_table.rows) {
            if (auto ok = readRow(row); !ok)
                return ok.error();
        }
        noteUnknownColumns();
        return std::move(m_board);
    }

private:
    Result<void> readRow(const CsvTable::Row &row)
    {
        const QString type = m_columns.cell(row, "TYPE").toLower();
        if (type == u"task")
            return readTask(row);
        if (type == u"section") {
            openSection(m_columns.cell(row, "CONTENT"));
        } else if (type == u"note") {
            readNote(row);
        } else if (type != u"meta" && !type.isEmpty()) {
            return m_columns.fault(
                row, "TYPE",
                QStringLiteral("“%1” is no kind of row that Todoist writes (task, section, note, meta).")
                    .arg(type.left(40)));
        }
        return {};
    }

    void openSection(const QString &name)
    {
        // Sections may share a name; the first of them takes the tasks of all.
        m_section = name.toLower();
        m_parents.clear();
        for (const ImportBoard::Column &column : std::as_const(m_board.columns)) {
            if (column.id == m_section)
                return;
        }
        m_board.columns.append({m_section, name, guessColumnType(name), 0, false});
    }

    Result<void> readTask(const CsvTable::Row &row)
    {
        if (m_board.columns.isEmpty())
            openSection(QStringLiteral("Tasks"));
        bool isNumber = true;
        const QString indentText = m_columns.cell(row, "INDENT");
        const int indent = indentText.isEmpty() ? 1 : indentText.toInt(&isNumber);
        if (!isNumber || indent < 1 || indent > IndentMax)
            return m_columns.fault(row, "INDENT",
                                   QStringLiteral("“%1” is no depth from 1 to %2.").arg(indentText).arg(IndentMax));
        ImportBoard::Task task;
        task.title = takeLabels(m_columns.cell(row, "CONTENT"), task.labelIds);
        task.id = QStringLiteral("%1#%2").arg(task.title).arg(++m_titles[task.title]);
        task.description = m_columns.cell(row, "DESCRIPTION");
        task.columnId = m_section;
        const qsizetype depth = std::min<qsizetype>(indent - 1, m_parents.size());
        m_parents.resize(depth);
        if (depth > 0)
            task.parentId = m_parents.constLast();
        m_parents.append(task.id);
        if (auto ok = readPriority(row, task); !ok)
            return ok;
        if (const QString person = personName(m_columns.cell(row, "RESPONSIBLE")); !person.isEmpty())
            task.personIds.append(knownPerson(person));
        readDate(row, task);
        readDuration(row, task);
        m_board.tasks.append(std::move(task));
        return {};
    }

    Result<void> readPriority(const CsvTable::Row &row, ImportBoard::Task &task)
    {
        // 1 is the most urgent, 4 is none.
        static constexpr Priority priorities[]{Priority::Urgent, Priority::High, Priority::Medium, Priority::None};
        const QString text = m_columns.cell(row, "PRIORITY");
        if (text.isEmpty())
            return {};
        bool isNumber = false;
        const int number = text.toInt(&isNumber);
        if (!isNumber || number < 1 || number > 4)
            return m_columns.fault(row, "PRIORITY",
                                   QStringLiteral("“%1” is no priority from 1 to 4.").arg(text.left(40)));
        task.priority = priorities[number - 1];
        return {};
    }

    /// `Buy milk @shop` → the label shop.
    QString takeLabels(const QString &content, QStringList &labels)
    {
        static const QRegularExpression label(QStringLiteral("(?:^|\\s)@([\\w/-]+)(?=\\s|$)"),
                                              QRegularExpression::UseUnicodePropertiesOption);
        for (auto it = label.globalMatch(content); it.hasNext();) {
            const QString name = it.next().captured(1);
            const QString id = name.toLower();
            if (!m_labels.contains(id)) {
                m_labels.insert(id);
                m_board.labels.append({id, name, namedColor({})});
            }
            if (!labels.contains(id))
                labels.append(id);
        }
        QString rest = QString(content).remove(label).simplified();
        return rest.isEmpty() ? content : rest;
    }

    QString knownPerson(const QString &name)
    {
        const QString id = name.toLower();
        if (!m_people.contains(id)) {
            m_people.insert(id);
            m_board.people.append(personFrom(id, name));
        }
        return id;
    }

    void readDate(const CsvTable::Row &row, ImportBoard::Task &task)
    {
        if (const QString words = m_columns.cell(row, "DATE"); !words.isEmpty()) {
            if (const auto date = readTodoistDate(words, m_dates)) {
                task.due = date->moment;
                task.rule = date->rule;
                task.recurFrom = date->from;
            } else {
                keepInDescription(task, QStringLiteral("Date in Todoist: %1").arg(words));
                m_board.report.noteChanged(QStringLiteral("The date “%1” is in words that are not understood here: it "
                                                          "stands in the description.")
                                               .arg(words.left(60)));
            }
        }
        const QString deadline = m_columns.cell(row, "DEADLINE");
        const auto day = m_dates.read(deadline);
        if (deadline.isEmpty())
            return;
        if (day && !task.due.isSet())
            task.due = *day;
        else if (day)
            setField(task, QStringLiteral("Deadline"), CustomFieldType::Date, day->date.toString(Qt::ISODate));
        else
            keepInDescription(task, QStringLiteral("Deadline in Todoist: %1").arg(deadline));
    }

    void readDuration(const CsvTable::Row &row, ImportBoard::Task &task)
    {
        const QString duration = m_columns.cell(row, "DURATION");
        const QString unit = m_columns.cell(row, "DURATION_UNIT");
        if (!duration.isEmpty() && duration != u"None")
            setField(task, QStringLiteral("Duration"), CustomFieldType::Text,
                     unit.isEmpty() || unit == u"None" ? duration : duration + u' ' + unit);
    }

    void setField(ImportBoard::Task &task, const QString &name, CustomFieldType type, const QString &text)
    {
        const bool isKnown = std::any_of(m_board.fields.begin(), m_board.fields.end(),
                                         [&name](const ImportBoard::Field &field) { return field.id == name; });
        if (!isKnown) {
            m_board.fields.append({name, name, type, {}});
            m_board.report.noteChanged(QStringLiteral("What Todoist calls “%1” became a custom field.").arg(name));
        }
        task.fields.append({name, text});
    }

    static void keepInDescription(ImportBoard::Task &task, const QString &line)
    {
        task.description = task.description.isEmpty() ? line : task.description + QStringLiteral("\n\n") + line;
    }

    void readNote(const CsvTable::Row &row)
    {
        QString text = m_columns.cell(row, "CONTENT");
        if (m_board.tasks.isEmpty()) {
            m_board.description += (m_board.description.isEmpty() ? QString() : QStringLiteral("\n\n")) + text;
            return;
        }
        takeFile(text);
        if (text.isEmpty())
            return;
        ImportBoard::Task &task = m_board.tasks.last();
        const QString author = personName(m_columns.cell(row, "AUTHOR"));
        const auto at = m_dates.read(m_columns.cell(row, "DATE"));
        m_board.comments.append({QStringLiteral("%1/%2").arg(task.id).arg(++m_notes[task.id]), task.id, text,
                                 author.isEmpty() ? QString() : knownPerson(author), author, at ? at->timestamp() : 0});
    }

    /// ` [[file {"file_name": …, "file_url": …}]]` at the end of a note.
    void takeFile(QString &text)
    {
        const qsizetype start = text.indexOf(u"[[file ");
        const qsizetype end = start < 0 ? -1 : text.indexOf(u"]]", start);
        if (end < 0)
            return;
        const QJsonObject file =
            QJsonDocument::fromJson(QStringView(text).sliced(start + 7, end - start - 7).toUtf8()).object();
        const QString url = file.value(u"file_url").toString();
        if (url.isEmpty())
            return;
        ImportBoard::Task &task = m_board.tasks.last();
        task.links.append({QString::number(task.links.size()), file.value(u"file_name").toString(), url,
                           file.value(u"file_type").toString(), file.value(u"file_size").toInteger()});
        text = (text.left(start) + text.sliced(end + 2)).trimmed();
    }

    void noteUnknownColumns()
    {
        static const QSet<QString> known{
            QStringLiteral("TYPE"),        QStringLiteral("CONTENT"),       QStringLiteral("DESCRIPTION"),
            QStringLiteral("PRIORITY"),    QStringLiteral("INDENT"),        QStringLiteral("AUTHOR"),
            QStringLiteral("DATE"),        QStringLiteral("RESPONSIBLE"),   QStringLiteral("DATE_LANG"),
            QStringLiteral("TIMEZONE"),    QStringLiteral("DURATION"),      QStringLiteral("DURATION_UNIT"),
            QStringLiteral("DEADLINE"),    QStringLiteral("DEADLINE_LANG"), QStringLiteral("META"),
            QStringLiteral("IS_COLLAPSED")};
        QStringList names = m_columns.names();
        names.sort();
        for (const QString &name : std::as_const(names)) {
            if (!known.contains(name))
                m_board.report.noteLeft(
                    QStringLiteral("The column “%1”: this version does not know what it is.").arg(name.left(60)));
        }
    }

    const CsvTable &m_table;
    TodoistColumns m_columns;
    ImportDates m_dates;
    ImportBoard m_board;
    QString m_section;
    QStringList m_parents; ///< the last task of each depth
    QHash<QString, int> m_titles;
    QHash<QString, int> m_notes;
    QSet<QString> m_labels;
    QSet<QString> m_people;
};

} // namespace

Result<ImportBoard> readTodoistBoard(const QByteArray &bytes, const ImportOptions &options)
{
    const auto decoded = decodeText(bytes, options.encoding);
    if (!decoded)
        return decoded.error();
    const auto table = CsvTable::parse(decoded->text, options.delimiter);
    if (!table)
        return table.error();
    auto dates = ImportDates::fromFormat(options.dateFormat, options.timeZone);
    if (!dates)
        return dates.error();
    return TodoistReader(*table, *std::move(dates)).read(options);
}

} // namespace TaskMaster::Server
