// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportDates.h"
#include "server/exchange/ImportReport.h"
#include "server/exchange/TextDecoding.h"
#include "shared/model/Entities.h"
#include "shared/model/WorkEntities.h"

#include <QHash>

namespace TaskMaster::Server {

/**
 * A board from elsewhere in one common form: what all readers of foreign files (Trello, tables, Todoist, GitHub) make,
 * and planImport() turns into commands. Plain values; texts may be of any length and content, ids are the original's
 * (unique within their list), lists are in the order in which things shall stand here. `report` holds what the reader
 * had to say about the file.
 */
struct ImportBoard {
    struct Column {
        QString id;
        QString name;
        ColumnType type = ColumnType::Unstarted;
        qint64 wipLimit = 0;
        bool archived = false;
    };
    struct Label {
        QString id;
        QString name;
        QString color; ///< `#rrggbb`
    };
    struct Person {
        QString id;
        QString name;
        QString userName;
        QString email;
    };
    struct Milestone {
        QString id;
        QString name;
        QString description;
        QDate dueDate;
        bool completed = false;
    };
    struct Option {
        QString id;
        QString name;
        QString color;
    };
    struct Field {
        QString id;
        QString name;
        CustomFieldType type = CustomFieldType::Text;
        QList<Option> options;
    };
    struct FieldText {
        QString fieldId;
        QString text; ///< as FieldValue has it, but options by their original ids
    };
    struct CheckItem {
        QString id;
        QString text;
        bool done = false;
    };
    struct Checklist {
        QString id;
        QString name;
        QList<CheckItem> items;
    };
    struct Link {
        QString id;
        QString name;
        QString url;
        QString mimeType;
        qint64 sizeBytes = 0;
    };
    struct Task {
        QString id;
        QString title;
        QString description;
        QString columnId;
        QString parentId; ///< a task of the same board, wherever in the list
        QString milestoneId;
        QStringList labelIds;
        QStringList personIds;
        Priority priority = Priority::None;
        qint64 estimate = 0;
        ImportedMoment start;
        ImportedMoment due;
        qint64 createdAt = 0;
        qint64 completedAt = 0;
        bool archived = false;
        QString rule; ///< RRULE
        RecurFrom recurFrom = RecurFrom::Due;
        QList<Checklist> checklists;
        QList<Link> links;
        QList<FieldText> fields;
    };
    struct Comment {
        QString id;
        QString taskId;
        QString text;
        QString authorId; ///< a Person, or empty
        QString authorName;
        qint64 at = 0;
    };

    QByteArray source; ///< `trello`: the space of the ids
    QString sourceName; ///< for people: «Trello»
    QString taskWord = QStringLiteral("task"); ///< what the original calls a task: «card»
    QString columnWord = QStringLiteral("column");
    QString id;
    QString name;
    QString description;
    QList<Column> columns;
    QList<Label> labels;
    QList<Person> people;
    QList<Milestone> milestones;
    QList<Field> fields;
    QList<Task> tasks;
    QList<Comment> comments; ///< oldest first
    ImportReport report;
};

/// What a person may say about a file that does not say it itself.
struct ImportOptions {
    QString projectName; ///< empty: the file's
    QString fileName; ///< of a table: it names the project when nobody does
    QHash<QString, QString> columnMap; ///< of a table: header → name of a field, or `-`
    QString dateFormat;
    QTimeZone timeZone = QTimeZone::utc(); ///< in which times without a zone were written
    QChar delimiter; ///< null: guessed
    TextEncoding encoding = TextEncoding::Automatic;

    [[nodiscard]] QString projectNameOr(const QString &fallback) const;
};

/// The type of a column that a list of this name most likely is.
[[nodiscard]] ColumnType guessColumnType(const QString &listName);
/// `#rrggbb` of a colour's plain English name, with or without `_dark` and `_light`; grey for what is not known.
[[nodiscard]] QString namedColor(const QString &name);
/// The TM of TM-12 for a project of this name: two to four capital letters or digits.
[[nodiscard]] QString projectKeyFor(const QString &projectName);

} // namespace TaskMaster::Server
