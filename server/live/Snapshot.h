// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/live/WebSocketFrame.h"
#include "server/storage/EventLog.h"

#include <QThreadPool>

#include <atomic>
#include <mutex>

namespace TaskMaster::Server {

/// A thread for encoding and compressing rows, beside the lanes and the database pool. Work that comes after close() is
/// dropped: a reading may come back when everything else has gone. Thread-safe.
class SnapshotWorkers {
public:
    SnapshotWorkers();
    void start(std::function<void()> work);
    void close(); ///< waits for the work at hand; not on a worker thread

private:
    std::mutex m_mutex;
    std::unique_ptr<QThreadPool> m_pool;
};

/**
 * The rows of one stream as finished frames of one form, read page by page as its readers ask for them: the one who is
 * furthest ahead makes it go on, so a slow reader never fills memory. Any number of readers in any lane share it.
 * position() was the head before the first row was read; the rows may be newer, which the events behind it repeat
 * harmlessly. Thread-safe; shared by everybody who reads it.
 */
class Snapshot final : public std::enable_shared_from_this<Snapshot> {
public:
    struct Page {
        QList<QByteArray> frames;
        bool isLast = false;
    };
    using Done = std::function<void(Result<Page>)>;

    enum class Keep : quint8 {
        Pages, ///< for others to come
        Nothing, ///< one reader, and each page is forgotten once it was handed out
    };
    Snapshot(const Position &position, FrameForm form, Keep keep, EventLog &log,
             std::shared_ptr<SnapshotWorkers> workers);

    [[nodiscard]] const Position &position() const { return m_position; }
    /// `done` is called once: now, or on another thread; never after the workers were closed. Ask in order, from 0.
    void page(std::size_t index, Done done);

    [[nodiscard]] bool hasFailed() const;
    [[nodiscard]] qint64 bytes() const { return m_bytes; }

private:
    struct Waiting {
        std::size_t index;
        Done done;
    };
    void readNext(const SnapshotCursor &cursor);
    void encode(const Result<SnapshotPage> &rows);
    [[nodiscard]] Page take(std::size_t index);

    const Position m_position;
    const FrameForm m_form;
    const Keep m_keep;
    EventLog &m_log;
    const std::shared_ptr<SnapshotWorkers> m_workers;
    std::atomic<qint64> m_bytes = 0;

    mutable std::mutex m_mutex; ///< for all below
    std::vector<Page> m_pages;
    std::vector<Waiting> m_waiting;
    SnapshotCursor m_cursor; ///< where the next page begins
    std::size_t m_wanted = 0; ///< pages that were asked for, and one more
    bool m_isReading = false;
    std::optional<Error> m_error;
};

} // namespace TaskMaster::Server
