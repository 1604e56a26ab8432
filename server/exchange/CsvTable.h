// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QStringList>

namespace TaskMaster::Server {

/**
 * A table of text (RFC 4180, and what spreadsheets make of it): a header and rows, quotes and line ends inside of
 * cells, any of four delimiters. Pure. Broken tables are refused with the line and the column of the fault; rows
 * shorter than the header are filled up, as spreadsheets leave empty cells at the end away.
 */
struct CsvTable {
    static constexpr qsizetype RowsMax = 200'000;
    static constexpr qsizetype ColumnsMax = 500;
    static constexpr qsizetype CellCharactersMax = 1'000'000;

    struct Row {
        qsizetype line = 0; ///< where it begins, from 1
        QStringList cells; ///< as many as the header has
    };

    QChar delimiter;
    QStringList header;
    QList<Row> rows;

    /// Null: guessed from the first rows.
    [[nodiscard]] static Result<CsvTable> parse(const QString &text, QChar delimiter = {});
    [[nodiscard]] static QChar guessDelimiter(QStringView text);
    /// Case-insensitive, whatever the white space; -1: none.
    [[nodiscard]] qsizetype columnOf(QStringView name) const;
    /// «line 12, column 3 (“Due”)»
    [[nodiscard]] QString place(const Row &row, qsizetype column) const;
};

} // namespace TaskMaster::Server
