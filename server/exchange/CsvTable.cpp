// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/CsvTable.h"

#include <algorithm>

namespace TaskMaster::Server {
namespace {

constexpr QStringView Delimiters = u",;\t|";
constexpr int GuessRows = 20;
constexpr qsizetype GuessCharacters = 64 * 1024;

bool isBlankRow(const QStringList &cells)
{
    return std::all_of(cells.begin(), cells.end(), [](const QString &cell) { return cell.trimmed().isEmpty(); });
}

/// Reads one row after the other; knows where it is.
class CsvReader {
public:
    CsvReader(QStringView text, QChar delimiter)
        : m_text(text)
        , m_delimiter(delimiter)
    {
    }

    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] qsizetype line() const { return m_line; }

    Result<QStringList> readRow()
    {
        QStringList cells;
        for (;;) {
            if (cells.size() == CsvTable::ColumnsMax)
                return fault(m_line, cells.size() + 1,
                             QStringLiteral("a table has at most %1 columns; is “%2” really between them?")
                                 .arg(CsvTable::ColumnsMax)
                                 .arg(m_delimiter));
            auto cell = readCell(cells.size() + 1);
            if (!cell)
                return cell.error();
            cells.append(*std::move(cell));
            if (atEnd())
                return cells;
            if (m_text[m_at] == m_delimiter) {
                ++m_at;
                continue;
            }
            takeLineEnd();
            return cells;
        }
    }

private:
    static Error fault(qsizetype line, qsizetype column, const QString &what)
    {
        return {ErrorCode::BadImport, QStringLiteral("Line %1, column %2: %3").arg(line).arg(column).arg(what)};
    }

    [[nodiscard]] bool isLineEnd(qsizetype at) const { return m_text[at] == u'\n' || m_text[at] == u'\r'; }

    void takeLineEnd()
    {
        if (m_text[m_at] == u'\r' && m_at + 1 < m_text.size() && m_text[m_at + 1] == u'\n')
            ++m_at;
        ++m_at;
        ++m_line;
    }

    Result<QString> readCell(qsizetype column)
    {
        if (!atEnd() && m_text[m_at] == u'"')
            return readQuoted(column);
        const qsizetype start = m_at;
        while (!atEnd() && m_text[m_at] != m_delimiter && !isLineEnd(m_at))
            ++m_at;
        if (m_at - start > CsvTable::CellCharactersMax)
            return tooLong(m_line, column);
        return m_text.sliced(start, m_at - start).toString();
    }

    Result<QString> readQuoted(qsizetype column)
    {
        const qsizetype line = m_line;
        const qsizetype start = ++m_at;
        qsizetype quotes = 0; // the first of two in a row
        for (;;) {
            if (atEnd())
                return fault(line, column, QStringLiteral("the quote that opens here is never closed."));
            if (m_text[m_at] == u'"') {
                if (m_at + 1 >= m_text.size() || m_text[m_at + 1] != u'"')
                    break;
                ++quotes;
                m_at += 2;
            } else if (isLineEnd(m_at)) {
                takeLineEnd();
            } else {
                ++m_at;
            }
        }
        const QStringView inside = m_text.sliced(start, m_at - start);
        ++m_at;
        if (inside.size() - quotes > CsvTable::CellCharactersMax)
            return tooLong(line, column);
        if (!atEnd() && m_text[m_at] != m_delimiter && !isLineEnd(m_at))
            return fault(m_line, column,
                         QStringLiteral("after the closing quote comes “%1” instead of “%2” or the end of the line.")
                             .arg(m_text[m_at])
                             .arg(m_delimiter));
        QString cell = inside.toString();
        if (quotes > 0)
            cell.replace(QStringLiteral("\"\""), QStringLiteral("\""));
        return cell;
    }

    static Error tooLong(qsizetype line, qsizetype column)
    {
        return fault(line, column,
                     QStringLiteral("a cell has more than %1 characters.").arg(CsvTable::CellCharactersMax));
    }

