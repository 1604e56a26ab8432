// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Access.h"
#include "server/storage/Journal.h"
#include "server/storage/WriteQueue.h"
#include "shared/core/Clock.h"

#include <mutex>

namespace TaskMaster::Server {

/// Rows of a stream that stay in memory between batches: still good if the counter says that nobody wrote since.
struct KeptRows {
    qint64 seq = -1;
    WorkingSet set;
};

/// The newest access of each workspace that a batch needed, shared by the write threads.
class AccessCache {
public:
    [[nodiscard]] WorkspaceAccessPtr find(const Uuid &workspace, qint64 version) const;
    void keep(const Uuid &workspace, WorkspaceAccessPtr access);

private:
    static constexpr std::size_t WorkspacesMax = 1000;
    mutable std::mutex m_mutex;
    std::unordered_map<Uuid, WorkspaceAccessPtr> m_workspaces;
};

/**
 * One write transaction over up to 256 commands: lock, read answers, load, decide in memory, flush set-based, commit.
 * Made, run and thrown away by a write thread. run() either committed everything it reports, or nothing happened at
 * all.
 */
class Batch {
public:
    static constexpr int CommandsMax = 256;
    static constexpr int RowsMax = 1000;

    struct Surroundings {
        const Clock &clock;
        AccessCache &access;
        qint64 epoch;
    };
    /// `kept` per stream may be empty; afterwards it holds what the next batch may keep, or nothing after a failure.
    Batch(Surroundings surroundings, Database &database, std::map<StreamId, KeptRows> &kept);

    struct Outcome {
        Commit commit;
        std::size_t handled = 0; ///< commands from the front that were decided; the rest did not fit
    };
    [[nodiscard]] Result<Outcome> run(const std::vector<Submission> &submissions);

private:
    struct Stream {
        WorkingSet *set = nullptr;
        std::vector<const Submission *> submissions;
        WorkspaceAccessPtr access;
        int dirtyRows = 0;
    };
    [[nodiscard]] Result<void> prepare(const std::vector<Submission> &submissions);
    [[nodiscard]] Result<void> loadFor(const std::vector<const Submission *> &submissions, Stream &stream);
    void loadPastOfThisBatch(const Needs &wanted, const StreamId &stream, WorkingSet &set) const;
    [[nodiscard]] Result<void> decide(const Submission &submission);
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] Result<WorkspaceAccessPtr> accessOf(const Uuid &workspace);
    [[nodiscard]] WorkspaceAccessPtr accessAfter(const StreamId &stream, const WorkspaceAccess &before,
                                                 const WorkingSet &set, const QList<Change> &changes, qint64 version);
    void answer(const Submission &submission, Result<QList<Position>> outcome);
    [[nodiscard]] Result<QList<Position>> repeated(const StoredAnswer &stored, const QString &argsHash) const;
    void keepRows();

    Surroundings m_surroundings;
    Database &m_database;
    std::map<StreamId, KeptRows> &m_kept;
    std::map<StreamId, StreamHead> m_heads;
    std::map<StreamId, Stream> m_streams;
    std::map<Journal::AnswerKey, StoredAnswer> m_answers; ///< given before, and in this batch
    std::vector<Journal::Entry> m_entries;
    std::vector<Journal::AnswerRow> m_newAnswers;
    std::set<StreamId> m_changed;
    Outcome m_outcome;
};

} // namespace TaskMaster::Server
