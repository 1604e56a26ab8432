// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/jobs/Reactions.h"

#include "server/jobs/Logging.h"

#include "server/jobs/ReactionRules.h"

namespace TaskMaster::Server {
namespace {

constexpr int StreamsPerRoundMax = 10'000;

} // namespace

Reactions::Reactions(Options options, qint64 epoch, WriteQueue &writes, Metrics &metrics)
    : m_options(std::move(options))
    , m_epoch(epoch)
    , m_submitter(writes, metrics.counter("reactions", "Commands that followed from events in other streams"))
    , m_failures(metrics.counter("reaction_failures", "Rounds of reactions that failed and are tried again"))
    , m_lagging(metrics.gauge("reaction_lagging_streams", "Streams with events that were not reacted to yet"))
    , m_savedAt(std::chrono::steady_clock::now())
    , m_thread(m_options.database, m_options.pollEvery,
               {[this](Database &database) { return round(database); },
                [this](const Error &error) {
                    m_failures.add();
                    qCWarning(lcJobs, "reactions wait: %s", qPrintable(error.message));
                },
                [] {},
                [this] {
                    if (auto saved = saveCursors(); !saved)
                        qCInfo(lcJobs, "cursors were not saved, events will be read again: %s",
                               qPrintable(saved.error().message));
                }})
{
}

Reactions::~Reactions()
{
    stop();
}

void Reactions::start()
{
    m_thread.start();
}

void Reactions::stop()
{
    m_thread.stop();
}

void Reactions::committed(const CommitPtr &commit)
{
    if (std::any_of(commit->events.begin(), commit->events.end(),
                    [](const EventPtr &event) { return ReactionRules::concerns(*event); }))
        m_thread.wake();
}

Result<void> Reactions::round(Database &database)
{
    const auto lagging = Read::laggingStreams(database, StreamsPerRoundMax);
    if (!lagging)
        return lagging.error();
    m_lagging.set(lagging->size());
    for (const Read::LaggingStream &stream : *lagging) {
        if (auto ok = catchUp(database, stream); !ok)
            return ok;
    }
    if (std::chrono::steady_clock::now() - m_savedAt >= m_options.saveEvery)
        return saveCursors();
    return {};
}

Result<void> Reactions::catchUp(Database &database, const Read::LaggingStream &stream)
{
    const auto unsaved = m_unsaved.find(stream.stream);
    qint64 cursor = unsaved == m_unsaved.end() ? stream.reactedSeq : std::max(stream.reactedSeq, unsaved->second);
    bool hasFollowed = false;
    while (cursor < stream.seq) {
        const auto page = Read::logAfter(database, m_epoch, stream.stream, cursor, EventLog::PageEventsMax);
        if (!page)
            return page.error();
        if (page->events.isEmpty())
            break;
        for (const EventPtr &event : page->events) {
            if (!ReactionRules::concerns(*event))
                continue;
            auto commands = ReactionRules::reactionsTo(database, m_access, m_epoch, *event);
            if (!commands)
                return commands.error();
            if (auto ok = m_submitter.submitAll(*commands); !ok)
                return ok;
            hasFollowed = true;
        }
        cursor = page->events.constLast()->seq;
        m_unsaved[stream.stream] = cursor;
    }
    // Following again would cost more than a small transaction; reading over nothing again costs less.
    return hasFollowed ? saveCursors() : Result<void>();
}

Result<void> Reactions::saveCursors()
{
    m_savedAt = std::chrono::steady_clock::now();
    if (m_unsaved.empty())
        return {};
    const auto outcome = m_submitter.run([cursors = m_unsaved](Database &database) -> Result<void> {
        for (const auto &[stream, seq] : cursors) {
            if (auto ok = advanceReacted(database, stream, seq); !ok)
                return ok;
        }
        return {};
    });
    if (outcome)
        m_unsaved.clear();
    return outcome;
}

} // namespace TaskMaster::Server
