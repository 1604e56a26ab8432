// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/TrelloBoard.h"

#include "server/exchange/ImportJson.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <initializer_list>

namespace TaskMaster::Server {
namespace {

using ImportJson::saysSomething;
using ImportJson::textOf;
using KnownKeys = std::initializer_list<const char *>;

/// Everything that is read, or that says nothing a person would miss (counters, addresses, display state).
// clang-format off
const KnownKeys boardKeys {"id", "name", "desc", "descData", "closed", "dateClosed", "idOrganization", "idEnterprise", "shortLink", "shortUrl",
    "url", "powerUps", "dateLastActivity", "dateLastView", "idTags", "datePluginDisable", "creationMethod", "creationMethodError",
    "creationMethodLoadingStartedAt", "idBoardSource", "idMemberCreator", "pinned", "starred", "ixUpdate", "limits", "enterpriseOwned",
    "subscribed", "templateGallery", "premiumFeatures", "labelNames", "prefs", "actions", "cards", "labels", "lists", "members",
    "checklists", "customFields", "memberships", "pluginData", "invitations", "invited", "nodeId", "type"};
const KnownKeys cardKeys {"id", "name", "desc", "descData", "idList", "idBoard", "idShort", "closed", "pos", "due", "dueReminder", "dueComplete",
    "start", "idLabels", "labels", "idMembers", "idMembersVoted", "attachments", "customFieldItems", "badges", "cover",
    "idAttachmentCover", "manualCoverAttachment", "isTemplate", "cardRole", "address", "coordinates", "locationName", "staticMapUrl",
    "idChecklists", "checkItemStates", "creationMethod", "creationMethodError", "creationMethodLoadingStartedAt", "dateLastActivity",
    "dateClosed", "dateCompleted", "shortLink", "shortUrl", "url", "email", "limits", "subscribed", "pluginData", "idOrganization",
    "nodeId", "pinned", "mirrorSourceId", "mirrorSourceNodeId", "source", "faviconUrl", "urlSource", "urlSourceText", "singleInstrumentationId"};
const KnownKeys listKeys {"id", "name", "closed", "pos", "softLimit", "idBoard", "creationMethod", "creationMethodError",
    "creationMethodLoadingStartedAt", "limits", "subscribed", "status", "color", "datasource", "type", "nodeId", "idOrganization"};
const KnownKeys labelKeys {"id", "idBoard", "name", "color", "uses", "limits", "nodeId", "idOrganization"};
const KnownKeys checklistKeys {"id", "name", "idBoard", "idCard", "pos", "limits", "checkItems", "creationMethod", "creationMethodError",
    "creationMethodLoadingStartedAt", "nodeId"};
const KnownKeys checkItemKeys {"id", "name", "nameData", "pos", "state", "due", "dueReminder", "idMember", "idChecklist", "type", "limits", "creationMethod",
    "creationMethodError", "creationMethodLoadingStartedAt", "nodeId"};
// clang-format on

Error badBoard(const QString &sentence)
{
    return Error(ErrorCode::BadImport, sentence);
}

/// Positions are numbers, in old exports also text.
double positionOf(const QJsonObject &object)
{
    const QJsonValue value = object.value(u"pos");
    return value.isString() ? value.toString().toDouble() : value.toDouble();
}

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue element : value.toArray())
        texts.append(textOf(element));
    return texts;
}

class BoardParser {
public:
    explicit BoardParser(QJsonObject root)
        : m_root(std::move(root))
    {
    }

    Result<TrelloBoard> parse()
    {
        for (const char *needed : {"lists", "cards"}) {
            if (!m_root.value(QLatin1StringView(needed)).isArray())
                return badBoard(
                    QStringLiteral("This is JSON, but not the export of a Trello board: the list “%1” is missing.")
                        .arg(QLatin1StringView(needed)));
        }
        m_board.id = textOf(m_root.value(u"id"));
        if (m_board.id.isEmpty())
            return badBoard(QStringLiteral("This is JSON, but not the export of a Trello board: it has no “id”."));
        m_board.name = m_root.value(u"name").toString();
        m_board.description = m_root.value(u"desc").toString();
        m_board.powerUps = static_cast<int>(m_root.value(u"powerUps").toArray().size());
        m_board.pluginValues = static_cast<int>(m_root.value(u"pluginData").toArray().size());
        noteUnknown(QStringLiteral("board"), m_root, boardKeys);
        readLabels();
        readLists();
        readMembers();
        readChecklists();
        readCustomFields();
        readActions();
        if (auto read = readCards(); !read)
            return read.error();
        return std::move(m_board);
    }

private:
    void noteUnknown(const QString &kind, const QJsonObject &object, KnownKeys known)
    {
        for (auto it = object.begin(); it != object.end(); ++it) {
            const QString key = it.key();
            const bool isKnown = std::any_of(known.begin(), known.end(),
                                             [&key](const char *name) { return key == QLatin1StringView(name); });
            if (!isKnown && saysSomething(it.value()))
                ++m_board.unknown[kind + u'.' + key];
        }
    }

