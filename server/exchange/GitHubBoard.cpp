// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/GitHubBoard.h"

#include "server/exchange/ImportJson.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

namespace TaskMaster::Server {
namespace {

using ImportJson::saysSomething;
using ImportJson::textOf;

// clang-format off
/// Everything that is read, or that says nothing a person would miss (addresses, counters, what follows from other keys).
const QSet<QString> &knownIssueKeys()
{
    static const QSet<QString> keys = [] {
        QSet<QString> names;
        for (const char *name : {"url", "repository_url", "labels_url", "comments_url", "events_url", "html_url", "id", "node_id", "number",
             "title", "user", "labels", "state", "stateReason", "state_reason", "locked", "active_lock_reason", "assignee", "assignees", "milestone",
             "comments", "created_at", "updated_at", "closed_at", "author_association", "body", "closed_by", "pull_request", "draft",
             "timeline_url", "performed_via_github_app", "reactions", "score", "author", "createdAt", "updatedAt", "closedAt", "closed",
             "repository", "isPinned", "projectCards", "projectItems", "reactionGroups", "body_html", "body_text", "type",
             "sub_issues_summary", "issue_dependencies_summary", "parent_issue_url", "pinned_comment", "issue_field_values"})
            names.insert(QString::fromLatin1(name));
        return names;
    }();
    return keys;
}
// clang-format on

qint64 issueTime(const QJsonValue &value)
{
    const QDateTime at = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    return at.isValid() ? std::max<qint64>(0, at.toMSecsSinceEpoch()) : 0;
}

QJsonValue either(const QJsonObject &object, QStringView first, QStringView second)
{
    const QJsonValue value = object.value(first);
    return value.isUndefined() ? object.value(second) : value;
}

/// `owner/name` of an issue's address.
QString repositoryOf(const QJsonObject &issue)
{
    const QString api = issue.value(u"repository_url").toString();
    if (!api.isEmpty())
        return api.section(u'/', -2);
    const QStringList parts = either(issue, u"html_url", u"url").toString().split(u'/');
    const qsizetype issues = parts.indexOf(QStringLiteral("issues"));
    return issues >= 2 ? parts[issues - 2] + u'/' + parts[issues - 1] : QString();
}

class IssueReader {
public:
    Result<ImportBoard> read(const QJsonDocument &document, const ImportOptions &options)
    {
        auto issues = issuesOf(document);
        if (!issues)
            return issues.error();
        m_board.source = "github";
        m_board.sourceName = QStringLiteral("GitHub");
        m_board.taskWord = QStringLiteral("issue");
        QString repository;
        for (qsizetype i = 0; i < issues->size(); ++i) {
            const QJsonObject issue = (*issues)[i].toObject();
            if (!issue.value(u"number").isDouble() || !issue.value(u"title").isString())
                return Error(
                    ErrorCode::BadImport,
                    QStringLiteral("Entry %1 of the list is no issue of GitHub: it has no “number” or “title”.")
                        .arg(i + 1));
            if (repository.isEmpty())
                repository = repositoryOf(issue);
            readIssue(issue);
        }
        m_board.id = repository.isEmpty() ? options.projectName : repository;
        m_board.name = options.projectNameOr(repository.isEmpty() ? QStringLiteral("GitHub issues")
                                                                  : repository.section(u'/', -1));
        finish();
        return std::move(m_board);
    }

private:
    /// A list, a list of lists (pages), or the answer of a search.
    static Result<QJsonArray> issuesOf(const QJsonDocument &document)
    {
        QJsonArray list = document.array();
        if (document.isObject()) {
            const QJsonObject object = document.object();
            if (!object.value(u"items").isArray())
                return Error(
                    ErrorCode::BadImport,
                    QStringLiteral("This is JSON, but not a list of GitHub's issues: it is an object%1.")
                        .arg(object.contains(u"message")
                                 ? QStringLiteral(" that says “%1”").arg(object.value(u"message").toString().left(200))
                                 : QString()));
            list = object.value(u"items").toArray();
        }
        if (list.isEmpty() || !list.first().isArray())
            return list;
        QJsonArray all;
        for (const QJsonValue page : std::as_const(list)) {
            const QJsonArray entries = page.toArray();
            for (const QJsonValue entry : entries)
                all.append(entry);
        }
        return all;
    }

