// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/TrelloImport.h"

#include "server/exchange/ImportText.h"
#include "server/exchange/TrelloBoard.h"
#include "server/exchange/TrelloDescription.h"

#include <QDateTime>
#include <QSet>

namespace TaskMaster::Server {
namespace {

constexpr int ColumnsMax = 100; ///< of a project: the server refuses more
constexpr int ActionsOfExportMax = 1000; ///< Trello puts no more into a file

/// A list's or label's name that had to be shortened; the whole one goes into the project's description.
struct LongName {
    QString shortName;
    QString wholeName;
};

qint64 timeOf(const QString &iso)
{
    const QDateTime at = QDateTime::fromString(iso, Qt::ISODateWithMs);
    return at.isValid() ? std::max<qint64>(0, at.toMSecsSinceEpoch()) : 0;
}

/// The first eight hexadecimal digits of Trello's ids are the second in which the thing was made.
qint64 timeOfId(const QString &trelloId)
{
    bool isNumber = false;
    const qint64 seconds = trelloId.left(8).toLongLong(&isNumber, 16);
    return trelloId.size() == 24 && isNumber ? seconds * 1000 : 0;
}

class Planner {
public:
    Planner(TrelloBoard board, const ImportTarget &target)
        : m_board(std::move(board))
        , m_target(target)
    {
        m_plan.projectId = idOf(m_board.id);
    }

    ImportPlan plan()
    {
        planProject();
        planLists();
        planLabels();
        matchMembers();
        TrelloDescription description(m_board, m_plan.report);
        for (const TrelloBoard::Card &card : m_board.cards)
            planCard(card, description);
        planComments();
        finishCards();
        planClosedLists();
        planDescription();
        description.reportTotals();
        reportRest();
        return std::move(m_plan);
    }

private:
    [[nodiscard]] Uuid idOf(const QString &trelloId) const
    {
        return Uuid::v5(m_target.workspace, "trello:" + trelloId.toUtf8());
    }

    /// The command's id follows from what it does to what: sent again, it is the same command.
    template <class Args> void add(const Args &args, const Uuid &about, const QByteArray &more = {})
    {
        const Uuid id = Uuid::v5(about, QByteArray(DescribesCommand<Args>::name) + ':' + more);
        m_plan.commands.append({id, StreamId::ofProject(m_target.workspace, m_plan.projectId), args});
    }

    QString name(const QString &text, qsizetype charactersMax, const QString &kind, const QString &fallback)
    {
        const QString clean = ImportText::singleLine(stored(text));
        if (clean.isEmpty()) {
            m_plan.report.noteChanged(QStringLiteral("A %1 without a name is called “%2”.").arg(kind, fallback));
            return fallback;
        }
        if (clean.size() <= charactersMax)
            return clean;
        const QString shortName = ImportText::shortened(clean, charactersMax);
        m_longNames.append({shortName, clean});
        m_plan.report.noteChanged(
            QStringLiteral("The name of a %1 has more than %2 characters: it was shortened to “%3”, and stands "
                           "whole in the project's description.")
                .arg(kind)
                .arg(charactersMax)
                .arg(ImportText::shortened(clean, 40)));
        return shortName;
    }

    QString stored(const QString &text)
    {
        QString clean = ImportText::storable(text);
        if (clean != text)
            m_plan.report.noteChanged(QStringLiteral("Characters that cannot be stored were replaced by “\uFFFD”."));
        return clean;
    }

    void planProject()
    {
        const QString wanted = m_target.projectName.isEmpty() ? m_board.name : m_target.projectName;
        m_plan.projectName = name(wanted, Limits::NameMax, QStringLiteral("board"), QStringLiteral("Trello board"));
        m_plan.projectKey = projectKeyFor(m_plan.projectName);
        add(CreateProject{m_plan.projectName, m_plan.projectKey, QStringLiteral("#4460ef"), true}, m_plan.projectId);
    }

    void planLists()
    {
        const QSet<QString> fitting = fittingLists();
        for (const TrelloBoard::List &list : m_board.lists) {
            if (!fitting.contains(list.id)) {
                m_plan.report.noteLeft(QStringLiteral("List “%1” and its cards: a project has at most %2 columns.")
                                           .arg(ImportText::shortened(list.name, 60))
                                           .arg(ColumnsMax));
                continue;
            }
            CreateColumn wish;
            wish.columnId = idOf(list.id);
            wish.name = name(list.name, Limits::NameMax, QStringLiteral("list"), QStringLiteral("(no name)"));
            wish.type = guessColumnType(list.name);
            if (list.softLimit > 0 && list.softLimit <= Limits::WipMax)
                wish.wipLimit = list.softLimit;
            m_columnTypes.insert(list.id, wish.type);
            add(wish, wish.columnId);
        }
        m_plan.report.count(QStringLiteral("lists"), static_cast<int>(fitting.size()));
    }

