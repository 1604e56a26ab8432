// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/ops/Metrics.h"
#include "server/ops/Switches.h"
#include "server/storage/BackgroundShare.h"
#include "server/storage/Batch.h"

#include <condition_variable>
#include <deque>
#include <list>
#include <thread>

namespace TaskMaster::Server {

/**
 * The write lanes: threads that take what waits, without artificial delay, and commit it batch by batch. SQLite has one
 * lane and its batches may span streams; PostgreSQL has up to four, each batch one stream, each stream in one lane at a
 * time. Commands of a stream and an urgency are decided in the order in which they came; background ones let
 * interactive ones go first, but get a turn every few batches. submit() and run() are thread-safe. Every submission is
 * answered exactly once, also when the database is gone.
 */
class WriteLanes final : public WriteQueue {
public:
    struct Options {
        DatabaseSettings database;
        int lanes = 4; ///< PostgreSQL; SQLite always has one
        std::size_t waitingMax = 20'000; ///< more are answered `overloaded`
        std::chrono::milliseconds outageMax{
            10'000}; ///< how long a batch waits for a lost database before it is refused
    };

    WriteLanes(Options options, qint64 epoch, const Switches &switches, Metrics &metrics, const Clock &clock,
               EventSink &sink);
    ~WriteLanes() override;

    /// Starts the threads; the connections are opened there, on first need, and again after an outage.
    void start();
    /// Decides what waits, then ends the threads. What comes later is answered `cancelled`.
    void stop();

    void submit(Submission submission) override;
    void run(std::function<Result<void>(Database &)> work, std::function<void(Result<void>)> done) override;
    /// The last failure to reach the database, or ok: for readiness.
    [[nodiscard]] Result<void> health() const;

private:
    struct Work {
        std::function<Result<void>(Database &)> work;
        std::function<void(Result<void>)> done;
    };
    struct Waiting {
        std::deque<Submission> interactive;
        std::deque<Submission> background;
        bool busy = false; ///< a lane works on it
        bool listed = false; ///< stands in m_ready
        KeptRows kept;
        [[nodiscard]] bool isEmpty() const { return interactive.empty() && background.empty(); }
    };
    struct Taken {
        std::vector<Submission> submissions;
        std::vector<StreamId> streams;
        std::map<StreamId, KeptRows> kept;
        std::optional<Work> work;
        bool isBackground = false; ///< no person waits for it
        std::size_t backgroundHandled = 0; ///< how many of its commands were committed …
        std::chrono::steady_clock::duration backgroundTook{0}; ///< … and how long that took
    };

    void loop();
    [[nodiscard]] bool take(Taken &taken);
    void takeFrom(const StreamId &stream, Urgency urgency, Taken &taken, std::size_t room);
    [[nodiscard]] static std::deque<Submission> &queueOf(Waiting &waiting, Urgency urgency)
    {
        return urgency == Urgency::Interactive ? waiting.interactive : waiting.background;
    }
    void giveBack(Taken taken);
    void list(const StreamId &stream, Waiting &waiting);
    void commit(std::unique_ptr<Database> &database, Taken &taken);
    void commitOneByOne(std::unique_ptr<Database> &database, Taken &taken);
    [[nodiscard]] Result<Batch::Outcome> attempt(std::unique_ptr<Database> &database,
                                                 const std::vector<Submission> &submissions,
                                                 std::map<StreamId, KeptRows> &kept);
    [[nodiscard]] Result<void> connect(std::unique_ptr<Database> &database);
    void runWork(std::unique_ptr<Database> &database, Work work);
    void publish(std::vector<Submission> &submissions, Batch::Outcome outcome);
    void refuseAll(std::vector<Submission> &submissions, const Error &error);
    void setHealth(const Result<void> &health);
    void forgetIdleStreams();

    const Options m_options;
    const qint64 m_epoch;
    const Switches &m_switches;
    const Clock &m_clock;
    EventSink &m_sink;
    AccessCache m_access;

    Counter &m_commandsAccepted;
    Counter &m_commandsRefused;
    Counter &m_eventsCommitted;
    Counter &m_batches;
    Counter &m_failures;
    Histogram &m_batchSize;
    Histogram &m_commitDuration;
    Gauge &m_waitingGauge;

    mutable std::mutex m_mutex; ///< guards everything below
    std::condition_variable m_wake;
    std::unordered_map<StreamId, Waiting> m_streams;
    std::list<StreamId> m_ready; ///< streams with work that no lane has, oldest first
    std::deque<Work> m_works;
    std::size_t m_waiting = 0;
    quint64 m_batchCounter = 0;
    BackgroundShare m_share;
    bool m_stopping = false;
    Result<void> m_health;
    std::vector<std::thread> m_threads;
};

} // namespace TaskMaster::Server
