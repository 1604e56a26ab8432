// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Migrations.h"
#include "server/storage/Reader.h"
#include "server/storage/WriteLanes.h"
#include "shared/core/Clock.h"
#include "tests/support/FakeClock.h"
#include "tests/support/Variant.h"

#include <QTemporaryDir>

#include <future>

namespace TaskMaster::Test {

using namespace TaskMaster::Server;

/// A migrated database of its own, the one of the Variant, with write lanes and a pool; whoever wants to hear commits
/// sets `heard` before the first one.
class AppFixture {
public:
    AppFixture()
    {
        auto database = Database::open(settings, Database::Use::Write);
        if (!database || !Migrations::migrate(**database, clock.nowMs()))
            qFatal("cannot prepare the test database");
        epoch = *Migrations::epoch(**database);
        start();
    }
    ~AppFixture() { stop(); }

    void start()
    {
        writes = std::make_unique<WriteLanes>(WriteLanes::Options{settings}, epoch, switches, metrics, clock, m_sink);
        pool = std::make_unique<DbPool>(DbPool::Options{settings}, metrics);
        writes->start();
        pool->start();
    }
    void stop()
    {
        if (writes)
            writes->stop();
        if (pool)
            pool->stop();
        writes.reset();
        pool.reset();
    }

    /// Waits for the answer.
    Result<QList<Position>> submit(const StreamId &stream, const CommandArgs &args, const Uuid &id = Uuid::v7())
    {
        std::promise<Result<QList<Position>>> promise;
        Submission submission{{id, stream, args}, systemActor(), {}, Urgency::Interactive, {}};
        submission.answered = [&promise](const CommandAnswer &answer) { promise.set_value(answer.outcome); };
        writes->submit(std::move(submission));
        return promise.get_future().get();
    }
    Uuid addUser(const QString &name)
    {
        const Uuid id = Uuid::v7();
        const QString email = name.toLower() + QStringLiteral("@test.example");
        if (!submit(StreamId::ofUser(id), CreateUser{email, name}))
            qFatal("cannot add a user");
        return id;
    }
    [[nodiscard]] std::unique_ptr<Database> reading() const
    {
        auto database = Database::open(settings, Database::Use::Read);
        return database ? std::move(*database) : nullptr;
    }
    /// All rows of a kind in a stream.
    template <class E> [[nodiscard]] QList<E> rows(const StreamId &stream) const
    {
        const auto database = reading();
        QList<E> found;
        for (SnapshotCursor cursor; !cursor.done;) {
            const auto page = Read::rows(*database, stream, cursor, EventLog::PageRowsMax);
            if (!page)
                qFatal("cannot read rows");
            for (const Entity &row : page->rows) {
                if (const auto *wanted = std::get_if<E>(&row))
                    found.append(*wanted);
            }
            cursor = page->next;
        }
        return found;
    }

    QTemporaryDir folder;
    DatabaseSettings settings = settingsOf(Variant::newDatabase());
    FakeClock clock;
    Switches switches = Variant::switches();
    Metrics metrics;
    qint64 epoch = 0;
    std::function<void(const CommitPtr &)> heard;
    std::unique_ptr<WriteLanes> writes;
    std::unique_ptr<DbPool> pool;

private:
    [[nodiscard]] DatabaseSettings settingsOf(const QString &url) const
    {
        return *DatabaseSettings::fromUrl(url.isEmpty() ? folder.filePath(QStringLiteral("test.db")) : url);
    }

    class Sink final : public EventSink {
    public:
        explicit Sink(AppFixture &fixture)
            : m_fixture(fixture)
        {
        }
        void committed(const CommitPtr &commit) override
        {
            if (m_fixture.heard)
                m_fixture.heard(commit);
        }

    private:
        AppFixture &m_fixture;
    };
    Sink m_sink{*this};
};

} // namespace TaskMaster::Test
