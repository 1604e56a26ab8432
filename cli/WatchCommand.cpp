// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Commands.h"
#include "cli/Credentials.h"
#include "cli/ExitCode.h"
#include "cli/LiveSocket.h"
#include "cli/Places.h"
#include "cli/Waiting.h"
#include "cli/WatchedRows.h"

#include <QJsonDocument>

#include <cstdio>

namespace TaskMaster::Cli {
namespace {

constexpr int RetryFirstMs = 1'000;
constexpr int RetryMaxMs = 30'000;
constexpr qsizetype StreamsMax = 50; ///< of one hello

void say(std::FILE *where, const QByteArray &line)
{
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), where);
    std::fflush(where);
}

/// The streams that are followed and how far each is; prints what happens.
class Watching {
public:
    Watching(WatchedRows rows, const QList<ProjectPlace> &projects, bool asJson)
        : m_rows(std::move(rows))
        , m_asJson(asJson)
    {
        for (const ProjectPlace &project : projects)
            m_positions.insert(project.stream(), {});
    }
    [[nodiscard]] QJsonArray positions() const
    {
        QJsonArray all;
        for (auto it = m_positions.begin(); it != m_positions.end(); ++it)
            all.append(QJsonObject{{QStringLiteral("stream"), it.key()},
                                   {QStringLiteral("epoch"), it->epoch},
                                   {QStringLiteral("seq"), it->seq}});
        return all;
    }
    void take(const QJsonObject &frame)
    {
        const QString type = frame.value(u"type").toString();
        const QString stream = frame.value(u"stream").toString();
        if (type == u"snapshot") {
            m_rows.takeSnapshot(frame);
            m_positions[stream] = positionIn(frame);
        } else if (type == u"subscribed") {
            m_positions[stream] = positionIn(frame);
            m_positions[stream].isLive = true;
        } else if (type == u"revoked") {
            m_positions.remove(stream);
            say(stderr, "taskmaster-cli: a project was closed to you\n");
        } else if (type == u"events") {
            for (const QJsonValue event : frame.value(u"events").toArray())
                takeEvent(event.toObject());
        }
    }
    [[nodiscard]] bool isOver() const { return m_positions.isEmpty(); }

private:
    struct Position {
        qint64 epoch = 0;
        qint64 seq = 0;
        bool isLive = false; ///< what comes now is news; before, it leads up to now
    };
    static Position positionIn(const QJsonObject &frame)
    {
        return {frame.value(u"epoch").toInteger(), frame.value(u"seq").toInteger(), false};
    }
    void takeEvent(const QJsonObject &event)
    {
        Position &position = m_positions[event.value(u"stream").toString()];
        const qint64 seq = event.value(u"seq").toInteger();
        const bool wasThere = position.seq > 0; // after a break, what was missed is news too
        position.epoch = event.value(u"epoch").toInteger();
        position.seq = seq;
        const QString line = m_rows.describe(event);
        if (position.isLive || (wasThere && m_hasBeenLive))
            say(stdout, m_asJson ? QJsonDocument(event).toJson(QJsonDocument::Compact) + '\n' : line.toUtf8());
        m_hasBeenLive = m_hasBeenLive || position.isLive;
    }

    WatchedRows m_rows;
    const bool m_asJson;
    QMap<QString, Position> m_positions;
    bool m_hasBeenLive = false;
};

Result<QList<ProjectPlace>> projectsOf(ApiClient &api, const Invocation &invocation)
{
    if (!invocation.project.isEmpty()) {
        const auto one = Places::project(api, invocation.workspace, invocation.project);
        if (!one)
            return one.error();
        return QList<ProjectPlace>{*one};
    }
    auto all = Places::projects(api, invocation.workspace);
    if (!all)
        return all;
    all->removeIf([](const ProjectPlace &place) { return place.isArchived; });
    if (all->isEmpty())
        return Error(ErrorCode::NotFound, QStringLiteral("There is no project to watch."));
    if (all->size() > StreamsMax)
        return usageError(QStringLiteral("There are %1 projects; watch one of them with --project.").arg(all->size()));
    return all;
}

/// Until the connection is over; the reason.
Error follow(LiveSocket &socket, Watching &watching)
{
    while (!watching.isOver()) {
        const auto frame = socket.next(0);
        if (!frame)
            return frame.error();
        watching.take(*frame);
    }
    return {ErrorCode::Forbidden, QStringLiteral("Nothing is left that you may watch.")};
}

} // namespace

Result<Outcome> Commands::watch(const Invocation &invocation)
{
    auto api = Credentials::signedIn(invocation);
    if (!api)
        return api.error();
    const auto projects = projectsOf(**api, invocation);
    if (!projects)
        return projects.error();
    WatchedRows rows;
    for (const ProjectPlace &project : *projects) {
        const auto members = (*api)->list(QStringLiteral("/workspaces/%1/members").arg(project.workspaceId));
        rows.add(project, members ? *members : QJsonArray()); // a guest does not see them
    }
    Watching watching(std::move(rows), *projects, invocation.json);
    LiveSocket socket;
    bool wasConnected = false;
    for (int retryMs = RetryFirstMs;; retryMs = std::min(2 * retryMs, RetryMaxMs)) {
        const auto opened = socket.open((*api)->server(), (*api)->token(), watching.positions());
        if (opened) {
            wasConnected = true;
            retryMs = RetryFirstMs;
            say(stderr,
                projects->size() == 1 ? QByteArray("watching 1 project\n")
                                      : QStringLiteral("watching %1 projects\n").arg(projects->size()).toUtf8());
        }
        const Error error = opened ? follow(socket, watching) : opened.error();
        // A server that was never there is a mistake; one that went away comes back.
        if (!wasConnected || (error.code != ErrorCode::Unavailable && !error.isTemporary()))
            return error;
        say(stderr,
            QStringLiteral("taskmaster-cli: %1 Trying again in %2 s.\n")
                .arg(error.message)
                .arg(retryMs / 1000)
                .toUtf8());
        pauseUntilQuit(retryMs);
    }
}

} // namespace TaskMaster::Cli