    void readIssue(const QJsonObject &issue)
    {
        if (issue.contains(u"pull_request")) {
            ++m_pullRequests;
            return;
        }
        for (auto it = issue.begin(); it != issue.end(); ++it) {
            if (!knownIssueKeys().contains(it.key()) && saysSomething(it.value()))
                m_board.report.noteLeft(
                    QStringLiteral("“issue.%1”: this version does not know what it is.").arg(it.key().left(60)));
        }
        ImportBoard::Task task;
        task.id = textOf(issue.value(u"number"));
        task.title = issue.value(u"title").toString();
        task.description = descriptionOf(issue);
        task.createdAt = issueTime(either(issue, u"created_at", u"createdAt"));
        const bool isClosed = issue.value(u"state").toString().compare(u"closed", Qt::CaseInsensitive) == 0;
        const QString reason = either(issue, u"state_reason", u"stateReason").toString();
        const bool isDropped = isClosed
            && (reason.compare(u"not_planned", Qt::CaseInsensitive) == 0
                || reason.compare(u"duplicate", Qt::CaseInsensitive) == 0);
        task.columnId = isDropped ? QStringLiteral("not planned")
            : isClosed            ? QStringLiteral("closed")
                                  : QStringLiteral("open");
        m_hasDropped = m_hasDropped || isDropped;
        if (isClosed && !isDropped)
            task.completedAt = issueTime(either(issue, u"closed_at", u"closedAt"));
        for (const QJsonValue label : issue.value(u"labels").toArray())
            task.labelIds.append(labelOf(label));
        for (const QJsonValue person : issue.value(u"assignees").toArray())
            task.personIds.append(personOf(person[u"login"].toString(), person[u"name"].toString()));
        if (const QJsonObject milestone = issue.value(u"milestone").toObject(); !milestone.isEmpty())
            task.milestoneId = milestoneOf(milestone);
        if (const QString url = either(issue, u"html_url", u"url").toString(); !url.isEmpty())
            task.links.append({QStringLiteral("issue"), QStringLiteral("GitHub issue #%1").arg(task.id), url, {}, 0});
        readComments(issue.value(u"comments"), task.id);
        noteLeftOf(issue);
        task.labelIds.removeDuplicates();
        task.personIds.removeDuplicates();
        m_board.tasks.append(std::move(task));
    }

    static QString descriptionOf(const QJsonObject &issue)
    {
        QStringList parts{issue.value(u"body").toString().trimmed()};
        const QString author = either(issue, u"user", u"author")[u"login"].toString();
        if (!author.isEmpty())
            parts.append(QStringLiteral("Opened by %1 on GitHub.").arg(author));
        if (const QString type = issue.value(u"type")[u"name"].toString(); !type.isEmpty())
            parts.append(QStringLiteral("Type on GitHub: %1").arg(type));
        parts.removeAll(QString());
        return parts.join(QStringLiteral("\n\n"));
    }

    /// Old answers have names instead of objects.
    QString labelOf(const QJsonValue &value)
    {
        const QString name = value.isString() ? value.toString() : value[u"name"].toString();
        const QString id = name.toLower();
        if (!m_labels.contains(id)) {
            m_labels.insert(id);
            const QString color = value[u"color"].toString().toLower();
            m_board.labels.append({id, name, color.size() == 6 ? u'#' + color : namedColor({})});
        }
        return id;
    }

    QString personOf(const QString &login, const QString &name)
    {
        const QString id = login.toLower();
        if (!m_people.contains(id)) {
            m_people.insert(id);
            m_board.people.append({id, name.isEmpty() ? login : name, login, {}});
        }
        return id;
    }

