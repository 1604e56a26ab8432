// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ImportJobs.h"

#include "server/app/Directory.h"
#include "server/app/Logging.h"
#include "server/app/QueueDoor.h"

#include <QSet>

namespace TaskMaster::Server {

ImportJobs::ImportJobs(DatabaseSettings settings, WriteQueue &writes, const Clock &clock)
    : m_settings(std::move(settings))
    , m_writes(writes)
    , m_clock(clock)
{
}

ImportJobs::~ImportJobs()
{
    stop();
}

void ImportJobs::start()
{
    m_thread = std::thread([this] { run(); });
}

void ImportJobs::stop()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isStopping = true;
        m_waiting.clear();
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

Result<ImportState> ImportJobs::add(ImportWish wish)
{
    const std::scoped_lock lock(m_mutex);
    if (m_isStopping || m_waiting.size() >= WaitingMax)
        return Error(
            ErrorCode::Overloaded,
            QStringLiteral("%1 imports are waiting already; try again when some are done.").arg(m_waiting.size()));
    while (m_states.size() >= StatesMax)
        m_states.erase(m_states.begin());
    ImportState state;
    state.id = Uuid::v7(m_clock.nowMs());
    state.workspace = wish.workspace;
    state.userId = wish.userId;
    state.format = wish.format;
    state.dryRun = wish.dryRun;
    state.createdAt = m_clock.nowMs();
    m_states.insert_or_assign(state.id, state);
    m_waiting.push_back({state.id, std::move(wish)});
    m_wake.notify_one();
    return state;
}

std::optional<ImportState> ImportJobs::find(const Uuid &workspace, const Uuid &id) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_states.find(id);
    if (found == m_states.end() || found->second.workspace != workspace)
        return std::nullopt;
    return found->second;
}

QList<ImportState> ImportJobs::list(const Uuid &workspace) const
{
    const std::scoped_lock lock(m_mutex);
    QList<ImportState> states;
    for (auto it = m_states.rbegin(); it != m_states.rend(); ++it) {
        if (it->second.workspace == workspace)
            states.append(it->second);
    }
    return states;
}

template <class Change> void ImportJobs::update(const Uuid &id, Change change)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto found = m_states.find(id); found != m_states.end())
        change(found->second);
}

void ImportJobs::run()
{
    for (;;) {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_isStopping || !m_waiting.empty(); });
        if (m_isStopping)
            return;
        Job job = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        work(std::move(job));
    }
}

void ImportJobs::work(Job job)
{
    update(job.id, [](ImportState &state) { state.phase = ImportState::Phase::Reading; });
    Result<void> outcome;
    try {
        outcome = import(job);
    } catch (const std::exception &exception) { // a file that needs more memory than there is
        qCCritical(lcApp, "An import ended with an exception: %s", exception.what());
        outcome = Error(ErrorCode::Internal);
    }
    update(job.id, [&](ImportState &state) {
        state.finishedAt = m_clock.nowMs();
        state.phase = outcome ? ImportState::Phase::Done : ImportState::Phase::Failed;
        if (!outcome)
            state.error = outcome.error();
    });
    qCInfo(lcApp, "An import has ended.%s%s", qPrintable(field("import", job.id.toString())),
           qPrintable(field("outcome", outcome ? QStringLiteral("done") : outcome.error().wire())));
}

Result<void> ImportJobs::import(const Job &job)
{
    const auto file = ImportFile::read(job.wish.format, job.wish.bytes, job.wish.options);
    if (!file)
        return file.error();
    auto database = Database::open(m_settings, Database::Use::Read);
    if (!database)
        return database.error();
    const auto workspace = Directory::findWorkspace(**database, job.wish.workspace.toString());
    if (!workspace)
        return workspace.error();
    const ImportPlan plan = file->plan(Directory::importTarget(*workspace));
    update(job.id, [&](ImportState &state) {
        state.phase = ImportState::Phase::Writing;
        state.projectId = plan.projectId;
        state.projectName = plan.projectName;
        state.commands = plan.commands.size();
        state.report = plan.report;
    });
    return job.wish.dryRun || plan.commands.isEmpty() ? Result<void>() : write(job.id, plan, **database);
}

Result<void> ImportJobs::write(const Uuid &id, const ImportPlan &plan, Database &database)
{
    QueueDoor door(m_writes, m_clock, Urgency::Background);
    BulkWriter writer(door);
    QSet<StreamId> streams;
    for (const Command &command : plan.commands)
        streams.insert(command.stream);
    for (const StreamId &stream : std::as_const(streams)) {
        const auto head = Directory::headOf(database, stream);
        if (!head)
            return head.error();
        writer.setHead(stream, *head);
    }
    for (qsizetype i = 0; i < plan.commands.size(); ++i) {
        if (m_isStopping)
            return Error(ErrorCode::Cancelled,
                         QStringLiteral("The server was stopped. Import the file again: nothing is done twice."));
        if (!writer.add(plan.commands[i]))
            return writer.error();
        const bool isFirst = i == 0; // the project, by itself: when it is refused, all others would be
        const bool isLast = i + 1 == plan.commands.size();
        if ((isFirst || isLast) && !writer.flush())
            return writer.error();
        const auto &tally = writer.tally();
        if (isFirst && tally.refused > 0)
            return Error(ErrorCode::BadImport,
                         QStringLiteral("It was refused, and nothing was imported: %1").arg(tally.refusals.value(0)));
        update(id, [&tally](ImportState &state) {
            state.decided = tally.done + tally.wereThere + tally.refused;
            state.done = tally.done;
            state.wereThere = tally.wereThere;
            state.refused = tally.refused;
            state.refusals = tally.refusals;
        });
    }
    return {};
}

} // namespace TaskMaster::Server