    /// Boards may have more lists than a project columns: those that are open come first.
    [[nodiscard]] QSet<QString> fittingLists() const
    {
        QSet<QString> ids;
        for (const bool closed : {false, true}) {
            for (const TrelloBoard::List &list : m_board.lists) {
                if (list.closed == closed && ids.size() < ColumnsMax)
                    ids.insert(list.id);
            }
        }
        return ids;
    }

    void planLabels()
    {
        for (const TrelloBoard::Label &label : m_board.labels) {
            CreateLabel wish;
            wish.labelId = idOf(label.id);
            QString colorName = label.color;
            colorName.replace(u'_', u' ');
            wish.name = label.name.trimmed().isEmpty() && !colorName.isEmpty()
                ? colorName
                : name(label.name, Limits::NameMax, QStringLiteral("label"), QStringLiteral("(no name)"));
            wish.color = trelloColor(label.color);
            m_labels.insert(label.id);
            add(wish, wish.labelId);
        }
        m_plan.report.count(QStringLiteral("labels"), static_cast<int>(m_board.labels.size()));
    }

    void matchMembers()
    {
        int matched = 0;
        for (const TrelloBoard::Member &member : m_board.members) {
            m_memberNames.insert(member.id, member.fullName.isEmpty() ? member.username : member.fullName);
            for (const ImportPerson &person : m_target.people) {
                const QString account = person.email.section(u'@', 0, 0);
                const bool sameEmail =
                    !member.email.isEmpty() && member.email.compare(person.email, Qt::CaseInsensitive) == 0;
                const bool sameName =
                    !member.username.isEmpty() && member.username.compare(account, Qt::CaseInsensitive) == 0;
                if (sameEmail || sameName)
                    m_users.insert(member.id, person);
                if (sameEmail)
                    break;
            }
            if (m_users.contains(member.id))
                ++matched;
            else
                m_plan.report.noteLeft(
                    QStringLiteral(
                        "Member “%1” (%2): nobody in the workspace has this e-mail address or user name. Cards "
                        "name them in the description.")
                        .arg(m_memberNames.value(member.id), member.username));
        }
        m_plan.report.count(QStringLiteral("members"), matched);
    }

    void planCard(const TrelloBoard::Card &card, TrelloDescription &description)
    {
        if (!m_columnTypes.contains(card.listId)) {
            m_plan.report.noteLeft(QStringLiteral("Card “%1”: its list is missing or was left out.")
                                       .arg(ImportText::shortened(card.name, 60)));
            return;
        }
        CreateTask wish;
        wish.taskId = idOf(card.id);
        wish.columnId = idOf(card.listId);
        wish.createdAt = timeOfId(card.id);
        const QString whole = ImportText::singleLine(stored(card.name));
        wish.title = whole.isEmpty() ? QStringLiteral("(no title)") : ImportText::shortened(whole, Limits::TitleMax);
        QStringList strangers;
        for (const QString &memberId : card.memberIds) {
            if (!m_users.contains(memberId))
                strangers.append(memberId);
        }
        QString text = description.of(card, strangers, m_columnTypes.value(card.listId));
        if (wish.title != whole && !whole.isEmpty()) {
            text = whole + QStringLiteral("\n\n") + text;
            m_plan.report.noteChanged(
                QStringLiteral("A title has more than %1 characters: the whole one begins the description.")
                    .arg(Limits::TitleMax));
        }
        const QStringList parts = ImportText::split(text.trimmed(), Limits::DescriptionMax);
        wish.description = parts.first();
        wish.startDate = dayOf(card.start);
        wish.dueDate = dayOf(card.due);
        if (wish.startDate.isValid() && wish.dueDate.isValid() && wish.dueDate < wish.startDate) {
            m_plan.report.noteLeft(QStringLiteral("A start date that lies behind the due date."));
            wish.startDate = {};
        }
        add(wish, wish.taskId);
        ++m_cards;
        m_planned.insert(card.id);
        for (qsizetype i = 1; i < parts.size(); ++i)
            planContinuation(wish.taskId, parts[i], i + 1);
        planSets(card, wish.taskId);
        noteLeftOf(card);
    }

