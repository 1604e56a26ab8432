// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/CsvColumns.h"

#include <QSet>

#include <array>

namespace TaskMaster::Server {
namespace {

struct FieldRow {
    CsvField field;
    const char *name; ///< in `--map`
    bool mayRepeat;
    const char *words; ///< headers that mean it, in lower case, letters and digits only, separated by blanks
};

// clang-format off
constexpr std::array fieldRows{
    FieldRow{CsvField::Id, "id", false, "id taskid cardid issueid externalid uuid key taskkey issuekey"},
    FieldRow{CsvField::Title, "title", false, "title name task taskname cardname cardtitle summary subject content todo item titel aufgabe"},
    FieldRow{CsvField::Description, "description", false, "description desc details body notes note text beschreibung notizen carddescription"},
    FieldRow{CsvField::Column, "column", false, "column list stage status state section bucket bucketname listname sectioncolumn board spalte phase"},
    FieldRow{CsvField::Assignees, "assignees", true, "assignee assignees assignedto members member owner owners responsible people person who zugewiesen"},
    FieldRow{CsvField::Labels, "labels", true, "label labels tag tags category categories kategorie"},
    FieldRow{CsvField::Priority, "priority", false, "priority prio priorität importance urgency"},
    FieldRow{CsvField::Estimate, "estimate", false, "estimate estimation points storypoints storypoint effort size"},
    FieldRow{CsvField::Start, "start", false, "start startdate starts starton begin begindate startdatum beginn"},
    FieldRow{CsvField::Due, "due", false, "due duedate dueon dueat deadline enddate date fällig fälligkeitsdatum termin"},
    FieldRow{CsvField::Created, "created", false, "created createdat createdon creationdate createddate datecreated erstellt"},
    FieldRow{CsvField::Completed, "completed", false, "completed completedat completedon completeddate completiondate done doneat closed closedat closeddate resolved resolvedat erledigt"},
    FieldRow{CsvField::Milestone, "milestone", false, "milestone release version fixversion meilenstein"},
    FieldRow{CsvField::Parent, "parent", false, "parent parenttask parentid parentissue subtaskof"},
    FieldRow{CsvField::Link, "link", true, "url link links address"},
    FieldRow{CsvField::Archived, "archived", false, "archived isarchived"},
    FieldRow{CsvField::Custom, "custom", true, ""},
    FieldRow{CsvField::Ignored, "-", true, ""},
};
// clang-format on

QString plainWord(const QString &header)
{
    QString letters;
    for (const QChar c : header.toLower()) {
        if (c.isLetterOrNumber())
            letters.append(c);
    }
    return letters;
}

const FieldRow *guessField(const QString &header)
{
    const QString word = plainWord(header);
    if (word.isEmpty())
        return nullptr;
    for (const FieldRow &row : fieldRows) {
        if (QString::fromUtf8(row.words).split(u' ').contains(word))
            return &row;
    }
    return nullptr;
}

const FieldRow *fieldNamed(const QString &name)
{
    for (const FieldRow &row : fieldRows) {
        if (name.compare(QLatin1StringView(row.name), Qt::CaseInsensitive) == 0)
            return &row;
    }
    return nullptr;
}

QString quotedNames(const QStringList &names)
{
    return QStringLiteral("“%1”").arg(names.join(QStringLiteral("”, “")));
}

} // namespace

QStringList CsvColumns::names()
{
    QStringList names;
    for (const FieldRow &row : fieldRows)
        names.append(QString::fromLatin1(row.name));
    return names;
}

Result<CsvColumns> CsvColumns::of(const CsvTable &table, const QHash<QString, QString> &map)
{
    QHash<qsizetype, const FieldRow *> said;
    for (auto it = map.begin(); it != map.end(); ++it) {
        const qsizetype column = table.columnOf(it.key());
        if (column < 0)
            return Error::invalidField(
                QStringLiteral("map"),
                QStringLiteral("the table has no column “%1”; it has %2").arg(it.key(), quotedNames(table.header)));
        const FieldRow *row = fieldNamed(it.value());
        if (!row)
            return Error::invalidField(QStringLiteral("map"),
                                       QStringLiteral("“%1” can be one of %2; “%3” is none of them")
                                           .arg(it.key(), names().join(QStringLiteral(", ")), it.value()));
        said.insert(column, row);
    }
    CsvColumns columns;
    QSet<CsvField> taken;
    for (const FieldRow *row : std::as_const(said))
        taken.insert(row->field);
    for (qsizetype i = 0; i < table.header.size(); ++i) {
        if (const auto *row = said.value(i)) {
            columns.m_fields.append(row->field);
            continue;
        }
        const FieldRow *row = guessField(table.header[i]);
        const bool isFree = row && (row->mayRepeat || !taken.contains(row->field));
        columns.m_fields.append(isFree ? row->field : CsvField::Custom);
        if (isFree)
            taken.insert(row->field);
    }
    if (columns.columnOf(CsvField::Title) < 0)
        return Error(ErrorCode::BadImport,
                     QStringLiteral("Line 1: no column looks like the title of a task; say which one it is "
                                    "(map COLUMN=title). The columns are %1.")
                         .arg(quotedNames(table.header.mid(0, 20))));
    return columns;
}

} // namespace TaskMaster::Server