    QStringView m_text;
    QChar m_delimiter;
    qsizetype m_at = 0;
    qsizetype m_line = 1;
};

/// Spreadsheets may write `sep=;` in front of the table.
QChar takeSeparatorLine(QStringView &text)
{
    if (text.size() < 5 || !text.startsWith(u"sep=", Qt::CaseInsensitive) || !Delimiters.contains(text[4]))
        return {};
    const QChar delimiter = text[4];
    qsizetype at = 5;
    if (at < text.size() && text[at] == u'\r')
        ++at;
    if (at < text.size() && text[at] != u'\n')
        return {};
    text = text.sliced(std::min(at, text.size()));
    return delimiter;
}

/// The last cells may be empty or missing.
Result<void> fitRow(CsvTable::Row &row, qsizetype columns)
{
    while (row.cells.size() > columns && row.cells.constLast().trimmed().isEmpty())
        row.cells.removeLast();
    if (row.cells.size() > columns)
        return Error(ErrorCode::BadImport,
                     QStringLiteral("Line %1, column %2: the header has only %3 columns.")
                         .arg(row.line)
                         .arg(columns + 1)
                         .arg(columns));
    while (row.cells.size() < columns)
        row.cells.append(QString());
    return {};
}

} // namespace

QChar CsvTable::guessDelimiter(QStringView text)
{
    QChar best = Delimiters[0];
    qsizetype bestScore = 0;
    for (const QChar delimiter : Delimiters) {
        CsvReader reader(text.left(GuessCharacters), delimiter);
        qsizetype columns = 0;
        qsizetype rows = 0;
        qsizetype alike = 0;
        bool cutsQuotes = false; // a cell with half of a pair of quotes: this delimiter stands inside of cells
        while (!reader.atEnd() && rows < GuessRows) {
            const auto cells = reader.readRow();
            if (!cells)
                break;
            if (isBlankRow(*cells))
                continue;
            if (rows == 0)
                columns = cells->size();
            ++rows;
            alike += cells->size() == columns ? 1 : 0;
            cutsQuotes = cutsQuotes || std::any_of(cells->begin(), cells->end(), [](const QString &cell) {
                             return cell.count(u'"') % 2 != 0;
                         });
        }
        const qsizetype score = columns < 2 ? 0 : (cutsQuotes ? 500 : 1000) * alike / rows + columns;
        if (score > bestScore) {
            best = delimiter;
            bestScore = score;
        }
    }
    return best;
}

Result<CsvTable> CsvTable::parse(const QString &text, QChar delimiter)
{
    QStringView rest = text;
    const QChar said = takeSeparatorLine(rest);
    CsvTable table;
    table.delimiter = !delimiter.isNull() ? delimiter : !said.isNull() ? said : guessDelimiter(rest);
    CsvReader reader(rest, table.delimiter);
    while (!reader.atEnd()) {
        Row row{reader.line(), {}};
        auto cells = reader.readRow();
        if (!cells)
            return cells.error();
        if (isBlankRow(*cells))
            continue;
        row.cells = *std::move(cells);
        if (table.header.isEmpty()) {
            while (!row.cells.isEmpty() && row.cells.constLast().trimmed().isEmpty())
                row.cells.removeLast();
            for (const QString &name : std::as_const(row.cells))
                table.header.append(name.simplified());
            continue;
        }
        if (table.rows.size() == RowsMax)
            return Error(ErrorCode::BadImport,
                         QStringLiteral("Line %1: a table has at most %2 rows.").arg(row.line).arg(RowsMax));
        if (auto ok = fitRow(row, table.header.size()); !ok)
            return ok.error();
        table.rows.append(std::move(row));
    }
    if (table.header.isEmpty())
        return Error(ErrorCode::BadImport, QStringLiteral("The file is empty."));
    return table;
}

qsizetype CsvTable::columnOf(QStringView name) const
{
    const QString wanted = name.toString().simplified();
    for (qsizetype i = 0; i < header.size(); ++i) {
        if (header[i].compare(wanted, Qt::CaseInsensitive) == 0)
            return i;
    }
    return -1;
}

QString CsvTable::place(const Row &row, qsizetype column) const
{
    return QStringLiteral("line %1, column %2 (“%3”)").arg(row.line).arg(column + 1).arg(header.value(column));
}

} // namespace TaskMaster::Server