    QDate dayOf(const QString &iso)
    {
        if (iso.isEmpty())
            return {};
        const QDateTime at = QDateTime::fromString(iso, Qt::ISODateWithMs).toUTC();
        if (!at.isValid() || at.date().year() < 1970 || at.date().year() > 9999) {
            m_plan.report.noteLeft(
                QStringLiteral("The date “%1”: it is not a valid one.").arg(ImportText::shortened(iso, 40)));
            return {};
        }
        if (at.time() != QTime(0, 0))
            m_plan.report.noteChanged(
                QStringLiteral("A start or due date lost its time of day (the day is that of UTC)."));
        return at.date();
    }

    /// What does not fit into a description goes on in comments, which hold less.
    void planContinuation(const Uuid &taskId, const QString &text, qsizetype number)
    {
        const QStringList parts = ImportText::split(text, Limits::CommentMax);
        for (qsizetype i = 0; i < parts.size(); ++i) {
            AddComment wish;
            wish.commentId = Uuid::v5(taskId, QByteArrayLiteral("description:") + QByteArray::number(number * 100 + i));
            wish.taskId = taskId;
            wish.body = parts[i];
            wish.authorName = QStringLiteral("Trello import");
            add(wish, wish.commentId);
            m_plan.report.noteChanged(
                QStringLiteral("A description has more than %1 characters: it goes on in comments.")
                    .arg(Limits::DescriptionMax));
        }
    }

    void planSets(const TrelloBoard::Card &card, const Uuid &taskId)
    {
        for (const QString &labelId : card.labelIds) {
            if (!m_labels.contains(labelId)) {
                m_plan.report.noteLeft(QStringLiteral("A label of card “%1” is not in the file.")
                                           .arg(ImportText::shortened(card.name, 60)));
                continue;
            }
            add(LabelTask{taskId, idOf(labelId), true}, taskId, labelId.toUtf8());
            ++m_cardLabels;
        }
        for (const QString &memberId : card.memberIds) {
            const auto user = m_users.constFind(memberId);
            if (user == m_users.constEnd())
                continue; // named in the description
            add(AssignTask{taskId, user->userId, true}, taskId, user->userId.toBytes());
            ++m_assignments;
        }
    }

    void noteLeftOf(const TrelloBoard::Card &card)
    {
        if (card.votes > 0)
            m_plan.report.noteLeft(QStringLiteral("Votes on cards."), card.votes);
        if (card.hasCover)
            m_plan.report.noteLeft(QStringLiteral("The cover of a card."));
        if (card.isTemplate)
            m_plan.report.noteChanged(QStringLiteral("A template card became an ordinary task."));
        if (card.closed)
            m_closedCards.append(card.id);
        m_commentsExpected += card.commentsInTrello;
    }

    // ---- comments, and what may only follow them

    void planComments()
    {
        int taken = 0;
        for (const TrelloBoard::Comment &comment : m_board.comments) {
            const QString text = stored(comment.text).trimmed();
            if (!m_planned.contains(comment.cardId) || text.isEmpty()) {
                m_plan.report.noteLeft(text.isEmpty() ? QStringLiteral("An empty comment.")
                                                      : QStringLiteral("A comment on a card that is not in the file."));
                continue;
            }
            const QStringList parts = ImportText::split(text, Limits::CommentMax);
            if (parts.size() > 1)
                m_plan.report.noteChanged(
                    QStringLiteral("A comment with more than %1 characters became several.").arg(Limits::CommentMax));
            for (qsizetype i = 0; i < parts.size(); ++i) {
                AddComment wish;
                wish.commentId = i == 0 ? idOf(comment.id) : Uuid::v5(idOf(comment.id), QByteArray::number(i));
                wish.taskId = idOf(comment.cardId);
                wish.body = parts[i];
                const auto user = m_users.constFind(comment.authorId);
                if (user != m_users.constEnd())
                    wish.authorId = user->userId;
                wish.authorName = user != m_users.constEnd() ? user->name : authorName(comment);
                wish.createdAt = timeOf(comment.at);
                add(wish, wish.commentId);
            }
            ++taken;
        }
        m_plan.report.count(QStringLiteral("cards"), m_cards);
        m_plan.report.count(QStringLiteral("comments"), taken);
        noteCutOff(taken);
    }

