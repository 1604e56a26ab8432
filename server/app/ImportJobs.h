// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportFile.h"
#include "server/storage/Database.h"
#include "server/storage/WriteQueue.h"
#include "shared/core/Clock.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace TaskMaster::Server {

/// What somebody asked for, with the file's bytes.
struct ImportWish {
    Uuid workspace;
    Uuid userId;
    ImportFormat format = ImportFormat::Trello;
    QByteArray bytes;
    ImportOptions options;
    bool dryRun = false;
};

/// How far an import is, and in the end what became of it.
struct ImportState {
    enum class Phase : quint8 { Waiting, Reading, Writing, Done, Failed };

    Uuid id;
    Uuid workspace;
    Uuid userId;
    ImportFormat format = ImportFormat::Trello;
    bool dryRun = false;
    Phase phase = Phase::Waiting;
    qint64 createdAt = 0;
    qint64 finishedAt = 0;
    Uuid projectId; ///< null: not known yet, or several
    QString projectName;
    qint64 commands = 0; ///< that there are to do
    qint64 decided = 0; ///< of them, answered
    qint64 done = 0;
    qint64 wereThere = 0;
    qint64 refused = 0;
    QStringList refusals; ///< the first few, in words
    std::optional<Error> error;
    ImportReport report;
};

/**
 * The imports that people ask the running server for: one after the other on one thread, which reads the file, makes
 * the plan and submits it behind everything that people do. Their states are kept in memory, the newest StatesMax of
 * them; after a restart the same file is sent again, and nothing is done twice. Thread-safe; never blocks its callers.
 */
class ImportJobs {
public:
    static constexpr std::size_t WaitingMax = 8;
    static constexpr std::size_t StatesMax = 200;

    ImportJobs(DatabaseSettings settings, WriteQueue &writes, const Clock &clock);
    ~ImportJobs();
    Q_DISABLE_COPY_MOVE(ImportJobs)

    void start();
    /// Waits for the window that is being written; the rest of that import is given up. While the queue still runs.
    void stop();

    /// Overloaded while WaitingMax wait.
    [[nodiscard]] Result<ImportState> add(ImportWish wish);
    [[nodiscard]] std::optional<ImportState> find(const Uuid &workspace, const Uuid &id) const;
    /// Newest first.
    [[nodiscard]] QList<ImportState> list(const Uuid &workspace) const;

private:
    struct Job {
        Uuid id;
        ImportWish wish;
    };
    void run();
    void work(Job job);
    Result<void> import(const Job &job);
    Result<void> write(const Uuid &id, const ImportPlan &plan, Database &database);
    template <class Change> void update(const Uuid &id, Change change);

    const DatabaseSettings m_settings;
    WriteQueue &m_writes;
    const Clock &m_clock;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_waiting;
    std::map<Uuid, ImportState> m_states; ///< ids grow with time
    std::atomic<bool> m_isStopping = false;
    std::thread m_thread;
};

} // namespace TaskMaster::Server