    QString milestoneOf(const QJsonObject &milestone)
    {
        const QString id = textOf(milestone.value(u"number"));
        if (!m_milestones.contains(id)) {
            m_milestones.insert(id);
            const QString due = either(milestone, u"due_on", u"dueOn").toString();
            m_board.milestones.append(
                {id, milestone.value(u"title").toString(), milestone.value(u"description").toString(),
                 QDate::fromString(due.left(10), Qt::ISODate), milestone.value(u"state").toString() == u"closed"});
        }
        return id;
    }

    /// A number in the REST answer, a list from `gh --json comments`.
    void readComments(const QJsonValue &comments, const QString &taskId)
    {
        if (comments.isDouble())
            m_uncounted += comments.toInt();
        int number = 0;
        for (const QJsonValue value : comments.toArray()) {
            const QString login = value[u"author"][u"login"].toString();
            const QString id = value[u"id"].toString();
            m_board.comments.append({id.isEmpty() ? QStringLiteral("%1/%2").arg(taskId).arg(++number) : id, taskId,
                                     value[u"body"].toString(), login.isEmpty() ? QString() : personOf(login, {}),
                                     login, issueTime(value[u"createdAt"])});
        }
    }

    void noteLeftOf(const QJsonObject &issue)
    {
        m_reactions += issue.value(u"reactions")[u"total_count"].toInt();
        if (issue.value(u"locked").toBool())
            m_board.report.noteLeft(QStringLiteral("That the discussion of an issue was locked."));
        if (const int parts = issue.value(u"sub_issues_summary")[u"total"].toInt(); parts > 0)
            m_board.report.noteLeft(QStringLiteral("Which issues are parts of another: the list does not say it."),
                                    parts);
        const QJsonObject relations = issue.value(u"issue_dependencies_summary").toObject();
        if (const int blockers = relations.value(u"blocked_by").toInt(); blockers > 0)
            m_board.report.noteLeft(QStringLiteral("Which issues block another: the list does not say it."), blockers);
        if (saysSomething(issue.value(u"projectItems")) || saysSomething(issue.value(u"projectCards")))
            m_board.report.noteLeft(QStringLiteral("The place of an issue in a GitHub project."));
        if (saysSomething(issue.value(u"issue_field_values")))
            m_board.report.noteLeft(QStringLiteral("Values of an issue's fields on GitHub."));
    }

    void finish()
    {
        // The newest come first there; here, numbers shall grow with theirs.
        std::stable_sort(m_board.tasks.begin(), m_board.tasks.end(),
                         [](const ImportBoard::Task &a, const ImportBoard::Task &b) {
                             return a.id.toLongLong() < b.id.toLongLong();
                         });
        std::sort(m_board.labels.begin(), m_board.labels.end(),
                  [](const ImportBoard::Label &a, const ImportBoard::Label &b) { return a.id < b.id; });
        m_board.columns = {{QStringLiteral("open"), QStringLiteral("Open"), ColumnType::Unstarted, 0, false},
                           {QStringLiteral("closed"), QStringLiteral("Closed"), ColumnType::Done, 0, false}};
        if (m_hasDropped)
            m_board.columns.append(
                {QStringLiteral("not planned"), QStringLiteral("Not planned"), ColumnType::Cancelled, 0, false});
        ImportReport &report = m_board.report;
        if (m_pullRequests > 0)
            report.noteLeft(QStringLiteral("A pull request: they are no issues."), m_pullRequests);
        if (m_uncounted > 0)
            report.noteLeft(
                QStringLiteral("Comments: GitHub's list of issues counts them, and does not hold them (`gh issue "
                               "list --json comments,…` does)."),
                m_uncounted);
        if (m_reactions > 0)
            report.noteLeft(QStringLiteral("A reaction on an issue."), m_reactions);
    }

    ImportBoard m_board;
    QSet<QString> m_labels;
    QSet<QString> m_people;
    QSet<QString> m_milestones;
    int m_pullRequests = 0;
    int m_uncounted = 0;
    int m_reactions = 0;
    bool m_hasDropped = false;
};

} // namespace

Result<ImportBoard> readGitHubBoard(const QByteArray &bytes, const ImportOptions &options)
{
    const auto document = ImportJson::parse(bytes);
    if (!document)
        return document.error();
    return IssueReader().read(*document, options);
}

} // namespace TaskMaster::Server
