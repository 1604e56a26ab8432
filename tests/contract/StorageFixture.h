// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Migrations.h"
#include "server/storage/Reader.h"
#include "server/storage/WriteLanes.h"
#include "tests/support/FakeClock.h"

#include <QSqlRecord>
#include <QTemporaryDir>

#include <condition_variable>
#include <future>

namespace TaskMaster::Test {

using namespace TaskMaster::Server;

/// Hears everything that storage lets out, in order.
class RecordingSink final : public EventSink {
public:
    void committed(const CommitPtr &commit) override
    {
        const std::scoped_lock lock(m_mutex);
        for (const EventPtr &event : commit->events)
            m_events.append(event);
        m_changed.notify_all();
    }
    [[nodiscard]] QList<EventPtr> events() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_events;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    QList<EventPtr> m_events;
};

/**
 * A whole storage on a database of its own: migrated, with write lanes, a reader and a recording sink. `submit` waits
 * for the answer, which is what a test wants to look at.
 */
class StorageFixture {
public:
    StorageFixture(DatabaseSettings settings, const Switches &switches)
        : m_settings(std::move(settings))
        , m_switches(switches)
    {
        auto database = Database::open(m_settings, Database::Use::Write);
        if (!database || !Migrations::migrate(**database, m_clock.nowMs()))
            qFatal("cannot prepare the test database");
        m_epoch = *Migrations::epoch(**database);
        start();
    }
    ~StorageFixture() { stop(); }

    void start()
    {
        m_lanes = std::make_unique<WriteLanes>(
            WriteLanes::Options{
                .database = m_settings, .lanes = 4, .waitingMax = 20'000, .outageMax = std::chrono::milliseconds(2000)},
            m_epoch, m_switches, m_metrics, m_clock, m_sink);
        m_lanes->start();
        m_pool = std::make_unique<DbPool>(DbPool::Options{.database = m_settings, .threads = 2, .waitingMax = 1000},
                                          m_metrics);
        m_pool->start();
        m_reader = std::make_unique<Reader>(*m_pool, m_access, m_epoch);
    }
    void stop()
    {
        m_lanes.reset();
        m_reader.reset();
        m_pool.reset();
    }

    std::future<CommandAnswer> post(Command command, const Uuid &actor, Urgency urgency = Urgency::Interactive)
    {
        auto promise = std::make_shared<std::promise<CommandAnswer>>();
        auto future = promise->get_future();
        m_lanes->submit({std::move(command), actor, {}, urgency, [promise](const CommandAnswer &answer) {
                             promise->set_value(answer);
                         }});
        return future;
    }
    CommandAnswer submit(Command command, const Uuid &actor) { return post(std::move(command), actor).get(); }
    CommandAnswer submit(const StreamId &stream, CommandArgs args, const Uuid &actor)
    {
        return submit(Command{Uuid::v7(), stream, std::move(args)}, actor);
    }

    /// A value that the reader hands to a callback.
    Result<LogPage> logAfter(const StreamId &stream, qint64 seq, int max = 500)
    {
        std::promise<Result<LogPage>> promise;
        m_reader->readAfter(stream, seq, max, [&promise](Result<LogPage> page) { promise.set_value(std::move(page)); });
        return promise.get_future().get();
    }
    Result<void> access(const Uuid &user, const StreamId &stream)
    {
        std::promise<Result<void>> promise;
        m_reader->checkAccess({user}, stream,
                              [&promise](Result<void> result) { promise.set_value(std::move(result)); });
        return promise.get_future().get();
    }
    /// All rows of a stream, page by page as a snapshot reads them.
    QList<Entity> rows(const StreamId &stream)
    {
        QList<Entity> all;
        SnapshotCursor cursor;
        while (!cursor.done) {
            std::promise<Result<SnapshotPage>> promise;
            m_reader->readRows(stream, cursor,
                               [&promise](Result<SnapshotPage> page) { promise.set_value(std::move(page)); });
            auto page = promise.get_future().get();
            if (!page)
                qFatal("cannot read rows: %s", qPrintable(page.error().message));
            all += page->rows;
            cursor = page->next;
        }
        return all;
    }

    [[nodiscard]] Metrics &metrics() { return m_metrics; }
    [[nodiscard]] RecordingSink &sink() { return m_sink; }
    [[nodiscard]] FakeClock &clock() { return m_clock; }
    [[nodiscard]] WriteLanes &lanes() { return *m_lanes; }
    [[nodiscard]] const DatabaseSettings &settings() const { return m_settings; }
    [[nodiscard]] qint64 epoch() const { return m_epoch; }

private:
    DatabaseSettings m_settings;
    Switches m_switches;
    Metrics m_metrics;
    FakeClock m_clock;
    RecordingSink m_sink;
    AccessCache m_access;
    qint64 m_epoch = 0;
    std::unique_ptr<WriteLanes> m_lanes;
    std::unique_ptr<DbPool> m_pool;
    std::unique_ptr<Reader> m_reader;
};

/// A small world to work in: a workspace with one owner and one member, and a project with its usual columns.
struct World {
    Uuid owner = Uuid::v7();
    Uuid member = Uuid::v7();
    StreamId workspace = StreamId::ofWorkspace(Uuid::v7());
    StreamId project = StreamId::ofProject(workspace.workspace, Uuid::v7());
    Uuid backlog;
    Uuid done;

    explicit World(StorageFixture &storage)
    {
        const auto must = [](const CommandAnswer &answer) {
            if (!answer.outcome)
                qFatal("cannot build the world: %s", qPrintable(answer.outcome.error().message));
        };
        must(storage.submit(
            StreamId::ofUser(owner),
            CreateUser{QStringLiteral("owner-%1@example.org").arg(owner.toString()), QStringLiteral("Olga Owner")},
            systemActor()));
        must(storage.submit(
            StreamId::ofUser(member),
            CreateUser{QStringLiteral("member-%1@example.org").arg(member.toString()), QStringLiteral("Mia Member")},
            systemActor()));
        must(storage.submit(workspace, CreateWorkspace{QStringLiteral("Northwind"), {}}, owner));
        must(storage.submit(workspace, SetMember{member, Role::Member}, owner));
        const Uuid create = Uuid::v7();
        must(storage.submit(
            Command{create, project, CreateProject{QStringLiteral("Mobile app"), QStringLiteral("MOB"), {}, false}},
            owner));
        backlog = Uuid::v5(create, "Backlog");
        done = Uuid::v5(create, "Done");
    }
    [[nodiscard]] CommandArgs newTask(const QString &title, const Uuid &id = Uuid::v7()) const
    {
        CreateTask task;
        task.taskId = id;
        task.columnId = backlog;
        task.title = title;
        return task;
    }
};

} // namespace TaskMaster::Test
