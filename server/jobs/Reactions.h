// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/jobs/Submitter.h"
#include "server/ops/Metrics.h"
#include "server/storage/EventSink.h"
#include "server/storage/JobThread.h"
#include "server/storage/Reader.h"

namespace TaskMaster::Server {

/**
 * The job that carries consequences of events into other streams (see ReactionRules). It reads the log behind a durable
 * cursor per stream and moves the cursor only after everything that followed has been decided, so that nothing is
 * forgotten when the server is killed; asking twice is harmless. One thread of its own; start(), stop() and wake() are
 * for ServerApp.
 */
class Reactions {
public:
    struct Options {
        DatabaseSettings database;
        std::chrono::milliseconds pollEvery{1'000}; ///< finds what other instances, or a killed one, left behind
        std::chrono::milliseconds saveEvery{15'000}; ///< cursors that moved over events without consequences
    };
    Reactions(Options options, qint64 epoch, WriteQueue &writes, Metrics &metrics);
    ~Reactions();

    void start();
    /// Saves the cursors and ends the thread. The write lanes must still run.
    void stop();
    /// Something was committed; from any thread, returns at once. What has no consequences does not wake the job.
    void committed(const CommitPtr &commit);

private:
    [[nodiscard]] Result<void> round(Database &database);
    [[nodiscard]] Result<void> catchUp(Database &database, const Read::LaggingStream &stream);
    [[nodiscard]] Result<void> saveCursors();

    const Options m_options;
    const qint64 m_epoch;
    Submitter m_submitter;
    Counter &m_failures;
    Gauge &m_lagging;
    AccessCache m_access;

    std::unordered_map<StreamId, qint64> m_unsaved; ///< read up to here, not yet in the database
    std::chrono::steady_clock::time_point m_savedAt;

    JobThread m_thread;
};

} // namespace TaskMaster::Server
