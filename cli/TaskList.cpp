// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Commands.h"
#include "cli/Credentials.h"
#include "cli/ExitCode.h"
#include "cli/LiveSocket.h"
#include "cli/Places.h"
#include "cli/TaskText.h"

namespace TaskMaster::Cli {
namespace {

constexpr int ListAnswerMs = 30'000;
constexpr int QueryPage = 200;

/// Tasks as they are found, until there are enough.
class Listing {
public:
    Listing(ApiClient &api, const Invocation &invocation)
        : m_api(api)
        , m_invocation(invocation)
    {
    }
    [[nodiscard]] bool isFull() const { return m_items.size() >= m_invocation.limit; }
    [[nodiscard]] int room() const { return m_invocation.limit - static_cast<int>(m_items.size()); }
    Result<void> add(const ProjectPlace &project, const QJsonObject &task)
    {
        if (isFull())
            return {};
        if (!m_columns.contains(project.id)) {
            const auto columns = m_api.list(project.path() + QStringLiteral("/columns"));
            if (!columns)
                return columns.error();
            m_columns.insert(project.id, TaskText::names(*columns));
        }
        const QString name = FoundTask{project, task}.name();
        m_text += TaskText::line(name, m_columns[project.id].value(task.value(u"columnId").toString()), task);
        QJsonObject item = task;
        item.insert(QStringLiteral("name"), name);
        item.insert(QStringLiteral("projectId"), project.id);
        m_items.append(item);
        return {};
    }
    [[nodiscard]] Outcome outcome() const
    {
        return {m_items.isEmpty() ? QStringLiteral("There is nothing.\n") : m_text,
                {{QStringLiteral("tasks"), m_items}}};
    }

private:
    ApiClient &m_api;
    const Invocation &m_invocation;
    QHash<QString, QHash<QString, QString>> m_columns; ///< of each project, id → name
    QJsonArray m_items;
    QString m_text;
};

Result<void> listProject(ApiClient &api, const Invocation &invocation, const ProjectPlace &project,
                         const QString &filter, Listing &listing)
{
    const auto tasks = api.list(project.path() + QStringLiteral("/tasks") + filter);
    if (!tasks)
        return tasks.error();
    for (const QJsonValue task : *tasks) {
        if (!invocation.isEverything && !TaskText::isOpen(task.toObject()))
            continue;
        if (auto ok = listing.add(project, task.toObject()); !ok)
            return ok;
    }
    return {};
}

/// What somebody has to do, in all projects that they may open.
Result<void> listOwn(ApiClient &api, const Invocation &invocation, Listing &listing)
{
    const auto me = Places::ownId(api);
    if (!me)
        return me.error();
    const auto projects = Places::projects(api, invocation.workspace);
    if (!projects)
        return projects.error();
    for (const ProjectPlace &project : *projects) {
        if (project.isArchived && !invocation.isEverything)
            continue;
        if (auto ok = listProject(api, invocation, project, QStringLiteral("?assigneeId=") + *me, listing);
            !ok || listing.isFull())
            return ok;
    }
    return {};
}

/// The language of docs/QUERIES.md is answered over the live connection.
class Asking {
public:
    Asking(ApiClient &api, const QList<ProjectPlace> &projects)
        : m_api(api)
    {
        for (const ProjectPlace &project : projects)
            m_projects.insert(project.stream(), project);
    }
    Result<void> open() { return m_socket.open(m_api.server(), m_api.token(), {}); }
    /// All pages of one stream.
    Result<void> ask(const QString &stream, const QString &text, Listing &listing)
    {
        QString cursor;
        do {
            const auto page = answer(stream, text, std::min(listing.room(), QueryPage), cursor);
            if (!page)
                return page.error();
            for (const QJsonValue found : page->value(u"tasks").toArray()) {
                if (auto ok = listing.add(m_projects.value(found[u"stream"].toString()), flat(found.toObject())); !ok)
                    return ok;
            }
            cursor = page->value(u"cursor").toString();
        } while (!cursor.isEmpty() && !listing.isFull());
        return {};
    }

private:
    Result<QJsonObject> answer(const QString &stream, const QString &text, int limit, const QString &cursor)
    {
        QJsonObject question{{QStringLiteral("type"), QStringLiteral("query")},
                             {QStringLiteral("queryId"), Uuid::v7().toString()},
                             {QStringLiteral("stream"), stream},
                             {QStringLiteral("text"), text},
                             {QStringLiteral("limit"), limit}};
        if (!cursor.isEmpty())
            question.insert(QStringLiteral("cursor"), cursor);
        m_socket.send(question);
        for (;;) {
            const auto frame = m_socket.next(ListAnswerMs);
            if (!frame)
                return frame.error();
            const QString type = frame->value(u"type").toString();
            if (type == u"result")
                return frame;
            if (type == u"error")
                return refused(*frame, text);
        }
    }
    /// Points at the word that was not understood.
    static Error refused(const QJsonObject &frame, const QString &text)
    {
        const ErrorCode code = errorCodeFromWire(frame.value(u"code").toString());
        if (code == ErrorCode::UnknownFrame)
            return {ErrorCode::VersionUnsupported,
                    QStringLiteral("This server does not answer queries; it is too old.")};
        QString message = frame.value(u"message").toString();
        const QJsonObject details = frame.value(u"details").toObject();
        if (details.contains(u"position")) {
            const qsizetype position = details.value(u"position").toInteger();
            const qsizetype length = std::max<qint64>(1, details.value(u"length").toInteger());
            message += QStringLiteral("\n  %1\n  %2%3").arg(text, QString(position, u' '), QString(length, u'^'));
        }
        return {code, message};
    }
    /// A row as the HTTP API shows it.
    static QJsonObject flat(const QJsonObject &found)
    {
        const QJsonObject row = found.value(u"row").toObject();
        QJsonObject task = row.value(u"fields").toObject();
        task.insert(QStringLiteral("id"), row.value(u"id"));
        return task;
    }

    ApiClient &m_api;
    QHash<QString, ProjectPlace> m_projects;
    LiveSocket m_socket;
};

Result<void> listFound(ApiClient &api, const Invocation &invocation, Listing &listing)
{
    const auto projects = Places::projects(api, invocation.workspace);
    if (!projects)
        return projects.error();
    QStringList streams;
    if (!invocation.project.isEmpty()) {
        const auto one = Places::project(api, invocation.workspace, invocation.project);
        if (!one)
            return one.error();
        streams << one->stream();
    } else {
        for (const ProjectPlace &project : *projects)
            streams << QStringLiteral("w:") + project.workspaceId;
        streams.removeDuplicates();
    }
    Asking asking(api, *projects);
    if (auto ok = asking.open(); !ok)
        return ok;
    for (const QString &stream : std::as_const(streams)) {
        if (auto ok = asking.ask(stream, invocation.query, listing); !ok || listing.isFull())
            return ok;
    }
    return {};
}

} // namespace

Result<Outcome> Commands::list(const Invocation &invocation)
{
    auto api = Credentials::signedIn(invocation);
    if (!api)
        return api.error();
    Listing listing(**api, invocation);
    Result<void> done;
    if (!invocation.query.isEmpty()) {
        done = listFound(**api, invocation, listing);
    } else if (!invocation.project.isEmpty()) {
        const auto project = Places::project(**api, invocation.workspace, invocation.project);
        if (!project)
            return project.error();
        done = listProject(**api, invocation, *project, {}, listing);
    } else {
        done = listOwn(**api, invocation, listing);
    }
    return done ? Result<Outcome>(listing.outcome()) : Result<Outcome>(done.error());
}

} // namespace TaskMaster::Cli
