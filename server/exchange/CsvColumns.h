// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/CsvTable.h"

#include <QHash>

namespace TaskMaster::Server {

/// What a column of a table of tasks says.
enum class CsvField : quint8 {
    Id,
    Title,
    Description,
    Column,
    Assignees,
    Labels,
    Priority,
    Estimate,
    Start,
    Due,
    Created,
    Completed,
    Milestone,
    Parent,
    Link,
    Archived,
    Custom, ///< a custom field of the project
    Ignored,
};

/**
 * Which column of a table is what: by the words of its header, and by what a person says about it. Several columns may
 * say the same of people, labels and links; of the rest, the first one counts and others become custom fields.
 */
class CsvColumns {
public:
    /// Fails when no column is the title, or when `map` names a column or field that there is not.
    [[nodiscard]] static Result<CsvColumns> of(const CsvTable &table, const QHash<QString, QString> &map);

    [[nodiscard]] CsvField at(qsizetype column) const { return m_fields[column]; }
    [[nodiscard]] qsizetype count() const { return m_fields.size(); }
    /// The first column that says it, or -1.
    [[nodiscard]] qsizetype columnOf(CsvField field) const { return m_fields.indexOf(field); }

    [[nodiscard]] static QStringList names();

private:
    QList<CsvField> m_fields;
};

} // namespace TaskMaster::Server
