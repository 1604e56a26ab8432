// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/jobs/Submitter.h"
#include "server/storage/JobThread.h"
#include "server/storage/Reader.h"
#include "shared/core/Clock.h"

namespace TaskMaster::Server {

/**
 * Work whose time comes by itself: reminders, due dates in the inbox, the end of the trash and of old notifications,
 * and the counters that charts are drawn from. Looks every few seconds; what it asks for has ids that follow from what
 * it is about, so that several instances, and one that was killed in between, do it once. One thread of its own.
 */
class DueWork {
public:
    struct Options {
        DatabaseSettings database;
        std::chrono::milliseconds lookEvery{5'000};
        int trashDays = 30;
        int inboxDays = 90;
        int dueHour = 8; ///< of the person's day: when what is due today is told
    };
    DueWork(Options options, WriteQueue &writes, const Clock &clock, Metrics &metrics);
    ~DueWork();

    void start();
    /// The write lanes must still run.
    void stop();
    /// One look, as the thread does it: for tests and tools.
    [[nodiscard]] Result<void> look(Database &database);

private:
    [[nodiscard]] Result<void> fireReminders(Database &database);
    [[nodiscard]] Result<void> tellWhatIsDue(Database &database);
    [[nodiscard]] Result<void> emptyTrash(Database &database);
    [[nodiscard]] Result<void> clearInboxes(Database &database);
    [[nodiscard]] Result<void> countTheDay(Database &database);

    const Options m_options;
    const Clock &m_clock;
    Submitter m_submitter;
    Counter &m_failures;
    AccessCache m_access;
    std::set<Uuid> m_told; ///< command ids of this process' day: asking again would only cost
    QDate m_toldOn;
    QDate m_counted; ///< the newest day whose counters are known to be recorded
    qint64 m_tidiedAt = 0;

    JobThread m_thread;
};

} // namespace TaskMaster::Server
