// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/live/Snapshot.h"

namespace TaskMaster::Server {

SnapshotWorkers::SnapshotWorkers()
    : m_pool(std::make_unique<QThreadPool>())
{
    m_pool->setMaxThreadCount(1);
    m_pool->setThreadPriority(QThread::LowPriority); // snapshots never hurry past live events
}

void SnapshotWorkers::start(std::function<void()> work)
{
    const std::lock_guard lock(m_mutex);
    if (m_pool)
        m_pool->start(std::move(work));
}

void SnapshotWorkers::close()
{
    std::unique_ptr<QThreadPool> pool;
    {
        const std::lock_guard lock(m_mutex);
        pool.swap(m_pool);
    }
    if (pool)
        pool->waitForDone();
}

Snapshot::Snapshot(const Position &position, FrameForm form, Keep keep, EventLog &log,
                   std::shared_ptr<SnapshotWorkers> workers)
    : m_position(position)
    , m_form(form)
    , m_keep(keep)
    , m_log(log)
    , m_workers(std::move(workers))
{
}

bool Snapshot::hasFailed() const
{
    const std::lock_guard lock(m_mutex);
    return m_error.has_value();
}

Snapshot::Page Snapshot::take(std::size_t index)
{
    if (m_keep == Keep::Pages)
        return m_pages[index];
    for (const QByteArray &frame : m_pages[index].frames)
        m_bytes -= frame.size();
    return {std::move(m_pages[index].frames), m_pages[index].isLast};
}

void Snapshot::page(std::size_t index, Done done)
{
    std::optional<Result<Page>> ready;
    std::optional<SnapshotCursor> next;
    {
        const std::lock_guard lock(m_mutex);
        // One page ahead: it is read and encoded while this one is on the line.
        m_wanted = std::max(m_wanted, index + 2);
        if (m_error)
            ready = Result<Page>(*m_error);
        else if (index < m_pages.size())
            ready = Result<Page>(take(index));
        else
            m_waiting.push_back({index, done});
        if (!m_isReading && !m_error && m_pages.size() < m_wanted && !m_cursor.done) {
            m_isReading = true;
            next = m_cursor;
        }
    }
    if (next)
        readNext(*next);
    if (ready)
        done(std::move(*ready));
}

void Snapshot::readNext(const SnapshotCursor &cursor)
{
    m_log.readRows(m_position.stream, cursor, [self = shared_from_this()](Result<SnapshotPage> rows) {
        self->m_workers->start([self, rows = std::move(rows)] { self->encode(rows); });
    });
}

void Snapshot::encode(const Result<SnapshotPage> &rows)
{
    Page page;
    bool isFirst = false;
    {
        const std::lock_guard lock(m_mutex);
        isFirst = m_pages.empty();
    }
    if (rows) {
        page.isLast = rows->next.done;
        page.frames = WebSocketFrame::ofSnapshot({m_position, rows->kind, rows->rows, isFirst, page.isLast}, m_form);
        for (const QByteArray &frame : page.frames)
            m_bytes += frame.size();
    }
    std::vector<std::pair<Done, Result<Page>>> answers;
    std::optional<SnapshotCursor> next;
    {
        const std::lock_guard lock(m_mutex);
        if (rows) {
            m_pages.push_back(std::move(page));
            m_cursor = rows->next;
        } else {
            m_error = rows.error();
        }
        std::vector<Waiting> still;
        for (Waiting &waiting : m_waiting) {
            if (m_error)
                answers.emplace_back(std::move(waiting.done), *m_error);
            else if (waiting.index < m_pages.size())
                answers.emplace_back(std::move(waiting.done), take(waiting.index));
            else
                still.push_back(std::move(waiting));
        }
        m_waiting.swap(still);
        m_isReading = !m_error && m_pages.size() < m_wanted && !m_cursor.done;
        if (m_isReading)
            next = m_cursor;
    }
    if (next)
        readNext(*next);
    for (auto &[done, answer] : answers)
        done(std::move(answer));
}

} // namespace TaskMaster::Server