    QString authorName(const TrelloBoard::Comment &comment)
    {
        QString author = comment.authorName.isEmpty() ? m_memberNames.value(comment.authorId) : comment.authorName;
        author = ImportText::shortened(ImportText::singleLine(stored(author)), Limits::NameMax);
        return author.isEmpty() ? QStringLiteral("Somebody at Trello") : author;
    }

    void noteCutOff(int taken)
    {
        const int missing = m_commentsExpected - taken;
        if (m_board.actionCount >= ActionsOfExportMax)
            m_plan.report.noteLeft(
                QStringLiteral(
                    "Trello's files hold the newest %1 entries of the activity log, and this one is full: older "
                    "comments are not in it%2.")
                    .arg(ActionsOfExportMax)
                    .arg(missing > 0 ? QStringLiteral(" (%1 are missing)").arg(missing) : QString()));
        else if (missing > 0)
            m_plan.report.noteLeft(QStringLiteral("Comments that the cards count but the file does not hold."),
                                   missing);
    }

    /// Archived last: nothing may be changed in what is archived.
    void finishCards()
    {
        for (const QString &cardId : m_closedCards)
            add(ArchiveTask{idOf(cardId), true}, idOf(cardId));
        m_plan.report.count(QStringLiteral("archived cards"), static_cast<int>(m_closedCards.size()));
    }

    void planClosedLists()
    {
        int closed = 0;
        for (const TrelloBoard::List &list : m_board.lists) {
            if (!list.closed || !m_columnTypes.contains(list.id))
                continue;
            add(ArchiveColumn{idOf(list.id), true}, idOf(list.id));
            ++closed;
        }
        m_plan.report.count(QStringLiteral("archived lists"), closed);
    }

    void planDescription()
    {
        QStringList sections{stored(m_board.description).trimmed()};
        QStringList names;
        for (const LongName &longName : m_longNames)
            names.append(QStringLiteral("- %1: %2").arg(longName.shortName, longName.wholeName));
        if (!names.isEmpty())
            sections.append(QStringLiteral("### Whole names\n\n") + names.join(u'\n'));
        sections.removeAll(QString());
        const QString text = sections.join(QStringLiteral("\n\n"));
        if (text.isEmpty())
            return;
        const QString fitting = ImportText::split(text, Limits::DescriptionMax).first();
        if (fitting.size() < text.size())
            m_plan.report.noteLeft(QStringLiteral("The end of the board's description: it has more than %1 characters.")
                                       .arg(Limits::DescriptionMax));
        const int field = TaskMaster::describe(EntityKind::Project).indexOf(u"description");
        Edit wish;
        wish.entity = EntityKind::Project;
        wish.id = m_plan.projectId;
        wish.fields = {{static_cast<quint8>(field), Value(fitting)}};
        add(wish, m_plan.projectId, QByteArrayLiteral("description"));
    }

    void reportRest()
    {
        ImportReport &report = m_plan.report;
        report.count(QStringLiteral("labels on cards"), m_cardLabels);
        report.count(QStringLiteral("assignments"), m_assignments);
        if (m_board.powerUps + m_board.pluginValues > 0)
            report.noteLeft(QStringLiteral("Power-ups and what they have stored."),
                            m_board.powerUps + m_board.pluginValues);
        int others = 0;
        for (const auto &[type, times] : m_board.otherActions)
            others += times;
        if (others > 0)
            report.noteLeft(QStringLiteral("Entries of Trello's activity log that are no comments."), others);
        for (const auto &[key, times] : m_board.unknown)
            report.noteLeft(
                QStringLiteral("“%1”: this version does not know what it is.").arg(ImportText::storable(key)), times);
        report.noteLeft(QStringLiteral(
            "The look of the board (background, cover colours, stickers) and Trello's own card numbers."));
    }

    TrelloBoard m_board;
    const ImportTarget &m_target;
    ImportPlan m_plan;
    QHash<QString, ColumnType> m_columnTypes;
    QSet<QString> m_labels;
    QHash<QString, QString> m_memberNames;
    QHash<QString, ImportPerson> m_users; ///< by Trello's id of the member
    QSet<QString> m_planned; ///< cards that become tasks
    QStringList m_closedCards;
    QList<LongName> m_longNames;
    int m_cards = 0;
    int m_cardLabels = 0;
    int m_assignments = 0;
    int m_commentsExpected = 0;
};

} // namespace

Result<ImportPlan> planTrelloImport(const QByteArray &json, const ImportTarget &target)
{
    auto board = TrelloBoard::parse(json);
    if (!board)
        return board.error();
    return Planner(std::move(*board), target).plan();
}

} // namespace TaskMaster::Server
