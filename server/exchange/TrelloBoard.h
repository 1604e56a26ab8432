// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QList>
#include <QString>

#include <map>

namespace TaskMaster::Server {

/**
 * A Trello board export (Menu → Share → Export as JSON) as plain values, before anything is decided about it. parse()
 * is pure; it fails with one sentence that names the place, and otherwise accepts whatever Trello has put there in ten
 * years: what it does not know is counted in `unknown`.
 */
struct TrelloBoard {
    struct Label {
        QString id;
        QString name;
        QString color; ///< Trello's name of it, `green_dark`; empty: none
    };
    struct List {
        QString id;
        QString name;
        bool closed = false;
        double position = 0;
        int softLimit = 0;
    };
    struct Member {
        QString id;
        QString username;
        QString fullName;
        QString email; ///< seldom there
    };
    struct CheckItem {
        QString id;
        QString name;
        bool complete = false;
        double position = 0;
        QString due;
        QString memberId;
    };
    struct Checklist {
        QString id;
        QString cardId;
        QString name;
        double position = 0;
        QList<CheckItem> items;
    };
    struct CustomOption {
        QString id;
        QString text;
        QString color; ///< Trello's name of it, or `none`
        double position = 0;
    };
    struct CustomField {
        QString id;
        QString name;
        QString type; ///< text, number, date, checkbox or list
        double position = 0;
        QList<CustomOption> options; ///< of a list, by position
    };
    struct CustomValue {
        QString fieldId;
        QString text;
        QString optionId;
    };
    struct Attachment {
        QString id;
        QString name;
        QString url;
        QString mimeType;
        qint64 sizeBytes = 0;
        bool isUpload = false;
    };
    struct Card {
        QString id;
        QString name;
        QString description;
        QString listId;
        bool closed = false;
        double position = 0;
        QString due; ///< ISO 8601 with a time; empty: none
        QString start;
        bool dueComplete = false;
        QString location;
        QStringList labelIds;
        QStringList memberIds;
        QList<Attachment> attachments;
        QList<CustomValue> customValues;
        int commentsInTrello = 0; ///< what its badge says, also for comments that the export does not hold
        int votes = 0;
        bool hasCover = false;
        bool isTemplate = false;
    };
    struct Comment {
        QString id;
        QString cardId;
        QString text;
        QString authorId;
        QString authorName;
        QString at;
    };

    QString id;
    QString name;
    QString description;
    QList<Label> labels;
    QList<List> lists; ///< by position
    QList<Member> members;
    QList<Checklist> checklists; ///< by position, items too
    QList<CustomField> customFields; ///< by position
    QList<Card> cards; ///< by position
    QList<Comment> comments; ///< oldest first
    int actionCount = 0;
    std::map<QString, int> otherActions; ///< kinds of entries of the activity log that are no comments
    std::map<QString, int> unknown; ///< `card.someKey` → how often it had a value
    int powerUps = 0;
    int pluginValues = 0;

    [[nodiscard]] static Result<TrelloBoard> parse(const QByteArray &json);
};

} // namespace TaskMaster::Server