    [[nodiscard]] QJsonArray array(QStringView key) const { return m_root.value(key).toArray(); }

    void readLabels()
    {
        for (const QJsonValue value : array(u"labels")) {
            const QJsonObject object = value.toObject();
            noteUnknown(QStringLiteral("label"), object, labelKeys);
            m_board.labels.append(
                {textOf(object.value(u"id")), object.value(u"name").toString(), object.value(u"color").toString()});
        }
    }

    void readLists()
    {
        for (const QJsonValue value : array(u"lists")) {
            const QJsonObject object = value.toObject();
            noteUnknown(QStringLiteral("list"), object, listKeys);
            m_board.lists.append({textOf(object.value(u"id")), object.value(u"name").toString(),
                                  object.value(u"closed").toBool(), positionOf(object),
                                  object.value(u"softLimit").toInt()});
        }
        sortByPosition(m_board.lists);
    }

    void readMembers()
    {
        for (const QJsonValue value : array(u"members")) {
            const QJsonObject object = value.toObject();
            m_board.members.append({textOf(object.value(u"id")), object.value(u"username").toString(),
                                    object.value(u"fullName").toString(), object.value(u"email").toString()});
        }
    }

    void readChecklists()
    {
        for (const QJsonValue value : array(u"checklists")) {
            const QJsonObject object = value.toObject();
            noteUnknown(QStringLiteral("checklist"), object, checklistKeys);
            TrelloBoard::Checklist checklist{textOf(object.value(u"id")),
                                             textOf(object.value(u"idCard")),
                                             object.value(u"name").toString(),
                                             positionOf(object),
                                             {}};
            for (const QJsonValue element : object.value(u"checkItems").toArray()) {
                const QJsonObject item = element.toObject();
                noteUnknown(QStringLiteral("checklist item"), item, checkItemKeys);
                checklist.items.append({textOf(item.value(u"id")), item.value(u"name").toString(),
                                        item.value(u"state").toString() == u"complete", positionOf(item),
                                        item.value(u"due").toString(), textOf(item.value(u"idMember"))});
            }
            sortByPosition(checklist.items);
            m_board.checklists.append(std::move(checklist));
        }
        sortByPosition(m_board.checklists);
    }

    void readCustomFields()
    {
        for (const QJsonValue value : array(u"customFields")) {
            const QJsonObject object = value.toObject();
            TrelloBoard::CustomField field{textOf(object.value(u"id")),
                                           object.value(u"name").toString(),
                                           object.value(u"type").toString(),
                                           positionOf(object),
                                           {}};
            for (const QJsonValue element : object.value(u"options").toArray()) {
                const QJsonObject option = element.toObject();
                field.options.append({textOf(option.value(u"id")), textOf(option.value(u"value")[u"text"]),
                                      option.value(u"color").toString(), positionOf(option)});
            }
            sortByPosition(field.options);
            m_board.customFields.append(std::move(field));
        }
        sortByPosition(m_board.customFields);
    }

    void readActions()
    {
        const QJsonArray actions = array(u"actions");
        m_board.actionCount = static_cast<int>(actions.size());
        for (const QJsonValue value : actions) {
            const QJsonObject action = value.toObject();
            const QString type = action.value(u"type").toString();
            if (type != u"commentCard" && type != u"copyCommentCard") {
                ++m_board.otherActions[type];
                continue;
            }
            const QJsonObject data = action.value(u"data").toObject();
            const QJsonObject author = action.value(u"memberCreator").toObject();
            QString name = author.value(u"fullName").toString();
            if (name.trimmed().isEmpty())
                name = author.value(u"username").toString();
            m_board.comments.append({textOf(action.value(u"id")), textOf(data.value(u"card")[u"id"]),
                                     data.value(u"text").toString(), textOf(action.value(u"idMemberCreator")), name,
                                     action.value(u"date").toString()});
        }
        std::stable_sort(m_board.comments.begin(), m_board.comments.end(),
                         [](const auto &a, const auto &b) { return a.at < b.at; }); // ISO times sort as text
    }

    Result<void> readCards()
    {
        for (const QJsonValue value : array(u"cards")) {
            const QJsonObject object = value.toObject();
            TrelloBoard::Card card = readCard(object);
            if (card.id.isEmpty())
                return badBoard(QStringLiteral("A card of this export has no “id”: it was not written by Trello."));
            m_board.pluginValues += static_cast<int>(object.value(u"pluginData").toArray().size());
            noteUnknown(QStringLiteral("card"), object, cardKeys);
            m_board.cards.append(std::move(card));
        }
        sortByPosition(m_board.cards);
        return {};
    }

    static TrelloBoard::Card readCard(const QJsonObject &object)
    {
        TrelloBoard::Card card;
        card.id = textOf(object.value(u"id"));
        card.name = object.value(u"name").toString();
        card.description = object.value(u"desc").toString();
        card.listId = textOf(object.value(u"idList"));
        card.closed = object.value(u"closed").toBool();
        card.position = positionOf(object);
        card.due = object.value(u"due").toString();
        card.start = object.value(u"start").toString();
        card.dueComplete = object.value(u"dueComplete").toBool();
        QStringList place{object.value(u"locationName").toString(), object.value(u"address").toString()};
        const QJsonValue coordinates = object.value(u"coordinates");
        if (coordinates.isObject())
            place.append(textOf(coordinates[u"latitude"]) + QStringLiteral(", ") + textOf(coordinates[u"longitude"]));
        else
            place.append(coordinates.toString());
        place.removeAll(QString());
        card.location = place.join(QStringLiteral(", "));
        card.labelIds = textsOf(object.value(u"idLabels"));
        card.memberIds = textsOf(object.value(u"idMembers"));
        card.votes = static_cast<int>(object.value(u"idMembersVoted").toArray().size());
        card.hasCover =
            saysSomething(object.value(u"idAttachmentCover")) || saysSomething(object.value(u"cover")[u"color"]);
        card.isTemplate = object.value(u"isTemplate").toBool();
        card.commentsInTrello = object.value(u"badges")[u"comments"].toInt();
        for (const QJsonValue element : object.value(u"attachments").toArray()) {
            const QJsonObject attachment = element.toObject();
            card.attachments.append({textOf(attachment.value(u"id")), attachment.value(u"name").toString(),
                                     attachment.value(u"url").toString(), attachment.value(u"mimeType").toString(),
                                     attachment.value(u"bytes").toInteger(), attachment.value(u"isUpload").toBool()});
        }
        for (const QJsonValue element : object.value(u"customFieldItems").toArray())
            card.customValues.append(readCustomValue(element.toObject()));
        return card;
    }

    /// `{"value": {"text"|"number"|"date"|"checked": "…"}}`, or `{"idValue": option}`.
    static TrelloBoard::CustomValue readCustomValue(const QJsonObject &item)
    {
        TrelloBoard::CustomValue value{textOf(item.value(u"idCustomField")), {}, textOf(item.value(u"idValue"))};
        const QJsonObject content = item.value(u"value").toObject();
        for (const QJsonValue part : content)
            value.text = part.isBool() ? QString::fromLatin1(part.toBool() ? "true" : "false") : textOf(part);
        return value;
    }

    template <class T> static void sortByPosition(QList<T> &things)
    {
        std::stable_sort(things.begin(), things.end(), [](const T &a, const T &b) { return a.position < b.position; });
    }

    QJsonObject m_root;
    TrelloBoard m_board;
};

} // namespace

Result<TrelloBoard> TrelloBoard::parse(const QByteArray &json)
{
    const auto document = ImportJson::parse(json);
    if (!document)
        return document.error();
    if (!document->isObject())
        return badBoard(QStringLiteral("This is JSON, but not the export of a Trello board: it is not an object."));
    return BoardParser(document->object()).parse();
}

} // namespace TaskMaster::Server
